"""Paints a card of the board."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.domain.terms import Severity
from app.i18n import _
from app.labels import severity_label
from app.services.case_list import CaseRow
from ui import theme
from ui.cases.board_model import CARD_ROLE, DUE_ROLE, URGENCY_ROLE
from ui.cases.state_looks import severity_kind
from ui.icons import pixmap

_HEIGHT = 124
_GAP = 8
_PAD = 12
_SMALL = 13
_PILL = 24
_ICON = 14
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class CardDelegate(QStyledItemDelegate):
    """Number and severity, two lines of the matter, who and where, and by when."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint one card."""
        row = index.data(CARD_ROLE)
        if not isinstance(row, CaseRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self._frame(painter, option)
        small = QFont(option.font)
        small.setPixelSize(_SMALL)
        line = QRect(room.left(), room.top(), room.width(), 20)
        self._head(painter, line, small, row)
        self._matter(painter, QRect(room.left(), room.top() + 24, room.width(), 40), option, row)
        who = QRect(room.left(), room.top() + 64, room.width(), 18)
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        _draw(painter, who, "  ".join(p for p in (row.room_label, row.customer) if p) or _nobody())
        foot = QRect(room.left(), room.bottom() - _PILL + 3, room.width(), _PILL)
        self._due(painter, foot, index, row)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Return the height of every card; the column gives the width."""
        return QSize(120, _HEIGHT + _GAP)

    @staticmethod
    def _frame(painter: QPainter, option: QStyleOptionViewItem) -> QRect:
        outer = QRect(option.rect).adjusted(2, 2, -2, -_GAP + 2)
        is_current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        is_hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        ground = "primary_tint" if is_current else "hover" if is_hovered else "card"
        painter.setBrush(theme.colour(ground))
        painter.setPen(
            QPen(theme.colour("primary" if is_current else "line"), 2 if is_current else 1)
        )
        painter.drawRoundedRect(QRectF(outer).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
        return outer.adjusted(_PAD, 9, -_PAD, -8)

    @staticmethod
    def _head(painter: QPainter, line: QRect, small: QFont, row: CaseRow) -> None:
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        right = line.right()
        if row.severity <= Severity.MAJOR:
            right = _pill(painter, line, severity_label(row.severity), severity_kind(row.severity))
        if row.escalation_level:
            ratio = painter.device().devicePixelRatioF()
            place = QRect(right - _ICON - 4, line.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            painter.drawPixmap(place, pixmap("flag", "danger_text", _ICON, ratio))
            right = place.left() - 4
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        _draw(
            painter, QRect(line.left(), line.top(), right - line.left(), line.height()), row.number
        )

    @staticmethod
    def _matter(painter: QPainter, room: QRect, option: QStyleOptionViewItem, row: CaseRow) -> None:
        """Draw the matter in two lines; the second ends in '…' where the room ends."""
        painter.setPen(theme.colour("ink"))
        painter.setFont(option.font)
        layout = QTextLayout(row.subject, option.font)
        wrap = QTextOption()
        wrap.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(wrap)
        layout.beginLayout()
        first = layout.createLine()
        if first.isValid():
            first.setLineWidth(room.width())
        layout.endLayout()
        length = first.textLength() if first.isValid() else 0
        upper = QRect(room.left(), room.top(), room.width(), 20)
        painter.drawText(upper, _LEFT, row.subject[:length].rstrip())
        lower = QRect(room.left(), room.top() + 20, room.width(), 20)
        _draw(painter, lower, row.subject[length:].lstrip())

    @staticmethod
    def _due(
        painter: QPainter, foot: QRect, index: QModelIndex | QPersistentModelIndex, row: CaseRow
    ) -> None:
        near, words = str(index.data(URGENCY_ROLE) or ""), str(index.data(DUE_ROLE))
        kind = near or "neutral"
        picture = {"danger": "circle-alert", "warning": "clock"}.get(near, "")
        if row.ended_at is not None:
            kind, picture = "good", "circle-check"
        side = 10
        extra = _ICON + 5 if picture else 0
        width = painter.fontMetrics().horizontalAdvance(words) + 2 * side + extra
        pill = QRect(foot.left(), foot.top(), min(width, foot.width()), foot.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{kind}_tint"))
        painter.drawRoundedRect(QRectF(pill), 8, 8)
        if picture:
            ratio = painter.device().devicePixelRatioF()
            place = QRect(pill.left() + side, pill.center().y() - _ICON // 2 + 1, _ICON, _ICON)
            painter.drawPixmap(place, pixmap(picture, f"{kind}_text", _ICON, ratio))
        painter.setPen(theme.colour(f"{kind}_text"))
        _draw(painter, pill.adjusted(side + extra, 0, -side + 2, 0), words)


def _pill(painter: QPainter, line: QRect, words: str, kind: str) -> int:
    """Draw a small pill at the right end of a line; return where it begins."""
    width = painter.fontMetrics().horizontalAdvance(words) + 14
    pill = QRect(line.right() - width + 1, line.top(), width, line.height())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(f"{kind}_tint"))
    painter.drawRoundedRect(QRectF(pill), 6, 6)
    painter.setPen(theme.colour(f"{kind}_text"))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
    return pill.left()


def _draw(painter: QPainter, room: QRect, words: str) -> None:
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, _LEFT, shown)


def _nobody() -> str:
    return _("Not named")
