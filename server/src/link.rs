//! How do the halves talk inside one process? Over two channels; in debug builds every message also passes the
//! serializer of the split form, so that the two ways of linking cannot drift apart.

use crate::shards::Shards;
use crate::vital::Vital;
use giaoban_link::{FromNode, ToNode};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// Passes wishes to the shards until signaling has taken leave, then stops them.
pub(crate) async fn wishes(mut shards: Shards, mut wishes: mpsc::Receiver<ToNode>, ended: CancellationToken) {
    let _vital = Vital("wishes");
    while let Some(Some(wish)) = ended.run_until_cancelled(wishes.recv()).await {
        shards.wish(round_trip(wish)).await;
    }
    shards.stop().await;
}

/// Passes reports to signaling, hello first. Apart from [`wishes`], so that neither direction can block the other.
pub(crate) async fn reports(
    hello: FromNode,
    mut reports: mpsc::Receiver<FromNode>,
    to_signaling: mpsc::Sender<FromNode>,
) {
    let _vital = Vital("reports");
    let mut next = Some(hello);
    while let Some(report) = next {
        if to_signaling.send(round_trip(report)).await.is_err() {
            return;
        }
        next = reports.recv().await;
    }
}

fn round_trip<T: Serialize + DeserializeOwned>(message: T) -> T {
    if !cfg!(debug_assertions) {
        return message;
    }
    let text = serde_json::to_string(&message).expect("link messages are plain data");
    serde_json::from_str(&text).expect("a link message reads back what it wrote")
}

#[cfg(test)]
mod tests {
    use super::*;
    use giaoban_link::{
        Flow, Key, Leg, LinkSample, MediaKind, NodeId, PeerId, ReceivedLayer, RoomId, RungReason,
        SentPicture, SlotName,
    };
    use uuid::Uuid;

    #[test]
    fn messages_survive_the_serializer() {
        let key = Key::Room(RoomId(Uuid::from_u128(3)));
        let hello = FromNode::Hello { node: NodeId(Uuid::from_u128(1)), holds: vec![(key, 9)] };
        assert_eq!(round_trip(hello.clone()), hello);
        let flow = Flow { bitrate: 1_500_000, packets: 150, loss: 0.05, jitter_ms: 1.25 };
        let layer = ReceivedLayer {
            kind: MediaKind::Video,
            rid: "f".into(),
            width: 1280,
            height: 720,
            fps: 30,
            bitrate: 1,
        };
        let picture =
            SentPicture { slot: SlotName::Thumbnail(1), height: 180, wanted: 360, reason: RungReason::Link };
        let sample = LinkSample {
            peer: PeerId(Uuid::from_u128(2)),
            site: None,
            remote: "10.0.0.1:5000".into(),
            path: "udp".into(),
            round_trip_ms: Some(120.5),
            up: Leg { video: flow, ..Leg::default() },
            down: Leg::default(),
            layers: vec![layer],
            pictures: vec![picture],
            queue_ms: 12.5,
        };
        let samples = FromNode::Samples { samples: vec![sample] };
        assert_eq!(round_trip(samples.clone()), samples);
        let remove = ToNode::Remove { rev: u64::MAX, key };
        assert_eq!(round_trip(remove.clone()), remove);
    }

    #[tokio::test]
    async fn hello_comes_before_every_report() {
        let (from_shards, shard_reports) = mpsc::channel(4);
        let (to_signaling, mut signaling) = mpsc::channel(4);
        let hello = FromNode::Hello { node: NodeId(Uuid::from_u128(1)), holds: Vec::new() };
        let connected = FromNode::Connected { peer: PeerId(Uuid::from_u128(2)) };
        from_shards.send(connected.clone()).await.expect("room for four");
        drop(from_shards);
        reports(hello.clone(), shard_reports, to_signaling).await;
        assert_eq!(signaling.recv().await, Some(hello));
        assert_eq!(signaling.recv().await, Some(connected));
        assert_eq!(signaling.recv().await, None);
    }
}
