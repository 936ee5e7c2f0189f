"""The effect check of a measure that is done: its figure before and after, and the verdict."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from app.domain.errors import FieldError
from app.domain.improvements import CheckDraft, FigureCount, MeasureView, check_period
from app.domain.periods import Period, PeriodKind
from app.domain.terms import MeasureEffect
from app.figure_words import figure_name, period_words
from app.i18n import _, pgettext
from app.improvement_words import change_text, period_label, why_words
from app.labels import measure_effect_label
from app.messages import field_sentence
from app.services.improvements import EffectView
from ui.improvements.register_looks import EFFECT_KINDS
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.pill import Pill
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label

_MOST_MONTHS, _MOST_QUARTERS = 12, 4
_VERDICTS = (MeasureEffect.EFFECTIVE, MeasureEffect.PARTLY, MeasureEffect.NO_EFFECT)


def periods_to_check(done_on: date, today: date) -> list[Period]:
    """Return the months and quarters after a measure was done that are over, months first."""
    found: list[Period] = []
    for kind, most in ((PeriodKind.MONTH, _MOST_MONTHS), (PeriodKind.QUARTER, _MOST_QUARTERS)):
        period = Period.containing(kind, done_on).plus(1)
        for _place in range(most):
            if period.last_on >= today:
                break
            found.append(period)
            period = period.plus(1)
    return found


class EffectBox(Card):
    """``period_chosen(Period)`` asks for the figures; the form asks :meth:`draft` for the verdict.

    Without the permission the verdict is only shown.
    """

    period_chosen = Signal(object)

    def __init__(self, *, may_check: bool, parent: QWidget | None = None) -> None:
        super().__init__(_("Effect check"), tint=True, parent=parent)
        self.setObjectName("effectBox")
        self._may = may_check
        self.verdict = Pill("", "neutral", with_icon=True, name="effectVerdict")
        self.add_to_title(self.verdict)
        self.recorded = label("", wrap=True, name="effectRecorded")
        self.waiting = label("", "muted", wrap=True, name="effectWaiting")
        self.period = QComboBox()
        self.period.setObjectName("effectPeriod")
        self.figures = label("", "subtitle", wrap=True, name="effectFigures")
        self.why = label("", wrap=True, name="effectWhy")
        self.effect = ChipGroup(
            [Choice(effect, measure_effect_label(effect)) for effect in _VERDICTS],
            digits=True,
            accessible_name=_("Verdict"),
            name="effectChoice",
        )
        self.reason = PlainTextBox(lines=1, most_lines=4, limit=500, name="effectReason")
        self.fields = {
            "period": FormField(_("Period to check (&P)"), self.period),
            "effect": FormField(_("Verdict (&V)"), self.effect),
            "reason": FormField(_("Reason (&R)"), self.reason, optional=True),
        }
        self.asking = QWidget()
        column = QVBoxLayout(self.asking)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.fields["period"])
        column.addWidget(self.figures)
        column.addWidget(self.why)
        column.addWidget(self.fields["effect"])
        column.addWidget(self.fields["reason"])
        for widget in (self.recorded, self.waiting, self.asking):
            self.add(widget)
        self.period.activated.connect(self._on_period_chosen)

    @property
    def is_ready(self) -> bool:
        """Whether a verdict can be recorded."""
        return self.asking.isVisibleTo(self) and bool(self.figures.text())

    def show_measure(self, measure: MeasureView, today: date) -> None:
        """Show what was found, and ask for the verdict once a whole month has passed."""
        self.show_error(None)
        self.verdict.show_as(measure_effect_label(measure.effect), EFFECT_KINDS[measure.effect])
        self._show_recorded(measure)
        done_on = measure.done_on
        periods = [] if done_on is None else periods_to_check(done_on, today)
        self.waiting.setVisible(not periods and done_on is not None)
        if done_on is not None:
            first = check_period(done_on)
            self.waiting.setText(
                _("It can be checked once {month} is over, the first whole month after it.").format(
                    month=period_words(first)
                )
            )
        self.asking.setVisible(bool(periods) and self._may)
        self.period.clear()
        for period in periods:
            self.period.addItem(period_words(period), str(period))
        self.figures.setText("")
        self.why.setText("")
        self.effect.set_value(None)
        self.reason.set_text("")
        if periods and self._may:
            self._on_period_chosen()

    def _show_recorded(self, measure: MeasureView) -> None:
        after = measure.after
        self.recorded.setVisible(after is not None)
        if after is None:
            return
        words = _("{figure}: {change} ({before} and {after})").format(
            figure=figure_name(measure.draft.figure),
            change=change_text(measure.draft.figure, measure.before, after),
            before=period_label(measure.before.period),
            after=period_label(after.period),
        )
        self.recorded.setText(f"{words}\n{measure.note}" if measure.note else words)

    def show_effect(self, measure: MeasureView, found: EffectView) -> None:
        """Show the figures of the period chosen, with the verdict that follows from them."""
        figure = measure.draft.figure
        self.figures.setText(change_text(figure, found.before, found.after))
        self.figures.setAccessibleName(self._told(figure, found.before, found.after))
        self.figures.setToolTip(self._told(figure, found.before, found.after))
        proposal = found.proposal
        reason = why_words(figure, proposal)
        is_open = proposal.effect is MeasureEffect.NOT_CHECKED
        self.why.setText(
            reason
            if is_open
            else pgettext("measure", "Proposed: {verdict}. {reason}").format(
                verdict=measure_effect_label(proposal.effect), reason=reason
            )
        )
        self.effect.set_value(None if is_open else proposal.effect)

    def _told(self, figure: str, before: FigureCount, after: FigureCount) -> str:
        return _("{figure}: {change} ({before} and {after})").format(
            figure=figure_name(figure),
            change=change_text(figure, before, after),
            before=period_label(before.period),
            after=period_label(after.period),
        )

    def draft(self) -> CheckDraft:
        """Return what stands in the box."""
        value = self.effect.value
        effect = value if isinstance(value, MeasureEffect) else None
        return CheckDraft(Period.parse(str(self.period.currentData())), effect, self.reason.text)

    def show_error(self, error: FieldError | None) -> None:
        """Mark the field of ``error``, and no other."""
        for name, field in self.fields.items():
            is_meant = error is not None and error.field == name
            field.set_error(field_sentence(error) if error is not None and is_meant else "")
            if is_meant:
                field.editor.setFocus()

    def _on_period_chosen(self) -> None:
        self.figures.setText("")
        self.why.setText("")
        self.show_error(None)
        self.period_chosen.emit(Period.parse(str(self.period.currentData())))
