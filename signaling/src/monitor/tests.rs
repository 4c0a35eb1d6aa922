use super::*;
use giaoban_link::SiteId;
use uuid::Uuid;

const PEER: PeerId = PeerId(Uuid::from_u128(1));

fn flow(loss: f64, jitter_ms: f64) -> Flow {
    Flow { bitrate: 1_500_000, packets: 150, loss, jitter_ms }
}

fn sample(up: Flow, down: Flow, round_trip_ms: f64) -> LinkSample {
    LinkSample {
        peer: PEER,
        site: Some(SiteId(Uuid::from_u128(2))),
        remote: "10.0.0.7:50000".to_owned(),
        path: "udp".to_owned(),
        round_trip_ms: Some(round_trip_ms),
        up: Leg { video: up, ..Leg::default() },
        down: Leg { video: down, ..Leg::default() },
        layers: Vec::new(),
        pictures: Vec::new(),
        queue_ms: 0.0,
    }
}

/// Feeds seconds and returns the culprit after each: direction, measure, level, since.
fn culprits(seconds: impl IntoIterator<Item = LinkSample>) -> Vec<Option<(String, String, String, i64)>> {
    let mut monitor = Monitor::default();
    let culprit = |monitor: &Monitor| monitor.all().next().and_then(|link| link.culprit.clone());
    (1..)
        .zip(seconds)
        .map(|(second, sample)| {
            monitor.observe(second * 1_000, vec![sample]);
            culprit(&monitor).map(|found| (found.direction, found.measure, found.level, found.since))
        })
        .collect()
}

fn named(direction: &str, measure: &str, level: &str, since: i64) -> Option<(String, String, String, i64)> {
    Some((direction.to_owned(), measure.to_owned(), level.to_owned(), since))
}

#[test]
fn five_percent_of_loss_is_named_within_five_seconds() {
    let (good, bad) = (flow(0.0, 2.0), flow(0.05, 2.0));
    for (direction, up, down) in [("up", bad, good), ("down", good, bad)] {
        let healthy = std::iter::repeat_n(sample(good, good, 20.0), 5);
        let found = culprits(healthy.chain(std::iter::repeat_n(sample(up, down, 20.0), 6)));
        assert_eq!(found[..7], [const { None }; 7], "two bad seconds are no alarm");
        assert_eq!(found[7], named(direction, "loss", "amber", 8_000));
        assert_eq!(found[10], named(direction, "loss", "red", 8_000), "since it left green");
    }
}

#[test]
fn it_clears_after_five_good_seconds_and_not_before() {
    let (good, bad) = (flow(0.0, 2.0), flow(0.2, 2.0));
    let seconds = std::iter::repeat_n(sample(bad, good, 20.0), 5)
        .chain(std::iter::repeat_n(sample(good, good, 20.0), 9));
    let found = culprits(seconds);
    assert!(found[2..11].iter().all(Option::is_some), "{found:?}");
    assert_eq!(found[13], None);
}

#[test]
fn every_measure_has_its_thresholds() {
    let good = flow(0.0, 2.0);
    let check = |sample: LinkSample, expected: Option<(&str, &str, &str)>| {
        let found = culprits(std::iter::repeat_n(sample, 8)).pop().expect("seconds");
        let found = found.as_ref().map(|(d, m, l, _)| (d.as_str(), m.as_str(), l.as_str()));
        assert_eq!(found, expected);
    };
    check(sample(good, good, 150.0), None);
    check(sample(good, good, 151.0), Some(("up", "round_trip", "amber")));
    check(sample(good, good, 301.0), Some(("up", "round_trip", "red")));
    check(sample(good, flow(0.0, 31.0), 20.0), Some(("down", "jitter", "amber")));
    check(sample(good, flow(0.0, 31.0), 301.0), Some(("down", "round_trip", "red")));
    check(sample(flow(0.01, 2.0), good, 20.0), None);
    check(sample(flow(0.02, 61.0), good, 20.0), Some(("up", "jitter", "red")));
    check(sample(flow(0.04, 61.0), good, 20.0), Some(("up", "loss", "red")));
}

#[test]
fn speech_hides_more_loss_than_pictures() {
    let quiet = |loss: f64| LinkSample {
        up: Leg { audio: flow(loss, 2.0), ..Leg::default() },
        ..sample(flow(0.0, 0.0), flow(0.0, 0.0), 20.0)
    };
    let level = |loss| culprits(std::iter::repeat_n(quiet(loss), 8)).pop().flatten().map(|found| found.2);
    assert_eq!(level(0.04).as_deref(), Some("amber"));
    assert_eq!(level(0.06).as_deref(), Some("red"));
}

#[test]
fn shown_loss_is_the_average_of_the_last_seconds() {
    let mut monitor = Monitor::default();
    let good = flow(0.0, 2.0);
    let mut shown = Vec::new();
    for loss in [0.1, 0.0, 0.1, 0.0, 0.1, 0.0, 0.0, 0.0, 0.0, 0.0] {
        monitor.observe(0, vec![sample(flow(loss, 2.0), good, 20.0)]);
        shown.extend(monitor.all().map(|link| link.up.video.loss_percent));
    }
    assert!((shown[4] - 6.2).abs() < 0.2, "{shown:?}");
    assert_eq!(shown[9], 0.0);
}

#[test]
fn figures_that_stand_still_are_not_sent_again() {
    let mut monitor = Monitor::default();
    let still = || vec![sample(flow(0.0, 2.0), flow(0.0, 2.0), 20.04)];
    assert_eq!(monitor.observe(1_000, still()).len(), 1);
    assert_eq!(monitor.observe(2_000, still()).len(), 0);
    monitor.forget(PEER);
    assert_eq!(monitor.all().count(), 0);
}
