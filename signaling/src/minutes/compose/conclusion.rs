//! Part V: conclusion and decisions, with who does what until when.

use super::super::draft::Draft;
use super::super::paper::{Block, Column, Line, Table};
use super::{paragraphs, sections};
use crate::protocol::ResolutionView;
use crate::times;

const TASKS: [Column; 5] = [
    Column::centred("TT", 6),
    Column::left("Nhiệm vụ", 40),
    Column::left("Đơn vị chủ trì", 20),
    Column::left("Đơn vị phối hợp", 18),
    Column::centred("Hạn", 16),
];

pub(super) fn blocks(draft: &Draft) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![Line::part("V. KẾT LUẬN VÀ QUYẾT ĐỊNH").into()];
    for (item, title) in sections(draft) {
        let said = draft
            .items
            .iter()
            .find(|known| Some(known.id) == item)
            .map_or("", |item| item.conclusion.as_str());
        let decided =
            draft.conclusion.resolutions.iter().filter(|resolution| {
                draft.listed(resolution.item) == item && resolution.assignment.is_none()
            });
        let mut section: Vec<Block> = paragraphs(said).collect();
        for resolution in decided {
            section.push(Line::named("Quyết định:", one_line(&resolution.text)).into());
        }
        if !section.is_empty() {
            blocks.push(Line::section(title).into());
            blocks.extend(section);
        }
    }
    let general: Vec<Block> = paragraphs(&draft.conclusion.text).collect();
    if !general.is_empty() {
        blocks.push(Line::section("Kết luận chung").into());
        blocks.extend(general);
    }
    let tasks = rows(&draft.conclusion.resolutions);
    if !tasks.is_empty() {
        blocks.push(Line::section("Nhiệm vụ được giao").into());
        blocks.push(Block::Table(Table { columns: TASKS.to_vec(), rows: tasks }));
    }
    if blocks.len() == 1 {
        blocks.push(
            Line::note("Chưa ghi kết luận: ............................................................")
                .into(),
        );
    }
    blocks
}

fn rows(resolutions: &[ResolutionView]) -> Vec<Vec<String>> {
    let tasks =
        resolutions.iter().filter_map(|task| task.assignment.as_ref().map(|assigned| (task, assigned)));
    let row = |(n, (task, assigned)): (usize, (&ResolutionView, &crate::protocol::Assignment))| {
        vec![
            n.to_string(),
            one_line(&task.text),
            assigned.lead.clone(),
            assigned.cooperating.clone(),
            times::day(&assigned.due),
        ]
    };
    (1..).zip(tasks).map(row).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
