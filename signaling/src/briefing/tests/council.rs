//! Votes, written opinions, conclusions, order in the room.

use super::roll_call::mark;
use super::*;
use crate::protocol::{
    Assignment, CastVote, Change, Choice, OpenVote, Quorum, Resolve, RollCallMark, VoteCounts, VoteView,
    Voter, WriteOpinion,
};

const SECRETARY_USER: Who = Who::User(SECRETARY);
const CENTRE_USER: Who = Who::User(CENTRE);

fn view(meeting: &Meeting) -> View {
    View::of(&meeting.briefing, &Devices::new())
}

fn question(named: bool) -> Command {
    Command::OpenVote(OpenVote {
        question: "Thông qua kế hoạch quý IV?".to_owned(),
        delegates: Vec::new(),
        named,
        quorum: Quorum::Half,
    })
}

fn cast(vote: Uuid, voter: Option<SiteId>, choice: Choice) -> Command {
    let voter = voter.map(|site| Voter::Site(site.0));
    Command::CastVote(CastVote { vote, voter, choice, text: "Chờ báo cáo".to_owned() })
}

fn last_vote(meeting: &Meeting) -> VoteView {
    VoteView::clone(view(meeting).votes.last().expect("a vote"))
}

/// Live, with three of five present and a vote opened.
fn voting(named: bool) -> (Meeting, Uuid) {
    let mut meeting = Meeting::live();
    meeting.must(CENTRE_USER, mark(BAO_HA, RollCallMark::Present));
    meeting.must(CENTRE_USER, mark(KIM_SON, RollCallMark::Late));
    meeting.must(CENTRE_USER, mark(CAM_CON, RollCallMark::Absent));
    meeting.must(SECRETARY_USER, question(named));
    let vote = last_vote(&meeting).id;
    (meeting, vote)
}

#[test]
fn a_vote_counts_each_site_once_and_is_final_when_closed() {
    let (mut meeting, vote) = voting(true);
    meeting.must(Who::Room(BAO_HA), cast(vote, None, Choice::Against));
    meeting.must(Who::Room(BAO_HA), cast(vote, None, Choice::For));
    assert_eq!(meeting.does(Who::Room(BAO_HA), cast(vote, None, Choice::For)), Ok(0));
    meeting.must(Who::Room(KIM_SON), cast(vote, None, Choice::Other));
    meeting.must(SECRETARY_USER, cast(vote, Some(CAM_CON), Choice::Against));
    assert_eq!(meeting.log.last().map(|event| event.on_behalf_of), Some(Some(OnBehalfOf::Site(CAM_CON))));
    meeting.must(SECRETARY_USER, Command::CloseVote { vote });
    let expected = VoteCounts {
        in_favour: 1,
        against: 1,
        other: 1,
        missing: 2,
        present: 3,
        expected: 5,
        quorum_met: true,
    };
    assert_eq!(last_vote(&meeting).counts, Some(expected));
    assert_eq!(meeting.does(Who::Room(MAIN), cast(vote, None, Choice::For)), Err(Refusal::VoteClosed));
    meeting.must(CENTRE_USER, mark(BAO_HA, RollCallMark::Absent));
    assert_eq!(last_vote(&meeting).counts, Some(expected), "the result is frozen");
    let other = last_vote(&meeting).ballots.into_iter().find(|ballot| ballot.voter == Voter::Site(KIM_SON.0));
    assert_eq!(
        other.map(|ballot| (ballot.name, ballot.text)),
        Some(("Xã Kim Sơn".into(), "Chờ báo cáo".into()))
    );
    meeting.check_replay();
}

/// Whoever runs the vote writes down what is said by telephone, and overwrites nobody's own word.
#[test]
fn a_ballot_belongs_to_its_sites_own() {
    let (mut meeting, vote) = voting(true);
    let for_bao_ha = |choice| cast(vote, Some(BAO_HA), choice);
    let written = |meeting: &Meeting| {
        let ballots = last_vote(meeting).ballots;
        ballots
            .into_iter()
            .find(|ballot| ballot.voter == Voter::Site(BAO_HA.0))
            .and_then(|ballot| ballot.choice)
    };
    meeting.must(SECRETARY_USER, for_bao_ha(Choice::For));
    assert_eq!(meeting.does(SECRETARY_USER, for_bao_ha(Choice::For)), Ok(0));
    meeting.must(SECRETARY_USER, for_bao_ha(Choice::Other));
    meeting.must(Who::Room(BAO_HA), for_bao_ha(Choice::Other));
    assert_eq!(meeting.does(Who::Room(BAO_HA), for_bao_ha(Choice::Other)), Ok(0));
    for who in [SECRETARY_USER, Who::User(CHAIR)] {
        for choice in [Choice::For, Choice::Other] {
            assert_eq!(meeting.does(who, for_bao_ha(choice)), Err(Refusal::BallotCast), "{who:?}");
        }
    }
    meeting.must(Who::User(DELEGATE), for_bao_ha(Choice::Against));
    assert_eq!(written(&meeting), Some(Choice::Against));
    for who in [Who::User(UPPER_DELEGATE), CENTRE_USER, Who::User(TECHNICIAN)] {
        assert_eq!(meeting.does(who, for_bao_ha(Choice::For)), Err(Refusal::NotAllowed), "{who:?}");
    }
    let elsewhere = cast(vote, Some(KIM_SON), Choice::For);
    assert_eq!(meeting.does(Who::User(DELEGATE), elsewhere), Err(Refusal::NotAllowed));
    meeting.check_replay();
}

/// The delegate of a commune speaks for it; one of the province does not speak for a commune.
#[test]
fn a_delegate_speaks_and_writes_for_its_own_unit() {
    let mut meeting = Meeting::live();
    let writes = |site: SiteId| Command::WriteOpinion(WriteOpinion { site: Some(site.0), ..opinion(None) });
    let asks = |site| Command::Register(register(Some(site)));
    for (who, site, expected) in [
        (DELEGATE, BAO_HA, Ok(2)),
        (DELEGATE, KIM_SON, Err(Refusal::NotAllowed)),
        (UPPER_DELEGATE, BAO_HA, Err(Refusal::NotAllowed)),
    ] {
        assert_eq!(meeting.does(Who::User(who), asks(site)), expected, "{who:?} asks for {site}");
        let written = meeting.does(Who::User(who), writes(site));
        assert_eq!(written, expected.map(|_| 1), "{who:?} writes for {site}");
    }
    let own = meeting.request_of(BAO_HA);
    let other = meeting.registers(KIM_SON);
    let withdraw = |request: RequestId| Command::Withdraw { request: request.0 };
    assert_eq!(meeting.does(Who::User(UPPER_DELEGATE), withdraw(own)), Err(Refusal::NotAllowed));
    assert_eq!(meeting.does(Who::User(DELEGATE), withdraw(other)), Err(Refusal::NotAllowed));
    meeting.must(Who::User(DELEGATE), withdraw(own));
}

#[test]
fn votes_are_run_by_the_chair_and_cast_by_who_is_listed() {
    let (mut meeting, vote) = voting(true);
    for who in [CENTRE_USER, Who::User(OBSERVER), Who::Room(BAO_HA)] {
        assert_eq!(meeting.does(who, Command::CloseVote { vote }), Err(Refusal::NotAllowed));
    }
    assert_eq!(meeting.does(SECRETARY_USER, question(true)), Err(Refusal::VoteOpen));
    let foreign = cast(vote, Some(KIM_SON), Choice::For);
    assert_eq!(meeting.does(Who::Room(BAO_HA), foreign.clone()), Err(Refusal::NotAllowed));
    assert_eq!(meeting.does(CENTRE_USER, foreign), Err(Refusal::NotAllowed));
    assert_eq!(meeting.does(SECRETARY_USER, cast(vote, None, Choice::For)), Err(Refusal::NotVoter));
    meeting.must(Who::User(CHAIR), Command::VoidVote { vote });
    assert_eq!(meeting.does(Who::User(CHAIR), Command::CloseVote { vote }), Err(Refusal::VoteClosed));
    let listed = OpenVote {
        question: "Chọn ngày họp".to_owned(),
        delegates: vec![DEPUTY.0],
        named: true,
        quorum: Quorum::None,
    };
    let stranger = OpenVote { delegates: vec![Uuid::nil()], ..listed.clone() };
    assert_eq!(meeting.does(SECRETARY_USER, Command::OpenVote(stranger)), Err(Refusal::NotFound));
    meeting.must(SECRETARY_USER, Command::OpenVote(listed));
    let vote = last_vote(&meeting).id;
    meeting.must(Who::User(DEPUTY), cast(vote, None, Choice::For));
    assert_eq!(meeting.does(Who::Room(BAO_HA), cast(vote, None, Choice::For)), Err(Refusal::NotVoter));
    meeting.must(Who::User(CHAIR), Command::Close);
    let result = last_vote(&meeting);
    assert_eq!(result.counts.map(|counts| (counts.in_favour, counts.expected)), Some((1, 1)));
    assert!(result.closed_at.is_some(), "closing the briefing closes its vote");
}

/// One ballot is no news for the other rooms; without names nobody learns a choice.
#[test]
fn a_room_is_told_its_own_ballot_and_the_result() {
    let (mut meeting, vote) = voting(false);
    let before = view(&meeting);
    meeting.must(Who::Room(BAO_HA), cast(vote, None, Choice::Against));
    let after = view(&meeting);
    let told = |audience: &Audience, old: &View, new: &View| {
        let changes = audience.changes(audience, &Difference::between(old, new));
        changes.into_iter().find_map(|change| match change {
            Change::Vote(vote) => Some((vote.counts.is_some(), vote.ballots)),
            _ => None,
        })
    };
    assert_eq!(told(&Audience::Room(KIM_SON), &before, &after), None);
    let (counted, ballots) = told(&Audience::Room(BAO_HA), &before, &after).expect("its own ballot");
    assert_eq!((counted, ballots.len(), ballots[0].choice), (false, 1, Some(Choice::Against)));
    let (counted, ballots) = told(&Audience::Whole, &before, &after).expect("a count");
    assert!(counted && ballots.iter().all(|ballot| ballot.choice.is_none()));
    assert_eq!(ballots.iter().filter(|ballot| ballot.cast).count(), 1);
    meeting.must(SECRETARY_USER, Command::CloseVote { vote });
    let (counted, _) = told(&Audience::Room(KIM_SON), &after, &view(&meeting)).expect("the result");
    assert!(counted);
}

fn opinion(item: Option<AgendaItemId>) -> WriteOpinion {
    WriteOpinion {
        site: None,
        author: "Nguyễn Văn A".to_owned(),
        post: "Chủ tịch UBND xã".to_owned(),
        item: item.map(|item| item.0),
        text: "Đề nghị hỗ trợ giống.\nDiện tích 40 ha.".to_owned(),
    }
}

/// Acceptance scenario 10.
#[test]
fn who_was_not_reached_is_asked_in_writing() {
    let mut meeting = Meeting::live();
    for site in BRANCHES {
        meeting.registers(site);
    }
    meeting.must(Who::User(CHAIR), Command::CloseItem { item: ITEM.0 });
    let asked: Vec<Uuid> = view(&meeting).offers.iter().map(|offer| offer.site).collect();
    assert_eq!(asked, BRANCHES.map(|site| site.0));
    assert_eq!(Audience::Room(KIM_SON).snapshot(&view(&meeting)).offers.len(), 1);
    meeting.must(Who::Room(KIM_SON), Command::WriteOpinion(opinion(Some(ITEM))));
    assert!(Audience::Room(KIM_SON).snapshot(&view(&meeting)).offers.is_empty());
    let told = |site| Audience::Room(site).snapshot(&view(&meeting)).opinions.len();
    assert_eq!((told(KIM_SON), told(BAO_HA)), (1, 0));
    assert_eq!(Audience::Whole.snapshot(&view(&meeting)).opinions.len(), 1);
    meeting.must(Who::User(CHAIR), Command::Grant { target: GrantTarget::Site(BAO_HA.0) });
    meeting.check_replay();
}

#[test]
fn opinions_are_taken_until_a_day_after_the_closing() {
    let mut meeting = Meeting::gathered();
    let write = || Command::WriteOpinion(opinion(None));
    assert_eq!(meeting.does(Who::Room(BAO_HA), write()), Err(Refusal::WrongState));
    meeting.must(Who::User(CHAIR), Command::Open);
    assert_eq!(meeting.does(Who::User(OBSERVER), write()), Err(Refusal::NotFound));
    let for_site = WriteOpinion { site: Some(KIM_SON.0), ..opinion(None) };
    assert_eq!(
        meeting.does(Who::Room(BAO_HA), Command::WriteOpinion(for_site.clone())),
        Err(Refusal::NotAllowed)
    );
    meeting.must(Who::User(TECHNICIAN), Command::WriteOpinion(for_site));
    meeting.must(Who::User(CHAIR), Command::Close);
    meeting.pass(24 * 3_600_000 - 1);
    meeting.must(Who::Room(BAO_HA), write());
    meeting.pass(1);
    assert_eq!(meeting.does(Who::Room(BAO_HA), write()), Err(Refusal::TooLate));
    meeting.must(SECRETARY_USER, Command::SetOpinionHours { hours: 48 });
    meeting.must(Who::Room(BAO_HA), write());
    assert_eq!(meeting.does(SECRETARY_USER, Command::SetOpinionHours { hours: 169 }), Err(Refusal::Invalid));
}

#[test]
fn a_decline_is_followed_by_an_offer_until_the_site_is_heard() {
    let mut meeting = Meeting::live();
    let request = meeting.registers(BAO_HA);
    meeting.must(SECRETARY_USER, Command::Decline { request: request.0, reason: "Hết giờ".to_owned() });
    assert_eq!(view(&meeting).offers.len(), 1);
    meeting.speaks(BAO_HA);
    assert!(view(&meeting).offers.is_empty());
}

fn task(due: &str, lead: &str) -> Command {
    let assignment = Assignment { lead: lead.to_owned(), cooperating: String::new(), due: due.to_owned() };
    Command::Resolve(Resolve {
        resolution: None,
        item: Some(ITEM.0),
        text: "Rà soát hộ nghèo".to_owned(),
        assignment: Some(assignment),
    })
}

#[test]
fn a_task_names_who_and_until_when() {
    let mut meeting = Meeting::live();
    for (due, lead) in
        [("2026-12-31", " "), ("31/12/2026", "Sở Nội vụ"), ("", "Sở Nội vụ"), ("2026-02-30", "Sở")]
    {
        assert_eq!(meeting.does(SECRETARY_USER, task(due, lead)), Err(Refusal::Invalid), "{due:?} {lead:?}");
    }
    assert_eq!(meeting.does(CENTRE_USER, task("2026-12-31", "Sở Nội vụ")), Err(Refusal::NotAllowed));
    meeting.must(SECRETARY_USER, task("2026-12-31", "Sở Nội vụ"));
    let kept = view(&meeting).conclusion.resolutions[0].clone();
    let changed = Resolve {
        resolution: Some(kept.id),
        item: None,
        text: "Rà soát hộ cận nghèo".to_owned(),
        assignment: None,
    };
    meeting.must(SECRETARY_USER, Command::Resolve(changed.clone()));
    assert_eq!(meeting.does(SECRETARY_USER, Command::Resolve(changed)), Ok(0));
    assert_eq!(view(&meeting).conclusion.resolutions.len(), 1);
    meeting.must(Who::User(CHAIR), Command::ConcludeItem { item: ITEM.0, text: "Thống nhất.".to_owned() });
    meeting.must(Who::User(CHAIR), Command::Close);
    meeting.must(SECRETARY_USER, Command::Conclude { text: "Các xã khẩn trương.".to_owned() });
    meeting.must(SECRETARY_USER, Command::RemoveResolution { resolution: kept.id });
    assert_eq!(view(&meeting).agenda[0].conclusion, "Thống nhất.");
    meeting.must(Who::User(CHAIR), Command::Archive);
    let late = Command::Conclude { text: String::new() };
    assert_eq!(meeting.does(SECRETARY_USER, late), Err(Refusal::WrongState));
    meeting.check_replay();
}

#[test]
fn a_locked_room_admits_who_was_here_and_whom_somebody_lets_in() {
    let mut meeting = Meeting::planned();
    meeting.connect(BAO_HA);
    meeting.must(CENTRE_USER, Command::SetLocked { locked: true });
    meeting.see(Observation::SiteLeft(BAO_HA));
    let admits = |meeting: &Meeting, who| meeting.briefing.admits(&actor(who));
    for who in [Who::Room(BAO_HA), SECRETARY_USER, CENTRE_USER] {
        assert_eq!(admits(&meeting, who), Ok(()), "{who:?}");
    }
    for who in [Who::Room(KIM_SON), Who::User(OBSERVER)] {
        assert_eq!(admits(&meeting, who), Err(Refusal::Locked), "{who:?}");
    }
    meeting.see(Observation::Knocked(CAM_CON));
    meeting.see(Observation::Knocked(KIM_SON));
    let rev = meeting.briefing.rev();
    meeting.see(Observation::Knocked(KIM_SON));
    meeting.see(Observation::Knocked(STRANGER));
    assert_eq!(meeting.briefing.rev(), rev, "knocking again is no news");
    assert_eq!(view(&meeting).order.knocking, [CAM_CON.0, KIM_SON.0], "in the order in which they came");
    assert!(Audience::Room(BAO_HA).snapshot(&view(&meeting)).order.knocking.is_empty());
    meeting.must(SECRETARY_USER, Command::LetIn { site: KIM_SON.0 });
    assert_eq!(admits(&meeting, Who::Room(KIM_SON)), Ok(()));
    meeting.must(CENTRE_USER, Command::SetLocked { locked: false });
    assert_eq!(admits(&meeting, Who::Room(CAM_CON)), Ok(()));
    meeting.check_replay();
}

#[test]
fn words_reach_everyone_or_one_site_and_are_seen_to_be_read() {
    let mut meeting = Meeting::live();
    meeting.must(SECRETARY_USER, Command::SetBanner { text: "Giải lao 10 phút".to_owned() });
    assert_eq!(
        Audience::Room(BAO_HA).snapshot(&view(&meeting)).order.banner.as_deref(),
        Some("Giải lao 10 phút")
    );
    meeting.must(SECRETARY_USER, Command::SetBanner { text: " ".to_owned() });
    assert_eq!(view(&meeting).order.banner, None);
    let send = |site: SiteId| Command::SendMessage { site: site.0, text: "Chỉnh lại camera".to_owned() };
    meeting.must(Who::User(TECHNICIAN), send(KIM_SON));
    assert_eq!(meeting.does(Who::User(TECHNICIAN), send(BAO_HA)), Err(Refusal::NotAllowed));
    let message = view(&meeting).messages[0].clone();
    assert!(Audience::Room(BAO_HA).snapshot(&view(&meeting)).messages.is_empty());
    let read = Command::ReadMessage { message: message.id };
    assert_eq!(meeting.does(Who::Room(BAO_HA), read.clone()), Err(Refusal::NotAllowed));
    meeting.must(Who::Room(KIM_SON), read);
    assert_eq!(view(&meeting).messages[0].read_at, Some(meeting.now));
    meeting.see(Observation::SiteLeft(KIM_SON));
    assert_eq!(meeting.does(SECRETARY_USER, send(KIM_SON)), Err(Refusal::SiteOffline));
    meeting.check_replay();
}

#[test]
fn a_break_says_why_and_until_when() {
    let mut meeting = Meeting::live();
    let resumes_at = Some(meeting.now + 600_000);
    let recess = |words: &str, resumes_at| Command::Recess { words: words.to_owned(), resumes_at };
    let past = Some(meeting.now);
    assert_eq!(meeting.does(Who::User(CHAIR), recess("Giải lao", past)), Err(Refusal::Invalid));
    assert_eq!(meeting.does(CENTRE_USER, recess("Giải lao", None)), Err(Refusal::NotAllowed));
    meeting.must(Who::User(CHAIR), recess("Giải lao", resumes_at));
    assert_eq!(meeting.briefing.session_state(), SessionState::Break);
    assert_eq!(view(&meeting).order.recess.map(|recess| recess.resumes_at), Some(resumes_at));
    meeting.must(SECRETARY_USER, recess("Chờ đường truyền", None));
    assert_eq!(meeting.does(SECRETARY_USER, recess("Chờ đường truyền", None)), Ok(0));
    meeting.must(Who::User(CHAIR), Command::Resume);
    assert_eq!(view(&meeting).order.recess, None);
    meeting.check_replay();
}
