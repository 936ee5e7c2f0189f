"""The case list: chips by type, only what is open, a search box, and a table without end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app import people_time
from app.domain.errors import UserFacingError
from app.domain.terms import CaseType
from app.i18n import _, ngettext
from app.labels import case_type_label
from app.messages import sentence
from app.services.case_views import CaseFilter, CategoryView, categories
from ui.cases.case_table_model import CaseTableModel, Column
from ui.cases.category_words import category_names
from ui.cases.fitting_table import FittingTable
from ui.cases.pill_delegate import PillDelegate
from ui.cases.search_box import SearchBox
from ui.context import DeskContext
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.empty_state import EmptyState
from ui.widgets.wording import label

ALL = "all"
_DUE_PICTURE = 22


class CaseListScreen(QWidget):
    """Shows the cases of the project; ``case_opened`` when a row is opened by Enter or click."""

    case_opened = Signal(str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("caseListScreen")
        self.setProperty("manualPage", "cases")
        self._context = context
        self._enter_list = False
        self._kept: tuple[str, int] | None = None
        self.model = CaseTableModel(context, self)
        self.model.page_read.connect(self._on_page_read)
        self.model.problem_met.connect(self._on_problem)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        column.addLayout(self._head())
        column.addLayout(self._filters())
        column.addWidget(self._list_card(), 1)
        self._size_columns()
        self.setFocusProxy(self.table)

    # ---- what the program asks -------------------------------------------------------------

    def refresh(self) -> None:
        """Read the list anew; place and chosen row stay."""
        self._keep_place()
        if not self.model.rowCount():
            self._busy.start(_("Reading cases"))
        self.model.reload()
        self._context.runner.read(
            categories, owner=self, supersedes="categories", on_done=self._on_categories_read
        )

    def focus_search(self) -> None:
        """Put the cursor into the search box, with its text selected."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_number(self, text: str) -> None:
        """Look for a number, a room, a name or words among all cases."""
        self.search.set_text(text)
        self.types.set_value(ALL)
        self.only_open.setChecked(False)
        self._show(CaseFilter(text=text.strip()))

    def showEvent(self, event: QShowEvent) -> None:
        """Read whenever the list comes up: cases change while it is away."""
        super().showEvent(event)
        self.refresh()

    # ---- building --------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(_("Cases"), "title", name="caseListTitle"))
        self.count_label = label("", "muted", name="caseCount")
        row.addWidget(self.count_label)
        self.narrowed = secondary_button("", icon="x", name="caseNarrowed")
        self.narrowed.clicked.connect(self._on_show_all_clicked)
        self.narrowed.setVisible(False)
        row.addWidget(self.narrowed)
        self._busy = BusyLine(cancellable=False)
        row.addWidget(self._busy, 1)
        self.search = SearchBox(_("Number, words, room or name"), name="caseSearch")
        self.search.setMinimumWidth(360)
        self.search.search_wanted.connect(self._on_search_wanted)
        self.search.left_downwards.connect(self._on_left_search)
        row.addWidget(self.search)
        return row

    def _filters(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        order = (
            CaseType.COMPLAINT,
            CaseType.SERVICE_REQUEST,
            CaseType.ENQUIRY,
            CaseType.SUGGESTION,
            CaseType.PRAISE,
            CaseType.INFORMATION_REQUEST,
        )
        choices = [Choice(ALL, _("All"))]
        choices += [Choice(str(kind), case_type_label(kind)) for kind in order]
        self.types = ChipGroup(choices, accessible_name=_("Type"), name="caseTypes")
        self.types.set_value(ALL)
        self.types.chosen.connect(self._on_type_chosen)
        self.only_open = QCheckBox(_("Only open cases"))
        self.only_open.setObjectName("onlyOpen")
        self.only_open.setAccessibleName(_("Only open cases"))
        self.only_open.clicked.connect(self._on_only_open_clicked)
        row.addWidget(self.types, 1)
        row.addWidget(self.only_open)
        return row

    def _list_card(self) -> Card:
        card = Card()
        card.setObjectName("caseListCard")
        self.table = FittingTable(
            accessible_name=_("Cases"),
            name="caseTable",
            flexible=Column.MATTER,
            droppable=(Column.CATEGORY, Column.TYPE, Column.SEVERITY, Column.REGISTERED),
        )
        self.table.setModel(self.model)
        pills = PillDelegate(self.table)
        self.table.setItemDelegateForColumn(Column.STATE, pills)
        self.table.setItemDelegateForColumn(Column.SEVERITY, pills)
        self.table.row_activated.connect(self._on_row_activated)
        self.empty = EmptyState(
            _("No case is registered yet"),
            _("Cases come from receptions: press F2 to begin one."),
            name="casesEmpty",
        )
        self.empty.action_chosen.connect(self._on_show_all_clicked)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        card.add(self._stack, 1)
        return card

    def _size_columns(self) -> None:
        samples: dict[int, str] = {
            Column.NUMBER: "TS-20262222-002",
            Column.CUSTOMER: "欧阳建  3-2-1802",
            Column.CATEGORY: "车辆停车",
        }
        self.table.measure(samples, {Column.DUE: _DUE_PICTURE})

    def show_category(self, code: str, words: str, period: tuple[datetime, datetime]) -> None:
        """Show the complaints of one category and period; a button with ``words`` ends it."""
        self.types.set_value(str(CaseType.COMPLAINT))
        self.only_open.setChecked(False)
        self.search.set_text("")
        self.narrowed.set_words(words)
        self.narrowed.setToolTip(_("Show all cases"))
        wanted = CaseFilter(type=CaseType.COMPLAINT, category=code, registered=period)
        self._show(wanted)

    # ---- filters ---------------------------------------------------------------------------

    def _show(self, wanted: CaseFilter) -> None:
        self._kept = None
        self.narrowed.setVisible(bool(wanted.category))
        self._busy.start(_("Reading cases"))
        self.model.show_cases(wanted)

    def _on_type_chosen(self, key: object) -> None:
        wanted = None if key == ALL else CaseType(str(key))
        self._show(replace(self.model.wanted, type=wanted))

    def _on_only_open_clicked(self, checked: bool) -> None:
        self._show(replace(self.model.wanted, only_open=checked))

    def _on_search_wanted(self, text: str) -> None:
        if text != self.model.wanted.text:
            self._show(replace(self.model.wanted, text=text))

    def _on_show_all_clicked(self) -> None:
        self.search.setFocus()
        self.show_number("")

    def _on_left_search(self) -> None:
        """Go to the list, once what was asked for is there."""
        if self._context.runner.busy:
            self._enter_list = True
        else:
            self._go_to_list()

    def _go_to_list(self) -> None:
        if not self.model.rowCount():
            return
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, Column.NUMBER))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- results ---------------------------------------------------------------------------

    def _keep_place(self) -> None:
        here = self.table.currentIndex()
        chosen = self.model.row(here.row()).case_id if here.isValid() else ""
        self._kept = (chosen, self.table.verticalScrollBar().value())

    def _on_page_read(self) -> None:
        self._busy.finish()
        self._size_columns()
        self._show_count()
        self._show_emptiness()
        if self._kept is not None:
            (chosen, scrolled), self._kept = self._kept, None
            row = self.model.row_of(chosen) if chosen else None
            if row is not None:
                self.table.setCurrentIndex(self.model.index(row, Column.NUMBER))
            self.table.verticalScrollBar().setValue(scrolled)
        if self._enter_list:
            self._enter_list = False
            self._go_to_list()

    def _show_count(self) -> None:
        count, read_at = self.model.rowCount(), self.model.read_at
        if self.model.is_complete:
            words = ngettext("{count} case", "{count} cases", count)
        else:
            words = _("the newest {count}; more while you scroll")
        words = words.format(count=f"{count:,}")
        if read_at is not None:
            time = people_time.clock_time(read_at, self._context.zone)
            words += " · " + _("read at {time}").format(time=time)
        self.count_label.setText(words)

    def _show_emptiness(self) -> None:
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.table)
            return
        narrowed = self.model.wanted != CaseFilter()
        if narrowed:
            self.empty.set_words(
                _("No case matches"), _("Try fewer words, another type, or closed cases as well.")
            )
            self.empty.button.set_words(_("Show all cases"))
        else:
            self.empty.set_words(
                _("No case is registered yet"),
                _("Cases come from receptions: press F2 to begin one."),
            )
        self.empty.button.setVisible(narrowed)
        self._stack.setCurrentWidget(self.empty)

    def _on_categories_read(self, views: tuple[CategoryView, ...]) -> None:
        self.model.set_categories(category_names(views))

    def _on_problem(self, error: Exception) -> None:
        self._busy.finish()
        self._enter_list = False
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    def _on_row_activated(self, index: QModelIndex) -> None:
        self.case_opened.emit(self.model.row(index.row()).case_id)
