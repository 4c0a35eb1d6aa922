use super::*;
use slotmap::SlotMap;

const NOW: Time = Time::from_millis(100_000);

/// A claim to a camera of 75, 300 and 900 kbit/s, or to slides of 400.
fn claim(name: SlotName, before: Option<u16>) -> Claim {
    let mut keys: SlotMap<StreamKey, ()> = SlotMap::with_key();
    let mut layer = |height, kilobits| Layer {
        stream: keys.insert(()),
        height,
        rate: Bitrate::kbps(kilobits),
        comes: Coming::Now,
    };
    let layers = match name {
        SlotName::Content => vec![layer(1_080, 400)],
        _ => vec![layer(180, 75), layer(360, 300), layer(720, 900)],
    };
    let ideal = match name {
        SlotName::Programme => 2,
        _ => 0,
    };
    Claim { slot: 0, name, wanted: layers[ideal].height, layers, ideal, before, given: None }
}

fn budget(kilobits: u64) -> Option<Budget> {
    Some(Budget { rate: Bitrate::kbps(kilobits), is_cut: false })
}

const SLOTS: [SlotName; 4] =
    [SlotName::Content, SlotName::Programme, SlotName::Chair, SlotName::Thumbnail(0)];

fn given(claims: &[Claim]) -> Vec<u16> {
    claims.iter().map(|claim| claim.given.map_or(0, |index| claim.layers[index].height)).collect()
}

#[test]
fn the_order_of_protection() {
    let table = [
        (2_000, [1_080, 720, 180, 180]),
        (1_500, [1_080, 360, 180, 180]),
        (1_000, [1_080, 360, 180, 180]),
        (930, [1_080, 360, 180, 0]),
        (700, [1_080, 180, 180, 180]),
        (640, [1_080, 180, 180, 0]),
        (540, [1_080, 180, 0, 0]),
        (450, [1_080, 0, 0, 0]),
        (400, [0, 180, 180, 180]),
        (100, [0, 180, 0, 0]),
        (50, [0, 0, 0, 0]),
    ];
    for (kilobits, expected) in table {
        let mut claims = SLOTS.map(|name| claim(name, None));
        claims.reverse();
        allocate(NOW, budget(kilobits), &mut Ladder::default(), &mut claims);
        assert_eq!(given(&claims), expected, "{kilobits} kbit/s");
    }
    let mut claims = SLOTS.map(|name| claim(name, None));
    allocate(NOW, None, &mut Ladder::default(), &mut claims);
    assert_eq!(given(&claims), [1_080, 720, 180, 180], "a link of which nothing is known");
}

#[test]
fn what_is_shown_stays_while_it_fits_and_more_needs_room() {
    for (kilobits, before, expected) in [(820, 720, 720), (910, 360, 360), (1_010, 360, 720), (800, 720, 360)]
    {
        let mut claims = [claim(SlotName::Programme, Some(before))];
        allocate(NOW, budget(kilobits), &mut Ladder::default(), &mut claims);
        assert_eq!(given(&claims), [expected], "{kilobits} kbit/s after {before}");
    }
}

#[test]
fn a_fall_keeps_from_climbing_longer_each_time() {
    let mut ladder = Ladder::default();
    let (ample, thin) = (budget(1_500), budget(500));
    let mut at = NOW;
    for rest in [10, 20, 40, 60, 60] {
        allocate(at, ample, &mut ladder, &mut [claim(SlotName::Programme, Some(720))]);
        let mut claims = [claim(SlotName::Programme, Some(720))];
        allocate(at, thin, &mut ladder, &mut claims);
        assert_eq!(given(&claims), [360]);
        let rest = Duration::from_secs(rest);
        for (after, expected) in [(rest - Duration::from_secs(1), 360), (rest, 720)] {
            let mut claims = [claim(SlotName::Programme, Some(360))];
            allocate(at + after, ample, &mut ladder, &mut claims);
            assert_eq!(given(&claims), [expected], "{after:?} after the fall");
        }
        at = at + rest;
    }
}

#[test]
fn to_give_way_to_slides_is_no_fall() {
    let mut ladder = Ladder::default();
    let budget = budget(1_050);
    allocate(NOW, budget, &mut ladder, &mut [claim(SlotName::Programme, Some(720))]);
    let mut claims = [claim(SlotName::Programme, Some(720)), claim(SlotName::Content, None)];
    allocate(NOW, budget, &mut ladder, &mut claims);
    assert_eq!(given(&claims), [1_080, 360]);
    assert!(ladder.may_climb(NOW));
}

#[test]
fn a_source_that_sends_less_is_no_fall() {
    let mut ladder = Ladder { spent: Bitrate::kbps(900), ..Ladder::default() };
    let mut small = claim(SlotName::Programme, Some(720));
    (small.layers, small.ideal) = (small.layers[..1].to_vec(), 0);
    allocate(NOW, budget(500), &mut ladder, &mut [small]);
    assert!(ladder.may_climb(NOW));
}

#[test]
fn every_rung_has_its_reason() {
    let table = [
        (2_000, 720, 720, RungReason::Wanted),
        (2_000, 1_080, 720, RungReason::Source),
        (500, 720, 360, RungReason::Link),
        (50, 720, 0, RungReason::Link),
    ];
    for (kilobits, wanted, height, reason) in table {
        let mut claims = [Claim { wanted, ..claim(SlotName::Programme, None) }];
        allocate(NOW, budget(kilobits), &mut Ladder::default(), &mut claims);
        assert_eq!(claims[0].rung(), Rung { height, wanted, reason });
    }
}

#[test]
fn until_a_paused_layer_comes_the_best_below_it_is_shown() {
    let mut claim = claim(SlotName::Programme, None);
    claim.given = Some(2);
    let stream = |claim: &Claim, index: usize| Some(claim.layers[index].stream);
    assert_eq!(claim.next(true), stream(&claim, 2));
    claim.layers[2].comes = Coming::Soon;
    assert_eq!(claim.next(true), stream(&claim, 2), "its picture goes on meanwhile");
    assert_eq!(claim.next(false), stream(&claim, 1), "another picture is here sooner");
    claim.layers[2].comes = Coming::WhenAsked;
    assert_eq!(claim.next(true), stream(&claim, 1));
    claim.layers[0].comes = Coming::WhenAsked;
    claim.given = Some(0);
    assert_eq!(claim.next(true), stream(&claim, 1), "more than it was given is better than nothing");
    claim.given = None;
    assert_eq!(claim.next(true), None);
}
