//! Is docs/rights.md what [`may`] says? Written anew by `UPDATE_RIGHTS=1 cargo test -p giaoban-signaling rights`.

use super::{Standing, Target, may};
use crate::identity::Role;
use crate::ids::UnitId;
use crate::protocol::Action;
use giaoban_link::SiteId;
use std::fmt::Write;
use uuid::Uuid;

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rights.md");
const SITE: SiteId = SiteId(Uuid::from_u128(1));
/// The tree of the table: a role is held in the middle.
const TREE: [UnitId; 3] =
    [UnitId(Uuid::from_u128(1)), UnitId(Uuid::from_u128(2)), UnitId(Uuid::from_u128(3))];

const HEAD: &str = "\
# Who may do what

Generated from `signaling/src/authority.rs`, which decides every right in the program; a test compares. Somebody has as many
columns as they have roles and parts, and may do what any of them may.

- **Parts in one briefing**: who holds the chair's seat (*chủ tọa*), who chairs in its place (*đang điều hành thay*: a deputy
  that holds the seat, or any deputy while the holder's console is lost), deputies, secretaries, and the room device of a site.
  Once the lobby is open they are changed in the briefing only, by the seat's holder; the schedule changes none of them.
- **Roles of the directory** count in a unit and everything below it, or everywhere. The operations centre has one right more,
  *silence*, while nobody is there to chair.
- **B**: for the briefing and each site of it. **T**: for what lies in the role's subtree; for something that concerns a
  briefing as a whole, all its sites must. **U**: for sites of the role's very unit. **S**: for the own site. –: not.

";

const TAIL: &str = "
Some things follow from more than the table. In an open session the roll is called, which opens microphones, only by who
also has *moderate*; whoever has *roll_call* alone marks. A silence set by who has *moderate* is ended by such alone, and only
who has *run_session* goes back from the lobby to the rehearsal. A ballot that its voter has cast is changed by that voter
alone; who runs the vote writes down what others say by telephone. The seat is handed over, and deputies and secretaries are
named, by the one who holds it. Where no secretary was ever named, an administrator confirms with the centre that it be moved.
";

fn columns() -> Vec<(&'static str, Standing)> {
    let role = |role| Standing::Role(role, Some(TREE[1]));
    vec![
        ("chair", Standing::Chair),
        ("acting deputy", Standing::ActingDeputy),
        ("deputy", Standing::Deputy),
        ("secretary", Standing::Secretary),
        ("replaced secretary", Standing::Replaced),
        ("room", Standing::Room(SITE)),
        ("centre, nobody chairs", Standing::Custodian(Some(TREE[1]))),
        ("administrator", role(Role::Admin)),
        ("centre", role(Role::Centre)),
        ("technician", role(Role::Technician)),
        ("standing secretary", role(Role::Secretary)),
        ("delegate", role(Role::Delegate)),
        ("auditor", role(Role::Auditor)),
        ("standing chair, deputy, observer", role(Role::Observer)),
    ]
}

fn words(action: Action) -> &'static str {
    match action {
        Action::Watch => "see the briefing",
        Action::Publish => "send picture and sound as the room",
        Action::Register => "ask for the floor, say ready, finish, for the own site",
        Action::RegisterForOthers => "the same for a site that cannot; write its opinion down",
        Action::Moderate => "give and take the floor, order the queue, choose mode and rules",
        Action::Silence => "interrupt a speech",
        Action::RunSession => "open, break, resume, close, archive, postpone, cancel",
        Action::PrepareSession => "rehearse, open the lobby",
        Action::Direct => "choose what is on air",
        Action::ViewSite => "choose what the chair looks at",
        Action::Present => "show slides",
        Action::RollCall => "mark who is here; before the opening, call the roll",
        Action::RunVote => "open, close and void votes, write ballots down",
        Action::Vote => "cast the site's ballot",
        Action::Opine => "write the site's opinion",
        Action::Conclude => "write conclusions, decisions and tasks",
        Action::KeepOrder => "lock the room, mute all but the chair",
        Action::Address => "words on every screen, or to one site",
        Action::Seat => "offer or take the seat, name deputies and secretaries",
        Action::RevokeSeat => "move the seat, with a second person of the other side",
        Action::SeeLinks => "see what lines carry",
        Action::PairDevices => "pair and revoke room devices",
        Action::EditSchedule => "plan briefings",
        Action::EditDirectory => "change units, sites and people",
        Action::ReadLog => "read the log",
        Action::ReadMinutes => "take the minutes",
    }
}

/// How far a standing carries an action.
fn reach(standing: Standing, action: Action) -> &'static str {
    let reaches = |target| may(&[standing], action, target).is_ok();
    let (below, own) = (Target::Site(SITE, &TREE), Target::Site(SITE, &TREE[..2]));
    let briefing = reaches(Target::Briefing(&TREE));
    match standing {
        Standing::Role(..) | Standing::Custodian(_) if reaches(below) && briefing => "T",
        Standing::Role(..) | Standing::Custodian(_) if reaches(own) => "U",
        Standing::Room(_) if reaches(own) && !briefing => "S",
        Standing::Role(..) | Standing::Custodian(_) => "–",
        _ if briefing => "B",
        _ => "–",
    }
}

fn document() -> String {
    let mut text = HEAD.to_owned();
    let names: Vec<&str> = columns().iter().map(|(name, _)| *name).collect();
    writeln!(text, "| | | {} |", names.join(" | ")).expect("a string grows");
    writeln!(text, "|---|---|{}", ":-:|".repeat(names.len())).expect("a string grows");
    for action in Action::ALL {
        let name = serde_json::to_value(action).expect("a name");
        let name = name.as_str().expect("a name");
        let cells: Vec<&str> = columns().iter().map(|(_, standing)| reach(*standing, *action)).collect();
        writeln!(text, "| `{name}` | {} | {} |", words(*action), cells.join(" | ")).expect("a string grows");
    }
    text + TAIL
}

#[test]
fn the_document_of_rights_is_fresh() {
    let document = document();
    if std::env::var_os("UPDATE_RIGHTS").is_some() {
        std::fs::write(COMMITTED, &document).expect("the document is written");
    }
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert_eq!(committed, document, "stale: UPDATE_RIGHTS=1 cargo test -p giaoban-signaling rights");
}
