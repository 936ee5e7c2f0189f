"""Possible duplicates: the pairs on the left, the comparison of one on the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import UserFacingError
from app.domain.twins import Likelihood
from app.i18n import _, ngettext
from app.messages import sentence
from app.services.customer_merge import MergePreview, merge_customers, preview_merge, undo_merge
from app.services.twins import TwinsPage, TwinView, find_twins, forget_distinct, say_distinct
from app.twin_words import likelihood_words, pair_words, reason_words
from ui.cases.case_table_model import PILL_ROLE
from ui.cases.pill_delegate import PillDelegate
from ui.context import DeskContext
from ui.twins.compare_card import CompareCard
from ui.widgets.buttons import IconButton, quiet_button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_LIST_WIDTH, _LIST_NARROW, _ROOM_FOR_WIDE = 470, 370, 1200
_ROW_HEIGHT = 62
_LOOKS = {
    Likelihood.VERY_LIKELY: "danger",
    Likelihood.LIKELY: "warning",
    Likelihood.PERHAPS: "neutral",
}
Cursor = tuple[int, str, str]


class TwinsScreen(QWidget):
    """``undo_offered`` carries what was done and how to take it back; others carry a sentence.

    ``merged`` carries the id of the record that was kept.
    """

    back_requested = Signal()
    said = Signal(str)
    undo_offered = Signal(str, object)
    problem_met = Signal(str)
    merged = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("twinsScreen")
        self.setProperty("manualPage", "twins")
        self._context = context
        self._twins: list[TwinView] = []
        self._after: Cursor | None = None
        self._wanted: frozenset[str] = frozenset()
        self._begins = False
        self.table = DeskTable(accessible_name=_("Possible duplicates"), name="twinsTable")
        self._model = QStandardItemModel(0, 2, self)
        self.table.setModel(self._model)
        self.table.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        self.table.setItemDelegateForColumn(0, PillDelegate(self.table))
        self.more = quiet_button(_("Show more"), icon="chevron-down", name="twinsMore")
        self.empty = EmptyState(
            _("Nobody is on record twice"),
            _("Records that look like one person stand here once there are any."),
            icon="users",
            name="twinsEmpty",
        )
        self.compare = CompareCard(context)
        self._count = label("", "muted", name="twinsCount")
        self._build()
        self._connect()
        self.setFocusProxy(self.table)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 20, 24, 20)
        row.setSpacing(16)
        card = Card()
        self._list = card
        head = QHBoxLayout()
        head.setSpacing(10)
        self.back = IconButton("arrow-left", _("Back (Esc)"), name="twinsBack")
        head.addWidget(self.back)
        head.addWidget(label(_("Possible duplicates"), "title", name="twinsHeading"), 1)
        head.addWidget(self._count)
        card.add(head)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table, 1)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.more.setVisible(False)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(listed)
        card.add(self._stack, 1)
        row.addWidget(card)
        row.addWidget(self.compare, 1)

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_requested)
        self.more.clicked.connect(self._read_more)
        self.table.row_activated.connect(lambda _index: self.compare.focus_first())
        self.table.selectionModel().currentRowChanged.connect(self._on_row_changed)
        self.compare.merge_requested.connect(self._merge)
        self.compare.distinct_requested.connect(self._say_distinct)
        self.compare.swap_requested.connect(self._swap)
        self.compare.left.connect(lambda: self.table.setFocus(Qt.FocusReason.OtherFocusReason))
        self.compare.problem_met.connect(self.problem_met)

    # ---- what the program asks -------------------------------------------------------------

    def begin(self, customer_id: str = "", other_id: str = "") -> None:
        """Put the focus into the list, upon the pair of these two if it is there."""
        self._wanted = frozenset(filter(None, (customer_id, other_id)))
        self._begins = True
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Look for duplicates anew; the pair that is compared stays if it is still one."""
        self._read(None, self._on_read)

    def showEvent(self, event: QShowEvent) -> None:
        """Read whenever the screen comes up."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the comparison the room that it needs."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _ROOM_FOR_WIDE
        self._list.setFixedWidth(_LIST_WIDTH if is_wide else _LIST_NARROW)
        self._count.setVisible(is_wide)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)

    # ---- the list --------------------------------------------------------------------------

    def _read(self, after: Cursor | None, on_done: Callable[[TwinsPage], None]) -> None:
        self._context.runner.read(
            find_twins,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            after=after,
            owner=self,
            supersedes="twins",
            on_done=on_done,
            on_error=self._on_problem,
        )

    def _read_more(self) -> None:
        if self._after is not None:
            self._read(self._after, self._on_more)

    def _on_read(self, page: TwinsPage) -> None:
        shown = self._shown_ids() or self._wanted
        self._twins = list(page.twins)
        self._fill(page, shown if not self._wanted else self._wanted)
        self._wanted = frozenset()

    def _on_more(self, page: TwinsPage) -> None:
        shown = self._shown_ids()
        self._twins += page.twins
        self._fill(page, shown)

    def _fill(self, page: TwinsPage, shown: frozenset[str]) -> None:
        self._after = page.after
        self.more.setVisible(page.after is not None)
        words = ngettext("{count} pair", "{count} pairs", page.total)
        self._count.setText(words.format(count=page.total) if page.total else "")
        blocked = self.table.selectionModel().blockSignals(True)
        self._model.setRowCount(0)
        self._model.setHorizontalHeaderLabels([_("One person?"), _("Who, and why")])
        for twin in self._twins:
            state = QStandardItem(likelihood_words(twin.pair.likelihood))
            state.setData(_LOOKS[twin.pair.likelihood], PILL_ROLE)
            words = f"{pair_words(twin.first, twin.second)}\n{reason_words(twin.pair.signs)}"
            who = QStandardItem(words)
            who.setToolTip(words)
            self._model.appendRow([state, who])
        self.table.horizontalHeader().setSectionResizeMode(
            0, QHeaderView.ResizeMode.ResizeToContents
        )
        self.table.stretch_column(1)
        self.table.selectionModel().blockSignals(blocked)
        self._stack.setCurrentIndex(1 if self._twins else 0)
        self._choose_row(shown)

    def _choose_row(self, shown: frozenset[str]) -> None:
        rows = (
            row
            for row, twin in enumerate(self._twins)
            if shown and shown <= {twin.first.customer_id, twin.second.customer_id}
        )
        row = next(rows, 0 if self._twins else None)
        if row is None:
            self.compare.show_nothing()
            if self._begins:
                self.back.setFocus(Qt.FocusReason.OtherFocusReason)
            self._begins = False
            return
        self.table.selectRow(row)
        self._show_row(row)
        if self._begins:
            self._begins = False
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shown_ids(self) -> frozenset[str]:
        preview = self.compare.preview
        if preview is None:
            return frozenset()
        return frozenset((preview.kept.customer_id, preview.gone.customer_id))

    # ---- the comparison --------------------------------------------------------------------

    def _on_row_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        self._show_row(index.row())

    def _show_row(self, row: int) -> None:
        if not 0 <= row < len(self._twins):
            return
        twin = self._twins[row]
        kept, gone = twin.first.customer_id, twin.second.customer_id
        if self._shown_ids() == {kept, gone}:
            # A person may have swapped them, and chosen already.
            return
        self._ask(kept, gone)

    def _ask(self, kept_id: str, gone_id: str) -> None:
        self._context.runner.read(
            preview_merge,
            actor=self._context.actor,
            kept_id=kept_id,
            gone_id=gone_id,
            owner=self,
            supersedes="twin-preview",
            on_done=self.compare.show_preview,
            on_error=self._on_problem,
        )

    def _swap(self) -> None:
        preview = self.compare.preview
        if preview is not None:
            self._ask(preview.gone.customer_id, preview.kept.customer_id)

    def _merge(self) -> None:
        preview = self.compare.preview
        if preview is None:
            return
        self._write(
            merge_customers,
            partial(self._on_merged, preview),
            kept_id=preview.kept.customer_id,
            gone_id=preview.gone.customer_id,
            choices=dict(self.compare.choices),
            seen=preview.seen,
        )

    def _on_merged(self, preview: MergePreview, merge_id: str) -> None:
        name = preview.kept.name_masked or _("no name")
        self.merged.emit(preview.kept.customer_id)
        self._go_on(
            _("Both records of {name} are one now.").format(name=name),
            partial(self._write, undo_merge, self._on_taken_back, merge_id=merge_id),
        )

    def _say_distinct(self) -> None:
        preview = self.compare.preview
        if preview is None:
            return
        pair = {"first_id": preview.kept.customer_id, "second_id": preview.gone.customer_id}
        self._write(say_distinct, lambda _nothing: self._on_distinct(pair), **pair)

    def _on_distinct(self, pair: dict[str, str]) -> None:
        self._go_on(
            _("Noted: two people. This pair is not shown again."),
            partial(self._write, forget_distinct, self._on_taken_back, **pair),
        )

    def _go_on(self, words: str, undo: Callable[[], None]) -> None:
        """Go on with the pair that takes the place of the one just settled."""
        self.undo_offered.emit(words, undo)
        self.compare.show_nothing()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    def _on_taken_back(self, _nothing: object) -> None:
        self.said.emit(_("Taken back: both records are as they were."))
        self.refresh()

    def _write(
        self, verb: Callable[..., object], on_done: Callable[..., None], **arguments: Any
    ) -> None:
        self.compare.set_busy(busy=True)
        self._context.runner.write(
            verb,
            actor=self._context.actor,
            now=self._context.now(),
            owner=self,
            on_done=on_done,
            on_error=self._on_refused,
            on_end=lambda: self.compare.set_busy(busy=False),
            **arguments,
        )

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    def _on_refused(self, error: Exception) -> None:
        """Whatever stood there may have changed: it is compared anew."""
        self._on_problem(error)
        self._wanted = self._shown_ids()
        self.compare.show_nothing()
        self.refresh()
