//! Which layer of a picture fits a slot? The smallest that is at least as tall as the slot is drawn, else the
//! tallest there is, among layers received in the last second.

use crate::stream::{Stream, StreamKey};
use crate::time::Time;

/// Height of a layer whose first key frame has not come, by its rid: only their order matters.
fn assumed_height(rid: &str) -> u16 {
    match rid {
        "q" => 180,
        "h" => 360,
        "f" => 720,
        _ => 360,
    }
}

/// A layer that may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layer {
    pub(super) stream: StreamKey,
    height: u16,
}

impl Layer {
    /// The layer of this stream, while it is received.
    pub(super) fn of(stream: StreamKey, received: &Stream, now: Time) -> Option<Layer> {
        let height = received.dimensions.map_or_else(|| assumed_height(&received.rid), |(_, height)| height);
        received.active(now).then_some(Layer { stream, height })
    }
}

/// The layer for a slot drawn `wanted` pixels tall.
pub(super) fn choose(layers: impl Iterator<Item = Layer>, wanted: u16) -> Option<StreamKey> {
    // Tall enough first, then the smallest of those, else the tallest of the rest.
    let rank = |layer: &Layer| match layer.height >= wanted {
        true => (0, layer.height),
        false => (1, u16::MAX - layer.height),
    };
    layers.min_by_key(rank).map(|layer| layer.stream)
}

#[cfg(test)]
mod tests {
    use super::*;
    use slotmap::SlotMap;

    #[test]
    fn the_smallest_layer_that_fills_the_slot() {
        let mut keys: SlotMap<StreamKey, ()> = SlotMap::with_key();
        let layers: Vec<Layer> =
            [180, 360, 720].into_iter().map(|height| Layer { stream: keys.insert(()), height }).collect();
        for (wanted, expect) in [(1, 0), (180, 0), (181, 1), (360, 1), (540, 2), (720, 2), (1_080, 2)] {
            assert_eq!(choose(layers.iter().copied(), wanted), Some(layers[expect].stream), "{wanted}");
        }
        assert_eq!(choose([].into_iter(), 720), None);
    }
}
