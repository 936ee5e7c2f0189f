"""The period in pictures; every bar, cell and segment opens the cases that it counts."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.figure_parts import FigurePart, Part, part_count, ratio_part
from app.domain.months import Month
from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from app.i18n import _, ngettext, pgettext
from app.labels import cause_label, ratio_label, score_label, severity_label, source_label
from ui import theme
from ui.reports.figure_words import (
    DASH,
    kind_words,
    short_month_name,
    with_counts,
)
from ui.reports.part_words import age_label, category_label, missed_words
from ui.reports.ratio_chart import RatioChart, Share
from ui.reports.report_heat import HeatCard
from ui.reports.section_card import SectionCard
from ui.widgets.bar_chart import Bar, BarChart
from ui.widgets.buttons import quiet_button
from ui.widgets.column_line_chart import Column, ColumnLineChart
from ui.widgets.heat_map import HeatMap
from ui.widgets.pareto_chart import ParetoChart
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
AnySection = TypeVar("AnySection", bound=SectionCard)
_AGE_COLOURS = ("chart_soft", "chart_soft", "chart_strong", "warning", "danger")


class ReportCharts(QWidget):
    """Two columns of cards, small ones beneath them, and the heat map across.

    ``period_chosen(Period)`` when another month's column was pressed, ``part_opened(FigurePart)``
    when a bar was, ``finding_wanted(section)`` when a section is to become a finding.
    """

    period_chosen = Signal(object)
    part_opened = Signal(object)
    finding_wanted = Signal(str)

    def __init__(self, *, with_findings: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportCharts")
        self._with_findings = with_findings
        self._summary: PeriodSummary | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(12)
        column.addLayout(self._row)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side, stretch in ((left, 6), (right, 5)):
            side.setSpacing(12)
            self._row.addLayout(side, stretch)
        left.addWidget(self._twelve_months_card(), 1)
        left.addWidget(self._satisfaction_card())
        right.addWidget(self._category_card(), 1)
        timeliness = self._timeliness_card()
        ageing = self._ageing_card()
        left.addWidget(ageing)
        right.addWidget(timeliness)
        self._small = QGridLayout()
        self._small.setSpacing(12)
        self._small_cards = self._make_small_cards()
        column.addLayout(self._small)
        self.heat_card = self._section(HeatCard(), "by_building")
        self.heat_card.part_opened.connect(self.part_opened)
        column.addWidget(self.heat_card)
        self._connect()
        self._arrange_small()

    @property
    def heat(self) -> HeatMap:
        """The heat map itself."""
        return self.heat_card.heat

    def show_summary(self, summary: PeriodSummary) -> None:
        """Show a period."""
        self._summary = summary
        figures = summary.figures
        self._show_months(summary)
        self._show_categories(summary)
        self._show_timeliness(summary)
        self._show_satisfaction(summary)
        self._show_ageing(summary)
        nothing = kind_words(summary.period.kind).none_new
        for chart, empty, words, bars in (
            (
                self.by_severity,
                self._no_severity,
                nothing,
                [Bar(k, severity_label(k), n) for k, n in figures.by_severity.items() if n],
            ),
            (
                self.by_source,
                self._no_source,
                nothing,
                [Bar(k, source_label(k), n) for k, n in figures.by_source.items() if n],
            ),
            (
                self.by_cause,
                self._no_cause,
                _("No assessment of this period found a cause."),
                [Bar(k, cause_label(k), n) for k, n in figures.by_cause.items() if n],
            ),
        ):
            chart.set_bars(sorted(bars, key=lambda bar: -bar.value))
            chart.setVisible(bool(bars))
            empty.setText(words)
            empty.setVisible(not bars)
        self.heat_card.show_summary(summary)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put one column under the other where two are too narrow."""
        super().resizeEvent(event)
        self._row.setDirection(
            QBoxLayout.Direction.LeftToRight
            if event.size().width() >= _ROOM_FOR_TWO
            else QBoxLayout.Direction.TopToBottom
        )

    # ---- showing ---------------------------------------------------------------------------

    def _show_months(self, summary: PeriodSummary) -> None:
        first, last = summary.period.first_on, summary.period.last_on
        months = [Month(point.year, point.month) for point in summary.twelve_months]
        within = [
            month
            for month in months
            if (first.year, first.month) <= (month.year, month.number) <= (last.year, last.month)
        ]
        self.twelve_months.set_columns(
            [
                Column(
                    month,
                    short_month_name(month.number),
                    point.new,
                    point.completion.share,
                    with_counts(point.completion),
                )
                for month, point in zip(months, summary.twelve_months, strict=True)
            ],
            strong=within,
        )

    def _show_categories(self, summary: PeriodSummary) -> None:
        found = summary.figures.by_category
        bars = [Bar(code, category_label(summary, code), n) for code, n in found.items() if n]
        bars.sort(key=lambda bar: -bar.value)
        shown = bars if len(bars) <= _MOST_CATEGORIES + 1 else bars[:_MOST_CATEGORIES]
        self.by_category.set_bars(shown, sum(bar.value for bar in bars))
        self.by_category.setVisible(bool(bars))
        without = [category_label(summary, code) for code, count in found.items() if not count]
        comma = pgettext("list", ", ")
        lines = [] if bars else [kind_words(summary.period.kind).none_new]
        rest = bars[len(shown) :]
        if rest:
            lines.append(
                _("Also: {categories}.").format(
                    categories=comma.join(f"{bar.label} {bar.words}" for bar in rest)
                )
            )
        if bars and without:
            lines.append(_("None about: {categories}.").format(categories=comma.join(without)))
        self.no_category_label.setText("\n".join(lines))
        self.no_category_label.setVisible(bool(lines))

    def _show_timeliness(self, summary: PeriodSummary) -> None:
        figures = summary.figures
        shares = []
        for name in TIMELINESS:
            opens = part_count(figures, ratio_part(name))
            note = missed_words(name, opens) if opens else ""
            target = summary.targets.get(name)
            ratio = figures.ratios.get(name)
            shares.append(Share(name, ratio_label(name), ratio, target, opens, note))
        self.timeliness.set_shares(shares)
        hours = figures.handling_hours
        self.handling_label.setText(
            _("Handling time in business hours: median {median}, 90th percentile {p90}").format(
                median=f"{hours.median:.1f}" if hours else DASH,
                p90=f"{hours.p90:.1f}" if hours else DASH,
            )
        )

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
            pill.setVisible(count > 0)

    def _show_ageing(self, summary: PeriodSummary) -> None:
        figures = summary.figures
        is_open = sum(figures.ageing) > 0
        self.ageing.set_bars(
            [
                Bar(group, age_label(group), count, colour=_AGE_COLOURS[group])
                for group, count in enumerate(figures.ageing)
            ]
        )
        self.ageing.setVisible(is_open)
        self._none_open.setVisible(not is_open)
        late = figures.overdue_open
        words = ngettext("{count} overdue", "{count} overdue", late.total).format(count=late.total)
        if late.over_a_month:
            words += ", " + _("over 30 days: {count}").format(count=late.over_a_month)
        self.overdue_button.set_words(words)
        self.overdue_button.setVisible(late.total > 0)

    # ---- building --------------------------------------------------------------------------

    def _section(self, card: AnySection, section: str) -> AnySection:
        if self._with_findings:
            card.offer_finding(section)
            card.finding_wanted.connect(self.finding_wanted)
        return card

    def _twelve_months_card(self) -> SectionCard:
        card = self._section(SectionCard(_("Twelve months")), "twelve_months")
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
        self.twelve_months.setMinimumHeight(170)
        card.add(self.twelve_months, 1)
        return card

    def _category_card(self) -> SectionCard:
        card = self._section(SectionCard(_("By category")), "by_category")
        cumulative = _("together")
        card.add_to_title(_LegendMark("chart_line", is_line=True))
        card.add_to_title(label(cumulative, "muted"))
        self.by_category = ParetoChart(
            card.title_label.text(), line_name=cumulative, name="byCategory"
        )
        self.no_category_label = label("", "muted", wrap=True, name="noCategory")
        card.add(self.by_category)
        card.add(self.no_category_label)
        card.body.addStretch(1)
        return card

    def _timeliness_card(self) -> SectionCard:
        card = self._section(SectionCard(_("Timeliness and care")), "timeliness")
        self.timeliness = RatioChart(card.title_label.text(), name="timeliness")
        self.handling_label = label("", "muted", wrap=True, name="handlingHours")
        card.add(self.timeliness)
        card.add(self.handling_label)
        return card

    def _satisfaction_card(self) -> SectionCard:
        card = self._section(SectionCard(_("Satisfaction")), "satisfaction")
        self.satisfaction_card = card
        self.satisfaction = StackedBar(_("Satisfaction"), name="satisfactionBar")
        self.no_rating_label = label(
            _("No customer rated the handling of a complaint in this period."),
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

    def _ageing_card(self) -> SectionCard:
        card = self._section(SectionCard(_("Open complaints by age")), "ageing")
        self.ageing = BarChart(card.title_label.text(), name="ageing")
        self._none_open = label(_("None was open at the end."), "muted", wrap=True)
        self.overdue_button = quiet_button("", icon="triangle-alert", name="openOverdue")
        self.overdue_button.clicked.connect(lambda: self.part_opened.emit(FigurePart(Part.OVERDUE)))
        card.add_to_title(self.overdue_button)
        card.add(self.ageing)
        card.add(self._none_open)
        return card

    def _make_small_cards(self) -> list[SectionCard]:
        self._no_severity, self._no_source, self._no_cause = (
            label("", "muted", wrap=True) for _number in range(3)
        )
        self.by_severity = BarChart(_("By severity"), name="bySeverity")
        self.by_source = BarChart(_("By source"), name="bySource")
        self.by_cause = BarChart(_("By cause"), name="byCause")
        cards = []
        for chart, empty, section in (
            (self.by_severity, self._no_severity, "by_severity"),
            (self.by_source, self._no_source, "by_source"),
            (self.by_cause, self._no_cause, "by_cause"),
        ):
            card = self._section(SectionCard(chart.accessibleName()), section)
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            card.add(chart)
            card.add(empty)
            card.body.addStretch(1)
            cards.append(card)
        return cards

    def _arrange_small(self) -> None:
        for place, card in enumerate(self._small_cards):
            self._small.addWidget(card, 0, place)
            self._small.setColumnStretch(place, 1)

    def _connect(self) -> None:
        for chart, part in (
            (self.by_category, Part.CATEGORY),
            (self.by_severity, Part.SEVERITY),
            (self.by_source, Part.SOURCE),
            (self.by_cause, Part.CAUSE),
            (self.ageing, Part.AGE),
            (self.satisfaction, Part.SCORE),
        ):
            chart.bar_activated.connect(
                lambda key, part=part: self.part_opened.emit(FigurePart(part, key))
            )
        self.timeliness.bar_activated.connect(lambda name: self.part_opened.emit(ratio_part(name)))
        self.twelve_months.bar_activated.connect(self._on_month_pressed)

    def _on_month_pressed(self, key: Hashable) -> None:
        """Go to another month; the month in view opens its new complaints."""
        if not isinstance(key, Month) or self._summary is None:
            return
        period = Period.of_month(key)
        if period == self._summary.period:
            self.part_opened.emit(FigurePart(Part.NEW))
        else:
            self.period_chosen.emit(period)


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
