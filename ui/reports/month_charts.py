"""The month in pictures: twelve months, categories, timeliness, satisfaction, severity, source."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.domain.months import Month
from app.domain.period_summary import PeriodSummary
from app.i18n import _, ngettext, pgettext
from app.labels import ratio_label, score_label, severity_label, source_label
from ui import theme
from ui.reports.figure_words import (
    DASH,
    month_of,
    month_words,
    short_month_name,
    with_counts,
)
from ui.reports.ratio_chart import RatioChart, Share
from ui.widgets.bar_chart import Bar, BarChart
from ui.widgets.card import Card
from ui.widgets.column_line_chart import Column, ColumnLineChart
from ui.widgets.pill import Pill
from ui.widgets.stacked_bar import Segment, StackedBar
from ui.widgets.wording import label

# The rest is named in a line beneath, so that satisfaction stays in sight on a small screen.
_MOST_CATEGORIES = 7
_ROOM_FOR_TWO = 1050
TIMELINESS = (
    "first_answer_in_time",
    "resolved_in_time",
    "promises_kept",
    "called_back",
    "reached",
    "valid",
    "repeat",
    "escalated",
)
"""The ratios of the timeliness card, in its order; the others stand on the figure cards."""


class MonthCharts(QWidget):
    """Two columns of cards.

    ``month_chosen(Month)`` when a month's column was pressed, ``category_opened(code)`` when a
    category's bar was.
    """

    month_chosen = Signal(object)
    category_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("monthCharts")
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(12)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column, stretch in ((left, 6), (right, 5)):
            column.setSpacing(12)
            self._row.addLayout(column, stretch)
        left.addWidget(self._twelve_months_card(), 1)
        left.addWidget(self._satisfaction_card())
        left.addLayout(self._small_cards())
        right.addWidget(self._category_card())
        right.addWidget(self._timeliness_card(), 1)
        self.twelve_months.bar_activated.connect(self.month_chosen)
        self.by_category.bar_activated.connect(self.category_opened)

    def show_summary(self, summary: PeriodSummary) -> None:
        """Show a month."""
        figures = summary.figures
        self.twelve_months.set_columns(
            [
                Column(
                    Month(point.year, point.month),
                    short_month_name(point.month),
                    point.new,
                    point.completion.share,
                    with_counts(point.completion),
                )
                for point in summary.twelve_months
            ],
            strong=month_of(summary),
        )
        self._show_categories(summary)
        self.timeliness.set_shares(
            [Share(name, ratio_label(name), figures.ratios[name]) for name in TIMELINESS]
        )
        hours = figures.handling_hours
        self.handling_label.setText(
            _("Handling time in business hours: median {median}, 90th percentile {p90}").format(
                median=f"{hours.median:.1f}" if hours else DASH,
                p90=f"{hours.p90:.1f}" if hours else DASH,
            )
        )
        self._show_satisfaction(summary)
        self._show_bars(
            self.by_severity,
            self._no_severity,
            {severity_label(level): count for level, count in figures.by_severity.items()},
        )
        self._show_bars(
            self.by_source,
            self._no_source,
            {source_label(source): count for source, count in figures.by_source.items()},
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put one column under the other where two are too narrow."""
        super().resizeEvent(event)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight
            if event.size().width() >= _ROOM_FOR_TWO
            else QBoxLayout.Direction.TopToBottom
        )

    def _show_categories(self, summary: PeriodSummary) -> None:
        names, found = summary.category_names, summary.figures.by_category
        most_first = sorted(found.items(), key=lambda item: -item[1])
        bars = [Bar(code, names.get(code, code), n) for code, n in most_first if n]
        self.by_category.set_bars(bars[:_MOST_CATEGORIES])
        self.by_category.setVisible(bool(bars))
        without = [names.get(code, code) for code, count in found.items() if not count]
        comma = pgettext("list", ", ")
        lines = [] if bars else [_("No complaint was registered this month.")]
        if bars[_MOST_CATEGORIES:]:
            rest = (
                _("{category} ({count})").format(category=bar.label, count=bar.words)
                for bar in bars[_MOST_CATEGORIES:]
            )
            lines.append(_("Further: {categories}.").format(categories=comma.join(rest)))
        if bars and without:
            lines.append(
                _("No complaint this month about: {categories}.").format(
                    categories=comma.join(without)
                )
            )
        self.no_category_label.setText("\n".join(lines))
        self.no_category_label.setVisible(bool(lines))

    def _show_satisfaction(self, summary: PeriodSummary) -> None:
        figures = summary.figures
        total = sum(figures.ratings.values())
        self.satisfaction_card.set_title(
            ngettext(
                "Satisfaction ({count} rating)", "Satisfaction ({count} ratings)", total
            ).format(count=total)
        )
        self.satisfaction.set_segments(
            [
                Segment(score, score_label(score), figures.ratings.get(score, 0), f"level_{score}")
                for score in range(5, 0, -1)
            ]
        )
        self.satisfaction.setVisible(total > 0)
        self.no_rating_label.setVisible(not total)
        for pill, words, count in (
            (self.no_answer, _("No answer"), figures.no_answer),
            (self.declined, _("Declined"), figures.declined),
            (self.relayed, _("Relayed by staff"), figures.relayed),
        ):
            pill.show_as(f"{words} {count}", "neutral")
        self.relayed.setVisible(figures.relayed > 0)

    def _show_bars(self, chart: BarChart, nothing: QLabel, found: Mapping[str, int]) -> None:
        bars = [Bar(words, words, count) for words, count in found.items() if count]
        chart.set_bars(bars)
        chart.setVisible(bool(bars))
        nothing.setVisible(not bars)

    # ---- building --------------------------------------------------------------------------

    def _twelve_months_card(self) -> Card:
        card = Card(_("Twelve months: registered and completion"))
        registered, completion = _("New complaints"), _("Completion rate")
        card.add_to_title(_LegendMark("chart_soft", is_line=False))
        card.add_to_title(label(registered, "muted"))
        card.add_to_title(_LegendMark("chart_line", is_line=True))
        card.add_to_title(label(completion, "muted"))
        self.twelve_months = ColumnLineChart(
            card.title_label.text(),
            value_name=registered,
            ratio_name=completion,
            name="twelveMonths",
        )
        self.twelve_months.setMinimumHeight(196)
        card.add(self.twelve_months, 1)
        return card

    def _category_card(self) -> Card:
        card = Card(_("By category"))
        self.by_category = BarChart(card.title_label.text(), name="byCategory")
        self.no_category_label = label("", "muted", wrap=True, name="noCategory")
        card.add(self.by_category)
        card.add(self.no_category_label)
        return card

    def _timeliness_card(self) -> Card:
        card = Card(_("Timeliness and care"))
        self.timeliness = RatioChart(card.title_label.text(), name="timeliness")
        self.handling_label = label("", "muted", wrap=True, name="handlingHours")
        card.add(self.timeliness)
        card.add(self.handling_label)
        return card

    def _satisfaction_card(self) -> Card:
        card = Card(_("Satisfaction"))
        self.satisfaction_card = card
        self.satisfaction = StackedBar(_("Satisfaction"), name="satisfactionBar")
        self.no_rating_label = label(
            _("No customer rated the handling of a complaint this month."),
            "muted",
            wrap=True,
            name="noRating",
        )
        self.no_answer = Pill("", name="noAnswer")
        self.declined = Pill("", name="declined")
        self.relayed = Pill("", name="relayed")
        for pill in (self.no_answer, self.declined, self.relayed):
            card.add_to_title(pill)
        card.add(self.satisfaction)
        card.add(self.no_rating_label)
        return card

    def _small_cards(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        nothing = _("No complaint was registered this month.")
        self._no_severity = label(nothing, "muted", wrap=True)
        self._no_source = label(nothing, "muted", wrap=True)
        self.by_severity = BarChart(_("By severity"), name="bySeverity")
        self.by_source = BarChart(_("By source"), name="bySource")
        for chart, empty in (
            (self.by_severity, self._no_severity),
            (self.by_source, self._no_source),
        ):
            card = Card(chart.accessibleName())
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            card.add(chart)
            card.add(empty)
            card.body.addStretch(1)
            row.addWidget(card, 1)
        return row


class _LegendMark(QWidget):
    """The little square or line with a point that stands for a series."""

    def __init__(self, token: str, *, is_line: bool) -> None:
        super().__init__()
        self._token, self._is_line = token, is_line
        self.setFixedSize(20, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark as the chart draws the series."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = theme.colour(self._token)
        if self._is_line:
            pen = painter.pen()
            pen.setColor(colour)
            pen.setWidth(2)
            painter.setPen(pen)
            painter.drawLine(1, 8, 19, 8)
            painter.setBrush(theme.colour("card"))
            painter.drawEllipse(7, 5, 6, 6)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRoundedRect(4, 2, 12, 12, 2, 2)
        painter.end()


def empty_words(summary: PeriodSummary) -> str:
    """Return the sentence for a month with nothing to handle; the paper says the same."""
    return _(
        "There was no complaint to handle in {month}: none was open at its beginning, none was "
        "registered and none was reopened."
    ).format(month=month_words(month_of(summary)))
