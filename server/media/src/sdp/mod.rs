//! What does a client offer, and what does the node answer?
//!
//! One offer and one answer last for a whole briefing: [`offer`] reads the client's text into an [`Offer`],
//! [`lines`] gives each m-line its [`Role`], [`answer`] writes the reply. An ICE restart is the only offer that
//! may follow, and it must have the [`same_lines`].

mod answer;
mod attributes;
mod codec;
mod lines;
mod media_line;
mod offer;

pub(crate) use answer::{Answerer, CNAME, SlotSsrcs};
pub(crate) use lines::{Role, assign, same_lines};
pub(crate) use media_line::MediaLine;
pub(crate) use offer::Offer;

use giaoban_link::RefusalCode;

/// Why an offer cannot be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Stable code, translated by clients.
    pub(crate) code: RefusalCode,
    /// English detail for the log.
    pub(crate) detail: String,
}

impl Refusal {
    fn malformed(detail: impl Into<String>) -> Refusal {
        Refusal { code: RefusalCode::MalformedOffer, detail: detail.into() }
    }

    fn codec(detail: impl Into<String>) -> Refusal {
        Refusal { code: RefusalCode::CodecUnsupported, detail: detail.into() }
    }

    fn lines(detail: impl Into<String>) -> Refusal {
        Refusal { code: RefusalCode::MediaLines, detail: detail.into() }
    }
}

#[cfg(test)]
mod tests;
