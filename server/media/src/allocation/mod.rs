//! How is one link shared by the pictures of its slots? By rank: slides, then who is on air, then the chair, then
//! thumbnails (domain order of protection); sound is not here because it is never left out. Falls are at once, climbs
//! wait until the link has shown that it carries them.

mod layer;

pub(crate) use layer::{Coming, Layer, ideal, usual_rate};

use crate::bitrate::Bitrate;
use crate::stream::StreamKey;
use crate::time::Time;
use giaoban_link::{RungReason, SlotName};
use std::time::Duration;

/// What may be used of the estimate for pictures that are not sent yet; the rest is for their unevenness.
const CLIMB_PART: f64 = 0.9;
/// What is sent already stays up to a little more than the estimate: if that is too much, the estimate will fall.
const STAY_PART: f64 = 1.1;
/// Between two climbs: each begins with a key frame, and two at once are a queue; but not on a link that takes more than
/// this part of it to fill.
const CLIMB_PAUSE: Duration = Duration::from_secs(1);
const AMPLE_PART: f64 = 0.5;
/// How long a fall keeps everything of the link from climbing: the first one, and at most.
const FIRST_REST: Duration = Duration::from_secs(10);
const LONGEST_REST: Duration = Duration::from_secs(60);
/// A slot that shows nothing tries its smallest layer after a part of that: a small picture is worth more than calm.
const DARK_PART: u32 = 3;

/// What of its source a slot is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rung {
    /// Height of the layer, 0 when none fits the link.
    pub(crate) height: u16,
    /// Height at which the client draws it.
    pub(crate) wanted: u16,
    pub(crate) reason: RungReason,
}

/// One slot that shows a picture.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    /// Index of the slot in its peer.
    pub(crate) slot: usize,
    pub(crate) name: SlotName,
    /// Layers received now, smallest first.
    pub(crate) layers: Vec<Layer>,
    /// The best of them for the height at which the slot is drawn.
    pub(crate) ideal: usize,
    /// Height at which the client draws it.
    pub(crate) wanted: u16,
    /// Height this slot was given before; none when it never was.
    pub(crate) before: Option<u16>,
    /// The layer it is given; none when not even the smallest fits.
    pub(crate) given: Option<usize>,
}

impl Claim {
    /// The stream it is given.
    pub(crate) fn stream(&self) -> Option<StreamKey> {
        self.given.map(|index| self.layers[index].stream)
    }

    /// What is shown of it now: while a layer that was paused is on its way, the best below it that comes, or the one that
    /// is shown if `is_shown` says that it is of this picture.
    pub(crate) fn next(&self, is_shown: bool) -> Option<StreamKey> {
        let (below, above) = self.layers.split_at(self.given? + 1);
        let comes = |layer: &&Layer| layer.comes == Coming::Now || (is_shown && layer.comes == Coming::Soon);
        below.iter().rev().chain(above).find(comes).map(|layer| layer.stream)
    }

    /// What it is given, and why not more.
    pub(crate) fn rung(&self) -> Rung {
        let height = self.given.map_or(0, |index| self.layers[index].height);
        let reason = match self.given {
            Some(given) if given < self.ideal => RungReason::Link,
            None => RungReason::Link,
            Some(_) if height < self.wanted => RungReason::Source,
            Some(_) => RungReason::Wanted,
        };
        Rung { height, wanted: self.wanted, reason }
    }

    fn rank(&self) -> (u8, u8) {
        match self.name {
            SlotName::Content => (0, 0),
            SlotName::Programme => (1, 0),
            SlotName::Chair => (2, 0),
            SlotName::Thumbnail(index) => (3, index),
        }
    }

    /// Whether this layer is more than the slot had before.
    fn is_climb(&self, index: usize) -> bool {
        self.before.is_none_or(|before| self.layers[index].height > before)
    }
}

/// Remembers when a link fell, so that it does not climb into the same hole at once.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ladder {
    rest: Duration,
    fell: Option<Time>,
    climbed: Option<Time>,
    /// What the pictures given last take.
    spent: Bitrate,
}

impl Default for Ladder {
    fn default() -> Ladder {
        Ladder { rest: FIRST_REST, fell: None, climbed: None, spent: Bitrate(0) }
    }
}

impl Ladder {
    /// Whether the link may climb again.
    pub(crate) fn may_climb(&self, now: Time) -> bool {
        self.fell.is_none_or(|fell| now.since(fell) >= self.rest)
    }

    /// Whether a slot that shows nothing may show something again, or one more of a link with much room.
    fn may_light(&self, now: Time) -> bool {
        self.fell.is_none_or(|fell| now.since(fell) >= self.rest / DARK_PART)
    }

    /// Whether the last climb has shown what it costs.
    fn has_settled(&self, now: Time) -> bool {
        self.climbed.is_none_or(|climbed| now.since(climbed) >= CLIMB_PAUSE)
    }

    fn fall(&mut self, now: Time) {
        // A fall soon after a climb after a fall: climbing was a mistake, and the next attempt waits longer.
        let is_first = self.fell.is_none_or(|fell| now.since(fell) >= 3 * self.rest);
        let has_climbed = self.climbed > self.fell;
        self.rest = match (is_first, has_climbed) {
            (true, _) => FIRST_REST,
            (false, true) => (self.rest * 2).min(LONGEST_REST),
            (false, false) => self.rest,
        };
        self.fell = Some(now);
    }
}

/// What a link has for pictures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Budget {
    /// What it carries beside sound.
    pub(crate) rate: Bitrate,
    /// Nothing is heard of it: what is lost now is given back at once when it is back.
    pub(crate) is_cut: bool,
}

/// Gives each claim the layer that the link carries. Without a budget, when that is not known, every slot has its
/// ideal.
pub(crate) fn allocate(now: Time, budget: Option<Budget>, ladder: &mut Ladder, claims: &mut [Claim]) {
    claims.sort_unstable_by_key(Claim::rank);
    let Some(Budget { rate: budget, is_cut }) = budget else {
        claims.iter_mut().for_each(|claim| claim.given = Some(claim.ideal));
        return;
    };
    let mut purse = Purse {
        budget,
        spent: Bitrate(0),
        may_climb: ladder.may_climb(now),
        may_light: ladder.may_light(now),
        has_settled: ladder.has_settled(now),
        climber: None,
    };
    let thumbnails = claims.partition_point(|claim| claim.rank() < (3, 0));
    let (large, small) = claims.split_at_mut(thumbnails);
    for claims in [large, small] {
        // Everybody something before anybody more.
        claims.iter_mut().for_each(|claim| purse.raise(claim, 0));
        for claim in claims {
            let ideal = claim.ideal;
            purse.raise(claim, ideal);
        }
    }
    if is_cut {
        return;
    }
    // Giving way to slides or to another slot is no fall: the link carries what it carried.
    if budget < ladder.spent && claims.iter().any(has_fallen) {
        ladder.fall(now);
    }
    ladder.spent = purse.spent;
    ladder.climbed = purse.climber.map(|_| now).or(ladder.climbed);
}

/// Less than before although more is there to be shown.
fn has_fallen(claim: &Claim) -> bool {
    let given = claim.given.map_or(0, |index| claim.layers[index].height);
    claim.before.is_some_and(|before| given < before.min(claim.layers[claim.ideal].height))
}

/// What is left of the link.
struct Purse {
    budget: Bitrate,
    spent: Bitrate,
    may_climb: bool,
    may_light: bool,
    has_settled: bool,
    /// The slot that climbed now.
    climber: Option<usize>,
}

impl Purse {
    /// Raises a claim as far as `most` as the rest allows.
    fn raise(&mut self, claim: &mut Claim, most: usize) {
        let start = claim.given.map_or(0, |index| index + 1);
        let had = claim.given.map_or(Bitrate(0), |index| claim.layers[index].rate);
        let others = self.spent.minus(had);
        let cost = |index: usize| others.plus(claim.layers[index].rate);
        let fitting = (start..=most).rev().find(|index| match claim.before {
            _ if !claim.is_climb(*index) => cost(*index) <= self.budget.scaled(STAY_PART),
            None => cost(*index) <= self.budget.scaled(CLIMB_PART),
            Some(before) => self.allows(claim.slot, before == 0 && *index == 0, cost(*index)),
        });
        if let Some(index) = fitting {
            self.spent = cost(index);
            claim.given = Some(index);
            if claim.before.is_some() && claim.is_climb(index) {
                self.climber = Some(claim.slot);
            }
        }
    }

    /// Whether a slot may climb so that everything together costs so much.
    fn allows(&self, slot: usize, is_light: bool, cost: Bitrate) -> bool {
        let is_ample = cost <= self.budget.scaled(AMPLE_PART);
        let is_rested = if is_light || is_ample { self.may_light } else { self.may_climb };
        let is_turn = self.has_settled && self.climber.is_none_or(|climber| climber == slot);
        is_rested && (is_turn || is_ample) && cost <= self.budget.scaled(CLIMB_PART)
    }
}

#[cfg(test)]
mod tests;
