"""The feedback analysis: what customers answered and what they complain about (3-3, 6-3)."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import UserFacingError
from app.domain.feedback import FeedbackAnalysis, Said
from app.domain.months import Month
from app.domain.periods import Period, PeriodKind
from app.domain.permissions import Action
from app.domain.word_list import WordCount, WordList
from app.figure_words import period_words
from app.i18n import _, current_language, ngettext, pgettext
from app.labels import ratio_label
from app.messages import sentence
from app.people_time import clock_time
from app.services.complaint_words import complaint_words
from app.services.feedback import feedback_analysis
from ui.context import DeskContext
from ui.feedback.breakdown_pages import StepsPage, TimesPage
from ui.feedback.feedback_paper import feedback_paper
from ui.feedback.overview_page import OverviewPage
from ui.feedback.said_page import SaidPage
from ui.feedback.words_page import WordsPage
from ui.reports.figure_words import with_counts
from ui.reports.period_picker import PeriodPicker
from ui.tasks import Task
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import IconButton, primary_button, quiet_button
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.empty_state import EmptyState
from ui.widgets.pill import Pill
from ui.widgets.wording import label

OVERVIEW, WORDS, SAID, STEPS, TIMES = "overview", "words", "said", "steps", "times"
_MARGIN, _SCROLL_BAR = 24, 12
_ROOM_FOR_TITLE = 1240
_WORDS_IN_FINDING = 3


class FeedbackScreen(QWidget):
    """Opens on the running month.

    ``paper_ready(PaperScreen)`` when the paper of the period is to be shown;
    ``cases_requested(ids, words)`` for the complaints behind a word, ``case_requested(id)`` for the
    case of what a customer wrote, ``number_requested(number)`` for a reception without any case;
    ``finding_requested(section, figure, scope)`` as the reports have it; ``problem_met(str)``.
    """

    paper_ready = Signal(object)
    cases_requested = Signal(object, str)
    case_requested = Signal(str)
    number_requested = Signal(str)
    finding_requested = Signal(str, str, dict)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feedbackScreen")
        self.setProperty("manualPage", "feedback")
        self._context = context
        self._analysis: FeedbackAnalysis | None = None
        self._words: WordList | None = None
        self._tasks: dict[str, Task] = {}
        self._wants_paper = False
        today = self._today()
        self.picker = PeriodPicker(Period.containing(PeriodKind.MONTH, today.first_on), today)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 14, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addLayout(self._choice_of_pages())
        self._busy_line = BusyLine()
        self._busy_line.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        keep_no_room = self._busy_line.sizePolicy()
        keep_no_room.setRetainSizeWhenHidden(False)
        self._busy_line.setSizePolicy(keep_no_room)
        self._busy_line.cancel_requested.connect(self._on_cancel_clicked)
        column.addWidget(self._busy_line)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        self._make_pages()
        self.picker.period_chosen.connect(self._on_period_chosen)
        for key, slot in (
            (Qt.Key.Key_PageUp, self.picker.go_back),
            (Qt.Key.Key_PageDown, self.picker.go_forward),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.setFocusProxy(self.picker.period_button)

    @property
    def analysis(self) -> FeedbackAnalysis | None:
        """What is shown, once it was read."""
        return self._analysis

    @property
    def period(self) -> Period:
        """The period chosen."""
        return self.picker.period

    def refresh(self) -> None:
        """Read the period anew (F5)."""
        self.picker.set_today(self._today())
        self._words = None
        self._wants_paper = False
        # Words on their way belong to what was shown before.
        if (older := self._tasks.pop("words", None)) is not None:
            older.cancel()
        self.words_page.show_words(None)
        self._read_answers()
        if self.pages.value == WORDS:
            self._read_words()

    def show_page(self, page: str) -> None:
        """Show one of the pages."""
        self.pages.set_value(page)
        self._on_page_chosen(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the title out where period, mark and buttons need the room."""
        super().resizeEvent(event)
        self.title_label.setVisible(event.size().width() >= _ROOM_FOR_TITLE)

    # ---- reading ---------------------------------------------------------------------------

    def _today(self) -> Period:
        context = self._context
        return Period.containing(PeriodKind.DAY, context.now().astimezone(context.zone).date())

    def _read_answers(self) -> None:
        context = self._context
        self._busy_line.start(_("Counting {period}…").format(period=period_words(self.period)))
        self.preview_button.setEnabled(False)
        self._tasks["answers"] = context.runner.read(
            feedback_analysis,
            actor=context.actor,
            project_code=context.project.code,
            period=self.period,
            lang=current_language(),
            now=context.now(),
            owner=self,
            supersedes="answers",
            on_done=self._on_counted,
            on_error=self._on_problem,
            on_progress=self._busy_line.progress,
            on_end=self._on_answers_read,
        )

    def _read_words(self) -> None:
        context = self._context
        self._busy_line.start(
            _("Reading complaints of {period}…").format(period=period_words(self.period))
        )
        self._tasks["words"] = context.runner.read(
            complaint_words,
            actor=context.actor,
            project_code=context.project.code,
            period=self.period,
            owner=self,
            supersedes="words",
            on_done=self._on_words_read,
            on_error=self._on_problem,
            on_progress=self._busy_line.progress,
            on_end=self._busy_line.finish,
        )

    def _on_counted(self, analysis: FeedbackAnalysis) -> None:
        self._analysis = analysis
        for page in (self.overview, self.steps_page, self.times_page, self.said_page):
            page.show_analysis(analysis)
        self.running_pill.setVisible(not analysis.is_complete)
        time = clock_time(analysis.read_at, self._context.zone)
        self.read_label.setText(_("Read at {time}").format(time=time))
        self._show_current()

    def _on_answers_read(self) -> None:
        self._busy_line.finish()
        self.preview_button.setEnabled(self._analysis is not None)
        self.finding_button.setEnabled(self._analysis is not None)

    def _on_words_read(self, words: WordList) -> None:
        self._words = words
        self.words_page.show_words(words)
        if self._wants_paper:
            self._wants_paper = False
            self._make_paper()

    def _on_problem(self, error: Exception) -> None:
        self._wants_paper = False
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    def _on_cancel_clicked(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._wants_paper = False
        self._busy_line.finish()

    # ---- what a person chooses -------------------------------------------------------------

    def _on_period_chosen(self) -> None:
        # What is on the screen belongs to the period chosen, or there is nothing on it.
        self._analysis = None
        self.finding_button.setEnabled(False)
        self.running_pill.setVisible(False)
        self._stack.setCurrentWidget(self._waiting)
        self.refresh()

    def _on_page_chosen(self, page: object) -> None:
        self._show_current()
        if page == WORDS and self._words is None:
            self._read_words()

    def _show_current(self) -> None:
        page = str(self.pages.value)
        if page == WORDS:
            self._stack.setCurrentWidget(self._areas[page])
            return
        if self._analysis is None:
            self._stack.setCurrentWidget(self._waiting)
            return
        if not self._analysis.figures.total.asked:
            self.empty.set_words(
                _("Nobody was asked in this period"),
                _("Answers come from the last step of a reception and from call-backs."),
            )
            self.empty.button.setVisible(self.period != self.picker.latest)
            self._stack.setCurrentWidget(self.empty)
            return
        self._stack.setCurrentWidget(self._areas[page])

    def _on_latest_clicked(self) -> None:
        self.picker.choose(self.picker.latest)

    def _on_month_chosen(self, month: Month) -> None:
        self.picker.choose(Period.of_month(month))

    def _on_word_opened(self, word: WordCount) -> None:
        words = ngettext(
            "“{word}” in {period}: {count} case",
            "“{word}” in {period}: {count} cases",
            word.complaints,
        ).format(word=word.word, period=period_words(self.period), count=word.complaints)
        self.cases_requested.emit(word.cases, words)

    def _on_said_opened(self, said: Said) -> None:
        if said.case_id:
            self.case_requested.emit(said.case_id)
        else:
            self.number_requested.emit(said.words.number)

    def _on_preview_clicked(self) -> None:
        if self._words is not None:
            self._make_paper()
            return
        self._wants_paper = True
        self._read_words()

    def _make_paper(self) -> None:
        if self._analysis is not None and self._words is not None:
            self.paper_ready.emit(feedback_paper(self._context, self._analysis, self._words))

    def _on_finding_clicked(self) -> None:
        if self._analysis is None:
            return
        title = period_words(self.period)
        page = str(self.pages.value)
        scope = {"period": str(self.period)}
        if page == WORDS and self._words is not None and self._words.words:
            said = pgettext("list", ", ").join(
                f"{word.word} {word.complaints}" for word in self._words.words[:_WORDS_IN_FINDING]
            )
            scope["words"] = _("{period}: customers complain about {words}").format(
                period=title, words=said
            )
            self.finding_requested.emit("complaint_words", "new", scope)
            return
        total = self._analysis.figures.total
        scope["words"] = f"{title}: {ratio_label('satisfaction')} {with_counts(total.satisfaction)}"
        self.finding_requested.emit("satisfaction", "satisfaction", scope)

    # ---- building --------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(12)
        self.title_label = label(_("Feedback analysis"), "title", name="feedbackTitle")
        # It must not hinder the narrowing at which it is left out.
        self.title_label.setMinimumWidth(1)
        row.addWidget(self.title_label)
        row.addWidget(self.picker.kinds)
        row.addWidget(self.picker)
        self.running_pill = Pill(_("Still running"), "warning", with_icon=True, name="feedbackRuns")
        self.running_pill.setMinimumWidth(1)
        self.running_pill.setVisible(False)
        row.addWidget(self.running_pill)
        row.addStretch(1)
        self.refresh_button = IconButton("refresh-cw", _("Refresh (F5)"), name="feedbackRefresh")
        self.refresh_button.clicked.connect(self.refresh)
        self.preview_button = primary_button(
            _("Preview PDF"), icon="file-text", name="feedbackPreview"
        )
        self.preview_button.setEnabled(False)
        self.preview_button.clicked.connect(self._on_preview_clicked)
        row.addWidget(self.refresh_button)
        row.addWidget(self.preview_button)
        return row

    def _choice_of_pages(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(12)
        self.pages = ChipGroup(
            [
                Choice(OVERVIEW, _("Overview")),
                Choice(WORDS, _("Complaint words")),
                Choice(SAID, _("What customers wrote")),
                Choice(STEPS, _("By step and staff")),
                Choice(TIMES, _("By time and category")),
            ],
            digits=True,
            accessible_name=_("Part of the analysis"),
            name="feedbackPages",
        )
        self.pages.set_value(OVERVIEW)
        self.pages.chosen.connect(self._on_page_chosen)
        row.addWidget(self.pages, 1)
        self.read_label = label("", "muted", name="feedbackReadAt")
        row.addWidget(self.read_label)
        self.finding_button = quiet_button(
            _("Make this a finding"), icon="lightbulb", name="feedbackFinding"
        )
        self.finding_button.setEnabled(False)
        if not self._context.actor.may(Action.KEEP_IMPROVEMENTS):
            self.finding_button.hide()
        self.finding_button.clicked.connect(self._on_finding_clicked)
        row.addWidget(self.finding_button)
        return row

    def _make_pages(self) -> None:
        self.overview = OverviewPage()
        self.overview.month_chosen.connect(self._on_month_chosen)
        self.words_page = WordsPage()
        self.words_page.word_opened.connect(self._on_word_opened)
        self.said_page = SaidPage(self._context.zone)
        self.said_page.said_opened.connect(self._on_said_opened)
        self.steps_page = StepsPage()
        self.times_page = TimesPage()
        self._areas = {
            key: _scrolling(page, f"{key}Area")
            for key, page in (
                (OVERVIEW, self.overview),
                (WORDS, self.words_page),
                (SAID, self.said_page),
                (STEPS, self.steps_page),
                (TIMES, self.times_page),
            )
        }
        self.empty = EmptyState(
            "", icon="smile", action=_("Go to the present period"), name="emptyFeedback"
        )
        self.empty.action_chosen.connect(self._on_latest_clicked)
        self._waiting = QWidget()
        for widget in (self._waiting, self.empty, *self._areas.values()):
            self._stack.addWidget(widget)


def _scrolling(page: QWidget, name: str) -> QScrollArea:
    """Return a page that scrolls up and down only, its cards ending where the head ends."""
    holder = _Ground()
    holder.setObjectName("scrollGround")
    column = QVBoxLayout(holder)
    column.setContentsMargins(_MARGIN, 4, _MARGIN, _MARGIN)
    column.addWidget(page, 1)
    area = QScrollArea()
    area.setObjectName(name)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(holder)

    def keep_edge(_least: int, most: int) -> None:
        # The scroll bar takes its room from the margin.
        right = _MARGIN - _SCROLL_BAR if most > 0 else _MARGIN
        column.setContentsMargins(_MARGIN, 4, right, _MARGIN)

    area.verticalScrollBar().rangeChanged.connect(keep_edge)
    return area


class _Ground(QWidget):
    """What scrolls up and down only: it takes the width of its place, however narrow."""

    def minimumSizeHint(self) -> QSize:
        """Return the least height; the width follows the place."""
        return QSize(1, super().minimumSizeHint().height())
