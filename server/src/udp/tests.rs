use super::*;
use quinn_udp::Transmit;

fn any() -> Udp {
    Udp::new(bind("0.0.0.0:0".parse().expect("an address")).expect("a free port")).expect("a socket")
}

fn loopback(udp: &Udp, last: u8) -> SocketAddr {
    SocketAddr::from(([127, 0, 0, last], udp.local.port()))
}

fn transmit(destination: SocketAddr, contents: &[u8], segment_size: Option<usize>) -> Transmit<'_> {
    Transmit { destination, ecn: None, contents, segment_size, src_ip: None }
}

async fn received(udp: &Udp, count: usize) -> Vec<(SocketAddr, IpAddr, Vec<u8>)> {
    let mut batch = Batch::new();
    let mut all = Vec::new();
    while all.len() < count {
        udp.readable().await.expect("readable");
        udp.receive(&mut batch).expect("received");
        all.extend(batch.datagrams().map(|(source, local, bytes)| (source, local, bytes.to_vec())));
    }
    all
}

#[tokio::test]
async fn a_run_of_segments_arrives_as_single_datagrams() {
    let (sender, receiver) = (any(), any());
    let contents: Vec<u8> = (0..2_500u16).map(|i| i as u8).collect();
    let sent = sender.send(&transmit(loopback(&receiver, 1), &contents, Some(1_000))).await;
    assert_eq!(sent, Sent::Yes);
    let datagrams = received(&receiver, 3).await;
    let sizes: Vec<usize> = datagrams.iter().map(|(_, _, bytes)| bytes.len()).collect();
    assert_eq!(sizes, [1_000, 1_000, 500]);
    let joined: Vec<u8> = datagrams.into_iter().flat_map(|(_, _, bytes)| bytes).collect();
    assert_eq!(joined, contents);
}

#[tokio::test]
async fn more_segments_than_the_kernel_takes_go_in_several_runs() {
    let (sender, receiver) = (any(), any());
    let contents = vec![7; 100 * 200];
    assert_eq!(sender.send(&transmit(loopback(&receiver, 1), &contents, Some(200))).await, Sent::Yes);
    assert!(received(&receiver, 100).await.iter().all(|(_, _, bytes)| bytes.len() == 200));
}

#[tokio::test]
async fn a_driver_without_gso_gets_the_segments_apart() {
    let (sender, receiver) = (any(), any());
    let contents = vec![7; 450];
    let sent = sender.send_apart(&transmit(loopback(&receiver, 1), &contents, Some(200))).await;
    assert_eq!(sent, Sent::Yes);
    let sizes: Vec<usize> = received(&receiver, 3).await.iter().map(|(_, _, bytes)| bytes.len()).collect();
    assert_eq!(sizes, [200, 200, 50]);
}

#[tokio::test]
async fn the_address_that_was_reached_is_known_and_answers() {
    let (client, server) = (any(), any());
    client.send(&transmit(loopback(&server, 77), b"hello", None)).await;
    let (source, local, _) = received(&server, 1).await.remove(0);
    assert_eq!(local, IpAddr::from([127, 0, 0, 77]));
    let reply = Transmit { src_ip: Some(local), ..transmit(source, b"reply", None) };
    assert_eq!(server.send(&reply).await, Sent::Yes);
    assert_eq!(received(&client, 1).await[0].0, loopback(&server, 77), "replies leave from there");
}

#[tokio::test]
async fn a_dual_stack_socket_speaks_plain_ipv4_addresses() {
    let Ok(socket) = bind("[::]:0".parse().expect("an address")) else {
        return; // a machine without IPv6 has no dual-stack socket to test
    };
    let (server, client) = (Udp::new(socket).expect("a socket"), any());
    client.send(&transmit(loopback(&server, 1), b"hello", None)).await;
    let (source, local, _) = received(&server, 1).await.remove(0);
    assert_eq!((source, local), (loopback(&client, 1), IpAddr::from([127, 0, 0, 1])));
    let reply = Transmit { src_ip: Some(local), ..transmit(source, b"reply", None) };
    assert_eq!(server.send(&reply).await, Sent::Yes);
    assert_eq!(received(&client, 1).await[0].2, b"reply");
}

#[tokio::test]
async fn what_cannot_be_sent_is_refused_and_nothing_breaks() {
    let udp = any();
    let unreachable = "[2001:db8::1]:9".parse().expect("an address");
    assert_eq!(udp.send(&transmit(unreachable, b"x", None)).await, Sent::Refused, "no IPv6 on this socket");
    let too_large = vec![0; 70_000];
    assert_eq!(udp.send(&transmit(loopback(&udp, 1), &too_large, None)).await, Sent::Refused);
}

#[test]
fn a_busy_port_is_named_with_what_to_do() {
    let first = bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let error = bind(first.local_addr().expect("bound")).expect_err("busy").to_string();
    assert!(error.contains("127.0.0.1") && error.contains("[media] port"), "{error}");
}
