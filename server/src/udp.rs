//! How do datagrams enter and leave? One UDP socket with GRO, GSO and the address each datagram reached.

use quinn_udp::{BATCH_SIZE, RecvMeta, UdpSocketState};
use socket2::{Domain, Protocol, Socket, Type};
use std::io::{self, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::Interest;

/// Wanted socket buffers. A key frame to 400 sites is about 20 MB of segments within one pacing interval, and a
/// join storm fills the other direction; the kernel gives less where `net.core.{r,w}mem_max` says so.
const SOCKET_BUFFER: usize = 8 << 20;
/// The longest a full send buffer may hold up the shard. A link that drains nothing for this long loses
/// packets anyway, and waiting longer would delay every other site.
const SEND_PATIENCE: Duration = Duration::from_millis(5);
/// GRO joins datagrams up to the size of one IP packet.
const RECEIVE_BUFFER: usize = 64 << 10;

/// Why there is no media socket.
#[derive(Debug, thiserror::Error)]
#[error(
    "cannot use UDP {address} (media.bind, media.port): {cause}. Stop the program that uses the port, or set another [media] port (GIAOBAN_MEDIA__PORT)"
)]
pub(crate) struct BindError {
    address: SocketAddr,
    cause: io::Error,
}

/// Binds before any thread starts, so that a busy port is an error of the start.
pub(crate) fn bind(address: SocketAddr) -> Result<std::net::UdpSocket, BindError> {
    open(address).map_err(|cause| BindError { address, cause })
}

fn open(address: SocketAddr) -> io::Result<std::net::UdpSocket> {
    let socket = Socket::new(Domain::for_address(address), Type::DGRAM, Some(Protocol::UDP))?;
    if address.is_ipv6() {
        socket.set_only_v6(false)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    // A smaller buffer than wished is no reason not to start.
    let _ = socket.set_recv_buffer_size(SOCKET_BUFFER);
    let _ = socket.set_send_buffer_size(SOCKET_BUFFER);
    Ok(socket.into())
}

/// A bound socket inside a shard's runtime.
pub(crate) struct Udp {
    socket: tokio::net::UdpSocket,
    state: UdpSocketState,
    local: SocketAddr,
}

/// What became of one transmit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sent {
    /// Given to the kernel.
    Yes,
    /// The send buffer stayed full.
    BufferFull,
    /// The kernel refused it: no route, no permission, an address family without a socket.
    Refused,
}

impl Udp {
    /// Must be called inside the runtime that will drive the socket.
    pub(crate) fn new(socket: std::net::UdpSocket) -> io::Result<Udp> {
        let state = UdpSocketState::new((&socket).into())?;
        let local = socket.local_addr()?;
        Ok(Udp { socket: tokio::net::UdpSocket::from_std(socket)?, state, local })
    }

    pub(crate) async fn readable(&self) -> io::Result<()> {
        self.socket.readable().await
    }

    /// Fills `batch` with what is there; leaves it empty when nothing is.
    pub(crate) fn receive(&self, batch: &mut Batch) -> io::Result<()> {
        batch.received = 0;
        let mut chunks = batch.bytes.chunks_exact_mut(RECEIVE_BUFFER);
        let mut slices: [IoSliceMut<'_>; BATCH_SIZE] = std::array::from_fn(|_| {
            IoSliceMut::new(chunks.next().expect("bytes has BATCH_SIZE buffers since Batch::new"))
        });
        let receive = || self.state.recv((&self.socket).into(), &mut slices, &mut batch.metas);
        match self.socket.try_io(Interest::READABLE, receive) {
            Ok(received) => batch.received = received,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Sends one datagram or one GSO run, waiting a little when the send buffer is full.
    pub(crate) async fn send(&self, transmit: &quinn_udp::Transmit<'_>) -> Sent {
        let run = transmit.segment_size.map_or(usize::MAX, |size| size * self.state.max_gso_segments());
        let mut sent = Sent::Yes;
        for contents in transmit.contents.chunks(run) {
            let part = quinn_udp::Transmit { contents, ..transmit.clone() };
            sent = match self.send_run(&part).await {
                Err(error) if is_gso_failure(&error, &part) => self.send_apart(&part).await,
                outcome => judge(outcome, &part),
            };
        }
        sent
    }

    /// A driver that cannot do GSO says so at the first try; from then on `max_gso_segments` is 1.
    async fn send_apart(&self, transmit: &quinn_udp::Transmit<'_>) -> Sent {
        let size = transmit.segment_size.unwrap_or(usize::MAX);
        let mut sent = Sent::Yes;
        for contents in transmit.contents.chunks(size) {
            let single = quinn_udp::Transmit { contents, segment_size: None, ..transmit.clone() };
            sent = judge(self.send_run(&single).await, &single);
        }
        sent
    }

    async fn send_run(&self, transmit: &quinn_udp::Transmit<'_>) -> io::Result<()> {
        let mapped = self.mapped(transmit);
        loop {
            let send = || self.state.try_send((&self.socket).into(), &mapped);
            match self.socket.try_io(Interest::WRITABLE, send) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let writable = tokio::time::timeout(SEND_PATIENCE, self.socket.writable());
                    writable.await.map_err(|_| error)??;
                }
                outcome => return outcome,
            }
        }
    }

    /// On a dual-stack socket IPv4 addresses travel as IPv4-mapped IPv6 (RFC 4291 section 2.5.5.2).
    fn mapped<'a>(&self, transmit: &quinn_udp::Transmit<'a>) -> quinn_udp::Transmit<'a> {
        let destination = match (self.local, transmit.destination.ip()) {
            (SocketAddr::V6(_), IpAddr::V4(ip)) => {
                SocketAddr::new(ip.to_ipv6_mapped().into(), transmit.destination.port())
            }
            _ => transmit.destination,
        };
        quinn_udp::Transmit { destination, ..transmit.clone() }
    }
}

fn is_gso_failure(error: &io::Error, transmit: &quinn_udp::Transmit<'_>) -> bool {
    let several = transmit.segment_size.is_some_and(|size| size < transmit.contents.len());
    // EIO and EINVAL are what drivers without checksum offload and old kernels answer.
    several && matches!(error.raw_os_error(), Some(EIO | EINVAL))
}

fn judge(outcome: io::Result<()>, transmit: &quinn_udp::Transmit<'_>) -> Sent {
    match outcome {
        Ok(()) => Sent::Yes,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => Sent::BufferFull,
        Err(error) => {
            tracing::debug!(destination = %transmit.destination, %error, "not sent");
            Sent::Refused
        }
    }
}

/// The datagrams of one receive call.
pub(crate) struct Batch {
    bytes: Vec<u8>,
    metas: [RecvMeta; BATCH_SIZE],
    received: usize,
}

impl Batch {
    pub(crate) fn new() -> Batch {
        Batch {
            bytes: vec![0; RECEIVE_BUFFER * BATCH_SIZE],
            metas: [RecvMeta::default(); BATCH_SIZE],
            received: 0,
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.received == 0
    }

    /// Each datagram with its sender and the address it reached, GRO runs taken apart.
    pub(crate) fn datagrams(&mut self) -> impl Iterator<Item = (SocketAddr, IpAddr, &mut [u8])> {
        let buffers = self.bytes.chunks_exact_mut(RECEIVE_BUFFER).zip(&self.metas).take(self.received);
        buffers.flat_map(|(buffer, meta)| {
            let source = SocketAddr::new(meta.addr.ip().to_canonical(), meta.addr.port());
            // Linux always tells; elsewhere replies leave from the address the routing table picks.
            let local = meta.dst_ip.map_or(Ipv4Addr::UNSPECIFIED.into(), |ip| ip.to_canonical());
            // An empty datagram has stride 0, which chunks_mut would not accept.
            buffer[..meta.len].chunks_mut(meta.stride.max(1)).map(move |bytes| (source, local, bytes))
        })
    }
}

const EIO: i32 = 5;
const EINVAL: i32 = 22;

#[cfg(test)]
mod tests;
