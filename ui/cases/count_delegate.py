"""Paints a named filter with how many cases it shows."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme

KEY_ROLE, COUNT_ROLE = Qt.ItemDataRole.UserRole + 1, Qt.ItemDataRole.UserRole + 2
ROW_HEIGHT = 40


class CountDelegate(QStyledItemDelegate):
    """Paints the count at the right end of a line, and heads small and muted."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the line as ever, then its count."""
        plain = QStyleOptionViewItem(option)
        self.initStyleOption(plain, index)
        is_head = index.data(KEY_ROLE) is None
        words, plain.text = plain.text, ""
        style = option.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, plain, painter, option.widget)
        painter.save()
        if option.state & QStyle.StateFlag.State_HasFocus and not is_head:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("primary"), 2))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 6, 6)
        room = option.rect.adjusted(12, 0, -12, 0)
        font = option.font
        if is_head:
            font.setPixelSize(13)
            painter.setFont(font)
            painter.setPen(theme.colour("muted"))
            room.adjust(-2, 8, 0, 0)
        else:
            count = str(index.data(COUNT_ROLE) or "")
            painter.setFont(font)
            painter.setPen(theme.colour("muted"))
            painter.drawText(room, _RIGHT, count)
            room.adjust(0, 0, -painter.fontMetrics().horizontalAdvance(count) - 12, 0)
            painter.setPen(theme.colour("ink"))
        shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, shown)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Give every line the height of a target."""
        return QSize(super().sizeHint(option, index).width(), ROW_HEIGHT)


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
