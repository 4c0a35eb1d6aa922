//! How does an offer become a connection? Once, for the whole briefing: m-lines become slots and lines that
//! never change again.

use super::Peer;
use super::figures::RoundTrip;
use super::report::Schedule;
use super::silence::Silence;
use crate::config::NodeConfig;
use crate::downlink::Downlink;
use crate::dtls::Server;
use crate::payload::Codec;
use crate::random::Random;
use crate::room::RoomKey;
use crate::rtp::{ExtensionIds, ExtensionKind, Seq};
use crate::sdp::{self, Answerer, MediaLine, Offer, Refusal, Role, SlotSsrcs};
use crate::slot::{Retransmission, Slot, SlotRole};
use crate::time::Time;
use crate::transport::Transport;
use crate::uplink::{SentLine, Uplink};
use giaoban_link::{MediaKind, PeerWish, VideoCodec};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What of the node a negotiation needs.
pub(crate) struct Basis<'a> {
    pub(crate) config: &'a NodeConfig,
    pub(crate) dtls: Option<&'a Arc<Server>>,
    pub(crate) random: &'a mut Random,
}

/// Answers a new peer's offer, or refuses it.
pub(crate) fn negotiate(
    now: Time,
    basis: Basis<'_>,
    wish: PeerWish,
    rev: u64,
    room: RoomKey,
    codec: VideoCodec,
) -> Result<Peer, Refusal> {
    let offer = Offer::parse(&wish.offer, codec)?;
    let roles = sdp::assign(wish.kind, &offer)?;
    let lines = || offer.lines.iter().zip(&roles).filter_map(|(line, role)| Some((line.live()?, (*role)?)));
    let slots: Vec<Slot> = lines().filter_map(|(line, role)| slot(line, role, basis.random)).collect();
    let sent: Vec<SentLine> = lines().filter_map(|(line, role)| sent_line(line, role, codec)).collect();
    let ids = extension_ids(&offer);
    let session = basis.dtls.map(|server| server.session(offer.fingerprint));
    let transport = Transport::new(now, session, basis.random, &offer);
    let mut peer = Peer {
        wish,
        rev,
        room,
        offer,
        answer: String::new(),
        answers: 0,
        transport,
        uplink: Uplink::new(sent, ids),
        downlink: Downlink::new(slots, ids),
        silence: Silence::since(now),
        round_trip: RoundTrip::default(),
        schedule: Schedule::default(),
    };
    peer.write_answer(basis.config, basis.dtls);
    Ok(peer)
}

impl Peer {
    /// A changed offer is an ICE restart: same m-lines, new credentials (RFC 8445 section 9).
    /// Returns a ufrag that is not used any more.
    pub(crate) fn restart(
        &mut self,
        basis: Basis<'_>,
        wish: PeerWish,
        codec: VideoCodec,
    ) -> Result<Option<String>, Refusal> {
        let offer = Offer::parse(&wish.offer, codec)?;
        if !sdp::same_lines(&self.offer, &offer) {
            let detail = "an ICE restart may not change the m-lines".to_owned();
            return Err(Refusal { code: giaoban_link::RefusalCode::MediaLines, detail });
        }
        let retired = self.transport.restart_ice(basis.random, &offer);
        self.offer = offer;
        self.wish = wish;
        self.write_answer(basis.config, basis.dtls);
        Ok(retired)
    }

    fn write_answer(&mut self, config: &NodeConfig, dtls: Option<&Arc<Server>>) {
        self.answers += 1;
        let ssrcs = self.downlink.slots.iter().map(|slot| {
            let ssrcs = SlotSsrcs { media: slot.ssrc, rtx: slot.rtx.map(|rtx| rtx.ssrc) };
            (role_of(slot.role), ssrcs)
        });
        let credentials = self.transport.credentials();
        let answerer = Answerer {
            session_id: self.wish.id.0.as_u64_pair().1 >> 1,
            session_version: self.answers,
            ufrag: credentials.ufrag(),
            pwd: credentials.pwd(),
            fingerprint: dtls.map(|server| server.fingerprint()).unwrap_or_default(),
            candidates: &config.candidates,
            ssrcs: &ssrcs.collect::<BTreeMap<_, _>>(),
        };
        let roles =
            sdp::assign(self.wish.kind, &self.offer).expect("the offer was assigned when it was taken");
        self.answer = answerer.answer(&self.offer, &roles);
    }
}

fn role_of(role: SlotRole) -> Role {
    match role {
        SlotRole::Video(name) => Role::Slot(name),
        SlotRole::Audio(index) => Role::Audio(index as u8),
    }
}

fn slot(line: &MediaLine, role: Role, random: &mut Random) -> Option<Slot> {
    let role = match role {
        Role::Slot(name) => SlotRole::Video(name),
        Role::Audio(index) => SlotRole::Audio(usize::from(index)),
        Role::Microphone | Role::Camera | Role::Content => return None,
    };
    let rtx = line.codec.rtx.map(|payload_type| Retransmission {
        ssrc: random.next_u32(),
        payload_type,
        seq: Seq(random.next_u16() >> 1),
    });
    Some(Slot::new(role, &line.mid, random.next_u32(), line.codec.payload_type, rtx, random))
}

fn sent_line(line: &MediaLine, role: Role, codec: VideoCodec) -> Option<SentLine> {
    let (kind, codec) = match role {
        Role::Microphone => (MediaKind::Audio, Codec::Opus),
        Role::Camera => (MediaKind::Video, Codec::of_video(codec)),
        Role::Content => (MediaKind::Content, Codec::of_video(codec)),
        Role::Slot(_) | Role::Audio(_) => return None,
    };
    Some(SentLine {
        kind,
        mid: line.mid.clone(),
        codec,
        payload_type: line.codec.payload_type,
        rtx_payload_type: line.codec.rtx,
        announced: line.ssrcs.iter().map(|announced| (announced.media, announced.rtx)).collect(),
    })
}

/// A bundle has one meaning for each id (RFC 8843 section 9.2), so lines may be merged.
fn extension_ids(offer: &Offer) -> ExtensionIds {
    let mut ids = ExtensionIds::default();
    for line in offer.live() {
        for kind in ExtensionKind::ALL {
            if let Some(id) = line.extensions.get(kind) {
                ids.set(kind, id);
            }
        }
    }
    ids
}
