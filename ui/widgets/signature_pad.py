"""A pad to sign on with a finger, a pen or the mouse: always dark ink on white paper."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QElapsedTimer, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEventPoint,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.strokes import FULL_WIDTH, MOST_POINTS, PAD_RATIO, Strokes, looks_signed
from app.i18n import _, pgettext
from ui import theme
from ui.widgets.wording import announce

_LEAST_WIDTH = 260
# A little less than a ball pen's line on paper, in thousandths of the width.
_PEN = 4.2
_TOUCH_BEGINS = QEvent.Type.TouchBegin
_TOUCHES = (QEvent.Type.TouchUpdate, QEvent.Type.TouchEnd, QEvent.Type.TouchCancel)


def signature_paper(area: QRectF) -> QRectF:
    """Return the largest sheet with the pad's proportions inside ``area``, in its middle."""
    width = min(area.width(), area.height() / PAD_RATIO)
    height = width * PAD_RATIO
    return QRectF(area.center().x() - width / 2, area.center().y() - height / 2, width, height)


def draw_signature(
    painter: QPainter, area: QRectF, strokes: Sequence[Sequence[Sequence[int]]]
) -> None:
    """Draw a signature as dark ink on a white sheet inside ``area``, in every theme."""
    paper = signature_paper(area)
    scale = paper.width() / FULL_WIDTH
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(theme.LIGHT["card"]))
    painter.drawRoundedRect(paper, 8, 8)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(QColor(theme.LIGHT["ink"]), max(_PEN * scale, 1.4))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setClipRect(paper)
    for stroke in strokes:
        points = [QPointF(paper.x() + p[0] * scale, paper.y() + p[1] * scale) for p in stroke]
        if len(points) == 1:
            painter.drawPoint(points[0])
        elif points:
            painter.drawPath(_line(points))
    painter.restore()


def _line(points: Sequence[QPointF]) -> QPainterPath:
    """Return a smooth line: curves between the middles of neighbouring points."""
    path = QPainterPath(points[0])
    for here, after in pairwise(points[1:]):
        path.quadTo(here, (here + after) / 2)
    path.lineTo(points[-1])
    return path


class SignaturePad(QWidget):
    """``changed`` at every stroke and when cleared; ``touched`` while somebody writes.

    ``strokes`` are lists of ``[x, y, ms]`` in thousandths of the pad's width, ready for
    :func:`app.domain.strokes.clean_strokes`.
    """

    changed = Signal()
    touched = Signal()

    def __init__(
        self, accessible_name: str, *, name: str = "signaturePad", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible_name)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumSize(_LEAST_WIDTH, round(_LEAST_WIDTH * PAD_RATIO))
        self._strokes: Strokes = []
        self._writing = False
        self._finger = -1
        self._clock = QElapsedTimer()
        self._say_state()

    @property
    def strokes(self) -> Strokes:
        """A copy of what was written so far."""
        return [[list(point) for point in stroke] for stroke in self._strokes]

    @property
    def signed(self) -> bool:
        """Whether there is more on it than a dot."""
        return looks_signed(self._strokes)

    @property
    def empty(self) -> bool:
        """Whether the pen has not touched it yet."""
        return not self._strokes

    def clear(self) -> None:
        """Begin anew with a white sheet."""
        self._strokes = []
        self._writing = False
        self._finger = -1
        self._on_written()

    def set_hint(self, words: str) -> None:
        """Show words on the line while the sheet is empty; they are no part of the signature."""
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return QSize(520, self.heightForWidth(520))

    def heightForWidth(self, width: int) -> int:
        """Return the height at which the sheet fills the width."""
        return round(width * PAD_RATIO)

    # ---- the pen ---------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the pen down."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._down(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Write."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._up(event.position())

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Write with a pen; accepting it keeps Qt from sending it as a mouse once more."""
        kind, place = event.type(), event.position()
        if kind == QEvent.Type.TabletPress:
            self._down(place)
        elif kind == QEvent.Type.TabletMove and self._writing:
            self._move(place)
        elif kind == QEvent.Type.TabletRelease:
            self._up(place)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Write with the first finger that touches; others are a resting hand."""
        if isinstance(event, QTouchEvent) and (
            event.type() == _TOUCH_BEGINS or event.type() in _TOUCHES
        ):
            for point in event.points():
                self._on_finger(point)
            event.accept()
            return True
        return super().event(event)

    def _on_finger(self, point: QEventPoint) -> None:
        state = point.state()
        if state == QEventPoint.State.Pressed and self._finger < 0:
            self._finger = point.id()
            self._down(point.position())
        elif point.id() != self._finger:
            return
        elif state == QEventPoint.State.Updated:
            self._move(point.position())
        elif state == QEventPoint.State.Released:
            self._finger = -1
            self._up(point.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete and Backspace clear the sheet; all else is the screen's."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear()
            return
        super().keyPressEvent(event)

    def _down(self, place: QPointF) -> None:
        if not self._sheet().contains(place) or self._full():
            return
        if not self._strokes:
            self._clock.start()
        self._writing = True
        self._strokes.append([self._point(place)])
        self.touched.emit()
        self.update()

    def _move(self, place: QPointF) -> None:
        if not self._writing or self._full():
            return
        point = self._point(place)
        stroke = self._strokes[-1]
        if point[:2] != stroke[-1][:2]:
            stroke.append(point)
            self.touched.emit()
            self.update()

    def _up(self, place: QPointF) -> None:
        if self._writing:
            self._move(place)
            self._writing = False
            self._on_written()

    def _full(self) -> bool:
        return sum(map(len, self._strokes)) >= MOST_POINTS

    def _point(self, place: QPointF) -> list[int]:
        sheet = self._sheet()
        scale = FULL_WIDTH / sheet.width()
        x = min(max(place.x() - sheet.x(), 0), sheet.width()) * scale
        y = min(max(place.y() - sheet.y(), 0), sheet.height()) * scale
        return [round(x), round(y), int(self._clock.elapsed())]

    def _sheet(self) -> QRectF:
        return signature_paper(QRectF(self.rect()).adjusted(2, 2, -2, -2))

    def _on_written(self) -> None:
        self._say_state()
        self.changed.emit()
        self.update()

    def _say_state(self) -> None:
        words = pgettext("signature", "signed") if self.signed else _("not signed yet")
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            announce(self, words)

    # ---- the picture -----------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet, a line to sign on, what was written, and where the focus is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = self._sheet()
        draw_signature(painter, sheet, self._strokes)
        base = sheet.bottom() - sheet.height() * 0.2
        painter.setPen(QPen(QColor(theme.LIGHT["button_line"]), 1))
        painter.drawLine(
            QPointF(sheet.left() + sheet.width() * 0.06, base),
            QPointF(sheet.right() - sheet.width() * 0.06, base),
        )
        if self.empty and self.toolTip():
            painter.setPen(QColor(theme.LIGHT["muted"]))
            words = QRectF(sheet.left(), base, sheet.width(), sheet.bottom() - base)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.toolTip())
        painter.setPen(QPen(theme.colour("primary" if self.hasFocus() else "field_line"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(sheet, 8, 8)
        painter.end()
