"""Before the sections of the settings: short ways to one, and what the store then holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app import i18n
from app.domain.terms import Role
from app.services.calendars import CalendarYear, calendar_year
from app.workspace import Workspace
from tests.integration.receptions import Desk
from ui.context import DeskContext
from ui.settings.calendar_section import CalendarSection
from ui.settings.settings_screen import SettingsScreen
from ui.tasks import TaskRunner

LEFT = Qt.MouseButton.LeftButton
NOW = datetime(2026, 10, 12, 2, 40, tzinfo=UTC)


@contextmanager
def handed(desk: Desk) -> Iterator[DeskContext]:
    """Hand a section what it needs, in English, on a Monday morning; fail on a bug."""
    i18n.set_language("en")
    runner = TaskRunner(desk.workspace)
    bugs: list[str] = []
    runner.bug_found.connect(bugs.append)
    yield DeskContext(runner, desk.actor, desk.project, "Cuihu", now=lambda: NOW)
    assert runner.shutdown()
    assert bugs == []


def shown(qtbot: QtBot, context: DeskContext, workspace: Workspace, key: str) -> SettingsScreen:
    """Show a section and wait until it was read."""
    screen = SettingsScreen(context, workspace)
    qtbot.addWidget(screen)
    screen.resize(1274, 708)
    with qtbot.waitActive(screen):
        screen.show()
    screen.show_section(key)
    at_rest(qtbot, context)
    return screen


def at_rest(qtbot: QtBot, context: DeskContext) -> None:
    qtbot.waitUntil(lambda: not context.runner.busy, timeout=10_000)


def as_receptionist(context: DeskContext) -> DeskContext:
    return replace(context, actor=replace(context.actor, role=Role.RECEPTIONIST))


def kept(context: DeskContext, workspace: Workspace, service: Any, **arguments: Any) -> Any:
    return workspace.read(
        service, actor=context.actor, project_id=context.project.project_id, **arguments
    )


def year_kept(context: DeskContext, workspace: Workspace, year: int = 2026) -> CalendarYear:
    found = kept(context, workspace, calendar_year, year=year)
    assert isinstance(found, CalendarYear)
    return found


def dialog(qtbot: QtBot, section: CalendarSection, name: str) -> QDialog:
    """Wait for a dialog of the section that takes the keys."""

    def opened() -> QDialog | None:
        focus = QApplication.focusWidget()
        found = section.findChildren(QDialog, name)
        return next((d for d in found if focus is not None and d.isAncestorOf(focus)), None)

    qtbot.waitUntil(lambda: opened() is not None, timeout=10_000)
    dialog = opened()
    assert dialog is not None
    return dialog


def press(qtbot: QtBot, parent: QDialog, name: str) -> None:
    """Click a button of a dialog."""
    button = parent.findChild(QAbstractButton, name)
    assert button is not None
    qtbot.mouseClick(button, LEFT)


def commit(widget: QWidget, text: str) -> None:
    """Type Chinese as an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)
