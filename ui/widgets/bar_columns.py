"""Many short bars in as many columns as fit, all on one scale: the words of a word list."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.bar_chart import Bar
from ui.widgets.chart import Chart, Part

_ROW, _BAR, _GAP = 34, 10, 28
_LEAST_COLUMN, _MOST_COLUMNS = 330, 3
_WIDEST_LABEL = 130


class BarColumns(Chart):
    """Bars from the top down and then to the next column, in the order given."""

    def __init__(
        self, accessible_name: str, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(accessible_name, name=name, parent=parent)
        self._bars: tuple[Bar, ...] = ()

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars."""
        self._bars = tuple(bars)
        self._fit()
        self.describe()

    def sizeHint(self) -> QSize:
        """Return room for every row."""
        return QSize(720, _ROW * self._rows())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the columns need."""
        super().resizeEvent(event)
        self._fit()

    def parts(self) -> list[Part]:
        """Return one part a bar."""
        return [
            Part(bar.key, self._area(place), self._words(bar), bar.value > 0)
            for place, bar in enumerate(self._bars)
        ]

    def draw(self, painter: QPainter) -> None:
        """Draw labels, bars and values."""
        painter.setFont(self.font_of(15))
        metrics = painter.fontMetrics()
        # Widths are rounded down, and a label elided in its own width loses its end.
        names = max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0) + 2
        names = min(names, _WIDEST_LABEL)
        values = max((metrics.horizontalAdvance(bar.words) for bar in self._bars), default=0) + 2
        most = max((bar.value for bar in self._bars), default=0) or 1
        middle = Qt.AlignmentFlag.AlignVCenter
        for place, bar in enumerate(self._bars):
            area = self._area(place).adjusted(6, 0, -6, 0)
            text = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, names)
            painter.setPen(theme.colour("ink"))
            painter.drawText(area, middle, text)
            left = area.left() + names + 12
            length = max(area.width() - names - values - 24, 10) * bar.value / most
            painter.setPen(Qt.PenStyle.NoPen)
            marked = self.marked == bar.key
            painter.setBrush(theme.colour("primary_pressed" if marked else bar.colour))
            box = QRectF(left, area.center().y() - _BAR / 2, max(length, 3), _BAR)
            painter.drawRoundedRect(box, 4, 4)
            painter.setPen(theme.colour("ink"))
            painter.drawText(area, middle | Qt.AlignmentFlag.AlignRight, bar.words)

    def _columns(self) -> int:
        fitting = int((self.width() + _GAP) // (_LEAST_COLUMN + _GAP))
        return max(1, min(fitting, _MOST_COLUMNS))

    def _rows(self) -> int:
        return max(1, math.ceil(len(self._bars) / self._columns()))

    def _area(self, place: int) -> QRectF:
        columns, rows = self._columns(), self._rows()
        width = (self.width() - _GAP * (columns - 1)) / columns
        column, row = divmod(place, rows)
        return QRectF(column * (width + _GAP), row * _ROW, width, _ROW)

    def _fit(self) -> None:
        self.setFixedHeight(_ROW * self._rows())

    def _words(self, bar: Bar) -> str:
        return ", ".join(part for part in (f"{bar.label}: {bar.words}", bar.note) if part)
