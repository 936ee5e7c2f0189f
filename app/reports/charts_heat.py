"""A table of counts as a heat map: each cell prints its number, darker where it is larger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.reports import style
from app.reports.page import Sheet
from app.reports.style import Colour, Ink
from app.reports.text import fit, width, wrap

_HEAD = Ink(7.5, colour=style.MUTED)
_TURNED = 68.0
_STEP = 18.0
_TOTAL = Ink(8.5, bold=True)
_LABEL = Ink(8.5)
_NONE = Ink(8.0, colour=style.RULE)


@dataclass(frozen=True)
class HeatRow:
    """One row: its name and total, a count for each column, the texts that follow its bar."""

    label: str
    total: int
    counts: tuple[int, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True)
class HeatLayout:
    """Widths in points: of the names, the bars, each text beside them.

    ``heads`` name the texts, ``rows`` the names and the row of totals.
    """

    label: float
    bar: float
    texts: tuple[float, ...]
    heads: tuple[str, ...]
    rows: tuple[str, str]


def height(rows: int) -> float:
    """Return how high a heat map of so many rows is at most, its totals included."""
    return _TURNED + 8 + (rows + 1) * _STEP


def heat_map(
    sheet: Sheet, columns: Sequence[str], rows: Sequence[HeatRow], layout: HeatLayout
) -> None:
    """Draw bars and cells at the cursor, with the totals of the columns below, and move it."""
    left = sheet.left + layout.label + 6 + layout.bar + sum(layout.texts) + 10
    cell = (sheet.right - left) / max(len(columns), 1)
    _heads(sheet, columns, layout, left, cell)
    largest = max((count for row in rows for count in row.counts), default=0) or 1
    longest = max((row.total for row in rows), default=0) or 1
    for number, row in enumerate(rows, start=1):
        # The last row takes the totals along to the next page.
        if sheet.y - _STEP * (2 if number == len(rows) else 1) - 2 < sheet.last_y:
            sheet.next_page()
            _heads(sheet, columns, layout, left, cell)
        _name_and_bar(sheet, row, layout, row.total / longest)
        for index, count in enumerate(row.counts):
            _cell(sheet, left + index * cell, cell, count, count / largest)
        sheet.y -= _STEP
    canvas = sheet.canvas
    style.stroke(canvas, style.RULE, 0.8)
    canvas.line(sheet.left, sheet.y, sheet.right, sheet.y)
    base = sheet.y - _STEP / 2 - 3
    sheet.put(sheet.left + layout.label, base, layout.rows[1], _TOTAL, "right")
    every = sum(row.total for row in rows)
    edge = sheet.left + layout.label + 6 + layout.bar + (layout.texts[0] if layout.texts else 0)
    sheet.put(edge, base, str(every), _TOTAL, "right")
    for index in range(len(columns)):
        text = str(sum(row.counts[index] for row in rows))
        sheet.put(left + (index + 0.5) * cell, base, text, _inside(text, _TOTAL, cell), "centre")
    sheet.y -= _STEP + 2


def _heads(
    sheet: Sheet, columns: Sequence[str], layout: HeatLayout, left: float, cell: float
) -> None:
    """Draw the names of the columns: level where every name fits its column, else turned."""
    canvas = sheet.canvas
    wrapped = [_level(name, cell - 3) for name in columns]
    # A word that was broken to fit is no word any more.
    whole = all(
        len(lines) <= 3 and (" ".join(lines) == name or not name.isascii())
        for lines, name in zip(wrapped, columns, strict=True)
    )
    upright = max((len(lines) for lines in wrapped), default=1) * 9.5 + 4
    deep = upright if whole else _TURNED
    bottom = sheet.y - deep
    for index, (name, lines) in enumerate(zip(columns, wrapped, strict=True)):
        middle = left + (index + 0.5) * cell
        if whole:
            for number, line in enumerate(reversed(lines)):
                sheet.put(middle, bottom + 4 + number * 9.5, line, _HEAD, "centre")
        else:
            canvas.saveState()
            canvas.translate(middle, bottom + 5)
            canvas.rotate(90)
            turned = wrap(name, _HEAD, _TURNED - 6)[:2]
            for number, line in enumerate(turned):
                sheet.put(0, -2.6 + (len(turned) - 1) * 4.4 - number * 8.8, line, _HEAD)
            canvas.restoreState()
    name = fit(layout.rows[0], _HEAD, layout.label)
    sheet.put(sheet.left + layout.label, bottom + 4, name, _HEAD, "right")
    edge = sheet.left + layout.label + 6 + layout.bar
    for head, size in zip(layout.heads, layout.texts, strict=True):
        edge += size
        for number, line in enumerate(reversed(wrap(head, _HEAD, size - 3))):
            sheet.put(edge, bottom + 4 + number * 9.5, line, _HEAD, "right")
    style.stroke(canvas, style.RULE, 0.8)
    canvas.line(sheet.left, bottom, sheet.right, bottom)
    sheet.y = bottom


def _level(name: str, available: float) -> list[str]:
    """Break a name for a narrow column; one without words to keep whole into even lines."""
    lines = wrap(name, _HEAD, available)
    if len(lines) > 1 and not name.isascii() and " " not in name:
        size = -(-len(name) // len(lines))
        return [name[start : start + size] for start in range(0, len(name), size)]
    return lines


def _name_and_bar(sheet: Sheet, row: HeatRow, layout: HeatLayout, part: float) -> None:
    canvas = sheet.canvas
    middle = sheet.y - _STEP / 2
    name = fit(row.label, _LABEL, layout.label)
    sheet.put(sheet.left + layout.label, middle - 3, name, _LABEL, "right")
    x = sheet.left + layout.label + 6
    style.fill(canvas, style.TINT)
    canvas.rect(x, middle - 4.6, layout.bar, 9.2, stroke=0, fill=1)
    style.fill(canvas, style.NAVY)
    canvas.rect(x, middle - 4.6, layout.bar * part, 9.2, stroke=0, fill=1)
    edge = x + layout.bar
    for index, (text, size) in enumerate(zip(row.texts, layout.texts, strict=True)):
        edge += size
        sheet.put(edge, middle - 3, text, _LABEL if index else _TOTAL, "right")


def _cell(sheet: Sheet, x: float, across: float, count: int, part: float) -> None:
    canvas = sheet.canvas
    colour = _shade(part)
    style.fill(canvas, colour)
    canvas.rect(x + 0.8, sheet.y - _STEP + 0.8, across - 1.6, _STEP - 1.6, stroke=0, fill=1)
    middle, base = x + across / 2, sheet.y - _STEP / 2 - 3
    if not count:
        sheet.put(middle, base, "·", _NONE, "centre")
        return
    text = str(count)
    ink = _TOTAL.with_colour(style.WHITE if part > 0.55 else style.INK)
    sheet.put(middle, base, text, _inside(text, ink, across), "centre")


def _inside(text: str, ink: Ink, across: float) -> Ink:
    """Return the ink, smaller where the number would leave its column."""
    size = width(text, ink)
    return ink if size <= across - 2 else replace(ink, size=ink.size * (across - 2) / size)


def _shade(part: float) -> Colour:
    """Return a colour from the tint of nothing to navy; it darkens evenly in grey as well."""
    if part <= 0:
        return style.TINT
    part = 0.08 + 0.92 * part
    start, end = style.WASH, style.NAVY
    red, green, blue = (a + (b - a) * part for a, b in zip(start, end, strict=True))
    return red, green, blue
