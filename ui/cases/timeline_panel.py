"""The timeline of a case: one line an event, by day, the newest at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget

from app import people_time
from app.event_words import event_sentence
from app.i18n import _
from app.labels import event_label
from app.services.case_views import TimelineEntry
from ui.cases.dot import Dot
from ui.cases.event_words import (
    TimelineFilter,
    dot_token,
    filter_words,
    is_shown,
    nothing_words,
)
from ui.cases.wrapped_text import WrappedText
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.wording import label

_TIME, _DOT, _WORD, _SENTENCE, _BY = range(5)


class TimelinePanel(QScrollArea):
    """Shows :class:`TimelineEntry` items; long words break, and the panel scrolls.

    ``filters`` are chips for the page to place: which kinds of entries are shown.
    """

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("timeline")
        self.setAccessibleName(_("What happened"))
        self._zone = zone
        self._entries: tuple[TimelineEntry, ...] = ()
        self._shown: tuple[TimelineEntry, ...] | None = None
        self._now: datetime | None = None
        self.filters = ChipGroup(accessible_name=_("Which entries"), name="timelineFilter")
        self.filters.set_choices(_choices(()))
        self.filters.set_value(TimelineFilter.ALL)
        self.filters.chosen.connect(self._on_filter_chosen)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(64)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_entries(self, entries: tuple[TimelineEntry, ...], now: datetime) -> None:
        """Show the entries; when there are new ones, the newest is brought into view."""
        if entries != self._entries:
            self._entries = entries
            self.filters.set_choices(_choices(entries))
        self._now = now
        self._show()

    def _on_filter_chosen(self) -> None:
        self._show()

    def _show(self) -> None:
        if self._now is None:
            return
        wanted = next(f for f in TimelineFilter if f == self.filters.value)
        entries = tuple(entry for entry in self._entries if is_shown(entry.kind, wanted))
        if entries == self._shown:
            return
        self._shown = entries
        ground = QWidget()
        ground.setObjectName("scrollGround")
        grid = QGridLayout(ground)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(9)
        grid.setColumnStretch(_SENTENCE, 1)
        day = ""
        row = 0
        for number, entry in enumerate(entries):
            local = entry.at.astimezone(self._zone)
            words = people_time.day_words(entry.at, self._zone)
            if words != day:
                day = words
                weekday = people_time.weekday_name(local.weekday())
                heading = label(_("{weekday}, {day}").format(weekday=weekday, day=day), "muted")
                heading.setContentsMargins(0, 6 if row else 0, 0, 0)
                grid.addWidget(heading, row, _TIME, 1, _BY + 1)
                row += 1
            self._add_entry(grid, row, number, entry, self._now)
            row += 1
        if not entries:
            nothing = label(nothing_words(wanted), "muted", wrap=True, name="timelineNothing")
            grid.addWidget(nothing, row, _TIME, 1, _BY + 1)
            row += 1
        grid.setRowStretch(row, 1)
        old = self.takeWidget()
        self.setWidget(ground)
        if old is not None:
            old.deleteLater()
        # The range of the scroll bar is known once the layout has been made.
        QTimer.singleShot(0, self, self._show_newest)

    def _add_entry(
        self, grid: QGridLayout, row: int, number: int, entry: TimelineEntry, now: datetime
    ) -> None:
        exact = people_time.exact(entry.at, self._zone)
        time = label(people_time.clock_time(entry.at, self._zone), "muted")
        time.setToolTip(exact)
        time.setContentsMargins(0, 2, 0, 0)
        word = label(event_label(entry.kind), "label")
        word.setToolTip(exact)
        sentence = WrappedText(event_sentence(entry, now, self._zone), name=f"event{number}")
        by = label(entry.by, "muted")
        by.setContentsMargins(0, 2, 0, 0)
        by.setMaximumWidth(120)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(time, row, _TIME, top)
        grid.addWidget(Dot(dot_token(entry.kind)), row, _DOT, top)
        grid.addWidget(word, row, _WORD, top)
        grid.addWidget(sentence, row, _SENTENCE)
        grid.addWidget(by, row, _BY, top | Qt.AlignmentFlag.AlignRight)

    def _show_newest(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())


def _choices(entries: Sequence[TimelineEntry]) -> list[Choice]:
    """Return a chip for each filter, with how many entries it shows."""
    choices = []
    for wanted in TimelineFilter:
        words = filter_words(wanted)
        count = sum(is_shown(entry.kind, wanted) for entry in entries)
        if count and wanted is not TimelineFilter.ALL:
            words = f"{words} {count}"
        choices.append(Choice(wanted, words))
    return choices
