"""The calendar of the project: holidays and make-up working days of each year, office hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from app.calendar_words import (
    date_words,
    day_kind_label,
    day_kind_mark,
    moved_words,
    year_state_label,
)
from app.domain.calendars import DayException, DayKind
from app.domain.clock_policy import Week, YearState
from app.domain.errors import FieldError
from app.domain.permissions import Action
from app.i18n import _, ngettext
from app.services import calendars
from app.services.calendars import CalendarYear, Days
from ui.context import DeskContext
from ui.settings.day_dialog import DayDialog
from ui.settings.import_days_dialog import DaysPreview, ImportDaysDialog, preview_days, read_days
from ui.settings.office_hours_card import OfficeHoursCard
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.settings.year_view import YearView
from ui.widgets.buttons import IconButton, secondary_button
from ui.widgets.card import Card
from ui.widgets.pill import Pill
from ui.widgets.table import ROW_HEIGHT, DeskTable
from ui.widgets.wording import label

_FIRST_YEAR, _YEARS_AHEAD = 2024, 5
_STATE_KINDS = {
    YearState.UNKNOWN: "warning",
    YearState.STATUTORY: "warning",
    YearState.OFFICIAL: "good",
    YearState.EDITED: "good",
}


class CalendarSection(SettingsSection):
    """Everybody reads it; roles that may change settings click a day, import a year, set hours."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(
            _("Calendar"),
            _(
                "On which days and hours {project} works. Due times in office hours go by it."
            ).format(project=context.project.name),
            parent,
        )
        self._context = context
        self._may = may(context.actor, Action.CHANGE_POLICY)
        self._shown: CalendarYear | None = None
        self._groups: list[tuple[date, date, DayException]] = []
        self._today = context.now().astimezone(context.zone).date()
        self.year = self._today.year
        self.refusal_notice = Notice(refusal(Action.CHANGE_POLICY), "info", name="calendarRefusal")
        self.refusal_notice.setVisible(not self._may)
        self.column.addWidget(self.refusal_notice)
        self._add_year_card()
        self.hours = OfficeHoursCard()
        self.column.addWidget(self.hours)
        self._add_list_card()
        self.column.addStretch(1)
        self.hours.save_requested.connect(self._on_hours_decided)
        self._show_head()

    # ---- building --------------------------------------------------------------------------

    def _add_year_card(self) -> None:
        card = Card()
        card.setAccessibleName(_("Year"))
        head = QHBoxLayout()
        head.setSpacing(8)
        self.before_button = IconButton("chevron-left", _("Year before"), name="yearBefore")
        self.year_label = label("", "subtitle", name="calendarYear")
        self.after_button = IconButton("chevron-right", _("Year after"), name="yearAfter")
        self.state_pill = Pill("", with_icon=True, name="yearState")
        self.import_button = secondary_button(_("Import…"), icon="folder-open", name="importDays")
        self.complete_button = secondary_button(
            _("Mark as complete"), icon="check", name="completeYear"
        )
        for part in (self.before_button, self.year_label, self.after_button, self.state_pill):
            head.addWidget(part)
        head.addStretch(1)
        head.addWidget(self.import_button)
        if not self._may:
            self.import_button.hide()
        card.add(head)
        notice_row = QHBoxLayout()
        notice_row.setSpacing(12)
        self.notice = Notice("", name="yearNotice")
        self.notice_button = secondary_button(_("Take it over"), icon="download", name="takeNotice")
        notice_row.addWidget(self.notice, 1)
        notice_row.addWidget(self.notice_button)
        notice_row.addWidget(self.complete_button)
        card.add(notice_row)
        self.view = YearView("yearView")
        card.add(self.view)
        legend = QHBoxLayout()
        legend.setSpacing(12)
        for kind, look in ((DayKind.HOLIDAY, "danger"), (DayKind.WORKDAY, "primary")):
            legend.addWidget(Pill(f"{day_kind_mark(kind)} · {day_kind_label(kind)}", look))
        hint = (
            _("Click a day to change it. Arrow keys walk, Enter opens.")
            if self._may
            else _("Arrow keys walk through the days.")
        )
        legend.addWidget(label(hint, "muted", wrap=True), 1)
        card.add(legend)
        self.column.addWidget(card)
        self.before_button.clicked.connect(lambda: self.show_year(self.year - 1))
        self.after_button.clicked.connect(lambda: self.show_year(self.year + 1))
        self.import_button.clicked.connect(self._on_import_clicked)
        self.complete_button.clicked.connect(self._on_complete_clicked)
        self.notice_button.clicked.connect(self._on_notice_clicked)
        self.view.day_activated.connect(self._on_day_activated)

    def _add_list_card(self) -> None:
        card = self.add_card(_("Days that differ from the week"))
        self.list = DeskTable(accessible_name=_("Days that differ from the week"), name="yearDays")
        self._model = QStandardItemModel(0, 4, self)
        self._model.setHorizontalHeaderLabels([_("Day"), _("Kind"), _("Name"), _("Days")])
        self.list.setModel(self._model)
        self.list.stretch_column(0)
        self.list.row_activated.connect(self._on_row_activated)
        card.add(self.list)

    # ---- showing ---------------------------------------------------------------------------

    def show_year(self, year: int) -> None:
        """Read and show another year."""
        self.year = year
        self._show_head()
        self.refresh()

    def refresh(self) -> None:
        """Read the year; office hours that are being typed stay."""
        self._context.runner.read(
            calendars.calendar_year,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            year=self.year,
            owner=self,
            supersedes="year",
            on_done=self._show,
            on_error=self._on_problem,
        )

    def _show_head(self) -> None:
        self.year_label.setText(str(self.year))
        self.before_button.setEnabled(self.year > _FIRST_YEAR)
        self.after_button.setEnabled(self.year < self._today.year + _YEARS_AHEAD)
        known = self._shown is not None and self._shown.year == self.year
        state = self._shown.state if self._shown is not None and known else YearState.OFFICIAL
        self.state_pill.setVisible(known)
        self.state_pill.show_as(year_state_label(state), _STATE_KINDS[state])
        self.complete_button.setVisible(self._may and known and not state.complete)
        self.notice.setVisible(known and not state.complete)
        offered = self._shown is not None and self._shown.notice_is_here
        self.notice_button.setVisible(self._may and known and offered)
        self.notice.words.setText(_notice_words(self.year, state, offered=known and offered))

    def _show(self, year: CalendarYear) -> None:
        self._shown = year
        self._show_head()
        self.view.show_year(year.year, year.days, year.week, self._today)
        self.hours.show_week(year.week, editable=self._may)
        self._groups = _grouped(year.days)
        self._model.removeRows(0, self._model.rowCount())
        for first, last, exception in self._groups:
            count = (last - first).days + 1
            words = (
                date_words(first)
                if first == last
                else _("{first} to {last}").format(first=date_words(first), last=date_words(last)),
                day_kind_label(exception.kind),
                exception.name or "—",
                ngettext("{count} day", "{count} days", count).format(count=count),
            )
            self._model.appendRow([QStandardItem(text) for text in words])
        for column in range(1, self._model.columnCount()):
            self.list.resizeColumnToContents(column)
        head = self.list.horizontalHeader().sizeHint().height()
        self.list.setFixedHeight(head + max(len(self._groups), 1) * ROW_HEIGHT + 6)

    # ---- changing --------------------------------------------------------------------------

    def _write(self, service: Callable[..., Any], said: str, **arguments: Any) -> None:
        """Change the calendar, read it anew, and say what followed."""

        def changed(moved: int | None) -> None:
            self.refresh()
            self.done.emit(said if moved is None else said + " " + moved_words(moved))

        self._context.runner.write(
            service,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            now=self._context.now(),
            **arguments,
            owner=self,
            on_done=changed,
            on_error=self._on_refused,
        )

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, FieldError):
            self.hours.show_error(error)
        else:
            self._on_problem(error)

    def _on_day_activated(self, day: date) -> None:
        if not self._may or self._shown is None:
            return
        dialog = DayDialog(day, self._shown.days.get(day), self)
        dialog.day_decided.connect(self._on_day_decided)
        dialog.finished.connect(lambda _result: self.view.setFocus())
        dialog.open()

    def _on_day_decided(self, day: date, exception: DayException | None) -> None:
        self._write(
            calendars.change_day,
            _("{day} is changed.").format(day=date_words(day)),
            day=day,
            exception=exception,
        )

    def _on_row_activated(self, index: QModelIndex) -> None:
        self.view.go_to(self._groups[index.row()][0])
        self.view.setFocus()

    def _on_complete_clicked(self) -> None:
        words = _("The calendar of {year} counts as complete now.").format(year=self.year)
        self._write(calendars.complete_year, words, year=self.year)

    def _on_hours_decided(self, week: Week) -> None:
        self._write(calendars.change_week, _("The office hours are saved."), week=week)

    def _on_notice_clicked(self) -> None:
        words = _("The official calendar of {year} is taken over.").format(year=self.year)
        self._write(calendars.take_notice, words, year=self.year)

    # ---- import ----------------------------------------------------------------------------

    def _on_import_clicked(self) -> None:
        dialog = QFileDialog(self, _("Import days"))
        dialog.setObjectName("importDaysFile")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([_("Tables (*.csv *.txt)"), _("All files (*)")])
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.import_from(Path(name)))
        dialog.open()

    def import_from(self, path: Path) -> None:
        """Read a file of days, and show what it would change."""
        self._context.runner.run(
            read_days,
            path,
            owner=self,
            supersedes="import",
            on_done=self._preview,
            on_error=self._on_problem,
        )

    def _preview(self, days: Days) -> None:
        self._context.runner.read(
            preview_days,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            days=days,
            owner=self,
            supersedes="preview",
            on_done=self._show_preview,
            on_error=self._on_problem,
        )

    def _show_preview(self, preview: DaysPreview) -> None:
        dialog = ImportDaysDialog(preview, self)
        dialog.taken.connect(lambda whole: self._on_days_taken(preview.days, whole_years=whole))
        dialog.finished.connect(lambda _result: self.import_button.setFocus())
        dialog.open()

    def _on_days_taken(self, days: Days, *, whole_years: bool) -> None:
        self.year = next(iter(days)).year
        self._show_head()
        words = _("The days are taken over.")
        self._write(calendars.take_days, words, days=days, whole_years=whole_years)


def _notice_words(year: int, state: YearState, *, offered: bool) -> str:
    if offered:
        return _(
            "This version of the program brings the official calendar of {year}, with the make-up "
            "working days. It takes the place of the days of that year."
        ).format(year=year)
    if state is YearState.UNKNOWN:
        return _(
            "Nothing is known of {year} yet: Monday to Friday count as working days. Import the "
            "year, or click the days."
        ).format(year=year)
    return _(
        "For {year} only the statutory days are known; the notice of make-up working days is not "
        "in yet. When it is out, import it or click the days, then mark the year as complete."
    ).format(year=year)


def _grouped(days: Days) -> list[tuple[date, date, DayException]]:
    """Return runs of days of one kind and name, each with its first and last day."""
    groups: list[tuple[date, date, DayException]] = []
    ordered = sorted(days)
    follows = dict(pairwise(ordered))
    begun = None
    for day in ordered:
        begun = begun or day
        after = follows.get(day)
        goes_on = after is not None and (after - day).days == 1 and days[after] == days[day]
        if not goes_on:
            groups.append((begun, day, days[day]))
            begun = None
    return groups
