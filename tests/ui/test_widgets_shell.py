"""The window around the screens, the keys, the manual, the fault dialog, the second start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QObject, QSettings, Qt, QUrl
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtNetwork import QLocalServer
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app import i18n
from ui import theme
from ui.first_run.first_run_screen import FirstRunScreen
from ui.preferences import Preferences
from ui.shell import keys
from ui.shell.bug_dialog import BugDialog
from ui.shell.main_window import MainWindow
from ui.shell.manual_window import ManualWindow
from ui.shell.second_copy import SecondCopyGuard
from ui.tasks import TaskRunner
from ui.unlock.people import StaffChoice
from ui.unlock.unlock_screen import UnlockScreen

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextBrowser,
)


@pytest.fixture(autouse=True)
def _english(qapp: QApplication) -> Iterator[None]:
    i18n.set_language("en")
    theme.apply_theme(qapp, "light")
    yield
    i18n.set_language(i18n.DEFAULT_LANGUAGE)


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TaskRunner]:
    made = TaskRunner()
    yield made
    assert made.shutdown()


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    made = MainWindow()
    qtbot.addWidget(made)
    made.set_identity("Cuihu", "Garden", "Li Jing")
    made.add_screen("desk", QWidget())
    made.add_screen("cases", QWidget())
    made.show_screen("desk")
    with qtbot.waitActive(made):
        made.show()
    return made


def grandparent(widget: QWidget) -> QObject | None:
    """What holds the holder of ``widget``."""
    parent = widget.parent()
    return None if parent is None else parent.parent()


def nameless(root: QWidget) -> list[str]:
    """Controls inside ``root`` that a screen reader could not name."""
    return [
        f"{type(control).__name__} {control.objectName()}"
        for control in root.findChildren(QWidget)
        if isinstance(control, CONTROLS)
        and not control.accessibleName()
        # Parts that Qt makes inside a control: the control itself carries the name.
        and not isinstance(control.parent(), QComboBox | QAbstractSpinBox | QLineEdit)
        and not control.objectName().startswith("qt_")
        and not isinstance(grandparent(control), QComboBox)
    ]


def test_every_control_has_an_accessible_name(
    qtbot: QtBot, runner: TaskRunner, window: MainWindow, tmp_path: Path
) -> None:
    people = [StaffChoice(f"s{n}", f"Person {n}") for n in range(3)]
    screens: list[QWidget] = [
        window,
        UnlockScreen(runner, "Cuihu", people),
        UnlockScreen(runner, "Cuihu", people * 5),
        FirstRunScreen(runner),
        BugDialog("report"),
        ManualWindow(tmp_path),
    ]
    for screen in screens:
        qtbot.addWidget(screen)
        assert nameless(screen) == []
        for control in screen.findChildren(QWidget):
            assert "&" not in control.accessibleName()


def test_making_a_screen_shows_no_stray_window(
    qtbot: QtBot, runner: TaskRunner, window: MainWindow
) -> None:
    from ui.widgets.card import Card
    from ui.widgets.empty_state import EmptyState
    from ui.widgets.figure_card import FigureCard

    before = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    made = [
        UnlockScreen(runner, "Cuihu", [StaffChoice("s1", "Li Jing")], notice="Locked."),
        FirstRunScreen(runner),
        Card("Title"),
        EmptyState("Nothing yet", "Begin", action="Begin"),
        FigureCard("Figure"),
    ]
    shown = [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    assert len(shown) == len(before)
    for widget in made:
        qtbot.addWidget(widget)


def test_the_rail_says_which_area_is_wanted(qtbot: QtBot, window: MainWindow) -> None:
    button = window.findChild(QAbstractButton, "nav_cases")
    assert button is not None
    with qtbot.waitSignal(window.area_chosen) as chosen:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert chosen.args == ["cases"]
    window.show_screen("cases")
    assert window.current_key == "cases"
    assert button.isChecked()


@pytest.mark.parametrize(
    ("key", "modifier", "action"),
    [
        (Qt.Key.Key_F2, Qt.KeyboardModifier.NoModifier, keys.NEW_VISIT),
        (Qt.Key.Key_F3, Qt.KeyboardModifier.NoModifier, keys.PHONE_CALL),
        (Qt.Key.Key_F4, Qt.KeyboardModifier.NoModifier, keys.LOOK_UP),
        (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier, keys.REFRESH),
        (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier, keys.LOCK),
        (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier, keys.LOCK),
        (Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier, keys.SEARCH),
    ],
)
def test_global_keys(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key,
    modifier: Qt.KeyboardModifier,
    action: str,
) -> None:
    with qtbot.waitSignal(window.key_pressed) as pressed:
        qtbot.keyClick(window, key, modifier)
    assert pressed.args == [action]


def test_f1_asks_for_the_page_of_the_screen(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.manual_requested) as asked:
        qtbot.keyClick(window, Qt.Key.Key_F1)
    assert asked.args == ["desk"]


def test_no_key_is_given_twice() -> None:
    sequences = [QKeySequence(s).toString() for k in keys.global_keys() for s in k.sequences]
    assert len(sequences) == len(set(sequences))
    assert all(sequences)


def test_locked_means_gone(qtbot: QtBot, window: MainWindow, runner: TaskRunner) -> None:
    desk = window.screen_of("desk")
    assert desk is not None
    window.message_bar.show_message("Saved for 王秀兰", "warning")
    window.set_pills([("1 overdue", "danger")])
    with qtbot.waitSignal(desk.destroyed):
        window.fill(UnlockScreen(runner, "Cuihu", [StaffChoice("s1", "Li Jing")]))
    assert window.locked
    assert window.screen_of("desk") is None
    assert (window.place_label.text(), window.staff_label.text()) == ("", "")
    assert window.message_bar.text == ""
    with qtbot.assertNotEmitted(window.key_pressed):
        qtbot.keyClick(window, Qt.Key.Key_F2)
        qtbot.keyClick(window, Qt.Key.Key_F9)
    with qtbot.waitSignal(window.manual_requested) as asked:
        qtbot.keyClick(window, Qt.Key.Key_F1)
    assert asked.args == ["unlock"]
    window.open_desk()
    assert not window.locked


def test_the_title_names_nobody(window: MainWindow) -> None:
    assert window.windowTitle() == "Reception console"


def test_closing_can_be_asked_for_first(qtbot: QtBot, window: MainWindow) -> None:
    window.confirm_close = True
    with qtbot.waitSignal(window.close_requested):
        assert not window.close()
    window.confirm_close = False
    assert window.close()


def test_everything_fits_the_smallest_screen(window: MainWindow) -> None:
    window.set_identity("A Property Services Company of Very Great Length" * 2, "Garden", "李静")
    window.set_pills([("2 due soon", "warning"), ("1 overdue", "danger")])
    window.resize(1024, 560)
    assert window.width() == 1024


def test_the_manual_shows_pages_and_follows_links(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "index.md").write_text("# First steps\n\n[Cases](cases.md)", encoding="utf-8")
    (tmp_path / "cases.md").write_text("# Cases\n\nAll of them", encoding="utf-8")
    manual = ManualWindow(tmp_path)
    qtbot.addWidget(manual)
    manual.show_page("cases")
    assert "All of them" in manual.browser.toPlainText()
    manual.show_page("../../etc/passwd")
    assert manual.page == "index"
    manual.browser.anchorClicked.emit(QUrl("cases.md"))
    assert manual.page == "cases"
    assert [manual.contents.item(i).text() for i in range(2)] == ["First steps", "Cases"]
    manual.contents.setCurrentRow(0)
    assert manual.page == "index"


def test_a_report_can_be_copied(qtbot: QtBot) -> None:
    dialog = BugDialog("builtins.ValueError\n  ui/x.py:1 f")
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.mouseClick(dialog.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "builtins.ValueError\n  ui/x.py:1 f"
    QGuiApplication.clipboard().clear()
    dialog.accept()


def test_a_second_start_brings_the_first_to_the_front(qtbot: QtBot, tmp_path: Path) -> None:
    first, second = SecondCopyGuard(tmp_path), SecondCopyGuard(tmp_path)
    assert first.claim()
    with qtbot.waitSignal(first.front_requested):
        assert not second.claim()
    other = SecondCopyGuard(tmp_path / "other")
    assert other.claim()
    first.release()
    assert second.claim()
    second.release()
    other.release()


def test_what_a_crash_left_behind_does_no_harm(qtbot: QtBot, tmp_path: Path) -> None:
    guard = SecondCopyGuard(tmp_path)
    probe = QLocalServer()
    assert probe.listen(guard.server_name)
    stale = Path(probe.fullServerName())
    probe.close()
    if stale.is_absolute() and stale.parent.is_dir():
        stale.write_bytes(b"")
    assert guard.claim()
    second = SecondCopyGuard(tmp_path)
    with qtbot.waitSignal(guard.front_requested):
        assert not second.claim()
    guard.release()


def test_the_folder_is_not_named_in_the_socket(tmp_path: Path) -> None:
    folder = tmp_path / "lijing"
    assert "lijing" not in SecondCopyGuard(folder).server_name


def test_preferences_survive_and_reject_nonsense(tmp_path: Path) -> None:
    path = str(tmp_path / "look.ini")
    known = Preferences(QSettings(path, QSettings.Format.IniFormat))
    assert (known.language, known.theme) == ("zh_CN", "light")
    known.language, known.theme = "en", "dark"
    known.geometry = QByteArray(b"here")
    settings = QSettings(path, QSettings.Format.IniFormat)
    again = Preferences(settings)
    assert (again.language, again.theme, again.geometry) == ("en", "dark", QByteArray(b"here"))
    settings.setValue("look/language", "xx")
    settings.setValue("look/theme", 7)
    settings.setValue("window/geometry", "nonsense")
    assert (again.language, again.theme) == ("zh_CN", "light")
    assert again.geometry.isEmpty()
