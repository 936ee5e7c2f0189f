"""The rail of a wizard: its steps, which of them are done, and how long each took."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.i18n import _
from ui import theme
from ui.icons import pixmap

TODO, CURRENT, DONE, SKIPPED = "todo", "current", "done", "skipped"


@dataclass(frozen=True)
class Step:
    """One step of a wizard."""

    key: str
    title: str


class StepRail(QWidget):
    """Steps from top to bottom; ``step_chosen`` when a person presses one that may be visited."""

    step_chosen = Signal(str)

    def __init__(self, steps: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stepRail")
        self.setAccessibleName(_("Steps"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._rows: dict[str, _StepRow] = {}
        for number, step in enumerate(steps, start=1):
            row = _StepRow(number, step)
            row.clicked.connect(self._on_row_clicked)
            column.addWidget(row)
            self._rows[step.key] = row
        column.addStretch(1)

    def set_step(
        self, key: str, state: str, note: str = "", *, enabled: bool | None = None
    ) -> None:
        """Show a step as todo, current, done or skipped, with a note such as '0:18'.

        Only steps that are done can be pressed, unless ``enabled`` says otherwise.
        """
        row = self._rows[key]
        row.show_as(state, note)
        row.setEnabled(state in {DONE, SKIPPED} if enabled is None else enabled)

    def row(self, key: str) -> QAbstractButton:
        """Return the button of a step."""
        return self._rows[key]

    def _on_row_clicked(self) -> None:
        row = self.sender()
        if isinstance(row, _StepRow):
            self.step_chosen.emit(row.step.key)


class _StepRow(QAbstractButton):
    """Circle with number or tick, title, and a muted note."""

    def __init__(self, number: int, step: Step) -> None:
        super().__init__()
        self.step = step
        self._number = number
        self._state = TODO
        self._note = ""
        self.setObjectName(f"step_{step.key}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_as(TODO, "")

    def show_as(self, state: str, note: str) -> None:
        """Change state and note."""
        words = {
            TODO: _("not begun"),
            CURRENT: _("in progress"),
            DONE: _("done"),
            SKIPPED: _("skipped"),
        }
        self._state, self._note = state, note
        self.setEnabled(state in {DONE, SKIPPED})
        self.setCursor(
            Qt.CursorShape.PointingHandCursor
            if state in {DONE, SKIPPED}
            else Qt.CursorShape.ArrowCursor
        )
        self.setAccessibleName(f"{self._number}. {self.step.title}")
        self.setAccessibleDescription(f"{words[state]} {note}".strip())
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for two lines."""
        return QSize(180, 64)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the step."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self._state == CURRENT or (self.underMouse() and self.isEnabled()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("primary_tint" if self._state == CURRENT else "hover"))
            painter.drawRoundedRect(frame, 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("primary"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(frame, 8, 8)
        self._draw_circle(painter, QPointF(28, self.height() / 2))
        self._draw_words(painter)
        painter.end()

    def _draw_circle(self, painter: QPainter, centre: QPointF) -> None:
        filled = self._state in {CURRENT, DONE}
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("primary" if filled else "line"))
        painter.drawEllipse(centre, 15, 15)
        if self._state == DONE:
            picture = pixmap("check", "on_primary", 18, self.devicePixelRatioF())
            painter.drawPixmap(centre - QPointF(9, 9), picture)
            return
        painter.setFont(self._font(15, bold=True))
        painter.setPen(theme.colour("on_primary" if filled else "ink"))
        box = QRectF(centre.x() - 15, centre.y() - 15, 30, 30)
        sign = "–" if self._state == SKIPPED else str(self._number)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, sign)

    def _draw_words(self, painter: QPainter) -> None:
        left, width = 52.0, self.width() - 58.0
        title_box = QRectF(left, 10, width, 22)
        if not self._note:
            title_box = QRectF(left, 0, width, self.height())
        painter.setFont(self._font(15, bold=self._state == CURRENT))
        painter.setPen(theme.colour("ink"))
        title = painter.fontMetrics().elidedText(
            self.step.title, Qt.TextElideMode.ElideRight, int(width)
        )
        painter.drawText(title_box, Qt.AlignmentFlag.AlignVCenter, title)
        if self._note:
            painter.setFont(self._font(13))
            painter.setPen(theme.colour("muted"))
            note = painter.fontMetrics().elidedText(
                self._note, Qt.TextElideMode.ElideRight, int(width)
            )
            painter.drawText(QRectF(left, 32, width, 20), Qt.AlignmentFlag.AlignVCenter, note)

    def _font(self, pixels: int, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(pixels)
        font.setBold(bold)
        return font
