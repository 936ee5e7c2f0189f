"""Tables of any length: wrapped cells, a head on each page, rows that stay together.

A row moves to the next page as a whole, unless it is taller than a page: then it is broken after
its second line at the earliest and before its last but one at the latest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from app.i18n import _
from app.reports import style
from app.reports.page import Sheet
from app.reports.pen import Pen
from app.reports.style import Ink
from app.reports.text import Align, width, wrap

Cell: TypeAlias = Sequence[tuple[str, Ink]]
"""Prepared texts one below the other, each with its ink."""

_HEAD = Ink(8.0, bold=True, colour=style.WHITE)
_HEAD_SECOND = Ink(7.5, colour=style.WHITE)
_CONTINUED = Ink(8.0, colour=style.MUTED)


@dataclass(frozen=True)
class Column:
    """One column: the lines of its head, its width in points, its alignment."""

    head: tuple[str, ...]
    width: float
    align: Align = "left"


@dataclass(frozen=True)
class Spacing:
    """Distances in points: between base lines, above and below a row, beside a text."""

    leading: float = 11.2
    above: float = 4.0
    beside: float = 4.0


_Line: TypeAlias = tuple[str, Ink]


class Table:
    """A table on ``sheet`` at its cursor, drawn row by row."""

    def __init__(
        self,
        sheet: Sheet,
        columns: Sequence[Column],
        spacing: Spacing | None = None,
    ) -> None:
        self._sheet = sheet
        self._columns = columns
        self._spacing = spacing or Spacing()
        self._lefts: list[float] = []
        x = sheet.left
        for column in columns:
            self._lefts.append(x)
            x += column.width
        self._right = x
        self._anchors = [
            self._anchor(column, left) for column, left in zip(columns, self._lefts, strict=True)
        ]
        self._pen = Pen(sheet.canvas)
        self._striped = False
        head_lines = max(len(column.head) for column in columns)
        self._head_height = head_lines * 10.5 + 7

    def draw(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Draw the head and all rows, on as many pages as they need."""
        sheet, spacing = self._sheet, self._spacing
        two_rows = 2 * spacing.leading + 2 * spacing.above
        sheet.need(self._head_height + two_rows)
        self._draw_head()
        full_page = sheet.first_y - sheet.last_y - self._head_height
        for row in rows:
            cells = [
                self._lines(cell, column) for cell, column in zip(row, self._columns, strict=True)
            ]
            count = max(map(len, cells))
            height = count * spacing.leading + 2 * spacing.above
            if height <= sheet.y - sheet.last_y:
                self._draw_row(cells, height)
            elif height <= full_page:
                self._next_page()
                self._draw_row(cells, height)
            else:
                self._draw_tall_row(cells, count)
            sheet.row_drawn()

    def _lines(self, cell: Cell, column: Column) -> list[_Line]:
        available = column.width - 2 * self._spacing.beside
        return [(line, ink) for text, ink in cell for line in wrap(text, ink, available)]

    def _next_page(self) -> None:
        self._sheet.next_page()
        self._draw_head()

    def _draw_head(self) -> None:
        sheet, canvas = self._sheet, self._sheet.canvas
        style.fill(canvas, style.NAVY)
        bottom = sheet.y - self._head_height
        canvas.rect(sheet.left, bottom, self._right - sheet.left, self._head_height, 0, 1)
        for column, anchor in zip(self._columns, self._anchors, strict=True):
            y = sheet.y - 4 - 7.2
            for index, text in enumerate(column.head):
                ink = _HEAD_SECOND if index else _HEAD
                sheet.put(anchor, y, text, ink, column.align)
                y -= 10.5
        sheet.y = bottom
        self._striped = False

    def _anchor(self, column: Column, left: float) -> float:
        beside = self._spacing.beside
        if column.align == "right":
            return left + column.width - beside
        if column.align == "centre":
            return left + column.width / 2
        return left + beside

    def _draw_tall_row(self, cells: list[list[_Line]], count: int) -> None:
        spacing, sheet = self._spacing, self._sheet
        striped = self._striped
        done = 0
        while done < count:
            room = int((sheet.y - sheet.last_y - 2 * spacing.above) / spacing.leading)
            take = min(room, count - done)
            if count - done - take == 1:
                take -= 1
            if take < 2 and count - done > take:
                self._next_page()
                continue
            part = [lines[done : done + take] for lines in cells]
            if done and not part[0]:
                # The rest of a row says whose it is: its first line, which is what names it.
                part[0] = [cells[0][0], (_("continued"), _CONTINUED)]
            self._striped = striped
            self._draw_row(part, take * spacing.leading + 2 * spacing.above)
            done += take

    def _draw_row(self, cells: list[list[_Line]], height: float) -> None:
        sheet, spacing = self._sheet, self._spacing
        canvas = sheet.canvas
        bottom = sheet.y - height
        if self._striped:
            canvas.setFillColorRGB(*style.TINT)
            canvas.rect(sheet.left, bottom, self._right - sheet.left, height, 0, 1)
        canvas.setStrokeColorRGB(*style.LINE)
        canvas.setLineWidth(0.4)
        canvas.line(sheet.left, bottom, self._right, bottom)
        pen = self._pen
        pen.begin()
        top = sheet.y - spacing.above - spacing.leading * 0.76
        for lines, column, anchor in zip(cells, self._columns, self._anchors, strict=True):
            y = top
            for text, ink in lines:
                x = anchor
                if column.align != "left":
                    x -= width(text, ink) / (1 if column.align == "right" else 2)
                pen.line(x, y, text, ink)
                if "〓" in text:
                    sheet.note_missing(text)
                y -= spacing.leading
        pen.end()
        sheet.y = bottom
        self._striped = not self._striped
