"""The fonts of the papers: one family with two weights, and a second one for rare name characters.

Every character is either printed with a glyph that is embedded in the PDF, or replaced by
:func:`printable` with a mark that names it; none is dropped.  Only single characters are cached
here, never a text: texts are personal data and must not outlive the paper.
"""

from __future__ import annotations

import threading
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFNameBytes, TTFont

from resources import BUILT

REGULAR = "ReceptionSans-Regular"
BOLD = "ReceptionSans-Bold"
RARE = "ReceptionSansRare-Regular"

MISSING_MARK = "〓"

# Readers are only promised a hundred entries in one block of a character map (PDF 1.7, 9.7.6.2).
_BLOCK = 100

_registration = threading.Lock()
_weights: tuple[Weight, Weight] | None = None


def to_unicode_map(name: str, subset: list[int]) -> str:
    """Return the ToUnicode character map of one font subset.

    Characters beyond U+FFFF are written as UTF-16 surrogate pairs, as the format asks; reportlab's
    own map writes five hexadecimal digits there, which readers take for two wrong characters.
    """
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
    ]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for start in range(0, len(entries), _BLOCK):
        block = entries[start : start + _BLOCK]
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)


class PaperFont(TTFont):
    """A TrueType font whose embedded subsets can be searched and copied for every character."""

    def __init__(self, name: str, filename: str) -> None:
        super().__init__(name, filename, shapable=False)
        # Two instances of one variable font may carry the same inner name; the objects of a PDF
        # are filed under it, so it has to be ours.
        self.face.name = TTFNameBytes(name.encode("ascii"))

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab's name
        """Add the font's objects to ``doc`` and put the right ToUnicode maps in their place."""
        subsets = list(self.state[doc].subsets)
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = b"".join((SUBSETN(number), b"+", self.face.name, self.face.subfontNameX))
            stream = doc.idToObject["toUnicodeCMap:" + name.decode("ascii")]
            stream.content = to_unicode_map(name.decode("ascii"), subset)


class GlyphWidths(dict[str, float]):
    """Advance width of each character in thousandths of the font size; 0 for a missing glyph."""

    def __init__(self, face: Any, fallback: Any) -> None:
        super().__init__()
        self._faces = (face, fallback)

    def __missing__(self, character: str) -> float:
        code = 32 if character == "\u00a0" else ord(character)
        for face in self._faces:
            if code in face.charToGlyph:
                width = float(face.charWidths.get(code, face.defaultWidth))
                break
        else:
            width = 0.0
        self[character] = width
        return width


class Weight:
    """One weight of the main family with the rare family behind it."""

    def __init__(self, name: str, font: PaperFont, rare: PaperFont) -> None:
        self.name = name
        self.widths = GlyphWidths(font.face, rare.face)
        self._main = frozenset(map(chr, font.face.charToGlyph)) | {"\u00a0"}
        self._rare = frozenset(map(chr, rare.face.charToGlyph))
        self.printable = self._main | self._rare

    def runs(self, text: str) -> list[tuple[str, str]]:
        """Split ``text`` in (font name, characters) runs; most texts are one run."""
        if self._main.issuperset(text):
            return [(self.name, text)]
        runs: list[tuple[str, str]] = []
        start, current = 0, ""
        for index, character in enumerate(text):
            font = self.name if character in self._main else RARE
            if font != current:
                if index > start:
                    runs.append((current, text[start:index]))
                start, current = index, font
        runs.append((current, text[start:]))
        return runs


def _load() -> tuple[Weight, Weight]:
    fonts = {}
    for name in (REGULAR, BOLD, RARE):
        fonts[name] = PaperFont(name, str(BUILT / "fonts" / f"{name}.ttf"))
        pdfmetrics.registerFont(fonts[name])
    return (
        Weight(REGULAR, fonts[REGULAR], fonts[RARE]),
        Weight(BOLD, fonts[BOLD], fonts[RARE]),
    )


def weights() -> tuple[Weight, Weight]:
    """Return the regular and the bold weight, loading and registering the fonts at the first call.

    Raises:
        reportlab.pdfbase.ttfonts.TTFError: a font file is missing or damaged.
    """
    global _weights  # noqa: PLW0603 - the fonts are registered once per process
    # Asked for with every line of text, so the lock is taken for the first call only.
    if _weights is None:
        with _registration:
            if _weights is None:
                _weights = _load()
    return _weights


def printable(text: str) -> str:
    """Return ``text`` with each character that has no glyph replaced by ``〓(U+20000)``."""
    regular = weights()[0].printable
    if regular.issuperset(text):
        return text
    return "".join(
        c if c in regular or c == "\n" else f"{MISSING_MARK}(U+{ord(c):04X})" for c in text
    )
