//! Who issues the minutes, of what? The head of the first page, and time and place.

use super::super::draft::Draft;
use super::super::paper::{BODY, Block, Face, Line, SMALL};
use crate::times;

/// Under the name of the organ, a third of its length.
const RULE: &str = "――――――";

pub(super) fn blocks(draft: &Draft) -> Vec<Block> {
    let ended = match draft.closed_at {
        Some(at) => Line::named("Kết thúc:", format!("{}.", times::in_words(at))),
        None => Line::named(
            "Kết thúc:",
            format!("chưa bế mạc; dự thảo ghi đến {}.", times::in_words(draft.drawn_at)),
        ),
    };
    let mut blocks = vec![Block::Pair([organ(draft), nation(draft)])];
    blocks.extend(
        [
            Line::centred("BIÊN BẢN", Face::Bold, 14).below(18),
            Line::centred(draft.title.clone(), Face::Bold, 14),
            Line::centred(RULE, Face::Plain, 9),
            Line::centred(origin(draft), Face::Italic, SMALL).below(4),
            Line::named("Bắt đầu:", format!("{}.", times::in_words(draft.opened_at))).below(10),
            ended,
            Line::named("Địa điểm:", place(draft)),
            Line::named("Hình thức:", form(draft)),
        ]
        .map(Block::from),
    );
    blocks
}

/// The superior organ, the organ, the number that the clerk fills in.
fn organ(draft: &Draft) -> Vec<Line> {
    let mut names: Vec<Line> = Vec::new();
    let from = draft.organ.len().saturating_sub(2);
    let shown = &draft.organ[from..];
    for (n, name) in shown.iter().enumerate() {
        let face = if n + 1 == shown.len() { Face::Bold } else { Face::Plain };
        names.push(Line::centred(name.to_uppercase(), face, SMALL));
    }
    names.push(Line::centred(RULE, Face::Plain, 9));
    names.push(Line::centred("Số: ....../BB-......", Face::Plain, BODY));
    names
}

fn nation(draft: &Draft) -> Vec<Line> {
    let (year, [month, day, ..]) = times::parts(draft.opened_at);
    let dated = format!("............, ngày {day:02} tháng {month:02} năm {year}");
    vec![
        Line::centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Face::Bold, SMALL),
        Line::centred("Độc lập - Tự do - Hạnh phúc", Face::Bold, BODY).underlined(),
        Line::centred(dated, Face::Italic, BODY).below(8),
    ]
}

fn origin(draft: &Draft) -> String {
    format!(
        "(Dự thảo lập từ nhật ký cuộc họp, {} sự kiện, lúc {} ngày {}. Thư ký hoàn chỉnh, chủ tọa ký ngoài hệ thống.)",
        draft.rev,
        times::clock(draft.drawn_at),
        times::date(draft.drawn_at)
    )
}

fn place(draft: &Draft) -> String {
    if draft.place.is_empty() { "............".into() } else { format!("{}.", draft.place) }
}

fn form(draft: &Draft) -> String {
    format!("họp trực tuyến tới {} điểm cầu.", draft.attendance.len())
}
