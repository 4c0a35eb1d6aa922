//! Which glyph is a letter, and how wide is it? The embedded fonts; their widths are those of Times New Roman.

use super::super::paper::Face;
use krilla::text::{Font, GlyphId};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};
use std::collections::HashMap;

const PLAIN: &[u8] = include_bytes!("../../../fonts/giaoban-serif-regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../fonts/giaoban-serif-bold.ttf");
const ITALIC: &[u8] = include_bytes!("../../../fonts/giaoban-serif-italic.ttf");

/// Shown for what the fonts do not have: a box says that something stood there.
const MISSING: char = '□';

/// One face.
pub(super) struct FontFace {
    file: Font,
    /// Glyph and width, in parts of the size.
    letters: HashMap<char, (GlyphId, f32)>,
}

impl FontFace {
    fn load(bytes: &'static [u8]) -> FontFace {
        let font = FontRef::new(bytes).expect("an embedded font is a font");
        let widths = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        let letter = |(code, glyph)| {
            let width = widths.advance_width(glyph)?;
            Some((char::from_u32(code)?, (GlyphId::new(glyph.to_u32()), width)))
        };
        FontFace {
            letters: font.charmap().mappings().filter_map(letter).collect(),
            file: Font::new(bytes.into(), 0).expect("an embedded font is a font"),
        }
    }

    pub(super) fn file(&self) -> Font {
        self.file.clone()
    }

    /// Glyph and width of a letter, in parts of the size.
    pub(super) fn letter(&self, letter: char) -> (GlyphId, f32) {
        let known = self.letters.get(&letter).or_else(|| self.letters.get(&MISSING));
        known.copied().unwrap_or((GlyphId::new(0), 0.5))
    }
}

/// The three faces.
pub(super) struct Fonts([FontFace; 3]);

impl Fonts {
    pub(super) fn load() -> Fonts {
        Fonts([PLAIN, BOLD, ITALIC].map(FontFace::load))
    }

    pub(super) fn of(&self, face: Face) -> &FontFace {
        &self.0[match face {
            Face::Plain => 0,
            Face::Bold => 1,
            Face::Italic => 2,
        }]
    }
}
