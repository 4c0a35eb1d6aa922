//! Identifiers as they stand in the log: the UUID's text.

use crate::ids::{AgendaItemId, MessageId, OpinionId, RequestId, ResolutionId, UserId, VoteId};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::Uuid;

macro_rules! as_uuid {
    ($($name:ident),*) => {$(
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Uuid::deserialize(deserializer).map($name)
            }
        }
    )*};
}

as_uuid!(AgendaItemId, MessageId, OpinionId, RequestId, ResolutionId, UserId, VoteId);
