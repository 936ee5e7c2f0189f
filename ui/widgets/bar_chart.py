"""Horizontal bars: counts by category, by source, by building."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.chart import Chart, Part

_ROW, _BAR = 30, 15
_WIDEST_LABEL = 150


@dataclass(frozen=True)
class Bar:
    """One bar: its key, its words, its value, and what to write behind it instead of the value.

    ``colour`` names its colour in the theme; ``note`` is said with the value, but not drawn.
    """

    key: Hashable
    label: str
    value: float
    shown: str = ""
    colour: str = "chart_strong"
    note: str = ""

    @property
    def words(self) -> str:
        """The value as written."""
        return self.shown or f"{self.value:g}"


class BarChart(Chart):
    """Bars from left to right, one a row, in the order given."""

    def __init__(
        self, accessible_name: str, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(accessible_name, name=name, parent=parent)
        self._bars: tuple[Bar, ...] = ()

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars."""
        self._bars = tuple(bars)
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
                self._words(bar),
                bar.value > 0,
            )
            for row, bar in enumerate(self._bars)
        ]

    def draw(self, painter: QPainter) -> None:
        """Draw labels, bars and values."""
        font = self.font_of(15)
        metrics = QFontMetrics(font)
        label_width = min(
            # Widths are rounded down, and a label elided in its own width loses its end.
            max((metrics.horizontalAdvance(bar.label) for bar in self._bars), default=0) + 2,
            _WIDEST_LABEL,
        )
        value_width = max((metrics.horizontalAdvance(bar.words) for bar in self._bars), default=0)
        left = 8 + label_width + 12
        room = max(self.width() - left - value_width - 20, 10)
        most = max((bar.value for bar in self._bars), default=0) or 1
        painter.setFont(font)
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, bar in enumerate(self._bars):
            top = 4 + row * _ROW
            text = metrics.elidedText(bar.label, Qt.TextElideMode.ElideRight, label_width)
            painter.setPen(theme.colour("ink"))
            painter.drawText(
                QRectF(8, top, label_width, _ROW), Qt.AlignmentFlag.AlignRight | middle, text
            )
            length = room * bar.value / most
            painter.setPen(Qt.PenStyle.NoPen)
            marked = self.marked == bar.key
            painter.setBrush(theme.colour("primary_pressed" if marked else bar.colour))
            if length > 0:
                box = QRectF(left, top + (_ROW - _BAR) / 2, max(length, 3), _BAR)
                painter.drawRoundedRect(box, 4, 4)
            painter.setPen(theme.colour("ink"))
            painter.drawText(
                QRectF(left + max(length, 0) + 8, top, value_width + 8, _ROW), middle, bar.words
            )

    def _words(self, bar: Bar) -> str:
        return ", ".join(part for part in (f"{bar.label}: {bar.words}", bar.note) if part)
