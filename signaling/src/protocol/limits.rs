//! How long may a field be? In characters, after trimming; a longer one is refused. Exported, so that a form takes no more.

/// Names and posts; the longest post on an invitation has about 80 characters.
pub const NAME_MAX: usize = 120;
/// A sentence or two: a question, a banner, a reason.
pub const SENTENCE_MAX: usize = 500;
/// A page: an opinion, a conclusion.
pub const PAGE_MAX: usize = 4_000;
