//! How much does a server carry, at what cost and with what delay? Thousands of lean clients send real encoded media to
//! the real server and answer as browsers would.

mod alone;
mod briefing;
mod client;
mod clock;
mod duel;
mod figures;
mod fleet;
mod flood;
mod hive;
mod measure;
mod media;
mod process;
mod relay;
mod stamps;
mod tally;

pub use briefing::{Course, brief};
pub use duel::{Duel, duel};
pub use figures::{Figures, Limits};
pub use flood::{FloodOptions, Missile};
pub use measure::Run;
pub use media::{Baseline, Shape, run};
