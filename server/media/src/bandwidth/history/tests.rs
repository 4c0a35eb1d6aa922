use super::*;
use crate::receive::Arrival;
use crate::rtcp::{Compound, Packet, packets};

/// Feedback from number `base` on that names these as arrived; how many fates it told.
fn hear(history: &mut History, base: u64, arrived: &[u64]) -> usize {
    let arrivals: Vec<Arrival> = arrived.iter().map(|seq| Arrival { seq: *seq, at: Time(0) }).collect();
    let mut bytes = Vec::new();
    Compound::new(&mut bytes, 1).transport_cc(2, base, 0, &arrivals);
    let Some(Ok(Packet::TransportCc(feedback))) = packets(&bytes).next() else { panic!("feedback") };
    let mut told = 0;
    history.hear(&feedback, |_| told += 1);
    told
}

fn send(history: &mut History, kind: MediaKind) -> u16 {
    let number = history.next_number();
    history.record(Sent { at: Time(u64::from(number)), bytes: 100, kind, probe: None });
    number
}

fn taken(history: &mut History) -> [(u64, u64); KINDS] {
    [MediaKind::Audio, MediaKind::Video, MediaKind::Content].map(|kind| {
        let interval = history.take(kind);
        (interval.expected, interval.lost)
    })
}

#[test]
fn each_kind_is_counted_apart_and_each_packet_once() {
    let mut history = History::default();
    let kinds = [MediaKind::Audio, MediaKind::Video, MediaKind::Video, MediaKind::Content, MediaKind::Audio];
    let numbers: Vec<u16> = kinds.into_iter().map(|kind| send(&mut history, kind)).collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4]);
    assert_eq!(hear(&mut history, FIRST, &[FIRST, FIRST + 2]), 3);
    assert_eq!(taken(&mut history), [(1, 0), (2, 1), (0, 0)]);
    assert_eq!(hear(&mut history, FIRST + 1, &[FIRST + 1, FIRST + 4]), 2);
    assert_eq!(taken(&mut history), [(1, 0), (0, 0), (1, 1)], "1 and 2 were counted");
}

#[test]
fn numbers_wrap() {
    let mut history = History::default();
    for _ in 0..65_534 {
        send(&mut history, MediaKind::Audio);
    }
    for expected in [65_534, 65_535, 0, 1] {
        assert_eq!(send(&mut history, MediaKind::Video), expected);
    }
    hear(&mut history, FIRST + 65_534, &[FIRST + 65_535, FIRST + 65_537]);
    assert_eq!(taken(&mut history), [(0, 0), (4, 2), (0, 0)]);
}

#[test]
fn feedback_on_what_was_never_sent_or_is_forgotten_tells_nothing() {
    let mut history = History::default();
    assert_eq!(hear(&mut history, FIRST, &[FIRST + 5]), 0);
    assert_eq!(hear(&mut history, FIRST - 5, &[FIRST - 5]), 0);
    for _ in 0..LEAST + 10 {
        send(&mut history, MediaKind::Video);
    }
    assert_eq!(hear(&mut history, FIRST, &[FIRST + 9]), 0, "forgotten");
    let last = FIRST + LEAST as u64 + 9;
    assert_eq!(hear(&mut history, last, &[last + 3]), 1, "one was sent, three were not");
}

#[test]
fn it_grows_only_for_peers_that_give_feedback() {
    let mut history = History::default();
    for _ in 0..2 * LEAST {
        send(&mut history, MediaKind::Video);
    }
    assert_eq!(history.sent.len(), LEAST, "no feedback ever");
    let last = FIRST + 2 * LEAST as u64 - 1;
    hear(&mut history, last, &[last]);
    assert_eq!(history.unheard_since(), None);
    for _ in 0..3 * LEAST {
        send(&mut history, MediaKind::Video);
    }
    assert_eq!(history.sent.len(), 4 * LEAST);
    assert_eq!(history.unheard_since(), Some(Time(2 * LEAST as u64)));
    assert_eq!(hear(&mut history, last + 1, &[last + 3 * LEAST as u64]), 3 * LEAST, "all of them");
    for _ in 0..2 * MOST {
        send(&mut history, MediaKind::Video);
    }
    assert_eq!(history.sent.len(), MOST, "bounded");
}
