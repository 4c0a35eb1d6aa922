//! What is on the sheets, whatever format they are written in? Lines and tables in reading order.

use super::legible::legible;
use crate::briefing::Millis;

/// Body text, in points: Decree 30 allows 13 and 14.
pub(super) const BODY: u8 = 13;
/// Letterhead, tables, notes, in points.
pub(super) const SMALL: u8 = 12;

/// Margins of an A4 sheet, in mm, as Decree 30 has them.
pub(super) const TOP_MM: f64 = 20.0;
pub(super) const BOTTOM_MM: f64 = 20.0;
pub(super) const LEFT_MM: f64 = 30.0;
pub(super) const RIGHT_MM: f64 = 15.0;
/// How far the first line of a body paragraph is set in, in mm.
pub(super) const FIRST_LINE_MM: f64 = 10.0;

/// Columns of a pair, in hundredths of the width: the nation's name fits on one line of the right one.
pub(super) const PAIR: [u8; 2] = [42, 58];

/// A document.
#[derive(Clone, Debug)]
pub(super) struct Paper {
    /// What programs list it as.
    pub(super) title: String,
    /// When it was drawn up.
    pub(super) drawn_at: Millis,
    pub(super) blocks: Vec<Block>,
}

/// One piece of it.
#[derive(Clone, Debug)]
pub(super) enum Block {
    Line(Line),
    /// Two columns side by side, without a frame.
    Pair([Vec<Line>; 2]),
    Table(Table),
}

/// A paragraph.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) runs: Vec<Run>,
    /// Points.
    pub(super) size: u8,
    pub(super) align: Align,
    /// Space above, in points.
    pub(super) above: u8,
    /// Stays on the page of what follows.
    pub(super) heads: bool,
}

/// Words in one face.
#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) face: Face,
    pub(super) underlined: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Face {
    Plain,
    Bold,
    Italic,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Align {
    Left,
    Centre,
    /// To both margins, the first line set in.
    Body,
}

/// A framed table. Every row has a cell a column.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) columns: Vec<Column>,
    pub(super) rows: Vec<Vec<String>>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    pub(super) head: &'static str,
    /// Hundredths of the width.
    pub(super) share: u8,
    pub(super) align: Align,
}

impl Run {
    pub(super) fn new(text: impl Into<String>, face: Face) -> Run {
        Run { text: legible(&text.into()), face, underlined: false }
    }
}

impl Line {
    fn of(runs: Vec<Run>, size: u8, align: Align) -> Line {
        Line { runs, size, align, above: 0, heads: false }
    }

    /// A paragraph of the body.
    pub(super) fn body(text: impl Into<String>) -> Line {
        Line::of(vec![Run::new(text, Face::Plain)], BODY, Align::Body).below(4)
    }

    /// The same with a first word that stands out.
    pub(super) fn named(name: &str, text: impl Into<String>) -> Line {
        let runs = vec![Run::new(format!("{name} "), Face::Bold), Run::new(text, Face::Plain)];
        Line::of(runs, BODY, Align::Body).below(4)
    }

    /// A note in italics.
    pub(super) fn note(text: impl Into<String>) -> Line {
        Line::of(vec![Run::new(text, Face::Italic)], BODY, Align::Body).below(4)
    }

    /// The head of a part.
    pub(super) fn part(text: impl Into<String>) -> Line {
        Line { heads: true, ..Line::of(vec![Run::new(text, Face::Bold)], BODY, Align::Left).below(12) }
    }

    /// The head of a section of a part.
    pub(super) fn section(text: impl Into<String>) -> Line {
        Line { heads: true, ..Line::of(vec![Run::new(text, Face::Bold)], BODY, Align::Body).below(6) }
    }

    pub(super) fn centred(text: impl Into<String>, face: Face, size: u8) -> Line {
        Line::of(vec![Run::new(text, face)], size, Align::Centre)
    }

    pub(super) fn left(text: impl Into<String>, face: Face, size: u8) -> Line {
        Line::of(vec![Run::new(text, face)], size, Align::Left)
    }

    /// So many points below what is above.
    pub(super) fn below(mut self, points: u8) -> Line {
        self.above = points;
        self
    }

    pub(super) fn underlined(mut self) -> Line {
        self.runs.iter_mut().for_each(|run| run.underlined = true);
        self
    }
}

impl Column {
    pub(super) const fn left(head: &'static str, share: u8) -> Column {
        Column { head, share, align: Align::Left }
    }

    pub(super) const fn centred(head: &'static str, share: u8) -> Column {
        Column { head, share, align: Align::Centre }
    }

    /// What stands over it.
    pub(super) fn heading(&self) -> Line {
        Line::centred(self.head, Face::Bold, SMALL)
    }

    /// What stands in one of its cells.
    pub(super) fn cell(&self, text: &str) -> Line {
        Line { align: self.align, ..Line::left(text, Face::Plain, SMALL) }
    }
}

impl From<Line> for Block {
    fn from(line: Line) -> Block {
        Block::Line(line)
    }
}
