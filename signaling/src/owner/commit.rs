//! In what order does a decision become real? Silence first, then the log, then everything else.

use super::Owner;
use crate::briefing::{Event, record};
use crate::protocol::SessionState;
use crate::store::{LogRow, StoreError};
use giaoban_link::{Document, RoomWish};

impl Owner {
    /// Takes events into the state; they are written with the batch.
    pub(super) fn record(&mut self, events: Vec<Event>) {
        for event in events {
            self.briefing.evolve(&event);
            self.notices.extend(self.briefing.notices_of(&event));
            self.rows.push(LogRow { rev: self.briefing.rev(), at_ms: event.at, json: record::write(&event) });
        }
    }

    /// Commits until nothing is left: telling people may find a line broken, which is an event too.
    pub(super) async fn commit_all(&mut self) -> Result<(), StoreError> {
        loop {
            self.commit().await?;
            if self.rows.is_empty() && self.notices.is_empty() && self.replies.is_empty() {
                return Ok(());
            }
        }
    }

    /// Writes the batch and publishes it. Whoever loses the floor is silenced before the write: a full disk
    /// must not keep a microphone open.
    async fn commit(&mut self) -> Result<(), StoreError> {
        let wish = self.briefing.room_wish();
        self.silence(&wish);
        if !self.rows.is_empty() {
            let state = state_name(self.briefing.session_state());
            self.around.log.append(self.id, self.epoch, &self.rows, &state).await?;
            self.rows.clear();
        }
        if wish != self.wish {
            self.around.node.put(Document::Room(wish.clone()));
            self.wish = wish;
        }
        self.publish();
        Ok(())
    }

    /// Removes from what is audible whoever will not be, and nothing else.
    fn silence(&mut self, wish: &RoomWish) {
        let audible = self.wish.audible.iter().filter(|site| wish.audible.contains(site));
        let audible: Vec<_> = audible.copied().collect();
        if audible != self.wish.audible {
            self.wish.audible = audible;
            self.around.node.put(Document::Room(self.wish.clone()));
        }
    }
}

/// The state's name on the wire, under which lists find it.
fn state_name(state: SessionState) -> String {
    match serde_json::to_value(state) {
        Ok(serde_json::Value::String(name)) => name,
        _ => unreachable!("session states are written as their names"),
    }
}
