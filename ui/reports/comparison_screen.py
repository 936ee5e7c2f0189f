"""The same figures of every project side by side (clause 4.3-4)."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.comparison_words import figure_label, pooling_words, ranking_words
from app.domain.errors import UserFacingError
from app.domain.periods import Period, PeriodKind
from app.domain.project_comparison import BETTER_LOW, RANKED, ProjectComparison, ranks
from app.figure_words import DASH, period_words
from app.i18n import _, current_language
from app.messages import sentence
from app.people_time import exact
from app.services.project_comparison import compare_projects
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen
from ui.reports.comparison_model import (
    CARRIED,
    COLUMNS,
    NEW,
    OVERDUE,
    PER_THOUSAND,
    SHARES,
    ComparisonModel,
    column_title,
    value_of,
)
from ui.reports.export_figures import FigureExport, file_name_of
from ui.reports.figure_words import with_counts
from ui.reports.period_picker import PeriodPicker
from ui.widgets.bar_chart import Bar, BarChart
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import IconButton, primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.pill import Pill
from ui.widgets.table import DeskTable
from ui.widgets.wording import label

_HEAD_HEIGHT = 60
_ROW_HEIGHT = 56
_COUNT_WIDTH, _SHARE_WIDTH, _LEAST_NAME = 96, 118, 150
_MOST_ROWS_SHOWN = 8
_IN_BARS = (NEW, CARRIED, OVERDUE, *SHARES, *sorted(RANKED - set(SHARES)))


class ComparisonScreen(QWidget):
    """A table of the projects, and one figure of them as bars.

    ``back_requested()``; ``project_opened(code, Period)`` when a project was chosen;
    ``paper_requested(PaperScreen)``; ``said(str)`` and ``problem_met(str)`` carry sentences.
    """

    back_requested = Signal()
    project_opened = Signal(str, object)
    paper_requested = Signal(object)
    said = Signal(str)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("comparisonScreen")
        self.setProperty("manualPage", "reports")
        self._context = context
        self._comparison: ProjectComparison | None = None
        today = self._today()
        self.picker = PeriodPicker(Period.of_month(today.month), today)
        self.export = FigureExport(context, self)
        self.export.said.connect(self.said)
        self.export.problem_met.connect(self.problem_met)
        self._build()
        self.picker.period_chosen.connect(self._on_period_chosen)
        self.back.clicked.connect(self.back_requested)
        self.preview_button.clicked.connect(self._on_preview_clicked)
        self.export_button.clicked.connect(self._on_export_clicked)
        self.table.row_activated.connect(self._on_row_activated)
        self.figure_box.currentIndexChanged.connect(self._show_bars)
        self.bars.bar_activated.connect(self._open)
        for key, slot in (
            (Qt.Key.Key_PageUp, self.picker.go_back),
            (Qt.Key.Key_PageDown, self.picker.go_forward),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self.setFocusProxy(self.table)

    @property
    def comparison(self) -> ProjectComparison | None:
        """What is shown, once it was read."""
        return self._comparison

    def begin(self, period: Period) -> None:
        """Show a period."""
        self.picker.set_today(self._today())
        if period == self.picker.period:
            self.refresh()
        else:
            self.picker.choose(period)

    def refresh(self) -> None:
        """Read the figures anew (F5)."""
        context = self._context
        self.picker.set_today(self._today())
        self._enable(known=False)
        words = period_words(self.picker.period)
        self._busy_line.start(_("Counting {month}…").format(month=words))
        context.runner.read(
            compare_projects,
            actor=context.actor,
            period=self.picker.period,
            lang=current_language(),
            now=context.now(),
            owner=self,
            supersedes="comparison",
            on_done=self._on_compared,
            on_error=self._on_problem,
            on_end=self._on_read,
        )

    # ---- events ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back."""
        if event.key() == Qt.Key.Key_Escape:
            self.back_requested.emit()
            return
        super().keyPressEvent(event)

    def _today(self) -> Period:
        today = self._context.now().astimezone(self._context.zone).date()
        return Period(PeriodKind.DAY, today)

    def _on_period_chosen(self) -> None:
        # What is on the screen belongs to the period chosen, or there is nothing on it.
        self._comparison = None
        self.running_pill.setVisible(False)
        self._area.setVisible(False)
        self.refresh()

    def _on_read(self) -> None:
        self._busy_line.finish()
        self._enable(known=self._comparison is not None)

    def _on_compared(self, comparison: ProjectComparison) -> None:
        self._comparison = comparison
        self._model.show_comparison(comparison)
        rows = min(self._model.rowCount(), _MOST_ROWS_SHOWN)
        self.table.setFixedHeight(_HEAD_HEIGHT + rows * _ROW_HEIGHT + 4)
        self.running_pill.setVisible(not comparison.is_complete)
        until = exact(comparison.until, self._context.zone)
        words = _("Not over, counted to {time}").format(time=until[5:])
        self.running_pill.show_as(words, "warning")
        self._show_bars()
        self._area.setVisible(True)
        self._enable(known=True)

    def _show_bars(self) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        figure = str(self.figure_box.currentData())
        places = ranks(comparison, figure)
        ordered = []
        for project in comparison.projects:
            value = value_of(project.figures, figure)
            shown = self._shown(project.figures, figure, value)
            if project.code in places:
                place = _("place {place}").format(place=places[project.code])
                shown = f"{shown} · {place}"
            bar = Bar(project.code, project.name, value or 0.0, shown)
            size = value or 0.0
            order = places.get(project.code, 1_000), size if figure in BETTER_LOW else -size
            ordered.append((order, bar))
        ordered.sort(key=lambda pair: pair[0])
        self.bars.set_bars([bar for _order, bar in ordered])
        why = _why_no_places(comparison) if figure in RANKED and not places else ""
        self.no_places.setText(why)
        self.no_places.setVisible(bool(why))

    @staticmethod
    def _shown(figures: object, figure: str, value: float | None) -> str:
        if value is None:
            return DASH
        ratio = getattr(figures, "ratios", {}).get(figure)
        if ratio is not None:
            return with_counts(ratio)
        return f"{value:.1f}" if figure == "per_thousand" else f"{value:.0f}"

    def _on_row_activated(self, index: QModelIndex) -> None:
        row = self._model.row(index.row())
        if row is not None and row.code:
            self._open(row.code)

    def _open(self, code: object) -> None:
        self.project_opened.emit(str(code), self.picker.period)

    def _on_preview_clicked(self) -> None:
        if self._comparison is not None:
            self.paper_requested.emit(comparison_paper(self._context, self._comparison))

    def _on_export_clicked(self) -> None:
        if self._comparison is not None:
            self.export.ask_comparison(self._comparison, self)

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
            self.empty.set_words(_("Nothing to compare"), sentence(error))
        self.empty.setVisible(self._comparison is None)

    def _enable(self, *, known: bool) -> None:
        self.preview_button.setEnabled(known)
        self.export_button.setEnabled(known)
        if known:
            self.empty.setVisible(False)

    # ---- building --------------------------------------------------------------------------

    def _build(self) -> None:
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
        self.empty = EmptyState("", icon="chart-column", name="comparisonEmpty")
        self.empty.setVisible(False)
        column.addWidget(self.empty)
        self._area = self._page()
        self._area.setVisible(False)
        column.addWidget(self._area, 1)
        column.addStretch(0)

    def _head(self) -> QVBoxLayout:
        head = QVBoxLayout()
        head.setContentsMargins(24, 0, 24, 0)
        head.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(12)
        self.back = IconButton("arrow-left", _("Back (Esc)"), name="comparisonBack")
        row.addWidget(self.back)
        title = label(_("Comparison of projects"), "title", name="comparisonTitle")
        title.setMinimumWidth(1)
        row.addWidget(title)
        self.running_pill = Pill("", "warning", with_icon=True, name="comparisonRunning")
        self.running_pill.setMinimumWidth(1)
        self.running_pill.setVisible(False)
        row.addWidget(self.running_pill)
        row.addStretch(1)
        self.export_button = secondary_button(
            _("Export Excel"), icon="download", name="comparisonExport"
        )
        self.preview_button = primary_button(
            _("Preview PDF"), icon="file-text", name="comparisonPreview"
        )
        row.addWidget(self.export_button)
        row.addWidget(self.preview_button)
        second = QHBoxLayout()
        second.setSpacing(12)
        second.addWidget(self.picker.kinds)
        second.addWidget(self.picker)
        second.addStretch(1)
        head.addLayout(row)
        head.addLayout(second)
        return head

    def _page(self) -> QScrollArea:
        holder = _Ground()
        holder.setObjectName("scrollGround")
        column = QVBoxLayout(holder)
        column.setContentsMargins(24, 4, 24, 24)
        column.setSpacing(12)
        column.addWidget(self._table_card())
        column.addWidget(self._bars_card())
        column.addStretch(1)
        area = QScrollArea()
        area.setObjectName("comparisonArea")
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        return area

    def _table_card(self) -> Card:
        card = Card()
        self.table = _ProjectTable()
        self._model = ComparisonModel(self.table)
        self.table.setModel(self._model)
        self.table.lay_out()
        card.add(self.table)
        card.add(label(pooling_words(), "muted", wrap=True))
        return card

    def _bars_card(self) -> Card:
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(label(_("Projects by"), "heading"))
        self.figure_box = QComboBox()
        self.figure_box.setObjectName("comparisonFigure")
        self.figure_box.setAccessibleName(_("Figure shown as bars"))
        self.figure_box.setFixedWidth(300)
        for figure in _IN_BARS:
            self.figure_box.addItem(_figure_title(figure), figure)
        self.figure_box.setCurrentIndex(self.figure_box.findData("completion"))
        row.addWidget(self.figure_box)
        self.no_places = label("", "muted", name="comparisonNoPlaces")
        self.no_places.setMinimumWidth(1)
        row.addWidget(self.no_places, 1)
        row.addStretch(0)
        card.add(row)
        self.bars = BarChart(_("Projects by one figure"), name="comparisonBars")
        card.add(self.bars)
        card.add(label(ranking_words(), "muted", wrap=True))
        return card


def _why_no_places(comparison: ProjectComparison) -> str:
    if comparison.is_complete:
        return _("There are no places: too few were counted.")
    return _("There are no places yet: the period is not over.")


def _figure_title(figure: str) -> str:
    return column_title(figure) if figure in COLUMNS else figure_label(figure)


def comparison_paper(context: DeskContext, comparison: ProjectComparison) -> PaperScreen:
    """Return the screen that makes and shows the paper of a comparison."""
    lang = current_language()

    def make(path: Path) -> None:
        # Brings reportlab with it, which nobody needs before the first paper.
        from app.reports import comparison_paper as paper  # noqa: PLC0415

        paper.render(comparison, path, lang)

    title = f"{_('Comparison of projects')} · {period_words(comparison.period)}"
    return PaperScreen(context, title, make, file_name_of(comparison, ".pdf"))


class _ProjectTable(DeskTable):
    """Columns of fixed width with cells and heads on two lines, and the rest for the names."""

    def __init__(self) -> None:
        super().__init__(accessible_name=_("Projects"), open_on_click=True, name="comparisonTable")

    def lay_out(self) -> None:
        """Give every column its width, and let a click on a head sort."""
        head = self.horizontalHeader()
        head.setFixedHeight(_HEAD_HEIGHT)
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        head.setStretchLastSection(False)
        for number, column in enumerate(COLUMNS):
            if number:
                head.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
                self.setColumnWidth(number, _width_of(column))
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        head.setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave columns out where the names would find no room; the sheet has them all."""
        super().resizeEvent(event)
        room = event.size().width() - _LEAST_NAME
        shown = 0
        order = [1, 3, *(COLUMNS.index(name) for name in SHARES), 2, len(COLUMNS) - 1]
        for number in order:
            width = _width_of(COLUMNS[number])
            fits = shown + width <= room
            self.setColumnHidden(number, not fits)
            shown += width if fits else 0


def _width_of(column: str) -> int:
    return _SHARE_WIDTH if column in SHARES or column == PER_THOUSAND else _COUNT_WIDTH


class _Ground(QWidget):
    """What scrolls up and down only: it takes the width of its place, however narrow."""

    def minimumSizeHint(self) -> QSize:
        """Return the least height; the width follows the place."""
        return QSize(1, super().minimumSizeHint().height())
