"""A person at the real desk: the whole program on a copied store, driven by keys and clicks.

Waiting is done in event loops: ``QTest.qWait`` would hold the interpreter lock while it waits, and
the worker threads would starve.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QPoint, QSettings, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app.domain.terms import VisitState, VisitStep
from app.domain.visit_flow import VisitDraft
from app.services.visits import VisitView, unfinished_visits
from app.workspace import Workspace
from db.folder import StoreFolder
from db.models import Base, Visit
from tests.conftest import ADMINISTRATOR, PASSWORD
from ui.customer_window.customer_window import CustomerWindow
from ui.desk_program import DeskProgram, make_program
from ui.desk_session import DeskSession
from ui.preferences import Preferences
from ui.reception.reception_screen import ReceptionScreen
from ui.unlock.unlock_screen import UnlockScreen
from ui.widgets.chips import ChipGroup

CONTROL = Qt.KeyboardModifier.ControlModifier
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
WANG, WANG_ROOM, WANG_PHONE = "王秀兰", "3-2-1802", "13800006027"
STORE_FILES = ("store.db", "keys.json", "anchor.json")
TIMEOUT = 15_000
_LOOK_MS = 4
Table = type[Base]


def copy_store(source: Path, target: Path) -> Path:
    """Copy the files of a closed store into a folder; return the folder."""
    target.mkdir(parents=True, exist_ok=True)
    for name in STORE_FILES:
        shutil.copy(source / name, target)
    return target


@contextmanager
def opened(folder: Path) -> Iterator[Workspace]:
    """Unlock a store that no desk has open at the moment."""
    workspace = Workspace(folder)
    try:
        workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
        yield workspace
    finally:
        workspace.close()
        StoreFolder(folder).ballast.unlink(missing_ok=True)


@contextmanager
def running(qapp: QApplication, folder: Path) -> Iterator[DeskProgram]:
    """Start the desk on a folder; at the end, end it as its user would, and fail on a bug."""
    settings = QSettings(str(folder.parent / "preferences.ini"), QSettings.Format.IniFormat)
    if settings.value("look/language") is None:
        settings.setValue("look/language", "en")
    program = make_program(qapp, folder, Preferences(settings))
    bugs: list[str] = []
    program.runner.bug_found.connect(bugs.append)
    assert program.start()
    try:
        yield program
    finally:
        program.lock()
        program.shut_down()
        program.window.confirm_close = False
        program.window.close()
        program.window.deleteLater()
        program.deleteLater()
        forget_deleted()
    assert not bugs


def forget_deleted() -> None:
    """Carry out every deletion that waits for the event loop."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class Person:
    """Eyes and hands before the desk."""

    def __init__(self, program: DeskProgram) -> None:
        self.program = program

    # ---- hands -----------------------------------------------------------------------------

    @property
    def focus(self) -> QWidget:
        """What takes the keys now."""
        widget = QApplication.focusWidget()
        assert widget is not None, "no widget takes the keys"
        return widget

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self.focus, key, modifier)

    def enter(self) -> None:
        """Press Enter where the focus is, and wait until the desk has answered."""
        self.press(Qt.Key.Key_Return)
        self.settle()

    def submit(self) -> None:
        """Press Ctrl+Enter where the focus is, and wait until the desk has answered."""
        self.press(Qt.Key.Key_Return, CONTROL)
        self.settle()

    def escape(self) -> None:
        """Press Esc where the focus is, and wait until the desk has answered."""
        self.press(Qt.Key.Key_Escape)
        self.settle()

    def alt(self, key: Qt.Key) -> None:
        """Press Alt and a letter; buttons answer once they have been seen to go down."""
        self.press(key, Qt.KeyboardModifier.AltModifier)
        self.until(lambda: not any(b.isDown() for b in _buttons()))
        self.settle()

    def type(self, text: str) -> None:
        """Type ASCII by keys, anything else as an input method commits it."""
        if text.isascii():
            QTest.keyClicks(self.focus, text)
            return
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(self.focus, event)

    def paste(self, text: str) -> None:
        """Paste by Ctrl+V."""
        QApplication.clipboard().setText(text)
        self.press(Qt.Key.Key_V, CONTROL)

    def click(self, widget: QWidget, pos: QPoint | None = None) -> None:
        """Click on a widget that can be seen and pressed."""
        if not widget.isVisible():
            # A layout shows what was put into it at the next turn of the loop.
            self.until(widget.isVisible)
        assert widget.isEnabled(), widget.objectName()
        QTest.mouseClick(widget, LEFT, NO_MODIFIER, pos or widget.rect().center())

    def go_to(self, name: str) -> None:
        """Press Tab until the widget of that name has the focus."""
        for _ in range(80):
            if self.focus.objectName() == name:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {name}")

    # ---- eyes ------------------------------------------------------------------------------

    def until(self, seen: Callable[[], bool], timeout: int = TIMEOUT) -> None:
        """Wait until something is seen."""
        deadline = time.monotonic() + timeout / 1000
        while not seen():
            assert time.monotonic() < deadline, "what was waited for never came"
            loop = QEventLoop()
            QTimer.singleShot(_LOOK_MS, loop.quit)
            loop.exec()

    def settle(self) -> None:
        """Wait until nothing is on its way between screens and store."""

        def quiet() -> bool:
            return not self.program.runner.busy

        QCoreApplication.processEvents()
        if not quiet():
            self.until(quiet)
        # What arrived may have put off something to the next turn of the loop.
        QCoreApplication.processEvents()
        if not quiet():
            self.until(quiet)

    def find(self, name: str) -> QWidget:
        """Return the one widget of that name that can be seen."""
        seen = [w for w in QApplication.allWidgets() if w.objectName() == name and w.isVisible()]
        assert len(seen) == 1, (name, seen)
        return seen[0]

    def sees(self, name: str) -> bool:
        """Return whether a widget of that name can be seen."""
        return any(w.objectName() == name and w.isVisible() for w in QApplication.allWidgets())

    @property
    def message(self) -> str:
        """What the message bar says."""
        return self.program.window.message_bar.text

    # ---- the desk --------------------------------------------------------------------------

    @property
    def session(self) -> DeskSession:
        """The unlocked desk."""
        assert self.program.session is not None
        return self.program.session

    @property
    def reception(self) -> ReceptionScreen:
        """The reception under way."""
        assert self.session.reception is not None
        return self.session.reception

    @property
    def draft(self) -> VisitDraft:
        """What has been typed in the reception under way."""
        return self.reception.draft

    def step(self) -> VisitStep:
        """Return the step of the reception under way; each call looks anew."""
        return self.draft.step

    @property
    def customer(self) -> CustomerWindow:
        """The window that the customer looks at."""
        return self.session.customer

    def unlock(self, password: str = PASSWORD) -> None:
        """Type the password and wait for the desk."""
        window = self.program.window
        # Without a window manager nobody gives the keys back when another window closes.
        window.activateWindow()
        self.until(window.isActiveWindow)
        screen = window.current_screen
        assert isinstance(screen, UnlockScreen)
        self.until(lambda: not screen.busy and screen.password.line.hasFocus())
        self.type(password)
        self.press(Qt.Key.Key_Return)
        self.until(lambda: self.program.session is not None)
        self.settle()
        self.until(lambda: QApplication.focusWidget() is not None)

    def lock(self) -> None:
        """Press F9 and wait until the desk is locked and empty."""
        self.press(Qt.Key.Key_F9)
        self.until(lambda: self.program.session is None)
        self.settle()
        forget_deleted()

    def begin(self, key: Qt.Key = Qt.Key.Key_F2) -> ReceptionScreen:
        """Begin a visit by F2 (or a phone call by F3)."""
        before = self.session.reception
        self.press(key)
        self.until(lambda: self.session.reception not in (None, before))
        self.settle()
        return self.reception

    def begin_without_name(self) -> None:
        """Begin a visit of somebody who gives no name, and go to the needs."""
        self.begin()
        self.click(self.find("withoutName"))
        self.settle()
        self.enter()

    def need(self, words: str = "parking permit", digit: str = "1") -> None:
        """Say what it is about: the kind by its digit, the words by keys."""
        self.type(digit)
        self.type(words)

    def answer(self, words: str = "explained") -> None:
        """Answer on the spot and register."""
        self.type("1")
        self.type(words)
        self.submit()

    def register(self, words: str = "parking permit") -> None:
        """Walk a nameless customer to the question of satisfaction."""
        self.begin_without_name()
        self.need(words)
        self.submit()
        self.answer()
        assert self.draft.is_registered

    def ask(self) -> None:
        """Press the button that asks the customer, by Enter."""
        self.enter()
        assert self.customer.asking

    def click_next(self) -> None:
        """Press the button that goes on, as the desk that lies open again lets one do."""
        self.customer.hide()
        self.click(self.reception.next)
        self.settle()

    def chip(self, group: str, key: object) -> QWidget:
        """Return a chip that can be seen."""
        found = self.find(group)
        assert isinstance(found, ChipGroup)
        return found.chip(key)

    # ---- the store -------------------------------------------------------------------------

    def visits(self) -> tuple[VisitView, ...]:
        """Return the visits that are not ended, as the store has them."""
        found = self.program.workspace().read(
            unfinished_visits, project_id=self.session.context.project.project_id
        )
        assert isinstance(found, tuple)
        return found

    def rows(self, kind: Table) -> list[dict[str, object]]:
        """Return every row of a table of the open store, oldest first."""
        return rows(self.program.workspace(), kind)


def _buttons() -> list[QAbstractButton]:
    return [w for w in QApplication.allWidgets() if isinstance(w, QAbstractButton)]


def rows(workspace: Workspace, kind: Table) -> list[dict[str, object]]:
    """Return every row of a table, oldest first."""

    def read(session: Session) -> list[dict[str, object]]:
        mapper = inspect(kind)
        columns = [attribute.key for attribute in mapper.column_attrs]
        found = session.scalars(select(kind).order_by(*mapper.primary_key))
        return [{name: getattr(row, name) for name in columns} for row in found]

    got = workspace.read(read)
    assert isinstance(got, list)
    return got


def finished(person: Person) -> int:
    """Return how many visits are finished."""
    return sum(row["state"] == VisitState.FINISHED for row in person.rows(Visit))
