use super::*;
use crate::udp;
use giaoban_link::{NodeId, PeerId};
use std::net::{SocketAddr, UdpSocket};
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use tokio::sync::mpsc::Receiver;
use uuid::Uuid;

/// Answers each datagram in reverse at the end of the batch, reports wishes and deadlines as connected peers.
#[derive(Default)]
struct Mirror {
    seen: Vec<(SocketAddr, std::net::IpAddr, Vec<u8>)>,
    deadline: Option<Time>,
}

const WISHED: PeerId = PeerId(Uuid::from_u128(1));
const TIMED_OUT: PeerId = PeerId(Uuid::from_u128(2));

impl Core for Mirror {
    fn handle(&mut self, now: Time, input: Input<'_>, out: &mut Out) -> Time {
        match input {
            Input::Datagram { source, local, bytes } => {
                bytes.reverse();
                self.seen.push((source, local, bytes.to_vec()));
            }
            Input::BatchEnd => self.answer(out),
            Input::Wish(_) => {
                out.reports.push(FromNode::Hello { node: NodeId(Uuid::nil()), holds: Vec::new() });
                out.reports.push(FromNode::Connected { peer: WISHED });
                self.deadline = Some(now + Duration::from_millis(20));
            }
            Input::Timeout => {
                assert!(self.deadline.is_some_and(|deadline| now >= deadline), "not before its time");
                self.deadline = None;
                out.reports.push(FromNode::Connected { peer: TIMED_OUT });
            }
        }
        self.deadline.unwrap_or(Time::NEVER)
    }
}

impl Mirror {
    fn answer(&mut self, out: &mut Out) {
        for (destination, local, bytes) in self.seen.drain(..) {
            let start = out.bytes.len();
            out.bytes.extend_from_slice(&bytes);
            let range = start..out.bytes.len();
            out.transmits.push(Transmit { destination, source: Some(local), range, segment_size: None });
        }
    }
}

fn mirror() -> (ShardHandle, Receiver<FromNode>, SocketAddr) {
    let socket = udp::bind("0.0.0.0:0".parse().expect("an address")).expect("a free port");
    let port = socket.local_addr().expect("bound").port();
    let (reports, received) = mpsc::channel(4);
    let shard = start(0, Mirror::default(), socket, Instant::now(), reports).expect("a thread");
    (shard, received, SocketAddr::from(([127, 0, 0, 1], port)))
}

fn whole() -> ToNode {
    ToNode::Whole { documents: Vec::new() }
}

#[test]
fn a_datagram_is_answered_from_the_address_it_reached() {
    let (_shard, _reports, address) = mirror();
    let client = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    client.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    client.send_to(b"abc", address).expect("sent");
    let mut buffer = [0; 16];
    let (length, from) = client.recv_from(&mut buffer).expect("an answer");
    assert_eq!((&buffer[..length], from), (&b"cba"[..], address));
}

#[test]
fn wishes_go_in_reports_come_out_and_a_node_never_says_hello_itself() {
    let (shard, mut reports, _) = mirror();
    shard.wishes.blocking_send(whole()).expect("running");
    assert_eq!(reports.blocking_recv(), Some(FromNode::Connected { peer: WISHED }));
}

#[test]
fn a_deadline_comes_although_nothing_else_happens() {
    let (shard, mut reports, _) = mirror();
    shard.wishes.blocking_send(whole()).expect("running");
    reports.blocking_recv();
    assert_eq!(reports.blocking_recv(), Some(FromNode::Connected { peer: TIMED_OUT }));
}

#[test]
fn reports_nobody_takes_do_not_stop_the_media() {
    let (shard, mut reports, address) = mirror();
    for _ in 0..100 {
        shard.wishes.blocking_send(whole()).expect("running");
    }
    a_round_trip(address);
    assert!(reports.blocking_recv().is_some(), "the queue is full of reports");
}

fn a_round_trip(address: SocketAddr) {
    let client = UdpSocket::bind("127.0.0.1:0").expect("a free port");
    client.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    client.send_to(b"x", address).expect("sent");
    client.recv_from(&mut [0; 16]).expect("an answer");
}

#[test]
fn without_anybody_to_wish_something_the_core_takes_leave_and_the_thread_ends() {
    let (shard, mut reports, _) = mirror();
    drop(shard.wishes);
    shard.thread.join().expect("no panic");
    assert_eq!(reports.blocking_recv(), Some(FromNode::Connected { peer: WISHED }), "the empty wish");
    assert_eq!(reports.blocking_recv(), None);
}

/// Finds a bug at its first input.
struct Faulty;

impl Core for Faulty {
    fn handle(&mut self, _: Time, _: Input<'_>, _: &mut Out) -> Time {
        panic!("an index out of bounds, say")
    }
}

/// What ends a process is tried in one of its own: this test runs itself again.
#[test]
fn a_shard_that_panics_ends_the_process_at_once_with_its_reason() {
    const AGAIN: &str = "GIAOBAN_TEST_FAULTY_SHARD";
    if std::env::var_os(AGAIN).is_some() {
        let socket = udp::bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
        let (reports, _received) = mpsc::channel(4);
        let shard = start(0, Faulty, socket, Instant::now(), reports).expect("a thread");
        shard.wishes.blocking_send(whole()).expect("running");
        let _ = shard.thread.join();
        return;
    }
    let name = "shard::tests::a_shard_that_panics_ends_the_process_at_once_with_its_reason";
    let mut again = Command::new(std::env::current_exe().expect("a test has a program"));
    let output = again.args(["--exact", name, "--nocapture"]).env(AGAIN, "1").output().expect("started");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.signal().is_some(), "it ended by itself: {}", output.status);
    assert!(said.contains("shard-0") && said.contains("an index out of bounds, say"), "{said}");
}
