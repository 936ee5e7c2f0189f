"""A heat map: counts of two things crossed, the darker the more; every cell says its number."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.chart import Chart, Part

_ROW, _HEAD, _GAP = 34, 30, 3
_WIDEST_NAME = 170
_ARROWS = {
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Up: (-1, 0),
}
_Line = tuple[Hashable, str]


class HeatMap(Chart):
    """Rows and columns are pairs of key and name; the key of a cell is the pair of both keys.

    With ``sum_name`` a last column holds the sum of every row, under the key None.  Arrows move
    in both directions.
    """

    def __init__(
        self,
        accessible_name: str,
        *,
        sum_name: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(accessible_name, name=name, parent=parent)
        self._sum_name = sum_name
        self._rows: tuple[_Line, ...] = ()
        self._columns: tuple[_Line, ...] = ()
        self._counts: Mapping[tuple[Hashable, Hashable], int] = {}

    def set_cells(
        self,
        rows: Sequence[_Line],
        columns: Sequence[_Line],
        counts: Mapping[tuple[Hashable, Hashable], int],
        sums: Mapping[Hashable, int] | None = None,
    ) -> None:
        """Show these cells; one that ``counts`` does not know counts nothing."""
        self._rows, self._columns = tuple(rows), tuple(columns)
        self._counts = dict(counts)
        if self._sum_name and sums is not None:
            self._columns = (*self._columns, (None, self._sum_name))
            self._counts |= {(key, None): count for key, count in sums.items()}
        self.setMinimumHeight(self.sizeHint().height())
        self.describe()

    def sizeHint(self) -> QSize:
        """Return room for every row."""
        return QSize(560, _HEAD + _ROW * max(len(self._rows), 1) + 4)

    def parts(self) -> list[Part]:
        """Return one part a cell that counts something."""
        return [
            Part(
                (row[0], column[0]),
                self._area(y, x),
                f"{row[1]}, {column[1]}: {self._count(row, column)}",
            )
            for y, row in enumerate(self._rows)
            for x, column in enumerate(self._columns)
            if self._count(row, column)
        ]

    def draw(self, painter: QPainter) -> None:
        """Draw names, cells and counts."""
        self._draw_names(painter)
        most = max(
            (count for (_row, column), count in self._counts.items() if column is not None),
            default=0,
        )
        for y, row in enumerate(self._rows):
            for x, column in enumerate(self._columns):
                self._draw_cell(painter, self._area(y, x), row, column, most)

    def _draw_names(self, painter: QPainter) -> None:
        painter.setFont(self.font_of(13))
        metrics = painter.fontMetrics()
        elide = Qt.TextElideMode.ElideRight
        names = self._names()
        painter.setPen(theme.colour("muted"))
        for x, (_key, name) in enumerate(self._columns):
            area = self._area(0, x)
            text = metrics.elidedText(name, elide, int(area.width()))
            head = QRectF(area.x(), 0, area.width(), _HEAD - 2)
            painter.drawText(head, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(theme.colour("ink"))
        for y, (_key, name) in enumerate(self._rows):
            text = metrics.elidedText(name, elide, int(names))
            place = QRectF(6, _HEAD + y * _ROW, names, _ROW)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_cell(
        self, painter: QPainter, area: QRectF, row: _Line, column: _Line, most: int
    ) -> None:
        count = self._count(row, column)
        is_sum = column[0] is None
        key = (row[0], column[0])
        dark = not is_sum and count > 0.8 * most
        painter.setPen(Qt.PenStyle.NoPen)
        if not is_sum:
            # Nothing between: neither light nor dark words could be read on it.
            strength = 1.0 if dark else 0.1 + 0.45 * count / most if count else 0.0
            painter.setBrush(_between("neutral_tint", "chart_strong", strength))
            painter.drawRoundedRect(area, 5, 5)
        if not count:
            return
        if key == self.marked:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.colour("ink"))
            painter.drawRoundedRect(area, 5, 5)
        painter.setPen(theme.colour("on_primary" if dark else "ink"))
        painter.setFont(self.font_of(14, bold=is_sum or dark))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(count))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move to the next cell that counts something, in the direction of the arrow."""
        step = _ARROWS.get(Qt.Key(event.key()))
        here = self._place_of(self._walked)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        keys = {part.key: part for part in self.parts()}
        y, x = here[0] + step[0], here[1] + step[1]
        while 0 <= y < len(self._rows) and 0 <= x < len(self._columns):
            part = keys.get((self._rows[y][0], self._columns[x][0]))
            if part is not None:
                self._walked = part.key
                self._announce(part)
                self.update()
                return
            y, x = y + step[0], x + step[1]

    def _place_of(self, key: Hashable | None) -> tuple[int, int] | None:
        for y, row in enumerate(self._rows):
            for x, column in enumerate(self._columns):
                if (row[0], column[0]) == key:
                    return y, x
        return None

    def _count(self, row: _Line, column: _Line) -> int:
        return self._counts.get((row[0], column[0]), 0)

    def _names(self) -> float:
        metrics = self.fontMetrics()
        widest = max((metrics.horizontalAdvance(name) for _key, name in self._rows), default=0)
        return min(widest + 4, _WIDEST_NAME, self.width() * 0.3)

    def _area(self, y: int, x: int) -> QRectF:
        left = 6 + self._names() + 10
        step = max(self.width() - left - 4, 10) / max(len(self._columns), 1)
        return QRectF(
            left + x * step, _HEAD + y * _ROW + _GAP / 2, max(step - _GAP, 2), _ROW - _GAP
        )


def _between(low: str, high: str, strength: float) -> QColor:
    """Return a colour between two tokens of the theme."""
    begin, end = theme.colour(low), theme.colour(high)
    mixed = (
        round(a + (b - a) * strength)
        for a, b in zip(begin.getRgb()[:3], end.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*mixed)
