//! How is paper written as Office Open XML? By the kept library; here is only what our paper is called there.

use super::paper::{
    Align, BODY, BOTTOM_MM, Block, Column, FIRST_LINE_MM, Face, LEFT_MM, Line, PAIR, Paper, RIGHT_MM, Run,
    TOP_MM, Table,
};
use crate::times;
use docx_rs as docx;
use std::io::Cursor;

/// Twentieths of a point, in which Word measures.
const MM: f64 = 1440.0 / 25.4;
const A4: (u32, u32) = (11_906, 16_838);
const FONT: &str = "Times New Roman";

/// The file.
pub(super) fn write(paper: &Paper) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
    let (year, [month, day, hour, minute, second]) = times::parts(paper.drawn_at);
    let drawn_at = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+07:00");
    let margins = docx::PageMargin::new()
        .top(twips(TOP_MM))
        .bottom(twips(BOTTOM_MM))
        .left(twips(LEFT_MM))
        .right(twips(RIGHT_MM))
        .header(twips(TOP_MM / 2.0));
    let fonts = docx::RunFonts::new().ascii(FONT).hi_ansi(FONT).cs(FONT).east_asia(FONT);
    let number = docx::Paragraph::new().align(docx::AlignmentType::Center).add_page_num(docx::PageNum::new());
    // The first page bears no number.
    let file = docx::Docx::new()
        .created_at(&drawn_at)
        .updated_at(&drawn_at)
        .page_size(A4.0, A4.1)
        .page_margin(margins)
        .default_fonts(fonts)
        .default_size(half_points(BODY))
        .title_pg()
        .first_header(docx::Header::new().add_paragraph(docx::Paragraph::new()))
        .header(docx::Header::new().add_paragraph(number));
    let mut bytes = Cursor::new(Vec::new());
    paper.blocks.iter().fold(file, block).pack(&mut bytes)?;
    Ok(bytes.into_inner())
}

fn block(file: docx::Docx, block: &Block) -> docx::Docx {
    match block {
        Block::Line(line) => file.add_paragraph(paragraph(line)),
        Block::Pair(columns) => file.add_table(pair(columns)),
        // Word joins tables that touch, so something stands between them.
        Block::Table(framed) => file.add_table(table(framed)).add_paragraph(docx::Paragraph::new().size(2)),
    }
}

fn paragraph(line: &Line) -> docx::Paragraph {
    let spacing = docx::LineSpacing::new().before(u32::from(line.above) * 20).after(0);
    let mut paragraph = docx::Paragraph::new().line_spacing(spacing).keep_next(line.heads);
    paragraph = match line.align {
        Align::Left => paragraph.align(docx::AlignmentType::Left),
        Align::Centre => paragraph.align(docx::AlignmentType::Center),
        Align::Body => {
            let first = docx::SpecialIndentType::FirstLine(twips(FIRST_LINE_MM));
            paragraph.align(docx::AlignmentType::Both).indent(None, Some(first), None, None)
        }
    };
    line.runs.iter().fold(paragraph, |paragraph, words| paragraph.add_run(run(words, line.size)))
}

fn run(words: &Run, size: u8) -> docx::Run {
    let run = docx::Run::new().add_text(&words.text).size(half_points(size));
    let run = match words.face {
        Face::Plain => run,
        Face::Bold => run.bold(),
        Face::Italic => run.italic(),
    };
    if words.underlined { run.underline("single") } else { run }
}

fn pair(columns: &[Vec<Line>; 2]) -> docx::Table {
    let cell = |(lines, share): (&Vec<Line>, u8)| {
        let cell = docx::TableCell::new().width(width(share), docx::WidthType::Dxa);
        lines.iter().fold(cell, |cell, line| cell.add_paragraph(paragraph(line)))
    };
    let row = docx::TableRow::new(columns.iter().zip(PAIR).map(cell).collect());
    docx::Table::without_borders(vec![row])
        .set_grid(PAIR.map(width).to_vec())
        .layout(docx::TableLayoutType::Fixed)
}

fn table(table: &Table) -> docx::Table {
    let head = table.columns.iter().map(|column| cell(column, &column.heading())).collect();
    let rows = table.rows.iter().map(|row| {
        let cells = table.columns.iter().zip(row);
        docx::TableRow::new(cells.map(|(column, text)| cell(column, &column.cell(text))).collect())
            .cant_split()
    });
    let rows = std::iter::once(docx::TableRow::new(head).cant_split()).chain(rows).collect();
    docx::Table::new(rows)
        .set_grid(table.columns.iter().map(|column| width(column.share)).collect())
        .layout(docx::TableLayoutType::Fixed)
}

fn cell(column: &Column, line: &Line) -> docx::TableCell {
    docx::TableCell::new().width(width(column.share), docx::WidthType::Dxa).add_paragraph(paragraph(line))
}

fn width(share: u8) -> usize {
    let text = f64::from(A4.0) - (LEFT_MM + RIGHT_MM) * MM;
    (text * f64::from(share) / 100.0) as usize
}

fn twips(mm: f64) -> i32 {
    (mm * MM).round() as i32
}

fn half_points(points: u8) -> usize {
    usize::from(points) * 2
}
