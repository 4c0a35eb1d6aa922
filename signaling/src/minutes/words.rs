//! What are the marks, ends, choices and results of a briefing called in minutes?

use super::attendance::Attendance;
use super::speeches::{SpeechEnd, WhyUnheard};
use crate::protocol::{Assignment, BallotView, Choice, Quorum, RequestKind, RollCallMark, VoteCounts};

pub(super) fn mark(site: &Attendance) -> &'static str {
    match site.mark {
        Some(RollCallMark::Present) => "Có mặt",
        Some(RollCallMark::NoPicture) => "Có mặt, không hình",
        Some(RollCallMark::NoSound) => "Có mặt, không tiếng",
        Some(RollCallMark::Late) => "Đến muộn",
        Some(RollCallMark::Excused) => "Vắng có lý do",
        Some(RollCallMark::Absent) => "Vắng không lý do",
        None if site.is_chair => "Chủ trì",
        None if site.came_at.is_some() => "Có kết nối, chưa điểm danh",
        None => "Không kết nối",
    }
}

pub(super) fn kind(kind: RequestKind) -> &'static str {
    match kind {
        RequestKind::Speech => "Phát biểu",
        RequestKind::Answer => "Trả lời",
        RequestKind::Question => "Xin ý kiến",
        RequestKind::Procedure => "Sự cố, nhắc quy trình",
    }
}

pub(super) fn end(end: &SpeechEnd) -> String {
    match end {
        SpeechEnd::Open => "Chưa kết thúc".into(),
        SpeechEnd::Finished => "Đã kết thúc".into(),
        SpeechEnd::Revoked(reason) => {
            because("Chủ tọa dừng phát biểu", reason.as_deref().unwrap_or_default())
        }
        SpeechEnd::CutOff => "Hết giờ, tự ngắt".into(),
        SpeechEnd::Lost => "Mất kết nối, không nói tiếp".into(),
        SpeechEnd::Declined(reason) => because("Bị gián đoạn, chủ tọa không mời nói tiếp", reason),
        SpeechEnd::Unfinished => "Bị gián đoạn, không nói tiếp".into(),
    }
}

pub(super) fn why(why: &WhyUnheard) -> String {
    match why {
        WhyUnheard::NotReached => "Chưa đến lượt".into(),
        WhyUnheard::Declined(reason) => because("Chủ tọa chưa mời", reason),
        WhyUnheard::Missed => "Đã mời nhưng không có tiếng trả lời".into(),
        WhyUnheard::Revoked(reason) => {
            because("Chủ tọa thu lại lời mời", reason.as_deref().unwrap_or_default())
        }
        WhyUnheard::PassedOver => "Đã mời nhưng chưa kịp phát biểu".into(),
    }
}

/// With the words that were said to it, if any.
fn because(what: &str, reason: &str) -> String {
    if reason.is_empty() { what.into() } else { format!("{what}: {reason}") }
}

pub(super) fn choice(choice: Option<Choice>) -> &'static str {
    match choice {
        Some(Choice::For) => "Tán thành",
        Some(Choice::Against) => "Không tán thành",
        Some(Choice::Other) => "Ý kiến khác",
        None => "Không biểu quyết",
    }
}

/// How somebody voted, with the words of another opinion.
pub(super) fn ballot(ballot: &BallotView) -> String {
    because(choice(ballot.choice), &ballot.text)
}

/// Units of a task.
pub(super) fn who_does_it(assigned: &Assignment) -> String {
    match assigned.cooperating.as_str() {
        "" => format!("Chủ trì: {}", assigned.lead),
        cooperating => format!("Chủ trì: {}; phối hợp: {cooperating}", assigned.lead),
    }
}

/// The rule of presence and whether it was met.
pub(super) fn quorum(quorum: Quorum, counts: &VoteCounts) -> String {
    let rule = match quorum {
        Quorum::None => return format!("Có mặt {}/{}", counts.present, counts.expected),
        Quorum::Half => "quá một nửa",
        Quorum::TwoThirds => "từ hai phần ba",
    };
    let met = if counts.quorum_met { "đủ" } else { "không đủ" };
    format!("Có mặt {}/{}, {met} số người cần có ({rule})", counts.present, counts.expected)
}

/// What a vote came to, each number as `written`.
pub(super) fn result(counts: &VoteCounts, written: impl Fn(u32) -> String) -> String {
    let VoteCounts { in_favour, against, other, missing, .. } = *counts;
    let [in_favour, against, other, missing] = [in_favour, against, other, missing].map(written);
    format!(
        "tán thành {in_favour}; không tán thành {against}; ý kiến khác {other}; không biểu quyết {missing}"
    )
}

/// `12/17` with its share: `12/17 (70,6 %)`, which no line ends within.
pub(super) fn share(part: u32, whole: u32) -> String {
    if whole == 0 {
        return format!("{part}/{whole}");
    }
    let permille = (u64::from(part) * 1_000 + u64::from(whole) / 2) / u64::from(whole);
    format!("{part}/{whole} ({},{}\u{a0}%)", permille / 10, permille % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_rounded_to_a_tenth() {
        assert_eq!(
            [share(12, 17), share(0, 0), share(1, 3), share(2, 3), share(5, 5)],
            ["12/17 (70,6\u{a0}%)", "0/0", "1/3 (33,3\u{a0}%)", "2/3 (66,7\u{a0}%)", "5/5 (100,0\u{a0}%)"]
        );
    }

    #[test]
    fn a_quorum_says_what_was_needed() {
        let counts = VoteCounts { present: 3, expected: 5, quorum_met: false, ..VoteCounts::default() };
        assert_eq!(quorum(Quorum::None, &counts), "Có mặt 3/5");
        assert_eq!(
            quorum(Quorum::TwoThirds, &counts),
            "Có mặt 3/5, không đủ số người cần có (từ hai phần ba)"
        );
    }
}
