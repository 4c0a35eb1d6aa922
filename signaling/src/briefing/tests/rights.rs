//! Who may do what, told a second time: from the table of the domain and never from the code it judges. Letters as
//! there: C chair, D acting deputy, Sec secretary, O operations centre, S site.

use super::*;
use crate::protocol::{CastVote, SeatState, Voter, WriteOpinion};

/// What somebody is in a meeting.
struct Person {
    user: Option<UserId>,
    room: Option<SiteId>,
    /// C, or D in its place.
    chairs: bool,
    holds_the_seat: bool,
    /// May come to chair.
    deputizes: bool,
    secretary: bool,
    planned_secretary: bool,
    centre: bool,
    technician_of: Option<SiteId>,
    delegate_of: Option<SiteId>,
}

impl Person {
    fn of(view: &View, plan: &BriefingPlan, who: Who) -> Person {
        let user = if let Who::User(user) = who { Some(user) } else { None };
        let room = if let Who::Room(site) = who { Some(site) } else { None };
        let id = user.map(|user| user.0);
        let named = |people: &[crate::protocol::PersonView]| people.iter().any(|one| Some(one.id) == id);
        let seat = &view.seat;
        let holds_the_seat = user.is_some() && seat.holder == id;
        let lost = matches!(seat.state, SeatState::Grace | SeatState::Vacant);
        Person {
            user,
            room,
            chairs: holds_the_seat || (named(&seat.deputies) && lost),
            holds_the_seat,
            deputizes: named(&seat.deputies) || user == Some(plan.chair_user),
            secretary: named(&seat.secretaries),
            planned_secretary: user.is_some_and(|user| plan.secretaries.contains(&user)),
            centre: user == Some(CENTRE),
            technician_of: (user == Some(TECHNICIAN)).then_some(KIM_SON),
            delegate_of: (user == Some(DELEGATE)).then_some(BAO_HA),
        }
    }
}

/// Whose hands silenced the room last.
fn silenced_by_centre(log: &[Event]) -> bool {
    let silenced = log.iter().rfind(|event| matches!(event.fact, Fact::SilenceSet { on: true, .. }));
    silenced.is_none_or(|event| event.actor == Who::User(CENTRE))
}

/// Whether somebody may, by the table, whatever the state of things forbids besides.
pub(super) fn allowed(meeting: &Meeting, who: Who, command: &Command) -> bool {
    let view = View::of(&meeting.briefing, &Devices::new());
    let person = Person::of(&view, meeting.briefing.plan(), who);
    let leads = person.chairs || person.secretary;
    let runs = leads || person.centre;
    let own = |site: SiteId| person.room == Some(site) || person.delegate_of == Some(site);
    let helps = |site: SiteId| runs || person.technician_of == Some(site);
    let named = |site: &Option<Uuid>| site.map(SiteId).or(person.room);
    let asked_by = |request: &Uuid| meeting.briefing.floor.get(RequestId(*request)).map(|known| known.site);
    let offer = view.seat.offered_to.map(UserId);
    match command {
        // Back from the lobby only by who leads: what the lobby fixed can be changed in the rehearsal.
        Command::StartTest if view.session.state == SessionState::Lobby => leads,
        Command::Schedule | Command::StartTest | Command::OpenLobby => runs,
        Command::Open
        | Command::Break
        | Command::Resume
        | Command::Close
        | Command::Archive
        | Command::Postpone { .. }
        | Command::Cancel { .. }
        | Command::Recess { .. } => leads,
        Command::SetMode { .. }
        | Command::SetRules { .. }
        | Command::Accept { .. }
        | Command::Decline { .. }
        | Command::Reorder { .. }
        | Command::SetQueueOpen { .. }
        | Command::CallNext { .. }
        | Command::Grant { .. }
        | Command::Switch { .. }
        | Command::PutBack { .. }
        | Command::Miss { .. }
        | Command::WaitMore { .. }
        | Command::Continue { .. }
        | Command::Stop { .. }
        | Command::Extend { .. }
        | Command::StartItem { .. }
        | Command::CloseItem { .. }
        | Command::Pause { asker: Some(_), .. } => leads,
        // Custody of an empty chair: mute, and not more.
        Command::Pause { asker: None, .. } => {
            leads || (person.centre && view.seat.state == SeatState::Vacant)
        }
        Command::Register(Register { site, .. }) | Command::WriteOpinion(WriteOpinion { site, .. }) => {
            named(site).is_some_and(|site| own(site) || helps(site))
        }
        Command::Withdraw { request } | Command::Ready { request } => {
            asked_by(request).is_some_and(|site| own(site) || helps(site))
        }
        Command::Finish { request } => leads || asked_by(request).is_some_and(own),
        Command::SetProgramme { .. } | Command::PauseTour | Command::ResumeTour | Command::View { .. } => {
            runs
        }
        Command::ShareContent { site } => runs || (person.room.is_some() && named(site) == person.room),
        Command::StopContent => match &meeting.briefing.programme.content {
            Some(content) => runs || person.room == Some(content.site),
            None => true,
        },
        Command::SiteReady { .. } => person.room.is_some(),
        Command::MarkRollCall { site, .. } => helps(SiteId(*site)),
        // It opens microphones: O calls the roll before the opening, in the session who gives the floor.
        Command::StartRollCall { .. }
        | Command::PauseRollCall { .. }
        | Command::CallInRoll { .. }
        | Command::EndRollCall => match view.session.state {
            SessionState::Live | SessionState::Break => leads,
            _ => runs,
        },
        Command::HandOver { .. } | Command::SetDeputies { .. } | Command::SetSecretaries { .. } => {
            person.holds_the_seat
        }
        Command::AcceptSeat | Command::DeclineSeat => {
            person.user.is_some() && (person.holds_the_seat || offer.is_none() || offer == person.user)
        }
        Command::TakeSeat => person.chairs || person.deputizes,
        Command::RevokeSeat { .. } => person.secretary || person.planned_secretary || person.centre,
        Command::OpenVote(_) | Command::CloseVote { .. } | Command::VoidVote { .. } => leads,
        Command::CastVote(CastVote { voter, .. }) => match voter {
            Some(Voter::Site(site)) => leads || own(SiteId(*site)),
            Some(Voter::User(user)) => leads || person.user == Some(UserId(*user)),
            None => person.user.is_some() || person.room.is_some(),
        },
        Command::SetBanner { .. } => runs,
        Command::SendMessage { site, .. } => helps(SiteId(*site)),
        Command::ReadMessage { message } => {
            let to = view.messages.iter().find(|kept| kept.id == *message).map(|kept| SiteId(kept.site));
            to.is_some() && to == person.room
        }
        Command::SetLocked { .. } | Command::LetIn { .. } | Command::Silence { on: true } => runs,
        // O opens no microphone that C or Sec closed.
        Command::Silence { on: false } => leads || (runs && silenced_by_centre(&meeting.log)),
        Command::ConcludeItem { .. }
        | Command::Conclude { .. }
        | Command::Resolve(_)
        | Command::RemoveResolution { .. }
        | Command::SetOpinionHours { .. } => leads,
    }
}
