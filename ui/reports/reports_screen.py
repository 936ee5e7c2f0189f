"""The month's complaints in live figures and charts, and the way to their paper (clause 4.3-4)."""

from __future__ import annotations

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
from app.domain.months import Month
from app.domain.period_summary import PeriodSummary
from app.i18n import LANGUAGES, _, current_language
from app.messages import sentence
from app.people_time import clock_time, exact
from app.services.reporting import monthly_summary
from ui.context import DeskContext
from ui.reports.figure_cards import FigureCards, FlowLine
from ui.reports.figure_words import is_empty, month_of, month_words
from ui.reports.month_charts import MonthCharts, empty_words
from ui.reports.month_picker import MonthPicker
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import IconButton, primary_button
from ui.widgets.empty_state import EmptyState
from ui.widgets.look_switch import LANGUAGE_NAMES
from ui.widgets.pill import Pill
from ui.widgets.wording import label

_ROOM_FOR_TITLE = 1180
_MARGIN, _SCROLL_BAR = 24, 12


class ReportsScreen(QWidget):
    """Opens on the running month.

    ``paper_requested(summary, lang)`` asks for the PDF of the month shown; ``summary`` names the
    categories in ``lang``.  ``category_opened(code, Month)`` when a category's bar was pressed.
    ``problem_met(str)`` carries a sentence for the message bar.
    """

    paper_requested = Signal(object, str)
    category_opened = Signal(str, object)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reportsScreen")
        self.setProperty("manualPage", "reports")
        self._context = context
        self._summary: PeriodSummary | None = None
        this_month = Month.of(context.now(), context.zone)
        self.picker = MonthPicker(this_month, this_month)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._head())
        self._busy_line = BusyLine(cancellable=False)
        self._busy_line.setContentsMargins(24, 0, 24, 0)
        keep_no_room = self._busy_line.sizePolicy()
        keep_no_room.setRetainSizeWhenHidden(False)
        self._busy_line.setSizePolicy(keep_no_room)
        column.addWidget(self._busy_line)
        self._pages = QStackedWidget()
        column.addWidget(self._pages, 1)
        self._area = self._figures_page()
        self.empty = EmptyState(
            "", icon="chart-column", action=_("Go to this month"), name="emptyMonth"
        )
        self.empty.action_chosen.connect(self._on_this_month_clicked)
        self._waiting = QWidget()
        for page in (self._waiting, self._area, self.empty):
            self._pages.addWidget(page)
        self.picker.month_chosen.connect(self._on_month_chosen)
        self.charts.month_chosen.connect(self.picker.choose)
        self.charts.category_opened.connect(self._on_category_opened)
        self.preview_button.clicked.connect(self._on_preview_clicked)
        self.refresh_button.clicked.connect(self.refresh)
        for key, slot in (
            (Qt.Key.Key_PageUp, self.picker.go_back),
            (Qt.Key.Key_PageDown, self.picker.go_forward),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.setFocusProxy(self.picker.month_button)
        self.refresh()

    @property
    def summary(self) -> PeriodSummary | None:
        """The month shown, once it was read."""
        return self._summary

    @property
    def month(self) -> Month:
        """The month chosen."""
        return self.picker.month

    def refresh(self) -> None:
        """Read the month anew (F5)."""
        context = self._context
        self.picker.set_latest(Month.of(context.now(), context.zone))
        # No paper of figures that are just being counted anew.
        self.preview_button.setEnabled(False)
        self._busy_line.start(_("Counting {month}…").format(month=month_words(self.month)))
        context.runner.read(
            monthly_summary,
            actor=context.actor,
            project_code=context.project.code,
            month=self.month,
            lang=current_language(),
            now=context.now(),
            owner=self,
            supersedes="figures",
            on_done=self._on_counted,
            on_error=self._on_problem,
            on_end=self._on_read,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the title out where month, mark and buttons need the room."""
        super().resizeEvent(event)
        self.title_label.setVisible(event.size().width() >= _ROOM_FOR_TITLE)

    # ---- events ----------------------------------------------------------------------------

    def _on_month_chosen(self) -> None:
        # What is on the screen belongs to the month chosen, or there is nothing on it.
        self._summary = None
        self.running_pill.setVisible(False)
        self.preview_button.setEnabled(False)
        self.refresh()

    def _on_read(self) -> None:
        self._busy_line.finish()
        self.preview_button.setEnabled(self._summary is not None)

    def _on_counted(self, summary: PeriodSummary) -> None:
        self._summary = summary
        self.preview_button.setEnabled(True)
        self._show_running(summary)
        if is_empty(summary):
            self.empty.set_words(_("Nothing to report"), empty_words(summary))
            self.empty.button.setVisible(self.month != self.picker.latest)
            self._pages.setCurrentWidget(self.empty)
            return
        self.cards.show_summary(summary)
        self.flow_line.show_flow(summary.figures.flow)
        read_at = clock_time(self._context.now(), self._context.zone)
        self.flow_line.show_read(_("Read at {time}").format(time=read_at))
        self.charts.show_summary(summary)
        self._pages.setCurrentWidget(self._area)

    def _show_running(self, summary: PeriodSummary) -> None:
        self.running_pill.setVisible(not summary.is_complete)
        if not summary.is_complete:
            zone = self._context.zone
            # The latest event may lie a moment ahead of this computer's clock.
            until = summary.until
            words = _("Still running, up to {time}")
            self.running_pill.show_as(words.format(time=exact(until, zone)[5:]), "warning")
            self.running_pill.setToolTip(
                _("The month is not over: counted up to {time}").format(time=exact(until, zone))
            )

    def _on_this_month_clicked(self) -> None:
        self.picker.choose(self.picker.latest)

    def _on_category_opened(self, code: str) -> None:
        self.category_opened.emit(code, self.month)

    def _on_preview_clicked(self) -> None:
        if self._summary is None:
            return
        lang = str(self.language_box.currentData())
        if lang == current_language():
            self.paper_requested.emit(self._summary, lang)
            return
        # The names of the categories come with the summary, in one language.
        context = self._context
        self.preview_button.setEnabled(False)
        context.runner.read(
            monthly_summary,
            actor=context.actor,
            project_code=context.project.code,
            month=month_of(self._summary),
            lang=lang,
            now=context.now(),
            owner=self,
            supersedes="paper",
            on_done=lambda summary: self.paper_requested.emit(summary, lang),
            on_error=self._on_problem,
            on_end=self._on_paper_read,
        )

    def _on_paper_read(self) -> None:
        self.preview_button.setEnabled(self._summary is not None)

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    # ---- building --------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(24, 0, 24, 0)
        row.setSpacing(12)
        self.title_label = label(_("Monthly summary"), "title", name="reportsTitle")
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

    def _figures_page(self) -> QScrollArea:
        holder = _Ground()
        holder.setObjectName("scrollGround")
        column = QVBoxLayout(holder)
        column.setContentsMargins(24, 4, 24, 24)
        column.setSpacing(10)
        self.cards = FigureCards()
        self.flow_line = FlowLine()
        self.charts = MonthCharts()
        column.addWidget(self.cards)
        column.addWidget(self.flow_line)
        column.addWidget(self.charts, 1)
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
            column.setContentsMargins(_MARGIN, 4, right, _MARGIN)

        area.verticalScrollBar().rangeChanged.connect(keep_edge)
        return area


class _Ground(QWidget):
    """What scrolls up and down only: it takes the width of its place, however narrow."""

    def minimumSizeHint(self) -> QSize:
        """Return the least height; the width follows the place."""
        return QSize(1, super().minimumSizeHint().height())
