"""The import of an owner roster at the desk: opened, left half-way and taken up again."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from app.domain.permissions import Action
from app.workspace import Workspace
from ui.context import DeskContext
from ui.roster.roster_screen import RosterScreen
from ui.settings.section import refusal
from ui.shell.main_window import MainWindow

ROSTER = "roster"


class RosterScreens(QObject):
    """``left(str)``: the area to go back to, which is read anew there.

    ``said(str)``, ``problem_met(str)``: sentences for the message bar.
    """

    left = Signal(str)
    said = Signal(str)
    problem_met = Signal(str)

    def __init__(
        self, window: MainWindow, workspace: Workspace, context: DeskContext, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._window, self._workspace, self._context = window, workspace, context
        self._area = ""

    def open(self, area: str) -> None:
        """Open the import, or the one left half-way; ``area`` is where it was asked for."""
        if not self._context.actor.may(Action.IMPORT_CUSTOMERS):
            self.problem_met.emit(refusal(Action.IMPORT_CUSTOMERS))
            return
        self._area = area
        if self._window.screen_of(ROSTER) is None:
            screen = RosterScreen(self._context, self._workspace)
            screen.back_requested.connect(self._on_left)
            screen.done.connect(self.said)
            screen.problem_met.connect(self.problem_met)
            self._window.add_screen(ROSTER, screen)
        self._window.show_screen(ROSTER, area=area)

    def _on_left(self) -> None:
        self._window.remove_screen(ROSTER)
        self.left.emit(self._area)
