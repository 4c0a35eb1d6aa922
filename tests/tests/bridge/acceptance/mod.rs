//! The domain's acceptance scenarios as bots play them on the real server, by their numbers. All but 14 and 15 are played
//! in virtual time too (`signaling/src/briefing/tests/acceptance.rs`): there alone those that only let a minute pass.
//! People see 1, 4, 6, 8, 10, 12, 13 and 15 on their screens in `tests/browser/specs/acceptance.spec.mjs`.
//!
//! | Scenario | Where |
//! |---|---|
//! | 1, 11 | `floor` |
//! | 2 | `../hostile_messages.rs` |
//! | 3 | `../floor.rs` |
//! | 4 | `../silence.rs` |
//! | 5, 9 | in virtual time |
//! | 6, 7 | `seat` |
//! | 8 | `../split.rs`, `../restart.rs` |
//! | 12, 13 | `programme` |
//! | 10, 14 | `record` |
//! | 15 | `device` |

mod device;
mod floor;
mod programme;
mod record;
mod seat;
