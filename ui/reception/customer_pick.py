"""One box that finds a customer by room, name, phone or pinyin initials, as one types (4.2-2)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.i18n import _
from app.labels import customer_kind_label
from app.services.customers import CustomerHit, find_customers
from ui.context import DeskContext
from ui.icons import icon
from ui.widgets.wording import label

_PAUSE_MS = 120
_ROW_HEIGHT = 44
_ROWS_SHOWN = 5


class CustomerPick(QWidget):
    """``hit_chosen`` when a person picks a line; Enter in the box picks the marked one.

    ``nobody`` is what to do when the text finds nobody.
    """

    hit_chosen = Signal(object)
    problem_met = Signal(object)

    def __init__(
        self, context: DeskContext, *, nobody: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._nobody = nobody or _("Nobody found. Press “New customer”, or serve without a name.")
        self._hits: tuple[CustomerHit, ...] = ()
        self._answered = ""
        self._pick_when_answered = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        self.box = QLineEdit()
        self.box.setObjectName("customerSearch")
        self.box.setAccessibleName(_("Find customer"))
        self.box.setPlaceholderText(_("Room 3-2-1802, name, phone or initials such as wxl"))
        self.box.setClearButtonEnabled(True)
        self.box.setMaxLength(60)
        self.box.installEventFilter(self)
        self.box.textChanged.connect(self._on_text_changed)
        self.list = QListWidget()
        self.list.setObjectName("customerHits")
        self.list.setAccessibleName(_("Customers found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_item_chosen)
        self.list.setVisible(False)
        self.nothing = label("", "muted", wrap=True, name="customerNone")
        self.nothing.setVisible(False)
        column.addWidget(self.box)
        column.addWidget(self.list)
        column.addWidget(self.nothing)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._search)
        self.setFocusProxy(self.box)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list with the arrows and pick with Enter, without leaving the box."""
        if watched is self.box and event.type() == QEvent.Type.KeyPress:
            if not isinstance(event, QKeyEvent):
                return False
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._hits:
                step = 1 if key == Qt.Key.Key_Down else -1
                row = (self.list.currentRow() + step) % self.list.count()
                self.list.setCurrentRow(row)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.box.text().strip():
                # An Enter that picks must never submit the form as well.
                self._pick_current()
                return True
        return super().eventFilter(watched, event)

    def clear(self) -> None:
        """Empty the box and the list."""
        self.box.clear()

    @property
    def text(self) -> str:
        """What was typed."""
        return self.box.text().strip()

    def _on_text_changed(self) -> None:
        self._pick_when_answered = False
        if self.text:
            self._pause.start()
        else:
            self._pause.stop()
            self._show(())

    def _search(self) -> None:
        text = self.text
        self._context.runner.read(
            find_customers,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            text=text,
            owner=self,
            supersedes="customer-search",
            on_done=lambda hits: self._on_found(text, hits),
            on_error=self.problem_met.emit,
        )

    def _on_found(self, text: str, hits: tuple[CustomerHit, ...]) -> None:
        if text != self.text:
            return
        self._answered = text
        self._show(hits)
        if self._pick_when_answered:
            self._pick_when_answered = False
            self._pick_current()

    def _pick_current(self) -> None:
        """Pick the marked line; if the answer is still on its way, pick when it comes."""
        if self.text != self._answered:
            self._pick_when_answered = True
            self._pause.stop()
            self._search()
            return
        row = max(0, self.list.currentRow())
        if row < len(self._hits):
            self.hit_chosen.emit(self._hits[row])

    def _on_item_chosen(self, item: QListWidgetItem) -> None:
        row = self.list.row(item)
        if row < len(self._hits):
            self.hit_chosen.emit(self._hits[row])

    def _show(self, hits: tuple[CustomerHit, ...]) -> None:
        self._hits = hits
        self.list.clear()
        for hit in hits:
            item = QListWidgetItem(
                icon("user" if hit.customer_id else "house", "muted"), _line(hit)
            )
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            self.list.addItem(item)
        if hits:
            self.list.setCurrentRow(0)
        rows = min(len(hits), _ROWS_SHOWN)
        self.list.setFixedHeight(rows * _ROW_HEIGHT + 2 * self.list.frameWidth() + 4)
        self.list.setVisible(bool(hits))
        is_empty = not hits and bool(self.text)
        self.nothing.setText(self._nobody if is_empty else "")
        self.nothing.setVisible(is_empty)
        if not self.text:
            self._answered = ""


def _line(hit: CustomerHit) -> str:
    """Return one line: room, name, kind and masked phone, as far as they are known."""
    if hit.customer_id is None:
        return _("{room} · nobody on record yet").format(room=hit.room_label)
    kind = customer_kind_label(hit.kind) if hit.kind else ""
    parts = (hit.name or _("no name"), hit.room_label, kind, hit.phone_masked)
    return "  ·  ".join(part for part in parts if part)
