//! I5: how long everybody has spoken, measured by an own watch that knows nothing but the log.

use super::*;
use std::collections::BTreeMap;

/// Speaking time of one request, in ms.
#[derive(Clone, Copy, Default)]
struct Watch {
    before: Millis,
    since: Option<Millis>,
}

/// What the log comes to, of whoever spoke.
fn watches(log: &[Event]) -> BTreeMap<RequestId, Watch> {
    let mut watches: BTreeMap<RequestId, Watch> = BTreeMap::new();
    for event in log {
        match event.fact {
            Fact::SpeechBegan { request } | Fact::Continued { request } => {
                watches.entry(request).or_default().since = Some(event.at);
            }
            Fact::Paused { request, .. }
            | Fact::Held { request, .. }
            | Fact::Finished { request }
            | Fact::CutOff { request }
            | Fact::Revoked { request, .. }
            | Fact::Requeued { request } => {
                if let Some(watch) = watches.get_mut(&request) {
                    watch.before += watch.since.take().map_or(0, |since| event.at - since);
                }
            }
            _ => {}
        }
    }
    watches
}

/// Speaking times added up from the log alone: the second opinion on the machine's clocks.
pub(crate) fn times_of(log: &[Event]) -> BTreeMap<RequestId, Millis> {
    watches(log).into_iter().map(|(request, watch)| (request, watch.before)).collect()
}

/// Everybody's clock says what the watch says.
pub(super) fn check(meeting: &Meeting) {
    let watches = watches(&meeting.log);
    for speech in meeting.briefing.speeches(meeting.now) {
        let watch = watches.get(&speech.request).copied().unwrap_or_default();
        let spoken = watch.before + watch.since.map_or(0, |since| meeting.now - since);
        assert_eq!(speech.spoken_ms, spoken, "I5: {speech:?}");
    }
    let view = View::of(&meeting.briefing, &Devices::new());
    for request in view.floor.requests {
        let watch = watches.get(&RequestId(request.id)).copied().unwrap_or_default();
        assert_eq!(
            (request.spoken_ms, request.running_since),
            (watch.before, watch.since),
            "I5: {request:?}"
        );
    }
}
