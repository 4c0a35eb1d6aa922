//! Counters of a node. Bad input is not an error: it is dropped and counted under its reason.

/// Why a datagram or packet went no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(usize)]
pub enum Drop {
    /// Neither STUN, DTLS nor SRTP (RFC 7983).
    NotOurs,
    /// From an address no peer has proved to be its own.
    UnknownSource,
    /// STUN that does not parse, or with a wrong ufrag or integrity.
    BadStun,
    /// DTLS that the endpoint refuses.
    BadDtls,
    /// SRTP or SRTCP that fails authentication or does not parse.
    BadSrtp,
    /// Seen before, or older than the replay window.
    Replayed,
    /// A retransmission of what came already: senders probe their line with such.
    Repeated,
    /// RTP whose SSRC, mid and rid name no track.
    UnknownTrack,
    /// RTCP that does not parse.
    BadRtcp,
    /// Audio of a site that holds neither the floor nor the chair.
    WithoutFloor,
    /// Video nobody watches now.
    Unwatched,
    /// A peer's queue was full.
    QueueFull,
    /// A request for a key frame, or a check on another peer's path, beyond what one peer may ask for.
    OverBudget,
}

impl Drop {
    /// Every reason, in order of discriminant.
    pub const ALL: [Drop; 13] = [
        Drop::NotOurs,
        Drop::UnknownSource,
        Drop::BadStun,
        Drop::BadDtls,
        Drop::BadSrtp,
        Drop::Replayed,
        Drop::Repeated,
        Drop::UnknownTrack,
        Drop::BadRtcp,
        Drop::WithoutFloor,
        Drop::Unwatched,
        Drop::QueueFull,
        Drop::OverBudget,
    ];

    /// The `reason` label of the metric.
    pub const fn label(self) -> &'static str {
        match self {
            Drop::NotOurs => "not_ours",
            Drop::UnknownSource => "unknown_source",
            Drop::BadStun => "bad_stun",
            Drop::BadDtls => "bad_dtls",
            Drop::BadSrtp => "bad_srtp",
            Drop::Replayed => "replayed",
            Drop::Repeated => "repeated",
            Drop::UnknownTrack => "unknown_track",
            Drop::BadRtcp => "bad_rtcp",
            Drop::WithoutFloor => "without_floor",
            Drop::Unwatched => "unwatched",
            Drop::QueueFull => "queue_full",
            Drop::OverBudget => "over_budget",
        }
    }
}

/// What a node counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// RTP packets received and authenticated.
    pub rtp_received: u64,
    /// RTP packets sent to receivers, retransmissions not included.
    pub rtp_forwarded: u64,
    /// Packets sent again over RTX.
    pub rtp_retransmitted: u64,
    /// Packets sent only to probe what a link carries.
    pub rtp_probes: u64,
    /// Key-frame requests sent to publishers.
    pub keyframe_requests: u64,
    /// Sends with more than one segment.
    pub gso_sends: u64,
    /// Segments in those sends.
    pub gso_segments: u64,
    /// Drops by reason, indexed by discriminant.
    pub dropped: [u64; Drop::ALL.len()],
}

impl Counters {
    /// Counts one drop.
    pub fn drop(&mut self, reason: Drop) {
        self.dropped[reason as usize] += 1;
    }
}
