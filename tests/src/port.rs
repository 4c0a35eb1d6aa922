//! Which port does a server of a test listen on, so that it finds it free again when it was killed and comes back?
//!
//! Linux gives a program that asks for any port one of `net.ipv4.ip_local_port_range`, 32768 to 60999 unless somebody
//! changed it. A port of that range may be given away between the death of a server and its next start; one below is
//! taken only by whoever asks for it by number.

use anyhow::{Context, Result};
use std::net::{Ipv4Addr, TcpListener, UdpSocket};
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};

const PORTS: Range<u16> = 16_384..32_768;
/// Ports between those of one process and the next: a test starts few servers.
const OF_A_PROCESS: usize = 8;

/// A port on which nobody listens, for TCP and UDP. Processes that run at once begin their search apart.
pub fn free() -> Result<u16> {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let first = std::process::id() as usize * OF_A_PROCESS + ASKED.fetch_add(1, Ordering::Relaxed);
    let candidates = (0..PORTS.len()).map(|step| PORTS.start + ((first + step) % PORTS.len()) as u16);
    candidates.into_iter().find(|port| is_free(*port)).context("every port is taken")
}

fn is_free(port: u16) -> bool {
    let address = (Ipv4Addr::UNSPECIFIED, port);
    TcpListener::bind(address).is_ok() && UdpSocket::bind(address).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_taken_for_tcp_or_udp_is_passed_over() {
        let first = free().unwrap();
        let tcp = TcpListener::bind((Ipv4Addr::UNSPECIFIED, first + 1)).unwrap();
        let second = free().unwrap();
        let udp = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, second)).unwrap();
        let third = free().unwrap();
        let taken = [tcp.local_addr().unwrap().port(), udp.local_addr().unwrap().port()];
        for port in [first, second, third] {
            assert!(PORTS.contains(&port), "{port}");
        }
        assert!(
            !taken.contains(&third) && second != taken[0],
            "{taken:?} are taken, {second} and {third} are given"
        );
    }
}
