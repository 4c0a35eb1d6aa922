//! May this receiver ask for a key frame? One costs everybody who watches the source ten ordinary frames of quality, so a
//! receiver whose decoder or line is broken, or whose thumbnails are turned to and fro, has a budget for each source; what
//! the briefing changes on air has none. A line that loses packets gives reason to ask again soon; what arrives whole is
//! decoded, but for a rare mishap of the decoder.

use crate::node::PeerKey;
use crate::time::Time;
use giaoban_link::MediaKind;
use std::time::Duration;

/// Key frames at once for what was lost: a bad moment of a line takes two or three.
const MOST_LOST: u32 = 3;
/// And for what is chosen: a wall is turned to and fro, a window drawn larger, a line climbs from layer to layer.
const MOST_CHOSEN: u32 = 6;
/// One more after so long.
const EVERY: Duration = Duration::from_secs(10);
/// The same on a line that loses packets: three in ten seconds.
const EVERY_WHILE_LOSING: Duration = Duration::from_millis(3_300);

/// Why a receiver needs a key frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Its decoder cannot go on.
    Lost,
    /// It chose another thumbnail or height, or its line another layer.
    Chosen,
}

/// Whose key frames: a camera or slides, in all their layers, for an encoder that is asked for one refreshes all.
pub(crate) type Source = (PeerKey, MediaKind);

/// The key frames of one receiver.
#[derive(Debug, Default)]
pub(crate) struct KeyFrameBudget {
    /// What of it is used: for each reason no more than there are sources in its room.
    used: Vec<Allowance>,
}

impl KeyFrameBudget {
    /// Takes one of a source, if there is any left.
    pub(crate) fn take(&mut self, now: Time, source: Source, reason: Reason, is_losing: bool) -> bool {
        let every = if is_losing { EVERY_WHILE_LOSING } else { EVERY };
        self.used.retain_mut(|allowance| allowance.refill(now, every));
        let of = (source, reason);
        if let Some(allowance) = self.used.iter_mut().find(|allowance| allowance.of == of) {
            let is_left = allowance.left > 0;
            allowance.left = allowance.left.saturating_sub(1);
            return is_left;
        }
        self.used.push(Allowance { of, left: reason.most() - 1, since: now });
        true
    }
}

impl Reason {
    fn most(self) -> u32 {
        match self {
            Reason::Lost => MOST_LOST,
            Reason::Chosen => MOST_CHOSEN,
        }
    }
}

/// What is left for one source and reason.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    of: (Source, Reason),
    left: u32,
    /// Since when the next one is earned.
    since: Time,
}

impl Allowance {
    /// Adds what was earned; false when it is whole again.
    fn refill(&mut self, now: Time, every: Duration) -> bool {
        let most = self.of.1.most();
        while self.left < most && now.since(self.since) >= every {
            self.left += 1;
            self.since = self.since + every;
        }
        self.left < most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn camera() -> Source {
        (PeerKey::default(), MediaKind::Video)
    }

    #[test]
    fn three_at_once_and_then_one_in_ten_seconds() {
        let mut budget = KeyFrameBudget::default();
        let mut taken = |ms| budget.take(Time::from_millis(ms), camera(), Reason::Lost, false);
        assert_eq!([50_000, 50_000, 50_001, 50_002].map(&mut taken), [true, true, true, false]);
        assert_eq!([59_999, 60_000, 60_001, 70_000].map(&mut taken), [false, true, false, true]);
        let minute = (800..1_400).filter(|tenth| taken(tenth * 100)).count();
        assert!((6..=7).contains(&minute), "{minute} in a minute of asking");
        assert_eq!([900_000, 900_000, 900_000, 900_000].map(&mut taken), [true, true, true, false]);
    }

    #[test]
    fn three_in_ten_seconds_while_the_line_loses() {
        let mut budget = KeyFrameBudget::default();
        let mut taken = |ms, is_losing| budget.take(Time::from_millis(ms), camera(), Reason::Lost, is_losing);
        assert_eq!([50_000, 50_000, 50_001, 50_002].map(|ms| taken(ms, true)), [true, true, true, false]);
        assert_eq!([53_299, 53_300, 53_301, 56_600].map(|ms| taken(ms, true)), [false, true, false, true]);
        assert_eq!([60_000, 66_599, 66_600].map(|ms| taken(ms, false)), [false, false, true], "no more");
        let minute = (700..1_300).filter(|tenth| taken(tenth * 100, true)).count();
        assert!((18..=19).contains(&minute), "{minute} in a minute of asking");
    }

    #[test]
    fn each_source_and_reason_apart() {
        let mut budget = KeyFrameBudget::default();
        let slides = (PeerKey::default(), MediaKind::Content);
        let mut taken = |of| budget.take(Time::from_millis(50_000), of, Reason::Lost, false);
        assert_eq!([camera(); 4].map(&mut taken), [true, true, true, false]);
        assert!(taken(slides));
        let mut chosen = || budget.take(Time::from_millis(50_000), camera(), Reason::Chosen, false);
        assert_eq!([(); 7].map(|()| chosen()), [true, true, true, true, true, true, false]);
        assert_eq!(budget.used.len(), 3);
        assert!(budget.take(Time::from_millis(90_000), camera(), Reason::Lost, false));
        assert_eq!(budget.used.len(), 2, "what is whole again is forgotten");
    }
}
