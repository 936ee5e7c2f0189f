"""Two records side by side: each differing field is chosen, then they are merged or told apart."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.domain.customer_merge import MergeField, Side
from app.domain.errors import UserFacingError
from app.domain.permissions import Action
from app.i18n import _, pgettext
from app.messages import sentence
from app.services.customer_merge import MergePreview
from app.twin_words import moves_words, result_words
from ui.context import DeskContext
from ui.twins.field_chips import FieldRow
from ui.twins.side_box import SideBox
from ui.widgets.buttons import primary_button, quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.wording import label, restyle


class CompareCard(Card):
    """Wishes: merge with the choices made, two people after all, swap who is kept.

    ``left`` when Esc is pressed; ``problem_met`` carries a sentence.
    """

    merge_requested = Signal()
    distinct_requested = Signal()
    swap_requested = Signal()
    left = Signal()
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("twinCompare")
        self._may = context.actor.may(Action.MERGE_CUSTOMERS)
        self.preview: MergePreview | None = None
        self.choices: dict[MergeField, Side] = {}
        self._rows: list[FieldRow] = []
        self.kept = SideBox(context, "twinKept")
        self.gone = SideBox(context, "twinGone")
        self.kept.pill.show_as(pgettext("twins", "Kept"), "good")
        self.gone.pill.show_as(pgettext("twins", "Goes"), "neutral")
        for box in (self.kept, self.gone):
            box.problem_met.connect(self.problem_met)
        self.swap = quiet_button(_("Swap (&S)"), icon="refresh-cw", name="twinSwap")
        self.swap.setToolTip(_("Keep the other record instead"))
        self.distinct = secondary_button(
            _("They are two people (&T)"), icon="users", name="twinDistinct"
        )
        self.merge = primary_button(
            _("Merge (&M)"), icon="user", key_hint="Ctrl+Enter", name="twinMerge"
        )
        self.swap.clicked.connect(self.swap_requested)
        self.distinct.clicked.connect(self.distinct_requested)
        self.merge.clicked.connect(self.merge_requested)
        self._result = label("", wrap=True, name="twinResult")
        self._moves = label("", "muted", wrap=True, name="twinMoves")
        self._note = label("", "muted", wrap=True, name="twinNote")
        self._nothing = EmptyState(
            _("Choose a pair"),
            _("Both records then stand side by side here."),
            icon="users",
            name="twinCompareEmpty",
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self._nothing)
        self._stack.addWidget(self._content())
        self.add(self._stack, 1)
        self.add(self._foot())
        self.show_nothing()

    def _content(self) -> QWidget:
        ground = QWidget()
        ground.setObjectName("scrollGround")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        heads = QHBoxLayout()
        heads.setSpacing(18)
        heads.addWidget(self.kept, 1)
        heads.addWidget(self.gone, 1)
        self.gone.add_to_head(self.swap)
        column.addLayout(heads)
        self._fields = QVBoxLayout()
        self._fields.setSpacing(6)
        column.addLayout(self._fields)
        column.addWidget(label(_("Afterwards"), "label"))
        column.addWidget(self._result)
        column.addWidget(self._moves)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("twinScroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(ground)
        self._scroll = scroll
        return scroll

    def _foot(self) -> QWidget:
        self._foot_row = QWidget()
        column = QVBoxLayout(self._foot_row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._note)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addStretch(1)
        row.addWidget(self.distinct)
        row.addWidget(self.merge)
        column.addLayout(row)
        return self._foot_row

    # ---- showing ---------------------------------------------------------------------------

    def show_nothing(self) -> None:
        """Show no pair."""
        self.preview = None
        self._clear()
        self._stack.setCurrentIndex(0)
        self._foot_row.setVisible(False)

    def show_preview(self, preview: MergePreview) -> None:
        """Show two records with what most people would choose."""
        self.preview = preview
        self.choices = {view.field: view.proposed for view in preview.fields}
        self.kept.show_side(preview.kept)
        self.gone.show_side(preview.gone)
        self._clear()
        for view in preview.fields:
            if view.is_same and not view.kept:
                # Neither says anything: nothing to look at.
                continue
            row = FieldRow(view)
            row.side_chosen.connect(self._on_side_chosen)
            row.answered.connect(partial(self._go_on_from, row))
            if row.chips is not None:
                row.chips.setEnabled(self._may)
            self._rows.append(row)
            self._fields.addWidget(row)
        self._moves.setText(moves_words(preview))
        self._show_result()
        self._show_foot(preview)
        self._stack.setCurrentIndex(1)
        self._scroll.verticalScrollBar().setValue(0)

    def set_busy(self, *, busy: bool) -> None:
        """Answer no second press while the store works."""
        is_free = not busy and self.preview is not None
        hindered = self.preview is not None and self.preview.hindrance is not None
        self.merge.setEnabled(is_free and not hindered)
        self.distinct.setEnabled(is_free)
        self.swap.setEnabled(is_free)

    def focus_first(self) -> None:
        """Begin with the first field in which they differ, else with the button."""
        asked = self._asked()
        target: QWidget = asked[0] if asked and self._may else self.merge
        target.setFocus(Qt.FocusReason.TabFocusReason)

    def _clear(self) -> None:
        self._rows = []
        while (item := self._fields.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _show_foot(self, preview: MergePreview) -> None:
        words = ""
        if preview.hindrance is not None:
            words = sentence(UserFacingError(preview.hindrance))
        elif not self._may:
            words = _("A service supervisor decides whether they are one person.")
        self._note.setText(words)
        self._note.setVisible(bool(words))
        restyle(self._note, "look", "error" if preview.hindrance else "muted")
        self._foot_row.setVisible(True)
        for button in (self.swap, self.distinct, self.merge):
            button.setVisible(self._may)
        self.set_busy(busy=False)

    def _show_result(self) -> None:
        if self.preview is not None:
            self._result.setText(result_words(self.preview, self.choices))

    # ---- choosing --------------------------------------------------------------------------

    def _asked(self) -> list[QWidget]:
        return [row.chips for row in self._rows if row.chips is not None]

    def _on_side_chosen(self, field: MergeField, side: Side) -> None:
        self.choices[field] = side
        self._show_result()

    def _go_on_from(self, row: FieldRow) -> None:
        """After a digit the next differing field is asked, then the button."""
        asked = self._asked()
        here = asked.index(row.chips) if row.chips is not None else -1
        target = asked[here + 1] if here + 1 < len(asked) else self.merge
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self._scroll.ensureWidgetVisible(target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter merges; Esc leaves the comparison."""
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self.merge.isVisibleTo(self) and self.merge.isEnabled() and not event.isAutoRepeat():
                self.merge_requested.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
