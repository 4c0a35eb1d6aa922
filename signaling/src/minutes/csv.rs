//! How does a spreadsheet get the minutes? One row a fact, every row with the same columns, so that filters and
//! sums work at once: people, attendance, course, speeches, who was not heard, opinions, votes, conclusions, tasks,
//! incidents.

use super::draft::Draft;
use super::incidents::IncidentKind;
use super::legible::legible;
use super::sentences;
use super::words;
use crate::briefing::Millis;
use crate::protocol::Voter;
use crate::times;

/// Spreadsheets take a file without it for one in the machine's old code page.
const BYTE_ORDER_MARK: &str = "\u{feff}";

const HEAD: [&str; 12] = [
    "Loại",
    "Bắt đầu",
    "Kết thúc",
    "Nội dung họp",
    "Điểm cầu",
    "Người",
    "Chức vụ",
    "Diễn giải",
    "Kết quả",
    "Số lượng",
    "Thời lượng (giây)",
    "Hạn",
];

/// One row; what does not apply stays empty.
#[derive(Default)]
struct Row<'a> {
    kind: &'a str,
    from: Option<Millis>,
    to: Option<Millis>,
    item: &'a str,
    site: &'a str,
    person: &'a str,
    post: &'a str,
    text: String,
    result: String,
    count: Option<u32>,
    lasted_ms: Option<Millis>,
    due: String,
}

impl Row<'_> {
    fn cells(&self) -> [String; 12] {
        let moment = |at: Option<Millis>| at.map(times::moment).unwrap_or_default();
        [
            self.kind.to_owned(),
            moment(self.from),
            moment(self.to),
            cell(self.item),
            cell(self.site),
            cell(self.person),
            cell(self.post),
            cell(&self.text),
            cell(&self.result),
            self.count.map(|count| count.to_string()).unwrap_or_default(),
            self.lasted_ms.map(|ms| times::seconds(ms).to_string()).unwrap_or_default(),
            self.due.clone(),
        ]
    }
}

/// Words from people that a spreadsheet would take for a formula are marked as text (OWASP, CSV injection).
fn cell(text: &str) -> String {
    let text = legible(text);
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

/// RFC 4180 in UTF-8.
pub(super) fn write(draft: &Draft) -> csv::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    writer.write_record(HEAD)?;
    for row in rows(draft) {
        writer.write_record(row.cells())?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

fn rows(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    session(draft)
        .chain(people(draft))
        .chain(attendance(draft))
        .chain(course(draft))
        .chain(speeches(draft))
        .chain(unheard(draft))
        .chain(opinions(draft))
        .chain(votes(draft))
        .chain(conclusion(draft))
        .chain(incidents(draft))
}

fn session(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    let chair = draft.chairs.last().map_or("", |(_, name)| name.as_str());
    let lasted = draft.closed_at.map(|to| to - draft.opened_at);
    std::iter::once(Row {
        kind: "Cuộc họp",
        from: Some(draft.opened_at),
        to: draft.closed_at,
        person: chair,
        text: draft.title.clone(),
        lasted_ms: lasted,
        ..Row::default()
    })
}

/// Who chaired from when, and who took the minutes.
fn people(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    let chairs = draft.chairs.iter().map(|(since, name)| Row {
        kind: "Chủ tọa",
        from: Some(*since),
        person: name,
        ..Row::default()
    });
    let secretaries =
        draft.secretaries.iter().map(|name| Row { kind: "Thư ký", person: name, ..Row::default() });
    chairs.chain(secretaries)
}

fn course(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    draft.course.iter().map(|step| Row {
        kind: "Diễn biến",
        from: Some(step.at),
        text: sentences::turn(&step.turn),
        ..Row::default()
    })
}

fn attendance(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    draft.attendance.iter().map(|site| Row {
        kind: "Điểm danh",
        from: site.came_at,
        to: site.left_at,
        site: &site.name,
        text: if site.lost > 0 { format!("Gián đoạn {} lần", site.lost) } else { String::new() },
        result: words::mark(site).to_owned(),
        count: site.people,
        lasted_ms: (site.lost > 0).then_some(site.lost_ms),
        ..Row::default()
    })
}

fn speeches(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    draft.speeches.iter().map(|spoken| Row {
        kind: "Phát biểu",
        from: Some(spoken.speech.began_at),
        to: spoken.speech.ended_at,
        item: draft.title_of(spoken.speech.item.map(|item| item.0)),
        site: &spoken.site,
        person: &spoken.speech.speaker,
        post: &spoken.speech.post,
        text: format!(
            "{}, được phép {}",
            words::kind(spoken.speech.kind),
            times::span(spoken.speech.allowed_ms)
        ),
        result: words::end(&spoken.end),
        lasted_ms: Some(spoken.speech.spoken_ms),
        ..Row::default()
    })
}

fn unheard(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    draft.unheard.iter().map(|unheard| Row {
        kind: "Chưa được nghe",
        item: draft.title_of(unheard.item.map(|item| item.0)),
        site: &unheard.site,
        person: &unheard.speaker,
        post: &unheard.post,
        text: words::why(&unheard.why),
        result: if unheard.wrote { "Đã gửi văn bản".into() } else { String::new() },
        ..Row::default()
    })
}

fn opinions(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    draft.opinions.iter().map(|(site, opinion)| Row {
        kind: "Ý kiến bằng văn bản",
        from: Some(opinion.at),
        item: draft.title_of(opinion.item),
        site,
        person: &opinion.author,
        post: &opinion.post,
        text: opinion.text.clone(),
        ..Row::default()
    })
}

/// The result, then the ballots where they bear names.
fn votes(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    draft.votes.iter().flat_map(|vote| {
        let result = match vote.counts {
            Some(counts) if vote.closed_at.is_none() => {
                format!("Chưa kết thúc: {}", words::result(&counts, |number| number.to_string()))
            }
            Some(counts) => words::result(&counts, |number| number.to_string()),
            None => "Đã hủy".to_owned(),
        };
        let row = Row {
            kind: "Biểu quyết",
            from: Some(vote.opened_at),
            to: vote.closed_at,
            item: draft.title_of(vote.item),
            text: vote.question.clone(),
            result,
            ..Row::default()
        };
        let named = vote.ballots.iter().filter(|_| vote.named && !vote.void);
        let ballot = named.map(|ballot| {
            let (site, person) = match ballot.voter {
                Voter::Site(_) => (ballot.name.as_str(), ""),
                Voter::User(_) => ("", ballot.name.as_str()),
            };
            Row {
                kind: "Phiếu",
                item: draft.title_of(vote.item),
                site,
                person,
                text: vote.question.clone(),
                result: words::ballot(ballot),
                ..Row::default()
            }
        });
        std::iter::once(row).chain(ballot)
    })
}

fn conclusion(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    let of_item = draft.items.iter().filter(|item| !item.conclusion.is_empty()).map(|item| Row {
        kind: "Kết luận",
        item: &item.title,
        text: item.conclusion.clone(),
        ..Row::default()
    });
    let general = Some(&draft.conclusion.text).filter(|text| !text.is_empty());
    let general = general.map(|text| Row { kind: "Kết luận", text: text.clone(), ..Row::default() });
    let resolved = draft.conclusion.resolutions.iter().map(|resolution| {
        let assigned = resolution.assignment.as_ref();
        Row {
            kind: if assigned.is_some() { "Nhiệm vụ" } else { "Quyết định" },
            item: draft.title_of(resolution.item),
            text: resolution.text.clone(),
            result: assigned.map(words::who_does_it).unwrap_or_default(),
            due: assigned.map(|assigned| times::day(&assigned.due)).unwrap_or_default(),
            ..Row::default()
        }
    });
    of_item.chain(general).chain(resolved)
}

fn incidents(draft: &Draft) -> impl Iterator<Item = Row<'_>> {
    draft.incidents.iter().map(|incident| {
        let (site, person) = match incident.kind {
            IncidentKind::SeatMoved => ("", incident.whose.as_str()),
            _ => (incident.whose.as_str(), ""),
        };
        Row {
            kind: "Sự cố",
            from: Some(incident.at),
            to: incident.until,
            site,
            person,
            text: sentences::incident(incident, draft.closed_at.is_some()),
            lasted_ms: incident.lasted_ms,
            ..Row::default()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_text() {
        let written = ["=1+1", "+84 20", "-", "@a", "Bảo Hà = 1", ""].map(cell);
        assert_eq!(written, ["'=1+1", "'+84 20", "'-", "'@a", "Bảo Hà = 1", ""]);
    }
}
