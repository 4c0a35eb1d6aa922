#!/usr/bin/env python3
"""Write src/styles/figures-WEIGHT.woff2: the digits of Be Vietnam Pro on one width.

Be Vietnam Pro has no tabular figures, and a clock whose digits differ in width trembles every second. The glyphs
are the font's own, centred on one advance; the font's licence (OFL 1.1, no reserved name) allows it under another name.
Needs fonttools and brotli; run only when the font changes.
"""

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules/@fontsource/be-vietnam-pro/files"
DIGITS = "0123456789"
WIDTH = 640
NAME = "Giaoban Figures"

for weight in (400, 500, 600, 700):
    font = TTFont(SOURCE / f"be-vietnam-pro-latin-{weight}-normal.woff2")
    options = Options()
    options.layout_features = []
    options.hinting = False
    options.flavor = "woff2"
    options.name_IDs = [0, 1, 2, 13, 14]
    subsetter = Subsetter(options)
    subsetter.populate(text=DIGITS)
    subsetter.subset(font)
    for glyph_name in (font.getBestCmap()[ord(digit)] for digit in DIGITS):
        glyph = font["glyf"][glyph_name]
        advance, left = font["hmtx"][glyph_name]
        shift = (WIDTH - advance) // 2
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(font["glyf"])
        font["hmtx"][glyph_name] = (WIDTH, left + shift)
    for record in font["name"].names:
        if record.nameID == 1:
            record.string = NAME
    font.flavor = "woff2"
    font.save(ROOT / f"src/styles/figures-{weight}.woff2")
    print(f"figures-{weight}.woff2")
