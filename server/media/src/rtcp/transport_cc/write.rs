//! How are arrival times packed into transport-wide feedback?
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1)

use crate::receive::Arrival;

/// Unit of receive deltas.
const DELTA_MICROS: i64 = 250;
/// Unit of the reference time.
const REFERENCE_MICROS: u64 = 64_000;
/// Two-bit status symbols in one chunk.
const SYMBOLS: usize = 7;

/// Status of one packet (section 3.1.1).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Status {
    Lost = 0,
    SmallDelta = 1,
    LargeDelta = 2,
}

/// Appends everything after the two SSRCs. `arrivals` are sorted by number and not older than `base`.
pub(in crate::rtcp) fn write(bytes: &mut Vec<u8>, base: u64, number: u8, arrivals: &[Arrival]) {
    let count = arrivals.last().map_or(0, |last| last.seq + 1 - base);
    let reference = arrivals.first().map_or(0, |first| first.at.0 / REFERENCE_MICROS);
    bytes.extend_from_slice(&(base as u16).to_be_bytes());
    bytes.extend_from_slice(&(count as u16).to_be_bytes());
    bytes.extend_from_slice(&[(reference >> 16) as u8, (reference >> 8) as u8, reference as u8, number]);
    let walk = || Walk { next: base, clock: (reference * REFERENCE_MICROS) as i64, arrivals };
    write_statuses(bytes, walk());
    for (status, delta) in walk() {
        match status {
            Status::Lost => {}
            Status::SmallDelta => bytes.push(delta as u8),
            Status::LargeDelta => bytes.extend_from_slice(&delta.to_be_bytes()),
        }
    }
}

/// Vector chunks of seven two-bit symbols: losses come in no runs long enough to need the other form, and a
/// feedback of 100 ms stays below a datagram either way.
fn write_statuses(bytes: &mut Vec<u8>, mut walk: Walk<'_>) {
    loop {
        let mut chunk: u16 = 0b11 << 14;
        let mut filled = 0;
        for (status, _) in walk.by_ref().take(SYMBOLS) {
            chunk |= (status as u16) << (2 * (SYMBOLS - 1 - filled));
            filled += 1;
        }
        if filled == 0 {
            return;
        }
        bytes.extend_from_slice(&chunk.to_be_bytes());
    }
}

/// Every number from the base on, with its status and its delta in units.
struct Walk<'a> {
    next: u64,
    clock: i64,
    arrivals: &'a [Arrival],
}

impl Iterator for Walk<'_> {
    type Item = (Status, i16);

    fn next(&mut self) -> Option<(Status, i16)> {
        let (arrival, rest) = self.arrivals.split_first()?;
        self.next += 1;
        if arrival.seq >= self.next {
            return Some((Status::Lost, 0));
        }
        self.arrivals = rest;
        let units = (arrival.at.0 as i64 - self.clock) / DELTA_MICROS;
        let delta = units.clamp(i64::from(i16::MIN), i64::from(i16::MAX));
        self.clock += delta * DELTA_MICROS;
        let small = (0..=i64::from(u8::MAX)).contains(&delta);
        Some((if small { Status::SmallDelta } else { Status::LargeDelta }, delta as i16))
    }
}
