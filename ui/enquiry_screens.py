"""The screens for those who ask: look-up and outages, and the scanner that leads to the first.

Screens are made on first use, so that unlocking waits for none of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from app.domain.terms import Channel
from app.i18n import _, ngettext
from app.services.callers import CallerAdded
from app.services.case_views import CategoryView
from ui.cases.category_words import category_names
from ui.context import DeskContext
from ui.look_up.look_up_screen import LookUpScreen
from ui.outages.outages_screen import OutagesScreen
from ui.shell.main_window import MainWindow
from ui.shell.scan_watch import ScanWatch

LOOK_UP, OUTAGES = "look_up", "outages"
_AREA = "desk"
_PLACES_TO_RETURN_TO = ("desk", "reception", "cases", "reports", "settings")


class EnquiryScreens(QObject):
    """Keeps look-up and outages, and remembers where each was opened from.

    ``left`` carries the screen to return to; the other signals are wishes of the screens.
    ``look_up_wished`` when a receipt was scanned on some other screen.
    """

    left = Signal(str)
    look_up_wished = Signal(str)
    case_requested = Signal(str)
    complaint_requested = Signal(str)
    receipt_requested = Signal(str)
    done = Signal(str)
    problem_met = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        context: DeskContext,
        categories: Sequence[CategoryView],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._context, self._categories = window, context, categories
        self._before = dict.fromkeys((LOOK_UP, OUTAGES), _AREA)
        self._look_up: LookUpScreen | None = None
        self._outages: OutagesScreen | None = None
        self._scans = ScanWatch(window, parent=self)
        self._scans.scanned.connect(self.look_up_wished)
        self._scans.start()

    def end(self) -> None:
        """Hear no scanner any more: the desk locks."""
        self._scans.stop()

    def look_up(self, scanned: str = "", channel: Channel = Channel.IN_PERSON) -> None:
        """Open the look-up desk, with what was scanned if anything was."""
        if self._look_up is None:
            screen = LookUpScreen(self._context, category_names(self._categories))
            screen.back_requested.connect(lambda: self.left.emit(self._before[LOOK_UP]))
            screen.case_requested.connect(self.case_requested)
            screen.complaint_requested.connect(self.complaint_requested)
            screen.receipt_requested.connect(self.receipt_requested)
            screen.done.connect(self.done)
            screen.problem_met.connect(self.problem_met)
            self._window.add_screen(LOOK_UP, screen)
            self._look_up = screen
        self._open(LOOK_UP)
        self._look_up.begin(scanned, channel)

    def show_outages(self) -> None:
        """Open the list of outages."""
        if self._outages is None:
            screen = OutagesScreen(self._context, self._categories)
            screen.back_requested.connect(lambda: self.left.emit(self._before[OUTAGES]))
            screen.done.connect(self.done)
            screen.problem_met.connect(self.problem_met)
            self._window.add_screen(OUTAGES, screen)
            self._outages = screen
        self._open(OUTAGES)
        self._outages.begin()

    def _open(self, key: str) -> None:
        here = self._window.current_key
        if here in _PLACES_TO_RETURN_TO:
            self._before[key] = here
        self._window.show_screen(key, area=_AREA)

    def propose_major(self, added: CallerAdded) -> None:
        """Say that so many households make a complaint a major one; a person decides."""
        words = ngettext(
            "{number}: {count} household by now. That makes a complaint a major one; "
            "consider a higher severity.",
            "{number}: {count} households by now. That makes a complaint a major one; "
            "consider a higher severity.",
            added.households,
        )
        self._window.message_bar.show_message(
            words.format(number=added.number, count=added.households),
            "warning",
            action=_("Open {number}").format(number=added.number),
            run=lambda: self.case_requested.emit(added.case_id),
        )
