//! What is counted, under which names? The Prometheus registry and the counters of the media core.

use giaoban_media::{Counters, Drop};
use metrics::{Counter, counter, describe_counter, describe_gauge};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

const RECEIVED: &str = "giaoban_rtp_packets_received_total";
const FORWARDED: &str = "giaoban_rtp_packets_forwarded_total";
const RETRANSMITTED: &str = "giaoban_rtp_packets_retransmitted_total";
const PROBES: &str = "giaoban_rtp_packets_probing_total";
const DROPPED: &str = "giaoban_rtp_packets_dropped_total";
const KEYFRAME_REQUESTS: &str = "giaoban_keyframe_requests_total";
const GSO_SENDS: &str = "giaoban_gso_sends_total";
const GSO_SEGMENTS: &str = "giaoban_gso_segments_total";

/// Makes the process-wide registry that the `metrics` macros write to.
pub(crate) fn install() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new().install_recorder()?;
    describe_counter!(RECEIVED, "RTP packets received and authenticated");
    describe_counter!(FORWARDED, "RTP packets sent to receivers, retransmissions not included");
    describe_counter!(RETRANSMITTED, "RTP packets sent again over RTX");
    describe_counter!(PROBES, "RTP packets sent only to probe what a link carries");
    describe_counter!(DROPPED, "Datagrams and packets that went no further, by reason");
    describe_counter!(KEYFRAME_REQUESTS, "Key-frame requests sent to publishers");
    describe_counter!(GSO_SENDS, "Sends of more than one datagram in one system call");
    describe_counter!(GSO_SEGMENTS, "Datagrams in those sends");
    describe_gauge!("giaoban_sites_connected", "Sites whose room device is connected");
    Ok(handle)
}

/// The handles of a shard, looked up once; adding is one atomic operation and zeros are not added.
pub(crate) struct NodeMetrics {
    received: Counter,
    forwarded: Counter,
    retransmitted: Counter,
    probes: Counter,
    keyframe_requests: Counter,
    gso_sends: Counter,
    gso_segments: Counter,
    dropped: [Counter; Drop::ALL.len()],
}

impl NodeMetrics {
    pub(crate) fn new() -> NodeMetrics {
        NodeMetrics {
            received: counter!(RECEIVED),
            forwarded: counter!(FORWARDED),
            retransmitted: counter!(RETRANSMITTED),
            probes: counter!(PROBES),
            keyframe_requests: counter!(KEYFRAME_REQUESTS),
            gso_sends: counter!(GSO_SENDS),
            gso_segments: counter!(GSO_SEGMENTS),
            dropped: Drop::ALL.map(|reason| counter!(DROPPED, "reason" => reason.label())),
        }
    }

    /// Adds what was counted since the last call.
    pub(crate) fn publish(&self, counted: &Counters) {
        add(&self.received, counted.rtp_received);
        add(&self.forwarded, counted.rtp_forwarded);
        add(&self.retransmitted, counted.rtp_retransmitted);
        add(&self.probes, counted.rtp_probes);
        add(&self.keyframe_requests, counted.keyframe_requests);
        add(&self.gso_sends, counted.gso_sends);
        add(&self.gso_segments, counted.gso_segments);
        for (counter, count) in self.dropped.iter().zip(counted.dropped) {
            add(counter, count);
        }
    }
}

fn add(counter: &Counter, count: u64) {
    if count > 0 {
        counter.increment(count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scrape_shows_every_counter_even_at_zero_and_drops_by_reason() {
        let recorder = PrometheusBuilder::new().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            let node = NodeMetrics::new();
            let mut counted = Counters { rtp_received: 3, ..Counters::default() };
            counted.drop(Drop::WithoutFloor);
            node.publish(&counted);
            node.publish(&counted);
        });
        let scrape = recorder.handle().render();
        for line in [
            "giaoban_rtp_packets_received_total 6",
            "giaoban_rtp_packets_forwarded_total 0",
            "giaoban_rtp_packets_dropped_total{reason=\"without_floor\"} 2",
            "giaoban_rtp_packets_dropped_total{reason=\"replayed\"} 0",
            "giaoban_gso_sends_total 0",
        ] {
            assert!(scrape.lines().any(|l| l == line), "{line} is not in\n{scrape}");
        }
    }
}
