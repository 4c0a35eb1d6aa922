//! The real server as bots, bad networks and hostile programs meet it. One program for all, because each one more
//! would link the whole WebRTC stack again.

mod acceptance;
mod address;
mod aes_cm;
mod bot_media;
mod consent;
mod core;
mod demo;
mod figures;
mod floor;
mod gso;
mod hostile_datagrams;
mod hostile_messages;
mod join;
mod repair;
mod restart;
mod silence;
mod split;
mod stop;
mod switch;
mod whip;
