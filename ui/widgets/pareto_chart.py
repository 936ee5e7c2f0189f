"""Pareto: bars from the largest down, and a line of how much of the whole they make together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.bar_chart import Bar
from ui.widgets.chart import Chart, Part

_ROW, _BAR = 27, 14
_WIDEST_LABEL = 150
_POINT = 3.5


class ParetoChart(Chart):
    """One row a bar; the line runs down through the rows, on a scale from 0 to 100 % of its own."""

    def __init__(
        self,
        accessible_name: str,
        *,
        line_name: str,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(accessible_name, name=name, parent=parent)
        self.line_name = line_name
        self._bars: tuple[Bar, ...] = ()
        self._whole = 0.0

    def set_bars(self, bars: Sequence[Bar], whole: float = 0) -> None:
        """Show these bars, the largest first; ``whole`` is what 100 % is, their sum by default."""
        self._bars = tuple(sorted(bars, key=lambda bar: -bar.value))
        self._whole = whole or sum(bar.value for bar in bars)
        self.setMinimumHeight(_ROW * max(len(self._bars), 1) + 8)
        self.describe()

    def sizeHint(self) -> QSize:
        """Return room for every row."""
        return QSize(360, _ROW * max(len(self._bars), 1) + 8)

    def parts(self) -> list[Part]:
        """Return one part a row."""
        return [
            Part(
                bar.key,
                QRectF(2, 4 + row * _ROW, self.width() - 4, _ROW),
                f"{bar.label}: {bar.words}, {self.line_name} {share:.0%}",
                bar.value > 0,
            )
            for row, (bar, share) in enumerate(zip(self._bars, self._shares(), strict=True))
        ]

    def draw(self, painter: QPainter) -> None:
        """Draw labels, bars, values, the line and its percentages."""
        painter.setFont(self.font_of(14))
        metrics = painter.fontMetrics()
        # Widths are rounded down, and a label elided in its own width loses its end.
        widest = max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0) + 2
        names = min(widest, _WIDEST_LABEL, int(self.width() * 0.35))
        values = max((metrics.horizontalAdvance(bar.words) for bar in self._bars), default=0)
        percent = metrics.horizontalAdvance("100%")
        left = 8 + names + 12
        room = max(self.width() - left - values - percent - 38, 10)
        most = max((bar.value for bar in self._bars), default=0) or 1
        middle = Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | middle
        points = []
        for row, (bar, share) in enumerate(zip(self._bars, self._shares(), strict=True)):
            top = 4 + row * _ROW
            painter.setPen(theme.colour("ink"))
            text = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(8, top, names, _ROW), right, text)
            length = max(room * bar.value / most, 3 if bar.value else 0)
            painter.setPen(Qt.PenStyle.NoPen)
            marked = self.marked == bar.key
            painter.setBrush(theme.colour("primary_pressed" if marked else "chart_strong"))
            painter.drawRoundedRect(QRectF(left, top + (_ROW - _BAR) / 2, length, _BAR), 4, 4)
            painter.setPen(theme.colour("ink"))
            # In a column of their own: behind the bars the line would run through them.
            number = QRectF(self.width() - percent - values - 22, top, values + 2, _ROW)
            painter.drawText(number, right, bar.words)
            painter.setPen(theme.colour("muted"))
            edge = QRectF(self.width() - percent - 8, top, percent + 4, _ROW)
            painter.drawText(edge, right, f"{share:.0%}")
            points.append(QPointF(left + room * share, top + _ROW / 2))
        self._draw_line(painter, points)

    def _draw_line(self, painter: QPainter, points: list[QPointF]) -> None:
        painter.setPen(QPen(theme.colour("chart_line"), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(theme.colour("card"))
        for point in points:
            painter.drawEllipse(point, _POINT, _POINT)

    def _shares(self) -> list[float]:
        return [
            summed / self._whole if self._whole else 0.0
            for summed in accumulate(bar.value for bar in self._bars)
        ]
