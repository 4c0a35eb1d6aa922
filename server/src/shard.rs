//! How does one core run? A shard is one OS thread with its own runtime, its own UDP socket and one media core:
//! datagrams, wishes and deadlines go in, datagrams and reports come out, and nothing is shared.

use crate::metrics::NodeMetrics;
use crate::udp::{Batch, Sent, Udp};
use crate::vital::Vital;
use giaoban_link::{FromNode, ToNode};
use giaoban_media::{Drop, Input, Node, Out, Time, Transmit};
use std::io;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;
use tokio::time::Sleep;

/// Wishes that may wait for a shard: a whole briefing of 160 sites joining at once, several times over.
const WISH_QUEUE: usize = 4_096;

/// What a shard drives: a [`Node`], or a small stand-in when only the loop is under test.
pub(crate) trait Core: Send + 'static {
    /// See [`Node::handle`].
    fn handle(&mut self, now: Time, input: Input<'_>, out: &mut Out) -> Time;
}

impl Core for Node {
    fn handle(&mut self, now: Time, input: Input<'_>, out: &mut Out) -> Time {
        Node::handle(self, now, input, out)
    }
}

/// The outer end of a running shard. Dropping `wishes` ends the thread.
pub(crate) struct ShardHandle {
    pub(crate) wishes: mpsc::Sender<ToNode>,
    pub(crate) thread: JoinHandle<()>,
}

/// Starts the thread. `origin` is the instant at which the core's [`Time`] is zero.
pub(crate) fn start<C: Core>(
    index: usize,
    core: C,
    socket: std::net::UdpSocket,
    origin: Instant,
    reports: mpsc::Sender<FromNode>,
) -> io::Result<ShardHandle> {
    let (wishes, queue) = mpsc::channel(WISH_QUEUE);
    let name = format!("shard-{index}");
    let thread = std::thread::Builder::new().name(name).spawn(move || {
        let _vital = Vital("shard");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.expect("a thread that could start can also have an event loop");
        runtime.block_on(async {
            let udp = Udp::new(socket).expect("the socket was bound by this process a moment ago");
            Shard::new(core, udp, origin, reports).run(queue).await;
        });
    })?;
    Ok(ShardHandle { wishes, thread })
}

struct Shard<C> {
    core: C,
    udp: Udp,
    origin: Instant,
    reports: mpsc::Sender<FromNode>,
    batch: Batch,
    out: Out,
    deadline: Time,
    metrics: NodeMetrics,
}

impl<C: Core> Shard<C> {
    fn new(core: C, udp: Udp, origin: Instant, reports: mpsc::Sender<FromNode>) -> Shard<C> {
        Shard {
            core,
            udp,
            origin,
            reports,
            batch: Batch::new(),
            out: Out::default(),
            deadline: Time::NEVER,
            metrics: NodeMetrics::new(),
        }
    }

    async fn run(mut self, mut wishes: mpsc::Receiver<ToNode>) {
        let timer = tokio::time::sleep(Duration::ZERO);
        tokio::pin!(timer);
        loop {
            tokio::select! {
                biased;
                wish = wishes.recv() => match wish {
                    Some(wish) => self.handle(Input::Wish(wish)),
                    None => break,
                },
                ready = self.udp.readable() => self.receive(ready),
                () = timer.as_mut(), if self.deadline != Time::NEVER => {}
            }
            // Checked after every turn: a flood of datagrams must not starve the deadlines.
            if self.now() >= self.deadline {
                self.handle(Input::Timeout);
            }
            self.flush().await;
            self.rearm(timer.as_mut());
        }
        self.stop().await;
    }

    /// The core is told that nothing is wished any more, so that it takes leave of its peers.
    async fn stop(&mut self) {
        self.handle(Input::Wish(ToNode::Whole { documents: Vec::new() }));
        self.flush().await;
    }

    fn now(&self) -> Time {
        Time(self.origin.elapsed().as_micros() as u64)
    }

    fn handle(&mut self, input: Input<'_>) {
        self.deadline = self.core.handle(self.now(), input, &mut self.out);
    }

    fn receive(&mut self, ready: io::Result<()>) {
        if let Err(error) = ready.and_then(|()| self.udp.receive(&mut self.batch)) {
            tracing::warn!(%error, "cannot receive");
            return;
        }
        if self.batch.is_empty() {
            return;
        }
        let now = self.now();
        for (source, local, bytes) in self.batch.datagrams() {
            self.core.handle(now, Input::Datagram { source, local, bytes }, &mut self.out);
        }
        self.deadline = self.core.handle(now, Input::BatchEnd, &mut self.out);
    }

    /// Everything the core put out leaves: datagrams, reports, counts.
    async fn flush(&mut self) {
        for transmit in &self.out.transmits {
            if self.udp.send(&outgoing(transmit, &self.out.bytes)).await == Sent::BufferFull {
                self.out.counters.drop(Drop::QueueFull);
            }
        }
        self.out.clear_transmits();
        // Nothing records yet asks for copies: `tapping` is off, and a core that copies anyway holds no memory.
        self.out.taps.clear();
        for report in self.out.reports.drain(..) {
            tell(&self.reports, report);
        }
        self.metrics.publish(&std::mem::take(&mut self.out.counters));
    }

    fn rearm(&self, timer: std::pin::Pin<&mut Sleep>) {
        if self.deadline != Time::NEVER {
            let instant = self.origin + Duration::from_micros(self.deadline.micros());
            timer.reset(instant.into());
        }
    }
}

fn outgoing<'a>(transmit: &Transmit, bytes: &'a [u8]) -> quinn_udp::Transmit<'a> {
    quinn_udp::Transmit {
        destination: transmit.destination,
        ecn: None,
        contents: &bytes[transmit.range.clone()],
        segment_size: transmit.segment_size,
        src_ip: transmit.source.filter(|ip| !ip.is_unspecified()),
    }
}

/// The packet path never waits for signaling. A link that is this far behind has lost its other half, and is
/// made whole again by the documents that follow the next hello.
fn tell(reports: &mpsc::Sender<FromNode>, report: FromNode) {
    // The router in front of all shards says hello for the whole node.
    if matches!(report, FromNode::Hello { .. }) {
        return;
    }
    if let Err(mpsc::error::TrySendError::Full(_)) = reports.try_send(report) {
        tracing::warn!("signaling does not take reports, one is dropped");
    }
}

#[cfg(test)]
mod tests;
