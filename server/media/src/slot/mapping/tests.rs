use super::*;
use crate::payload::PacketKind;

const RATE: u32 = 90_000;

fn mapping() -> Mapping<char> {
    Mapping::new(Timeline::new(1_000, RATE), 65_530, CatchUp::Squeezed)
}

fn held(seq: u64, timestamp: u32, picture_id: u16) -> Held {
    let kind =
        PacketKind { picture_id: Some(picture_id), tl0: Some(picture_id as u8), ..PacketKind::default() };
    Held { seq, timestamp, kind, ..Held::default() }
}

/// Capture time in µs of a timestamp whose clock started at node time 0.
fn micros(timestamp: u32) -> i64 {
    i64::from(timestamp) * 1_000_000 / i64::from(RATE)
}

#[test]
fn a_switch_continues_numbers_timestamps_and_picture_ids() {
    let mut map = mapping();
    let a = map.begin('a', &held(70_000, 90_000, 7), micros(90_000)).unwrap();
    assert_eq!(a.seq(), Seq(65_530));
    assert_eq!(a.timestamp, 91_000, "on the timeline");
    let a = map.follow('a', &held(70_001, 93_000, 8), micros(93_000)).unwrap();
    assert_eq!((a.seq(), a.timestamp, a.picture_id), (Seq(65_531), 94_000, Some(8)));
    // b's clock shows 5,000,000 at the same moment, its picture ids are elsewhere.
    let b = map.begin('b', &held(99, 5_000_000, 32_767), micros(96_000)).unwrap();
    assert_eq!(
        (b.seq(), b.timestamp, b.picture_id, b.tl0),
        (Seq(65_532), 96_999, Some(9), Some(9)),
        "to the µs"
    );
    let b = map.follow('b', &held(100, 5_003_000, 0), micros(99_000)).unwrap();
    assert_eq!((b.seq(), b.timestamp, b.picture_id), (Seq(65_533), 99_999, Some(10)));
}

#[test]
fn a_gap_at_the_source_stays_a_gap_until_the_packet_comes_late() {
    let mut map = mapping();
    map.begin('a', &held(100, 0, 1), 0).unwrap();
    let third = map.follow('a', &held(102, 3_000, 2), micros(3_000)).unwrap();
    let second = map.follow('a', &held(101, 0, 1), 0).unwrap();
    assert_eq!(second.out + 1, third.out);
    assert_eq!(second.timestamp, 1_000);
    assert_eq!(map.highest(), Some(third.out));
}

#[test]
fn packets_before_the_switch_or_in_another_sources_place_are_not_placed() {
    let mut map = mapping();
    map.begin('a', &held(100, 0, 1), 0).unwrap();
    map.begin('b', &held(500, 0, 1), micros(3_000)).unwrap();
    assert_eq!(map.follow('b', &held(499, 0, 1), 0), None, "before b's key frame");
    assert_eq!(map.follow('a', &held(101, 0, 1), 0), None, "b stands there");
    assert_eq!(map.follow('c', &held(1, 0, 1), 0), None);
}

#[test]
fn a_retransmission_finds_its_source_until_the_source_is_forgotten() {
    let mut map = mapping();
    let a = map.begin('a', &held(100, 0, 1), 0).unwrap();
    let b = map.begin('b', &held(500, 0, 1), micros(3_000)).unwrap();
    assert_eq!(map.source_of(a.seq()), Some(('a', 100)));
    assert_eq!(map.source_of(b.seq()), Some(('b', 500)));
    assert_eq!(map.source_of(Seq(b.seq().0.wrapping_add(1))), None, "never sent");
    assert_eq!(map.again('a', &held(100, 0, 1)), Some(a));
    map.forget();
    assert_eq!(map.source_of(a.seq()), None);
    assert_eq!(map.again('a', &held(100, 0, 1)), None);
    let c = map.begin('c', &held(900, 0, 1), micros(6_000)).unwrap();
    assert_eq!(map.source_of(c.seq()), Some(('c', 900)));
}

#[test]
fn a_number_keeps_its_place_when_its_source_is_forgotten() {
    let mut map = mapping();
    assert_eq!(map.number(Seq(0)), None);
    let a = map.begin('a', &held(100, 0, 1), 0).unwrap();
    map.forget();
    let b = map.begin('b', &held(500, 0, 1), micros(3_000)).unwrap();
    assert_eq!(map.number(a.seq()).map(|placed| placed.out), Some(a.out));
    assert_eq!(map.number(b.seq()).map(|placed| placed.out), Some(b.out));
    assert_eq!(map.number(a.seq().step(-1)), None, "before the first");
    assert_eq!(map.number(b.seq().step(1)), None, "never sent");
}

#[test]
fn a_source_that_lags_is_squeezed_and_then_on_its_place() {
    let mut map = mapping();
    map.begin('a', &held(1, 900_000, 1), micros(900_000)).unwrap();
    // b is captured 200 ms earlier than what a showed last.
    let mut last = map.begin('b', &held(1, 882_000, 1), micros(882_000)).unwrap();
    for frame in 1..20u32 {
        let timestamp = 882_000 + frame * 3_000;
        let packet = held(1 + u64::from(frame), timestamp, 1 + frame as u16);
        let placed = map.follow('b', &packet, micros(timestamp)).unwrap();
        assert!(timestamp_delta(placed.timestamp, last.timestamp) > 0, "never back");
        assert_eq!(placed.out, last.out + 1);
        last = placed;
    }
    let off = timestamp_delta(last.timestamp, 1_000 + 882_000 + 19 * 3_000);
    assert!(off.abs() <= 90, "{off} ticks from its place");
}

#[test]
fn drift_beyond_the_tolerance_is_followed() {
    let mut map = mapping();
    map.begin('a', &held(1, 0, 1), 0).unwrap();
    let mut worst = 0;
    for frame in 1..20_000u32 {
        let timestamp = frame * 3_000;
        let truth = micros(timestamp) + i64::from(frame) * 5; // 150 ppm slow
        let placed = map.follow('a', &held(1 + u64::from(frame), timestamp, 1), truth).unwrap();
        worst = worst.max(timestamp_delta(placed.timestamp, map.timeline().at_micros(truth)).abs());
    }
    assert!(worst <= 90 + 1, "{worst} ticks");
}

/// A slot of sound in which one packet of `a` stands, captured at 100 ms.
fn sound() -> Mapping<char> {
    let mut map = Mapping::new(Timeline::new(0, 48_000), 100, CatchUp::LeftOut);
    map.begin('a', &held(1, 4_800, 0), 100_000).unwrap();
    map
}

#[test]
fn sound_from_before_the_end_of_what_was_heard_is_left_out() {
    let mut map = sound();
    // b's packets are captured at 88, 108 and 128 ms; a's lasts until 120 ms.
    assert_eq!(map.begin('b', &held(7, 0, 0), 88_000), None);
    assert_eq!(map.begin('b', &held(8, 960, 0), 108_000), None);
    let third = map.begin('b', &held(9, 1_920, 0), 128_000).unwrap();
    assert_eq!((third.timestamp, third.seq()), (128 * 48, Seq(101)), "in its place, and nothing is missing");
    let late = held(8, 960, 0);
    assert_eq!(map.follow('b', &late, 108_000), None, "nor does it come afterwards");
}

#[test]
fn sound_that_runs_fast_gives_up_a_packet_and_is_in_its_place_again() {
    let mut map = sound();
    let mut last = 100;
    let mut left_out = 0;
    for packet in 1..20_000u64 {
        let capture = 100_000 + packet as i64 * 19_998; // 100 ppm fast
        match map.follow('a', &held(1 + packet, 4_800 + packet as u32 * 960, 0), capture) {
            None => left_out += 1,
            Some(placed) => {
                let off = timestamp_delta(placed.timestamp, map.timeline().at_micros(capture));
                assert!(off.abs() <= 145, "{off} ticks");
                assert_eq!(placed.seq(), Seq(last + 1), "nothing is missing");
                last += 1;
            }
        }
    }
    assert!((11..=14).contains(&left_out), "{left_out}: 40 ms at 3 ms a time");
}

#[test]
fn what_was_left_out_makes_up_though_the_next_place_wavers() {
    let mut map = sound();
    // 3.1 ms too late, and 2.9 the next time.
    assert_eq!(map.follow('a', &held(2, 5_760, 0), 120_000 - 3_100), None);
    let next = map.follow('a', &held(3, 6_720, 0), 140_000 - 2_900).unwrap();
    assert_eq!(next.timestamp, map.timeline().at_micros(140_000 - 2_900));
}

#[test]
fn after_a_loss_sound_is_placed_anew_behind_where_the_lost_packet_may_still_come() {
    let mut map = sound();
    let next = |seq: u64| held(seq, 4_800 + (seq as u32 - 1) * 960, 0);
    // The third packet is missing, and reports say meanwhile that all of it was captured 30 ms earlier.
    let second = map.follow('a', &next(2), 120_000).unwrap();
    assert_eq!(map.follow('a', &next(4), 130_000), None, "its place is that of the missing one");
    assert_eq!(map.follow('a', &next(5), 150_000), None);
    let sixth = map.follow('a', &next(6), 170_000).unwrap();
    let third = map.follow('a', &next(3), 110_000).unwrap();
    assert_eq!((third.out, sixth.out), (second.out + 1, second.out + 2));
    assert_eq!(timestamp_delta(third.timestamp, second.timestamp), 960);
    assert!(timestamp_delta(sixth.timestamp, third.timestamp) >= 960);
}

#[test]
fn the_next_source_waits_for_the_end_of_a_long_packet() {
    let mut map = Mapping::new(Timeline::new(0, 48_000), 100, CatchUp::LeftOut);
    let long = PacketKind { ticks: Some(2_880), ..PacketKind::default() };
    map.begin('a', &Held { kind: long, ..held(1, 4_800, 0) }, 100_000).unwrap();
    assert_eq!(map.begin('b', &held(7, 0, 0), 150_000), None, "60 ms from 100 are not over");
    assert!(map.begin('b', &held(8, 960, 0), 170_000).is_some());
}

#[test]
fn speech_is_not_given_up_for_a_source_that_is_hopelessly_late() {
    let mut map = sound();
    let placed = map.begin('b', &held(7, 0, 0), -3_600_000_000).unwrap();
    assert_eq!(placed.timestamp, 120 * 48);
    assert!(map.follow('b', &held(8, 960, 0), -3_599_980_000).is_some());
}

#[test]
fn numbers_go_on_over_many_wraps() {
    let mut map = mapping();
    let mut last = map.begin('a', &held(1, 0, 1), 0).unwrap().out;
    for switch in 0..400u64 {
        let source = if switch % 2 == 0 { 'b' } else { 'a' };
        let time = switch as u32 * 300_000;
        let first = map.begin(source, &held(1_000 + switch * 700, time, 5), micros(time)).unwrap();
        assert_eq!(first.out, last + 1);
        for packet in 1..500 {
            let held = held(1_000 + switch * 700 + packet, time, 5);
            last = map.follow(source, &held, micros(time)).unwrap().out;
        }
        assert_eq!(map.source_of(Seq(last as u16)).unwrap().1, 1_000 + switch * 700 + 499);
    }
}

#[test]
fn packets_not_forwarded_leave_no_gap() {
    let mut map = mapping();
    let first = map.begin('a', &held(100, 0, 1), 0).unwrap();
    map.skip('a', 102);
    for seq in 103..(103 + 2 * SEGMENTS as u64) {
        map.skip('a', seq);
    }
    let resumed = 103 + 2 * SEGMENTS as u64;
    let late = map.follow('a', &held(101, 0, 1), 0).unwrap();
    assert_eq!(late.out, first.out + 1);
    let next = map.follow('a', &held(resumed, 3_000, 2), micros(3_000)).unwrap();
    assert_eq!(next.out, first.out + 2);
    for (placed, source) in [(first, 100), (late, 101), (next, resumed)] {
        assert_eq!(map.source_of(placed.seq()), Some(('a', source)));
    }
    map.skip('a', resumed);
    map.skip('b', resumed + 1);
    let next = map.follow('a', &held(resumed + 1, 6_000, 3), micros(6_000)).unwrap();
    assert_eq!(next.out, first.out + 3, "what was sent, and what another source skips, changes nothing");
}

/// A number that a source left out far ahead is nobody's once another source has taken the numbers before it.
#[test]
fn a_late_packet_of_a_source_that_ran_ahead_does_not_take_the_next_sources_number() {
    let mut map = mapping();
    let first = map.begin('a', &held(100, 0, 1), 0).unwrap();
    map.skip('a', 150);
    let next = map.begin('b', &held(500, 0, 1), micros(3_000)).unwrap();
    assert_eq!(next.out, first.out + 1);
    assert_eq!(map.follow('a', &held(110, 0, 1), 0), None, "b stands there");
    assert_eq!(map.follow('b', &held(501, 3_000, 2), micros(6_000)).unwrap().out, next.out + 1);
    assert_eq!(map.source_of(next.seq()), Some(('b', 500)));
}

proptest::proptest! {
    #[test]
    fn no_two_packets_share_a_number(
        packets in proptest::collection::vec((0..8u8, 0..60u64, 0..4u32, 0..8u32), 1..200),
    ) {
        for catch_up in [CatchUp::Squeezed, CatchUp::LeftOut] {
            let mut map = Mapping::new(Timeline::new(0, 48_000), 65_000, catch_up);
            let mut placed = std::collections::BTreeMap::new();
            for (what, seq, source, behind) in &packets {
                let source = ['a', 'b', 'c', 'd'][*source as usize];
                let capture = (seq * 20_000) as i64 - i64::from(*behind) * 5_000;
                let packet = held(1_000 + seq, *seq as u32 * 960, 0);
                let place = match what {
                    0 => {
                        map.skip(source, packet.seq);
                        None
                    }
                    1 => map.begin(source, &packet, capture),
                    _ => map.follow(source, &packet, capture),
                };
                if let Some(place) = place {
                    let before = placed.insert(place.out, (source, packet.seq));
                    assert!(before.is_none_or(|by| by == (source, packet.seq)), "{} is taken by {before:?}", place.out);
                }
            }
        }
    }

    #[test]
    fn whatever_sources_number_and_report_is_borne(
        packets in proptest::collection::vec(proptest::prelude::any::<(u8, u16, u32, i64)>(), 1..100),
    ) {
        for catch_up in [CatchUp::Squeezed, CatchUp::LeftOut] {
            let mut map = Mapping::new(Timeline::new(0, 48_000), 65_000, catch_up);
            let mut highest = None;
            for (what, seq, timestamp, capture) in &packets {
                let source = if what & 1 == 0 { 'a' } else { 'b' };
                let packet = held(100_000 + u64::from(*seq), *timestamp, 0);
                match what >> 1 & 7 {
                    0 => map.skip(source, packet.seq),
                    1 => map.forget(),
                    2 => drop(map.begin(source, &packet, *capture)),
                    _ => drop(map.follow(source, &packet, *capture)),
                }
                assert!(map.highest() >= highest, "numbers never go back");
                highest = map.highest();
            }
        }
    }

    #[test]
    fn half_of_all_ticks_from_its_place_is_borne(seq in 2..9u64, gap in 0..9u64) {
        let mut map = sound();
        map.follow('a', &held(seq, 4_800 + (1 << 30), 0), 100_000);
        map.follow('a', &held(seq + gap, 4_800u32.wrapping_add(1 << 31), 0), 100_000);
        // Half of all ticks before the earliest place of another.
        let earliest = 100_000 + 20_000;
        map.begin('b', &held(7, 0, 0), earliest + (1i64 << 31) * 1_000 / 48);
    }

    #[test]
    fn a_source_in_order_gives_unbroken_numbers_whatever_is_skipped(
        skipped in proptest::collection::vec(proptest::prelude::any::<bool>(), 1..60),
    ) {
        let mut map = mapping();
        let mut last = map.begin('a', &held(1_000, 0, 1), 0).unwrap().out;
        for (seq, skip) in (1_001..).zip(skipped) {
            if skip {
                map.skip('a', seq);
            } else {
                let placed = map.follow('a', &held(seq, 0, 1), 0).unwrap();
                assert_eq!(placed.out, last + 1);
                assert_eq!(map.source_of(placed.seq()), Some(('a', seq)));
                last = placed.out;
            }
        }
    }
}
