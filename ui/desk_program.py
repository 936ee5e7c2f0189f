"""The desk as a program: one window, locked or unlocked, set up on its first start.

Only what the first painted screen needs is loaded before it; the store's libraries follow in a
thread while the password is typed.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QObject, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog

from app import front_door
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import PERMITTED, Action, Actor
from app.i18n import _, current_language, set_language
from app.labels import role_label
from app.messages import sentence
from ui import theme
from ui.preferences import Preferences
from ui.shell.bug_dialog import BugDialog
from ui.shell.fault_log import write_fault
from ui.shell.idle_lock import DEFAULT_LIMIT, IdleLock
from ui.shell.main_window import MainWindow
from ui.shell.manual_window import ManualWindow
from ui.shell.reminder_memory import ReminderMemory
from ui.shell.second_copy import SecondCopyGuard
from ui.tasks import TaskRunner
from ui.unlock.people import StaffChoice
from ui.unlock.unlock_screen import UnlockScreen
from ui.widgets.empty_state import EmptyState

if TYPE_CHECKING:
    from app.domain.agreements import SignedAgreement
    from app.domain.periods import Period
    from app.domain.visit_flow import VisitDraft
    from app.services.opening import DeskOpening
    from app.workspace import Workspace
    from ui.desk_session import DeskSession
    from ui.first_run_control import FirstRunControl
    from ui.shell.session_watch import SessionWatch
    from ui.shell.tray import Tray
    from ui.signing_control import SigningControl

_DRAIN_SECONDS = 5.0
_AFTER_FIRST_PAINT_MS = 200


def make_program(
    app: QApplication, data_dir: Path, preferences: Preferences | None = None
) -> DeskProgram:
    """Prepare language, fonts and look, and return the program, not yet started."""
    app.setApplicationName("reception-console")
    app.setQuitOnLastWindowClosed(False)
    preferences = preferences or Preferences()
    set_language(preferences.language)
    theme.load_fonts(app)
    theme.apply_theme(app, preferences.theme)
    return DeskProgram(app, data_dir, preferences)


class DeskProgram(QObject):
    """Holds the window and the data folder, and decides which of set-up, lock and desk is shown."""

    def __init__(self, app: QApplication, data_dir: Path, preferences: Preferences) -> None:
        super().__init__(app)
        self.app = app
        self.data_dir = data_dir
        self.preferences = preferences
        self.runner = TaskRunner(parent=self)
        self.window = self._make_window()
        self.session: DeskSession | None = None
        self.first_run: FirstRunControl | None = None
        self.signing: SigningControl | None = None
        self._workspace: Workspace | None = None
        self._gate = threading.Lock()
        self._hold: front_door.FolderHold | None = None
        self._resume: str | None = None
        self._unsaved: tuple[str, VisitDraft] | None = None
        self._project_id: str | None = None
        self._new_recovery_key: str | None = None
        self._manual: ManualWindow | None = None
        self._memory = ReminderMemory()
        self.tray: Tray | None = None
        self._session_watch: SessionWatch | None = None
        self._translator = QTranslator(self)
        self._loading = QTimer(self)
        self._loading.setSingleShot(True)
        self._loading.setInterval(_AFTER_FIRST_PAINT_MS)
        self._copies = SecondCopyGuard(data_dir, self)
        self.idle = IdleLock(is_hidden=self._is_hidden, parent=self)
        self._translate_qt()
        self._connect()

    def _connect(self) -> None:
        self.idle.lock_requested.connect(self.lock)
        self._loading.timeout.connect(lambda: self.runner.run(_load_store_libraries, owner=self))
        self._copies.front_requested.connect(
            lambda: self.window.come_to_front()  # noqa: PLW0108 - the window may be another one
        )
        self.runner.bug_found.connect(self._on_bug)
        self.runner.problem_found.connect(self._on_problem)

    def _make_window(self) -> MainWindow:
        window = MainWindow()
        self._window_language = current_language()
        window.confirm_close = True
        window.close_requested.connect(self.quit)
        window.lock_requested.connect(self.lock)
        window.manual_requested.connect(self.show_manual)
        return window

    def _speak_in_window(self) -> None:
        """Make the frame anew if it still speaks another language."""
        if self._window_language == current_language():
            return
        old, self.window = self.window, self._make_window()
        self.window.setGeometry(old.geometry())
        if old.isMaximized():
            self.window.showMaximized()
        elif old.isVisible():
            self.window.show()
        old.clear()
        old.hide()
        old.deleteLater()

    def _is_hidden(self) -> bool:
        return not self.window.isVisible() or self.window.isMinimized()

    def start(self) -> bool:
        """Show the window; return False if another copy was brought to the front instead."""
        if not self._copies.claim():
            return False
        geometry = self.preferences.geometry
        known = not geometry.isEmpty() and self.window.restoreGeometry(geometry)
        self.show_door()
        if known:
            self.window.show()
        else:
            self.window.showMaximized()
        # Loading takes longer than painting; nobody can have typed a password yet.
        self._loading.start()
        return True

    # ---- the door --------------------------------------------------------------------------

    def show_door(self) -> None:
        """Show set-up or the unlock screen, or why neither can be."""
        self._speak_in_window()
        try:
            if self._hold is None:
                self._hold = front_door.hold(self.data_dir)
            if not front_door.is_set_up(self.data_dir):
                self._show_first_run()
                return
            people = front_door.staff_choices(self.data_dir)
        except UserFacingError as error:
            self._show_trouble(sentence(error))
            return
        screen = UnlockScreen(
            self.runner,
            _("Customer service centre"),
            [StaffChoice(p.staff_id, p.name, role_label(p.role)) for p in people],
        )
        screen.unlock_requested.connect(self._on_unlock_requested)
        screen.recovery_requested.connect(self._on_recovery_requested)
        screen.language_chosen.connect(self.choose_language)
        screen.theme_chosen.connect(self.choose_theme)
        self.window.fill(screen)

    def _show_trouble(self, words: str) -> None:
        screen = EmptyState(
            _("The desk cannot be opened"),
            words,
            icon="triangle-alert",
            action=_("Try again"),
            name="trouble",
        )
        screen.action_chosen.connect(self.show_door)
        self.window.fill(screen)

    def _show_first_run(self) -> None:
        from ui.first_run_control import FirstRunControl  # noqa: PLC0415 - first start only

        self.first_run = FirstRunControl(self)
        self.window.fill(self.first_run.screen)

    def workspace(self) -> Workspace:
        """Return the workspace, made on first use; called on worker threads too."""
        from app.workspace import Workspace  # noqa: PLC0415 - loaded while the password is typed

        if self._workspace is None:
            self._workspace = Workspace(self.data_dir, self._hold)
        return self._workspace

    def _unlock(self, staff_id: str, password: str) -> tuple[Actor, DeskOpening | None]:
        """Unlock and read what the desk shows first; runs on a worker thread."""
        with self._gate:
            workspace = self.workspace()
            return self._opened(workspace.unlock(staff_id, password))

    def _recover(self, staff_id: str, key: str, password: str) -> tuple[Actor, DeskOpening | None]:
        with self._gate:
            actor, self._new_recovery_key = self.workspace().recover(staff_id, key, password)
            return self._opened(actor)

    def sign(self, agreement: SignedAgreement) -> tuple[Actor, DeskOpening | None]:
        """Record the agreement of whoever unlocked, and read what the desk shows first."""
        with self._gate:
            return self._opened(self.workspace().sign_agreement(agreement))

    def _opened(self, actor: Actor) -> tuple[Actor, DeskOpening | None]:
        """Return what the desk shows first; None before the agreement is signed (clause 5-3)."""
        from app.services.opening import desk_opening  # noqa: PLC0415 - as in workspace

        if not actor.has_signed:
            return actor, None
        return actor, self.workspace().read(desk_opening, actor=actor)

    def _on_unlock_requested(self, staff_id: str, password: str) -> None:
        self.runner.run(
            self._unlock,
            staff_id,
            password,
            owner=self,
            on_done=self._on_unlocked,
            on_error=self._on_refused,
            on_end=self._end_waiting,
        )

    def _on_recovery_requested(self, staff_id: str, key: str, password: str) -> None:
        self.runner.run(
            self._recover,
            staff_id,
            key,
            password,
            owner=self,
            on_done=self._on_unlocked,
            on_error=self._on_refused,
            on_end=self._end_waiting,
        )

    def _end_waiting(self) -> None:
        """Whatever happened, let the person at the unlock screen try again."""
        screen = self.window.current_screen
        if isinstance(screen, UnlockScreen) and screen.busy:
            screen.end_busy()

    def _on_refused(self, error: Exception) -> None:
        screen = self.window.current_screen
        if not isinstance(error, UserFacingError) or not isinstance(screen, UnlockScreen):
            return
        waiting = 0
        if self._workspace is not None and error.problem in (
            Problem.WRONG_PASSWORD,
            Problem.TOO_MANY_ATTEMPTS,
        ):
            waiting = round(self._workspace.seconds_to_wait())
        screen.show_error(sentence(error), waiting)

    def _on_unlocked(self, result: tuple[Actor, DeskOpening | None]) -> None:
        actor, opening = result
        self._end_signing()
        if opening is None:
            self._ask_to_sign(actor)
            return
        self.open_desk(actor, opening)
        session = self.session
        if session is None:
            return
        if self.workspace().went_back:
            self._warn_of_older_state(actor)
        if self._new_recovery_key is not None:
            session.papers.show_recovery_sheet(self._new_recovery_key)
            self._new_recovery_key = None
        else:
            self._resume_visit()
        self._resume = None
        if not opening.recovery_confirmed and Action.MANAGE_STAFF in PERMITTED[actor.role]:
            self.window.message_bar.show_message(
                _("Nobody has confirmed the recovery sheet yet. Print one under Settings."),
                "warning",
                action=_("Settings"),
                run=lambda: session.show_area("settings"),
            )

    def _ask_to_sign(self, actor: Actor) -> None:
        """Show the confidentiality agreement and nothing else; it locks like the desk."""
        from ui.signing_control import SigningControl  # noqa: PLC0415 - seldom needed

        self._follow_session()
        self.signing = SigningControl(self, actor, self._on_unlocked)
        self.idle.limit = DEFAULT_LIMIT
        self.idle.start()

    def _end_signing(self) -> None:
        if self.signing is not None:
            self.idle.stop()
            self.signing.end()
            self.signing = None

    def _warn_of_older_state(self, actor: Actor) -> None:
        """Warn with every unlock until somebody who may says that it was a restore."""
        may = Action.BACK_UP in PERMITTED[actor.role]
        self.window.message_bar.show_message(
            _(
                "The store is older than when this computer last used it. "
                "If nobody restored a backup, tell your supervisor."
            ),
            "warning",
            action=_("It was a restore") if may else "",
            run=self._accept_older_state if may else None,
        )

    def _accept_older_state(self) -> None:
        self.runner.run(self.workspace().accept_older_state, owner=self, on_error=self._on_problem)

    # ---- the desk --------------------------------------------------------------------------

    def open_desk(self, actor: Actor, opening: DeskOpening) -> None:
        """Show the desk of the project used last, or of the first one."""
        from ui.context import DeskContext  # noqa: PLC0415 - loads the services
        from ui.desk_session import DeskSession  # noqa: PLC0415 - as above

        self._speak_in_window()
        self.runner.workspace = self.workspace()
        project = next(
            (p for p in opening.projects if p.project_id == self._project_id),
            opening.projects[0],
        )
        context = DeskContext(self.runner, actor, project, opening.company)
        session = DeskSession(
            self.window,
            self.workspace(),
            context,
            opening,
            self,
            memory=self._memory,
            tray=self._tray_shown(),
            case_layout=self.preferences.case_layout,
        )
        session.language_chosen.connect(self.choose_language)
        session.theme_chosen.connect(self.choose_theme)
        session.idle_seconds_changed.connect(self._on_idle_seconds)
        session.customer_touched.connect(self.idle.touch)
        session.project_chosen.connect(self._on_project_chosen)
        session.report_wished.connect(self._on_report_wished)
        session.case_layout_chosen.connect(self._on_case_layout_chosen)
        self.session = session
        self._opening = opening
        self.idle.limit = float(opening.idle_lock_seconds)
        self.idle.start()
        self._follow_session()
        self.window.activateWindow()
        self.runner.run(self.workspace().back_up_daily, owner=self, on_error=self._on_problem)

    def _follow_session(self) -> None:
        """Lock with the desktop's own screen and before sleep, where the system tells of them."""
        if self._session_watch is not None or sys.platform != "linux":
            return
        from ui.shell.session_watch import SessionWatch  # noqa: PLC0415 - asks the system as well

        self._session_watch = SessionWatch(parent=self)
        self._session_watch.lock_requested.connect(self.lock)

    def _tray_shown(self) -> Tray:
        """Return the sign in the tray, shown from the first unlocking on."""
        from ui.shell.tray import Tray  # noqa: PLC0415 - asks the system, so not before the paint

        if self.tray is None:
            self.tray = Tray(parent=self)
            self.tray.front_requested.connect(self._come_to_front)
            self.tray.told.connect(lambda _words: QApplication.alert(self.window))
        return self.tray

    def _come_to_front(self) -> None:
        self.window.come_to_front()

    def _end_session(self) -> None:
        if self.session is None:
            return
        self.idle.stop()
        visit_id = self.session.end(self, self._keep_unsaved)
        self._resume = visit_id or self._resume
        self.session.deleteLater()
        self.session = None

    def lock(self) -> None:
        """Save, throw every screen away, drop the keys; the draft in hand comes back on unlock."""
        if self.session is None and self.signing is None:
            return
        for dialog in self.window.findChildren(QDialog):
            dialog.close()
        self._end_session()
        self._end_signing()
        # Whoever unlocks next may be another person; a new one is printed under Settings.
        self._new_recovery_key = None
        if self._manual is not None:
            self._manual.close()
        # What stood on the desk is off the glass before anything is waited for.
        self.show_door()
        self.window.repaint()
        clipboard = QGuiApplication.clipboard()
        if clipboard.ownsClipboard():
            # What was copied from the desk is a customer's word as well.
            clipboard.clear()
        self.runner.cancel_reads()
        self.runner.drain(_DRAIN_SECONDS)
        self.runner.workspace = None
        self.runner.run(self._close_store, owner=self, on_error=self._on_problem)

    def _close_store(self) -> None:
        with self._gate:
            if self._workspace is not None:
                self._workspace.lock()

    def _on_case_layout_chosen(self, layout: str) -> None:
        self.preferences.case_layout = layout

    def _on_project_chosen(self, project_id: str) -> None:
        self._project_id = project_id
        self._rebuild(resume=False)

    def _on_report_wished(self, project_id: str, period: Period) -> None:
        self._on_project_chosen(project_id)
        if self.session is not None:
            self.session.show_report(period)

    def _rebuild(self, *, resume: bool = True) -> None:
        """Make every screen anew: another language, or another project.

        A visit belongs to its project: when that changes it stays behind, offered again there.
        """
        if self.signing is not None:
            self._speak_in_window()
            self.signing.show()
            return
        if self.session is None:
            if self.window.locked and self.first_run is None:
                self.show_door()
            return
        actor = self.session.context.actor
        self._end_session()
        self.window.clear()
        self.open_desk(actor, self._opening)
        if resume:
            self._resume_visit()
        self._resume = None

    def _resume_visit(self) -> None:
        if self._resume is None or self.session is None:
            return
        kept, self._unsaved = self._unsaved, None
        unsaved = kept[1] if kept is not None and kept[0] == self._resume else None
        self.session.receptions.resume(self._resume, unsaved)

    def _keep_unsaved(self, visit_id: str, draft: VisitDraft) -> None:
        """Keep the one draft that the store could not take, until it can be saved again."""
        self._unsaved = (visit_id, draft)

    # ---- look, language, help --------------------------------------------------------------

    def choose_language(self, code: str) -> None:
        """Speak another language from now on, on this computer."""
        set_language(code)
        self.preferences.language = code
        self._translate_qt()
        if self.tray is not None:
            self.tray.speak()
        self._rebuild()

    def choose_theme(self, choice: str) -> None:
        """Look light, dark, or as the system does."""
        theme.apply_theme(self.app, choice)
        self.preferences.theme = choice

    def _translate_qt(self) -> None:
        self.app.removeTranslator(self._translator)
        if self.preferences.language == "zh_CN":
            folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            if self._translator.load("qtbase_zh_CN", folder):
                self.app.installTranslator(self._translator)

    def _on_idle_seconds(self, seconds: int) -> None:
        self.idle.limit = float(seconds)

    def show_manual(self, page: str) -> None:
        """Open the manual at the page of the screen that is shown."""
        if self._manual is None:
            self._manual = ManualWindow()
        self._manual.show_page(page)
        self._manual.show()
        self._manual.raise_()
        self._manual.activateWindow()

    def _on_bug(self, report: str) -> None:
        write_fault(self.data_dir, report)
        BugDialog(report, self.window).open()

    def _on_problem(self, error: object) -> None:
        if isinstance(error, UserFacingError):
            self.window.message_bar.show_message(sentence(error), "error")

    # ---- the end ---------------------------------------------------------------------------

    def quit(self) -> None:
        """Lock and leave; a reception under way stays and is offered at the next start."""
        self.preferences.geometry = self.window.saveGeometry()
        self.window.hide()
        self.lock()
        self.app.quit()

    def shut_down(self) -> None:
        """End the threads and give the data folder free."""
        self._loading.stop()
        if self.tray is not None:
            self.tray.close()
        self.runner.shutdown(_DRAIN_SECONDS)
        self._copies.release()
        with self._gate:
            if self._workspace is not None:
                self._workspace.close()
            elif self._hold is not None:
                self._hold.release()


def _load_store_libraries() -> None:
    """Import what unlocking needs."""
    import ui.desk_session  # noqa: F401, PLC0415 - imported for its libraries
