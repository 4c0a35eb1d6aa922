//! The rules as they stand in the log. What a release does not know it leaves out; what a log does not say is as usual.

use crate::protocol::Rules;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(remote = "Rules", default)]
pub(super) struct RulesRecord {
    auto_accept: bool,
    auto_ready: bool,
    auto_cut: bool,
    auto_deputy: bool,
}

impl Default for RulesRecord {
    fn default() -> Self {
        let Rules { auto_accept, auto_ready, auto_cut, auto_deputy } = Rules::default();
        RulesRecord { auto_accept, auto_ready, auto_cut, auto_deputy }
    }
}
