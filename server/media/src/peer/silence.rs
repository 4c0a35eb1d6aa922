//! Has a device fallen silent? A line that is cut says nothing: consent alone runs for half a minute (RFC 7675), and until
//! then the last frame would stand as if it were live. Who sends media is never silent for long, so it is missed sooner.

use crate::time::Time;
use giaoban_link::{FromNode, PeerId};
use std::time::Duration;

/// Nothing for this long is silence. Well above a lost burst or a change of network, well below what a hall notices.
const SILENT_AFTER: Duration = Duration::from_secs(2);
/// Media flowed if it came this shortly before the last word; who sends none speaks too rarely to be missed.
const FLOWED_WITHIN: Duration = Duration::from_secs(1);

/// What was heard of a peer, and what was reported of it.
#[derive(Debug)]
pub(crate) struct Silence {
    heard: Time,
    media: Option<Time>,
    told: Told,
}

/// The last report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Told {
    Nothing,
    Silent,
    HeardAgain,
}

impl Silence {
    pub(crate) fn since(now: Time) -> Silence {
        Silence { heard: now, media: None, told: Told::Nothing }
    }

    /// Something authentic came.
    pub(crate) fn heard(&mut self, now: Time) {
        self.heard = now;
    }

    /// Authentic media came.
    pub(crate) fn heard_media(&mut self, now: Time) {
        self.heard = now;
        self.media = Some(now);
    }

    /// Nobody listened for this long.
    pub(crate) fn excuse(&mut self, now: Time, asleep: Duration) {
        self.heard = now.min(self.heard + asleep);
        self.media = self.media.map(|media| self.heard.min(media + asleep));
    }

    /// The news, when silence begins or ends.
    pub(crate) fn look(&mut self, now: Time, peer: PeerId) -> Option<FromNode> {
        let was_silent = self.told == Told::Silent;
        if self.is_silent(now, was_silent) == was_silent {
            return None;
        }
        self.told = if was_silent { Told::HeardAgain } else { Told::Silent };
        self.repeat(now, peer)
    }

    /// What was reported last, for who may have missed it.
    pub(crate) fn repeat(&self, now: Time, peer: PeerId) -> Option<FromNode> {
        match self.told {
            Told::Nothing => None,
            Told::Silent => {
                let for_ms = now.since(self.heard).as_millis() as u64;
                Some(FromNode::Silent { peer, for_ms })
            }
            Told::HeardAgain => Some(FromNode::HeardAgain { peer }),
        }
    }

    /// Silence that was reported ends with a word of any kind.
    fn is_silent(&self, now: Time, was_silent: bool) -> bool {
        let flowed = self.media.is_some_and(|media| self.heard.since(media) <= FLOWED_WITHIN);
        now.since(self.heard) >= SILENT_AFTER && (flowed || was_silent)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const PEER: PeerId = PeerId(Uuid::from_u128(7));

    fn at(ms: u64) -> Time {
        Time::from_millis(ms)
    }

    #[test]
    fn a_sender_that_stops_is_silent_once_and_heard_again_once() {
        let mut silence = Silence::since(at(0));
        silence.heard_media(at(1_000));
        silence.heard(at(1_500));
        assert_eq!(silence.look(at(3_499), PEER), None);
        assert_eq!(silence.look(at(3_600), PEER), Some(FromNode::Silent { peer: PEER, for_ms: 2_100 }));
        assert_eq!(silence.look(at(9_000), PEER), None, "told once");
        assert_eq!(silence.repeat(at(9_500), PEER), Some(FromNode::Silent { peer: PEER, for_ms: 8_000 }));
        silence.heard(at(9_600));
        assert_eq!(silence.look(at(9_620), PEER), Some(FromNode::HeardAgain { peer: PEER }));
        assert_eq!(silence.look(at(9_640), PEER), None);
        assert_eq!(silence.repeat(at(9_660), PEER), Some(FromNode::HeardAgain { peer: PEER }));
    }

    #[test]
    fn who_sends_no_media_is_not_missed_between_two_checks() {
        let mut silence = Silence::since(at(0));
        assert_eq!(silence.look(at(10_000), PEER), None, "media never came");
        silence.heard_media(at(10_000));
        silence.heard(at(12_000));
        assert_eq!(silence.look(at(20_000), PEER), None, "it stopped its media before its last word");
        assert_eq!(silence.repeat(at(20_000), PEER), None);
    }
}
