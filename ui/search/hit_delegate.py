"""Paints what search found: heads of groups, and records with the hit in bold."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui import theme
from ui.icons import pixmap
from ui.search.search_words import HitWords

HEAD_ROLE = Qt.ItemDataRole.UserRole + 1
WORDS_ROLE = Qt.ItemDataRole.UserRole + 2
ICON_ROLE = Qt.ItemDataRole.UserRole + 3

_HEAD, _LINE, _TWO_LINES = 34, 44, 62
_SIDE, _GAP, _ICON, _SMALL = 12, 12, 20, 13
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_ELIDE = Qt.TextElideMode.ElideRight


class HitDelegate(QStyledItemDelegate):
    """For the rows of the palette's list."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Paint a head or a record."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head, words = index.data(HEAD_ROLE), index.data(WORDS_ROLE)
        if head is not None:
            self._head(painter, option, *head)
        elif isinstance(words, HitWords):
            self._record(painter, option, words, index.data(ICON_ROLE))
        painter.restore()

    def sizeHint(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        """Return the height of a row; the list gives the width."""
        words = index.data(WORDS_ROLE)
        if not isinstance(words, HitWords):
            return QSize(120, _HEAD)
        return QSize(120, _TWO_LINES if words.below else _LINE)

    @staticmethod
    def _head(painter: QPainter, option: QStyleOptionViewItem, name: str, count: str) -> None:
        room = option.rect.adjusted(_SIDE, 6, -_SIDE, 0)
        painter.setFont(_font(option, bold=True, pixels=_SMALL))
        painter.setPen(theme.colour("muted"))
        painter.drawText(room, _LEFT, name)
        painter.drawText(room, _RIGHT, count)

    @staticmethod
    def _record(
        painter: QPainter, option: QStyleOptionViewItem, words: HitWords, picture: str
    ) -> None:
        ground = QRectF(option.rect).adjusted(2, 1, -2, -1)
        is_marked = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_marked or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary_tint" if is_marked else "hover"))
            painter.drawRoundedRect(ground, 8, 8)
        room = option.rect.adjusted(_SIDE, 0, -_SIDE, 0)
        line = QRect(room)
        if words.below:
            line.setBottom(room.top() + room.height() // 2 + 2)
        sign = pixmap(picture, "primary_text" if is_marked else "muted", _ICON, 2.0)
        painter.drawPixmap(line.left(), line.center().y() - _ICON // 2, _ICON, _ICON, sign)
        line.setLeft(line.left() + _ICON + _GAP)
        left = line.left()
        small = _font(option, pixels=_SMALL)
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        painter.drawText(line, _RIGHT, words.at_right)
        line.setRight(line.right() - _width(small, words.at_right) - _GAP)
        title = _font(option, bold=True)
        painter.setFont(title)
        painter.setPen(theme.colour("primary_text" if is_marked else "ink"))
        painter.drawText(line, _LEFT, _cut(title, words.title, line.width()))
        line.setLeft(line.left() + _width(title, words.title) + _GAP)
        painter.setFont(small)
        painter.setPen(theme.colour("muted"))
        painter.drawText(line, _LEFT, _cut(small, words.details, line.width()))
        if words.below:
            below = QRect(left, line.bottom(), room.right() - left, room.bottom() - line.bottom())
            _with_hit(painter, option, below.adjusted(0, 0, 0, -8), words)


def _with_hit(
    painter: QPainter, option: QStyleOptionViewItem, room: QRect, words: HitWords
) -> None:
    begin, end = words.mark
    plain = _font(option, pixels=_SMALL + 1)
    bold = _font(option, bold=True, pixels=_SMALL + 1)
    parts = (
        (plain, words.below[:begin], "ink"),
        (bold, words.below[begin:end], "primary_text"),
        (plain, words.below[end:], "ink"),
    )
    for font, text, token in parts:
        if text and room.width() > 0:
            painter.setFont(font)
            painter.setPen(theme.colour(token))
            painter.drawText(room, _LEFT, _cut(font, text, room.width()))
            room.setLeft(room.left() + _width(font, text))


def _font(option: QStyleOptionViewItem, *, bold: bool = False, pixels: int = 0) -> QFont:
    font = QFont(option.font)
    font.setBold(bold)
    if pixels:
        font.setPixelSize(pixels)
    return font


def _width(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text)


def _cut(font: QFont, text: str, width: int) -> str:
    return QFontMetrics(font).elidedText(text, _ELIDE, max(width, 0))
