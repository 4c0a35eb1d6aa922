use super::*;
use uuid::Uuid;

const SITE: SiteId = SiteId(Uuid::from_u128(1));
const OTHER: SiteId = SiteId(Uuid::from_u128(2));
const PROVINCE: UnitId = UnitId(Uuid::from_u128(10));
const DISTRICT: UnitId = UnitId(Uuid::from_u128(11));
const ELSEWHERE: UnitId = UnitId(Uuid::from_u128(12));
const PATH: &[UnitId] = &[PROVINCE, DISTRICT];

/// Columns: chair, acting deputy, deputy, secretary, room device, then the roles adm(in), cen(tre), tec(hnician),
/// sec(retary), cha(ir), dep(uty), del(egate), obs(erver), aud(itor). `x` = may, `.` = may not.
const TABLE: &str = "
                      chair acting deputy secr room  adm cen tec sec cha dep del obs aud
watch                   x     x      x     x    x     x   x   x   x   x   x   x   x   x
publish                 .     .      .     .    x     .   .   .   .   .   .   .   .   .
register                .     .      .     .    x     .   .   .   .   .   .   x   .   .
register_for_others     x     x      .     x    .     .   x   x   .   .   .   .   .   .
moderate                x     x      .     x    .     .   .   .   .   .   .   .   .   .
silence                 x     x      .     x    .     .   .   .   .   .   .   .   .   .
run_session             x     x      .     x    .     .   .   .   .   .   .   .   .   .
prepare_session         x     x      .     x    .     .   x   .   .   .   .   .   .   .
direct                  x     x      .     x    .     .   x   .   .   .   .   .   .   .
view_site               x     x      .     x    .     .   x   .   .   .   .   .   .   .
present                 x     x      .     x    x     .   x   .   .   .   .   .   .   .
roll_call               x     x      .     x    .     .   x   x   .   .   .   .   .   .
run_vote                x     x      .     x    .     .   .   .   .   .   .   .   .   .
vote                    .     .      .     .    x     .   .   .   .   .   .   x   .   .
opine                   .     .      .     .    x     .   .   .   .   .   .   x   .   .
conclude                x     x      .     x    .     .   .   .   .   .   .   .   .   .
keep_order              x     x      .     x    .     .   x   .   .   .   .   .   .   .
address                 x     x      .     x    .     .   x   x   .   .   .   .   .   .
seat                    x     x      x     .    .     .   .   .   .   .   .   .   .   .
revoke_seat             .     .      .     x    .     x   x   .   .   .   .   .   .   .
see_links               .     .      .     .    .     x   x   x   .   .   .   .   .   .
pair_devices            .     .      .     .    .     x   x   x   .   .   .   .   .   .
edit_schedule           .     .      .     x    .     x   x   .   x   .   .   .   .   .
edit_directory          .     .      .     .    .     x   .   .   .   .   .   .   .   .
read_log                x     x      .     x    .     x   .   .   .   .   .   .   .   x
read_minutes            x     x      x     x    .     x   .   .   .   .   .   .   .   x
";

fn columns() -> Vec<Standing> {
    let mut columns = vec![
        Standing::Chair,
        Standing::ActingDeputy,
        Standing::Deputy,
        Standing::Secretary,
        Standing::Room(SITE),
    ];
    columns.extend(Role::ALL.map(|role| Standing::Role(role, Some(DISTRICT))));
    columns
}

/// Every cell of the table, on a site in the district.
#[test]
fn the_whole_table() {
    let mut rows = 0;
    for line in TABLE.lines().skip(2) {
        let mut cells = line.split_whitespace();
        let name = cells.next().expect("an action");
        let action: Action = serde_json::from_value(name.into()).expect("an action of the protocol");
        let cells: Vec<&str> = cells.collect();
        assert_eq!(cells.len(), columns().len(), "{name}");
        for (cell, standing) in cells.into_iter().zip(columns()) {
            let expected = if cell == "x" { Ok(()) } else { Err(Refusal::NotAllowed) };
            assert_eq!(may(&[standing], action, Target::Site(SITE, PATH)), expected, "{name} {standing:?}");
        }
        rows += 1;
    }
    assert_eq!(rows, Action::ALL.len(), "every action has a row");
}

#[test]
fn a_role_reaches_its_subtree_and_no_further() {
    let check = |scope: Option<UnitId>, target: Target<'_>, expected: bool| {
        let technician = [Standing::Role(Role::Technician, scope)];
        assert_eq!(may(&technician, Action::SeeLinks, target).is_ok(), expected, "{scope:?} {target:?}");
    };
    check(None, Target::Unit(&[]), true);
    check(None, Target::Site(SITE, PATH), true);
    check(Some(PROVINCE), Target::Site(SITE, PATH), true);
    check(Some(DISTRICT), Target::Site(SITE, PATH), true);
    check(Some(ELSEWHERE), Target::Site(SITE, PATH), false);
    check(Some(DISTRICT), Target::Briefing(&[PROVINCE]), false);
    check(Some(PROVINCE), Target::Briefing(&[PROVINCE]), true);
    check(Some(PROVINCE), Target::Unit(&[]), false);
}

/// A commune's ballot is not cast from the district, nor a district's from the commune.
#[test]
fn a_delegate_acts_for_its_own_unit_and_watches_its_subtree() {
    let delegate = |unit| [Standing::Role(Role::Delegate, unit)];
    let (own, above) = (Target::Site(SITE, PATH), Target::Site(OTHER, &PATH[..1]));
    for action in [Action::Register, Action::Vote, Action::Opine] {
        assert!(may(&delegate(Some(DISTRICT)), action, own).is_ok(), "{action:?}");
        assert!(may(&delegate(Some(PROVINCE)), action, own).is_err(), "{action:?} for a site below");
        assert!(may(&delegate(Some(DISTRICT)), action, above).is_err(), "{action:?} for a site above");
        assert!(may(&delegate(None), action, own).is_err(), "{action:?} for everybody");
        assert!(
            may(&delegate(Some(DISTRICT)), action, Target::Briefing(PATH)).is_err(),
            "{action:?} for all"
        );
        assert!(may(&delegate(None), action, Target::Site(SITE, &[])).is_err(), "{action:?}");
    }
    assert!(may(&delegate(Some(PROVINCE)), Action::Watch, own).is_ok());
    assert!(may(&delegate(None), Action::Watch, Target::Briefing(&[])).is_ok());
}

#[test]
fn a_room_device_acts_for_its_own_site_only() {
    let room = [Standing::Room(SITE)];
    assert!(may(&room, Action::Register, Target::Site(SITE, PATH)).is_ok());
    assert!(may(&room, Action::Register, Target::Site(OTHER, PATH)).is_err());
    assert!(may(&room, Action::Publish, Target::Briefing(PATH)).is_err());
    assert!(may(&room, Action::Watch, Target::Briefing(PATH)).is_ok());
    assert!(may(&room, Action::Watch, Target::Unit(PATH)).is_err());
}

#[test]
fn a_part_in_a_briefing_gives_nothing_outside_of_it() {
    for part in [Standing::Chair, Standing::Secretary] {
        assert!(may(&[part], Action::EditSchedule, Target::Unit(PATH)).is_err());
        assert!(may(&[part], Action::ReadLog, Target::Briefing(&[])).is_ok());
    }
}

#[test]
fn who_keeps_an_empty_chair_silences_and_nothing_else() {
    let custodian = [Standing::Custodian(Some(PROVINCE))];
    for action in Action::ALL {
        let expected = *action == Action::Silence;
        assert_eq!(may(&custodian, *action, Target::Briefing(PATH)).is_ok(), expected, "{action:?}");
    }
    assert!(may(&custodian, Action::Silence, Target::Briefing(&[ELSEWHERE])).is_err());
}

#[test]
fn several_standings_add_up_and_none_is_nothing() {
    let both = [Standing::Role(Role::Observer, None), Standing::Secretary];
    assert!(may(&both, Action::Moderate, Target::Briefing(&[])).is_ok());
    for action in [Action::Watch, Action::Moderate] {
        assert_eq!(may(&[], action, Target::Briefing(&[])), Err(Refusal::NotAllowed));
    }
}
