#!/bin/bash
# Makes the fonts in this folder: Tinos, which has the widths of Times New Roman, reduced to what Vietnamese and
# English are written with. Needs Debian's fonts-croscore and the fonttools of PyPI; building and running need
# neither, because the results are committed. Changed fonts bear a name of their own.
set -euo pipefail
cd "$(dirname "$0")"

FROM=${FROM:-/usr/share/fonts/truetype/croscore}
LETTERS=U+0020-007E,U+00A0-017F,U+01A0-01B0,U+0300-0304,U+0306-0309,U+031B,U+0323,U+1EA0-1EF9
SIGNS=U+2010-2015,U+2018-201E,U+2020-2022,U+2026,U+2030,U+2032,U+2033,U+20AB,U+20AC,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265,U+25A0,U+25A1,U+25AA,U+25CF,U+25E6

for style in Regular Bold Italic; do
  python3 - "$FROM/Tinos-$style.ttf" "giaoban-serif-${style,,}.ttf" "$style" "$LETTERS,$SIGNS" <<'PY'
import sys
from fontTools import subset
from fontTools.ttLib import TTFont

source, target, style, unicodes = sys.argv[1:]
options = subset.Options(hinting=False, layout_features=["kern", "ccmp", "mark"], name_IDs=[0, 13, 14], notdef_outline=True)
font = TTFont(source)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=subset.parse_unicodes(unicodes))
subsetter.subset(font)
names = {1: "Giaoban Serif", 2: style, 4: f"Giaoban Serif {style}", 6: f"GiaobanSerif-{style}"}
for number, name in names.items():
    font["name"].setName(name, number, 3, 1, 0x409)
font.save(target)
PY
done
