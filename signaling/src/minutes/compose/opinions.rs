//! Part III: what each person said. The record knows who spoke and for how long; what was said, the secretary
//! writes. Opinions in writing are there word for word.

use super::super::draft::Draft;
use super::super::paper::{Block, Column, Line, Table};
use super::super::speeches::{Spoken, Unheard};
use super::super::words;
use super::{paragraphs, person, sections};
use crate::times;
use uuid::Uuid;

const UNHEARD: [Column; 4] = [
    Column::left("Điểm cầu", 28),
    Column::left("Người phát biểu", 28),
    Column::left("Lý do", 29),
    Column::centred("Đã gửi văn bản", 15),
];
/// Room for a sentence or two.
const TO_FILL_IN: &str = "Tóm tắt ý kiến: ............................................................";

pub(super) fn blocks(draft: &Draft) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![Line::part("III. Ý KIẾN PHÁT BIỂU").into()];
    for (item, title) in sections(draft) {
        let section = of_item(draft, item);
        if !section.is_empty() {
            blocks.push(Line::section(title).into());
            blocks.extend(section);
        }
    }
    if blocks.len() == 1 {
        blocks.push(Line::body("Không có ý kiến phát biểu.").into());
    }
    blocks
}

fn of_item(draft: &Draft, item: Option<Uuid>) -> Vec<Block> {
    let belongs = |id: Option<Uuid>| draft.listed(id) == item;
    let mut blocks = Vec::new();
    let spoken = draft.speeches.iter().filter(|spoken| belongs(spoken.speech.item.map(|item| item.0)));
    for (n, spoken) in (1..).zip(spoken) {
        blocks.push(Line::body(format!("{n}) {}", speech(spoken))).into());
        blocks.push(Line::note(TO_FILL_IN).into());
    }
    let unheard: Vec<&Unheard> =
        draft.unheard.iter().filter(|unheard| belongs(unheard.item.map(|item| item.0))).collect();
    if !unheard.is_empty() {
        blocks.push(
            Line {
                heads: true, ..Line::body("Đã đăng ký hoặc được mời nhưng chưa được nghe:")
            }
            .into(),
        );
        blocks.push(Block::Table(Table {
            columns: UNHEARD.to_vec(),
            rows: unheard.into_iter().map(row).collect(),
        }));
    }
    for (site, opinion) in draft.opinions.iter().filter(|(_, opinion)| belongs(opinion.item)) {
        let who = of_site(site, &opinion.author, &opinion.post);
        let sent = format!("{who} (gửi {} ngày {}):", times::clock(opinion.at), times::date(opinion.at));
        blocks.push(Line { heads: true, ..Line::named("Ý kiến bằng văn bản.", sent) }.into());
        blocks.extend(paragraphs(&opinion.text));
    }
    blocks
}

fn speech(spoken: &Spoken) -> String {
    let speech = &spoken.speech;
    format!(
        "{}. {} lúc {}, {} (được phép {}). {}.",
        of_site(&spoken.site, &speech.speaker, &speech.post),
        words::kind(speech.kind),
        times::clock(speech.began_at),
        times::span(speech.spoken_ms),
        times::span(speech.allowed_ms),
        words::end(&spoken.end)
    )
}

/// `Xã Bảo Hà, Nguyễn Văn A, Chủ tịch UBND xã`, or what there is of it.
fn of_site(site: &str, name: &str, post: &str) -> String {
    let who = person(name, post);
    if who.is_empty() { site.to_owned() } else { format!("{site}, {who}") }
}

fn row(unheard: &Unheard) -> Vec<String> {
    vec![
        unheard.site.clone(),
        person(&unheard.speaker, &unheard.post),
        words::why(&unheard.why),
        if unheard.wrote { "Có".into() } else { String::new() },
    ]
}
