//! How do bots meet the media core alone? One node on one plain UDP socket, told its wishes by the test.

use anyhow::Result;
use giaoban_link::{
    Document, FromNode, NodeId, PeerId, PeerKind, PeerWish, Picture, RoomId, RoomWish, SiteId, ToNode,
    VideoCodec,
};
use giaoban_media::{Certificate, Counters, Input, Node, NodeConfig, Out, Random, Security, Time};
use rcgen::{CertificateParams, KeyPair};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant, SystemTime};
use tokio::net::UdpSocket;
use tokio::sync::{Notify, mpsc};
use tokio::task::JoinHandle;
use uuid::Uuid;

use crate::bot::{Peer, PeerOptions};
use crate::patience::within;

/// A node that runs until it is dropped.
pub struct Core {
    address: SocketAddr,
    wishes: mpsc::UnboundedSender<ToNode>,
    shared: Arc<Shared>,
    running: JoinHandle<()>,
    skipped: Arc<AtomicU64>,
    rev: u64,
    /// The one room; [`Core::tell`] sends it.
    pub room: RoomWish,
}

#[derive(Default)]
struct Shared {
    seen: Mutex<Seen>,
    news: Notify,
}

/// What the node said and counted.
#[derive(Debug, Default)]
pub struct Seen {
    /// Every report, in order.
    pub reports: Vec<FromNode>,
    /// Counters, added up.
    pub counters: Counters,
}

impl Drop for Core {
    fn drop(&mut self) {
        self.running.abort();
    }
}

impl Core {
    /// A node on a free port of 127.0.0.1 with an empty room.
    pub async fn start() -> Result<Core> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = socket.local_addr()?;
        let origin = Instant::now();
        let config = NodeConfig {
            id: NodeId(Uuid::new_v4()),
            candidates: vec![address],
            security: Security::Dtls(certificate()?),
            origin,
            origin_unix_micros: SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_micros() as u64,
        };
        let node = Node::new(config, Random::new(|bytes| rand::fill(bytes)))?;
        let (wishes, receiver) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared::default());
        let skipped = Arc::new(AtomicU64::new(0));
        let clock = Clock { origin, skipped: skipped.clone() };
        let running = tokio::spawn(run(node, socket, clock, receiver, shared.clone()));
        Ok(Core { address, wishes, shared, running, skipped, rev: 0, room: empty_room() })
    }

    /// Lets this much time pass for the node at once; for the bots none passes.
    pub fn skip(&mut self, time: Duration) {
        self.skipped.fetch_add(time.as_micros() as u64, Ordering::Relaxed);
        self.tell(); // wakes it
    }

    /// The node's media address.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The chair's hall is on air and heard alone, as while nobody speaks.
    pub fn hall_on_air(&mut self, hall: SiteId) {
        self.room.chair = Some(hall);
        self.room.programme = Picture::Site(hall);
        self.room.audible = vec![hall];
        self.tell();
    }

    /// Tells the node the room as it is now.
    pub fn tell(&mut self) {
        let room = self.room.clone();
        self.put(Document::Room(room));
    }

    /// Tells the node one document.
    pub fn put(&mut self, document: Document) {
        self.rev += 1;
        // The node runs as long as this handle.
        let _ = self.wishes.send(ToNode::Put { rev: self.rev, document });
    }

    /// What the node said and counted so far.
    pub fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().expect("nobody panics while holding what was seen")
    }

    /// Waits until `look` finds what it looks for.
    pub async fn until<T>(&self, mut look: impl FnMut(&Seen) -> Option<T>) -> T {
        loop {
            let news = self.shared.news.notified();
            if let Some(found) = look(&self.seen()) {
                return found;
            }
            news.await;
        }
    }

    /// Connects a bot for `site`.
    pub async fn connect(&mut self, site: SiteId, kind: PeerKind, options: PeerOptions) -> Result<Peer> {
        let (peer, offer) = Peer::offer(options).await?;
        let id = PeerId(Uuid::new_v4());
        let wish = PeerWish {
            id,
            room: self.room.id,
            site: Some(site),
            kind,
            offer,
            listen: true,
            slots: vec![],
            alone: None,
        };
        self.put(Document::Peer(wish));
        let answer = self.until(|seen| seen.reports.iter().find_map(|report| answer_to(report, id)));
        peer.accept(&within("an answer", answer).await??).await?;
        within("ICE and DTLS", peer.connected()).await??;
        Ok(peer)
    }
}

fn answer_to(report: &FromNode, id: PeerId) -> Option<Result<String>> {
    match report {
        FromNode::Answered { peer, sdp, .. } if *peer == id => Some(Ok(sdp.clone())),
        FromNode::Refused { peer, code, detail, .. } if *peer == id => {
            Some(Err(anyhow::anyhow!("{code:?}: {detail}")))
        }
        _ => None,
    }
}

fn empty_room() -> RoomWish {
    RoomWish {
        id: RoomId(Uuid::new_v4()),
        codec: VideoCodec::Vp8,
        programme: Picture::Slate,
        chair: None,
        audible: vec![],
        content: None,
        next: None,
        viewed: None,
        main: None,
    }
}

fn certificate() -> Result<Certificate> {
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(vec!["localhost".to_owned()])?.self_signed(&key)?;
    Ok(Certificate { certificate_pem: certificate.pem(), key_pem: key.serialize_pem() })
}

/// The node's clock: the real one, and what the test skipped.
struct Clock {
    origin: Instant,
    skipped: Arc<AtomicU64>,
}

impl Clock {
    fn now(&self) -> Time {
        Time(self.origin.elapsed().as_micros() as u64 + self.skipped.load(Ordering::Relaxed))
    }
}

async fn run(
    mut node: Node,
    socket: UdpSocket,
    clock: Clock,
    mut wishes: mpsc::UnboundedReceiver<ToNode>,
    shared: Arc<Shared>,
) {
    let now = || clock.now();
    let mut out = Out::default();
    let mut buffer = [0; 2_048];
    let mut deadline = node.handle(now(), Input::Timeout, &mut out);
    loop {
        let wait = deadline.since(now()).min(Duration::from_secs(3_600));
        tokio::select! {
            received = socket.recv_from(&mut buffer) => {
                let Ok((length, source)) = received else { continue };
                let local = Ipv4Addr::LOCALHOST.into();
                let bytes = &mut buffer[..length];
                node.handle(now(), Input::Datagram { source, local, bytes }, &mut out);
                deadline = node.handle(now(), Input::BatchEnd, &mut out);
            }
            wish = wishes.recv() => match wish {
                Some(wish) => deadline = node.handle(now(), Input::Wish(wish), &mut out),
                None => return,
            },
            () = tokio::time::sleep(wait) => deadline = node.handle(now(), Input::Timeout, &mut out),
        }
        send(&socket, &out).await;
        out.clear_transmits();
        note(&shared, &mut out);
    }
}

async fn send(socket: &UdpSocket, out: &Out) {
    for transmit in &out.transmits {
        let bytes = &out.bytes[transmit.range.clone()];
        for datagram in bytes.chunks(transmit.segment_size.unwrap_or(bytes.len()).max(1)) {
            // A bot that is gone already: nothing to do.
            let _ = socket.send_to(datagram, transmit.destination).await;
        }
    }
}

fn note(shared: &Shared, out: &mut Out) {
    let mut seen = shared.seen.lock().expect("nobody panics while holding what was seen");
    seen.reports.append(&mut out.reports);
    let counted = std::mem::take(&mut out.counters);
    let total = &mut seen.counters;
    total.rtp_received += counted.rtp_received;
    total.rtp_forwarded += counted.rtp_forwarded;
    total.rtp_retransmitted += counted.rtp_retransmitted;
    total.rtp_probes += counted.rtp_probes;
    total.keyframe_requests += counted.keyframe_requests;
    total.gso_sends += counted.gso_sends;
    total.gso_segments += counted.gso_segments;
    total.dropped.iter_mut().zip(counted.dropped).for_each(|(total, new)| *total += new);
    drop(seen);
    shared.news.notify_waiters();
}
