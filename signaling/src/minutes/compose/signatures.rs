//! Who signs, and who gets it?

use super::super::draft::Draft;
use super::super::paper::{BODY, Block, Face, Line, SMALL};
use crate::times;

pub(super) fn blocks(draft: &Draft) -> Vec<Block> {
    let end = match draft.closed_at {
        Some(at) => format!("Cuộc họp kết thúc vào {}./.", times::in_words(at)),
        None => "Cuộc họp chưa bế mạc; biên bản này chưa đủ.".to_owned(),
    };
    let secretary = signed("THƯ KÝ", draft.secretaries.first());
    let chair = signed("CHỦ TỌA", draft.chairs.last().map(|(_, name)| name));
    vec![
        Line::body(end).below(10).into(),
        Block::Pair([secretary, chair]),
        Line::left("Nơi nhận:", Face::Italic, SMALL).below(18).into(),
        Line::left("- ............;", Face::Plain, 11).into(),
        Line::left("- Lưu: VT, hồ sơ cuộc họp.", Face::Plain, 11).into(),
    ]
}

fn signed(part: &str, name: Option<&String>) -> Vec<Line> {
    vec![
        Line::centred(part, Face::Bold, BODY).below(14),
        Line::centred("(Ký, ghi rõ họ tên)", Face::Italic, SMALL),
        Line::centred(name.map_or("", String::as_str), Face::Bold, BODY).below(64),
    ]
}
