//! What does a bot do to packets between SRTP and the crate? It measures what arrives, hears key-frame
//! requests, and labels what leaves with mid and rid (RFC 8852), repairs with their repaired rid.

use crate::figures::Figures;
use bytes::Bytes;
use rtc::interceptor::{Interceptor, Packet, StreamInfo, TaggedPacket};
use rtc::rtcp;
use rtc::rtcp::payload_feedbacks::full_intra_request::FullIntraRequest;
use rtc::rtcp::payload_feedbacks::picture_loss_indication::PictureLossIndication;
use rtc::rtcp::sender_report::SenderReport;
use rtc::rtp;
use rtc::sansio::Protocol;
use rtc::shared::TransportContext;
use rtc::shared::error::Error;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};
use tokio::sync::{Notify, mpsc};

/// Between two requests for a key frame of one stream; a server merges them anyway.
const KEY_FRAME_REQUEST_INTERVAL: Duration = Duration::from_millis(500);

/// What a peer's packets leave behind, shared between the crate's driver and whoever asks.
#[derive(Debug)]
pub struct Ear {
    figures: Mutex<Figures>,
    labels: Mutex<BTreeMap<u32, Label>>,
    news: Notify,
    requests: mpsc::UnboundedSender<u32>,
}

/// Header extensions of one outgoing SSRC, by extension id.
#[derive(Clone, Debug, Default)]
pub(super) struct Label(pub(super) Vec<(u8, Bytes)>);

impl Ear {
    pub(super) fn new() -> (Arc<Ear>, mpsc::UnboundedReceiver<u32>) {
        let (requests, receiver) = mpsc::unbounded_channel();
        let ear = Ear { figures: Mutex::default(), labels: Mutex::default(), news: Notify::new(), requests };
        (Arc::new(ear), receiver)
    }

    /// The figures now.
    pub fn figures(&self) -> MutexGuard<'_, Figures> {
        self.figures.lock().expect("nobody panics while holding the figures")
    }

    /// Waits until `look` finds what it looks for.
    pub async fn until<T>(&self, mut look: impl FnMut(&Figures) -> Option<T>) -> T {
        loop {
            let news = self.news.notified();
            if let Some(found) = look(&self.figures()) {
                return found;
            }
            news.await;
        }
    }

    pub(super) fn label(&self, ssrc: u32, label: Label) {
        self.labels.lock().expect("nobody panics while holding the labels").insert(ssrc, label);
    }

    fn apply_label(&self, packet: &mut rtp::Packet) {
        let labels = self.labels.lock().expect("nobody panics while holding the labels");
        for (id, value) in labels.get(&packet.header.ssrc).iter().flat_map(|label| &label.0) {
            // A packet kept for retransmission was labelled before; setting it twice is harmless.
            let _ = packet.header.set_extension(*id, value.clone());
        }
    }

    /// Nobody listens any more once the peer is dropped; then nothing is to be sent either.
    fn request(&self, ssrc: u32) {
        let _ = self.requests.send(ssrc);
    }

    fn hear(&self, packets: &[Box<dyn rtcp::Packet>]) {
        for packet in packets {
            let packet = packet.as_any();
            if let Some(pli) = packet.downcast_ref::<PictureLossIndication>() {
                self.request(pli.media_ssrc);
            } else if let Some(fir) = packet.downcast_ref::<FullIntraRequest>() {
                fir.fir.iter().for_each(|entry| self.request(entry.ssrc));
            } else if let Some(report) = packet.downcast_ref::<SenderReport>() {
                self.figures().sender_report(report.ssrc, report.ntp_time, report.rtp_time);
            }
        }
    }
}

/// The interceptor closest to the wire.
pub(super) struct Wire {
    ear: Arc<Ear>,
    asked: BTreeMap<u32, Instant>,
    inbound: VecDeque<TaggedPacket>,
    outbound: VecDeque<TaggedPacket>,
}

impl Wire {
    pub(super) fn new(ear: Arc<Ear>) -> Wire {
        Wire { ear, asked: BTreeMap::new(), inbound: VecDeque::new(), outbound: VecDeque::new() }
    }

    fn ask_for_key_frame(&mut self, now: Instant, transport: TransportContext, ssrc: u32) {
        if self.asked.get(&ssrc).is_some_and(|at| now - *at < KEY_FRAME_REQUEST_INTERVAL) {
            return;
        }
        self.asked.insert(ssrc, now);
        let request = PictureLossIndication { sender_ssrc: 0, media_ssrc: ssrc };
        let packet = Packet::Rtcp(vec![Box::new(request)]);
        self.outbound.push_back(TaggedPacket { now, transport, message: packet.into() });
    }
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for Wire {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, message: TaggedPacket) -> Result<(), Error> {
        match &message.message.packet {
            Packet::Rtp(packet) => {
                let received = self.ear.figures().receive(message.now, packet);
                if received.news {
                    self.ear.news.notify_waiters();
                }
                if let Some(ssrc) = received.wants_key_frame {
                    self.ask_for_key_frame(message.now, message.transport, ssrc);
                }
            }
            Packet::Rtcp(packets) => self.ear.hear(packets),
            _ => {}
        }
        self.inbound.push_back(message);
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        self.inbound.pop_front()
    }

    fn handle_write(&mut self, mut message: TaggedPacket) -> Result<(), Error> {
        if let Packet::Rtp(packet) = &mut message.message.packet {
            self.ear.apply_label(packet);
        }
        self.outbound.push_back(message);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outbound.pop_front()
    }
}

impl Interceptor for Wire {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}

/// The interceptor closest to the application: nobody reads media from tracks, so it goes no further.
#[derive(Default)]
pub(super) struct End {
    outbound: VecDeque<TaggedPacket>,
}

impl Protocol<TaggedPacket, TaggedPacket, ()> for End {
    type Rout = TaggedPacket;
    type Wout = TaggedPacket;
    type Eout = ();
    type Error = Error;
    type Time = Instant;

    fn handle_read(&mut self, _: TaggedPacket) -> Result<(), Error> {
        Ok(())
    }

    fn poll_read(&mut self) -> Option<TaggedPacket> {
        None
    }

    fn handle_write(&mut self, message: TaggedPacket) -> Result<(), Error> {
        self.outbound.push_back(message);
        Ok(())
    }

    fn poll_write(&mut self) -> Option<TaggedPacket> {
        self.outbound.pop_front()
    }
}

impl Interceptor for End {
    fn bind_local_stream(&mut self, _: &StreamInfo) {}
    fn unbind_local_stream(&mut self, _: &StreamInfo) {}
    fn bind_remote_stream(&mut self, _: &StreamInfo) {}
    fn unbind_remote_stream(&mut self, _: &StreamInfo) {}
}
