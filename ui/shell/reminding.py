"""Reminds whoever sits at the unlocked desk: bar, list, window title, tray and sound together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from app.domain.clock_watch import is_behind
from app.domain.reminding import Reminder, Stage, loud, quiet_until
from app.i18n import _
from app.services.escalations import acknowledge_escalations
from app.services.reminders import Reminders
from ui.context import DeskContext
from ui.shell.clock_watch import ClockWatch
from ui.shell.main_window import MainWindow
from ui.shell.reminder_bar import ReminderBar
from ui.shell.reminder_memory import ReminderMemory
from ui.shell.reminder_panel import ReminderPanel
from ui.shell.reminder_words import notice_words
from ui.shell.tray import Tray


class Reminding(QObject):
    """Made with the session and ended with it.

    ``open_case`` opens a case and says whether it could: what somebody is typing goes first.
    ``lists_changed`` says that what stands on the screen may be out of date; ``problem_met``
    carries an error, ``said`` a sentence.
    """

    lists_changed = Signal()
    problem_met = Signal(object)
    said = Signal(str)

    def __init__(
        self,
        context: DeskContext,
        window: MainWindow,
        project_ids: Sequence[str],
        open_case: Callable[[str], bool],
        *,
        memory: ReminderMemory | None = None,
        tray: Tray | None = None,
        sound: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.sound = sound
        self._context = context
        self._window = window
        self._open_case = open_case
        self._memory = memory or ReminderMemory()
        self._tray = tray
        self._found: Reminders | None = None
        self.bar = ReminderBar(context.zone)
        window.set_reminders(self.bar)
        self.panel = ReminderPanel(context.zone, window)
        self.watch = ClockWatch(context, project_ids, parent=self)
        self._connect()
        self.watch.start()

    def _connect(self) -> None:
        for place in (self.bar, self.panel):
            place.opened.connect(self._on_opened)
            place.put_off.connect(self._on_put_off)
            place.seen.connect(self._on_seen)
        self.panel.all_put_off.connect(self._on_all_put_off)
        self.bar.list_requested.connect(self.toggle_list)
        self.watch.reminders_read.connect(self._on_read)
        self.watch.lists_changed.connect(self.lists_changed)
        self.watch.problem_met.connect(self.problem_met)
        self.watch.clock_set.connect(self._on_clock_set)
        if self._tray is not None:
            self._tray.unlocked(self._open_case)

    def toggle_list(self) -> None:
        """Show or hide the list of all reminders."""
        self.panel.toggle(self.bar if self.bar.isVisible() else self._window.top_bar)

    def refresh(self) -> None:
        """Read the reminders anew, because something was done."""
        self.watch.read()

    def end(self) -> None:
        """Take everything off the screen; the tray is left with times that name nobody."""
        self.watch.stop()
        self.panel.close_panel()
        self.panel.deleteLater()
        self._window.set_reminders(None)
        self._window.set_waiting(0)
        if self._tray is not None:
            self._tray.locked(self._found.upcoming if self._found is not None else ())

    # ---- what was read ---------------------------------------------------------------------

    def _on_read(self, found: Reminders) -> None:
        self._found = found
        self._show()
        speaking = loud(found.items, self._quiet, self._context.now())
        self._call_out(self._memory.new(self._context.actor.staff_id, speaking))

    @property
    def _quiet(self) -> dict[str, datetime]:
        return self._memory.quiet(self._context.actor.staff_id)

    def _show(self) -> None:
        found, now = self._found, self._context.now()
        if found is None:
            return
        speaking = loud(found.items, self._quiet, now)
        self.bar.show_reminders(speaking, found.more, now)
        behind = is_behind(now, found.newest_entry_at)
        self.bar.show_clock(now, found.newest_entry_at if behind else None)
        self.panel.show_reminders(
            speaking, now, more=found.more, put_off=len(found.items) - len(speaking)
        )
        self._window.set_waiting(len(speaking) + found.more)

    def _call_out(self, new: Sequence[Reminder]) -> None:
        """Call whoever looks elsewhere, once for each thing that fell due."""
        pressing = tuple(reminder for reminder in new if reminder.stage is not Stage.WARN)
        if not pressing:
            return
        if self.sound:
            QApplication.beep()
        if self._window.isActiveWindow():
            return
        QApplication.alert(self._window)
        if self._tray is not None:
            case_id = pressing[0].case_id if len(pressing) == 1 else ""
            self._tray.tell(notice_words(pressing, self._context.zone), case_id)

    # ---- what a person does ----------------------------------------------------------------

    def _on_opened(self, reminder: Reminder) -> None:
        self.panel.close_panel()
        if self._open_case(reminder.case_id):
            self._keep_quiet([reminder], opened=True)

    def _on_put_off(self, reminder: Reminder) -> None:
        self._keep_quiet([reminder], opened=False)

    def _on_all_put_off(self) -> None:
        if self._found is not None:
            speaking = loud(self._found.items, self._quiet, self._context.now())
            self.panel.close_panel()
            self._keep_quiet(speaking, opened=False)

    def _keep_quiet(self, reminders: Iterable[Reminder], *, opened: bool) -> None:
        now = self._context.now()
        for key in [key for key, until in self._quiet.items() if until <= now]:
            del self._quiet[key]
        for reminder in reminders:
            self._quiet[reminder.key] = quiet_until(reminder, now, opened=opened)
        self._show()

    def _on_seen(self, reminder: Reminder) -> None:
        self.acknowledge(reminder.case_id)

    def acknowledge(self, case_id: str) -> None:
        """Say that the person at the desk has seen what was brought before them."""
        self._context.runner.write(
            acknowledge_escalations,
            actor=self._context.actor,
            case_id=case_id,
            now=self._context.now(),
            owner=self,
            on_done=lambda _none: self.said.emit(_("Noted on the timeline that you have seen it.")),
            on_error=self.problem_met.emit,
            on_end=self._on_acknowledged,
        )

    def _on_acknowledged(self) -> None:
        self.refresh()
        self.lists_changed.emit()

    def _on_clock_set(self) -> None:
        self._memory.forget_times()
        self.said.emit(_("The computer's clock was set. Every due time was looked at anew."))
