//! What came of it, in one table.

use super::Options;
use super::meeting::{Asked, Grant, Joined};
use crate::server::Server;
use std::fmt;
use std::time::Duration;

/// What is told of a briefing of this size.
#[derive(Debug)]
pub struct Figures {
    sites: usize,
    pid: Option<u32>,
    cpu_before: Duration,
    cpu: Duration,
    resident_kib: u64,
    stayed: usize,
    lines: Vec<String>,
    /// Every room of every grant, from the chair's key to the room's delta.
    reached: Vec<Duration>,
    done: Vec<Duration>,
    messages: u64,
    bytes: u64,
    grants: u64,
}

impl Figures {
    pub(super) fn new(options: &Options, server: &Server) -> Figures {
        let pid = server.pid();
        Figures {
            sites: options.sites,
            pid,
            cpu_before: pid.map(cpu_of).unwrap_or_default(),
            cpu: Duration::ZERO,
            resident_kib: 0,
            stayed: 0,
            lines: Vec::new(),
            reached: Vec::new(),
            done: Vec::new(),
            messages: 0,
            bytes: 0,
            grants: 0,
        }
    }

    pub(super) fn joined(&mut self, joined: Joined, server: &Server) {
        let cpu = server.pid().map(cpu_of).unwrap_or_default().saturating_sub(self.cpu_before);
        self.lines.push(format!(
            "come in      {} · all seen by the chair after {:.1} s · server CPU {:.1} s",
            spread(joined.entered),
            joined.all_seen.as_secs_f64(),
            cpu.as_secs_f64(),
        ));
        self.told("", joined.messages, joined.bytes, 1);
    }

    pub(super) fn asked(&mut self, asked: Asked) {
        let (many, refused) = (asked.answered.len(), asked.refused);
        self.lines.push(format!("{many:>4} ask     {} · {refused} refused", spread(asked.answered)));
        self.told("", asked.messages, asked.bytes, 1);
    }

    pub(super) fn granted(&mut self, grant: Grant) {
        self.reached.extend(grant.reached);
        self.done.push(grant.done);
        self.messages += grant.messages;
        self.bytes += grant.bytes;
        self.grants += 1;
    }

    pub(super) fn ended(&mut self, stayed: usize, server: &Server) {
        self.stayed = stayed;
        self.cpu = server.pid().map(cpu_of).unwrap_or_default().saturating_sub(self.cpu_before);
        self.resident_kib = self.pid.map(resident_kib_of).unwrap_or_default();
        let (reached, done) = (std::mem::take(&mut self.reached), std::mem::take(&mut self.done));
        let grants = self.grants;
        self.lines.push(format!("{grants:>4} grants  key to delta at every room {}", spread(reached)));
        self.lines.push(format!("             key to done at the chair    {}", spread(done)));
        self.told("a grant: ", self.messages, self.bytes, grants);
    }

    fn told(&mut self, what: &str, messages: u64, bytes: u64, times: u64) {
        let each = |all: u64| all as f64 / (self.sites as u64 * times).max(1) as f64;
        self.lines.push(format!(
            "             {what}{:.2} messages and {:.0} bytes to a room",
            each(messages),
            each(bytes)
        ));
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} sites on one signaling process", self.sites)?;
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        let per_site = self.resident_kib as f64 / self.sites as f64;
        let (stayed, cpu) = (self.stayed, self.cpu.as_secs_f64());
        write!(f, "{stayed} rooms stayed to the end · server CPU {cpu:.1} s · {per_site:.0} KiB a site")
    }
}

/// Median, p95, p99 and the worst.
fn spread(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |part: f64| {
        let place = ((times.len() as f64 * part) as usize).min(times.len().saturating_sub(1));
        times.get(place).copied().unwrap_or_default().as_secs_f64() * 1_000.0
    };
    format!("p50 {:.0} · p95 {:.0} · p99 {:.0} · worst {:.0} ms", at(0.5), at(0.95), at(0.99), at(1.0))
}

/// User and system time of a process, in the kernel's ticks of 10 ms.
fn cpu_of(pid: u32) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in brackets may hold spaces; what follows it does not.
    let after = stat.rsplit_once(')').map(|(_, rest)| rest).unwrap_or_default();
    let ticks: u64 = after.split_whitespace().skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

fn resident_kib_of(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or_default()
}
