"""Paints the words of a cell in a pill."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.cases.case_table_model import PILL_ROLE

_PIXELS = 13
_SIDE = 10
_HEIGHT = 26


class PillDelegate(QStyledItemDelegate):
    """For cells whose ``PILL_ROLE`` names a kind of pill; the words stay readable as text."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the ground of the cell as ever, and a pill in place of the words."""
        kind = index.data(PILL_ROLE)
        words = str(index.data() or "")
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        style = option.widget.style()
        style.drawControl(style.ControlElement.CE_ItemViewItem, bare, painter, option.widget)
        if not words:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(option.font)
        font.setPixelSize(_PIXELS)
        painter.setFont(font)
        cell = QRectF(option.rect).adjusted(8, 0, -4, 0)
        width = min(painter.fontMetrics().horizontalAdvance(words) + 2 * _SIDE, cell.width())
        pill = QRectF(cell.left(), cell.center().y() - _HEIGHT / 2, width, _HEIGHT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(f"{kind}_tint"))
        painter.drawRoundedRect(pill, 8, 8)
        painter.setPen(theme.colour(f"{kind}_text"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Leave room for the sides of the pill."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 2 * _SIDE, hint.height())
