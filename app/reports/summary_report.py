"""What the papers of a period share: numbered sections, tables with their head, small facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from app.domain.period_summary import PeriodSummary
from app.reports import style, wording
from app.reports.page import Sheet
from app.reports.style import Ink
from app.reports.table import Cell, Column, Spacing, Table
from app.reports.text import fit, prepare, wrap

_FACT_LABEL = Ink(8.0, colour=style.MUTED)
_FACT = Ink(9.0)
_TALL = 340.0
TIGHT = Spacing(leading=10.8, above=2.4)
"""Rows of figures, which are read across and need less air than rows of words."""
_SUBHEAD = Ink(10.0, bold=True, colour=style.NAVY)


class Report:
    """One paper under way: its sheet, what it tells of, and the number of the last section."""

    def __init__(self, sheet: Sheet, summary: PeriodSummary) -> None:
        self.sheet = sheet
        self.summary = summary
        self.words = wording.period_words(summary.period.kind)
        self._number = 0

    def section(self, title: str, *, keep: float) -> None:
        """Begin the next numbered section, on a new page unless ``keep`` points fit below it."""
        self._number += 1
        self.sheet.section(wording.numbered(self._number, title), keep=keep)

    def subsection(self, title: str, *, keep: float) -> None:
        """Draw the heading of a part of a section, on a new page unless ``keep`` points fit."""
        sheet = self.sheet
        sheet.need(30 + keep)
        sheet.y -= 12
        sheet.outline(title, 1)
        sheet.put(sheet.left, sheet.y - 10, title, _SUBHEAD)
        sheet.y -= 18

    def sentence(self, text: str) -> None:
        """Draw a sentence in place of a section's figures, or beneath its heading."""
        self.sheet.paragraph(text, Ink(9.5, colour=style.MUTED))

    def note(self, text: str) -> None:
        """Draw a small note that explains the figures above it."""
        self.sheet.y -= 4
        self.sheet.paragraph(text, style.SMALL)

    def table_section(
        self, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], lead: str = ""
    ) -> None:
        """Draw a section that is one table; its heading is never parted from the first row."""
        sheet = self.sheet
        every: Iterator[Sequence[Cell]] = iter(rows)
        first = next(every)
        above = len(wrap(lead, Ink(9.5), sheet.width)) * 14.25 + 6 if lead else 0.0
        # A row taller than a page is broken, so the heading need not wait for all of it.
        start = head_height(columns) + min(row_height(columns, first), _TALL)
        self.section(title, keep=above + start)
        if lead:
            self.sentence(lead)
            sheet.y -= 6
        Table(sheet, columns).draw(chain([first], every))


def head_height(columns: Sequence[Column]) -> float:
    """Return the height of a table's head, in points."""
    return max(len(column.head) for column in columns) * 10.5 + 7


def row_height(
    columns: Sequence[Column], row: Sequence[Cell], spacing: Spacing | None = None
) -> float:
    """Return the height of a table's row, in points."""
    spacing = spacing or Spacing()
    lines = max(
        sum(len(wrap(text, ink, column.width - 2 * spacing.beside)) for text, ink in cell)
        for cell, column in zip(row, columns, strict=True)
    )
    return lines * spacing.leading + 2 * spacing.above


def facts(sheet: Sheet, left: float, cells: Sequence[tuple[str, str, float]]) -> None:
    """Draw labels with their values in one row of cells at the cursor, each with its width."""
    x = left
    for label, value, size in cells:
        sheet.put(x, sheet.y - 8, fit(label, _FACT_LABEL, size - 6), _FACT_LABEL)
        sheet.put(x, sheet.y - 20, fit(value, _FACT, size - 6), _FACT)
        x += size
    sheet.y -= 25


def short(text: str, ink: Ink, room: float) -> str:
    """Return prepared words that fill ``room`` points of lines at most; a cut ends with '…'."""
    return fit(prepare(text), ink, room)


def plain(text: str, ink: Ink = style.BODY) -> Cell:
    """Return a table cell of one text."""
    return ((text, ink),)
