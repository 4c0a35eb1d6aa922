//! The rules as they stand in the log. What a release does not know it leaves out; what a log does not say is as usual.

use crate::protocol::Rules;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Serialize, Deserialize)]
#[serde(default)]
struct RulesRecord {
    auto_accept: bool,
    auto_ready: bool,
    auto_cut: bool,
    auto_deputy: bool,
}

impl Default for RulesRecord {
    fn default() -> Self {
        Rules::default().into()
    }
}

impl From<Rules> for RulesRecord {
    fn from(Rules { auto_accept, auto_ready, auto_cut, auto_deputy }: Rules) -> Self {
        RulesRecord { auto_accept, auto_ready, auto_cut, auto_deputy }
    }
}

pub(super) fn serialize<S: Serializer>(rules: &Rules, serializer: S) -> Result<S::Ok, S::Error> {
    RulesRecord::from(*rules).serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rules, D::Error> {
    let RulesRecord { auto_accept, auto_ready, auto_cut, auto_deputy } =
        RulesRecord::deserialize(deserializer)?;
    Ok(Rules { auto_accept, auto_ready, auto_cut, auto_deputy })
}
