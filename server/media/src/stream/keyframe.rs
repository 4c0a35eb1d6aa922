//! When may a source be asked for a key frame? Requests of all receivers are merged, at most one in 300 ms
//! leaves, and it is repeated until the key frame arrives.

use crate::time::Time;
use std::time::Duration;

/// Least time between two requests to one source: a key frame costs the sender ten ordinary frames.
const INTERVAL: Duration = Duration::from_millis(300);

/// The wish for a key frame of one stream.
#[derive(Debug, Default)]
pub(crate) struct KeyFrameWish {
    wanted: bool,
    asked: Option<Time>,
}

impl KeyFrameWish {
    /// A receiver needs a key frame.
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// A key frame began to arrive: nobody needs another.
    pub(crate) fn arrived(&mut self) {
        self.wanted = false;
    }

    /// Whether to ask now.
    pub(crate) fn ask(&mut self, now: Time) -> bool {
        let due = self.deadline() <= now;
        if due {
            self.asked = Some(now);
        }
        due
    }

    /// When to ask next.
    pub(crate) fn deadline(&self) -> Time {
        match (self.wanted, self.asked) {
            (false, _) => Time::NEVER,
            (true, None) => Time(0),
            (true, Some(asked)) => asked + INTERVAL,
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
}
