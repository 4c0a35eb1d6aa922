//! Part II: content and course, and what went wrong on the way.

use super::super::draft::Draft;
use super::super::paper::{Block, Line};
use super::super::sentences;
use crate::times;

pub(super) fn blocks(draft: &Draft) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![Line::part("II. NỘI DUNG VÀ DIỄN BIẾN").into()];
    blocks.push(Line::section("1. Chương trình").into());
    blocks.extend((1..).zip(&draft.items).map(|(n, item)| {
        let held = match (item.started_at, item.closed_at) {
            (Some(from), Some(to)) => format!("{} - {}", times::clock(from), times::clock(to)),
            (Some(from), None) => format!("từ {}", times::clock(from)),
            _ => "chưa thực hiện".into(),
        };
        Line::body(format!("1.{n}. {} (dự kiến {} phút; {held})", item.title, item.minutes)).into()
    }));
    blocks.push(Line::section("2. Diễn biến").into());
    blocks.extend(
        draft
            .course
            .iter()
            .map(|step| Line::named(&times::clock(step.at), sentences::turn(&step.turn)).into()),
    );
    blocks.push(Line::section("3. Sự cố").into());
    if draft.incidents.is_empty() {
        blocks.push(Line::body("Không có.").into());
    }
    let over = draft.closed_at.is_some();
    blocks.extend(draft.incidents.iter().map(|incident| {
        Line::named(&times::clock_s(incident.at), sentences::incident(incident, over)).into()
    }));
    blocks
}
