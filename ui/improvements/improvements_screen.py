"""The improvement register (改进台账): measures on the left, one of them on the right (4.3-4)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStackedWidget, QWidget

from app.domain.errors import FieldError
from app.domain.improvements import (
    CheckDraft,
    FigureCount,
    MeasureDraft,
    MeasureView,
    Shown,
    shown_of,
)
from app.domain.periods import Period
from app.domain.permissions import Action
from app.domain.terms import MeasureState
from app.i18n import _, pgettext
from app.improvement_words import change_text, shown_label
from app.services import improvements as service
from app.services.improvements import EffectView, RegisterView
from ui.cases.case_table_model import PILL_ROLE
from ui.cases.pill_delegate import PillDelegate
from ui.context import DeskContext
from ui.improvements.measure_form import MeasureForm
from ui.improvements.register_looks import standing
from ui.widgets.buttons import IconButton, secondary_button
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.empty_state import EmptyState
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_FORM_WIDTH, _FORM_NARROW = 540, 480
_ROOM_FOR_WIDE, _ROOM_FOR_ALL = 1200, 1500
_STATE, _NUMBER, _WHAT, _OWNER, _DUE, _EFFECT = range(6)
NEW_ONE = ""


class ImprovementsScreen(QWidget):
    """What is typed and not saved stays with its measure until it is, whatever is looked at.

    ``paper_requested(Shown)`` asks for the list on paper.
    """

    back_requested = Signal()
    paper_requested = Signal(object)
    done = Signal(str)
    problem_met = Signal(object)
    register_changed = Signal()

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("improvementsScreen")
        self.setProperty("manualPage", "improvements")
        self._context = context
        self._register: RegisterView | None = None
        self._measures: list[MeasureView] = []
        self._kept: dict[str, MeasureDraft] = {}
        self._wanted: str | None = None
        # Until a person begins something, the first measure of the list is looked at.
        self._is_fresh = True
        self._may = context.actor.may(Action.KEEP_IMPROVEMENTS)
        self.form = MeasureForm(context, may=self._may)
        self.new = secondary_button(_("New finding (&N)"), icon="plus", name="newFinding")
        self.print = IconButton("printer", _("Print this list"), name="printRegister")
        self.filter = ChipGroup(
            [Choice(shown, shown_label(shown)) for shown in Shown],
            accessible_name=_("Show"),
            name="registerFilter",
        )
        self.filter.set_value(Shown.OPEN)
        self.table = DeskTable(accessible_name=_("Improvement measures"), name="measuresTable")
        self._model = QStandardItemModel(0, 6, self)
        self.table.setModel(self._model)
        self.table.setItemDelegateForColumn(_STATE, PillDelegate(self.table))
        self.empty = EmptyState("", "", icon="trending-up", name="measuresEmpty")
        self._build()
        self._connect()
        # Only now: without a parent it would be shown as a window of its own.
        self.new.setVisible(self._may)
        self.setFocusProxy(self.table)
        self.form.begin_new(MeasureDraft(), composes=False)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 20, 24, 20)
        row.setSpacing(16)
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(10)
        self.back = IconButton("arrow-left", _("Back (Esc)"), name="measuresBack")
        head.addWidget(self.back)
        head.addWidget(label(_("Improvement register"), "title", name="registerHeading"), 1)
        head.addWidget(self.print)
        head.addWidget(self.new)
        card.add(head)
        card.add(self.filter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.table)
        card.add(self._stack, 1)
        row.addWidget(card, 1)
        row.addWidget(self.form)

    def _connect(self) -> None:
        self.back.clicked.connect(self.back_requested)
        self.new.clicked.connect(self._on_new_clicked)
        self.print.clicked.connect(lambda: self.paper_requested.emit(self.shown))
        self.filter.chosen.connect(lambda _shown: self._fill_table())
        self.table.row_activated.connect(self._on_row_activated)
        self.table.clicked.connect(self._on_row_activated)
        self.form.saved.connect(self._on_saved)
        self.form.moved.connect(self._on_moved)
        self.form.check_recorded.connect(self._on_check_recorded)
        self.form.figure_asked.connect(self._count)
        self.form.effect_asked.connect(self._read_effect)
        self.form.left.connect(self._on_form_left)

    # ---- what the program asks -------------------------------------------------------------

    @property
    def shown(self) -> Shown:
        """Which measures the list shows."""
        return Shown(str(self.filter.value))

    def begin(self) -> None:
        """Put the focus where the work begins."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def begin_finding(self, draft: MeasureDraft, *, composes: bool) -> None:
        """Begin a finding that was made of a report; a new one being written is kept first."""
        self._is_fresh = False
        self._leave_form()
        self._kept.pop(NEW_ONE, None)
        self.table.clearSelection()
        self.form.begin_new(draft, composes=composes)
        self.form.fields.finding.setFocus(Qt.FocusReason.OtherFocusReason)

    def flush(self) -> None:
        """Save what is typed: the desk locks."""
        self._leave_form()
        for measure_id, draft in list(self._kept.items()):
            self._save_silently(measure_id, draft)
        self._kept.clear()

    def refresh(self) -> None:
        """Read the register anew; what is being written stays."""
        self._context.runner.read(
            service.register,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            now=self._context.now(),
            owner=self,
            supersedes="register",
            on_done=self._on_read,
            on_error=self.problem_met.emit,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Read whenever the screen comes up."""
        super().showEvent(event)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the list the room that it needs."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _ROOM_FOR_WIDE
        self.form.setFixedWidth(_FORM_WIDTH if is_wide else _FORM_NARROW)
        self._show_columns()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
        else:
            super().keyPressEvent(event)

    # ---- showing ---------------------------------------------------------------------------

    def _on_read(self, register: RegisterView) -> None:
        self._register = register
        self.form.offer(register)
        self._show_counts(register)
        if self._wanted is not None:
            self._show_wanted(register)
        elif self.form.measure is not None and not self.form.is_touched:
            self._show_again(register, self.form.measure.measure_id)
        self._fill_table()
        self._show_first()

    def _show_first(self) -> None:
        """Show the first measure of the list when the screen comes up for the first time."""
        if self._is_fresh and self._measures and not self.form.is_touched:
            self.form.show_measure(self._measures[0])
            self._select_shown()
        self._is_fresh = False

    def _show_wanted(self, register: RegisterView) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._show_again(register, wanted)
        measure = self.form.measure
        if measure is not None and measure not in shown_of(
            register.measures, self.shown, register.today
        ):
            self.filter.set_value(Shown.ALL)

    def _show_again(self, register: RegisterView, measure_id: str) -> None:
        found = next((one for one in register.measures if one.measure_id == measure_id), None)
        if found is not None and (self.form.measure != found):
            self.form.show_measure(found, self._kept.pop(measure_id, None))

    def _show_counts(self, register: RegisterView) -> None:
        for shown in Shown:
            count = len(shown_of(register.measures, shown, register.today))
            self.filter.chip(shown).setText(f"{shown_label(shown)} {count}")

    def _fill_table(self) -> None:
        register = self._register
        if register is None:
            return
        self._measures = shown_of(register.measures, self.shown, register.today)
        self._model.clear()
        self._model.setHorizontalHeaderLabels(
            [
                _("State"),
                _("Number"),
                pgettext("measure", "Finding and measure"),
                _("Responsible"),
                pgettext("measure", "Due"),
                pgettext("measure", "Effect"),
            ]
        )
        for measure in self._measures:
            self._model.appendRow(self._cells(measure, register))
        self._show_columns()
        self.table.stretch_column(_WHAT)
        for column in (_STATE, _NUMBER, _OWNER, _DUE, _EFFECT):
            self.table.horizontalHeader().setSectionResizeMode(
                column, QHeaderView.ResizeMode.ResizeToContents
            )
        is_kept = bool(register.measures)
        self.empty.set_words(
            _("Nothing here") if is_kept else _("No measure yet"),
            _("No measure is like that.")
            if is_kept
            else _("A finding is made of a report by one click on its lamp, or here by hand."),
        )
        self._stack.setCurrentWidget(self.table if self._measures else self.empty)
        self._select_shown()

    def _cells(self, measure: MeasureView, register: RegisterView) -> list[QStandardItem]:
        words, kind = standing(measure, register.today)
        state = QStandardItem(words)
        state.setData(kind, PILL_ROLE)
        draft = measure.draft
        what = QStandardItem((draft.measure or draft.finding).replace("\n", " "))
        what.setToolTip("\n".join(part for part in (draft.finding, draft.measure) if part))
        effect = ""
        if measure.after is not None:
            effect = change_text(draft.figure, measure.before, measure.after)
        return [
            state,
            QStandardItem(measure.number),
            what,
            QStandardItem(draft.owner),
            QStandardItem(measure.due_on.isoformat()),
            QStandardItem(effect),
        ]

    def _show_columns(self) -> None:
        """Leave out what the form shows where the room ends."""
        for column in (_OWNER, _EFFECT):
            self.table.setColumnHidden(column, self.width() < _ROOM_FOR_ALL)

    def _select_shown(self) -> None:
        shown = self.form.measure
        for row, measure in enumerate(self._measures):
            if shown is not None and measure.measure_id == shown.measure_id:
                self.table.selectRow(row)

    def _on_row_activated(self, index: QModelIndex) -> None:
        measure = self._measures[index.row()]
        if self.form.measure is not None and self.form.measure.measure_id == measure.measure_id:
            return
        self._leave_form()
        self.form.show_measure(measure, self._kept.pop(measure.measure_id, None))

    def _on_new_clicked(self) -> None:
        self._is_fresh = False
        if self.form.measure is not None:
            self._leave_form()
            kept = self._kept.pop(NEW_ONE, None)
            self.form.begin_new(MeasureDraft(), composes=False)
            if kept is not None:
                self.form.fields.show_draft(kept)
        self.table.clearSelection()
        self.form.fields.finding.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_form_left(self) -> None:
        """Esc in the form goes to the list first; there it leaves the screen."""
        if self._measures:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.back_requested.emit()

    def _leave_form(self) -> None:
        """Keep what is typed and not saved, until its measure is shown again."""
        if self.form.is_touched:
            key = NEW_ONE if self.form.measure is None else self.form.measure.measure_id
            self._kept[key] = self.form.fields.draft()

    # ---- figures ---------------------------------------------------------------------------

    def _count(self, draft: MeasureDraft) -> None:
        if draft.found_in is None:
            return

        def on_counted(count: FigureCount) -> None:
            self.form.show_count(draft, count)

        self._context.runner.read(
            service.count_figure,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            figure=draft.figure,
            only=draft.only,
            period=draft.found_in,
            now=self._context.now(),
            owner=self,
            supersedes="count",
            on_done=on_counted,
            on_error=self._on_refused,
        )

    def _read_effect(self, period: Period) -> None:
        measure = self.form.measure
        if measure is None:
            return

        def on_counted(found: EffectView) -> None:
            if self.form.measure == measure:
                self.form.effect.show_effect(measure, found)

        self._context.runner.read(
            service.effect_of,
            actor=self._context.actor,
            measure_id=measure.measure_id,
            period=period,
            now=self._context.now(),
            owner=self,
            supersedes="effect",
            on_done=on_counted,
            on_error=self._on_refused,
        )

    # ---- writing ---------------------------------------------------------------------------

    def _on_saved(self, draft: MeasureDraft) -> None:
        measure = self.form.measure
        if measure is None:
            self._write(
                service.enter_finding,
                lambda measure_id: self._on_written(_("Entered in the register."), measure_id),
                project_id=self._context.project.project_id,
                draft=draft,
            )
            return
        words = _("Saved: {number}").format(number=measure.number)
        self._write(
            service.change_measure,
            lambda _seen: self._on_written(words, measure.measure_id),
            measure_id=measure.measure_id,
            draft=draft,
            seen=measure.seen,
        )

    def _on_moved(self, state: MeasureState, words: str) -> None:
        measure = self.form.measure
        if measure is None:
            return
        if not self.form.is_touched:
            self._move(measure, state, words, measure.seen)
            return

        def go_on(seen: int) -> None:
            self.form.measure = replace(measure, seen=seen)
            self._move(measure, state, words, seen)

        # What is typed belongs to the step.
        self._write(
            service.change_measure,
            go_on,
            measure_id=measure.measure_id,
            draft=self.form.fields.draft(),
            seen=measure.seen,
        )

    def _move(self, measure: MeasureView, state: MeasureState, words: str, seen: int) -> None:
        told = {
            MeasureState.PLANNED: _("Taken up again: {number}"),
            MeasureState.IN_PROGRESS: _("Under way: {number}"),
            MeasureState.DONE: _("Done: {number}. Its effect is checked after the next month."),
            MeasureState.DROPPED: _("Dropped: {number}"),
        }[state].format(number=measure.number)
        self._write(
            service.move_measure,
            lambda _nothing: self._on_written(told, measure.measure_id),
            measure_id=measure.measure_id,
            state=state,
            words=words,
            seen=seen,
        )

    def _on_check_recorded(self, draft: CheckDraft) -> None:
        measure = self.form.measure
        if measure is None:
            return
        told = _("Effect recorded: {number}").format(number=measure.number)
        self._write(
            service.record_effect,
            lambda _effect: self._on_written(told, measure.measure_id),
            measure_id=measure.measure_id,
            draft=draft,
            seen=measure.seen,
        )

    def _write(
        self, verb: Callable[..., object], then: Callable[[Any], None], **arguments: Any
    ) -> None:
        self.form.set_busy(busy=True)
        self.form.show_error(None)
        self._context.runner.write(
            verb,
            actor=self._context.actor,
            now=self._context.now(),
            owner=self,
            on_done=then,
            on_error=self._on_refused,
            on_end=lambda: self.form.set_busy(busy=False),
            **arguments,
        )

    def _on_written(self, words: str, measure_id: str) -> None:
        self.done.emit(words)
        self._wanted = measure_id
        self.form.begin_new(MeasureDraft(), composes=False)
        self.refresh()
        self.register_changed.emit()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_silently(self, measure_id: str, draft: MeasureDraft) -> None:
        """Save without a word; what the register would refuse was never more than typed."""
        context = self._context
        arguments: dict[str, Any] = {
            "actor": context.actor,
            "draft": draft,
            "now": context.now(),
            "owner": self,
        }
        known = self._register.measures if self._register is not None else ()
        measure = next((one for one in known if one.measure_id == measure_id), None)
        if measure is not None:
            context.runner.write(
                service.change_measure, measure_id=measure_id, seen=measure.seen, **arguments
            )
        elif measure_id == NEW_ONE and draft.finding:
            context.runner.write(
                service.enter_finding, project_id=context.project.project_id, **arguments
            )

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            self.form.show_error(error)
            return
        self.problem_met.emit(error)
        if self.form.measure is not None:
            # Somebody was faster: their measure is shown with what is typed here upon it.
            self._leave_form()
            self._wanted = self.form.measure.measure_id
            self.refresh()
