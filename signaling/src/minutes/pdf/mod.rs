//! How is paper written as PDF? Glyphs are measured, lines are broken, pages are filled; the kept library writes
//! the file.

mod flow;
mod font;
mod lines;

#[cfg(test)]
mod tests;

use super::paper::Paper;
use crate::times;
use flow::Sheet;
use font::Fonts;
use krilla::Document;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule};

/// A4 in points.
const PAGE: (f32, f32) = (595.28, 841.89);
/// Points of a millimetre.
const MM: f32 = 72.0 / 25.4;

/// The file, or why not.
pub(super) fn write(paper: &Paper) -> Result<Vec<u8>, String> {
    let fonts = Fonts::load();
    let mut document = Document::new();
    document.set_metadata(metadata(paper));
    flow::lay_out(paper, &fonts, |sheet| draw(&mut document, &sheet, &fonts));
    document.finish().map_err(|error| format!("{error:?}"))
}

fn draw(document: &mut Document, sheet: &Sheet, fonts: &Fonts) {
    let settings = PageSettings::from_wh(PAGE.0, PAGE.1).expect("A4 has a size");
    let mut page = document.start_page_with(settings);
    let mut surface = page.surface();
    for line in &sheet.words {
        let font = fonts.of(line.face);
        let start = Point::from_xy(line.x, line.baseline);
        surface.draw_glyphs(start, &line.glyphs, font.file(), &line.text, line.size, false);
    }
    for rule in &sheet.rules {
        let rect = Rect::from_xywh(rule.x, rule.y, rule.width, rule.height);
        let path = rect.and_then(|rect| {
            let mut path = PathBuilder::new();
            path.push_rect(rect);
            path.finish()
        });
        if let Some(path) = path {
            surface.set_fill(Some(Fill { rule: FillRule::NonZero, ..Fill::default() }));
            surface.draw_path(&path);
            surface.set_fill(None);
        }
    }
    surface.finish();
    page.finish();
}

fn metadata(paper: &Paper) -> Metadata {
    let (year, [month, day, hour, minute, second]) = times::parts(paper.drawn_at);
    let drawn_at = DateTime::new(year).month(month).day(day).hour(hour).minute(minute).second(second);
    Metadata::new()
        .title(paper.title.clone())
        .language("vi".to_owned())
        .creator("Giaoban".to_owned())
        .creation_date(drawn_at.utc_offset_hour(7).utc_offset_minute(0))
}
