//! A whole node with model clients over a bad network, in virtual time: one seed, one run.
//!
//! [`World`] is what scenarios speak to. Behind it every client is a model of a browser, every datagram that leaves
//! the node is held against the [`laws`], and every datagram that arrives against what decoders bear.

pub(crate) mod allocations;
pub(crate) mod client;
pub(crate) mod clock;
pub(crate) mod dice;
pub(crate) mod feedback;
pub(crate) mod ice;
pub(crate) mod laws;
pub(crate) mod network;
pub(crate) mod offer;
pub(crate) mod offsets;
pub(crate) mod picture;
pub(crate) mod post;
pub(crate) mod publisher;
pub(crate) mod received;
pub(crate) mod rtp;
pub(crate) mod sound;
pub(crate) mod span;
pub(crate) mod stamp;
pub(crate) mod verdict;
pub(crate) mod vp8;
pub(crate) mod weapons;
pub(crate) mod wishes;
pub(crate) mod world;

pub(crate) use span::Span;
pub(crate) use world::World;
