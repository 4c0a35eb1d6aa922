//! Who is this, and what roles do they have? Users, devices, automation; passwords, tokens, pairing.

mod principal;
mod role;

pub use principal::Principal;
pub use role::Role;
