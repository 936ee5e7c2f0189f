"""The slim line under the top bar that calls the most urgent thing to mind, over every screen.

It stays until what it says is opened, put off or settled, but it is no dialog: it never takes the
keys from whoever is typing.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.reminding import Reminder, Stage
from app.i18n import _, ngettext
from ui.icons import set_icon
from ui.shell import keys
from ui.shell.reminder_words import clock_words, line_words
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import announce, label, restyle

_LOOKS = {
    Stage.WARN: ("warning", "clock"),
    Stage.DUE: ("danger", "circle-alert"),
    Stage.ESCALATED: ("danger", "flag"),
}


class ReminderBar(QFrame):
    """Shows one reminder, how many more there are, and that the computer's clock is wrong.

    ``opened``, ``put_off`` and ``seen`` carry the :class:`Reminder` that a button was pressed for;
    ``list_requested`` wishes to see them all.
    """

    opened = Signal(object)
    put_off = Signal(object)
    seen = Signal(object)
    list_requested = Signal()

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reminders")
        self._zone = zone
        self._first: Reminder | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._clock_line())
        column.addWidget(self._reminder_line())
        self.setVisible(False)

    @property
    def first(self) -> Reminder | None:
        """The reminder that is shown."""
        return self._first

    @property
    def text(self) -> str:
        """The words that are shown, or nothing."""
        return self.words.text()

    def show_reminders(self, loud: tuple[Reminder, ...], more: int, now: datetime) -> None:
        """Show the first of ``loud``; ``more`` are not in it but have to be counted."""
        first = loud[0] if loud else None
        is_new = first is not None and (self._first is None or self._first.key != first.key)
        self._first = first
        self.line.setVisible(first is not None)
        if first is not None:
            kind, picture = _LOOKS[first.stage]
            set_icon(self._picture, picture, f"{kind}_text", 20)
            words = line_words(first, now, self._zone)
            self.words.setText(words)
            self.line.setAccessibleName(words)
            restyle(self.line, "kind", kind)
            self.seen_button.setVisible(first.stage is Stage.ESCALATED)
            self._show_more(len(loud) - 1 + more)
            if is_new:
                announce(self, words, urgent=kind == "danger")
        else:
            self.words.setText("")
        self._show_or_hide()

    def show_clock(self, now: datetime, newest_entry_at: datetime | None) -> None:
        """Warn that the clock is behind ``newest_entry_at``; None takes the warning away."""
        words = "" if newest_entry_at is None else clock_words(now, newest_entry_at, self._zone)
        if words and not self.clock_words.text():
            announce(self, words, urgent=True)
        self.clock_words.setText(words)
        self.clock_line.setVisible(bool(words))
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        # An empty frame would still take the room of its border.
        self.setVisible(self._first is not None or bool(self.clock_words.text()))

    def _show_more(self, count: int) -> None:
        words = ngettext("+{count} more", "+{count} more", count).format(count=count)
        self.more_button.set_words(words if count else _("All reminders"))

    # ---- building --------------------------------------------------------------------------

    def _clock_line(self) -> QFrame:
        self.clock_line = QFrame()
        self.clock_line.setObjectName("clockLine")
        row = QHBoxLayout(self.clock_line)
        row.setContentsMargins(24, 6, 24, 6)
        row.setSpacing(10)
        picture = QLabel()
        set_icon(picture, "triangle-alert", "danger_text", 18)
        self.clock_words = label("", wrap=True, name="clockWords")
        row.addWidget(picture)
        row.addWidget(self.clock_words, 1)
        self.clock_line.setVisible(False)
        return self.clock_line

    def _reminder_line(self) -> QFrame:
        self.line = QFrame()
        self.line.setObjectName("reminderLine")
        row = QHBoxLayout(self.line)
        row.setContentsMargins(24, 4, 20, 4)
        row.setSpacing(8)
        self._picture = QLabel()
        self.words = ElidedLabel()
        self.words.setObjectName("reminderWords")
        self.words.setProperty("look", "label")
        self.more_button = quiet_button(
            "", key_hint=keys.key_of(keys.REMINDERS), name="reminderList"
        )
        self.seen_button = secondary_button(_("Seen (&Q)"), name="reminderSeen")
        self.later_button = secondary_button(_("Later (&Z)"), name="reminderLater")
        self.open_button = secondary_button(_("Open (&J)"), name="reminderOpen")
        self.later_button.setToolTip(
            _("Put off for 10 minutes; an early warning until 15 minutes before its time")
        )
        self.seen_button.setToolTip(_("I know of it and see to it"))
        row.addWidget(self._picture)
        row.addWidget(self.words, 1)
        for button in (self.more_button, self.seen_button, self.later_button, self.open_button):
            # A click here leaves the cursor where somebody types; Tab still comes by.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        self.more_button.clicked.connect(self.list_requested)
        self.seen_button.clicked.connect(lambda: self.seen.emit(self._first))
        self.later_button.clicked.connect(lambda: self.put_off.emit(self._first))
        self.open_button.clicked.connect(lambda: self.opened.emit(self._first))
        self.line.setVisible(False)
        return self.line
