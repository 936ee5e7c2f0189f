"""What every import on the screen shares: pages in a row, a rail beside them, work in the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QWidget

from app.domain.errors import UserFacingError
from app.i18n import _
from app.messages import sentence
from ui.context import DeskContext
from ui.imports.import_page import ImportPage
from ui.tasks import Task
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import primary_button, quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.step_rail import CURRENT, DONE, TODO, Step, StepRail


class ImportFlow(QWidget):
    """Leads through one import; nothing is added before its last page.

    ``back_requested()``: the import is left, done or not.  ``imported()``: something was added.
    ``done(str)``, ``problem_met(str)``: sentences for the message bar.
    """

    back_requested = Signal()
    imported = Signal()
    done = Signal(str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._task: Task | None = None

    @property
    def step(self) -> int:
        """Which page is shown, from 0."""
        return self._stack.currentIndex()

    @property
    def busy(self) -> bool:
        """Whether a file is being read, rows are looked at, or something is added."""
        return self._task is not None

    def showEvent(self, event: QShowEvent) -> None:
        """Give the keys to what comes next."""
        super().showEvent(event)
        self._focus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc goes back; both reach this one place by bubbling up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat() and self.next_button.isEnabled():
                self.go_on()
        elif event.key() == Qt.Key.Key_Escape:
            self.go_back()
        else:
            super().keyPressEvent(event)

    # ---- what each import does in its own way ----------------------------------------------

    def go_on(self) -> None:
        """Take what the page says and show the next one; on the last one, import."""
        raise NotImplementedError

    def go_back(self) -> None:
        """Show the page before, or leave."""
        raise NotImplementedError

    def _focus(self) -> None:
        raise NotImplementedError

    def _enable(self) -> None:
        raise NotImplementedError

    def _on_ended(self) -> None:
        raise NotImplementedError

    # ---- building --------------------------------------------------------------------------

    def _build(self, title: str, titles: Sequence[str], pages: Sequence[ImportPage]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 16, 24, 16)
        row.setSpacing(16)
        rail_card = Card(title)
        rail_card.setFixedWidth(212)
        self.rail = StepRail([Step(str(n), words) for n, words in enumerate(titles)])
        rail_card.add(self.rail, 1)
        self.load_button = quiet_button(_("Load a mapping…"), name="loadMapping")
        self.save_button = quiet_button(_("Save the mapping…"), name="saveMapping")
        rail_card.add(self.load_button)
        rail_card.add(self.save_button)
        row.addWidget(rail_card)
        card = Card()
        self._stack = QStackedWidget()
        for page in pages:
            self._stack.addWidget(page)
        card.add(self._stack, 1)
        card.add(self._foot())
        row.addWidget(card, 1)

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.back_button = secondary_button(
            _("Back"), icon="arrow-left", key_hint="Esc", name="importBack"
        )
        self.busy_line = BusyLine()
        self.next_button = primary_button(_("Next"), key_hint="Enter", name="importNext")
        row.addWidget(self.back_button)
        row.addWidget(self.busy_line, 1)
        row.addWidget(self.next_button)
        return foot

    def _show_step(self, step: int) -> None:
        self._stack.setCurrentIndex(step)
        for number in range(self._stack.count()):
            state = CURRENT if number == step else DONE if number < step else TODO
            self.rail.set_step(str(number), state)

    # ---- work ------------------------------------------------------------------------------

    def _run(
        self, words: str, work: Callable[..., Any], *args: Any, on_done: Any, **options: Any
    ) -> None:
        self.busy_line.start(words)
        self._task = self._context.runner.run(
            work,
            *args,
            owner=self,
            on_done=on_done,
            on_error=self._on_problem,
            on_end=self._on_ended,
            **options,
        )
        self._enable()

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    def _dialog(self, title: str, name: str) -> QFileDialog:
        """Return a dialog that asks for the file of a mapping."""
        dialog = QFileDialog(self, title)
        dialog.setObjectName(name)
        dialog.setNameFilters([_("Mapping (*.toml)")])
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        dialog.finished.connect(dialog.deleteLater)
        return dialog
