"""Every figure of two periods side by side, with the difference and the target."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QWidget

from app.domain.period_summary import RATIO_NAMES, PeriodFigures, PeriodSummary
from app.figure_words import period_words
from app.i18n import _, pgettext
from app.labels import ratio_label
from ui.reports.figure_cards import Compared
from ui.reports.figure_words import (
    DASH,
    is_met,
    signed_count,
    signed_hours,
    signed_points,
    with_counts,
)
from ui.widgets.card import Card
from ui.widgets.table import DeskTable

_ROW = 32


@dataclass(frozen=True)
class _Line:
    name: str
    now: str
    before: str = DASH
    difference: str = DASH
    target: str = ""


class SideBySideCard(Card):
    """A table of all figures; without a period to compare with, of this one alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("All figures"), parent=parent)
        self.setObjectName("sideBySide")
        self.model = QStandardItemModel(0, 5, self)
        self.table = DeskTable(accessible_name=self.title_label.text(), name="figureTable")
        self.table.setModel(self.model)
        self.table.verticalHeader().setDefaultSectionSize(_ROW)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        head = self.table.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.add(self.table)

    def show_summary(self, summary: PeriodSummary, compared: Compared | None) -> None:
        """Show a period beside the one that it is compared with."""
        before = compared.figures if compared else None
        title = compared.title if compared and before is not None else DASH
        self.model.setHorizontalHeaderLabels(
            [
                _("Figure"),
                period_words(summary.period),
                title,
                _("Difference"),
                _("Target"),
            ]
        )
        lines = _lines(summary, before)
        self.model.setRowCount(0)
        for line in lines:
            cells = (line.name, line.now, line.before, line.difference, line.target)
            self.model.appendRow([QStandardItem(text) for text in cells])
        height = self.table.horizontalHeader().sizeHint().height() + _ROW * len(lines) + 4
        self.table.setFixedHeight(height)


def _lines(summary: PeriodSummary, before: PeriodFigures | None) -> list[_Line]:
    now = summary.figures
    flow, then = now.flow, before.flow if before else None
    lines = []
    for name, attribute in (
        (f"{_('Brought forward')} B", "brought_forward"),
        (f"{_('New complaints')} N", "new"),
        (f"{_('Reopened')} R", "reopened"),
        (f"{_('To handle')} D", "to_handle"),
        (f"{_('Done')} C", "done"),
        (f"{_('Carried over')} E", "carried_over"),
    ):
        lines.append(_count(name, getattr(flow, attribute), getattr(then, attribute, None)))
    late, was_late = now.overdue_open, before.overdue_open if before else None
    lines.append(_count(_("Overdue and open"), late.total, was_late.total if was_late else None))
    lines.append(
        _count(
            _("Of these over 30 days old"),
            late.over_a_month,
            was_late.over_a_month if was_late else None,
        )
    )
    lines += [_ratio(name, summary, before) for name in RATIO_NAMES]
    lines += _hours(now, before)
    lines.append(_per_thousand(now, before))
    return lines


def _count(name: str, now: int, before: int | None) -> _Line:
    if before is None:
        return _Line(name, str(now))
    return _Line(name, str(now), str(before), signed_count(now - before))


def _ratio(name: str, summary: PeriodSummary, before: PeriodFigures | None) -> _Line:
    ratio = summary.figures.ratios.get(name)
    was = before.ratios.get(name) if before else None
    target = summary.targets.get(name)
    words = ""
    if target is not None:
        verdict = {None: "", True: f" · {_('met')}", False: f" · {_('missed')}"}
        words = f"{target:.0%}{verdict[is_met(ratio, target)]}"
    difference = signed_points(ratio, was) if before else DASH
    return _Line(ratio_label(name), with_counts(ratio), with_counts(was), difference, words)


def _hours(now: PeriodFigures, before: PeriodFigures | None) -> list[_Line]:
    lines = []
    for name, attribute in (
        (_("Handling time, median"), "median"),
        (_("Handling time, 90th percentile"), "p90"),
    ):
        hours = getattr(now.handling_hours, attribute, None)
        was = getattr(before.handling_hours, attribute, None) if before else None
        difference = DASH if hours is None or was is None else signed_hours(hours - was)
        lines.append(_Line(name, _in_hours(hours), _in_hours(was), difference))
    return lines


def _in_hours(hours: float | None) -> str:
    if hours is None:
        return DASH
    return pgettext("business hours", "{hours} h").format(hours=f"{hours:.1f}")


def _per_thousand(now: PeriodFigures, before: PeriodFigures | None) -> _Line:
    name = _("Per 1,000 households")
    value, was = now.per_thousand, before.per_thousand if before else None
    if value is None:
        return _Line(name, DASH)
    shown = f"{value:.1f} · {now.flow.new}/{now.households}"
    if was is None or before is None:
        return _Line(name, shown)
    earlier = f"{was:.1f} · {before.flow.new}/{before.households}"
    return _Line(name, shown, earlier, signed_hours(value - was))
