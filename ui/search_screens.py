"""Search over everything: the box in the top bar, the palette, and what opening a record does."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from app.domain.search_terms import Found
from app.i18n import _
from app.services.search_everything import SearchHit
from ui.cases.case_page import CasePage
from ui.context import DeskContext
from ui.search.search_button import SearchButton
from ui.search.search_palette import SearchPalette
from ui.shell.main_window import MainWindow

_CASE, _CASES = "case", "cases"


class SearchScreens(QObject):
    """Opens the palette from anywhere; the signals are what was picked in it.

    A reception under way goes on below; words typed and not yet saved keep their screen.
    """

    case_requested = Signal(str)
    customer_requested = Signal(str)
    room_requested = Signal(str)
    number_requested = Signal(str)
    refused = Signal(str)
    problem_met = Signal(object)

    def __init__(self, window: MainWindow, context: DeskContext, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self.palette = SearchPalette(context, window)
        self.palette.hit_chosen.connect(self._on_hit_chosen)
        self.palette.problem_met.connect(self.problem_met)
        self.button = SearchButton()
        self.button.clicked.connect(self.palette.open)
        window.set_search(self.button)

    def open(self) -> None:
        """Open the palette over whatever is shown."""
        self.palette.open()

    def close(self) -> None:
        """Close the palette, because another key leads elsewhere."""
        self.palette.leave()

    def end(self) -> None:
        """Take everything away: the desk locks."""
        self.palette.leave(give_back=False)
        for widget in (self.palette, self.button):
            widget.hide()
            widget.deleteLater()

    def _on_hit_chosen(self, hit: SearchHit) -> None:
        if hit.project:
            words = _("This belongs to “{project}”. Choose that project above, then search again.")
            self.refused.emit(words.format(project=hit.project))
        elif hit.kind is Found.CASE:
            self._open_case(hit.object_id)
        elif hit.kind is Found.CUSTOMER:
            self.customer_requested.emit(hit.object_id)
        elif hit.kind is Found.ROOM:
            self.room_requested.emit(hit.object_id)
        else:
            self.number_requested.emit(hit.title)

    def _open_case(self, case_id: str) -> None:
        """Open a case, unless words typed in another one would be lost."""
        page = self._window.screen_of(_CASE)
        if not isinstance(page, CasePage) or not page.has_unsaved_words:
            self.case_requested.emit(case_id)
        elif page.case_id == case_id:
            self._window.show_screen(_CASE, area=_CASES)
            page.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.refused.emit(
                _("Save or clear what you have typed in the open case first, then search again.")
            )
