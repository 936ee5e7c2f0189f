"""Colours and type sizes of the papers; every pair keeps its contrast when printed in grey."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

from reportlab.pdfgen.canvas import Canvas

from app.reports import fonts

Colour: TypeAlias = tuple[float, float, float]


def _hex(code: str) -> Colour:
    red, green, blue = bytes.fromhex(code)
    return (red / 255, green / 255, blue / 255)


INK = _hex("1B2430")
MUTED = _hex("566273")
NAVY = _hex("0B4F82")
TEAL = _hex("16796F")
GREEN = _hex("1E7A3C")
AMBER = _hex("9A5B00")
RED = _hex("B3201B")
WHITE = _hex("FFFFFF")
TINT = _hex("F2F6FA")
WASH = _hex("E3EDF5")
LINE = _hex("CBD5DF")
RULE = _hex("8FA1B3")

# Five levels from very satisfied to very dissatisfied: dark, light, pale, light, dark, so that
# they can be told apart in grey as well, with the lower two in another hue.
LEVELS = {
    5: _hex("0F5F57"),
    4: _hex("5DAFA3"),
    3: _hex("D9E0E6"),
    2: _hex("EDAE61"),
    1: _hex("A8322B"),
}
SEVERITIES = {1: _hex("A8322B"), 2: _hex("D98A2B"), 3: _hex("2F77AD"), 4: _hex("9CB4C7")}


@dataclass(frozen=True)
class Ink:
    """How a piece of text is printed: size in points, weight and colour."""

    size: float = 9.0
    bold: bool = False
    colour: Colour = INK

    @property
    def weight(self) -> fonts.Weight:
        """The font weight, loaded when first asked for."""
        return fonts.weights()[1 if self.bold else 0]

    def with_colour(self, colour: Colour) -> Ink:
        """Return the same ink in another colour."""
        return replace(self, colour=colour)


BODY = Ink()
SMALL = Ink(8.0, colour=MUTED)
STRONG = Ink(bold=True)
HEADING = Ink(13.0, bold=True)


def fill(canvas: Canvas, colour: Colour) -> None:
    """Fill with ``colour`` from here on."""
    canvas.setFillColorRGB(*colour)


def stroke(canvas: Canvas, colour: Colour, width: float = 0.5) -> None:
    """Draw lines in ``colour`` and ``width`` points from here on."""
    canvas.setStrokeColorRGB(*colour)
    canvas.setLineWidth(width)
