"""Every reminder in one list, laid over the screen when asked for by F8."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.reminding import Reminder, Stage
from app.i18n import _, ngettext
from ui.cases.fitting_table import FittingTable
from ui.shell.reminder_table_model import Column, ReminderTableModel
from ui.widgets.buttons import IconButton, secondary_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.wording import label, spoken

_WIDTH, _HEIGHT = 880, 430
_SIDE = 24
_DUE_PICTURE = 22
_SAMPLES: dict[int, str] = {Column.NUMBER: "TS-20262222-002"}


class ReminderPanel(QFrame):
    """Opened by a key and closed by Esc; the keys then go back to where they were.

    ``opened``, ``put_off`` and ``seen`` carry a :class:`Reminder`, ``all_put_off`` every one that
    is listed.
    """

    opened = Signal(object)
    put_off = Signal(object)
    seen = Signal(object)
    all_put_off = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget) -> None:
        super().__init__(parent)
        self._ground = parent
        self.setObjectName("reminderPanel")
        self.setAccessibleName(_("Reminders"))
        self._before: QWidget | None = None
        self.model = ReminderTableModel(zone, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 12, 18, 16)
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addWidget(self._body(), 1)
        column.addLayout(self._foot())
        self.setVisible(False)
        parent.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def show_reminders(
        self, items: tuple[Reminder, ...], now: datetime, *, more: int = 0, put_off: int = 0
    ) -> None:
        """Show a new reading; the chosen row stays chosen."""
        here = self.table.currentIndex()
        row = here.row() if here.isValid() else 0
        known = self.model.item(row).key if here.isValid() else ""
        self.model.show_items(items, now)
        self.table.measure(_SAMPLES, {Column.DUE: _DUE_PICTURE})
        if items:
            found = self.model.row_of(known)
            self.table.selectRow(min(row, len(items) - 1) if found is None else found)
        elif self.table.hasFocus():
            self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self._stack.setCurrentWidget(self.table if items else self.empty)
        notes = []
        if more:
            notes.append(ngettext("and {count} more", "and {count} more", more).format(count=more))
        if put_off:
            notes.append(
                ngettext("{count} put off", "{count} put off", put_off).format(count=put_off)
            )
        self.note.setText(" · ".join(notes))
        self._show_buttons()

    def toggle(self, below: QWidget) -> None:
        """Open under the lower edge of ``below``, or close."""
        if self.isVisible():
            self.close_panel()
            return
        self._before = QApplication.focusWidget()
        self._place(below)
        self.setVisible(True)
        self.raise_()
        first = self.table if self.model.rowCount() else self.close_button
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_panel(self) -> None:
        """Close, and give the keys back to whatever had them before."""
        if not self.isVisible():
            return
        before, self._before = self._before, None
        had_keys = self._has_keys(QApplication.focusWidget())
        self.setVisible(False)
        if had_keys and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """L puts the chosen row off; a window of another size closes the panel."""
        if watched is self.table and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_L:
                self.later_button.click()
                return True
        elif watched is self._ground and event.type() == QEvent.Type.Resize:
            self.close_panel()
        return False

    # ---- building --------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(_("Reminders"), "subtitle"))
        self.note = label("", "muted", name="reminderNote")
        row.addWidget(self.note)
        row.addStretch(1)
        self.close_button = IconButton("x", _("Close the list"), name="reminderClose")
        self.close_button.clicked.connect(self.close_panel)
        row.addWidget(self.close_button)
        return row

    def _body(self) -> QStackedWidget:
        self.table = FittingTable(
            accessible_name=_("Reminders"),
            name="reminderTable",
            flexible=Column.MATTER,
            droppable=(Column.WHAT,),
        )
        self.table.setModel(self.model)
        self.table.row_activated.connect(self._on_row_activated)
        self.table.selectionModel().currentChanged.connect(lambda *_indexes: self._show_buttons())
        self.table.installEventFilter(self)
        self.empty = EmptyState(
            _("Nothing to call to mind"),
            _("What is due, or soon will be, is listed here."),
            icon="circle-check",
            name="remindersEmpty",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        return self._stack

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.all_button = secondary_button(_("All later"), name="remindersAllLater")
        self.seen_button = secondary_button(_("Seen"), name="reminderRowSeen")
        # The words of the bar; its letter stays there.
        later = spoken(_("Later (&Z)"))
        self.later_button = secondary_button(later, key_hint="L", name="reminderRowLater")
        self.open_button = secondary_button(_("Open"), key_hint="Enter", name="reminderRowOpen")
        self.all_button.clicked.connect(self.all_put_off)
        self.seen_button.clicked.connect(lambda: self._say(self.seen.emit))
        self.later_button.clicked.connect(lambda: self._say(self.put_off.emit))
        self.open_button.clicked.connect(lambda: self._say(self.opened.emit))
        row.addWidget(self.all_button)
        row.addStretch(1)
        for button in (self.seen_button, self.later_button, self.open_button):
            row.addWidget(button)
        return row

    # ---- showing ---------------------------------------------------------------------------

    def _place(self, below: QWidget) -> None:
        room = self._ground.size()
        top = below.mapTo(self._ground, QPoint(0, below.height())).y() + 8
        width = min(_WIDTH, room.width() - 2 * _SIDE)
        height = min(_HEIGHT, room.height() - top - 8)
        self.setGeometry(room.width() - width - _SIDE, top, width, height)

    def _chosen(self) -> Reminder | None:
        here = self.table.currentIndex()
        return self.model.item(here.row()) if here.isValid() else None

    def _show_buttons(self) -> None:
        chosen = self._chosen()
        self.all_button.setVisible(self.model.rowCount() > 1)
        for button in (self.later_button, self.open_button):
            button.setVisible(chosen is not None)
        self.seen_button.setVisible(chosen is not None and chosen.stage is Stage.ESCALATED)

    def _say(self, emit: Callable[[Reminder], None]) -> None:
        chosen = self._chosen()
        if chosen is not None:
            emit(chosen)

    def _on_row_activated(self, index: QModelIndex) -> None:
        self.opened.emit(self.model.item(index.row()))

    def _has_keys(self, widget: QWidget | None) -> bool:
        return widget is not None and (widget is self or self.isAncestorOf(widget))

    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        # Whoever goes on working elsewhere wants to see what is under the list.
        if self.isVisible() and new is not None and not self._has_keys(new):
            self.close_panel()
