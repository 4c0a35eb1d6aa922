//! Whether minutes tell what happened, and whether the files say so when other programs read them.

mod draft;
mod files;

use super::*;
use crate::briefing::Who;
use crate::briefing::tests::*;
use crate::protocol::{
    Assignment, CastVote, Choice, Command, OpenVote, Quorum, Register, RequestKind, Resolve, RollCallMark,
    Voter, WriteOpinion,
};
use giaoban_link::SiteId;

const CHAIR_USER: Who = Who::User(CHAIR);
const SECRETARY_USER: Who = Who::User(SECRETARY);

fn draft_of(meeting: &Meeting) -> Draft {
    Draft::of(&meeting.log, meeting.now).expect("it was opened")
}

/// A briefing in which everything happened that minutes tell.
fn eventful() -> Meeting {
    let mut meeting = Meeting::live();
    for (site, mark, people) in [
        (MAIN, RollCallMark::Present, Some(20)),
        (BAO_HA, RollCallMark::Late, Some(12)),
        (KIM_SON, RollCallMark::NoPicture, None),
        (CAM_CON, RollCallMark::Excused, None),
    ] {
        meeting.must(SECRETARY_USER, Command::MarkRollCall { site: site.0, mark, people });
    }
    let request = meeting.speaks(BAO_HA);
    meeting.pass(72_000);
    meeting.must(Who::Room(BAO_HA), Command::Finish { request: request.0 });
    vote(&mut meeting, "Thông qua phương án phòng, chống lụt bão", true);
    vote(&mut meeting, "Chọn ngày họp", false);
    for site in [KIM_SON, CAM_CON] {
        meeting.must(Who::Room(site), Command::Register(asks("=Nguyễn Thị \"B\"")));
    }
    meeting.must(CHAIR_USER, Command::CloseItem { item: ITEM.0 });
    let opinion = WriteOpinion {
        site: None,
        author: "Nguyễn Thị B".to_owned(),
        post: "Phó Chủ tịch UBND xã".to_owned(),
        item: Some(ITEM.0),
        text: "Đề nghị hỗ trợ 500 rọ thép.\nXã tự lo nhân công.".to_owned(),
    };
    meeting.must(Who::Room(KIM_SON), Command::WriteOpinion(opinion));
    meeting.must(
        SECRETARY_USER,
        Command::ConcludeItem { item: ITEM.0, text: "Chủ động ứng phó với mưa lũ.".to_owned() },
    );
    meeting.must(SECRETARY_USER, Command::Conclude { text: "Các xã báo cáo hằng ngày.".to_owned() });
    let assignment = Assignment {
        lead: "UBND xã Bảo Hà".to_owned(),
        cooperating: "Ban Chỉ huy quân sự".to_owned(),
        due: "2026-12-15".to_owned(),
    };
    for (text, assignment) in [("Kiểm tra hồ đập", Some(assignment)), ("Cấm tàu thuyền qua sông Hồng", None)]
    {
        let task = Resolve { resolution: None, item: Some(ITEM.0), text: text.to_owned(), assignment };
        meeting.must(SECRETARY_USER, Command::Resolve(task));
    }
    meeting.must(CHAIR_USER, Command::Close);
    meeting
}

fn asks(speaker: &str) -> Register {
    Register { speaker: speaker.to_owned(), kind: RequestKind::Speech, ..register(None) }
}

/// Two sites vote, one against, one with another opinion.
fn vote(meeting: &mut Meeting, question: &str, named: bool) {
    let fields =
        OpenVote { question: question.to_owned(), delegates: Vec::new(), named, quorum: Quorum::Half };
    let opened = meeting.input(Command::OpenVote(fields));
    meeting.apply(SECRETARY_USER, &opened).expect("a vote");
    for (site, choice, text) in [(BAO_HA, Choice::Against, ""), (KIM_SON, Choice::Other, "Lùi một tuần")]
    {
        let cast =
            CastVote { vote: opened.cmd_id, voter: Some(Voter::Site(site.0)), choice, text: text.to_owned() };
        meeting.must(Who::Room(site), Command::CastVote(cast));
    }
    meeting.must(SECRETARY_USER, Command::CloseVote { vote: opened.cmd_id });
}
