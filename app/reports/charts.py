"""Charts drawn straight on the sheet; each value is printed, so that no colour has to be read.

Every function draws at a given place and returns nothing or the height it used, in points; ``top``
is the upper edge.  Texts are prepared already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.reports import style
from app.reports.page import Sheet
from app.reports.style import Colour, Ink
from app.reports.text import fit, width

_LABEL = Ink(8.5)
_VALUE = Ink(8.5, bold=True)
_LEGEND = Ink(8.0)
_SCALE = Ink(7.0, colour=style.MUTED)


@dataclass(frozen=True)
class Bar:
    """One bar: what it stands for, its value, the texts right of the plot, its colour."""

    label: str
    value: int
    texts: tuple[str, ...] = ()
    colour: Colour = style.NAVY


@dataclass(frozen=True)
class BarLayout:
    """Where the parts of a bar chart lie; widths in points.

    ``columns`` are the right edges of the text columns, measured from the right edge of the chart;
    ``running`` is the index of the column with the running total, which is then drawn as a line.
    """

    label: float
    columns: tuple[float, ...] = ()
    heads: tuple[str, ...] = ()
    running: int | None = None
    step: float = 16.5
    gap: float = 10.0


def bars(
    sheet: Sheet, left: float, top: float, available: float, data: Sequence[Bar], layout: BarLayout
) -> float:
    """Draw horizontal bars, each with its texts; return the height used."""
    canvas = sheet.canvas
    y = top
    right = left + available
    edges = [right - offset for offset in layout.columns]
    if layout.heads:
        y -= 11
        for index, (edge, head) in enumerate(zip(edges, layout.heads, strict=True)):
            used = sheet.put(edge, y, head, _SCALE, "right")
            if index == layout.running:
                _line_key(sheet, edge - used - 17, y + 2.5, style.AMBER)
        y -= 4
        style.stroke(canvas, style.LINE, 0.6)
        canvas.line(left, y, right, y)
    plot_left = left + layout.label + 6
    texts = [bar.texts[0] for bar in data if bar.texts] if edges else []
    widest = max((width(text, _VALUE) for text in texts), default=0.0)
    plot = (edges[0] - widest if edges else right - 30) - layout.gap - plot_left
    largest = max((bar.value for bar in data), default=0) or 1
    points: list[tuple[float, float]] = []
    total = sum(bar.value for bar in data) or 1
    running = 0
    first = y
    for index, bar in enumerate(data):
        middle = y - layout.step / 2
        base = middle - 3
        label = fit(bar.label, _LABEL, layout.label)
        sheet.put(plot_left - 6, base, label, _LABEL, "right")
        style.fill(canvas, style.TINT)
        canvas.rect(plot_left, middle - 4.6, plot, 9.2, stroke=0, fill=1)
        style.fill(canvas, bar.colour)
        length = plot * bar.value / largest
        canvas.rect(plot_left, middle - 4.6, length, 9.2, stroke=0, fill=1)
        for column, (edge, text) in enumerate(zip(edges, bar.texts, strict=True)):
            sheet.put(edge, base, text, _LABEL if column else _VALUE, "right")
        if not edges:
            sheet.put(plot_left + length + 4, base, str(bar.value), _VALUE)
        running += bar.value
        points.append((plot_left + plot * running / total, middle))
        y -= layout.step
        if index + 1 < len(data) and edges:
            style.stroke(canvas, style.LINE, 0.3)
            canvas.line(left, y, right, y)
    style.stroke(canvas, style.RULE, 0.8)
    canvas.line(plot_left, first - 2, plot_left, y + 2)
    if layout.running is not None and len(points) > 1:
        _running_line(sheet, points)
    return top - y


def _running_line(sheet: Sheet, points: list[tuple[float, float]]) -> None:
    canvas = sheet.canvas
    # White below the line keeps it visible where it crosses a bar, in grey as well.
    for colour, line_width in ((style.WHITE, 2.6), (style.AMBER, 1.1)):
        style.stroke(canvas, colour, line_width)
        path = canvas.beginPath()
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        canvas.drawPath(path, stroke=1, fill=0)
    for x, y in points:
        style.fill(canvas, style.WHITE)
        style.stroke(canvas, style.AMBER, 1.0)
        canvas.circle(x, y, 2.0, stroke=1, fill=1)


@dataclass(frozen=True)
class Level:
    """One part of a stacked bar; ``light`` parts carry dark figures.

    A ``hatched`` part can be told in grey from another one that is as dark.
    """

    label: str
    value: int
    colour: Colour
    light: bool = False
    hatched: bool = False


def stacked_bar(
    sheet: Sheet, left: float, top: float, available: float, levels: Sequence[Level]
) -> float:
    """Draw one bar whose parts add up to its length, with a legend; return the height used."""
    canvas = sheet.canvas
    total = sum(level.value for level in levels)
    height = 24.0
    x = left
    for level in levels:
        length = available * level.value / total if total else 0.0
        if not length:
            continue
        style.fill(canvas, level.colour)
        style.stroke(canvas, style.WHITE, 1.2)
        canvas.rect(x, top - height, length, height, stroke=1, fill=1)
        if level.hatched:
            _hatch(sheet, x, top - height, length, height)
        ink = Ink(9.5, bold=True, colour=style.INK if level.light else style.WHITE)
        size = width(str(level.value), ink) + 6
        if length > size:
            if level.hatched:
                style.fill(canvas, level.colour)
                canvas.rect(x + (length - size) / 2, top - height / 2 - 6, size, 12, 0, 1)
            sheet.put(x + length / 2, top - height / 2 - 3.4, str(level.value), ink, "centre")
        x += length
    x, y = left, top - height - 17
    for level in levels:
        share = f"{level.value / total:.0%}" if total else "—"
        text = f"{level.label} {level.value} ({share})"
        needed = width(text, _LEGEND) + 27
        if x + needed - 13 > left + available:
            x, y = left, y - 15
        style.fill(canvas, level.colour)
        style.stroke(canvas, style.RULE, 0.4)
        canvas.rect(x, y - 1, 9, 9, stroke=1, fill=1)
        if level.hatched:
            _hatch(sheet, x, y - 1, 9, 9)
        sheet.put(x + 14, y, text, _LEGEND)
        x += needed
    return top - y + 4


def _hatch(sheet: Sheet, x: float, y: float, across: float, height: float) -> None:
    canvas = sheet.canvas
    canvas.saveState()
    edge = canvas.beginPath()
    edge.rect(x, y, across, height)
    canvas.clipPath(edge, stroke=0, fill=0)
    style.stroke(canvas, style.WHITE, 0.7)
    start = x - height
    while start < x + across:
        canvas.line(start, y, start + height, y + height)
        start += 4.5
    canvas.restoreState()


@dataclass(frozen=True)
class MonthColumn:
    """One month: its label, its count, the completion between 0 and 1 or None, as text too."""

    label: str
    value: int
    share: float | None
    share_text: str
    current: bool = False


def month_columns(
    sheet: Sheet,
    left: float,
    top: float,
    available: float,
    height: float,
    months: Sequence[MonthColumn],
    names: tuple[str, str],
) -> None:
    """Draw one column a month with the completion as a line above them.

    ``names`` are the legend's words for the columns and the line.  The line has its own band above
    the columns, so that the two never cover each other.
    """
    canvas = sheet.canvas
    line_top, line_bottom = top - 26, top - 26 - (height - 62) * 0.34
    columns_top, columns_bottom = line_bottom - 16, top - height + 22
    _legend(sheet, left + available, top - 8, names)
    largest = max((month.value for month in months), default=0) or 1
    step = available / max(len(months), 1)
    broad = min(step * 0.58, 34.0)
    style.stroke(canvas, style.LINE, 0.4)
    for share in (0.0, 0.5, 1.0):
        y = line_bottom + (line_top - line_bottom) * share
        canvas.line(left, y, left + available, y)
        sheet.put(left - 3, y - 2.4, f"{share:.0%}", _SCALE, "right")
    style.stroke(canvas, style.RULE, 0.8)
    canvas.line(left, columns_bottom, left + available, columns_bottom)
    segments: list[list[tuple[float, float, str]]] = [[]]
    for index, month in enumerate(months):
        middle = left + step * (index + 0.5)
        size = (columns_top - columns_bottom) * month.value / largest
        style.fill(canvas, style.NAVY if month.current else style.RULE)
        canvas.rect(middle - broad / 2, columns_bottom, broad, size, stroke=0, fill=1)
        sheet.put(middle, columns_bottom + size + 3, str(month.value), _VALUE, "centre")
        label = _SCALE.with_colour(style.INK) if month.current else _SCALE
        sheet.put(middle, columns_bottom - 10, month.label, label, "centre")
        if month.share is None:
            segments.append([])
        else:
            y = line_bottom + (line_top - line_bottom) * min(month.share, 1.0)
            segments[-1].append((middle, y, month.share_text))
    for segment in segments:
        _share_line(sheet, segment, line_top)


def _share_line(sheet: Sheet, segment: list[tuple[float, float, str]], line_top: float) -> None:
    canvas = sheet.canvas
    style.stroke(canvas, style.TEAL, 1.3)
    for (x1, y1, _before), (x2, y2, _after) in pairwise(segment):
        canvas.line(x1, y1, x2, y2)
    for x, y, text in segment:
        style.fill(canvas, style.WHITE)
        canvas.circle(x, y, 2.1, stroke=1, fill=1)
        above = y + 5 if y + 5 < line_top + 4 else y - 9.5
        ink = Ink(7.0, colour=style.TEAL)
        size = width(text, ink)
        style.fill(canvas, style.WHITE)
        canvas.rect(x - size / 2 - 1, above - 1.4, size + 2, 7.4, stroke=0, fill=1)
        sheet.put(x, above, text, ink, "centre")
        style.stroke(canvas, style.TEAL, 1.3)


def _legend(sheet: Sheet, right: float, y: float, names: tuple[str, str]) -> None:
    canvas = sheet.canvas
    columns, line = names
    sheet.put(right, y, line, _LABEL, "right")
    x = right - width(line, _LABEL) - 18
    _line_key(sheet, x, y + 3, style.TEAL)
    x -= 14
    sheet.put(x, y, columns, _LABEL, "right")
    x -= width(columns, _LABEL) + 13
    style.fill(canvas, style.NAVY)
    canvas.rect(x, y - 1, 9, 9, stroke=0, fill=1)


def _line_key(sheet: Sheet, x: float, y: float, colour: Colour) -> None:
    style.stroke(sheet.canvas, colour, 1.3)
    sheet.canvas.line(x, y, x + 14, y)
    style.fill(sheet.canvas, style.WHITE)
    sheet.canvas.circle(x + 7, y, 2.1, stroke=1, fill=1)


def tick(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Draw a check mark of ``size`` points with its lower edge at ``y``."""
    canvas = sheet.canvas
    style.stroke(canvas, style.GREEN, size * 0.17)
    path = canvas.beginPath()
    path.moveTo(x, y + size * 0.42)
    path.lineTo(x + size * 0.34, y + size * 0.06)
    path.lineTo(x + size * 0.95, y + size * 0.86)
    canvas.drawPath(path, stroke=1, fill=0)


def cross(sheet: Sheet, x: float, y: float, size: float) -> None:
    """Draw the mark of what was missed, ``size`` points high, with its lower edge at ``y``."""
    canvas = sheet.canvas
    style.stroke(canvas, style.RED, size * 0.17)
    low, high = size * 0.14, size * 0.8
    canvas.line(x + low, y + low, x + high, y + high)
    canvas.line(x + low, y + high, x + high, y + low)
