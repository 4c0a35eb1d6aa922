//! Is a peer reachable, who is it, and with which keys? ICE-lite, DTLS and SRTP of one connection.

use crate::counters::Drop;
use crate::dtls::{Event, Failure, Session};
use crate::ice::{Action, BindingRequest, BindingSuccess, CREDENTIAL_SEED, Credentials, Remote, Responder};
use crate::io::{Out, Transmit};
use crate::random::Random;
use crate::sdp::Offer;
use crate::srtp::{SrtpKeys, SrtpReceiver, SrtpSender};
use crate::time::Time;
use giaoban_link::LostReason;
use std::fmt;

pub(crate) use crate::ice::Path;

/// The transport of one peer.
pub(crate) struct Transport {
    ice: Responder,
    /// `None` in simulations without encryption.
    dtls: Option<Session>,
    srtp: Option<(SrtpSender, SrtpReceiver)>,
    /// Handshake datagrams on their way out.
    replies: Vec<Vec<u8>>,
}

impl fmt::Debug for Transport {
    /// Keys are not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("path", &self.path()).field("keyed", &self.srtp.is_some()).finish()
    }
}

impl Transport {
    pub(crate) fn new(now: Time, dtls: Option<Session>, random: &mut Random, offer: &Offer) -> Transport {
        let credentials = Credentials::new(&random.bytes::<CREDENTIAL_SEED>());
        let ice = Responder::new(now, credentials, remote(offer));
        Transport { ice, dtls, srtp: None, replies: Vec::new() }
    }

    /// Our credentials, for the answer.
    pub(crate) fn credentials(&self) -> &Credentials {
        self.ice.credentials()
    }

    /// New credentials on both sides. Returns a ufrag that is not used any more.
    pub(crate) fn restart_ice(&mut self, random: &mut Random, offer: &Offer) -> Option<String> {
        let credentials = Credentials::new(&random.bytes::<CREDENTIAL_SEED>());
        self.ice.restart(credentials, remote(offer))
    }

    /// Whether media may flow.
    pub(crate) fn is_connected(&self) -> bool {
        self.srtp.is_some() && self.path().is_some()
    }

    /// The path packets take now.
    pub(crate) fn path(&self) -> Option<Path> {
        self.ice.selected()
    }

    /// Where to and with what to seal, once both are known.
    pub(crate) fn sender(&mut self) -> Option<(Path, &mut SrtpSender)> {
        let path = self.path()?;
        self.srtp.as_mut().map(|(sender, _)| (path, sender))
    }

    /// With what to open, once known.
    pub(crate) fn receiver(&mut self) -> Option<&mut SrtpReceiver> {
        self.srtp.as_mut().map(|(_, receiver)| receiver)
    }

    /// Seals the control packets written from `start` to the end of the bytes and sends them.
    pub(crate) fn send_rtcp(&mut self, start: usize, out: &mut Out) {
        let sealed = self.sender().and_then(|(path, sender)| {
            sender.protect_rtcp(&mut out.bytes, start).ok()?;
            Some(path)
        });
        match sealed {
            Some(path) => send(path, start, out),
            None => out.bytes.truncate(start),
        }
    }

    /// Authentic media came on `path`. What that changed, if anything.
    pub(crate) fn heard(&mut self, now: Time, path: Path) -> Option<Action> {
        self.ice.heard(now, path)
    }

    /// A connectivity check on `path`, which may be another peer's so far. What answers it leaves the way it came.
    pub(crate) fn check(
        &mut self,
        now: Time,
        path: Path,
        request: &BindingRequest<'_>,
        is_others: bool,
        random: &mut Random,
        out: &mut Out,
    ) -> Action {
        let start = out.bytes.len();
        let action = self.ice.handle_check(now, path, request, is_others, random, &mut out.bytes);
        if out.bytes.len() > start {
            send(path, start, out);
        }
        if action.asked.is_some() {
            let start = out.bytes.len();
            self.ice.write_challenge(&mut out.bytes);
            send(path, start, out);
        }
        self.simulate_keys(now, &action);
        action
    }

    /// The answer to a check of the node's own; `None` when it asked for none.
    pub(crate) fn answer(&mut self, now: Time, path: Path, success: &BindingSuccess<'_>) -> Option<Action> {
        let action = self.ice.handle_success(now, path, success)?;
        self.simulate_keys(now, &action);
        Some(action)
    }

    /// Simulations without encryption need no handshake once a path is selected.
    fn simulate_keys(&mut self, now: Time, action: &Action) {
        if let Some(path) = action.selected.filter(|_| self.dtls.is_none() && self.srtp.is_none()) {
            let keys = SrtpKeys::null();
            self.srtp = Some((SrtpSender::new(&keys), SrtpReceiver::new(&keys)));
            self.ice.dtls_is_done(now, path);
        }
    }

    /// Another peer proved to be on this path.
    pub(crate) fn lose(&mut self, path: Path) {
        self.ice.lose(path);
    }

    /// A DTLS datagram on a path that a check has proved.
    pub(crate) fn dtls(&mut self, now: Time, path: Path, bytes: &[u8], out: &mut Out) -> Option<LostReason> {
        let event = self.dtls.as_mut()?.handle(now, bytes, &mut self.replies);
        self.reply(path, out);
        self.take(now, event?, path, out)
    }

    /// Time passes: consent runs out, handshake flights are repeated.
    pub(crate) fn tick(&mut self, now: Time, out: &mut Out) -> Option<LostReason> {
        if self.ice.is_expired(now) {
            return Some(LostReason::ConsentExpired);
        }
        let path = self.path().or_else(|| self.ice.paths().last())?;
        let event = self.dtls.as_mut()?.handle_timeout(now, &mut self.replies);
        self.reply(path, out);
        self.take(now, event?, path, out)
    }

    /// Tells an established peer that the connection ends.
    pub(crate) fn close(&mut self, now: Time, out: &mut Out) {
        if let (Some(path), Some(dtls)) = (self.path(), self.dtls.as_mut()) {
            dtls.close(now, &mut self.replies);
            self.reply(path, out);
        }
    }

    fn take(&mut self, now: Time, event: Event, path: Path, out: &mut Out) -> Option<LostReason> {
        match event {
            Event::Connected { profile, keying_material } => {
                let keys = SrtpKeys::from_exporter(profile, keying_material.as_ref());
                let Some((client, server)) = keys else { return Some(LostReason::HandshakeFailed) };
                self.srtp = Some((SrtpSender::new(&server), SrtpReceiver::new(&client)));
                self.ice.dtls_is_done(now, path);
                None
            }
            Event::Closed => Some(LostReason::Closed),
            Event::Failed(failure) => {
                // Silence is not bad input.
                if failure != Failure::TimedOut {
                    out.counters.drop(Drop::BadDtls);
                }
                Some(LostReason::HandshakeFailed)
            }
        }
    }

    fn reply(&mut self, path: Path, out: &mut Out) {
        for datagram in self.replies.drain(..) {
            let start = out.bytes.len();
            out.bytes.extend_from_slice(&datagram);
            send(path, start, out);
        }
    }
}

fn remote(offer: &Offer) -> Remote<'_> {
    Remote { ufrag: &offer.ufrag, pwd: &offer.pwd }
}

fn send(path: Path, start: usize, out: &mut Out) {
    out.transmits.push(Transmit {
        destination: path.remote,
        source: Some(path.local),
        range: start..out.bytes.len(),
        segment_size: None,
    });
}
