"""Charts of a workbook, drawn by the spreadsheet itself from the cells beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.workbooks.writer import Book, Page, Span

CHART_COLOURS = ("#0B4F82", "#B65F00", "#16796F", "#6B5CA5")
"""Colours of the series of a chart, told apart in grey too."""


class Charts:
    """Charts of a book, in the program's colours."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def columns_and_line(
        self,
        page: Page,
        span: Span,
        *,
        title: str,
        columns: tuple[int, int, str],
        line: tuple[int, str],
        place: tuple[int, int],
    ) -> None:
        """Draw counts as columns and shares as a line over them.

        ``columns`` are the column of the names, that of the counts, and what they are called;
        ``line`` the column of the shares and what they are called; ``place`` row and column.
        """
        names, counts, words = columns
        chart = self._book.workbook.add_chart({"type": "column"})
        chart.add_series(
            {
                "name": words,
                "categories": page.reference(names, span),
                "values": page.reference(counts, span),
                "fill": {"color": CHART_COLOURS[0]},
                "gap": 60,
            }
        )
        over = self._book.workbook.add_chart({"type": "line"})
        over.add_series(
            {
                "name": line[1],
                "categories": page.reference(names, span),
                "values": page.reference(line[0], span),
                "y2_axis": True,
                "line": {"color": CHART_COLOURS[1], "width": 2.25},
                "marker": {"type": "circle", "size": 6, "fill": {"color": CHART_COLOURS[1]}},
            }
        )
        chart.combine(over)
        over.set_y2_axis({"min": 0, "max": 1, "num_format": "0%", "name": line[1]})
        self._finish(page, chart, title, words, place)

    def bars(
        self,
        page: Page,
        span: Span,
        *,
        title: str,
        columns: tuple[int, int, str],
        place: tuple[int, int],
    ) -> None:
        """Draw one series as columns with their values."""
        names, counts, words = columns
        chart = self._book.workbook.add_chart({"type": "column"})
        chart.add_series(
            {
                "name": words,
                "categories": page.reference(names, span),
                "values": page.reference(counts, span),
                "fill": {"color": CHART_COLOURS[0]},
                "data_labels": {"value": True},
                "gap": 60,
            }
        )
        self._finish(page, chart, title, words, place)

    def shares(
        self,
        page: Page,
        span: Span,
        *,
        title: str,
        names: int,
        series: Sequence[tuple[int, str]],
        place: tuple[int, int],
    ) -> None:
        """Draw several columns of shares side by side; ``series`` are columns and their names."""
        chart = self._book.workbook.add_chart({"type": "column"})
        for (column, words), colour in zip(series, _endless(CHART_COLOURS), strict=False):
            chart.add_series(
                {
                    "name": words,
                    "categories": page.reference(names, span),
                    "values": page.reference(column, span),
                    "fill": {"color": colour},
                }
            )
        chart.set_y_axis({"min": 0, "max": 1, "num_format": "0%"})
        self._finish(page, chart, title, "", place, size=(760, 300))

    def _finish(
        self,
        page: Page,
        chart: Any,
        title: str,
        axis: str,
        place: tuple[int, int],
        size: tuple[int, int] = (640, 300),
    ) -> None:
        chart.set_title({"name": title, "overlay": False, "name_font": {"size": 12}})
        if axis:
            chart.set_y_axis({"name": axis, "min": 0, "major_gridlines": {"visible": True}})
        chart.set_legend({"position": "bottom"})
        chart.set_size({"width": size[0], "height": size[1]})
        page.sheet.insert_chart(*place, chart, {"object_position": 2, "description": title})


def _endless(colours: Sequence[str]) -> Iterator[str]:
    while True:
        yield from colours
