//! Under which addresses can clients reach a media socket?

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// Host candidates of a socket, best first: what the operator announces, else the bound address, else every
/// address of this machine and 127.0.0.1 for browsers on it.
pub(crate) fn of_socket(bound: SocketAddr, announce: &[IpAddr]) -> io::Result<Vec<SocketAddr>> {
    let addresses = match (announce, bound.ip().is_unspecified()) {
        ([], true) => of_machine(bound.is_ipv6())?,
        ([], false) => vec![bound.ip()],
        (announced, _) => announced.to_vec(),
    };
    Ok(addresses.into_iter().map(|ip| SocketAddr::new(ip, bound.port())).collect())
}

/// Every address of this machine that a client elsewhere could reach, and loopback last.
pub(crate) fn of_machine(with_ipv6: bool) -> io::Result<Vec<IpAddr>> {
    let interfaces = if_addrs::get_if_addrs()?;
    Ok(ranked(interfaces.iter().map(if_addrs::Interface::ip), with_ipv6))
}

fn ranked(addresses: impl Iterator<Item = IpAddr>, with_ipv6: bool) -> Vec<IpAddr> {
    let usable = |ip: &IpAddr| reachable(*ip) && (with_ipv6 || ip.is_ipv4());
    let mut ranked: Vec<IpAddr> = addresses.filter(usable).collect();
    // IPv4 first: provincial networks route it everywhere.
    ranked.sort_by_key(IpAddr::is_ipv6);
    ranked.dedup();
    ranked.push(Ipv4Addr::LOCALHOST.into());
    ranked
}

/// Link-local addresses need a zone that SDP cannot carry.
fn reachable(ip: IpAddr) -> bool {
    let link_local = match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    !ip.is_loopback() && !ip.is_unspecified() && !link_local
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ips(texts: &[&str]) -> Vec<IpAddr> {
        texts.iter().map(|text| text.parse().expect("an address")).collect()
    }

    #[test]
    fn all_reachable_addresses_then_loopback() {
        let machine = ips(&["127.0.0.1", "fe80::1", "fd00::5", "192.168.1.7", "169.254.3.4", "10.0.0.2"]);
        let expected = ips(&["192.168.1.7", "10.0.0.2", "127.0.0.1"]);
        assert_eq!(ranked(machine.iter().copied(), false), expected);
        let both = ips(&["192.168.1.7", "10.0.0.2", "fd00::5", "127.0.0.1"]);
        assert_eq!(ranked(machine.into_iter(), true), both);
    }

    #[test]
    fn what_is_announced_replaces_what_is_found() {
        let bound = "0.0.0.0:10000".parse().expect("an address");
        let candidates = of_socket(bound, &ips(&["203.0.113.9"])).expect("nothing to ask");
        assert_eq!(candidates, [SocketAddr::from(([203, 0, 113, 9], 10_000))]);
    }

    #[test]
    fn a_socket_of_one_address_announces_it() {
        let bound = "127.0.0.1:10000".parse().expect("an address");
        assert_eq!(of_socket(bound, &[]).expect("nothing to ask"), [bound]);
    }
}
