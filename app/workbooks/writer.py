"""Excel workbooks as people print them: heads, widths, formulas with their values, charts.

The same content gives the same bytes: nothing reads a clock.  Text that a spreadsheet would take
for a formula is made harmless; formulas are written by the program alone, each with its value, so
that readers which do not calculate show the same figures.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from app.domain.tables import guarded

_A4 = 9
_LEAST_WIDTH, _MOST_WIDTH = 7, 60
_WIDE_FROM = "\u2e80"
_NAVY, _WASH, _TINT, _LINE, _MUTED = "#0B4F82", "#E3EDF5", "#F2F6FA", "#CBD5DF", "#566273"
GREEN, RED = "#1E7A3C", "#B3201B"
_FONTS = {"zh_CN": "Microsoft YaHei", "en": "Calibri"}
_SHEET_NAME_LIMIT = 31


class Look(StrEnum):
    """How a cell is written."""

    TEXT = "text"
    WRAPPED = "wrapped"
    COUNT = "count"
    SHARE = "share"
    DIFFERENCE = "difference"
    POINTS = "points"
    HOURS = "hours"
    RATE = "rate"
    MOMENT = "moment"
    DAY = "day"
    MONTH = "month"


_NUMBERS = {
    Look.COUNT: "#,##0",
    Look.SHARE: "0.0%",
    Look.DIFFERENCE: '+#,##0;\N{MINUS SIGN}#,##0;"±0"',
    Look.POINTS: '+0.0;\N{MINUS SIGN}0.0;"±0"',
    Look.HOURS: "0.0",
    Look.RATE: "0.00",
    Look.MOMENT: "yyyy-mm-dd hh:mm",
    Look.DAY: "yyyy-mm-dd",
    Look.MONTH: "yyyy-mm",
}
_RIGHT = frozenset({Look.COUNT, Look.DIFFERENCE, Look.SHARE, Look.POINTS, Look.HOURS, Look.RATE})
_SHOWN = {
    Look.MOMENT: 16,
    Look.DAY: 10,
    Look.MONTH: 8,
    Look.SHARE: 8,
    Look.POINTS: 8,
    Look.DIFFERENCE: 8,
}


@dataclass(frozen=True)
class Formula:
    """A formula as Excel writes it in English, and the value that it has."""

    text: str
    value: float | str


Value: TypeAlias = str | int | float | date | datetime | Formula | None
"""What a cell may hold; None leaves it empty."""


@dataclass(frozen=True)
class Head:
    """One column of a table; ``width`` in characters, 0 for as wide as its words."""

    words: str
    look: Look = Look.TEXT
    width: float = 0


@dataclass(frozen=True)
class Properties:
    """What the file says of itself; ``until`` is the instant up to which its data reaches."""

    title: str
    subject: str
    company: str
    comments: str
    until: datetime


@dataclass(frozen=True)
class Span:
    """The rows of a table that was written, counted from 0; ``last`` is below ``first`` if none."""

    first: int
    last: int

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.last - self.first + 1


def cell_name(row: int, column: int) -> str:
    """Return the name of a cell, counted from 0: (4, 2) is C5."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def share_formula(n: int, d: int, row: int, columns: tuple[int, int]) -> Formula:
    """Return n/d as a formula of the two cells that hold the counts; a dash where d is 0."""
    first, second = (cell_name(row, column) for column in columns)
    return Formula(f'=IF({second}=0,"—",{first}/{second})', n / d if d else "—")


class Book:
    """A workbook that is being written."""

    def __init__(self, lang: str, zone: ZoneInfo, properties: Properties, foot: str) -> None:
        from xlsxwriter import Workbook  # noqa: PLC0415 - only for Excel

        self._stream = io.BytesIO()
        self.zone = zone
        self._foot = foot
        self._font = {"font_name": _FONTS[lang], "font_size": 10}
        self.workbook: Any = Workbook(
            self._stream,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "default_format_properties": self._font,
            },
        )
        self.workbook.set_properties(
            {
                "title": properties.title,
                "subject": properties.subject,
                "author": properties.company,
                "company": properties.company,
                "comments": properties.comments,
                "created": properties.until.astimezone(UTC).replace(tzinfo=None),
            }
        )
        self._formats: dict[tuple[tuple[str, Any], ...], Any] = {}
        self.pages: list[Page] = []

    def style(self, **properties: Any) -> Any:
        """Return the format with these properties, the same one for the same properties."""
        key = tuple(sorted(properties.items()))
        if key not in self._formats:
            self._formats[key] = self.workbook.add_format(self._font | properties)
        return self._formats[key]

    def page(self, name: str, title: str, *, under: str = "", landscape: bool = False) -> Page:
        """Add a sheet with a title, and a line ``under`` it."""
        page = Page(self, name[:_SHEET_NAME_LIMIT], title, under, landscape)
        page.set_foot(self._foot)
        self.pages.append(page)
        return page

    def content(self) -> bytes:
        """Close the workbook and return it."""
        self.workbook.close()
        return self._stream.getvalue()


class Page:
    """One sheet, filled from top to bottom; ``row`` is the next free one, counted from 0."""

    def __init__(self, book: Book, name: str, title: str, under: str, landscape: bool) -> None:
        self.book, self.name, self.title = book, name, title
        self.sheet: Any = book.workbook.add_worksheet(name)
        self.sheet.hide_gridlines(2)
        # A building called 3 is no number that was typed wrongly.
        self.sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        self.sheet.set_paper(_A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        if landscape:
            self.sheet.set_landscape()
        self._widths: dict[int, float] = {}
        self._is_frozen = False
        self._grouped: int | None = None
        self.row = 0
        self.sheet.write_string(
            0, 0, guarded(title), book.style(bold=True, font_size=16, font_color=_NAVY)
        )
        self.sheet.set_row(0, 26)
        if under:
            self.sheet.write_string(1, 0, guarded(under), book.style(font_color=_MUTED))
        self.row = 3

    def set_foot(self, words: str) -> None:
        """Print ``words`` and the number of the page under each page."""
        self.sheet.set_footer(f"&L&8{words.replace('&', '&&')[:200]}&R&8&P / &N")

    def reference(self, column: int, span: Span) -> list[Any]:
        """Return the cells of a column as charts name them."""
        return [self.name, span.first, column, span.last, column]

    def heading(self, words: str) -> None:
        """Write the heading of a further table on the sheet."""
        self.row += 1
        style = self.book.style(bold=True, font_size=12, font_color=_NAVY)
        self.sheet.write_string(self.row, 0, guarded(words), style)
        self.row += 1

    def note(self, words: str, *, colour: str = _MUTED) -> None:
        """Write one line of words across the sheet."""
        style = self.book.style(font_color=colour)
        self.sheet.write_string(self.row, 0, guarded(words), style)
        self.row += 1

    def paragraph(self, words: str, columns: int) -> None:
        """Write words of any length over so many columns, as high as they need."""
        style = self.book.style(text_wrap=True, valign="top", border=1, border_color=_LINE)
        room = sum(self._widths.get(column, _LEAST_WIDTH + 2) for column in range(columns))
        lines = sum(
            max(1, -(-_width(line) // max(int(room * 0.9), 1))) for line in words.splitlines()
        )
        self.sheet.set_row(self.row, min(15.0 * max(lines, 1) + 6, 400))
        self.sheet.merge_range(self.row, 0, self.row, columns - 1, "", style)
        self.sheet.write_string(self.row, 0, guarded(words), style)
        self.row += 1

    def groups(self, groups: Sequence[tuple[str, int]]) -> None:
        """Write a row of heads above the heads: each with how many columns it spans."""
        style = self.book.style(
            bold=True,
            font_color=_NAVY,
            bg_color=_WASH,
            align="center",
            border=1,
            border_color=_LINE,
        )
        column = 0
        for words, count in groups:
            if words and count > 1:
                self.sheet.merge_range(self.row, column, self.row, column + count - 1, words, style)
            elif words:
                self.sheet.write_string(self.row, column, words, style)
            column += count
        self._grouped = self.row
        self.row += 1

    def table(
        self, heads: Sequence[Head], rows: Sequence[Sequence[Value]], *, total: bool = False
    ) -> Span:
        """Write heads and rows at the cursor; the last row is the total if there is one."""
        self.heads(heads)
        first = self.row
        for number, values in enumerate(rows):
            is_total = total and number == len(rows) - 1
            for column, (head, value) in enumerate(zip(heads, values, strict=True)):
                self.put(self.row, column, value, head.look, bold=is_total, striped=number % 2 == 1)
            self.row += 1
        return Span(first, self.row - 1 - total)

    def filtered(self, heads: Sequence[Head], rows: Sequence[Sequence[Value]]) -> Span:
        """Write a table whose rows people will want to filter."""
        head_row = self.row
        span = self.table(heads, rows)
        if rows:
            self.sheet.autofilter(head_row, 0, span.last, len(heads) - 1)
        return span

    def put(
        self,
        row: int,
        column: int,
        value: Value,
        look: Look = Look.TEXT,
        *,
        bold: bool = False,
        striped: bool = False,
    ) -> None:
        """Write one cell of a table."""
        plain = value.value if isinstance(value, Formula) else value
        style = self._style(look, is_text=isinstance(plain, str), bold=bold, striped=striped)
        sheet = self.sheet
        if isinstance(value, Formula):
            sheet.write_formula(row, column, value.text, style, value.value)
        elif isinstance(value, datetime):
            sheet.write_datetime(row, column, self._local(value), style)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, value, style)
        elif isinstance(value, str):
            sheet.write_string(row, column, guarded(value), style)
        elif value is None:
            sheet.write_blank(row, column, None, style)
        else:
            sheet.write_number(row, column, value, style)
        self._widen(column, plain, look)

    def colour_words(self, column: int, span: Span, good: str, bad: str) -> None:
        """Colour the cells of a column that begin with one of two marks."""
        for mark, colour in ((good, GREEN), (bad, RED)):
            self.sheet.conditional_format(
                span.first,
                column,
                span.last,
                column,
                {
                    "type": "text",
                    "criteria": "begins with",
                    "value": mark,
                    "format": self.book.workbook.add_format({"font_color": colour, "bold": True}),
                },
            )

    def heads(self, heads: Sequence[Head]) -> None:
        """Write the heads of a table; the first ones stay in sight and are on every page."""
        for column, head in enumerate(heads):
            style = self.book.style(
                bold=True,
                font_color="#FFFFFF",
                bg_color=_NAVY,
                text_wrap=True,
                valign="vcenter",
                align="right" if head.look in _RIGHT else "left",
                border=1,
                border_color=_LINE,
            )
            self.sheet.write_string(self.row, column, guarded(head.words), style)
            wanted = head.width or min(_width(head.words), 14) + 3
            self._set_width(column, wanted, is_least=not head.width)
        if not self._is_frozen:
            self._is_frozen = True
            self.sheet.freeze_panes(self.row + 1, 1)
            self.sheet.repeat_rows(self.row if self._grouped is None else self._grouped, self.row)
        self.row += 1

    def _style(self, look: Look, *, is_text: bool, bold: bool, striped: bool) -> Any:
        properties: dict[str, Any] = {"border": 1, "border_color": _LINE, "valign": "top"}
        if look in _NUMBERS:
            properties["num_format"] = _NUMBERS[look]
        if look in _RIGHT:
            properties["align"] = "right"
        elif look is Look.WRAPPED:
            properties["text_wrap"] = True
        elif is_text or look in _NUMBERS:
            properties["align"] = "left"
        if bold:
            properties |= {"bold": True, "bg_color": _WASH}
        elif striped:
            properties["bg_color"] = _TINT
        return self.book.style(**properties)

    def _local(self, instant: datetime) -> datetime:
        """Return what a clock on the wall of the project showed; a sheet knows no zones."""
        return instant.astimezone(self.book.zone).replace(tzinfo=None)

    def _widen(self, column: int, value: Any, look: Look) -> None:
        if look is Look.WRAPPED:
            return
        shown = _SHOWN.get(look) if not isinstance(value, str) else None
        self._set_width(column, (shown or _width(_as_words(value))) + 2, is_least=True)

    def _set_width(self, column: int, wanted: float, *, is_least: bool) -> None:
        known = self._widths.get(column, _LEAST_WIDTH)
        width = min(max(known, wanted), _MOST_WIDTH) if is_least else max(known, wanted)
        self._widths[column] = width
        self.sheet.set_column(column, column, width)


def _width(text: str) -> int:
    """Return how wide a text is, in characters of which a Han character fills two."""
    return sum(2 if sign >= _WIDE_FROM else 1 for sign in text)


def _as_words(value: Any) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str("" if value is None else value)
