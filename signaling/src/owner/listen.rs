//! What does a client say, and what follows? Commands are decided, wishes are passed on.

use super::{Owner, PlaceId, Reply, SocketId};
use crate::briefing::CommandInput;
use crate::desired::slots_of;
use crate::protocol::{ClientMessage, MediaState, Refusal, ServerMessage, SlotWatch};
use crate::schedule::BriefingPlan;
use giaoban_link::RoomId;

/// Names of devices and browser kept of a client, and characters of each.
const DEVICES_MAX: usize = 8;
const DEVICE_NAME_MAX: usize = 200;

impl Owner {
    pub(super) fn said(&mut self, id: PlaceId, socket: SocketId, message: ClientMessage) {
        let current = self.places.get(&id).and_then(|place| place.socket.as_ref()).map(|socket| socket.id);
        // The last words of a socket that was replaced are nobody's any more.
        if current != Some(socket) {
            return;
        }
        match message {
            ClientMessage::Command { cmd_id, seen, on_behalf_of, command } => {
                self.command(id, CommandInput { cmd_id, seen, on_behalf_of, command });
            }
            ClientMessage::Join { cmd_id, offer } => self.join(id, cmd_id, offer),
            ClientMessage::Leave { cmd_id } => {
                self.drop_media(id);
                let rev = self.briefing.rev();
                self.replies.push((id, Reply::Message(ServerMessage::Done { cmd_id, rev })));
            }
            ClientMessage::Watch { slots, listen } => self.watch(id, &slots, listen),
            ClientMessage::Media { state } => self.own_devices(id, state),
            // Pings are answered at the socket, and nobody says hello twice.
            ClientMessage::Ping { .. } | ClientMessage::Hello { .. } => self.refuse(id, Refusal::Malformed),
        }
    }

    fn command(&mut self, id: PlaceId, input: CommandInput) {
        let Some(place) = self.places.get(&id) else { return };
        let cmd_id = input.cmd_id;
        match self.briefing.apply(self.now(), &place.actor, &input) {
            Ok(events) => {
                self.record(events);
                let done = ServerMessage::Done { cmd_id, rev: self.briefing.rev_with(cmd_id) };
                self.replies.push((id, Reply::Message(done)));
            }
            Err(refusal) => {
                self.replies.push((id, Reply::Refused(cmd_id, refusal, Box::new(input.command))));
            }
        }
    }

    fn watch(&mut self, id: PlaceId, watch: &[SlotWatch], listen: bool) {
        let Some(place) = self.places.get(&id) else { return };
        let audience = place.audience.clone();
        let Some(slots) = slots_of(watch, |site| audience.shows(&self.view, site)) else {
            return self.refuse(id, Refusal::Malformed);
        };
        if let Some(place) = self.places.get_mut(&id) {
            (place.slots, place.listen) = (slots, listen);
            if let Some(document) = place.wish(RoomId(self.id.0)) {
                self.around.node.put(document);
            }
        }
    }

    fn own_devices(&mut self, id: PlaceId, mut state: MediaState) {
        let Some(site) = self.places.get(&id).and_then(super::place::Place::room) else { return };
        state.devices.truncate(DEVICES_MAX);
        for name in &mut state.devices {
            *name = name.chars().take(DEVICE_NAME_MAX).collect();
        }
        self.devices.insert(site, state);
        self.devices_changed = true;
    }

    /// Refuses a message that had no id.
    fn refuse(&mut self, id: PlaceId, refusal: Refusal) {
        let Some(socket) = self.places.get(&id).and_then(|place| place.socket.as_ref()) else { return };
        let refusal = super::words(refusal, socket.outbox.language);
        self.replies.push((id, Reply::Message(ServerMessage::Refused { cmd_id: None, refusal })));
    }

    pub(super) fn replanned(&mut self, plan: BriefingPlan) {
        let events = self.briefing.replan(self.now(), plan);
        self.rights_changed |= !events.is_empty();
        self.record(events);
        let unexpected = self.places_where(|place| self.briefing.audience(&place.actor).is_none());
        for id in unexpected {
            self.dismiss(id, Refusal::SiteNotExpected, None);
            self.remove_place(id);
        }
    }
}
