"""Beneath the list: how many cases are chosen, and what can be done to all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.errors import FieldError, UserFacingError
from app.domain.permissions import Action
from app.domain.terms import Channel
from app.i18n import _, ngettext
from app.labels import channel_label
from app.messages import sentence
from app.services.case_bulk import BulkPreview, BulkResult, BulkVerb, Refusal, bulk_preview
from app.services.escalations import MANAGER_LEVEL, SUPERVISOR_LEVEL
from ui.cases.bulk_run import BulkRun
from ui.cases.case_marks import CaseMarks
from ui.cases.form_fields import FieldKind, FormFieldSpec
from ui.cases.verb_form import VerbForm
from ui.context import DeskContext
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import ActionButton, quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.chips import Choice
from ui.widgets.wording import label

_NAMED_REFUSALS = 4


@dataclass(frozen=True)
class BulkForm:
    """What one verb asks, and how its buttons are worded."""

    verb: BulkVerb
    button: str
    title: str
    fields: tuple[FormFieldSpec, ...]


class BulkBar(Card):
    """Shown while cases are chosen; it asks once, then says what was done and what was left out.

    ``cases_changed`` after anything was written, ``done`` with a sentence when nothing was left
    out, ``form_shown`` with whether it needs more room.
    """

    cases_changed = Signal()
    done = Signal(str)
    problem_met = Signal(str)
    form_shown = Signal(bool)
    left = Signal()

    def __init__(
        self, context: DeskContext, marks: CaseMarks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.setObjectName("bulkBar")
        self.setAccessibleName(_("Chosen cases"))
        self._context = context
        self._marks = marks
        self._departments: tuple[str, ...] = ()
        self._form: VerbForm | None = None
        self._verb = BulkVerb.NOTE
        self._permitted: tuple[str, ...] = ()
        self._run: BulkRun | None = None
        self._buttons: dict[BulkVerb, ActionButton] = {}
        self.add(self._head())
        self._place = QWidget()
        self._body = QHBoxLayout(self._place)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._place.hide()
        self.add(self._place)
        self.result = label("", wrap=True, name="bulkResult")
        self.result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add(self.result)
        self.close_result = secondary_button(_("Close"), key_hint="Esc", name="bulkClose")
        self.close_result.clicked.connect(self._on_result_closed)
        self.add(self.close_result)
        self.body.setAlignment(self.close_result, Qt.AlignmentFlag.AlignRight)
        self.busy = BusyLine()
        self.busy.cancel_requested.connect(self._on_cancel_requested)
        policy = self.busy.sizePolicy()
        policy.setRetainSizeWhenHidden(False)
        self.busy.setSizePolicy(policy)
        self.add(self.busy)
        marks.changed.connect(self._on_marks_changed)
        self._show_result("")
        self.hide()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.count_label = label("", "subtitle", name="bulkCount")
        row.addWidget(self.count_label)
        row.addSpacing(12)
        for form in _forms(()):
            button = secondary_button(form.button, name=f"bulk_{form.verb}")
            button.setCheckable(True)
            button.clicked.connect(self._opener(form.verb))
            row.addWidget(button)
            self._buttons[form.verb] = button
        row.addStretch(1)
        self.none = quiet_button(_("Choose none"), key_hint="Esc", name="bulkNone")
        self.none.clicked.connect(self._on_none_clicked)
        row.addWidget(self.none)
        return row

    def _opener(self, verb: BulkVerb) -> Callable[[], None]:
        return lambda: self.open_form(verb)

    # ---- what the screen asks --------------------------------------------------------------

    def show_departments(self, departments: Sequence[str]) -> None:
        """Offer these departments in the form that hands cases over."""
        self._departments = tuple(departments)

    @property
    def is_busy(self) -> bool:
        """Whether entries are being written."""
        return self._run is not None

    def open_form(self, verb: BulkVerb) -> None:
        """Ask what ``verb`` needs, and say for which of the chosen cases it is possible."""
        self._close_form()
        form = next(form for form in _forms(self._departments) if form.verb is verb)
        self._verb = verb
        self._buttons[verb].setChecked(True)
        self._form = VerbForm(self._context, f"bulk_{verb}", form.title, form.fields)
        self._form.submitted.connect(self._on_submitted)
        self._form.cancelled.connect(self._on_cancelled)
        self._form.set_busy(busy=True)
        self._body.addWidget(self._form)
        self._place.show()
        self.form_shown.emit(True)
        self._form.begin()
        self._preview()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes the result, or chooses nothing any more."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.result.isVisible():
            self._on_result_closed()
        elif not self.is_busy:
            self._on_none_clicked()

    # ---- the question ----------------------------------------------------------------------

    def _preview(self) -> None:
        self._context.runner.read(
            bulk_preview,
            actor=self._context.actor,
            case_ids=tuple(self._marks),
            verb=self._verb,
            now=self._context.now(),
            owner=self,
            supersedes="preview",
            on_done=self._on_previewed,
            on_error=self._on_error,
        )

    def _on_previewed(self, preview: BulkPreview) -> None:
        if self._form is None:
            return
        self._permitted = preview.permitted
        count = len(preview.permitted)
        words = ngettext(
            "{count} case gets this entry. Entries are only ever added: it cannot be undone.",
            "{count} cases get this entry. Entries are only ever added: it cannot be undone.",
            count,
        ).format(count=f"{count:,}")
        if not count:
            words = _("None of the chosen cases permits this.")
        self._form.explain("\n".join((words, *_refusal_lines(preview.refused))))
        self._form.save_button.set_words(
            ngettext("Write into {count} case", "Write into {count} cases", count).format(
                count=f"{count:,}"
            )
        )
        self._form.set_busy(busy=not count)

    def _on_submitted(self) -> None:
        if self._form is None or self.is_busy:
            return
        self._form.set_busy(busy=True)
        self._run = BulkRun(
            self._context, self._permitted, self._verb, self._form.values(), parent=self
        )
        self._run.progressed.connect(self.busy.progress)
        self._run.ended.connect(self._on_ended)
        self._run.failed.connect(self._on_failed)
        self._set_locked(locked=True)
        self.busy.start(_("Writing entries"))
        self._run.start()

    def _on_cancel_requested(self) -> None:
        if self._run is not None:
            self._run.stop()

    def _on_cancelled(self) -> None:
        if not self.is_busy:
            self._close_form()
            self._buttons[self._verb].setFocus(Qt.FocusReason.OtherFocusReason)

    def _close_form(self) -> None:
        self._show_result("")
        for button in self._buttons.values():
            button.setChecked(False)
        if self._form is not None:
            self._body.removeWidget(self._form)
            self._form.hide()
            self._form.deleteLater()
            self._form = None
            self.form_shown.emit(False)
        self._place.hide()

    # ---- the answer ------------------------------------------------------------------------

    def _on_ended(self, result: BulkResult) -> None:
        total = len(self._permitted)
        self._end_run()
        self._close_form()
        words = ngettext(
            "Written into {count} case.", "Written into {count} cases.", len(result.done)
        ).format(count=f"{len(result.done):,}")
        left = total - len(result.done) - len(result.refused)
        if left:
            words += " " + ngettext(
                "Stopped: {count} case has no entry.", "Stopped: {count} cases have no entry.", left
            ).format(count=f"{left:,}")
        self._marks.clear()
        self.cases_changed.emit()
        if result.refused or left:
            self._show_result("\n".join((words, *_refusal_lines(result.refused))))
            self.close_result.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.done.emit(words)
            self.left.emit()

    def _on_failed(self, error: Exception) -> None:
        begun = self._run is not None and self._run.is_begun
        self._end_run()
        if isinstance(error, FieldError) and self._form is not None:
            self._form.show_error(error)
            self._form.set_busy(busy=False)
        else:
            self._on_error(error)
        if begun:
            self.cases_changed.emit()

    def _end_run(self) -> None:
        self.busy.finish()
        self._set_locked(locked=False)
        if self._run is not None:
            self._run.deleteLater()
            self._run = None

    def _set_locked(self, *, locked: bool) -> None:
        for button in (*self._buttons.values(), self.none):
            button.setEnabled(not locked)

    def _on_error(self, error: Exception) -> None:
        if self._form is not None:
            self._form.set_busy(busy=False)
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    def _show_result(self, words: str) -> None:
        self.result.setText(words)
        self.result.setVisible(bool(words))
        self.close_result.setVisible(bool(words))
        for widget in (self.count_label, self.none, *self._buttons.values()):
            widget.setVisible(not words)

    def _on_result_closed(self) -> None:
        self._show_result("")
        self._on_marks_changed()
        self.left.emit()

    # ---- what is chosen --------------------------------------------------------------------

    def _on_marks_changed(self) -> None:
        if self.is_busy:
            return
        count = len(self._marks)
        self.count_label.setText(
            ngettext("{count} chosen", "{count} chosen", count).format(count=f"{count:,}")
        )
        may = self._context.actor.may(Action.CARRY_CASES)
        for button in self._buttons.values():
            button.setEnabled(may)
        if count and self.result.text():
            self._show_result("")
        if not count and not self.result.text():
            self._close_form()
        elif self._form is not None:
            self._form.set_busy(busy=True)
            self._preview()
        self.setVisible(bool(count) or bool(self.result.text()))

    def _on_none_clicked(self) -> None:
        self._marks.clear()
        self.left.emit()


def _refusal_lines(refused: Sequence[Refusal]) -> list[str]:
    """Return why cases are left out, one line each, the first few by name."""
    lines = [
        _("Left out: {reason}").format(reason=sentence(one.reason))
        for one in refused[:_NAMED_REFUSALS]
    ]
    more = len(refused) - _NAMED_REFUSALS
    if more > 0:
        numbers = ", ".join(one.number for one in refused[_NAMED_REFUSALS:])
        lines.append(_("Left out as well: {numbers}").format(numbers=numbers))
    return lines


def _forms(departments: Sequence[str]) -> tuple[BulkForm, ...]:
    channels = tuple(Choice(channel, channel_label(channel)) for channel in Channel)
    levels = (
        Choice(SUPERVISOR_LEVEL, _("Service supervisor")),
        Choice(MANAGER_LEVEL, _("Project manager")),
    )
    return (
        BulkForm(
            BulkVerb.HAND_OVER,
            _("&Hand over"),
            _("Hand over to a department"),
            (
                FormFieldSpec(
                    "department",
                    _("Department or person"),
                    FieldKind.DEPARTMENT,
                    tuple(Choice(name, name) for name in departments),
                    must_fill=True,
                ),
                FormFieldSpec("words", _("What they are to do"), FieldKind.LINE, optional=True),
            ),
        ),
        BulkForm(
            BulkVerb.TELL_CUSTOMER,
            _("&Told the customers"),
            _("What all these customers were told"),
            (
                FormFieldSpec("channel", _("Told by"), FieldKind.CHIPS, channels),
                FormFieldSpec("words", _("Words"), FieldKind.TEXT, must_fill=True),
            ),
        ),
        BulkForm(
            BulkVerb.NOTE,
            _("&Note"),
            _("A note for colleagues in all these cases"),
            (FormFieldSpec("words", _("Words"), FieldKind.TEXT, must_fill=True),),
        ),
        BulkForm(
            BulkVerb.ESCALATE,
            _("&Escalate"),
            _("Bring all these cases before somebody above the desk"),
            (
                FormFieldSpec("level", _("Before whom"), FieldKind.CHIPS, levels),
                FormFieldSpec("words", _("What is needed of them"), FieldKind.LINE, optional=True),
            ),
        ),
    )
