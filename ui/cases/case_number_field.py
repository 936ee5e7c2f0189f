"""A box for another open case: by number, room or phone, looked up as one types (4.3-2)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.domain.case_states import OPEN_STATES
from app.i18n import _
from app.labels import case_state_label
from app.services.look_up import LookUpFound, LookUpHit, find_cases
from ui.context import DeskContext
from ui.widgets.wording import announce, label

_PAUSE_MS = 200
_ROW_HEIGHT = 40
_ROWS_SHOWN = 4


class CaseNumberField(QWidget):
    """``edited`` at every change.

    ``value`` is the number of the case picked or named, what was typed if it names none.  Arrows
    move in the list, Enter in the box picks the marked line.
    """

    edited = Signal()

    def __init__(
        self, context: DeskContext, own_number: str, *, name: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._own_number = own_number
        self._hits: tuple[LookUpHit, ...] = ()
        self._picked = ""
        self.setObjectName(name)
        self.box = QLineEdit()
        self.box.setObjectName(f"{name}Box")
        self.box.setAccessibleName(_("Number, room or phone of the other case"))
        self.box.setPlaceholderText(_("Number, room or phone"))
        self.box.setMaxLength(60)
        self.box.setClearButtonEnabled(True)
        self.box.installEventFilter(self)
        self.box.textChanged.connect(self._on_text_changed)
        self.list = QListWidget()
        self.list.setObjectName(f"{name}Hits")
        self.list.setAccessibleName(_("Open cases found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_item_clicked)
        self.standing = label("", "muted", wrap=True, name=f"{name}Standing")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for widget in (self.box, self.list, self.standing):
            column.addWidget(widget)
        self.list.setVisible(False)
        self.standing.setVisible(False)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.setFocusProxy(self.box)

    @property
    def value(self) -> str:
        """The number of the other case."""
        return self._picked or self.box.text().strip()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrows and pick with Enter, without leaving the box."""
        if (
            watched is not self.box
            or event.type() != QEvent.Type.KeyPress
            or not isinstance(event, QKeyEvent)
            or event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            return super().eventFilter(watched, event)
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._hits:
            step = 1 if key == Qt.Key.Key_Down else -1
            self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.isVisible():
            self._pick(max(0, self.list.currentRow()))
            return True
        return super().eventFilter(watched, event)

    def _on_text_changed(self) -> None:
        self._picked = ""
        self.edited.emit()
        if self.box.text().strip():
            self._pause.start()
        else:
            self._pause.stop()
            self._show(())

    def _search(self) -> None:
        text = self.box.text()
        self._context.runner.read(
            find_cases,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            text=text,
            now=self._context.now(),
            owner=self,
            supersedes="case-number",
            on_done=lambda found: self._on_found(text, found),
        )

    def _on_found(self, text: str, found: LookUpFound) -> None:
        if text != self.box.text():
            return
        hits = tuple(
            hit for hit in found.hits if hit.state in OPEN_STATES and hit.number != self._own_number
        )
        self._show(hits)
        if len(hits) == 1 and hits[0].number == text.strip().upper():
            self._pick(0)
        elif not hits:
            self._say(_("No other open case is found by this."))

    def _show(self, hits: tuple[LookUpHit, ...]) -> None:
        self._hits = hits
        self.standing.setVisible(False)
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(_line(hit))
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            self.list.addItem(item)
        if hits:
            self.list.setCurrentRow(0)
        rows = min(len(hits), _ROWS_SHOWN)
        self.list.setFixedHeight(rows * _ROW_HEIGHT + 2 * self.list.frameWidth() + 4)
        self.list.setVisible(bool(hits))

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        self._pick(self.list.row(item))

    def _pick(self, row: int) -> None:
        if row >= len(self._hits):
            return
        hit = self._hits[row]
        self._pause.stop()
        blocked = self.box.blockSignals(True)
        self.box.setText(hit.number)
        self.box.blockSignals(blocked)
        self._show(())
        self._picked = hit.number
        self._say(_line(hit))
        self.edited.emit()

    def _say(self, words: str) -> None:
        self.standing.setText(words)
        self.standing.setVisible(True)
        announce(self.box, words)


def _line(hit: LookUpHit) -> str:
    parts = (hit.number, case_state_label(hit.state), hit.customer, hit.room_label)
    return " · ".join(part for part in parts if part)
