//! When may a source be asked for a key frame? Requests of all receivers are merged, at most one in 320 ms
//! leaves, and it is repeated until the key frame arrives. A change of what is on air waits less: a picture that
//! stands still for a third of a second is seen as frozen.
//!
//! Encoders of libwebrtc hear one request in 300 ms, whichever of their layers it is for, and are deaf to others. So a
//! request that came early is repeated as soon as it will be heard.

use crate::time::Time;
use std::time::Duration;

/// For how long an encoder is deaf after a request (libwebrtc, `video/encoder_rtcp_feedback.cc`).
const DEAF: Duration = Duration::from_millis(300);
/// Least time between two requests to one source: a key frame costs the sender ten ordinary frames. A little more than
/// [`DEAF`], because a request may meet less of a queue than the one before.
const INTERVAL: Duration = Duration::from_millis(320);
/// The same for a slot that begins to show the source, when the last request was answered. The briefing changes it and no
/// receiver, so none can make this a storm.
const SWITCH_INTERVAL: Duration = Duration::from_millis(100);

/// The wish for a key frame of one stream.
#[derive(Debug, Default)]
pub(crate) struct KeyFrameWish {
    wanted: bool,
    switching: bool,
    asked: Option<Time>,
    /// The last request that may have been heard, for this layer or for another of the source.
    heard: Option<Time>,
    /// When the last key frame began to arrive.
    begun: Option<Time>,
}

impl KeyFrameWish {
    /// Whether one is needed already.
    pub(crate) fn is_wanted(&self) -> bool {
        self.wanted
    }

    /// A receiver needs a key frame.
    pub(crate) fn want(&mut self) {
        self.wanted = true;
    }

    /// A slot waits for a key frame to show the source. One that was asked for and is on its way will do.
    pub(crate) fn want_for_switch(&mut self) {
        self.switching |= !self.wanted;
        self.wanted = true;
    }

    /// One begins to arrive.
    pub(crate) fn begins(&mut self, now: Time) {
        self.begun = Some(now);
        self.forget();
    }

    /// Whether one began to arrive within so long: a receiver that far away cannot have missed it yet.
    pub(crate) fn has_just_begun(&self, now: Time, within: Duration) -> bool {
        self.begun.is_some_and(|begun| now.since(begun) < within)
    }

    /// Nobody needs one: it began to arrive, or whoever waited turned away.
    pub(crate) fn forget(&mut self) {
        self.wanted = false;
        self.switching = false;
    }

    /// Whether to ask now.
    pub(crate) fn ask(&mut self, now: Time) -> bool {
        let due = self.deadline() <= now;
        if due {
            self.asked = Some(now);
            self.switching = false;
            self.asked_of_source(now);
        }
        due
    }

    /// The source was asked, for this layer or for another: it heard that unless it was deaf.
    pub(crate) fn asked_of_source(&mut self, now: Time) {
        if self.heard.is_none_or(|heard| now.since(heard) >= DEAF) {
            self.heard = Some(now);
        }
    }

    /// When to ask next.
    pub(crate) fn deadline(&self) -> Time {
        let after = |asked: Option<Time>, interval| asked.map_or(Time(0), |asked| asked + interval);
        let early = after(self.asked, SWITCH_INTERVAL);
        match (self.wanted, self.switching) {
            (false, _) => Time::NEVER,
            (true, true) => early,
            (true, false) => early.max(after(self.heard, INTERVAL)),
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
        assert!(!wish.ask(at(319)), "merged while one is pending");
        assert!(wish.ask(at(320)), "repeated until answered");
        wish.forget();
        assert_eq!(wish.deadline(), Time::NEVER);
        wish.want();
        assert!(!wish.ask(at(420)), "at least 320 ms apart");
        assert_eq!(wish.deadline(), at(640));
    }

    #[test]
    fn a_switch_waits_less_but_never_repeats_what_is_on_its_way() {
        let mut wish = KeyFrameWish::default();
        let at = Time::from_millis;
        wish.want();
        assert!(wish.ask(at(0)));
        wish.want_for_switch();
        assert_eq!(wish.deadline(), at(320), "the one on its way will do");
        wish.forget();
        wish.want_for_switch();
        assert_eq!(wish.deadline(), at(100));
        assert!(wish.ask(at(100)));
        wish.want_for_switch();
        assert_eq!(wish.deadline(), at(320), "repeated when it will be heard");
        assert!(wish.ask(at(320)));
        assert_eq!(wish.deadline(), at(640), "and from then on as any other");
    }

    #[test]
    fn what_was_asked_for_another_layer_counts_too() {
        let mut wish = KeyFrameWish::default();
        let at = Time::from_millis;
        wish.asked_of_source(at(0));
        wish.want();
        assert_eq!(wish.deadline(), at(320), "not heard before");
        wish.forget();
        wish.want_for_switch();
        assert!(wish.ask(at(280)), "perhaps it is heard after all");
        assert_eq!(wish.deadline(), at(380), "never a storm");
        wish.forget();
        wish.want_for_switch();
        assert!(wish.ask(at(380)));
        assert_eq!(wish.deadline(), at(700), "this one was heard");
    }
}
