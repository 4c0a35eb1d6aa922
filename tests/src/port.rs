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
    let from = std::process::id() as usize * OF_A_PROCESS + ASKED.fetch_add(1, Ordering::Relaxed);
    first_free(from, is_free).context("every port is taken")
}

/// The first one that `is_free`, from the place `from` on and round the whole range.
fn first_free(from: usize, is_free: impl Fn(u16) -> bool) -> Option<u16> {
    let mut places = (0..PORTS.len()).map(|step| (from + step) % PORTS.len());
    places.find_map(|place| Some(PORTS.start + place as u16).filter(|port| is_free(*port)))
}

/// Whether nobody listens on it.
pub fn is_free(port: u16) -> bool {
    let address = (Ipv4Addr::UNSPECIFIED, port);
    TcpListener::bind(address).is_ok() && UdpSocket::bind(address).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_port_taken_for_tcp_or_udp_is_not_free() {
        let any = (Ipv4Addr::UNSPECIFIED, 0);
        let tcp = TcpListener::bind(any).unwrap();
        let udp = UdpSocket::bind(any).unwrap();
        assert!(!is_free(tcp.local_addr().unwrap().port()) && !is_free(udp.local_addr().unwrap().port()));
        assert!(PORTS.contains(&free().unwrap()));
    }

    #[test]
    fn the_search_goes_round_the_whole_range_and_passes_over_what_is_taken() {
        let (first, last) = (PORTS.start, PORTS.end - 1);
        assert_eq!(first_free(PORTS.len() * 7 + 5, |_| true), Some(first + 5));
        assert_eq!(first_free(5, |port| port > first + 6), Some(first + 7));
        assert_eq!(first_free(PORTS.len() - 1, |port| port < last), Some(first));
        assert_eq!(first_free(5, |port| port == first + 4), Some(first + 4));
        assert_eq!(first_free(5, |_| false), None);
    }
}
