"""The home screen: greeting, today's figures, what is to be done, and visits that wait."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app import people_time
from app.domain.errors import UserFacingError
from app.i18n import _, ngettext
from app.messages import sentence
from app.services.desk import DeskView, desk_view
from app.services.visits import VisitView, unfinished_visits
from ui.confidentiality.home_reading import ReadingStrip
from ui.context import DeskContext
from ui.desk.brought_panel import BroughtPanel
from ui.desk.figure_row import FigureRow
from ui.desk.keys_panel import KeysPanel
from ui.desk.todo_panel import TodoPanel
from ui.desk.visits_panel import UnfinishedVisitsPanel
from ui.outages.home_outages import HomeOutages
from ui.shell import keys
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.elided_label import ElidedLabel

REFRESH_MS = 60_000
_OLD = timedelta(minutes=1)
_NOON, _EVENING = 12, 18
_RIGHT_WIDTH = 328
_ROOM_FOR_DAY = 1040
_ROOM_FOR_KEYS = 320
_ROOM_FOR_TODO = 250
_GAP = 16
_HEAD_AND_GAPS = 40 + 64 + 2 * _GAP
_STRIP = 44 + _GAP
_TALL_FIGURES, _LOW_FIGURES = 132, 84
_LEAST_BROUGHT, _MOST_BROUGHT = 2, 4


def greeting(now: datetime, name: str) -> str:
    """Return a greeting for the hour of ``now``, which is local time."""
    if now.hour < _NOON:
        words = _("Good morning, {name}")
    elif now.hour < _EVENING:
        words = _("Good afternoon, {name}")
    else:
        words = _("Good evening, {name}")
    return words.format(name=name)


class HomeScreen(QWidget):
    """Reads itself anew every minute while it is seen.

    ``acknowledged`` carries a case brought before the reader that they have seen;
    ``pills_changed`` carries what the top bar warns of, as a list of (words, kind).
    """

    reception_requested = Signal()
    phone_requested = Signal()
    look_up_requested = Signal()
    case_opened = Signal(str)
    visit_resumed = Signal(str)
    all_cases_requested = Signal()
    outages_requested = Signal()
    acknowledged = Signal(str)
    pills_changed = Signal(list)
    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("homeScreen")
        self.setProperty("manualPage", "desk")
        self._context = context
        self._read_at: datetime | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self._on_timer)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(16)
        self.outages = HomeOutages(context, self)
        self.outages.outages_requested.connect(self.outages_requested)
        column.addLayout(self._head())
        column.addWidget(self.outages.strip)
        self.reading = ReadingStrip(context, self)
        self.reading.problem_met.connect(self.problem_met)
        self.reading.changed.connect(self._make_room)
        column.addWidget(self.reading)
        self.figures = FigureRow()
        self.figures.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        column.addWidget(self.figures)
        column.addLayout(self._lower_half(), 1)
        self._show_day()
        self.setFocusProxy(self.start_button)

    def refresh(self) -> None:
        """Read figures, to-do list and unfinished visits anew."""
        context = self._context
        self._show_day()
        self.outages.refresh()
        self.reading.refresh()
        context.runner.read(
            desk_view,
            actor=context.actor,
            project_id=context.project.project_id,
            now=context.now(),
            owner=self,
            supersedes="desk",
            on_done=self._on_desk_read,
            on_error=self._on_problem,
        )
        context.runner.read(
            unfinished_visits,
            project_id=context.project.project_id,
            owner=self,
            supersedes="visits",
            on_done=self._on_visits_read,
            on_error=self._on_problem,
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Read at once, and again every minute."""
        super().showEvent(event)
        self.refresh()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop reading what nobody sees."""
        super().hideEvent(event)
        self._timer.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what is only pleasant to have where the room ends."""
        super().resizeEvent(event)
        self.day_label.setVisible(event.size().width() >= _ROOM_FOR_DAY)
        self.outages.set_room(is_wide=event.size().width() >= _ROOM_FOR_DAY)
        self._make_room()

    def _make_room(self) -> None:
        """Leave the to-do list its room: first the notes of the figures go, then rows above it."""
        room = self.height() - _HEAD_AND_GAPS
        room -= _STRIP * sum(not strip.isHidden() for strip in (self.outages.strip, self.reading))
        waiting = self.brought.rows
        above = self.brought.height_with(min(waiting, _LEAST_BROUGHT)) + _GAP if waiting else 0
        compact = room - _TALL_FIGURES - above < _ROOM_FOR_TODO
        self.figures.set_compact(compact)
        room -= _LOW_FIGURES if compact else _TALL_FIGURES
        self.keys.setVisible(room >= _ROOM_FOR_KEYS)
        shown = [
            rows
            for rows in range(1, _MOST_BROUGHT + 1)
            if room - self.brought.height_with(rows) - _GAP >= _ROOM_FOR_TODO
        ]
        self.brought.show_rows(max(shown, default=1))

    # ---- building --------------------------------------------------------------------------

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        self.greeting_label = ElidedLabel()
        self.greeting_label.setObjectName("greeting")
        self.greeting_label.setProperty("look", "title")
        self.day_label = ElidedLabel()
        self.day_label.setObjectName("dayWords")
        self.day_label.setProperty("look", "muted")
        self.phone_button = secondary_button(
            _("Phone call"), icon="phone", key_hint=keys.key_of(keys.PHONE_CALL), name="phoneButton"
        )
        self.look_up_button = secondary_button(
            _("Look up progress"),
            icon="search",
            key_hint=keys.key_of(keys.LOOK_UP),
            name="lookUpButton",
        )
        self.start_button = primary_button(
            _("Start reception"),
            icon="user-plus",
            key_hint=keys.key_of(keys.NEW_VISIT),
            large=True,
            name="startReceptionButton",
        )
        self.phone_button.clicked.connect(self.phone_requested)
        self.look_up_button.clicked.connect(self.look_up_requested)
        self.start_button.clicked.connect(self.reception_requested)
        row.addWidget(self.greeting_label)
        row.addWidget(self.day_label)
        row.addStretch(1)
        row.addWidget(self.outages.button)
        row.addWidget(self.phone_button)
        row.addWidget(self.look_up_button)
        row.addWidget(self.start_button)
        return row

    def _lower_half(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        self.brought = BroughtPanel(self._context.zone)
        self.brought.case_opened.connect(self.case_opened)
        self.brought.acknowledged.connect(self.acknowledged)
        self.todo = TodoPanel(self._context.zone)
        self.todo.case_opened.connect(self.case_opened)
        self.todo.all_cases_requested.connect(self.all_cases_requested)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self.brought)
        left.addWidget(self.todo, 1)
        right = QWidget()
        right.setFixedWidth(_RIGHT_WIDTH)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        self.visits = UnfinishedVisitsPanel(self._context.zone)
        self.visits.visit_resumed.connect(self.visit_resumed)
        column.addWidget(self.visits, 1)
        self.keys = KeysPanel()
        column.addWidget(self.keys)
        row.addLayout(left, 1)
        row.addWidget(right)
        return row

    # ---- showing ---------------------------------------------------------------------------

    def _show_day(self) -> None:
        local = self._context.now().astimezone(self._context.zone)
        self.greeting_label.setText(greeting(local, self._context.actor.name))
        day = people_time.day_words(local, self._context.zone)
        weekday = people_time.weekday_name(local.weekday())
        self.day_label.setText(_("{weekday}, {day}").format(weekday=weekday, day=day))

    def _show_age(self) -> None:
        """Say when the lists were read once they are over a minute old."""
        if self._read_at is None or self._context.now() - self._read_at <= _OLD:
            return
        time = people_time.clock_time(self._read_at, self._context.zone)
        self.todo.set_note(_("read at {time}").format(time=time))

    def _on_timer(self) -> None:
        self._show_age()
        self.refresh()

    def _on_desk_read(self, view: DeskView) -> None:
        self._read_at = view.read_at
        self.figures.show_view(view)
        self.brought.show_brought(view.brought, view.read_at)
        self._make_room()
        self.todo.show_view(view)
        hidden = view.figures.to_answer - len(view.to_do)
        note = _("and {count} more, due later").format(count=hidden) if hidden > 0 else ""
        self.todo.set_note(note)
        self.pills_changed.emit(_pills(view))

    def _on_visits_read(self, visits: tuple[VisitView, ...]) -> None:
        self.visits.show_visits(visits, self._context.now())

    def _on_problem(self, error: Exception) -> None:
        self._show_age()
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))


def _pills(view: DeskView) -> list[tuple[str, str]]:
    """Return the warnings of the top bar, none while all is well."""
    soon, overdue = view.figures.due_soon, view.figures.overdue
    pills = []
    if soon:
        words = ngettext("{count} due soon", "{count} due soon", soon).format(count=soon)
        pills.append((words, "warning"))
    if overdue:
        words = ngettext("{count} overdue", "{count} overdue", overdue).format(count=overdue)
        pills.append((words, "danger"))
    return pills
