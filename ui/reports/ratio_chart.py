"""Shares one below the other: name, a bar against the whole, the share and its two counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from app.domain.period_summary import Ratio
from app.i18n import _
from ui import theme
from ui.reports.figure_words import DASH, counts, is_met, percent, target_words, with_counts
from ui.widgets.chart import Chart, Part

_ROW, _BAR = 28, 8


@dataclass(frozen=True)
class Share:
    """One row; ``ratio`` is None, or counts nothing, where there is no figure yet.

    ``opens`` says how many cases a press shows, ``note`` in words.
    """

    key: str
    label: str
    ratio: Ratio | None
    target: float | None = None
    opens: int = 0
    note: str = ""

    @property
    def words(self) -> str:
        """Name, share, counts, target and what a press shows."""
        words = f"{self.label}: {with_counts(self.ratio)}"
        if self.target is not None:
            met = is_met(self.ratio, self.target)
            verdict = {None: "", True: _("met"), False: _("missed")}[met]
            words += f", {target_words(self.target)} {verdict}".rstrip()
        return f"{words}; {self.note}" if self.note else words


class RatioChart(Chart):
    """Every bar runs from 0 to 100 %, so that rows can be compared; a tick marks the target."""

    def __init__(
        self, accessible_name: str, *, name: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(accessible_name, name=name, parent=parent)
        self._shares: tuple[Share, ...] = ()

    def set_shares(self, shares: Sequence[Share]) -> None:
        """Show these shares."""
        self._shares = tuple(shares)
        self.setMinimumHeight(_ROW * max(len(self._shares), 1))
        self.describe()

    def sizeHint(self) -> QSize:
        """Return room for every row."""
        return QSize(360, _ROW * max(len(self._shares), 1))

    def parts(self) -> list[Part]:
        """Return one part a row."""
        return [
            Part(
                share.key,
                QRectF(1, row * _ROW + 1, self.width() - 2, _ROW - 2),
                share.words,
                share.opens > 0,
            )
            for row, share in enumerate(self._shares)
        ]

    def draw(self, painter: QPainter) -> None:
        """Draw names, bars, shares and counts."""
        painter.setFont(self.font_of(14))
        metrics = painter.fontMetrics()
        names = max((metrics.horizontalAdvance(s.label) for s in self._shares), default=0)
        # Widths are rounded down, and a name elided in its own width loses its end.
        names = min(names + 2, int(self.width() * 0.42))
        number = metrics.horizontalAdvance("100.0%") + 8
        pair = max((metrics.horizontalAdvance(counts(s.ratio)) for s in self._shares), default=0)
        left = 6 + names + 14
        length = max(self.width() - left - number - pair - 22, 20)
        middle = Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | middle
        for row, share in enumerate(self._shares):
            top = row * _ROW
            painter.setPen(theme.colour("ink"))
            text = metrics.elidedText(share.label, Qt.TextElideMode.ElideRight, names)
            painter.drawText(QRectF(6, top, names, _ROW), middle, text)
            self._draw_bar(painter, QRectF(left, top + (_ROW - _BAR) / 2, length, _BAR), share)
            painter.setPen(theme.colour("ink"))
            x = left + length
            painter.drawText(QRectF(x, top, number, _ROW), right, percent(share.ratio))
            painter.setPen(theme.colour("muted"))
            x += number + 10
            has_share = share.ratio is not None and share.ratio.d > 0
            shown = counts(share.ratio) if has_share else DASH
            painter.drawText(QRectF(x, top, pair + 6, _ROW), right, shown)

    def _draw_bar(self, painter: QPainter, track: QRectF, share: Share) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(track, 4, 4)
        part = share.ratio.share if share.ratio else None
        if part:
            filled = QRectF(track)
            filled.setWidth(max(track.width() * min(part, 1.0), 4))
            marked = self.marked == share.key
            token = "warning" if is_met(share.ratio, share.target) is False else "chart_strong"
            painter.setBrush(theme.colour("primary_pressed" if marked else token))
            painter.drawRoundedRect(filled, 4, 4)
        if share.target is not None:
            # A tick that stands out of the bar: the target is read even where it is met.
            x = track.left() + track.width() * share.target
            painter.setPen(QPen(theme.colour("ink"), 2))
            painter.drawLine(QPointF(x, track.top() - 4), QPointF(x, track.bottom() + 4))
