//! When may a source be asked for a key frame? Requests of all receivers are merged, at most one in 300 ms
//! leaves, and it is repeated until the key frame arrives. A change of what is on air waits less: a picture that
//! stands still for a third of a second is seen as frozen.

use crate::time::Time;
use std::time::Duration;

/// Least time between two requests to one source: a key frame costs the sender ten ordinary frames.
const INTERVAL: Duration = Duration::from_millis(300);
/// The same for a slot that begins to show the source, when the last request was answered. Only signaling
/// changes sources, so no receiver can make this a storm.
const SWITCH_INTERVAL: Duration = Duration::from_millis(100);

/// The wish for a key frame of one stream.
#[derive(Debug, Default)]
pub(crate) struct KeyFrameWish {
    wanted: bool,
    switching: bool,
    asked: Option<Time>,
}

impl KeyFrameWish {
    /// A receiver needs a key frame.
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// A slot waits for a key frame to show the source. One that was asked for and is on its way will do.
    pub(crate) fn want_for_switch(&mut self) {
        self.switching |= !self.wanted;
        self.wanted = true;
    }

    /// A key frame began to arrive: nobody needs another.
    pub(crate) fn arrived(&mut self) {
        self.wanted = false;
        self.switching = false;
    }

    /// Whether to ask now.
    pub(crate) fn ask(&mut self, now: Time) -> bool {
        let due = self.deadline() <= now;
        if due {
            self.asked = Some(now);
            self.switching = false;
        }
        due
    }

    /// When to ask next.
    pub(crate) fn deadline(&self) -> Time {
        match (self.wanted, self.asked) {
            (false, _) => Time::NEVER,
            (true, None) => Time(0),
            (true, Some(asked)) => asked + if self.switching { SWITCH_INTERVAL } else { INTERVAL },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_merge_and_repeat_until_the_key_frame_arrives() {
        let mut wish = KeyFrameWish::default();
        let at = Time::from_millis;
        assert!(!wish.ask(at(0)));
        wish.want();
        wish.want();
        assert!(wish.ask(at(0)));
        assert!(!wish.ask(at(299)), "merged while one is pending");
        assert!(wish.ask(at(300)), "repeated until answered");
        wish.arrived();
        assert_eq!(wish.deadline(), Time::NEVER);
        wish.want();
        assert!(!wish.ask(at(400)), "at least 300 ms apart");
        assert_eq!(wish.deadline(), at(600));
    }

    #[test]
    fn a_switch_waits_less_but_never_repeats_what_is_on_its_way() {
        let mut wish = KeyFrameWish::default();
        let at = Time::from_millis;
        wish.want();
        assert!(wish.ask(at(0)));
        wish.want_for_switch();
        assert_eq!(wish.deadline(), at(300), "the one on its way will do");
        wish.arrived();
        wish.want_for_switch();
        assert_eq!(wish.deadline(), at(100));
        assert!(wish.ask(at(100)));
        wish.want_for_switch();
        assert_eq!(wish.deadline(), at(400), "repeated as any other");
    }
}
