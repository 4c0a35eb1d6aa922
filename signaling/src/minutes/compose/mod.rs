//! How is a draft laid out as minutes? Letterhead, the five parts that minutes must have, signatures.

mod attendance;
mod conclusion;
mod course;
mod letterhead;
mod opinions;
mod signatures;
mod votes;

use super::draft::Draft;
use super::paper::{Block, Line, Paper};

/// The minutes on paper.
pub(super) fn paper(draft: &Draft) -> Paper {
    let parts = [
        letterhead::blocks,
        attendance::blocks,
        course::blocks,
        opinions::blocks,
        votes::blocks,
        conclusion::blocks,
        signatures::blocks,
    ];
    Paper {
        title: format!("Dự thảo biên bản: {}", draft.title),
        drawn_at: draft.drawn_at,
        blocks: parts.into_iter().flat_map(|part| part(draft)).collect(),
    }
}

/// Text of several lines as paragraphs.
fn paragraphs(text: &str) -> impl Iterator<Item = Block> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| Line::body(line).into())
}

/// `Nguyễn Văn A, Chủ tịch UBND xã`, or what there is of it.
fn person(name: &str, post: &str) -> String {
    [name, post].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `1. Mưa lũ`: the items by their place in the agenda, and what belongs to none after them.
fn sections(draft: &Draft) -> impl Iterator<Item = (Option<uuid::Uuid>, String)> {
    let of_item = |(n, item): (usize, &crate::protocol::AgendaItemView)| {
        (Some(item.id), format!("{n}. {}", item.title))
    };
    let items: Vec<_> = (1..).zip(&draft.items).map(of_item).collect();
    let rest = format!("{}. Ngoài chương trình", items.len() + 1);
    items.into_iter().chain([(None, rest)])
}
