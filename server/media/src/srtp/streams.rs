//! What is remembered of each SSRC of one direction?

use super::replay::ReplayWindow;

/// SSRCs of one direction of one peer. A room has some twenty, a trunk one for each layer below it; past this bound a
/// peer with valid keys is inventing them, and their memory (48 bytes each) is its own to lose.
pub(super) const MOST_STREAMS: usize = 1_024;

/// The replay windows of a direction, sorted by SSRC.
#[derive(Debug, Default)]
pub(super) struct Streams {
    by_ssrc: Vec<(u32, ReplayWindow)>,
}

/// Where an SSRC is in the table, or where it would go.
pub(super) struct Place(Result<usize, usize>);

impl Streams {
    pub(super) fn find(&self, ssrc: u32) -> Place {
        Place(self.by_ssrc.binary_search_by_key(&ssrc, |(ssrc, _)| *ssrc))
    }

    pub(super) fn window(&self, place: &Place) -> Option<&ReplayWindow> {
        place.0.ok().map(|at| &self.by_ssrc[at].1)
    }

    /// Whether the SSRC is known or may become so.
    pub(super) fn has_room(&self, place: &Place) -> bool {
        place.0.is_ok() || self.by_ssrc.len() < MOST_STREAMS
    }

    /// Remembers a packet that was proved to be genuine.
    pub(super) fn mark(&mut self, place: Place, ssrc: u32, index: u64) {
        match place.0 {
            Ok(at) => self.by_ssrc[at].1.mark(index),
            Err(at) => self.by_ssrc.insert(at, (ssrc, ReplayWindow::starting_at(index))),
        }
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.by_ssrc.len()
    }
}
