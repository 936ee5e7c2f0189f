"""The board: one column for each stage a case is at, its cards by due time."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.case_filter import CaseFilter
from app.i18n import _, pgettext
from app.services.case_board import BoardColumn, BoardPage, board
from ui.cases.board_model import BoardModel
from ui.cases.card_delegate import CardDelegate
from ui.context import DeskContext
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label

_LEAST_WIDTH = 168


def column_label(column: BoardColumn) -> str:
    """Return the head of a column."""
    return {
        BoardColumn.NEW: _("New or reopened"),
        BoardColumn.ASSESSED: _("Assessed"),
        BoardColumn.IN_PROGRESS: _("In progress"),
        BoardColumn.WAITING: _("Waiting"),
        BoardColumn.ANSWERED: _("To call back"),
        BoardColumn.CLOSED_THIS_WEEK: _("Closed this week"),
    }[column]


class BoardView(QScrollArea):
    """Shows the cases of a filter by stage; ``case_opened`` by Enter, double click or the menu.

    Cards are not dragged: each step of a case asks for its facts, so it is taken on the case's
    page.  ``board_read`` when all columns have come.
    """

    case_opened = Signal(str)
    board_read = Signal()
    problem_met = Signal(object)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("caseBoard")
        self.setAccessibleName(_("Board"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._context = context
        self.read_at: datetime | None = None
        self.count = 0
        ground = QWidget()
        ground.setObjectName("scrollGround")
        row = QHBoxLayout(ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.columns = tuple(BoardList(context, column) for column in BoardColumn)
        for place, column in enumerate(self.columns):
            row.addWidget(column, 1)
            column.view.case_opened.connect(self.case_opened)
            column.view.left_sideways.connect(lambda by, p=place: self._go_sideways(p, by))
            column.view.model().problem_met.connect(self.problem_met)
        self.setWidget(ground)
        self._one_tab_stop(self.columns[0].view)

    def show_cases(self, wanted: CaseFilter) -> None:
        """Read the board anew; until it comes the old cards stay."""
        context = self._context
        now = context.now()
        context.runner.read(
            board,
            actor=context.actor,
            project_id=context.project.project_id,
            wanted=wanted,
            now=now,
            owner=self,
            supersedes="board",
            on_done=lambda pages: self._on_read(pages, wanted, now),
            on_error=self.problem_met.emit,
        )

    def begin_here(self) -> None:
        """Put the focus on the first card there is."""
        first = next((c.view for c in self.columns if c.view.model().rowCount()), None)
        if first is not None and not any(c.view.hasFocus() for c in self.columns):
            self._enter(first, 0)

    def list_of(self, column: BoardColumn) -> BoardList:
        """Return one column."""
        return next(one for one in self.columns if one.column is column)

    def _on_read(self, pages: tuple[BoardPage, ...], wanted: CaseFilter, now: datetime) -> None:
        self.read_at = now
        self.count = sum(page.count or 0 for page in pages)
        for column, page in zip(self.columns, pages, strict=True):
            column.show_page(page, wanted, now)
        self.board_read.emit()

    def _go_sideways(self, place: int, by: int) -> None:
        """Go to the nearest column with cards on that side, to the card at the same height."""
        here = self.columns[place].view
        row = here.currentIndex().row()
        height = here.visualRect(here.currentIndex()).center().y()
        ways = range(place + by, len(self.columns) if by > 0 else -1, by)
        for other in ways:
            view = self.columns[other].view
            if view.model().rowCount():
                level = view.indexAt(QPoint(20, height))
                last = view.model().rowCount() - 1
                self._enter(view, level.row() if level.isValid() else min(row, last))
                self.ensureWidgetVisible(self.columns[other], 0, 0)
                return

    def _enter(self, view: CardList, row: int) -> None:
        view.setCurrentIndex(view.model().index(max(row, 0), 0))
        self._one_tab_stop(view)
        view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _one_tab_stop(self, view: CardList) -> None:
        """Let Tab reach the board once; arrows go on from there."""
        for column in self.columns:
            stops = column.view is view
            column.view.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if stops else Qt.FocusPolicy.ClickFocus
            )
        self.setFocusProxy(view)


class BoardList(QFrame):
    """One column: its head with the count, and the cards."""

    def __init__(
        self, context: DeskContext, column: BoardColumn, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.column = column
        self.setObjectName(f"board_{column}")
        self.setMinimumWidth(_LEAST_WIDTH)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(6)
        head = QHBoxLayout()
        head.setContentsMargins(4, 0, 4, 0)
        self.title = ElidedLabel(column_label(column))
        self.title.setProperty("look", "label")
        self.count_label = label("", "muted", name=f"boardCount_{column}")
        head.addWidget(self.title, 1)
        head.addWidget(self.count_label)
        body.addLayout(head)
        self.view = CardList(BoardModel(context, column, self))
        self.view.setObjectName(f"boardCards_{column}")
        body.addWidget(self.view, 1)
        self._say(0)

    def show_page(self, page: BoardPage, wanted: CaseFilter, read_at: datetime) -> None:
        """Show a new reading; card and place stay."""
        model = self.view.model()
        here = self.view.currentIndex()
        chosen = model.case(here.row()).case_id if here.isValid() else ""
        scrolled = self.view.verticalScrollBar().value()
        model.show_page(page, wanted, read_at)
        row = model.row_of(chosen) if chosen else None
        if row is not None:
            self.view.setCurrentIndex(model.index(row, 0))
        self.view.verticalScrollBar().setValue(scrolled)
        self._say(page.count or 0)

    def _say(self, count: int) -> None:
        self.count_label.setText(f"{count:,}")
        self.view.setAccessibleName(f"{column_label(self.column)}, {count:,}")


class CardList(QListView):
    """The cards of one column; ``left_sideways`` with -1 or 1 when the arrows leave it."""

    case_opened = Signal(str)
    left_sideways = Signal(int)

    def __init__(self, model: BoardModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = model
        # The cards bring their own white; the focus shows on the card.
        self.setStyleSheet("QListView, QListView:focus { background: transparent; border: none; }")
        self.setModel(model)
        self.setItemDelegate(CardDelegate(self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(self._open)

    def model(self) -> BoardModel:
        """Return the cards."""
        return self._cards

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, the menu key offers it, Left and Right leave the column."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self._open(self.currentIndex())
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.left_sideways.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key == Qt.Key.Key_Menu:
            self._show_menu(self.visualRect(self.currentIndex()).center())
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to open the card beneath the mouse."""
        self._show_menu(event.pos())

    def _show_menu(self, place: QPoint) -> None:
        index = self.indexAt(place)
        if not index.isValid():
            return
        menu = QMenu(self)
        menu.setObjectName("cardMenu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        action = menu.addAction(pgettext("case", "Open"))
        action.triggered.connect(lambda: self._open(index))
        menu.setActiveAction(action)
        menu.popup(self.viewport().mapToGlobal(place))

    def _open(self, index: QModelIndex) -> None:
        self.case_opened.emit(self._cards.case(index.row()).case_id)
