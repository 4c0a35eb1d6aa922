//! How far is the handshake with one peer, and what came of it?

use super::Server;
use super::flight::Flight;
use super::hello::{Hello, HelloCollector, choose};
use super::record::{ALERT, CLIENT_HELLO, HANDSHAKE, Record, records};
use crate::Time;
use crate::srtp::Profile;
use bytes::BytesMut;
use rtc_crypto::SecretVec;
use rtc_dtls::endpoint::{Endpoint, EndpointEvent};
use rtc_shared::TransportProtocol;
use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// What became of a session.
#[derive(Debug)]
pub(crate) enum Event {
    /// The peer is who its offer says; these are the keys (RFC 5764 section 4.2).
    Connected {
        /// The protection profile both have.
        profile: Profile,
        /// Exported bytes: client key, server key, client salt, server salt.
        keying_material: SecretVec,
    },
    /// The peer closed an established session.
    Closed,
    /// There will be no session.
    Failed(Failure),
}

/// Why a handshake failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The client lists no SRTP profile the node has.
    NoCommonProfile,
    /// The client sent more than a handshake needs.
    TooMuch,
    /// It took too long.
    TimedOut,
    /// The client's certificate is not the one its offer announced, or it has none.
    WrongFingerprint,
    /// The endpoint refused: no common cipher, a wrong signature, or the client's own alert.
    Refused(String),
}

/// DTLS with one peer; the node is the server.
pub(crate) struct Session {
    server: Arc<Server>,
    fingerprint: [u8; 32],
    state: State,
    hellos: HelloCollector,
    /// The last hello given to the endpoint.
    answered: Option<Hello>,
    /// Records taken so far.
    records: usize,
    flight: Flight,
    /// When the first datagram came.
    began: Option<Time>,
}

enum State {
    /// No whole hello yet.
    Listening,
    /// The endpoint is at work.
    Handshaking(Handshake),
    /// Keys are out; the endpoint stays for the peer's close.
    Connected(Endpoint),
    /// Closed or failed.
    Over,
}

struct Handshake {
    endpoint: Endpoint,
    profile: Profile,
    is_expected: Arc<OnceLock<bool>>,
}

impl Session {
    pub(super) fn new(server: Arc<Server>, fingerprint: [u8; 32]) -> Session {
        Session {
            server,
            fingerprint,
            state: State::Listening,
            hellos: HelloCollector::default(),
            answered: None,
            records: 0,
            flight: Flight::default(),
            began: None,
        }
    }

    /// Takes a datagram from a valid path of the peer and pushes replies for the same path. `None` from an
    /// unreadable datagram too: anyone can send those.
    pub(crate) fn handle(&mut self, now: Time, datagram: &[u8], replies: &mut Vec<Vec<u8>>) -> Option<Event> {
        let records = records(datagram).filter(|_| datagram.len() <= MAX_DATAGRAM)?;
        self.began.get_or_insert(now);
        self.records += records.len();
        match (&mut self.state, self.records > MAX_RECORDS) {
            (State::Over, _) | (State::Connected(_), true) => None,
            (State::Connected(_), false) => self.after_handshake(now, datagram, &records, replies),
            (_, true) => self.fail(Failure::TooMuch),
            (_, false) => self.during_handshake(now, datagram, &records, replies),
        }
    }

    /// Repeats the last flight when it is due, and gives up in the end.
    pub(crate) fn handle_timeout(&mut self, now: Time, replies: &mut Vec<Vec<u8>>) -> Option<Event> {
        if !self.is_handshaking() {
            return None;
        }
        if self.began.is_some_and(|began| now >= began + HANDSHAKE_LIMIT) {
            return self.fail(Failure::TimedOut);
        }
        self.flight.repeat_when_due(now, replies);
        None
    }

    /// Says goodbye to an established peer.
    pub(crate) fn close(&mut self, now: Time, replies: &mut Vec<Vec<u8>>) {
        if let State::Connected(endpoint) = &mut self.state {
            // Only a close_notify is queued: nothing in it can fail.
            let _ = endpoint.close(self.server.instant(now));
            replies.extend(drain(endpoint));
        }
        self.state = State::Over;
    }

    fn is_handshaking(&self) -> bool {
        matches!(self.state, State::Listening | State::Handshaking(_))
    }

    fn fail(&mut self, failure: Failure) -> Option<Event> {
        self.state = State::Over;
        Some(Event::Failed(failure))
    }

    fn during_handshake(
        &mut self,
        now: Time,
        datagram: &[u8],
        records: &[Record<'_>],
        replies: &mut Vec<Vec<u8>>,
    ) -> Option<Event> {
        let is_hello = |record: &Record<'_>| record.handshake_type() == Some(CLIENT_HELLO);
        if records.iter().any(is_hello) {
            let hello = records.iter().filter_map(|record| self.hellos.push(record)).last()?;
            return self.on_hello(now, hello, replies);
        }
        match self.state {
            State::Handshaking(_) => self.feed(now, datagram, replies),
            _ => None,
        }
    }

    fn on_hello(&mut self, now: Time, hello: Hello, replies: &mut Vec<Vec<u8>>) -> Option<Event> {
        if let Some(answered) = &self.answered {
            if hello.parameters != answered.parameters {
                return self.fail(Failure::Refused("the client changed its hello".to_owned()));
            }
            if hello.message == answered.message {
                // The client did not hear the answer.
                self.flight.repeat(replies);
            }
            if hello.message <= answered.message {
                return None;
            }
        }
        if matches!(self.state, State::Listening) {
            let Some(profile) = choose(&hello.srtp_profiles) else {
                return self.fail(Failure::NoCommonProfile);
            };
            match Handshake::begin(&self.server, profile, self.fingerprint) {
                Ok(handshake) => self.state = State::Handshaking(handshake),
                Err(failure) => return self.fail(failure),
            }
        }
        let record = hello.record.clone();
        self.answered = Some(hello);
        self.feed(now, &record, replies)
    }

    /// Gives the endpoint a datagram and sends what it says.
    fn feed(&mut self, now: Time, datagram: &[u8], replies: &mut Vec<Vec<u8>>) -> Option<Event> {
        let State::Handshaking(handshake) = &mut self.state else { return None };
        let instant = self.server.instant(now);
        let events = handshake.endpoint.read(instant, PEER, None, BytesMut::from(datagram));
        let said: Vec<Vec<u8>> = drain(&mut handshake.endpoint).collect();
        replies.extend(said.iter().cloned());
        if !said.is_empty() {
            self.flight = Flight::new(now, said);
        }
        match events {
            Err(_) if handshake.is_expected.get() == Some(&false) => self.fail(Failure::WrongFingerprint),
            Err(error) => self.fail(Failure::Refused(error.to_string())),
            Ok(events) if events.iter().any(|e| matches!(e, EndpointEvent::PeerClosed)) => {
                self.fail(Failure::Refused("closed during the handshake".to_owned()))
            }
            Ok(events) if events.iter().any(|e| matches!(e, EndpointEvent::HandshakeComplete)) => {
                self.connect()
            }
            Ok(_) => None,
        }
    }

    fn connect(&mut self) -> Option<Event> {
        let State::Handshaking(handshake) = std::mem::replace(&mut self.state, State::Over) else {
            return None;
        };
        let profile = handshake.profile;
        match handshake.keys() {
            Ok((keying_material, endpoint)) => {
                self.flight.stop_clock();
                self.state = State::Connected(endpoint);
                Some(Event::Connected { profile, keying_material })
            }
            Err(failure) => self.fail(failure),
        }
    }

    /// No data channel is negotiated, so only two things can come: the client's last flight again, because ours
    /// was lost, or an alert under the session's keys.
    fn after_handshake(
        &mut self,
        now: Time,
        datagram: &[u8],
        records: &[Record<'_>],
        replies: &mut Vec<Vec<u8>>,
    ) -> Option<Event> {
        if records.iter().any(|record| record.content == HANDSHAKE) {
            self.flight.repeat(replies);
            return None;
        }
        let is_alert = |record: &Record<'_>| record.content == ALERT && record.epoch > 0;
        let State::Connected(endpoint) = &mut self.state else { return None };
        if !records.iter().all(is_alert) {
            return None;
        }
        let events = endpoint.read(self.server.instant(now), PEER, None, BytesMut::from(datagram));
        replies.extend(drain(endpoint));
        let is_closed = match &events {
            Ok(events) => events.iter().any(|event| matches!(event, EndpointEvent::PeerClosed)),
            Err(_) => true,
        };
        if is_closed {
            self.state = State::Over;
        }
        is_closed.then_some(Event::Closed)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = match self.state {
            State::Listening => "listening",
            State::Handshaking(_) => "handshaking",
            State::Connected(_) => "connected",
            State::Over => "over",
        };
        f.debug_struct("Session").field("state", &state).finish_non_exhaustive()
    }
}

impl Handshake {
    fn begin(server: &Server, profile: Profile, fingerprint: [u8; 32]) -> Result<Handshake, Failure> {
        let is_expected = Arc::new(OnceLock::new());
        let config = server
            .handshake_config(profile, fingerprint, Arc::clone(&is_expected))
            .map_err(|error| Failure::Refused(error.to_string()))?;
        let endpoint = Endpoint::new(NODE, TransportProtocol::UDP, Some(config));
        Ok(Handshake { endpoint, profile, is_expected })
    }

    /// Keys come out only when the certificate was seen to be the offered one, whatever path the endpoint took
    /// through its flights.
    fn keys(self) -> Result<(SecretVec, Endpoint), Failure> {
        if self.is_expected.get() != Some(&true) {
            return Err(Failure::WrongFingerprint);
        }
        let lost = || Failure::Refused("the endpoint lost its connection".to_owned());
        let state = self.endpoint.get_connection_state(PEER).ok_or_else(lost)?;
        let keying_material = state
            .export_keying_material(EXPORTER_LABEL, &[], self.profile.exporter_len())
            .map_err(|error| Failure::Refused(error.to_string()))?;
        Ok((keying_material, self.endpoint))
    }
}

fn drain(endpoint: &mut Endpoint) -> impl Iterator<Item = Vec<u8>> {
    std::iter::from_fn(|| endpoint.poll_transmit()).map(|transmit| transmit.message.to_vec())
}

/// The endpoint keys connections by the peer's address; with one constant address a peer may move.
const PEER: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 1));
const NODE: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 2));

/// RFC 5764 section 4.2.
const EXPORTER_LABEL: &str = "EXTRACTOR-dtls_srtp";

/// As long as consent lasts (RFC 7675): a peer that cannot finish in this time is gone.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(30);

/// Most records taken from one peer. A handshake has nine; with every flight sent again and again by an impatient
/// client over a bad line about 90.
const MAX_RECORDS: usize = 256;

/// Longest datagram looked at: what fits an Ethernet frame, and some more.
const MAX_DATAGRAM: usize = 2048;

#[cfg(test)]
mod tests;
