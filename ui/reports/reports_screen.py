"""The complaints of a period in live figures and charts, and the way to their paper (4.3-4)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import UserFacingError
from app.domain.figure_parts import FigurePart
from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period, PeriodKind
from app.domain.permissions import Action
from app.figure_words import period_words
from app.i18n import LANGUAGES, _, current_language, ngettext
from app.messages import sentence
from app.people_time import clock_time, exact
from app.services.case_list import FilterChoices, filter_choices
from app.services.case_views import CategoryView, categories
from app.services.figure_cases import PartCases, cases_of_part
from app.services.sign_off import present_summary
from ui.cases.category_words import category_names
from ui.context import DeskContext
from ui.reports.figure_cards import Compared, FigureCards, FlowLine
from ui.reports.figure_words import is_empty, kind_words
from ui.reports.part_words import finding_of, part_words
from ui.reports.period_picker import PeriodPicker
from ui.reports.report_charts import ReportCharts
from ui.reports.report_filter import Against, FilteredLine, FilterNames, ReportFilter
from ui.reports.side_by_side_card import SideBySideCard
from ui.reports.summary_sentences import empty_words, sentences_of
from ui.tasks import Task
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import IconButton, primary_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.look_switch import LANGUAGE_NAMES
from ui.widgets.pill import Pill
from ui.widgets.wording import label

_MARGIN, _SCROLL_BAR = 24, 12


class ShowsSummary(Protocol):
    """What the screen tells of every period shown, whole and not narrowed by a filter."""

    def show_summary(self, summary: PeriodSummary) -> None:
        """Show what belongs to this period."""


class ReportsScreen(QWidget):
    """Opens on the running month.

    ``paper_requested(summary, lang)`` asks for the PDF of the period shown; ``summary`` names the
    categories in ``lang``.  ``cases_requested(ids, words)`` when a bar was pressed, with the cases
    that it counts.  ``finding_requested(section, figure, scope)`` when a figure is to become an
    improvement finding: ``section`` names the card (``by_category``), ``figure`` what it counts
    (``new`` or a ratio), ``scope`` what it was narrowed to (``period``, ``category``, ``building``,
    ``words``).  ``problem_met(str)`` carries a sentence for the message bar.
    ``papers_enabled(bool)`` says whether the whole period stands on the screen.
    """

    paper_requested = Signal(object, str)
    cases_requested = Signal(object, str)
    finding_requested = Signal(str, str, dict)
    summary_shown = Signal(object)
    problem_met = Signal(str)
    papers_enabled = Signal(bool)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportsScreen")
        self.setProperty("manualPage", "reports")
        self._context = context
        self._summary: PeriodSummary | None = None
        self._compared: Compared | None = None
        self._counting: Task | None = None
        self._guests: list[ShowsSummary] = []
        self._whole_only: list[QWidget] = []
        self._choices: FilterChoices | None = None
        self._categories: tuple[CategoryView, ...] = ()
        today = self._today()
        this_month = Period.containing(PeriodKind.MONTH, today.first_on)
        self.picker = PeriodPicker(this_month, today)
        self.filter = ReportFilter(self.picker.kinds, this_month)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 0)
        column.setSpacing(8)
        self.head_row = self._head()
        column.addLayout(self.head_row)
        column.addLayout(self._rows_under_head())
        self._pages = QStackedWidget()
        column.addWidget(self._pages, 1)
        self._area = self._figures_page()
        self.empty = EmptyState(
            "",
            icon="chart-column",
            action=kind_words(PeriodKind.MONTH).this,
            name="emptyPeriod",
        )
        self.stopped = EmptyState(
            _("Counting did not finish"),
            _("No figures are shown: half of them would be none."),
            icon="chart-column",
            action=_("Count again"),
            name="stoppedCounting",
        )
        self._waiting = QWidget()
        for page in (self._waiting, self._area, self.empty, self.stopped):
            self._pages.addWidget(page)
        self._connect()
        self.setFocusProxy(self.picker.period_button)
        self.refresh()

    @property
    def summary(self) -> PeriodSummary | None:
        """The summary of the period shown, once it was read; narrowed where a filter is set."""
        return self._summary

    @property
    def period(self) -> Period:
        """The period chosen."""
        return self.picker.period

    @property
    def is_filtered(self) -> bool:
        """Whether only some complaints are shown."""
        return not self.filter.only.is_empty

    def refresh(self) -> None:
        """Read the period anew (F5)."""
        context = self._context
        self.picker.set_today(self._today())
        self.filter.show_period(self.period, self.picker.latest)
        # No paper of figures that are just being counted anew.
        self._enable_papers(False)
        self._busy_line.start(_("Counting {period}…").format(period=period_words(self.period)))
        self._counting = self._read_summary(
            self.period, "figures", self._on_counted, on_end=self._on_read
        )
        context.runner.read(
            filter_choices,
            actor=context.actor,
            project_id=context.project.project_id,
            owner=self,
            supersedes="choices",
            on_done=self._on_choices_read,
            on_error=self._on_problem,
        )
        context.runner.read(
            categories, owner=self, supersedes="categories", on_done=self._on_categories_read
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the title out where period, mark and buttons need the room."""
        super().resizeEvent(event)
        self._fit_head()

    def _fit_head(self) -> None:
        row, room = self.head_row, self.width() - 2 * _MARGIN
        optional = (self.title_label, self.refresh_button)
        needed = 0
        for place in range(row.count()):
            item = row.itemAt(place)
            widget = None if item is None else item.widget()
            if widget is not None and widget not in optional and not widget.isHidden():
                needed += widget.sizeHint().width() + row.spacing()
        # F5 reads anew without its button.
        for widget in reversed(optional):
            needed += widget.sizeHint().width() + row.spacing()
            widget.setVisible(needed <= room)

    # ---- places for others -----------------------------------------------------------------

    def add_bar(self, bar: QWidget) -> None:
        """Put a bar under the head; with ``show_summary`` it is told every period shown."""
        self._bars.addWidget(self._held(bar))
        self._invite(bar)

    def add_card(self, card: QWidget) -> None:
        """Put a card below the charts; with ``show_summary`` it is told every period shown."""
        self._cards_below.addWidget(self._held(card))
        self._invite(card)

    def add_button(self, button: QWidget) -> None:
        """Put a button before those of the paper; ``show_summary`` as with the others."""
        self.head_row.insertWidget(self.head_row.indexOf(self.language_box), button)
        self._fit_head()
        self._invite(button)

    def _held(self, guest: QWidget) -> QWidget:
        """Return a holder that is hidden in filtered views, so that the guest keeps its own say."""
        # With a parent from the first: without one it would be shown as a window of its own.
        holder = QWidget(self)
        inside = _bare_column()
        holder.setLayout(inside)
        inside.addWidget(guest)
        self._whole_only.append(holder)
        holder.setVisible(not self.is_filtered)
        return holder

    def _invite(self, guest: QWidget) -> None:
        if hasattr(guest, "show_summary"):
            self._guests.append(guest)
            if self._summary is not None and not self.is_filtered:
                guest.show_summary(self._summary)

    # ---- reading ---------------------------------------------------------------------------

    def _today(self) -> Period:
        context = self._context
        return Period(PeriodKind.DAY, context.now().astimezone(context.zone).date())

    def _read_summary(
        self,
        period: Period,
        slot: str,
        on_done: Callable[[PeriodSummary], None],
        *,
        lang: str = "",
        on_end: Callable[[], None] | None = None,
    ) -> Task:
        context = self._context
        return context.runner.read(
            present_summary,
            actor=context.actor,
            project_code=context.project.code,
            period=period,
            lang=lang or current_language(),
            now=context.now(),
            only=self.filter.only if self.is_filtered else None,
            owner=self,
            supersedes=slot,
            on_done=on_done,
            on_error=self._on_problem,
            on_end=on_end,
            on_progress=self._busy_line.progress,
        )

    def _read_compared(self) -> None:
        """Find the figures compared with: most come with the summary, others are counted."""
        summary, way = self._summary, self.filter.way
        period = self.filter.compared_period()
        if summary is None:
            return
        if period is None:
            self._show_compared(None)
        elif way is Against.BEFORE:
            self._show_compared(Compared(period_words(period), summary.previous))
        elif way is Against.LAST_YEAR:
            self._show_compared(Compared(period_words(period), summary.year_before))
        else:
            self._read_summary(
                period,
                "compared",
                lambda found: self._show_compared(
                    Compared(period_words(found.period), found.figures)
                ),
            )

    def _show_compared(self, compared: Compared | None) -> None:
        self._compared = compared
        if self._summary is not None:
            self.cards.show_summary(self._summary, compared)
            self.side_by_side.show_summary(self._summary, compared)

    # ---- events ----------------------------------------------------------------------------

    def _on_period_chosen(self) -> None:
        # What is on the screen belongs to the period chosen, or there is nothing on it.
        self._summary = None
        self.running_pill.setVisible(False)
        self.refresh()

    def _on_filter_chosen(self) -> None:
        self._summary = None
        self.filtered_line.show_filter(self.filter.words())
        for holder in self._whole_only:
            holder.setVisible(not self.is_filtered)
        self.refresh()

    def _on_cancelled(self) -> None:
        if self._counting is not None:
            self._counting.cancel()

    def _on_read(self) -> None:
        self._busy_line.finish()
        self._counting = None
        self._enable_papers(self._summary is not None)
        if self._summary is None:
            self._pages.setCurrentWidget(self.stopped)

    def _on_counted(self, summary: PeriodSummary) -> None:
        self._summary = summary
        self._enable_papers(True)
        self._show_running(summary)
        if not self.is_filtered:
            for guest in self._guests:
                guest.show_summary(summary)
        if is_empty(summary):
            self._show_empty(summary)
        else:
            self._show_figures(summary)
        self.summary_shown.emit(summary)

    def _show_figures(self, summary: PeriodSummary) -> None:
        self.flow_line.show_flow(summary.figures.flow)
        read_at = clock_time(self._context.now(), self._context.zone)
        self.flow_line.show_read(_("Read at {time}").format(time=read_at))
        self.charts.show_summary(summary)
        self._read_compared()
        self._read_words(summary)
        self._pages.setCurrentWidget(self._area)

    def _show_empty(self, summary: PeriodSummary) -> None:
        self.empty.set_words(_("Nothing to handle"), empty_words(summary, self.is_filtered))
        self.empty.button.set_words(kind_words(self.period.kind).this)
        self.empty.button.setVisible(self.period != self.picker.latest)
        self._pages.setCurrentWidget(self.empty)

    def _read_words(self, summary: PeriodSummary) -> None:
        """Have the sentences of the paper composed where reportlab may be loaded."""
        self.words_label.setVisible(False)
        self._context.runner.run(
            sentences_of,
            summary,
            current_language(),
            owner=self,
            supersedes="words",
            on_done=self._on_words,
        )

    def _on_words(self, words: str) -> None:
        self.words_label.setText(words)
        self.words_label.setVisible(bool(words))

    def _show_running(self, summary: PeriodSummary) -> None:
        self.running_pill.setVisible(not summary.is_complete)
        if not summary.is_complete:
            # The latest event may lie a moment ahead of this computer's clock.
            until = exact(summary.until, self._context.zone)
            words = _("Not over, counted to {time}")
            self.running_pill.show_as(words.format(time=until[5:]), "warning")
            self.running_pill.setToolTip(
                _("The period is not over: counted up to {time}").format(time=until)
            )
        self._fit_head()

    def _on_today_clicked(self) -> None:
        self.picker.choose(self.picker.latest)

    def _on_part_opened(self, part: FigurePart) -> None:
        summary, context = self._summary, self._context
        if summary is None:
            return
        self._busy_line.start(_("Looking up the cases…"))
        self._counting = context.runner.read(
            cases_of_part,
            actor=context.actor,
            project_code=context.project.code,
            period=summary.period,
            until=summary.until,
            part=part,
            only=self.filter.only if self.is_filtered else None,
            owner=self,
            supersedes="figures",
            on_done=lambda found: self._on_cases_found(part_words(summary, part), found),
            on_error=self._on_problem,
            on_end=self._on_read,
            on_progress=self._busy_line.progress,
        )

    def _on_cases_found(self, words: str, found: PartCases) -> None:
        if not found.case_ids:
            self.problem_met.emit(_("These complaints were changed meanwhile. Press F5."))
            return
        if self.is_filtered:
            words += f" · {self.filter.words()}"
        if found.count != len(found.case_ids):
            # One case can have been done, reopened or rated twice; it is listed once.
            words += " · " + ngettext("{count} time", "{count} times", found.count).format(
                count=found.count
            )
        self.cases_requested.emit(found.case_ids, words)

    def _on_finding_wanted(self, section: str) -> None:
        if self._summary is not None:
            figure, scope = finding_of(self._summary, section)
            self.finding_requested.emit(section, figure, scope)

    def _on_preview_clicked(self) -> None:
        if self._summary is None:
            return
        lang = str(self.language_box.currentData())
        if lang == current_language():
            self.paper_requested.emit(self._summary, lang)
            return
        # The names of the categories come with the summary, in one language.
        self._enable_papers(False)
        self._read_summary(
            self._summary.period,
            "paper",
            lambda summary: self.paper_requested.emit(summary, lang),
            lang=lang,
            on_end=lambda: self._enable_papers(self._summary is not None),
        )

    def _enable_papers(self, able: bool) -> None:
        self.papers_enabled.emit(able and not self.is_filtered)
        self.preview_button.setEnabled(able and not self.is_filtered)
        self.preview_button.setToolTip(
            _("Papers take all complaints: show all first.") if self.is_filtered else ""
        )

    def _on_choices_read(self, choices: FilterChoices) -> None:
        self._choices = choices
        self._show_names()

    def _on_categories_read(self, views: tuple[CategoryView, ...]) -> None:
        self._categories = views
        self._show_names()

    def _show_names(self) -> None:
        names = category_names(self._categories)
        tops = tuple((v.code, names[v.code]) for v in self._categories if v.parent is None)
        buildings = self._choices.buildings if self._choices else ()
        self.filter.show_names(FilterNames(tops, buildings))

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    # ---- building --------------------------------------------------------------------------

    def _connect(self) -> None:
        self.picker.period_chosen.connect(self._on_period_chosen)
        self.filter.filter_chosen.connect(self._on_filter_chosen)
        self.filter.against_chosen.connect(self._read_compared)
        self.filtered_line.cleared.connect(self.filter.clear)
        self.charts.period_chosen.connect(self.picker.choose)
        self.charts.part_opened.connect(self._on_part_opened)
        self.charts.finding_wanted.connect(self._on_finding_wanted)
        self.cards.part_opened.connect(self._on_part_opened)
        self.preview_button.clicked.connect(self._on_preview_clicked)
        self.refresh_button.clicked.connect(self.refresh)
        self.empty.action_chosen.connect(self._on_today_clicked)
        self.stopped.action_chosen.connect(self.refresh)
        self._busy_line.cancel_requested.connect(self._on_cancelled)
        for key, slot in (
            (Qt.Key.Key_PageUp, self.picker.go_back),
            (Qt.Key.Key_PageDown, self.picker.go_forward),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(10)
        self.title_label = label(_("Complaint summary"), "title", name="reportsTitle")
        # It must not hinder the narrowing at which it is left out.
        self.title_label.setMinimumWidth(1)
        row.addWidget(self.title_label)
        row.addWidget(self.picker)
        self.running_pill = Pill("", "warning", with_icon=True, name="runningPill")
        # Nor may the mark, whose tooltip says the same, hinder it.
        self.running_pill.setMinimumWidth(1)
        self.running_pill.setVisible(False)
        row.addWidget(self.running_pill)
        row.addStretch(1)
        self.refresh_button = IconButton("refresh-cw", _("Refresh (F5)"), name="reportsRefresh")
        self.language_box = QComboBox()
        self.language_box.setObjectName("paperLanguage")
        self.language_box.setAccessibleName(_("Language of the paper"))
        self.language_box.setToolTip(_("Language of the paper"))
        for code in LANGUAGES:
            self.language_box.addItem(LANGUAGE_NAMES[code], code)
        self.language_box.setCurrentIndex(self.language_box.findData(current_language()))
        self.preview_button = primary_button(_("Preview PDF"), icon="file-text", name="previewPdf")
        self.preview_button.setEnabled(False)
        row.addWidget(self.refresh_button)
        row.addWidget(self.language_box)
        row.addWidget(self.preview_button)
        return row

    def _rows_under_head(self) -> QVBoxLayout:
        rows = _bare_column()
        rows.setSpacing(8)
        rows.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        rows.addWidget(self.filter)
        self._busy_line = BusyLine()
        keep_no_room = self._busy_line.sizePolicy()
        keep_no_room.setRetainSizeWhenHidden(False)
        self._busy_line.setSizePolicy(keep_no_room)
        rows.addWidget(self._busy_line)
        self.filtered_line = FilteredLine()
        rows.addWidget(self.filtered_line)
        self._bars = _bare_column()
        rows.addLayout(self._bars)
        return rows

    def _figures_page(self) -> QScrollArea:
        holder = _Ground()
        holder.setObjectName("scrollGround")
        column = QVBoxLayout(holder)
        column.setContentsMargins(_MARGIN, 2, _MARGIN, _MARGIN)
        column.setSpacing(10)
        self.cards = FigureCards()
        self.flow_line = FlowLine()
        self.words_label = label("", "muted", wrap=True, name="periodWords")
        self.words_label.setContentsMargins(4, 0, 4, 0)
        self.words_label.setVisible(False)
        self.charts = ReportCharts(with_findings=self._context.actor.may(Action.KEEP_IMPROVEMENTS))
        self.side_by_side = SideBySideCard()
        self._cards_below = _bare_column()
        column.addWidget(self.cards)
        column.addWidget(self.flow_line)
        column.addWidget(self.words_label)
        column.addWidget(self.charts)
        column.addLayout(self._cards_below)
        column.addWidget(self.side_by_side)
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("reportsArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)

        def keep_edge(_least: int, most: int) -> None:
            # The scroll bar takes its room from the margin: cards end where the head ends.
            right = _MARGIN - _SCROLL_BAR if most > 0 else _MARGIN
            column.setContentsMargins(_MARGIN, 2, right, _MARGIN)

        area.verticalScrollBar().rangeChanged.connect(keep_edge)
        return area


def _bare_column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(12)
    return column


class _Ground(QWidget):
    """What scrolls up and down only: it takes the width of its place, however narrow."""

    def minimumSizeHint(self) -> QSize:
        """Return the least height; the width follows the place."""
        return QSize(1, super().minimumSizeHint().height())
