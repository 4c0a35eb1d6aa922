//! The demonstration as tests of the whole service want it: on an own disk, at a moment of theirs.

use super::{Signaling, SignalingConfig};
use crate::clock::Clock;
use crate::node::MediaLink;
use crate::records::Records;
use crate::store::tests::temporary;
use tempfile::TempDir;

/// The service with the demonstration's briefing in progress, its records, and the folder that holds them.
pub(crate) async fn demonstration(now: i64, media: MediaLink) -> (Signaling, Records, TempDir) {
    let (folder, store) = temporary().await;
    let records = Records::new(store, Clock::of(move || now), [7; 32]);
    let config = SignalingConfig {
        database_url: String::new(),
        public_origins: Vec::new(),
        token_secret: [7; 32],
        link_secret: None,
        demo: true,
    };
    let signaling = Signaling::start_with(records.clone(), config, media).await.expect("it starts");
    (signaling, records, folder)
}
