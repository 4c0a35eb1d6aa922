use super::*;
use crate::receive::Arrival;
use crate::rtcp::{Compound, Packet, packets};

/// A packet of 1,000 bytes every 10 ms, 800 kbit/s; feedback on them every 50 ms while `answers`.
fn send(bandwidth: &mut Bandwidth, now: &mut Time, span: Duration, answers: bool) {
    let end = *now + span;
    let mut arrivals = Vec::new();
    let mut number = 0;
    while *now < end {
        *now = *now + Duration::from_millis(10);
        let seq = (1 << 16) + u64::from(bandwidth.next_number());
        bandwidth.sent(*now, 1_000, MediaKind::Video);
        arrivals.push(Arrival { seq, at: *now + Duration::from_millis(20) });
        if arrivals.len() == 5 {
            let mut bytes = Vec::new();
            Compound::new(&mut bytes, 1).transport_cc(2, arrivals[0].seq, number, &arrivals);
            number = number.wrapping_add(1);
            let Some(Ok(Packet::TransportCc(feedback))) = packets(&bytes).next() else { panic!("feedback") };
            if answers {
                bandwidth.hear(*now, Some(Duration::from_millis(40)), &feedback);
            }
            arrivals.clear();
        }
        bandwidth.tick(*now, Bitrate::kbps(800));
    }
}

#[test]
fn before_the_first_feedback_little_is_assumed_and_of_the_silent_nothing_is_known() {
    let (mut bandwidth, mut now) = (Bandwidth::default(), Time::from_millis(5_000));
    assert_eq!(bandwidth.estimate(now), Some(rate::START));
    send(&mut bandwidth, &mut now, Duration::from_secs(1), false);
    assert_eq!(bandwidth.estimate(now), Some(rate::START));
    send(&mut bandwidth, &mut now, Duration::from_secs(2), false);
    assert_eq!(bandwidth.estimate(now), None);
    assert_eq!(bandwidth.pace(now), Bitrate::UNLIMITED);
    bandwidth.hear_receiver(now, Bitrate::kbps(700));
    assert_eq!(bandwidth.estimate(now), Some(Bitrate::kbps(700)), "its own word");
    assert_eq!(bandwidth.estimate(now + FRESH), None, "which does not count for ever");
    bandwidth.hear_receiver(now, Bitrate(1 << 62));
    assert_eq!(bandwidth.estimate(now), Some(MOST), "nor for anything");
}

#[test]
fn the_estimate_runs_ahead_of_what_arrives_and_falls_when_nothing_does() {
    let (mut bandwidth, mut now) = (Bandwidth::default(), Time::from_millis(5_000));
    send(&mut bandwidth, &mut now, Duration::from_secs(20), true);
    let estimate = bandwidth.estimate(now).unwrap();
    assert!(estimate > Bitrate::kbps(800), "{estimate:?}");
    send(&mut bandwidth, &mut now, Duration::from_secs(5), false);
    let starved = bandwidth.estimate(now).unwrap();
    assert!(starved < estimate.scaled(0.1), "{starved:?}");
    send(&mut bandwidth, &mut now, Duration::from_secs(5), true);
    assert!(bandwidth.estimate(now).unwrap() > Bitrate::kbps(800), "back at once");
}

#[test]
fn forged_feedback_leaves_the_estimate_sane() {
    let (mut bandwidth, mut now) = (Bandwidth::default(), Time::from_millis(5_000));
    send(&mut bandwidth, &mut now, Duration::from_secs(2), true);
    for round in 0..1_000u64 {
        // Arrivals of the same packets at absurd times, of packets never sent, and jumps of hours.
        let base = (1 << 16) + (round * 7_919) % 65_536;
        let at = Time((round * 0x9e37_79b9) % 10_000_000_000);
        let arrivals: Vec<Arrival> = (0..50).map(|step| Arrival { seq: base + step, at }).collect();
        let mut bytes = Vec::new();
        Compound::new(&mut bytes, 1).transport_cc(2, base, 0, &arrivals);
        if let Some(Ok(Packet::TransportCc(feedback))) = packets(&bytes).next() {
            bandwidth.hear(now, None, &feedback);
        }
        send(&mut bandwidth, &mut now, Duration::from_millis(10), false);
    }
    let estimate = bandwidth.estimate(now).unwrap();
    assert!((rate::LEAST..=rate::MOST).contains(&estimate), "{estimate:?}");
}
