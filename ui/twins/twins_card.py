"""Beside a person: who may be the same one, and the merges that made the record what it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import UserFacingError
from app.domain.permissions import Action
from app.i18n import _
from app.messages import sentence
from app.services.customer_merge import MergeView, merges_of, undo_merge
from app.services.twins import TwinView, twins_of
from app.twin_words import merge_words, pair_words, reason_words
from ui.context import DeskContext
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.wording import label


class TwinsCard(Card):
    """Hidden while there is nothing to say.

    ``compare_requested`` carries both ids of a pair; ``changed`` follows an undone merge.
    """

    compare_requested = Signal(str, str)
    changed = Signal()
    said = Signal(str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("On record twice?"), parent=parent)
        self.setObjectName("twinsCard")
        self._context = context
        self._customer_id = ""
        self._twins: tuple[TwinView, ...] = ()
        self._merges: tuple[MergeView, ...] = ()
        self._rows = QVBoxLayout()
        self._rows.setSpacing(8)
        self.add(self._rows)
        self.setVisible(False)

    def show_customer(self, customer_id: str) -> None:
        """Read what is to be said of this customer."""
        if customer_id != self._customer_id:
            self._twins, self._merges = (), ()
            self._show()
        self._customer_id = customer_id
        for verb, keep in ((twins_of, self._on_twins), (merges_of, self._on_merges)):
            self._context.runner.read(
                verb,
                actor=self._context.actor,
                customer_id=customer_id,
                owner=self,
                supersedes=f"twins-card-{verb.__name__}",
                on_done=partial(keep, customer_id),
                on_error=self._on_problem,
            )

    def _on_twins(self, customer_id: str, twins: tuple[TwinView, ...]) -> None:
        if customer_id == self._customer_id:
            self._twins = twins
            self._show()

    def _on_merges(self, customer_id: str, merges: tuple[MergeView, ...]) -> None:
        if customer_id == self._customer_id:
            self._merges = merges
            self._show()

    def _show(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for number, twin in enumerate(self._twins[:2]):
            words = f"{pair_words(twin.first, twin.second)}\n{reason_words(twin.pair.signs)}"
            self._rows.addWidget(label(words, wrap=True, name=f"twinOf{number}"))
            compare = secondary_button(_("Compare"), icon="users", name=f"twinCompare{number}")
            ids = (twin.first.customer_id, twin.second.customer_id)
            compare.clicked.connect(partial(self._compare, *ids))
            self._rows.addWidget(compare)
        may = self._context.actor.may(Action.MERGE_CUSTOMERS)
        for number, merge in enumerate(self._merges):
            words = merge_words(merge, self._context.zone)
            self._rows.addWidget(label(words, "muted", wrap=True, name=f"merge{number}"))
            if merge.can_undo and may:
                undo = quiet_button(_("Undo the merge"), icon="undo-2", name=f"mergeUndo{number}")
                undo.clicked.connect(partial(self._undo, merge.merge_id))
                self._rows.addWidget(undo)
        self.set_title(_("On record twice?") if self._twins else _("Brought together"))
        self.setVisible(bool(self._twins or self._merges))

    def _compare(self, first_id: str, second_id: str) -> None:
        self.compare_requested.emit(first_id, second_id)

    def _undo(self, merge_id: str) -> None:
        self._context.runner.write(
            undo_merge,
            actor=self._context.actor,
            merge_id=merge_id,
            now=self._context.now(),
            owner=self,
            on_done=self._on_undone,
            on_error=self._on_problem,
        )

    def _on_undone(self, _gone_id: str) -> None:
        self.said.emit(_("Taken back: both records are as they were."))
        self.changed.emit()
        self.show_customer(self._customer_id)

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
