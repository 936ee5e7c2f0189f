"""The locked desk: pick who you are, type the password, Enter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.i18n import _, ngettext
from ui.icons import set_icon
from ui.tasks import TaskRunner
from ui.unlock.people import PeoplePicker, StaffChoice
from ui.unlock.recovery_page import RecoveryPage
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import primary_button, quiet_button
from ui.widgets.form_field import FormField
from ui.widgets.look_switch import LookSwitch
from ui.widgets.password_box import PasswordBox
from ui.widgets.wording import label

_FORM_WIDTH = 520


class UnlockScreen(QWidget):
    """Emits wishes only; the application answers with :meth:`show_error` or by going on.

    ``unlock_requested(staff_id, password)`` and
    ``recovery_requested(staff_id, recovery_key, new_password)`` put the screen into its busy state,
    which :meth:`show_error` or :meth:`end_busy` ends.
    """

    unlock_requested = Signal(str, str)
    recovery_requested = Signal(str, str, str)
    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(
        self,
        runner: TaskRunner,
        company: str,
        people: Sequence[StaffChoice],
        *,
        now: datetime | None = None,
        notice: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("unlockScreen")
        self.setProperty("manualPage", "unlock")
        self._wait = 0
        self._error_words = ""
        self._busy = False
        self._countdown = QTimer(self)
        self._countdown.setInterval(1000)
        self._countdown.timeout.connect(self._on_second_passed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._panel(company, now or datetime.now().astimezone()), 4)
        self.people = PeoplePicker(people)
        self.password = PasswordBox(name="password")
        self.recovery = RecoveryPage(runner, people)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._unlock_page(notice))
        self._pages.addWidget(self.recovery)
        row.addWidget(self._right_side(), 7)
        self.people.settled.connect(self.password.setFocus)
        self.people.person_chosen.connect(self._on_person_chosen)
        self.password.submitted.connect(self._on_unlock_clicked)
        self.password.edited.connect(self._on_password_edited)
        self.recovery.recovery_requested.connect(self._on_recovery_requested)
        self.recovery.back_requested.connect(self._on_back_requested)
        self.setFocusProxy(self.password if len(people) == 1 else self.people)

    @property
    def busy(self) -> bool:
        """Whether a key is being derived."""
        return self._busy

    def show_error(self, text: str, wait_seconds: int = 0) -> None:
        """End the busy state and say what went wrong; nobody may try again for ``wait_seconds``."""
        on_recovery = self._pages.currentWidget() is self.recovery
        self.end_busy()
        if on_recovery:
            self.recovery.show_error(text)
            return
        self._error_words = text
        self._wait = wait_seconds
        self.password.clear()
        self._show_wait()
        if wait_seconds > 0:
            self._countdown.start()
        else:
            self.password.setFocus()

    def end_busy(self) -> None:
        """Let the person type again."""
        self._busy = False
        self._busy_line.finish()
        self.recovery.set_busy(busy=False)
        self._enable()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin where the typing begins."""
        super().showEvent(event)
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- building --------------------------------------------------------------------------

    def _panel(self, company: str, now: datetime) -> QFrame:
        panel = QFrame()
        panel.setObjectName("unlockPanel")
        panel.setMinimumWidth(300)
        column = QVBoxLayout(panel)
        column.setContentsMargins(40, 48, 40, 40)
        column.setSpacing(12)
        picture = QLabel()
        set_icon(picture, "concierge-bell", "nav_active_ink", 44)
        self.company_label = label(company, "display", wrap=True, name="companyLabel")
        self.greeting_label = label(_greeting(now.hour), wrap=True, name="greetingLabel")
        column.addWidget(picture)
        column.addSpacing(8)
        column.addWidget(self.company_label)
        column.addWidget(self.greeting_label)
        column.addStretch(1)
        column.addWidget(label(_("Reception console"), "subtitle", wrap=True))
        column.addWidget(
            label(_("Works off line. Everything is kept on this computer, encrypted."), wrap=True)
        )
        return panel

    def _right_side(self) -> QWidget:
        side = QWidget()
        side.setObjectName("ground")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(24, 16, 24, 24)
        switch = LookSwitch()
        switch.language_chosen.connect(self.language_chosen)
        switch.theme_chosen.connect(self.theme_chosen)
        column.addWidget(switch, 0, Qt.AlignmentFlag.AlignRight)
        # At 125 % scaling a small screen is 560 px high: the form scrolls rather than being cut.
        holder = QWidget()
        holder.setObjectName("scrollGround")
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        self._pages.setFixedWidth(_FORM_WIDTH)
        across.addStretch(1)
        across.addWidget(self._pages)
        across.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        column.addWidget(area, 1)
        return side

    def _unlock_page(self, notice: str) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(14)
        column.addStretch(1)
        column.addWidget(label(_("Who is at the desk?"), "title"))
        self.notice_label = label(notice, "lead", wrap=True, name="unlockNotice")
        column.addWidget(self.notice_label)
        self.notice_label.setVisible(bool(notice))
        column.addWidget(self.people)
        self.password_field = FormField(_("&Password"), self.password)
        self.password_field.label.setBuddy(self.password.line)
        column.addWidget(self.password_field)
        self._busy_line = BusyLine(cancellable=False)
        column.addWidget(self._busy_line)
        row = QHBoxLayout()
        self.recovery_button = quiet_button(
            _("Use the recovery key"), icon="key-round", name="useRecoveryKey"
        )
        self.unlock_button = primary_button(_("Unlock"), key_hint="Enter", name="unlockButton")
        self.recovery_button.clicked.connect(self._on_recovery_clicked)
        self.unlock_button.clicked.connect(self._on_unlock_clicked)
        row.addWidget(self.recovery_button)
        row.addStretch(1)
        row.addWidget(self.unlock_button)
        column.addLayout(row)
        column.addStretch(2)
        return page

    # ---- events ----------------------------------------------------------------------------

    def _on_unlock_clicked(self) -> None:
        if self._busy or self._wait > 0 or self.people.chosen is None:
            return
        if not self.password.text:
            self.password_field.set_error(_("Type your password."))
            self.password.setFocus()
            return
        self.password_field.set_error("")
        self._begin_busy()
        self.unlock_requested.emit(self.people.chosen, self.password.text)

    def _on_recovery_requested(self, staff_id: str, key: str, password: str) -> None:
        self._begin_busy()
        self.recovery.set_busy(busy=True)
        self.recovery_requested.emit(staff_id, key, password)

    def _on_person_chosen(self) -> None:
        if self._wait == 0:
            self.password_field.set_error("")
        self.password.clear()

    def _on_password_edited(self) -> None:
        if self._wait == 0:
            self.password_field.set_error("")

    def _on_recovery_clicked(self) -> None:
        self.password.clear()
        self.recovery.begin(self.people.chosen)
        self._pages.setCurrentWidget(self.recovery)
        self.recovery.setFocus()

    def _on_back_requested(self) -> None:
        self._pages.setCurrentIndex(0)
        self.people.setFocus()

    def _on_second_passed(self) -> None:
        self._wait = max(self._wait - 1, 0)
        self._show_wait()
        if self._wait == 0:
            self._countdown.stop()
            self.password.setFocus()

    def _show_wait(self) -> None:
        words = self._error_words
        if self._wait > 0:
            rest = ngettext(
                "Next try in {count} second.", "Next try in {count} seconds.", self._wait
            ).format(count=self._wait)
            words = f"{words} {rest}"
        self.password_field.set_error(words)
        self._enable()

    def _begin_busy(self) -> None:
        self._busy = True
        self._busy_line.start(_("Unlocking…"))
        self._enable()

    def _enable(self) -> None:
        free = not self._busy and self._wait == 0
        self.password.setEnabled(free)
        self.unlock_button.setEnabled(free)
        self.people.setEnabled(not self._busy)
        self.recovery_button.setEnabled(not self._busy)


def _greeting(hour: int) -> str:
    if 5 <= hour < 11:
        return _("Good morning")
    if 11 <= hour < 13:
        return _("Good day")
    if 13 <= hour < 18:
        return _("Good afternoon")
    return _("Good evening")
