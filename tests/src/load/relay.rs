//! What would the barest relay cost? It replays what one receiver got to all receivers in real time, from one thread,
//! with each way of sending that the kernel has, with and without sealing.

use super::client::srtp::{Direction, TAG};
use super::process;
use super::tally::Traced;
use anyhow::{Context, Result};
use nix::sys::socket::{MsgFlags, MultiHeaders, SockaddrStorage, sendmmsg};
use quinn_udp::{Transmit, UdpSocketState};
use std::io::{ErrorKind, IoSlice};
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::ops::Range;
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

/// Datagrams built before they are sent.
const BATCH: usize = 64;
/// Segments the kernel takes in one send, and bytes.
const MOST_SEGMENTS: usize = 40;
const MOST_BYTES: usize = 60_000;
/// Bytes of an RTP header with the extensions a browser asks for.
const HEADER: usize = 28;
/// Wished buffer.
const SOCKET_BUFFER: usize = 8 << 20;

/// How datagrams leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// One call a datagram.
    Plain,
    /// One call for many datagrams.
    Mmsg,
    /// One call for datagrams of equal size to one receiver.
    Gso,
}

impl Way {
    pub(super) const ALL: [Way; 3] = [Way::Plain, Way::Mmsg, Way::Gso];

    pub(super) fn name(self) -> &'static str {
        match self {
            Way::Plain => "send",
            Way::Mmsg => "sendmmsg",
            Way::Gso => "GSO",
        }
    }
}

/// Packets that leave together: a frame, or one sound.
#[derive(Clone, Debug)]
pub(super) struct Group {
    after: Duration,
    sizes: Vec<usize>,
}

/// A frame leaves when its last packet came.
pub(super) fn groups(trace: &[Traced]) -> Vec<Group> {
    let Some(start) = trace.first().map(|packet| packet.at) else { return Vec::new() };
    let mut groups: Vec<(Option<u32>, Group)> = Vec::new();
    for packet in trace {
        let after = Duration::from_micros(packet.at.saturating_sub(start));
        let open =
            groups.iter_mut().rev().take(4).find(|(frame, _)| frame.is_some() && *frame == packet.frame);
        match open {
            Some((_, group)) => {
                group.after = after;
                group.sizes.push(packet.size);
            }
            None => groups.push((packet.frame, Group { after, sizes: vec![packet.size] })),
        }
    }
    let mut groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
    groups.sort_by_key(|group| group.after);
    groups
}

/// What a run cost.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cost {
    pub(super) packets: u64,
    pub(super) cpu: Duration,
}

impl Cost {
    pub(super) fn micros_per_packet(&self) -> f64 {
        self.cpu.as_secs_f64() * 1e6 / self.packets.max(1) as f64
    }
}

/// Replays everything once.
pub(super) fn replay(groups: &[Group], receivers: &[SocketAddr], way: Way, sealed: bool) -> Result<Cost> {
    let mut relay = Relay::new(receivers, way, sealed)?;
    let before = process::own_thread()?;
    let start = Instant::now();
    for group in groups {
        std::thread::sleep((start + group.after).saturating_duration_since(Instant::now()));
        relay.forward(&group.sizes)?;
    }
    Ok(Cost { packets: relay.packets, cpu: process::own_thread()? - before })
}

struct Relay {
    socket: UdpSocket,
    state: UdpSocketState,
    way: Way,
    receivers: Vec<Receiver>,
    plain: Vec<u8>,
    bytes: Vec<u8>,
    datagrams: Vec<Datagram>,
    headers: MultiHeaders<SockaddrStorage>,
    packets: u64,
}

struct Receiver {
    address: SocketAddr,
    keys: Option<Direction>,
}

struct Datagram {
    receiver: usize,
    range: Range<usize>,
}

impl Relay {
    fn new(receivers: &[SocketAddr], way: Way, sealed: bool) -> Result<Relay> {
        let socket = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0))?;
        let state = UdpSocketState::new((&socket).into())?;
        let _ = state.set_send_buffer_size((&socket).into(), SOCKET_BUFFER);
        let receiver = |(index, address): (usize, &SocketAddr)| {
            let keys = sealed.then(|| Direction::new(&[index as u8; 16], &[7; 12])).transpose()?;
            anyhow::Ok(Receiver { address: *address, keys })
        };
        Ok(Relay {
            socket,
            state,
            way,
            receivers: receivers.iter().enumerate().map(receiver).collect::<Result<_>>()?,
            plain: (0..2_048).map(|byte| byte as u8).collect(),
            bytes: Vec::new(),
            datagrams: Vec::new(),
            headers: MultiHeaders::preallocate(BATCH, None),
            packets: 0,
        })
    }

    fn forward(&mut self, sizes: &[usize]) -> Result<()> {
        for receiver in 0..self.receivers.len() {
            for size in sizes {
                if self.datagrams.len() == BATCH {
                    self.flush()?;
                }
                self.build(receiver, *size);
            }
        }
        self.flush()
    }

    fn build(&mut self, receiver: usize, size: usize) {
        let start = self.bytes.len();
        self.packets += 1;
        let len = size.saturating_sub(TAG).max(HEADER);
        self.bytes.extend_from_slice(&self.plain[..len]);
        match &self.receivers[receiver].keys {
            Some(keys) => {
                self.bytes[start + 2..start + 4].copy_from_slice(&(self.packets as u16).to_be_bytes());
                keys.seal_rtp(&mut self.bytes, start, HEADER, (self.packets >> 16) as u32);
            }
            None => self.bytes.extend_from_slice(&[0; TAG]),
        }
        self.datagrams.push(Datagram { receiver, range: start..self.bytes.len() });
    }

    fn flush(&mut self) -> Result<()> {
        match self.way {
            Way::Plain => {
                for datagram in &self.datagrams {
                    self.send(datagram.receiver, datagram.range.clone(), None)?;
                }
            }
            Way::Gso => self.send_joined()?,
            Way::Mmsg => self.send_many()?,
        }
        self.bytes.clear();
        self.datagrams.clear();
        Ok(())
    }

    /// Datagrams of equal size to one receiver, the last may be shorter, are one send.
    fn send_joined(&self) -> Result<()> {
        let mut rest = &self.datagrams[..];
        while let Some(first) = rest.first() {
            let size = first.range.len();
            let mut count = 1;
            while let Some(next) = rest.get(count)
                && next.receiver == first.receiver
                && rest[count - 1].range.len() == size
                && next.range.len() <= size
                && count < MOST_SEGMENTS
                && next.range.end - first.range.start <= MOST_BYTES
            {
                count += 1;
            }
            let range = first.range.start..rest[count - 1].range.end;
            self.send(first.receiver, range, (count > 1).then_some(size))?;
            rest = &rest[count..];
        }
        Ok(())
    }

    fn send(&self, receiver: usize, range: Range<usize>, segment_size: Option<usize>) -> Result<()> {
        let transmit = Transmit {
            destination: self.receivers[receiver].address,
            ecn: None,
            contents: &self.bytes[range],
            segment_size,
            src_ip: None,
        };
        match self.state.try_send((&self.socket).into(), &transmit) {
            Err(error) if error.kind() != ErrorKind::WouldBlock => Err(error).context("send"),
            _ => Ok(()),
        }
    }

    fn send_many(&mut self) -> Result<()> {
        let slices: Vec<[IoSlice<'_>; 1]> =
            self.datagrams.iter().map(|d| [IoSlice::new(&self.bytes[d.range.clone()])]).collect();
        let addresses: Vec<Option<SockaddrStorage>> =
            self.datagrams.iter().map(|d| Some(self.receivers[d.receiver].address.into())).collect();
        let (socket, flags) = (self.socket.as_raw_fd(), MsgFlags::empty());
        let mut sent = 0;
        while sent < slices.len() {
            let results =
                sendmmsg(socket, &mut self.headers, &slices[sent..], &addresses[sent..], [], flags)?;
            sent += results.count().max(1);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_one_group_and_a_sound_is_its_own() {
        let packet = |at, size, frame| Traced { at, size, frame };
        let trace = [
            packet(10, 1_000, Some(1)),
            packet(11, 100, None),
            packet(12, 900, Some(1)),
            packet(30, 100, None),
            packet(40, 500, Some(2)),
        ];
        let groups = groups(&trace);
        let sizes: Vec<&[usize]> = groups.iter().map(|group| &group.sizes[..]).collect();
        assert_eq!(sizes, [&[100][..], &[1_000, 900], &[100], &[500]]);
        assert_eq!(groups[1].after, Duration::from_micros(2));
    }

    #[test]
    fn every_way_delivers_the_same_datagrams() -> Result<()> {
        let listener = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        listener.set_read_timeout(Some(Duration::from_secs(5)))?;
        let groups = [Group { after: Duration::ZERO, sizes: vec![700, 700, 300, 90] }];
        for (way, sealed) in Way::ALL.into_iter().flat_map(|way| [(way, false), (way, true)]) {
            let cost = replay(&groups, &[listener.local_addr()?; 30], way, sealed)?;
            assert_eq!(cost.packets, 120);
            let mut buffer = [0; 2_000];
            let sizes = (0..120).map(|_| listener.recv(&mut buffer)).collect::<Result<Vec<_>, _>>()?;
            assert_eq!(sizes, [700, 700, 300, 90].repeat(30), "{way:?}");
        }
        Ok(())
    }
}
