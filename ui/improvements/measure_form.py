"""The form of one measure: what is known of it, the next step, the effect check, its history."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import FieldError
from app.domain.improvements import (
    WORDS_LIMIT,
    FigureCount,
    MeasureDraft,
    MeasureView,
    words_needed,
)
from app.domain.terms import MeasureState
from app.figure_words import figure_name
from app.i18n import _, pgettext
from app.improvement_words import count_text, finding_words, period_label, scope_words
from app.messages import field_sentence
from app.services.improvements import RegisterView
from ui.context import DeskContext
from ui.improvements.effect_box import EffectBox
from ui.improvements.history_box import HistoryBox
from ui.improvements.measure_fields import MeasureFields
from ui.improvements.register_looks import standing
from ui.widgets.buttons import ActionButton, primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.form_field import FormField
from ui.widgets.pill import Pill
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label


class MeasureForm(Card):
    """Shows one measure, or a new one.

    ``saved(MeasureDraft)`` and ``moved(MeasureState, words)`` are wishes, ``check_recorded`` too
    (with the :class:`CheckDraft`); ``figure_asked(MeasureDraft)`` and ``effect_asked(Period)`` ask
    for what the store counts.  Without the permission it only shows.
    """

    saved = Signal(object)
    moved = Signal(object, str)
    check_recorded = Signal(object)
    figure_asked = Signal(object)
    effect_asked = Signal(object)
    left = Signal()

    def __init__(self, context: DeskContext, *, may: bool, parent: QWidget | None = None) -> None:
        super().__init__(" ", parent=parent)
        self.setObjectName("measureForm")
        self._context = context
        self._may = may
        self.measure: MeasureView | None = None
        self._offer: RegisterView | None = None
        self._begun = MeasureDraft()
        self._composed = ""
        self._composes = False
        self._counted: tuple[MeasureDraft, FigureCount] | None = None
        self.pill = Pill("", "neutral", name="measurePill")
        self.add_to_title(self.pill)
        self.fields = MeasureFields(context.now().astimezone(context.zone).date())
        self.effect = EffectBox(may_check=may)
        self.history = HistoryBox()
        self.note = label("", "muted", wrap=True, name="measureNote")
        self.words = PlainTextBox(lines=1, most_lines=4, limit=WORDS_LIMIT, name="measureStepWords")
        self.words_field = FormField(_("Words on the next step (&X)"), self.words, optional=True)
        self.words_field.add_to_label(self.words.counter)
        self.save = secondary_button(_("Save"), key_hint="Ctrl+Enter", name="measureSave")
        self.drop = secondary_button(_("Drop (&D)"), name="measureDrop")
        self.back = secondary_button(_("Not done after all (&K)"), name="measureBack")
        self.begin = primary_button(_("Begin (&E)"), name="measureBegin")
        self.finish = primary_button(_("Done (&E)"), icon="check", name="measureDone")
        self.take_up = primary_button(_("Take up again (&E)"), name="measureTakeUp")
        self.record = primary_button(_("Record the check (&E)"), name="measureCheck")
        self.enter = primary_button(
            _("Enter in the register"), key_hint="Ctrl+Enter", name="measureEnter"
        )
        self._build()
        self._connect()

    @property
    def _buttons(self) -> tuple[ActionButton, ...]:
        return (
            self.drop,
            self.back,
            self.save,
            self.begin,
            self.finish,
            self.take_up,
            self.record,
            self.enter,
        )

    def _build(self) -> None:
        ground = QWidget()
        ground.setObjectName("scrollGround")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(14)
        for part in (self.note, self.effect, self.fields, self.words_field, self.history):
            column.addWidget(part)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(ground)
        self._scroll = scroll
        self.add(scroll, 1)
        foot = QHBoxLayout()
        foot.setSpacing(10)
        for button in (self.drop, self.back):
            foot.addWidget(button)
        foot.addStretch(1)
        for button in self._buttons[2:]:
            foot.addWidget(button)
        self.add(foot)

    def _connect(self) -> None:
        self.fields.figure_asked.connect(self._ask_figure)
        self.fields.submitted.connect(self._submit)
        self.words.submitted.connect(self._submit)
        self.effect.period_chosen.connect(self.effect_asked)
        for button in (self.save, self.enter):
            button.clicked.connect(self._submit)
        for button, state in (
            (self.drop, MeasureState.DROPPED),
            (self.back, MeasureState.IN_PROGRESS),
            (self.begin, MeasureState.IN_PROGRESS),
            (self.finish, MeasureState.DONE),
            (self.take_up, MeasureState.PLANNED),
        ):
            button.clicked.connect(lambda _on=False, to=state: self._step(to))
        self.record.clicked.connect(self._check)

    # ---- showing ---------------------------------------------------------------------------

    def offer(self, register: RegisterView) -> None:
        """Offer categories, buildings and owners; what stands in the form stays."""
        is_first = self._offer is None
        self._offer = register
        self.fields.offer(register.categories, register.buildings, register.owners, register.today)
        if is_first and self.measure is None and not self._composes:
            self._begun = self.fields.draft()
        if self._counted is not None:
            # Only now categories and buildings have names.
            self.show_count(*self._counted)

    def begin_new(self, draft: MeasureDraft, *, composes: bool) -> None:
        """Begin a finding; ``composes`` writes its sentence from the figures once counted."""
        self.measure, self._counted = None, None
        self._composes, self._composed = composes, ""
        self.set_title(_("New finding"))
        self.fields.show_draft(draft)
        self._begun = self.fields.draft()
        self.fields.counted.setText("")
        self._show_parts()
        self._ask_figure()

    def show_measure(self, measure: MeasureView, kept: MeasureDraft | None = None) -> None:
        """Show a measure, with what was typed in it before and not saved, if anything was."""
        self.measure, self._composes, self._counted = measure, False, None
        self.set_title(measure.number)
        self.fields.show_draft(measure.draft)
        self._begun = self.fields.draft()
        if kept is not None:
            self.fields.show_draft(kept)
        self.words.set_text("")
        self.words_field.set_error("")
        self._show_count(measure.draft, measure.before)
        self._show_parts()

    @property
    def is_touched(self) -> bool:
        """Whether something was typed that is not in the register."""
        return self._is_open and self.fields.draft() not in (self._begun, self._composed_draft())

    def _composed_draft(self) -> MeasureDraft | None:
        """Return what the form holds if nothing but its own sentence was added."""
        draft = self.fields.draft()
        is_own = bool(self._composed) and draft.finding == self._composed
        return draft if is_own and not (draft.cause or draft.measure or draft.owner) else None

    @property
    def _is_open(self) -> bool:
        return self._may and (self.measure is None or self.measure.is_under_way)

    def show_count(self, draft: MeasureDraft, count: FigureCount) -> None:
        """Show how the figure of ``draft`` was counted, and say it as the finding if wanted."""
        now = self.fields.draft()
        if (now.found_in, now.figure, now.only) != (draft.found_in, draft.figure, draft.only):
            return
        self._counted = draft, count
        self._show_count(draft, count)
        if self._composes and now.finding in ("", self._composed):
            self._composed = finding_words(draft, self._scope(draft), count)
            self.fields.finding.set_text(self._composed)
            self.fields.finding.moveCursor(QTextCursor.MoveOperation.End)

    def _show_count(self, draft: MeasureDraft, count: FigureCount) -> None:
        value = count_text(draft.figure, count)
        self.fields.show_counted(
            f"{period_label(count.period)} · {figure_name(draft.figure)} {value}"
            f" · {self._scope(draft)}"
        )

    def _scope(self, draft: MeasureDraft) -> str:
        offer = self._offer
        return scope_words(
            draft.only,
            offer.categories if offer is not None else {},
            offer.buildings if offer is not None else {},
        )

    def show_error(self, error: FieldError | None) -> None:
        """Mark the field of ``error``, and no other."""
        field = self.fields.show_error(error)
        self.effect.show_error(error)
        is_words = error is not None and error.field == "words"
        self.words_field.set_error(field_sentence(error) if error is not None and is_words else "")
        if is_words:
            field = self.words_field
            self.words.setFocus()
        if field is not None:
            self._scroll.ensureWidgetVisible(field)

    def set_busy(self, *, busy: bool) -> None:
        """Take no second wish while the first is being saved."""
        for button in self._buttons:
            button.setEnabled(not busy)

    def _show_parts(self) -> None:
        measure = self.measure
        state = measure.state if measure is not None else None
        is_open = self._is_open
        is_fixed = measure is not None and measure.state is not MeasureState.PLANNED
        self.fields.set_editable(editable=is_open, figure=not is_fixed)
        shown = {
            self.enter: measure is None,
            self.save: measure is not None and measure.is_under_way,
            self.begin: state is MeasureState.PLANNED,
            self.finish: state is MeasureState.IN_PROGRESS,
            self.drop: measure is not None and measure.is_under_way,
            self.back: state is MeasureState.DONE,
            self.take_up: state is MeasureState.DROPPED,
            self.record: state is MeasureState.DONE,
        }
        self.effect.setVisible(state is MeasureState.DONE)
        if measure is not None and state is MeasureState.DONE:
            self.effect.show_measure(measure, self._today)
            shown[self.record] = self.effect.asking.isVisibleTo(self.effect)
        for button, is_meant in shown.items():
            button.setVisible(is_meant and self._may)
        self.words_field.setVisible(measure is not None and self._may)
        self.pill.setVisible(measure is not None)
        if measure is not None:
            self.pill.show_as(*standing(measure, self._today))
        self.history.show_measure(measure, self._context.zone)
        self.note.setText("" if self._may else _("A supervisor keeps the improvement register."))
        self.note.setVisible(not self._may)
        self._scroll.verticalScrollBar().setValue(0)

    @property
    def _today(self) -> date:
        return self._context.now().astimezone(self._context.zone).date()

    # ---- wishes ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter saves, from boxes of several lines Ctrl+Enter; Esc leaves the form."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _ask_figure(self) -> None:
        draft = self.fields.draft()
        if draft.found_in is not None:
            self.figure_asked.emit(draft)

    def _submit(self) -> None:
        button = self.enter if self.measure is None else self.save
        if button.isVisibleTo(self) and button.isEnabled():
            self.saved.emit(self.fields.draft())

    def _step(self, state: MeasureState) -> None:
        if self.measure is None:
            return
        if words_needed(self.measure.state, state) and not self.words.text:
            self.words_field.set_error(
                pgettext("measure", "Say in a few words why; it stays in the history.")
            )
            self._scroll.ensureWidgetVisible(self.words_field)
            self.words.setFocus()
            return
        self.moved.emit(state, self.words.text)

    def _check(self) -> None:
        if self.effect.is_ready:
            self.check_recorded.emit(self.effect.draft())
