"""One bar cut into shares: how many ratings of each level."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.chart import Chart, Part

_BAR, _GAP = 28, 2


@dataclass(frozen=True)
class Segment:
    """One share; ``token`` names its colour in the theme, e.g. ``level_5``."""

    key: Hashable
    label: str
    count: int
    token: str


class StackedBar(Chart):
    """Shares side by side, with their counts inside and a legend that names every one."""

    def __init__(
        self, accessible_name: str, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(accessible_name, name=name, parent=parent)
        self._segments: tuple[Segment, ...] = ()
        self.setMinimumHeight(_BAR + 44)

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Show these shares, in this order."""
        self._segments = tuple(segments)
        self.describe()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(420, _BAR + 44)

    def parts(self) -> list[Part]:
        """Return one part a share; a share of nothing has a part without area."""
        return [
            Part(segment.key, area, f"{segment.label}: {segment.count}", segment.count > 0)
            for segment, area in zip(self._segments, self._areas(), strict=True)
        ]

    def draw(self, painter: QPainter) -> None:
        """Draw the shares, their counts and the legend."""
        if not sum(segment.count for segment in self._segments):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("line"))
            painter.drawRoundedRect(QRectF(4, 4, self.width() - 8, _BAR), 3, 3)
        for segment, area in zip(self._segments, self._areas(), strict=True):
            if area.isEmpty():
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(segment.token))
            painter.drawRoundedRect(area, 3, 3)
            font = self.font_of(14, bold=True)
            painter.setFont(font)
            if painter.fontMetrics().horizontalAdvance(str(segment.count)) + 6 <= area.width():
                painter.setPen(theme.colour("card"))
                painter.drawText(area, Qt.AlignmentFlag.AlignCenter, str(segment.count))
        self._draw_legend(painter)

    def _draw_legend(self, painter: QPainter) -> None:
        painter.setFont(self.font_of(13))
        metrics = painter.fontMetrics()
        x, y = 4.0, float(_BAR + 14)
        for segment in self._segments:
            words = f"{segment.label} {segment.count}"
            width = 16 + metrics.horizontalAdvance(words)
            if x > 4 and x + width > self.width():
                x, y = 4.0, y + 22
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(segment.token))
            painter.drawRoundedRect(QRectF(x, y + 5, 10, 10), 2, 2)
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(x + 16, y, width, 20), Qt.AlignmentFlag.AlignVCenter, words)
            x += width + 16

    def _areas(self) -> list[QRectF]:
        total = sum(segment.count for segment in self._segments)
        shown = sum(1 for segment in self._segments if segment.count)
        room = self.width() - 8 - _GAP * max(shown - 1, 0)
        areas: list[QRectF] = []
        x = 4.0
        for segment in self._segments:
            width = room * segment.count / total if total else 0.0
            areas.append(QRectF(x, 4, width, _BAR if width else 0))
            x += width + (_GAP if segment.count else 0)
        return areas
