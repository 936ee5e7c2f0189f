"""The screen of possible duplicates: made on first use, and where it returns to."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.context import DeskContext
from ui.shell.main_window import MainWindow
from ui.twins.twins_screen import TwinsScreen

TWINS = "twins"
_AREA = "customers"


class TwinScreens(QObject):
    """Opens the list upon a pair; ``left`` carries the screen to return to."""

    left = Signal(str)
    said = Signal(str)
    undo_offered = Signal(str, object)
    problem_met = Signal(str)
    merged = Signal(str)

    def __init__(self, window: MainWindow, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._context = window, context
        self._before = _AREA
        self.screen: TwinsScreen | None = None

    def show_twins(self, customer_id: str = "", other_id: str = "") -> None:
        """Open the list, upon the pair of these two if they are one of its pairs."""
        if self.screen is None:
            screen = TwinsScreen(self._context)
            screen.back_requested.connect(lambda: self.left.emit(self._before))
            screen.said.connect(self.said)
            screen.undo_offered.connect(self.undo_offered)
            screen.problem_met.connect(self.problem_met)
            screen.merged.connect(self.merged)
            self._window.add_screen(TWINS, screen)
            self.screen = screen
        if self._window.current_key != TWINS:
            self._before = self._window.current_key or _AREA
        self._window.show_screen(TWINS, area=_AREA)
        self.screen.begin(customer_id, other_id)
