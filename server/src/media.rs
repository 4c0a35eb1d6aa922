//! How does the media half start? Sockets first, so that a busy port stops the start; then one core and one
//! thread for each.

use crate::candidates;
use crate::certificate;
use crate::config::MediaConfig;
use crate::shard::{self, ShardHandle};
use crate::shards::Shards;
use crate::udp;
use giaoban_link::{FromNode, NodeId};
use giaoban_media::{Certificate, CertificateError, Node, NodeConfig, Random, Security};
use rand::TryRng;
use rand::rngs::SysRng;
use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::time::{Instant, SystemTime};
use tokio::sync::mpsc;
use uuid::Uuid;

/// Reports waiting for signaling: ten seconds of a join storm of 3,400 points, a few reports each. Beyond it
/// reports are dropped, because the packet path never waits.
const REPORT_QUEUE: usize = 65_536;

/// Why media does not start.
#[derive(Debug, thiserror::Error)]
pub(crate) enum MediaError {
    /// A port is taken.
    #[error(transparent)]
    Bind(#[from] udp::BindError),
    /// The DTLS certificate could not be made.
    #[error("cannot make the DTLS certificate: {0}")]
    Certificate(#[from] rcgen::Error),
    /// The core cannot use it.
    #[error("cannot use the DTLS certificate: {0}")]
    Node(#[from] CertificateError),
    /// No addresses, or no thread.
    #[error("cannot start media: {0}")]
    System(#[from] io::Error),
}

/// Bound sockets of shards that do not run yet.
pub(crate) struct Sockets(Vec<UdpSocket>);

impl Sockets {
    pub(crate) fn bind(config: &MediaConfig) -> Result<Sockets, MediaError> {
        let port = |shard: u16| if config.port == 0 { 0 } else { config.port + shard };
        let bound = (0..config.shards).map(|shard| udp::bind(SocketAddr::new(config.bind, port(shard))));
        Ok(Sockets(bound.collect::<Result<_, _>>()?))
    }

    pub(crate) fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        self.0.iter().map(UdpSocket::local_addr).collect()
    }

    /// Starts the shards. The receiver carries what all of them report.
    pub(crate) fn start(
        self,
        config: &MediaConfig,
    ) -> Result<(Shards, mpsc::Receiver<FromNode>), MediaError> {
        let run = Run::new()?;
        let (reports, received) = mpsc::channel(REPORT_QUEUE);
        let started = self.0.into_iter().enumerate().map(|(index, socket)| {
            let candidates = candidates::of_socket(socket.local_addr()?, &config.announce)?;
            tracing::info!(shard = index, ?candidates, "media");
            run.start_shard(index, socket, candidates, reports.clone())
        });
        let shards = started.collect::<Result<Vec<_>, MediaError>>()?;
        Ok((Shards::new(run.node, shards), received))
    }
}

/// What the shards of one run have in common.
struct Run {
    node: NodeId,
    certificate: Certificate,
    origin: Instant,
    origin_unix_micros: u64,
}

impl Run {
    fn new() -> Result<Run, rcgen::Error> {
        let certificate = certificate::self_signed(Vec::new())?;
        // One moment on both clocks: making a certificate takes time.
        let (origin, since_1970) = (Instant::now(), SystemTime::now().duration_since(SystemTime::UNIX_EPOCH));
        Ok(Run {
            node: NodeId(Uuid::now_v7()),
            certificate,
            origin,
            // A clock before 1970 gives sender reports of 1970; their differences, which lip-sync uses, stay right.
            origin_unix_micros: since_1970.map_or(0, |since| since.as_micros() as u64),
        })
    }

    fn start_shard(
        &self,
        index: usize,
        socket: UdpSocket,
        candidates: Vec<SocketAddr>,
        reports: mpsc::Sender<FromNode>,
    ) -> Result<ShardHandle, MediaError> {
        let config = NodeConfig {
            id: self.node,
            candidates,
            security: Security::Dtls(self.certificate.clone()),
            origin: self.origin,
            origin_unix_micros: self.origin_unix_micros,
        };
        let node = Node::new(config, Random::new(system_random))?;
        Ok(shard::start(index, node, socket, self.origin, reports)?)
    }
}

/// Straight from the operating system: ICE credentials of one site say nothing of another's.
fn system_random(bytes: &mut [u8]) {
    SysRng.try_fill_bytes(bytes).expect("an operating system without randomness carries no media");
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What SplitMix64 adds to its state.
    const GAMMA: u64 = 0x9e37_79b9_7f4a_7c15;

    fn mixed(state: u64) -> u64 {
        let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The state that was mixed: each step undone.
    fn unmixed(output: u64) -> u64 {
        let z = (output ^ (output >> 31) ^ (output >> 62)).wrapping_mul(0x3196_42b2_d24d_8ec3);
        let z = (z ^ (z >> 27) ^ (z >> 54)).wrapping_mul(0x96de_1b17_3f11_9089);
        z ^ (z >> 30) ^ (z >> 60)
    }

    /// Whether the second number drawn follows from the first.
    fn follows(mut fill: impl FnMut(&mut [u8])) -> bool {
        let mut draw = || {
            let mut bytes = [0; 8];
            fill(&mut bytes);
            u64::from_le_bytes(bytes)
        };
        let first = draw();
        mixed(unmixed(first).wrapping_add(GAMMA)) == draw()
    }

    #[test]
    fn credentials_of_one_site_say_nothing_of_those_of_the_next() {
        let mut state = 7u64;
        let simulated = |bytes: &mut [u8]| {
            state = state.wrapping_add(GAMMA);
            bytes.copy_from_slice(&mixed(state).to_le_bytes());
        };
        assert!(follows(simulated), "what a simulation draws, to see that the sum is right");
        assert!(!follows(system_random));
    }
}
