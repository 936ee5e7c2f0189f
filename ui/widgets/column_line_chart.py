"""Twelve months: columns for counts, and a line for a ratio on a scale of its own."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.chart import Chart, Part

_LABELS = 26
_TOP = 12
_LINES = 4


@dataclass(frozen=True)
class Column:
    """One month: a count, and a ratio from 0 to 1 or None where there is none yet."""

    key: Hashable
    label: str
    value: float
    ratio: float | None = None
    ratio_shown: str = ""


class ColumnLineChart(Chart):
    """Columns with a line above; the columns of ``strong`` (the months in view) are darker."""

    def __init__(
        self,
        accessible_name: str,
        *,
        value_name: str,
        ratio_name: str,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(accessible_name, name=name, parent=parent)
        self.value_name = value_name
        self.ratio_name = ratio_name
        self._columns: tuple[Column, ...] = ()
        self._strong: frozenset[Hashable] = frozenset()
        self.setMinimumHeight(160)

    def set_columns(self, columns: Sequence[Column], strong: Iterable[Hashable] = ()) -> None:
        """Show these columns."""
        self._columns = tuple(columns)
        self._strong = frozenset(strong)
        self.describe()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(560, 220)

    def parts(self) -> list[Part]:
        """Return one part a month, over the whole height."""
        step = self._step()
        return [
            Part(
                column.key,
                QRectF(i * step + 2, 2, step - 4, self.height() - 4),
                self._words(column),
            )
            for i, column in enumerate(self._columns)
        ]

    def draw(self, painter: QPainter) -> None:
        """Draw grid, columns, line and labels."""
        base = self.height() - _LABELS
        height = base - _TOP
        painter.setPen(QPen(theme.colour("line"), 1))
        for line in range(_LINES):
            y = round(_TOP + height * line / _LINES) + 0.5
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
        self._draw_columns(painter, base, height)
        self._draw_line(painter, base, height)

    def _draw_columns(self, painter: QPainter, base: float, height: float) -> None:
        step = self._step()
        wide = min(step * 0.56, 44)
        most = max((column.value for column in self._columns), default=0) or 1
        for i, column in enumerate(self._columns):
            tall = height * 0.9 * column.value / most
            left = i * step + (step - wide) / 2
            is_strong = column.key in self._strong
            token = "chart_strong" if is_strong else "chart_soft"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(token))
            painter.drawRoundedRect(QRectF(left, base - tall, wide, tall), 3, 3)
            centre = Qt.AlignmentFlag.AlignCenter
            painter.setPen(theme.colour("muted"))
            painter.setFont(self.font_of(13, bold=is_strong))
            painter.drawText(QRectF(i * step, base, step, _LABELS), centre, column.label)
            if is_strong or column.key == self.marked:
                painter.setPen(theme.colour("on_primary" if is_strong else "ink"))
                painter.setFont(self.font_of(13, bold=True))
                # At the foot of the column, where the line seldom runs.
                box = QRectF(i * step, base - 24, step, 20)
                painter.drawText(box, centre, f"{column.value:g}")

    def _draw_line(self, painter: QPainter, base: float, height: float) -> None:
        step = self._step()
        # A gap where a month has no ratio: a line through it would claim one.
        stretch: list[QPointF] = []
        stretches = [stretch]
        for i, column in enumerate(self._columns):
            if column.ratio is None:
                stretch = []
                stretches.append(stretch)
            else:
                stretch.append(QPointF((i + 0.5) * step, base - height * column.ratio))
        pen = QPen(theme.colour("chart_line"), 2)
        for points in stretches:
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(QPolygonF(points))
            painter.setBrush(theme.colour("card"))
            for point in points:
                painter.drawEllipse(point, 4, 4)

    def _step(self) -> float:
        return self.width() / max(len(self._columns), 1)

    def _words(self, column: Column) -> str:
        ratio = column.ratio_shown or ("—" if column.ratio is None else f"{column.ratio:.1%}")
        return f"{column.label}: {self.value_name} {column.value:g}, {self.ratio_name} {ratio}"
