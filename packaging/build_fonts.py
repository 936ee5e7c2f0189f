"""Make the fonts of the desk: static TrueType cuts of Noto Sans SC, with their licence.

A fresh machine may have no Chinese font, the PDF library takes TrueType outlines only, and a
variable font comes out Thin on screen and on paper.  So three static fonts are made, once:

* ``ReceptionSans-Regular.ttf`` and ``ReceptionSans-Bold.ttf``, family 'Reception Sans': the
  Chinese characters of GBK (all of GB2312, the common ones of the national standard list and the
  traditional forms), and every Latin letter, sign and symbol that the typeface has;
* ``ReceptionSansRare-Regular.ttf``, family 'Reception Sans Rare': all other Chinese characters
  of the typeface, for names such as U+20BB7 and U+4DAE; its outlines are converted from cubic.

The same inputs give the same bytes.  Runs inside the project's environment.
"""

from __future__ import annotations

import argparse
import io
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont, newTable
from fontTools.varLib import instancer

MAIN_FAMILY = "Reception Sans"
RARE_FAMILY = "Reception Sans Rare"
FIXED_TIME = 3_786_912_000
"""Seconds since 1904 written as the date of every font: 1 January 2024."""

KEPT_NAMES = {0, 13, 14}
"""Name records taken over: copyright, licence, address of the licence."""

SCRIPTS_LEFT_OUT = (
    range(0x1100, 0x1200),  # Hangul Jamo
    range(0x3130, 0x3190),
    range(0x3260, 0x3280),
    range(0xA960, 0xA980),
    range(0xAC00, 0xD800),  # Hangul syllables
    range(0xFFA0, 0xFFDD),
)
HAN = (
    range(0x3400, 0x4DC0),
    range(0x4E00, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x33480),
)


def _is_han(code: int) -> bool:
    return any(code in block for block in HAN)


def _gbk() -> set[int]:
    """Return the Chinese characters of the Unified Ideographs block that GBK holds."""
    kept = set()
    for code in range(0x4E00, 0x9FA6):
        try:
            chr(code).encode("gbk")
        except UnicodeEncodeError:
            continue
        kept.add(code)
    return kept


def _main_characters(available: set[int]) -> set[int]:
    wanted = {code for code in available if not _is_han(code)}
    wanted -= {code for block in SCRIPTS_LEFT_OUT for code in block}
    return wanted | (_gbk() & available)


def _source_variable() -> Path:
    return Path(
        str(files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf")
    )


def _source_collection() -> Path:
    return Path(str(files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc"))


def _cut(font: TTFont, characters: set[int], drop: tuple[str, ...] = ()) -> None:
    options = Options()
    options.layout_features = ["ccmp", "kern", "liga", "locl", "mark", "mkmk"]
    options.hinting = False
    options.glyph_names = False
    options.notdef_outline = True
    options.name_IDs = sorted(KEPT_NAMES)
    options.name_languages = [0x409]
    options.recalc_timestamp = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "STAT", "DSIG", "gasp", "prep", *drop]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=sorted(characters))
    subsetter.subset(font)


def _name(font: TTFont, family: str, style: str, origin: str) -> None:
    """Give the font its own names; the reserved names of its makers stay in the copyright only."""
    table: Any = font["name"]
    table.names = [
        record
        for record in table.names
        if record.nameID in KEPT_NAMES and (record.platformID, record.langID) == (3, 0x409)
    ]
    postscript = f"{family.replace(' ', '')}-{style}"
    for name_id, text in {
        1: family,
        2: style,
        3: f"{postscript}; {origin}",
        4: family if style == "Regular" else f"{family} {style}",
        5: f"Version 1.0; cut from {origin}",
        6: postscript,
    }.items():
        table.setName(text, name_id, 3, 1, 0x409)
    head: Any = font["head"]
    head.created = head.modified = FIXED_TIME
    head.macStyle = 1 if style == "Bold" else 0
    os2: Any = font["OS/2"]
    os2.usWeightClass = 700 if style == "Bold" else 400
    os2.fsSelection = (os2.fsSelection & ~0x61) | (0x20 if style == "Bold" else 0x40)
    os2.achVendID = "NONE"


def _save(font: TTFont, target: Path) -> None:
    font.recalcTimestamp = False
    content = io.BytesIO()
    font.save(content, reorderTables=True)
    half_made = target.with_suffix(".part")
    half_made.write_bytes(content.getvalue())
    half_made.replace(target)


def make_main(style: str, weight: int, folder: Path) -> str:
    """Write one weight of the main family into ``folder``; return the file's name."""
    with TTFont(_source_variable(), recalcTimestamp=False) as font:
        _cut(font, _main_characters(set(font.getBestCmap())))
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
        _name(font, MAIN_FAMILY, style, f"justmytype-intl-cjk {version('justmytype-intl-cjk')}")
        target = folder / f"ReceptionSans-{style}.ttf"
        _save(font, target)
    return target.name


def _quadratic(font: TTFont) -> None:
    """Replace the cubic (CFF) outlines by TrueType ones, within half a unit of a thousand."""
    glyphs = font.getGlyphSet()
    order = font.getGlyphOrder()
    outlines = {}
    for glyph_name in order:
        pen = TTGlyphPen(None)
        glyphs[glyph_name].draw(Cu2QuPen(pen, 0.5, reverse_direction=True))
        outlines[glyph_name] = pen.glyph()
    glyf: Any = newTable("glyf")
    glyf.glyphOrder = order
    glyf.glyphs = outlines
    font["loca"] = newTable("loca")
    font["glyf"] = glyf
    metrics: Any = font["hmtx"].metrics
    for glyph_name, outline in outlines.items():
        outline.recalcBounds(glyf)
        metrics[glyph_name] = (metrics[glyph_name][0], getattr(outline, "xMin", 0))
    maxp: Any = newTable("maxp")
    maxp.tableVersion = 0x00010000
    maxp.maxZones = 1
    for limit in (
        "maxTwilightPoints",
        "maxStorage",
        "maxFunctionDefs",
        "maxInstructionDefs",
        "maxStackElements",
        "maxSizeOfInstructions",
        "maxComponentElements",
    ):
        setattr(maxp, limit, 0)
    font["maxp"] = maxp
    post: Any = font["post"]
    post.formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"


def make_rare(folder: Path) -> str:
    """Write the family of rare characters into ``folder``; return the file's name."""
    with TTFont(_source_variable(), lazy=True) as variable:
        main = _main_characters(set(variable.getBestCmap()))
    collection = TTCollection(_source_collection(), lazy=True)
    font = next(
        face for face in collection.fonts if face["name"].getDebugName(4) == "Noto Sans CJK SC"
    )
    rare = {code for code in font.getBestCmap() if _is_han(code)} - main
    # A space and a digit, so that programs which probe a font by them take it for a whole one.
    _cut(font, rare | {0x20, 0x30}, drop=("GSUB", "GPOS", "GDEF"))
    _quadratic(font)
    _name(font, RARE_FAMILY, "Regular", f"noto-cjk-sans-otc {version('noto-cjk-sans-otc')}")
    target = folder / "ReceptionSansRare-Regular.ttf"
    _save(font, target)
    collection.close()
    return target.name


ORIGIN = """\
Origin of the fonts in this folder
==================================

ReceptionSans-Regular.ttf, ReceptionSans-Bold.ttf
    Noto Sans SC (variable), from the Python package justmytype-intl-cjk {main}
    (upstream: https://github.com/google/fonts, ofl/notosanssc).
    Changed: fixed at weight 400 and 700, cut to the characters of GBK and all signs, renamed.

ReceptionSansRare-Regular.ttf
    Noto Sans CJK SC Regular, from the Python package noto-cjk-sans-otc {rare}
    (upstream: https://github.com/notofonts/noto-cjk).
    Changed: cut to the Chinese characters that the two above lack, outlines converted from
    cubic to quadratic, renamed.

Both are licensed under the SIL Open Font License 1.1, see OFL.txt; so are the files made here.
"""


def write_licence(folder: Path) -> None:
    """Put the licence and a note of origin beside the fonts."""
    licence = _source_variable().with_name("OFL.txt").read_text(encoding="utf-8")
    (folder / "OFL.txt").write_text(licence, encoding="utf-8", newline="\n")
    note = ORIGIN.format(main=version("justmytype-intl-cjk"), rare=version("noto-cjk-sans-otc"))
    (folder / "ORIGIN.txt").write_text(note, encoding="utf-8", newline="\n")


def build(folder: Path) -> None:
    """Make all fonts in ``folder``, two at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(max_workers=2) as pool:
        jobs = [
            pool.submit(make_rare, folder),
            pool.submit(make_main, "Regular", 400, folder),
            pool.submit(make_main, "Bold", 700, folder),
        ]
        for job in jobs:
            job.result()
    write_licence(folder)


def main() -> int:
    """Build the fonts into the folder named on the command line."""
    parser = argparse.ArgumentParser(description="Make the fonts of the desk.")
    parser.add_argument("folder", type=Path)
    build(parser.parse_args().folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
