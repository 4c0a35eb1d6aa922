//! Whether pages hold what is put on them.

use super::super::paper::{Block, Column, Face, Line, Paper, Table};
use super::*;

fn sheets(blocks: Vec<Block>) -> Vec<Sheet> {
    let paper = Paper { title: "Thử".to_owned(), drawn_at: 0, blocks };
    let mut sheets = Vec::new();
    flow::lay_out(&paper, &Fonts::load(), |sheet| sheets.push(sheet));
    for (n, sheet) in sheets.iter().enumerate() {
        for words in &sheet.words {
            let right = words.x + words.width;
            assert!(words.x > 80.0 && right < PAGE.0 - 40.0, "page {n}: {words:?} reaches {right}");
            assert!(words.baseline > 25.0 && words.baseline < PAGE.1 - 50.0, "page {n}: {words:?}");
        }
        assert!(sheet.rules.iter().all(|rule| rule.y + rule.height < PAGE.1 - 50.0), "page {n}");
    }
    sheets
}

fn text(sheet: &Sheet) -> Vec<&str> {
    sheet.words.iter().map(|words| words.text.as_str()).collect()
}

#[test]
fn words_are_kept_whole_and_a_word_longer_than_a_line_is_cut() {
    let long = "ơ".repeat(200);
    let sheets = sheets(vec![Line::body(format!("Đề nghị {} {long} hết", "hỗ trợ ".repeat(60))).into()]);
    let lines = text(&sheets[0]);
    assert!(lines.len() > 5, "{lines:?}");
    assert!(
        lines[..4].iter().all(|line| line.split(' ').all(|word| ["Đề", "nghị", "hỗ", "trợ"].contains(&word)))
    );
    assert_eq!(lines.concat().matches('ơ').count(), 200);
    assert!(lines.last().is_some_and(|last| last.ends_with("hết")));
}

/// Lines of a body but the last reach the right margin.
#[test]
fn a_body_is_set_to_both_margins() {
    let sheets = sheets(vec![Line::body("Chủ động ứng phó với mưa lũ trên địa bàn. ".repeat(9)).into()]);
    let rights: Vec<f32> = sheets[0].words.iter().map(|words| words.x + words.width).collect();
    let margin = rights[0];
    let (last, full) = rights.split_last().expect("lines");
    assert!(full.iter().all(|right| (right - margin).abs() < 0.1) && *last < margin, "{rights:?}");
}

/// A table over several pages has its head on each, no row torn, and every page but the first its number.
#[test]
fn the_head_of_a_table_comes_again() {
    let columns = vec![Column::centred("TT", 10), Column::left("Điểm cầu", 90)];
    let rows =
        (1..=160).map(|n| vec![n.to_string(), format!("Điểm cầu xã {n}. {}", "Tên dài ".repeat(n % 30))]);
    let sheets = sheets(vec![Block::Table(Table { columns, rows: rows.collect() })]);
    assert!(sheets.len() > 3, "{} pages", sheets.len());
    for (n, sheet) in sheets.iter().enumerate() {
        let text = text(sheet);
        assert_eq!(text.iter().filter(|words| **words == "Điểm cầu").count(), 1, "page {n}: {text:?}");
        assert!(n == 0 || text[0] == (n + 1).to_string(), "page {n}: {text:?}");
    }
    let numbers = sheets.iter().flat_map(text).filter(|words| words.parse::<u32>().is_ok()).count();
    assert_eq!(numbers, 160 + sheets.len() - 1);
}

/// The head of a part is not the last thing on a page, nor are two heads.
#[test]
fn heads_stay_with_what_follows() {
    for filler in 30..60 {
        let mut blocks: Vec<Block> =
            (0..filler).map(|_| Line::left("Dòng", Face::Plain, 13).into()).collect();
        let heads = [Line::part("V. KẾT LUẬN"), Line::section("1. Mưa lũ"), Line::body("Nội dung")];
        blocks.extend(heads.map(Block::from));
        let sheets = sheets(blocks);
        let page = |wanted: &str| sheets.iter().position(|sheet| text(sheet).contains(&wanted));
        let pages = ["V. KẾT LUẬN", "1. Mưa lũ", "Nội dung"].map(page);
        assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "after {filler} lines: {pages:?}");
    }
}

/// Only a row that no page could hold is torn, and its lines are all there, in order.
#[test]
fn a_row_longer_than_a_page_goes_on_over_pages() {
    let columns = vec![Column::centred("TT", 10), Column::left("Nhiệm vụ", 90)];
    let words: Vec<String> = (0..2_000).map(|n| format!("{n:04}")).collect();
    let rows = vec![vec!["1".to_owned(), words.join(" ")], vec!["2".to_owned(), "hết".to_owned()]];
    let blocks = vec![Line::section("Nhiệm vụ được giao").into(), Block::Table(Table { columns, rows })];
    let sheets = sheets(blocks);
    assert!(sheets.len() > 2, "{} pages", sheets.len());
    let all: String = sheets.iter().flat_map(text).collect::<Vec<_>>().join(" ");
    let told: Vec<&str> =
        all.split(' ').filter(|word| word.len() == 4 && word.parse::<u32>().is_ok()).collect();
    assert_eq!(told, words);
    assert!(text(sheets.last().expect("pages")).contains(&"hết"));
}

#[test]
fn what_the_fonts_lack_is_a_box() {
    let fonts = Fonts::load();
    let plain = fonts.of(Face::Plain);
    assert_eq!(plain.letter('漢').0, plain.letter('□').0);
    for letter in "ĂÂĐÊÔƠƯăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ–“”…≥≤≈≠●−×÷°²³€₫".chars()
    {
        assert_ne!(plain.letter(letter).0, plain.letter('□').0, "{letter}");
    }
}
