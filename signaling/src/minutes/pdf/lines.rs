//! Where does a paragraph break? Words are put on a line while they fit; a word longer than a line is cut.

use super::super::paper::{Align, FIRST_LINE_MM, Face, Line, Run};
use super::MM;
use super::font::Fonts;
use krilla::text::{GlyphId, KrillaGlyph};

/// Height of a line, in parts of its size.
pub(super) const LEADING: f32 = 1.25;
/// What of it is above the base line.
pub(super) const ASCENT: f32 = 0.95;
/// How far the first line of a body paragraph is set in, in points.
const FIRST_LINE: f32 = FIRST_LINE_MM as f32 * MM;

/// Words of one face on one line, ready to be drawn.
#[derive(Clone, Debug)]
pub(super) struct Words {
    pub(super) x: f32,
    pub(super) baseline: f32,
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) text: String,
    /// Advances are in parts of the size.
    pub(super) glyphs: Vec<KrillaGlyph>,
    pub(super) underlined: bool,
    pub(super) width: f32,
}

/// One line of a broken paragraph: what is on it, with places from the paragraph's left edge.
#[derive(Clone, Debug, Default)]
pub(super) struct Row {
    pub(super) words: Vec<Words>,
}

/// A letter with its measure.
#[derive(Clone, Copy)]
struct Letter {
    letter: char,
    glyph: GlyphId,
    width: f32,
    face: Face,
    underlined: bool,
}

impl Letter {
    fn is_space(&self) -> bool {
        self.letter == ' '
    }
}

/// The lines of a paragraph that is `width` points wide.
pub(super) fn broken(line: &Line, width: f32, fonts: &Fonts) -> Vec<Row> {
    let size = f32::from(line.size);
    let letters = letters(line, size, fonts);
    let set_in = if line.align == Align::Body { FIRST_LINE } else { 0.0 };
    let mut rows = Vec::new();
    let mut from = 0;
    while from < letters.len() || rows.is_empty() {
        let left = if rows.is_empty() { set_in } else { 0.0 };
        let to = end_of_line(&letters[from..], width - left) + from;
        let last = to == letters.len();
        rows.push(row(trimmed(&letters[from..to]), line, left, width - left, last));
        from = to;
    }
    rows
}

fn letters(line: &Line, size: f32, fonts: &Fonts) -> Vec<Letter> {
    let of_run = |run: &Run| {
        let (face, underlined) = (run.face, run.underlined);
        let measured = move |letter: char| {
            let letter = if letter.is_whitespace() && letter != '\u{a0}' { ' ' } else { letter };
            let (glyph, width) = fonts.of(face).letter(letter);
            Letter { letter, glyph, width: width * size, face, underlined }
        };
        run.text.chars().map(measured).collect::<Vec<_>>()
    };
    line.runs.iter().flat_map(of_run).collect()
}

/// How many letters go on a line: up to the last space that fits, with the spaces after it; a longer word is cut.
fn end_of_line(letters: &[Letter], width: f32) -> usize {
    let mut used = 0.0;
    let mut after_space = 0;
    for (n, letter) in letters.iter().enumerate() {
        used += letter.width;
        if letter.is_space() {
            after_space = n + 1;
        } else if used > width {
            return if after_space > 0 { after_space } else { n.max(1) };
        }
    }
    letters.len()
}

fn trimmed(letters: &[Letter]) -> &[Letter] {
    let end = letters.iter().rposition(|letter| !letter.is_space()).map_or(0, |last| last + 1);
    let start = letters[..end].iter().position(|letter| !letter.is_space()).unwrap_or(0);
    &letters[start..end]
}

/// Places the letters of a line; in a body, all but the last reach the right margin.
fn row(letters: &[Letter], line: &Line, left: f32, width: f32, last: bool) -> Row {
    let used: f32 = letters.iter().map(|letter| letter.width).sum();
    let spaces = letters.iter().filter(|letter| letter.is_space()).count();
    let room = (width - used).max(0.0);
    let (mut x, stretch) = match line.align {
        Align::Centre => (left + room / 2.0, 0.0),
        Align::Body if !last && spaces > 0 => (left, room / spaces as f32),
        _ => (left, 0.0),
    };
    let size = f32::from(line.size);
    let mut row = Row::default();
    for same in letters.chunk_by(|a, b| (a.face, a.underlined) == (b.face, b.underlined)) {
        let words = words(same, size, x, stretch);
        x += words.width;
        row.words.push(words);
    }
    row
}

fn words(letters: &[Letter], size: f32, x: f32, stretch: f32) -> Words {
    let mut text = String::new();
    let mut glyphs = Vec::with_capacity(letters.len());
    let mut width = 0.0;
    for letter in letters {
        let advance = letter.width + if letter.is_space() { stretch } else { 0.0 };
        let from = text.len();
        text.push(letter.letter);
        glyphs.push(KrillaGlyph::new(letter.glyph, advance / size, 0.0, 0.0, 0.0, from..text.len(), None));
        width += advance;
    }
    let (face, underlined) =
        letters.first().map_or((Face::Plain, false), |first| (first.face, first.underlined));
    Words { x, baseline: 0.0, face, size, text, glyphs, underlined, width }
}
