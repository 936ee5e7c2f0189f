"""Every reminder in one list, laid over the screen when asked for by F8."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.reminding import Reminder, Stage
from app.i18n import _, ngettext
from ui import theme
from ui.cases.fitting_table import FittingTable
from ui.shell import keys
from ui.shell.reminder_table_model import Column, ReminderTableModel
from ui.widgets.buttons import IconButton, secondary_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.wording import label

_WIDTH, _HEIGHT = 860, 420
_SIDE = 24
_DUE_PICTURE = 22
_SAMPLES: dict[int, str] = {Column.NUMBER: "TS-20262222-002"}


class ReminderPanel(QFrame):
    """Opened by a key and closed by Esc; the keys then go back to where they were.

    ``opened``, ``put_off`` and ``seen`` carry a :class:`Reminder`.
    """

    opened = Signal(object)
    put_off = Signal(object)
    seen = Signal(object)

    def __init__(self, zone: ZoneInfo, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("reminderPanel")
        self.setAccessibleName(_("Reminders"))
        self._before: QWidget | None = None
        self.model = ReminderTableModel(zone, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 16)
        column.setSpacing(10)
        column.addLayout(self._head())
        column.addWidget(self._body(), 1)
        column.addLayout(self._foot())
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(32)
        shadow.setOffset(0, 6)
        shadow.setColor(theme.colour("nav"))
        self.setGraphicsEffect(shadow)
        self.setVisible(False)
        parent.installEventFilter(self)

    def show_reminders(self, items: tuple[Reminder, ...], more: int, now: datetime) -> None:
        """Show a new reading; the chosen row stays chosen."""
        here = self.table.currentIndex()
        row = here.row() if here.isValid() else 0
        key = self.model.item(row).key if here.isValid() else ""
        self.model.show_items(items, now)
        self.table.measure(_SAMPLES, {Column.DUE: _DUE_PICTURE})
        if items:
            known = self.model.row_of(key)
            self.table.selectRow(min(row, len(items) - 1) if known is None else known)
        self._stack.setCurrentWidget(self.table if items else self.empty)
        words = ngettext("and {count} more", "and {count} more", more).format(count=more)
        self.note.setText(words if more else "")
        self._show_buttons()

    def toggle(self, below: QWidget) -> None:
        """Open beneath ``below``, or close."""
        if self.isVisible():
            self.close_panel()
            return
        self._before = QApplication.focusWidget()
        self._place(below)
        self.setVisible(True)
        self.raise_()
        self._take_keys()
        QApplication.instance().focusChanged.connect(self._on_focus_changed)  # type: ignore[union-attr]

    def close_panel(self, *, give_back: bool = True) -> None:
        """Close; ``give_back`` returns the keys to where they were."""
        if not self.isVisible():
            return
        QApplication.instance().focusChanged.disconnect(self._on_focus_changed)  # type: ignore[union-attr]
        before, self._before = self._before, None
        self.setVisible(False)
        if give_back and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes; L puts the chosen one off."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        elif event.key() == Qt.Key.Key_L and not event.modifiers():
            self._on_later_clicked()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close when the window changes its size, since the place is then another one."""
        if event.type() == QEvent.Type.Resize and watched is self.parent():
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
        close = IconButton("x", _("Close"), name="reminderClose")
        close.clicked.connect(self.close_panel)
        row.addWidget(close)
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
        # The table keeps letters for a search of its own.
        self.table.installEventFilter(self._letters())
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

    def _letters(self) -> QObject:
        return _LettersToParent(self)

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.all_button = secondary_button(_("All later"), name="remindersAllLater")
        self.seen_button = secondary_button(_("Seen"), name="reminderRowSeen")
        self.later_button = secondary_button(_("Later"), key_hint="L", name="reminderRowLater")
        self.open_button = secondary_button(_("Open"), key_hint="Enter", name="reminderRowOpen")
        self.all_button.clicked.connect(self._on_all_clicked)
        self.seen_button.clicked.connect(lambda: self._say(self.seen))
        self.later_button.clicked.connect(self._on_later_clicked)
        self.open_button.clicked.connect(lambda: self._say(self.opened))
        row.addWidget(self.all_button)
        row.addStretch(1)
        for button in (self.seen_button, self.later_button, self.open_button):
            row.addWidget(button)
        return row
