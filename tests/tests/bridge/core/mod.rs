//! The media core alone with real peers over real sockets, without a server around it.

mod floor;
mod path;
mod repair;
mod switch;
