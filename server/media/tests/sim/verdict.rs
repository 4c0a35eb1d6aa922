//! What do the participants see and hear? Questions a scenario asks, and the verdict over everybody.

use super::client::Client;
use super::offsets::Offsets;
use super::picture::{PictureSlot, fresh};
use super::sound::SoundSlot;
use super::world::World;
use giaoban_link::{FromNode, SlotName};
use std::time::Duration;

/// Picture and sound of one site are presented together, each as far from when it was captured as its line is long.
const IN_STEP: Duration = Duration::from_millis(5);
/// Sound older than this is not heard any more.
const AUDIBLE: Duration = Duration::from_millis(100);

impl World {
    /// Fails when any law was broken or any client has anything to complain of.
    #[track_caller]
    pub(crate) fn judge(&self) {
        let judging = self.clients.iter().filter(|client| !client.bears_anything);
        let complaints = judging.flat_map(|client| {
            client.complaints.iter().map(move |complaint| format!("{}: {complaint}", client.name))
        });
        let found: Vec<String> = self.laws.broken.iter().cloned().chain(complaints).take(10).collect();
        assert!(found.is_empty(), "seed {} at {} ms:\n{}", self.seed, self.now.0 / 1_000, found.join("\n"));
        let strays: u64 = self.clients.iter().map(|client| client.strays).sum();
        assert!(strays == 0 || self.is_hostile, "{strays} times STUN that is not authentic");
        let foreign: u64 = self.clients.iter().map(|client| client.foreign).sum();
        assert!(
            foreign == 0 || self.laws.ports_change_hands,
            "{foreign} times media in none of a client's slots"
        );
        // RFC 9000 section 8: who was not proved to be somewhere gets no more there than this.
        let (came, left) = self.strangers;
        assert!(left <= 3 * came, "{left} bytes left for strangers, who sent {came}");
    }

    /// Whose picture a client's programme slot shows now.
    #[track_caller]
    pub(crate) fn programme_of(&self, who: &str) -> Option<&str> {
        self.picture_of(who, SlotName::Programme)
    }

    /// Whose picture a client's slot shows now.
    #[track_caller]
    pub(crate) fn picture_of(&self, who: &str, slot: SlotName) -> Option<&str> {
        let (stamp, at) = self.picture(who, slot).shown?;
        let is_fresh = self.now.since(at) < fresh();
        is_fresh.then(|| self.sites[stamp.site as usize].0.as_str())
    }

    /// `who` sees `whom` in the programme slot.
    #[track_caller]
    pub(crate) fn sees(&self, who: &str, whom: &str) {
        assert_eq!(self.programme_of(who), Some(whom), "in the programme slot of {who}");
    }

    /// Whom a client hears now.
    #[track_caller]
    pub(crate) fn heard_by(&self, who: &str) -> Vec<&str> {
        let heard = self.clients[self.index(who)].sounds.iter().filter_map(|slot| slot.heard);
        let fresh = heard.filter(|(_, at)| self.now.since(*at) < AUDIBLE);
        fresh.map(|(stamp, _)| self.sites[stamp.site as usize].0.as_str()).collect()
    }

    /// `who` hears `whom`.
    #[track_caller]
    pub(crate) fn hears(&self, who: &str, whom: &str) {
        let heard = self.heard_by(who);
        assert!(heard.contains(&whom), "{who} hears {heard:?}, not {whom}");
    }

    /// `who` does not hear `whom`.
    #[track_caller]
    pub(crate) fn does_not_hear(&self, who: &str, whom: &str) {
        assert!(!self.heard_by(who).contains(&whom), "{who} hears {whom}");
    }

    /// No client's programme stood still for longer since the mark.
    #[track_caller]
    pub(crate) fn no_freeze_beyond(&self, most: Duration) {
        for client in &self.clients {
            let freeze = client.pictures[&SlotName::Programme].longest_freeze(self.now);
            assert!(
                freeze <= most,
                "seed {}: the programme of {} stood still for {freeze:?}",
                self.seed,
                client.name
            );
        }
    }

    /// No listener's first sound was silent for longer since the mark.
    #[track_caller]
    pub(crate) fn no_silence_beyond(&self, who: &str, most: Duration) {
        let silence = self.sound(who, 0).longest_silence(self.now);
        assert!(silence <= most, "seed {}: {who} heard nothing for {silence:?}", self.seed);
    }

    /// Picture and sound of the programme were together for everyone who had both since the mark.
    #[track_caller]
    pub(crate) fn lips_in_sync(&self) {
        for Client { name, worst_skew, .. } in &self.clients {
            let skew = Duration::from_micros(worst_skew.unwrap_or(0));
            assert!(skew <= IN_STEP, "seed {}: lips are {skew:?} off at {name}", self.seed);
        }
    }

    /// All sound since the mark was presented when it was captured, but for the least time on its site's line.
    #[track_caller]
    pub(crate) fn sound_on_its_line(&self) {
        for client in &self.clients {
            for (index, slot) in client.sounds.iter().enumerate() {
                self.is_on_its_line(&client.name, &format!("sound {index}"), &slot.offsets);
            }
        }
    }

    /// So were all pictures.
    #[track_caller]
    pub(crate) fn pictures_on_their_line(&self) {
        for client in &self.clients {
            for (name, slot) in &client.pictures {
                self.is_on_its_line(&client.name, &format!("{name:?}"), &slot.offsets);
            }
        }
    }

    #[track_caller]
    fn is_on_its_line(&self, who: &str, slot: &str, offsets: &Offsets) {
        for (site, (least, most)) in &offsets.extremes {
            let (site, _) = &self.sites[*site as usize];
            let way = self.of(site).up.delay.as_micros() as i64;
            let bounds = -(IN_STEP.as_micros() as i64)..=IN_STEP.as_micros() as i64;
            let off = (least - way, most - way);
            let is_on = bounds.contains(&off.0) && bounds.contains(&off.1);
            assert!(is_on, "seed {}: {slot} at {who} has {site} {off:?} µs off its line", self.seed);
        }
    }

    /// Of no client's first sound were more packets left out since the mark.
    #[track_caller]
    pub(crate) fn left_out_at_most(&self, most: u32) {
        for client in &self.clients {
            let left_out = client.sounds.first().map_or(0, |sound| sound.left_out);
            assert!(
                left_out <= most,
                "seed {}: {left_out} packets were left out at {}",
                self.seed,
                client.name
            );
        }
    }

    /// Starts measuring freezes, silences and skews anew.
    pub(crate) fn mark(&mut self) {
        self.clients.iter_mut().for_each(|client| client.mark(self.now));
    }

    /// A picture slot of a client.
    #[track_caller]
    pub(crate) fn picture(&self, who: &str, slot: SlotName) -> &PictureSlot {
        &self.clients[self.index(who)].pictures[&slot]
    }

    /// A sound slot of a client.
    #[track_caller]
    pub(crate) fn sound(&self, who: &str, index: usize) -> &SoundSlot {
        &self.clients[self.index(who)].sounds[index]
    }

    /// A client.
    #[track_caller]
    pub(crate) fn of(&self, who: &str) -> &Client {
        &self.clients[self.index(who)]
    }

    /// What the node believes a client's line carries, as the last sample tells it.
    pub(crate) fn estimate_of(&self, who: &str) -> Option<u64> {
        let Some(FromNode::Samples { samples }) = &self.samples else { return None };
        let peer = self.of(who).peer;
        samples.iter().find(|sample| sample.peer == peer)?.down.available
    }

    /// Reports, samples apart, since the beginning.
    pub(crate) fn reported(&self, wanted: impl Fn(&FromNode) -> bool) -> usize {
        self.reports.iter().filter(|(_, report)| wanted(report)).count()
    }
}
