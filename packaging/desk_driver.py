"""Drives the real desk as a person does: keys, clicks and committed input-method text."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from ui.customer_window.customer_window import CustomerWindow
from ui.desk_program import DeskProgram, make_program
from ui.desk_session import DeskSession
from ui.papers.paper_screen import PaperScreen
from ui.preferences import Preferences

_PATIENCE_SECONDS = 60.0
_CALM_TURNS = 10
_SIZE = (1366, 768)


class DeskDriver:
    """One desk on one data folder; every step waits until the desk has answered."""

    def __init__(
        self, app: QApplication, data_dir: Path, folder: Path, *, lang: str, look: str
    ) -> None:
        settings = QSettings(str(folder / "preferences.ini"), QSettings.Format.IniFormat)
        preferences = Preferences(settings)
        preferences.language = lang
        preferences.theme = look
        self.app = app
        self.folder = folder
        self.program: DeskProgram = make_program(app, data_dir, preferences)
        self.program.start()
        self.program.window.showNormal()
        self.program.window.setFixedSize(*_SIZE)
        self.wait()

    @property
    def session(self) -> DeskSession:
        """The unlocked desk."""
        if self.program.session is None:
            raise RuntimeError("the desk is locked")
        return self.program.session

    def wait(self, until: Callable[[], bool] | None = None, seconds: float = 0.35) -> None:
        """Let the desk work for ``seconds``, until its threads rest and ``until`` is true.

        Raises:
            TimeoutError: it never became true.
        """
        begun = time.monotonic()
        calm = 0
        while True:
            self.app.processEvents()
            time.sleep(0.005)
            passed = time.monotonic() - begun
            # What an answer sets off (focus, layout) takes a few turns of the event loop more.
            calm = 0 if self.program.runner.busy else calm + 1
            if passed >= seconds and calm >= _CALM_TURNS and (until is None or until()):
                return
            if passed > _PATIENCE_SECONDS:
                raise TimeoutError

    def find(self, name: str) -> QWidget:
        """Return the visible control of that object name.

        Raises:
            LookupError: nobody can see one.
        """
        for window in self.app.topLevelWidgets():
            for widget in (window, *window.findChildren(QWidget, name)):
                if widget.objectName() == name and widget.isVisible():
                    return widget
        raise LookupError(name)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is."""
        target = QApplication.focusWidget() or self.program.window
        QTest.keyClick(target, key, modifiers or Qt.KeyboardModifier.NoModifier)
        self.wait()

    def type_text(self, text: str, name: str = "") -> None:
        """Type where the focus is, or into a named control; Chinese comes as an input method's."""
        target = self.find(name) if name else QApplication.focusWidget() or self.program.window
        if name:
            target.setFocus(Qt.FocusReason.OtherFocusReason)
        if text.isascii():
            QTest.keyClicks(target, text)
        else:
            commit = QInputMethodEvent()
            commit.setCommitString(text)
            QApplication.sendEvent(target, commit)
        self.wait()

    def click(self, name: str) -> None:
        """Click a button or chip."""
        button = self.find(name)
        if not isinstance(button, QAbstractButton):
            raise TypeError(name)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        self.wait()

    def picture(self, name: str, widget: QWidget | None = None) -> None:
        """Save what a person sees as a picture."""
        self.wait()
        shown = widget or self.program.window
        shown.grab().save(str(self.folder / f"{name}.png"))

    def unlock(self, password: str) -> None:
        """Unlock as the only person on the unlock screen."""
        self.type_text(password, "password")
        self.press(Qt.Key.Key_Return)
        self.wait(lambda: self.program.session is not None)

    def rate(self, score: int, picture: str = "") -> None:
        """Press a face on the customer's window, as the customer would."""
        window = self.session.customer
        self.wait(lambda: window.asking)
        if picture:
            self.picture(picture, window)
        QTest.mouseClick(window.rating.faces[score], Qt.MouseButton.LeftButton)
        self.wait(lambda: not _covers(window))

    def save_paper(self, target: Path) -> None:
        """Save the paper on the screen once it is made."""
        screen = self.program.window.current_screen
        if not isinstance(screen, PaperScreen):
            raise TypeError(type(screen))
        self.wait(lambda: screen.ready)
        saved: list[object] = []
        screen.saved.connect(saved.append)
        screen.save_to(target)
        self.wait(lambda: bool(saved))

    def close(self) -> None:
        """Lock and leave."""
        self.program.quit()
        self.program.shut_down()


def _covers(window: CustomerWindow) -> bool:
    return window.turn_around and window.isVisible()
