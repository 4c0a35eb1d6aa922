//! When did each packet of a transport arrive? (draft-holmer-rmcat-transport-wide-cc-extensions-01 section 3.1)

mod chunk;
mod read;
mod write;

pub(crate) use read::TransportCc;
pub(super) use write::write;

#[cfg(test)]
mod tests;
