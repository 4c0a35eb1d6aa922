//! Part I: chair and attendance list.

use super::super::attendance::Attendance;
use super::super::draft::Draft;
use super::super::paper::{Block, Column, Line, Table};
use super::super::words;
use crate::times;

const COLUMNS: [Column; 7] = [
    Column::centred("TT", 6),
    Column::left("Điểm cầu", 30),
    Column::left("Điểm danh", 19),
    Column::centred("Số người", 9),
    Column::centred("Vào", 9),
    Column::centred("Rời", 9),
    Column::left("Gián đoạn", 18),
];

pub(super) fn blocks(draft: &Draft) -> Vec<Block> {
    let present = draft.attendance.iter().filter(|site| site.took_part()).count();
    let people: u32 =
        draft.attendance.iter().filter(|site| site.took_part()).filter_map(|site| site.people).sum();
    let mut blocks: Vec<Block> = vec![Line::part("I. CHỦ TỌA, THƯ KÝ VÀ THÀNH PHẦN THAM DỰ").into()];
    blocks.extend(chairs(draft).map(Block::from));
    let secretaries =
        if draft.secretaries.is_empty() { "............".into() } else { draft.secretaries.join("; ") };
    blocks.push(Line::named("Thư ký:", format!("{secretaries}.")).into());
    let counted = if people > 0 {
        format!(", {people} người được đếm khi điểm danh")
    } else {
        String::new()
    };
    let of = draft.attendance.len();
    blocks.push(Line::named("Tham dự:", format!("{present}/{of} điểm cầu{counted}.")).into());
    blocks.push(Block::Table(Table { columns: COLUMNS.to_vec(), rows: rows(&draft.attendance) }));
    blocks
}

/// One chair needs no times.
fn chairs(draft: &Draft) -> impl Iterator<Item = Line> {
    let alone = draft.chairs.len() == 1;
    draft.chairs.iter().map(move |(since, name)| {
        let since = if alone { String::new() } else { format!(" (từ {})", times::clock(*since)) };
        Line::named("Chủ tọa:", format!("{name}{since}."))
    })
}

fn rows(attendance: &[Attendance]) -> Vec<Vec<String>> {
    let row = |(n, site): (usize, &Attendance)| {
        let clock = |at: Option<i64>| at.map(times::clock).unwrap_or_default();
        let lost = match site.lost {
            0 => String::new(),
            lost => format!("{lost} lần, {}", times::span(site.lost_ms)),
        };
        vec![
            n.to_string(),
            site.name.clone(),
            words::mark(site).to_owned(),
            site.people.map(|people| people.to_string()).unwrap_or_default(),
            clock(site.came_at),
            clock(site.left_at),
            lost,
        ]
    };
    (1..).zip(attendance).map(row).collect()
}
