"""The cases of the project: filters above, a list or a board, and what can be done to many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app import people_time
from app.domain.case_filter import CaseFilter, CaseOrder, ListView
from app.domain.errors import UserFacingError
from app.i18n import _, ngettext
from app.messages import sentence
from app.services.case_list import FilterChoices, count_cases, filter_choices
from app.services.case_views import CategoryView, categories
from ui.cases.board_view import BoardView
from ui.cases.bulk_bar import BulkBar
from ui.cases.case_columns import Column
from ui.cases.case_table import CaseTable
from ui.cases.case_table_model import CaseTableModel
from ui.cases.category_words import category_names
from ui.cases.filter_bar import FilterBar, FilterSentence
from ui.cases.filter_panel import FilterPanel
from ui.cases.filter_words import Names
from ui.cases.order_bar import OrderBar
from ui.cases.saved_filters_menu import SavedFiltersMenu
from ui.cases.search_box import SearchBox
from ui.context import DeskContext
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import secondary_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.empty_state import EmptyState
from ui.widgets.wording import label

LIST, BOARD = "list", "board"
_SAVED_KEY = "Alt+F"
_LEAST_LIST = 96


class CaseListScreen(QWidget):
    """Shows the cases of the project; ``case_opened`` when one is opened by Enter or click.

    ``layout_chosen`` says whether list or board is wanted from now on; ``undo_offered`` carries
    words and what takes the act back; ``done`` a sentence.
    """

    case_opened = Signal(str)
    problem_met = Signal(str)
    layout_chosen = Signal(str)
    undo_offered = Signal(str, object)
    done = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("caseListScreen")
        self.setProperty("manualPage", "cases")
        self._context = context
        self._enter_list = False
        self._kept: tuple[str, int] | None = None
        self._categories: tuple[CategoryView, ...] = ()
        self._names = Names()
        self._choices = FilterChoices((), ())
        self._total: int | None = None
        self.model = CaseTableModel(context, self)
        self.model.page_read.connect(self._on_page_read)
        self.model.problem_met.connect(self._on_problem)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 18, 24, 18)
        column.setSpacing(12)
        column.addLayout(self._head())
        self.bar = FilterBar()
        self.bar.filter_chosen.connect(self._show)
        self.bar.more_toggled.connect(self._on_more_toggled)
        column.addWidget(self.bar)
        self.panel = FilterPanel()
        self.panel.filter_chosen.connect(self._show)
        self.panel.closed.connect(self._on_panel_closed)
        self.panel.hide()
        column.addWidget(self.panel)
        column.addLayout(self._said())
        column.addWidget(self._body(), 1)
        self.bulk = BulkBar(context, self.model.marks)
        column.addWidget(self.bulk)
        self._connect_bulk()
        self.menu = SavedFiltersMenu(context, self)
        self._connect_menu()
        self.setFocusProxy(self.table)

    # ---- what the program asks -------------------------------------------------------------

    @property
    def is_board(self) -> bool:
        """Whether the board is shown, not the list."""
        return self.layouts.value == BOARD

    def refresh(self) -> None:
        """Read everything anew; place and chosen row stay."""
        self._keep_place()
        if not self.model.rowCount():
            self._busy.start(_("Reading cases"))
        self._read(self.model.reload)
        self.menu.refresh()
        runner = self._context.runner
        runner.read(
            categories, owner=self, supersedes="categories", on_done=self._on_categories_read
        )
        runner.read(
            filter_choices,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            owner=self,
            supersedes="choices",
            on_done=self._on_choices_read,
            on_error=self._on_problem,
        )

    def focus_search(self) -> None:
        """Put the cursor into the search box, with its text selected."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_number(self, text: str) -> None:
        """Look for a number, a room, a name or words among all cases."""
        self._show(CaseFilter(text=text.strip()))

    def show_cases(self, case_ids: tuple[str, ...], words: str) -> None:
        """Show exactly these cases; ``words`` say what they are."""
        self._show(CaseFilter(cases=case_ids, cases_words=words))

    def show_layout(self, layout: str) -> None:
        """Show the list or the board, as this computer remembers."""
        if layout in (LIST, BOARD) and layout != self.layouts.value:
            self.layouts.set_value(layout)
            self._turn_layout()

    def showEvent(self, event: QShowEvent) -> None:
        """Read whenever the list comes up: cases change while it is away."""
        super().showEvent(event)
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes what is open above or beneath the list."""
        if event.key() == Qt.Key.Key_Escape and self.panel.isVisible():
            self._on_panel_closed()
            return
        super().keyPressEvent(event)

    # ---- building --------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(_("Cases"), "title", name="caseListTitle"))
        self.saved = secondary_button("", icon="star", name="savedFilters")
        self.saved.clicked.connect(self._on_saved_clicked)
        row.addWidget(self.saved)
        self.count_label = label("", "muted", name="caseCount")
        row.addWidget(self.count_label)
        self._busy = BusyLine(cancellable=False)
        row.addWidget(self._busy, 1)
        self.search = SearchBox(_("Number, words, room or name"), name="caseSearch")
        self.search.setMinimumWidth(280)
        self.search.search_wanted.connect(self._on_search_wanted)
        self.search.left_downwards.connect(self._on_left_search)
        row.addWidget(self.search)
        self.layouts = ChipGroup(
            [Choice(LIST, _("&List")), Choice(BOARD, _("&Board"))],
            accessible_name=_("List or board"),
            name="caseLayout",
        )
        self.layouts.set_value(LIST)
        self.layouts.chosen.connect(self._on_layout_chosen)
        row.addWidget(self.layouts)
        return row

    def _said(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.sentence = FilterSentence()
        self.sentence.filter_chosen.connect(self._show)
        self.sentence.left_downwards.connect(self._go_to_list)
        self.orders = OrderBar()
        self.orders.order_chosen.connect(self._on_order_chosen)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.orders, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _body(self) -> QStackedWidget:
        card = QFrame()
        card.setObjectName("caseListCard")
        card.setProperty("look", "card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(8, 6, 8, 8)
        self.table = CaseTable(self.model)
        self.table.case_opened.connect(self.case_opened)
        self.table.sort_wanted.connect(self.orders.sort_by)
        self.empty = EmptyState(
            _("No case is registered yet"),
            _("Cases come from receptions: press F2 to begin one."),
            name="casesEmpty",
        )
        self.empty.action_chosen.connect(self._on_show_all_clicked)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        inside.addWidget(self._stack)
        self.board = BoardView(self._context)
        self.board.case_opened.connect(self.case_opened)
        self.board.board_read.connect(self._on_board_read)
        self.board.problem_met.connect(self._on_problem)
        self._pages = QStackedWidget()
        # With the panel open and a reminder above, the list gives way, not the panel.
        self._pages.setMinimumHeight(_LEAST_LIST)
        self._pages.addWidget(card)
        self._pages.addWidget(self.board)
        return self._pages

    def _connect_bulk(self) -> None:
        self.bulk.cases_changed.connect(self.refresh)
        self.bulk.done.connect(self.done)
        self.bulk.problem_met.connect(self.problem_met)
        self.bulk.form_shown.connect(self._on_bulk_form_shown)
        self.bulk.left.connect(self._go_to_list)

    def _connect_menu(self) -> None:
        self.menu.view_chosen.connect(self._on_view_chosen)
        self.menu.current_changed.connect(self._on_current_changed)
        self.menu.undo_offered.connect(self.undo_offered)
        self.menu.problem_met.connect(self.problem_met)
        self.menu.closed.connect(self._on_menu_closed)
        self._on_current_changed("", -1)

    # ---- filters and order -----------------------------------------------------------------

    def _show(self, wanted: CaseFilter, order: CaseOrder | None = None) -> None:
        self._kept = None
        self._total = None
        self._busy.start(_("Reading cases"))
        order = order or self.model.order
        self._read(lambda: self.model.show_cases(wanted, order))
        self._say_filter()

    def _read(self, read_list: Callable[[], None]) -> None:
        """Read the list; the board only while it is shown."""
        read_list()
        if self.is_board:
            self.board.show_cases(self.model.wanted)

    def _say_filter(self) -> None:
        """Show the filter everywhere where a part of it can be chosen."""
        wanted, order = self.model.wanted, self.model.order
        self.bar.show_filter(wanted)
        self.panel.show_filter(wanted)
        self.sentence.show_filter(wanted, self._names)
        self.orders.show_order(order)
        if self.search.text().strip() != wanted.text:
            self.search.set_text(wanted.text)
        self.menu.show_current(ListView(wanted, order))

    def _on_order_chosen(self, order: CaseOrder) -> None:
        self._show(self.model.wanted, order)

    def _on_view_chosen(self, view: ListView) -> None:
        self._show(view.wanted, view.order)
        self._enter_list = True

    def _on_search_wanted(self, text: str) -> None:
        if text != self.model.wanted.text:
            self._show(replace(self.model.wanted, text=text))

    def _on_show_all_clicked(self) -> None:
        self.search.setFocus()
        self._show(CaseFilter())

    def _on_more_toggled(self, is_open: bool) -> None:
        self.panel.setVisible(is_open)
        if is_open:
            self.panel.begin_here()

    def _on_bulk_form_shown(self, is_open: bool) -> None:
        """Give the room of the filters to the form; what is chosen is not narrowed meanwhile."""
        self._on_panel_closed()
        for part in (self.bar, self.sentence, self.orders):
            part.setVisible(not is_open)

    def _on_panel_closed(self) -> None:
        if self.bar.more.isChecked():
            had_focus = any(part.hasFocus() for part in self.panel.findChildren(QWidget))
            self.bar.more.setChecked(False)
            if had_focus:
                self.bar.more.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_saved_clicked(self) -> None:
        if self.menu.isVisible():
            self.menu.close_menu()
        else:
            self.menu.open_at(self.saved, self.saved.geometry().bottomLeft() + QPoint(0, 6))

    def _on_menu_closed(self) -> None:
        self.saved.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_current_changed(self, name: str, count: int) -> None:
        words = name or _("Saved &filters")
        if name and count >= 0:
            words = f"{name} · {count:,}".replace("&", "&&")
        self.saved.set_words(words)
        # A name has no access key of its own, and the key must not come and go.
        self.saved.setShortcut(QKeySequence(_SAVED_KEY))

    # ---- list or board ---------------------------------------------------------------------

    def _on_layout_chosen(self, layout: str) -> None:
        self._turn_layout()
        self.layout_chosen.emit(layout)

    def _turn_layout(self) -> None:
        self.orders.setVisible(not self.is_board)
        self.model.marks.clear()
        self._pages.setCurrentIndex(int(self.is_board))
        self.setFocusProxy(self.board if self.is_board else self.table)
        if self.is_board:
            self._busy.start(_("Reading cases"))
            self.board.show_cases(self.model.wanted)
        self._show_count()

    def _on_left_search(self) -> None:
        """Go to the list, once what was asked for is there."""
        if self._context.runner.busy:
            self._enter_list = True
        else:
            self._go_to_list()

    def _go_to_list(self) -> None:
        if self.is_board:
            self.board.begin_here()
            return
        if not self.model.rowCount():
            return
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, Column.NUMBER))
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- results ---------------------------------------------------------------------------

    def _keep_place(self) -> None:
        here = self.model.case(self.table.currentIndex().row())
        chosen = "" if here is None else here.case_id
        self._kept = (chosen, self.table.verticalScrollBar().value())

    def _on_page_read(self) -> None:
        self._busy.finish()
        self._ask_total()
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

    def _on_board_read(self) -> None:
        self._busy.finish()
        self._show_count()
        if self._enter_list:
            self._enter_list = False
            self._go_to_list()

    def _ask_total(self) -> None:
        """Count what is not read to its end; the list is there meanwhile."""
        self._total = self.model.total if self.model.total is not None else self._total
        if self.model.total is None:
            self._context.runner.read(
                count_cases,
                actor=self._context.actor,
                project_id=self._context.project.project_id,
                filters=[self.model.wanted],
                now=self._context.now(),
                owner=self,
                supersedes="total",
                on_done=self._on_counted,
                on_error=self._on_problem,
            )

    def _on_counted(self, counts: tuple[int, ...]) -> None:
        (self._total,) = counts
        self._show_count()

    def _show_count(self) -> None:
        count = self.board.count if self.is_board else self._total
        read_at = self.board.read_at if self.is_board else self.model.read_at
        if count is None:
            words = _("more than {count}").format(count=f"{self.model.rowCount():,}")
        else:
            words = ngettext("{count} case", "{count} cases", count).format(count=f"{count:,}")
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
                _("No case matches"), _("Take one of the chips above away, or show all cases.")
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
        self._categories = views
        self._show_names()

    def _on_choices_read(self, choices: FilterChoices) -> None:
        self._choices = choices
        self.bulk.show_departments(choices.departments)
        self._show_names()

    def _show_names(self) -> None:
        names = category_names(self._categories)
        self._names = Names(names, dict(self._choices.buildings))
        self.model.set_categories(names)
        self.panel.show_choices(self._categories, self._choices)
        self._say_filter()

    def _on_problem(self, error: Exception) -> None:
        self._busy.finish()
        self._enter_list = False
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
