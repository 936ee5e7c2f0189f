"""Writes many short lines of text into a page: what a long table spends its time on.

reportlab's text object looks every character of every line up and formats every number anew.  A
pen keeps, for one document, how each single character is written (never a text: texts are personal
data), and the page gets the same operators.
"""

from __future__ import annotations

from typing import Any

from reportlab.lib.rl_accel import escapePDF, fp_str
from reportlab.pdfbase import pdfmetrics

from app.reports import fonts
from app.reports.style import Ink


class _Glyphs(dict[str, tuple[str, str]]):
    """How each character of one weight is written: the font's name in the document, the code."""

    def __init__(self, weight: fonts.Weight, document: Any) -> None:
        super().__init__()
        self._weight = weight
        self._document = document

    def __missing__(self, character: str) -> tuple[str, str]:
        ((name, _same),) = self._weight.runs(character)
        font: Any = pdfmetrics.getFont(name)
        ((subset, code),) = font.splitString(character, self._document)
        glyph = (font.getSubsetInternalName(subset, self._document), escapePDF(code))
        self[character] = glyph
        return glyph


class Pen:
    """Writes lines on the pages of one canvas, each between :meth:`begin` and :meth:`end`."""

    def __init__(self, canvas: Any) -> None:
        self._canvas = canvas
        # The ink stays in the entry, so that no other can be given its identity.
        self._inks: dict[int, tuple[Ink, _Glyphs, str, str]] = {}
        self._weights: dict[str, _Glyphs] = {}
        self._numbers: dict[float, str] = {}
        self._code: list[str] = []
        self._font = self._colour = self._size = ""

    def begin(self) -> None:
        """Begin to write on the page that the canvas is at."""
        self._code = ["BT"]
        self._font = self._colour = self._size = ""

    def line(self, x: float, y: float, text: str, ink: Ink) -> None:
        """Write one prepared line with its base line at ``y`` and its left edge at ``x``."""
        known = self._inks.get(id(ink))
        if known is None:
            known = self._learn(ink)
        _ink, glyphs, colour, size = known
        code = self._code
        if colour != self._colour:
            code.append(colour)
            self._colour = colour
        code.append(f"1 0 0 1 {self._number(x)} {self._number(y)} Tm")
        font, shown = self._font if size == self._size else "", ""
        self._size = size
        for wanted, character in map(glyphs.__getitem__, text):
            if wanted != font:
                if shown:
                    code.append(f"({shown}) Tj")
                    shown = ""
                code.append(f"{wanted} {size} Tf")
                font = wanted
            shown += character
        if shown:
            code.append(f"({shown}) Tj")
            self._font = font

    def end(self) -> None:
        """Hand what was written over to the page."""
        self._code.append("ET")
        self._canvas._code.append(" ".join(self._code))  # noqa: SLF001 - as its text object does
        self._code = []

    def _number(self, value: float) -> str:
        known = self._numbers.get(value)
        if known is None:
            known = self._numbers[value] = fp_str(value)
        return known

    def _learn(self, ink: Ink) -> tuple[Ink, _Glyphs, str, str]:
        weight = ink.weight
        glyphs = self._weights.get(weight.name)
        if glyphs is None:
            glyphs = self._weights[weight.name] = _Glyphs(weight, self._canvas._doc)  # noqa: SLF001
        known = (ink, glyphs, f"{fp_str(*ink.colour)} rg", fp_str(ink.size))
        self._inks[id(ink)] = known
        return known
