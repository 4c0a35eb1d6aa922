//! Which layer of a picture fits a slot? The smallest that is at least as tall as the slot is drawn, else the
//! tallest there is, among layers received in the last second.

use crate::bitrate::Bitrate;
use crate::stream::{Stream, StreamKey};
use crate::time::Time;
use giaoban_link::MediaKind;

/// Rate of a microphone of which nothing was heard yet: 32 kbit/s of Opus with its headers.
const SOUND: Bitrate = Bitrate::kbps(60);

/// Height and rate of a layer of which nothing was seen yet, by its rid.
fn assumed(rid: &str) -> (u16, Bitrate) {
    match rid {
        "q" => (180, Bitrate::kbps(150)),
        "h" => (360, Bitrate::kbps(500)),
        "f" => (720, Bitrate::kbps(1_500)),
        _ => (360, Bitrate::kbps(500)),
    }
}

/// What a picture drawn so tall usually takes: what a slot whose source is not there yet will want of the link.
pub(crate) fn usual_rate(height: u16) -> Bitrate {
    match height {
        0 => Bitrate(0),
        1..=180 => assumed("q").1,
        181..=360 => assumed("h").1,
        _ => assumed("f").1,
    }
}

/// A layer that may be chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Layer {
    pub(crate) stream: StreamKey,
    pub(crate) height: u16,
    pub(crate) rate: Bitrate,
    /// It is received, or will be in a moment.
    pub(crate) comes: Coming,
}

/// Whether a layer is received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coming {
    /// It is.
    Now,
    /// It was asked for a moment ago.
    Soon,
    /// It is paused, and comes when it is asked for.
    WhenAsked,
}

impl Layer {
    /// The layer of this stream, while it is received or comes when it is asked for.
    pub(crate) fn of(stream: StreamKey, received: &Stream, now: Time) -> Option<Layer> {
        let (height, rate) = match received.kind {
            MediaKind::Audio => (0, SOUND),
            MediaKind::Video | MediaKind::Content => assumed(&received.rid),
        };
        let height = received.dimensions.map_or(height, |(_, height)| height);
        let rate = received.rate.get().unwrap_or(rate);
        let comes = match received.demand {
            _ if received.active(now) => Coming::Now,
            demand if demand.comes_soon(now) => Coming::Soon,
            demand if demand.is_paused() => Coming::WhenAsked,
            _ => return None,
        };
        Some(Layer { stream, height, rate, comes })
    }
}

/// The layer for a slot drawn `wanted` pixels tall; `layers` are sorted by height.
pub(crate) fn ideal(layers: &[Layer], wanted: u16) -> Option<usize> {
    let tall_enough = layers.partition_point(|layer| layer.height < wanted);
    Some(tall_enough.min(layers.len().checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use slotmap::SlotMap;

    #[test]
    fn the_smallest_layer_that_fills_the_slot() {
        let mut keys: SlotMap<StreamKey, ()> = SlotMap::with_key();
        let layers = [180, 360, 720].map(|height| Layer {
            stream: keys.insert(()),
            height,
            rate: Bitrate(0),
            comes: Coming::Now,
        });
        for (wanted, expect) in [(1, 0), (180, 0), (181, 1), (360, 1), (540, 2), (720, 2), (1_080, 2)] {
            assert_eq!(ideal(&layers, wanted), Some(expect), "{wanted}");
        }
        assert_eq!(ideal(&[], 720), None);
    }
}
