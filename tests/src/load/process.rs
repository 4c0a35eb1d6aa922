//! What does a process cost? Read from /proc.

use anyhow::{Context, Result};
use std::fs;
use std::time::Duration;

/// The kernel counts in hundredths of a second towards programs, whatever its own clock (proc(5), USER_HZ).
const TICK: Duration = Duration::from_millis(10);

/// What a process has used since it began, and holds now.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    /// Time on a core, in the program and in the kernel; threads that have ended count.
    pub(super) user: Duration,
    pub(super) system: Duration,
    /// Resident memory in KiB.
    pub(super) memory: u64,
}

impl Usage {
    /// Of this process.
    pub(super) fn of(pid: u32) -> Result<Usage> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
        let (_, fields) = stat.rsplit_once(") ").context("a name in brackets")?;
        let fields: Vec<&str> = fields.split(' ').collect();
        let field = |at: usize| {
            let ticks = fields.get(at).and_then(|text| text.parse().ok()).context("a number")?;
            anyhow::Ok(TICK * ticks)
        };
        let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let memory = memory.and_then(|text| text.split_whitespace().next()?.parse().ok());
        Ok(Usage { user: field(11)?, system: field(12)?, memory: memory.context("resident memory")? })
    }

    /// What was used since `before`; memory as it is now.
    pub(super) fn since(&self, before: &Usage) -> Usage {
        Usage { user: self.user - before.user, system: self.system - before.system, memory: self.memory }
    }

    /// Time on a core altogether.
    pub(super) fn cpu(&self) -> Duration {
        self.user + self.system
    }

    /// Share of its time spent in the kernel.
    pub(super) fn system_share(&self) -> f64 {
        self.system.as_secs_f64() / self.cpu().as_secs_f64().max(1e-9)
    }
}

/// Time of the calling thread on a core.
pub(super) fn own_thread() -> Result<Duration> {
    let schedstat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = schedstat.split(' ').next().and_then(|text| text.parse().ok());
    nanos.map(Duration::from_nanos).context("schedstat begins with nanoseconds")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_works_uses_time_and_memory() {
        let before = Usage::of(std::process::id()).unwrap();
        let own = own_thread().unwrap();
        while own_thread().unwrap() < own + Duration::from_millis(30) {
            std::hint::black_box(own);
        }
        let used = Usage::of(std::process::id()).unwrap().since(&before);
        assert!(used.cpu() >= Duration::from_millis(10) && used.memory > 100, "{used:?}");
    }
}
