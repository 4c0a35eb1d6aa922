use super::*;
use crate::receive::Arrival;
use crate::rtp::Seq;
use crate::time::Time;
use hex_literal::hex;
use proptest::prelude::*;

fn arrivals(body: &[u8]) -> Vec<Option<i64>> {
    TransportCc::read(body).unwrap().arrivals(0).collect()
}

#[test]
fn runs_and_vectors_of_both_sizes_are_read() {
    // Reference 64 ms; a run of two lost, one-bit received-lost-received and eleven lost, two-bit large-small-lost.
    let body = hex!("fffe 0013 000001 09 0002 a800 e400 04 08 fffc 10");
    let mut expected = vec![None; 19];
    expected[2] = Some(65_000);
    expected[4] = Some(67_000);
    expected[16] = Some(66_000);
    expected[17] = Some(70_000);
    assert_eq!(arrivals(&body), expected);
    assert_eq!(TransportCc::read(&body).unwrap().base, Seq(65_534));
}

#[test]
fn reference_times_are_signed() {
    assert_eq!(arrivals(&hex!("0000 0001 fffffd 00 2001 00")), [Some(-192_000)]);
}

#[test]
fn feedback_with_fewer_statuses_than_packets_is_refused_and_fewer_times_end_it() {
    assert_eq!(TransportCc::read(&hex!("0000 0003 000001 00 2002")), None);
    assert_eq!(TransportCc::read(&hex!("0000 0003 000001")), None);
    assert_eq!(arrivals(&hex!("0000 0005 000001 00 2005 04 04")), [Some(65_000), Some(66_000)]);
    assert_eq!(TransportCc::read(&hex!("0000 0001 000001 00 0000 0000 0000")), None, "runs of nothing");
}

#[test]
fn a_symbol_without_meaning_is_no_arrival() {
    assert_eq!(arrivals(&hex!("0000 0002 000001 00 6002")), [None, None]);
}

/// Whatever is passed over, what follows is as if it had been read.
#[test]
fn what_is_skipped_changes_nothing_of_the_rest() {
    // Two lost in a run, a one-bit and a two-bit vector, a run that arrived, and one of 8,191 that did not.
    let body = hex!("fffe 2018 000001 09 0002 a800 e400 2003 1fff 04 08 fffc 10 04 04 04");
    let all = arrivals(&body);
    assert_eq!(all.len(), 2 + 14 + 7 + 3 + 8_190);
    for skipped in [0, 1, 2, 3, 9, 16, 20, 23, 25, 26, 27, 8_000, 8_216, 60_000] {
        let rest: Vec<_> = TransportCc::read(&body).unwrap().arrivals(skipped).collect();
        assert_eq!(rest, all[all.len().min(skipped as usize)..], "{skipped}");
    }
    let cut: Vec<_> = TransportCc::read(&body[..body.len() - 3]).unwrap().arrivals(26).collect();
    assert!(cut.is_empty(), "cut off before");
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        base in 65_536u64..1_000_000,
        steps in prop::collection::vec((1u64..20, 0u64..100_000), 1..150),
        start in 0u64..1_000_000_000,
    ) {
        let (mut seq, mut at) = (base, start);
        let written: Vec<Arrival> = steps.iter().map(|(gap, micros)| {
            let arrival = Arrival { seq, at: Time(at) };
            seq += gap;
            at += micros;
            arrival
        }).collect();
        let mut body = Vec::new();
        write(&mut body, base, 3, &written);
        let read = TransportCc::read(&body).unwrap();
        prop_assert_eq!(read.base, Seq(base as u16));
        let read: Vec<(u64, i64)> =
            (base..).zip(read.arrivals(0)).filter_map(|(seq, at)| Some((seq, at?))).collect();
        prop_assert_eq!(read.len(), written.len());
        for ((seq, at), arrival) in read.into_iter().zip(written) {
            prop_assert_eq!(seq, arrival.seq);
            let off = arrival.at.0 as i64 - at;
            prop_assert!((0..250).contains(&off), "{} µs off", off);
        }
    }
}
