//! Part IV: results of votes; with names where the ballot was open.

use super::super::draft::Draft;
use super::super::paper::{Block, Column, Line, Table};
use super::super::words;
use crate::protocol::{BallotView, VoteView};
use crate::times;

const NAMED: [Column; 3] =
    [Column::left("Người biểu quyết", 40), Column::left("Biểu quyết", 25), Column::left("Ý kiến khác", 35)];

pub(super) fn blocks(draft: &Draft) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![Line::part("IV. KẾT QUẢ BIỂU QUYẾT").into()];
    if draft.votes.is_empty() {
        blocks.push(Line::body("Không có biểu quyết.").into());
    }
    blocks.extend((1..).zip(&draft.votes).flat_map(|(n, vote)| of(n, vote)));
    blocks
}

fn of(n: usize, vote: &VoteView) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![Line::section(format!("{n}. {}", vote.question)).into()];
    let Some(counts) = vote.counts else {
        blocks.push(Line::body("Đã hủy, không có kết quả.").into());
        return blocks;
    };
    let when = match vote.closed_at {
        Some(at) => format!("{} - {}", times::clock(vote.opened_at), times::clock(at)),
        None => format!("từ {}, chưa kết thúc", times::clock(vote.opened_at)),
    };
    blocks.push(Line::body(format!("{when}. {}.", words::quorum(vote.quorum, &counts))).into());
    let result = words::result(&counts, |part| words::share(part, counts.expected));
    blocks.push(Line::body(format!("Kết quả: {result}.")).into());
    if vote.named {
        blocks.push(Block::Table(Table {
            columns: NAMED.to_vec(),
            rows: vote.ballots.iter().map(row).collect(),
        }));
    }
    blocks
}

fn row(ballot: &BallotView) -> Vec<String> {
    vec![ballot.name.clone(), words::choice(ballot.choice).to_owned(), ballot.text.clone()]
}
