"""Paints the to-do list: heads across the whole width, marks before the matter."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.desk.todo_table_model import GROUP_ROLE, MARKS_ROLE, urgency

_PIXELS = 12
_HEAD_PIXELS = 13
_SIDE, _GAP, _HEIGHT = 7, 6, 22
_CELL_SIDE = 10
_LEAST_WORDS = 64
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class TodoDelegate(QStyledItemDelegate):
    """For the rows of ``TodoTableModel``; a mark says less before the matter is cut to nothing."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a head, a matter with its marks, or a cell as ever."""
        group = index.data(GROUP_ROLE)
        marks = index.data(MARKS_ROLE)
        if group is not None:
            self._paint_head(painter, option, index)
        elif marks:
            self._paint_marked(painter, option, index, marks)
        else:
            super().paint(painter, option, index)

    def _paint_head(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        kind = urgency(index.data(GROUP_ROLE))
        painter.save()
        painter.fillRect(option.rect, theme.colour("ground"))
        font = QFont(option.font)
        font.setPixelSize(_HEAD_PIXELS)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.colour(f"{kind}_text" if kind else "muted"))
        room = option.rect.adjusted(_CELL_SIDE + 2, 0, 0, 0)
        painter.drawText(room, _LEFT, str(index.data() or ""))
        painter.restore()

    def _paint_marked(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
        marks: tuple[tuple[str, str, str], ...],
    ) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        words, cell.text = cell.text, ""
        style = option.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, cell, painter, option.widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRect(option.rect).adjusted(_CELL_SIDE, 0, -_CELL_SIDE, 0)
        font = QFont(option.font)
        font.setPixelSize(_PIXELS)
        for text, short, kind in marks:
            fits = room.width() - _width(font, text) - _GAP >= _LEAST_WORDS
            shown = text if fits else short
            width = _width(font, shown)
            _pill(painter, font, QRect(room.left(), room.top(), width, room.height()), shown, kind)
            room.setLeft(room.left() + width + _GAP)
        painter.setFont(option.font)
        painter.setPen(theme.colour("ink"))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, shown)
        painter.restore()


def _width(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text) + 2 * _SIDE


def _pill(painter: QPainter, font: QFont, place: QRect, text: str, kind: str) -> None:
    pill = QRectF(place.left(), place.center().y() - _HEIGHT / 2, place.width(), _HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(f"{kind}_tint"))
    painter.drawRoundedRect(pill, 6, 6)
    painter.setFont(font)
    painter.setPen(theme.colour(f"{kind}_text"))
    painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
