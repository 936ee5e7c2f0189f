"""Paints the first column: a tick box before each case, and the whole head of a group."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.cases.case_table_model import HEAD_ROLE, GroupHead
from ui.icons import pixmap

_BOX = 18
_CHEVRON = 18


class MarkDelegate(QStyledItemDelegate):
    """The tick says 'chosen'; heads span all columns, so they are painted from here as well."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint the ground of the cell, then box or head."""
        bare = QStyleOptionViewItem(option)
        self.initStyleOption(bare, index)
        bare.text = ""
        bare.features &= ~QStyleOptionViewItem.ViewItemFeature.HasCheckIndicator
        head = index.data(HEAD_ROLE)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(head, GroupHead):
            is_current = bool(option.state & QStyle.StateFlag.State_Selected)
            ground = "primary_tint_strong" if is_current else "ground"
            painter.fillRect(option.rect, theme.colour(ground))
            self._paint_head(painter, option, head)
        else:
            style = option.widget.style()
            style.drawControl(style.ControlElement.CE_ItemViewItem, bare, painter, option.widget)
            is_marked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
            self._paint_box(painter, option, is_marked=is_marked)
        painter.restore()

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Be wide enough to be hit by a finger."""
        return QSize(44, super().sizeHint(option, index).height())

    @staticmethod
    def _paint_head(painter: QPainter, option: QStyleOptionViewItem, head: GroupHead) -> None:
        room = QRect(option.rect).adjusted(13, 0, -12, 0)
        picture = "chevron-down" if head.is_open else "chevron-right"
        ratio = painter.device().devicePixelRatioF()
        place = QRect(room.left(), room.center().y() - _CHEVRON // 2, _CHEVRON, _CHEVRON)
        painter.drawPixmap(place, pixmap(picture, "muted", _CHEVRON, ratio))
        room.adjust(_CHEVRON + 10, 0, 0, 0)
        bold = QFont(option.font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(theme.colour("ink"))
        painter.drawText(room, _LEFT, head.words)
        room.adjust(painter.fontMetrics().horizontalAdvance(head.words) + 10, 0, 0, 0)
        painter.setFont(option.font)
        painter.setPen(theme.colour("muted"))
        painter.drawText(room, _LEFT, f"{head.count:,}")

    @staticmethod
    def _paint_box(painter: QPainter, option: QStyleOptionViewItem, *, is_marked: bool) -> None:
        centre = option.rect.center()
        box = QRectF(centre.x() - _BOX / 2 + 1, centre.y() - _BOX / 2 + 1, _BOX, _BOX)
        painter.setPen(QPen(theme.colour("primary" if is_marked else "field_line"), 2))
        painter.setBrush(theme.colour("primary" if is_marked else "card"))
        painter.drawRoundedRect(box, 5, 5)
        if is_marked:
            ratio = painter.device().devicePixelRatioF()
            tick = box.toRect().adjusted(2, 2, -2, -2)
            painter.drawPixmap(tick, pixmap("check", "on_primary", tick.width(), ratio))


_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
