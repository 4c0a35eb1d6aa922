//! Was this command carried out before? A bounded memory of command ids, so that a repeated one is one event.

use std::collections::{HashMap, VecDeque};
use uuid::Uuid;

/// Commands remembered. A client repeats a command within seconds of a broken line; 160 sites that all act
/// at once make 160 of these.
const COMMANDS: usize = 4_096;

/// The last commands that made events.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Remembered {
    rev: HashMap<Uuid, u64>,
    order: VecDeque<Uuid>,
}

impl Remembered {
    /// The revision after the command's last event.
    pub(super) fn rev_of(&self, cmd_id: Uuid) -> Option<u64> {
        self.rev.get(&cmd_id).copied()
    }

    pub(super) fn remember(&mut self, cmd_id: Uuid, rev: u64) {
        if self.rev.insert(cmd_id, rev).is_none() {
            self.order.push_back(cmd_id);
        }
        if self.order.len() > COMMANDS
            && let Some(oldest) = self.order.pop_front()
        {
            self.rev.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first() {
        let mut remembered = Remembered::default();
        for n in 0..=COMMANDS as u64 {
            remembered.remember(Uuid::from_u128(n.into()), n + 1);
        }
        assert_eq!(remembered.rev_of(Uuid::from_u128(0)), None);
        assert_eq!(remembered.rev_of(Uuid::from_u128(1)), Some(2));
        assert_eq!(remembered.rev.len(), COMMANDS);
        assert_eq!(remembered.order.len(), COMMANDS);
    }
}
