"""How satisfied customers were: figures, twelve months, the five levels, reasons of low ratings."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout, QWidget

from app.domain.feedback import SCORES, FeedbackAnalysis, FeedbackStep
from app.domain.months import Month
from app.domain.period_summary import Ratio
from app.feedback_words import relayed_words, step_label
from app.i18n import _, ngettext
from app.labels import rating_reason_label, ratio_label, score_label
from ui.feedback.feedback_words import tally_words
from ui.reports.figure_words import (
    counts,
    percent,
    short_month_name,
    signed_points,
    with_counts,
)
from ui.widgets.bar_chart import Bar, BarChart
from ui.widgets.card import Card
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.column_line_chart import Column, ColumnLineChart
from ui.widgets.figure_card import FigureCard
from ui.widgets.stacked_bar import Segment, StackedBar
from ui.widgets.wording import label

_ALL = "all"
_GAP = 12
_LEVELS_HEIGHT = 86
_ROOM_FOR_SIX, _ROOM_FOR_TWO = 1000, 900


class FeedbackCards(QWidget):
    """How many answered, how satisfied they were, and what else became of the question."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feedbackCards")
        self.ratings = FigureCard(_("Ratings"), name="feedbackRatings")
        self.satisfaction = FigureCard(ratio_label("satisfaction"), name="feedbackSatisfaction")
        self.low = FigureCard(_("Low ratings"), name="feedbackLow")
        self.declined = FigureCard(_("Declined"), name="feedbackDeclined")
        self.no_answer = FigureCard(_("No answer"), name="feedbackNoAnswer")
        self.relayed = FigureCard(_("Relayed by staff"), name="feedbackRelayed")
        self._cards = (
            self.ratings,
            self.satisfaction,
            self.low,
            self.declined,
            self.no_answer,
            self.relayed,
        )
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._columns = 0
        for card in self._cards:
            # A long note in a pill must not widen the page.
            card.setMinimumWidth(1)
        self._arrange(6)

    def show_analysis(self, analysis: FeedbackAnalysis) -> None:
        """Show a period."""
        total, before = analysis.figures.total, analysis.before
        self.ratings.show_figure(
            str(total.ratings),
            _("answered {percent}").format(percent=percent(total.answered)),
            tooltip=_("{counts} of those who were asked gave a score").format(
                counts=counts(total.answered)
            ),
        )
        change = signed_points(total.satisfaction, before.total.satisfaction) if before else ""
        self.satisfaction.show_figure(
            percent(total.satisfaction),
            _("{counts} · few").format(counts=counts(total.satisfaction))
            if total.is_small
            else counts(total.satisfaction),
            "warning" if total.is_small else "primary",
            tooltip=_("against the period before: {change}").format(change=change)
            if change
            else _("There is no figure for the period before."),
        )
        low = Ratio(total.low, total.ratings)
        self.low.show_figure(
            str(total.low),
            with_counts(low),
            "danger" if total.low else "good",
            tooltip=_("Scores of 2 and 1"),
        )
        self.declined.show_figure(str(total.declined), tooltip=_("No score, and counted as none"))
        self.no_answer.show_figure(str(total.no_answer), tooltip=_("No score, and counted as none"))
        self.relayed.show_figure(str(analysis.figures.relayed), tooltip=relayed_words())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break into two rows where six cards do not fit."""
        super().resizeEvent(event)
        self._arrange(6 if event.size().width() >= _ROOM_FOR_SIX else 3)

    def minimumSizeHint(self) -> QSize:
        """Return the least size of two rows, so that one row never hinders the narrowing."""
        return QSize(1, super().minimumSizeHint().height())

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(6):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()


class OverviewPage(QWidget):
    """The first page; ``month_chosen(Month)`` when a month's column was pressed."""

    month_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feedbackOverview")
        self._analysis: FeedbackAnalysis | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        self.cards = FeedbackCards()
        column.addWidget(self.cards)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(_GAP)
        column.addLayout(self._row, 1)
        right = QVBoxLayout()
        right.setSpacing(_GAP)
        self.trend_card = self._trend_card()
        self.levels_card = self._levels_card()
        self.reasons_card = self._reasons_card()
        right.addWidget(self.levels_card)
        right.addWidget(self.reasons_card, 1)
        self._row.addWidget(self.trend_card, 6)
        self._row.addLayout(right, 5)

    def show_analysis(self, analysis: FeedbackAnalysis) -> None:
        """Show a period."""
        self._analysis = analysis
        self.cards.show_analysis(analysis)
        self._show_trend()
        total = analysis.figures.total
        self.levels.set_segments(
            [
                Segment(score, score_label(score), total.scores[score], f"level_{score}")
                for score in SCORES
            ]
        )
        self._show_reasons(analysis)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put one column under the other where two are too narrow."""
        super().resizeEvent(event)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight
            if event.size().width() >= _ROOM_FOR_TWO
            else QBoxLayout.Direction.TopToBottom
        )

    # ---- showing ---------------------------------------------------------------------------

    def _show_trend(self) -> None:
        analysis = self._analysis
        if analysis is None:
            return
        step = str(self.steps.value)
        columns, strong = [], []
        for point in analysis.trend:
            counted = point.tally if step == _ALL else point.steps[FeedbackStep(step)]
            month = Month(point.year, point.month)
            columns.append(
                Column(
                    month,
                    short_month_name(point.month),
                    counted.ratings,
                    counted.satisfaction.share,
                    tally_words(counted),
                )
            )
            first = analysis.period.first_on
            if (
                (first.year, first.month)
                <= (point.year, point.month)
                <= (
                    analysis.period.last_on.year,
                    analysis.period.last_on.month,
                )
            ):
                strong.append(month)
        self.trend.set_columns(columns, strong)

    def _show_reasons(self, analysis: FeedbackAnalysis) -> None:
        figures = analysis.figures
        low = figures.total.low
        bars = [
            Bar(
                reason,
                rating_reason_label(reason),
                count,
                f"{count} · {percent(Ratio(count, low))}",
                note=counts(Ratio(count, low)),
            )
            for reason, count in figures.reasons.items()
        ]
        self.reasons.set_bars(bars if low else [])
        self.reasons.setVisible(bool(low))
        words = _("Nobody gave a score of 2 or 1.")
        if low:
            words = ngettext(
                "Shares of {count} low rating; it can name several reasons.",
                "Shares of {count} low ratings; one can name several reasons.",
                low,
            ).format(count=low)
            if figures.no_reason:
                words += " " + ngettext(
                    "{count} named none.", "{count} named none.", figures.no_reason
                ).format(count=figures.no_reason)
        self.reasons_note.setText(words)

    # ---- building --------------------------------------------------------------------------

    def _trend_card(self) -> Card:
        card = Card(_("Twelve months: ratings and satisfaction"))
        self.steps = ChipGroup(
            [
                Choice(_ALL, _("All answers")),
                *(Choice(step, step_label(step)) for step in FeedbackStep),
            ],
            accessible_name=_("What was rated"),
            name="trendStep",
        )
        self.steps.set_value(_ALL)
        self.steps.chosen.connect(lambda _key: self._show_trend())
        self.trend = ColumnLineChart(
            card.title_label.text(),
            value_name=_("Ratings"),
            ratio_name=ratio_label("satisfaction"),
            name="feedbackTrend",
        )
        self.trend.setMinimumHeight(200)
        self.trend.bar_activated.connect(self.month_chosen)
        card.add(self.steps)
        card.add(self.trend, 1)
        return card

    def _levels_card(self) -> Card:
        card = Card(_("The five levels"))
        self.levels = StackedBar(card.title_label.text(), name="feedbackLevels")
        # The legend takes two lines where the words are long.
        self.levels.setMinimumHeight(_LEVELS_HEIGHT)
        card.add(self.levels)
        return card

    def _reasons_card(self) -> Card:
        card = Card(_("Reasons of low ratings"))
        self.reasons = BarChart(card.title_label.text(), name="feedbackReasons")
        self.reasons_note = label("", "muted", wrap=True, name="feedbackReasonsNote")
        card.add(self.reasons)
        card.add(self.reasons_note)
        card.body.addStretch(1)
        return card
