"""One figure of the day or the month: caption, number, and a pill that puts it in context."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.wording import label


class FigureCard(Card):
    """A card with a 32 px figure; a figure that cannot exist yet is shown as '—'.

    With ``clickable`` it takes the focus and emits ``opened``.
    """

    opened = Signal()

    def __init__(
        self,
        caption: str,
        *,
        clickable: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        if name:
            self.setObjectName(name)
        self.caption = caption
        self._clickable = clickable
        self._is_compact = False
        self._note = ""
        self._own_tooltip = ""
        self.body.setSpacing(2)
        self._caption = ElidedLabel(caption)
        self._caption.setProperty("look", "muted")
        self._figure = label("—", "figure")
        self.pill = Pill("", "neutral")
        self.add(self._caption)
        self.add(self._figure)
        self.add(self.pill)
        self.body.addStretch(1)
        self.pill.setVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if clickable:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.show_figure(None)

    def show_figure(
        self, figure: str | None, note: str = "", kind: str = "neutral", tooltip: str = ""
    ) -> None:
        """Show a figure as text, and a note in a pill of ``kind``."""
        shown = "—" if figure is None else figure
        self._figure.setText(shown)
        self._note, self._own_tooltip = note, tooltip
        if note:
            self.pill.show_as(note, kind)
        self._show_note()
        self.setAccessibleName(self.caption)
        self.setAccessibleDescription(f"{shown} {note}".strip())

    def set_compact(self, compact: bool) -> None:
        """Leave the note to the tooltip where the room ends."""
        if compact == self._is_compact:
            return
        self._is_compact = compact
        edge = 10 if compact else 16
        self._outer.setContentsMargins(18, edge, 18, edge)
        self._show_note()

    def _show_note(self) -> None:
        self.pill.setVisible(bool(self._note) and not self._is_compact)
        note = self._note if self._is_compact else ""
        self.setToolTip("\n".join(part for part in (note, self._own_tooltip) if part))

    @property
    def figure(self) -> str:
        """The figure as it is shown."""
        return self._figure.text()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open on a click."""
        super().mouseReleaseEvent(event)
        if self._clickable and self.rect().contains(event.position().toPoint()):
            self.opened.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open on Enter or Space."""
        if self._clickable and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Space,
        ):
            self.opened.emit()
            return
        super().keyPressEvent(event)
