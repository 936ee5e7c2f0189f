"""The same ratings taken apart: by step, channel and staff; by hour, weekday and category."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from app.domain.feedback import FeedbackAnalysis, FeedbackStep
from app.domain.terms import EnteredBy
from app.feedback_words import few_words, relayed_words, staff_rule_words
from app.i18n import _, ngettext
from app.labels import entered_by_label, ratio_label
from app.people_time import weekday_name
from ui.feedback.feedback_words import (
    category_shares,
    share_of,
    step_shares,
    tally_words,
)
from ui.reports.figure_words import with_counts
from ui.reports.ratio_chart import RatioChart
from ui.widgets.card import Card
from ui.widgets.column_line_chart import Column, ColumnLineChart
from ui.widgets.wording import label

_GAP = 12
_ROOM_FOR_TWO = 900
_OPEN_HOURS = range(8, 19)


class _TwoColumns(QWidget):
    """Cards in two columns, one under the other where two are too narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_GAP)
        self.left, self.right = QVBoxLayout(), QVBoxLayout()
        for column in (self.left, self.right):
            column.setSpacing(_GAP)
            self._row.addLayout(column, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put one column under the other where two are too narrow."""
        super().resizeEvent(event)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight
            if event.size().width() >= _ROOM_FOR_TWO
            else QBoxLayout.Direction.TopToBottom
        )


class StepsPage(_TwoColumns):
    """What was rated, on which way the answer came, and whose work it was."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feedbackSteps")
        self.steps_card = Card(_("By what was rated"))
        self.by_step = RatioChart(self.steps_card.title_label.text(), name="feedbackByStep")
        self.coverage_label = label("", "muted", wrap=True, name="feedbackCoverage")
        self.steps_card.add(self.by_step)
        self.steps_card.add(self.coverage_label)
        channels = Card(_("By how the answer came"))
        self.by_channel = RatioChart(channels.title_label.text(), name="feedbackByChannel")
        channels.add(self.by_channel)
        channels.add(label(relayed_words(), "muted", wrap=True))
        self.staff_card = Card(_("By staff"))
        self.by_staff = RatioChart(self.staff_card.title_label.text(), name="feedbackByStaff")
        self.too_few_label = label("", wrap=True, name="feedbackTooFew")
        self.staff_rule = label("", "muted", wrap=True, name="feedbackStaffRule")
        for part in (self.by_staff, self.too_few_label, self.staff_rule):
            self.staff_card.add(part)
        self.staff_card.body.addStretch(1)
        self.left.addWidget(self.steps_card)
        self.left.addWidget(channels)
        self.left.addStretch(1)
        self.right.addWidget(self.staff_card, 1)
        self.right.addWidget(label(few_words(), "muted", wrap=True))

    def show_analysis(self, analysis: FeedbackAnalysis) -> None:
        """Show a period."""
        figures = analysis.figures
        before = analysis.before
        earlier = {one.staff_id: one.tally for one in before.staff} if before else {}
        self.by_step.set_shares(step_shares(figures.steps, before.steps if before else {}))
        covered = analysis.coverage
        self.coverage_label.setText(
            _(
                "Coverage: receptions rated {receptions}, closed complaints rated {complaints}"
            ).format(
                receptions=with_counts(covered[FeedbackStep.RECEPTION]),
                complaints=with_counts(covered[FeedbackStep.HANDLING]),
            )
        )
        self.by_channel.set_shares(
            [
                share_of(channel, entered_by_label(channel), figures.channels[channel])
                for channel in EnteredBy
            ]
        )
        self.by_staff.set_shares(
            [
                share_of(
                    one.staff_id,
                    analysis.staff_names.get(one.staff_id, ""),
                    one.tally,
                    earlier.get(one.staff_id),
                )
                for one in figures.staff
            ]
        )
        self.by_staff.setVisible(bool(figures.staff))
        self.too_few_label.setText(too_few_words(analysis))
        self.too_few_label.setVisible(bool(figures.too_few) or not figures.staff)
        self.staff_rule.setText(staff_rule_words(analysis.least_answers))


class TimesPage(_TwoColumns):
    """When the customers came, and what they came about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feedbackTimes")
        hours = Card(_("By hour of the reception"))
        self.by_hour = ColumnLineChart(
            hours.title_label.text(),
            value_name=_("Ratings"),
            ratio_name=ratio_label("satisfaction"),
            name="feedbackByHour",
        )
        self.by_hour.setMinimumHeight(180)
        hours.add(self.by_hour, 1)
        hours.add(
            label(
                _("Columns: ratings; line: satisfaction rate. Only receptions have an hour."),
                "muted",
                wrap=True,
            )
        )
        weekdays = Card(_("By weekday of the reception"))
        self.by_weekday = RatioChart(weekdays.title_label.text(), name="feedbackByWeekday")
        weekdays.add(self.by_weekday)
        self.category_card = Card(_("By category"))
        self.by_category = RatioChart(
            self.category_card.title_label.text(), name="feedbackByCategory"
        )
        self.category_card.add(self.by_category)
        self.category_card.add(
            label(
                _("The category of the case; of a reception that of the first case it opened."),
                "muted",
                wrap=True,
            )
        )
        self.category_card.body.addStretch(1)
        self.left.addWidget(hours, 1)
        self.left.addWidget(weekdays)
        self.right.addWidget(self.category_card, 1)
        self.right.addWidget(label(few_words(), "muted", wrap=True))

    def show_analysis(self, analysis: FeedbackAnalysis) -> None:
        """Show a period."""
        figures = analysis.figures
        rated = {hour: counted for hour, counted in figures.hours.items() if counted.ratings}
        first = min((*rated, _OPEN_HOURS[0]))
        last = max((*rated, _OPEN_HOURS[-1]))
        columns = []
        for hour in range(first, last + 1):
            counted = rated.get(hour)
            columns.append(
                Column(
                    hour,
                    str(hour),
                    counted.ratings if counted else 0,
                    counted.satisfaction.share if counted else None,
                    tally_words(counted) if counted else "",
                )
            )
        self.by_hour.set_columns(columns, list(rated))
        self.by_weekday.set_shares(
            [
                share_of(str(weekday), weekday_name(weekday), counted)
                for weekday, counted in figures.weekdays.items()
            ]
        )
        self.by_category.set_shares(category_shares(figures.categories, analysis.category_names))


def too_few_words(analysis: FeedbackAnalysis) -> str:
    """Return what is said of those who are not named."""
    figures = analysis.figures
    if not figures.too_few:
        return "" if figures.staff else _("No customer rated a member of staff in this period.")
    return ngettext(
        "Too few answers: {count} rating of others, who are not named.",
        "Too few answers: {count} ratings of others, who are not named.",
        figures.too_few,
    ).format(count=figures.too_few)
