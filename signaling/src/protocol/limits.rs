//! What does a command take at most? Beyond it is refused. Exported, so that a form takes no more.

use std::ops::RangeInclusive;

/// Characters of names and posts, after trimming; the longest post on an invitation has about 80.
pub const NAME_MAX: usize = 120;
/// Characters of a sentence or two: a question, a banner, a reason.
pub const SENTENCE_MAX: usize = 500;
/// Characters of a page: an opinion, a conclusion.
pub const PAGE_MAX: usize = 4_000;
/// People in one room; the largest hall of a province seats fewer.
pub const PEOPLE_MAX: u32 = 10_000;
/// Seconds a site in a roll call: enough to say "present", and no more than a hall's patience.
pub const ROLL_CALL_SECONDS: RangeInclusive<u16> = 5..=60;
/// Hours after the closing in which opinions are taken: a week, by then the conclusion has been issued.
pub const OPINION_HOURS_MAX: u16 = 168;
/// Hours of the longest break that may be announced.
pub const RECESS_HOURS_MAX: u16 = 12;
