"""What became of the last improvement measures, on the reports; the register is a click away."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.period_summary import MeasureLine, PeriodSummary
from app.domain.periods import PeriodKind
from app.domain.terms import MeasureEffect, MeasureState
from app.i18n import _, ngettext, pgettext
from app.improvement_words import ARROW
from app.labels import measure_effect_label, measure_state_label
from ui.context import DeskContext
from ui.icons import set_icon
from ui.improvements.register_looks import EFFECT_KINDS, STATE_KINDS
from ui.widgets.buttons import secondary_button
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.wording import label

_SHOWN = 5


class MeasuresCard(Card):
    """``register_requested`` asks for the whole register."""

    register_requested = Signal()

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_title(PeriodKind.MONTH), parent=parent)
        self.setObjectName("measuresCard")
        self._context = context
        self.button = secondary_button(
            _("Improvement register"), icon="trending-up", name="registerButton"
        )
        self.button.clicked.connect(self.register_requested)
        self.add_to_title(self.button)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self.add(self._rows)
        self.foot = label("", "muted", wrap=True, name="measuresFoot")
        self.add(self.foot)

    def show_summary(self, summary: PeriodSummary) -> None:
        """Show the measures of the reports before, as they stood at the end of this period."""
        self.set_title(_title(summary.period.kind))
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        today = self._context.now().astimezone(self._context.zone).date()
        day = min(today, summary.period.last_on)
        for line in summary.measures_before[:_SHOWN]:
            self._rows.addWidget(_row(line, day))
        self.foot.setText(_foot(summary))
        self.foot.setVisible(bool(self.foot.text()))


def _title(kind: PeriodKind) -> str:
    if kind is PeriodKind.MONTH:
        return _("Last month's improvement measures")
    return _("What became of the last measures")


def _foot(summary: PeriodSummary) -> str:
    said = []
    more = len(summary.measures_before) - _SHOWN
    if not summary.measures_before:
        said.append(_("The last report left no measure open."))
    elif more > 0:
        words = ngettext("and {count} more measure", "and {count} more measures", more)
        said.append(words.format(count=more))
    new = len(summary.measures_new)
    if new:
        words = ngettext(
            "{count} new measure in this period", "{count} new measures in this period", new
        )
        said.append(words.format(count=new))
    return " · ".join(said)


def _row(line: MeasureLine, day: date) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    picture = QLabel()
    is_done = line.state == MeasureState.DONE
    icon, tint = ("check", "good_text") if is_done else ("clock", "muted")
    set_icon(picture, icon, tint, 18)
    words = ElidedLabel()
    text = (line.measure or line.finding).replace("\n", " ")
    words.setText(text)
    words.setToolTip(f"{line.number}\n{line.finding}\n{line.measure}".strip())
    row.addWidget(picture)
    row.addWidget(words, 1)
    row.addWidget(Pill(*_standing(line, day)))
    holder.setAccessibleName(text)
    return holder


def _standing(line: MeasureLine, day: date) -> tuple[str, str]:
    """Return words and kind of a measure's pill: its effect, or where it stands and its day."""
    state, effect = MeasureState(line.state), MeasureEffect(line.effect)
    if state is MeasureState.DONE and effect is not MeasureEffect.NOT_CHECKED:
        words = f"{measure_effect_label(effect)} · {line.before} {ARROW} {line.after}"
        return words, EFFECT_KINDS[effect]
    if state in (MeasureState.DONE, MeasureState.DROPPED):
        return measure_state_label(state), STATE_KINDS[state]
    due = f"{line.due_on:%m-%d}"
    if line.due_on < day:
        return f"{pgettext('measure', 'Overdue')} · {due}", "danger"
    kind = "warning" if state is MeasureState.IN_PROGRESS else STATE_KINDS[state]
    return f"{measure_state_label(state)} · {due}", kind
