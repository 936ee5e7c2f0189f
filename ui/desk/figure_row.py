"""The five figures of the day and the month."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import people_time
from app.i18n import _, ngettext
from app.services.desk import DeskFigures, DeskView
from ui.widgets.figure_card import FigureCard

_MINUS = "\N{MINUS SIGN}"


class FigureRow(QWidget):
    """Five cards side by side; a figure that cannot exist yet is a dash."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figureRow")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        self.visits = FigureCard(_("Visits today"), name="figureVisits")
        self.complaints = FigureCard(_("Complaints today"), name="figureComplaints")
        self.to_answer = FigureCard(_("To answer"), name="figureToAnswer")
        self.overdue = FigureCard(_("Overdue"), name="figureOverdue")
        self.satisfaction = FigureCard(_("Satisfied this month"), name="figureSatisfaction")
        self._cards = (
            self.visits,
            self.complaints,
            self.to_answer,
            self.overdue,
            self.satisfaction,
        )
        for card in self._cards:
            row.addWidget(card, 1)

    def set_compact(self, compact: bool) -> None:
        """Leave the notes beneath the figures to the tooltips."""
        for card in self._cards:
            card.set_compact(compact)

    def show_view(self, view: DeskView) -> None:
        """Show a new reading."""
        self._show_visits(view.figures)
        self._show_complaints(view.figures)
        self._show_waiting(view)
        self._show_satisfaction(view.figures)

    def _show_visits(self, figures: DeskFigures) -> None:
        average = figures.average_visit
        note = _("none finished yet") if figures.visits_today else _("nobody received yet")
        if average is not None:
            note = _("{duration} on average").format(duration=people_time.duration(average))
        self.visits.show_figure(str(figures.visits_today), note)

    def _show_complaints(self, figures: DeskFigures) -> None:
        difference = figures.complaints_today - figures.complaints_week_before
        if difference == 0:
            note, kind = _("as on this day last week"), "neutral"
        else:
            signed = f"+{difference}" if difference > 0 else f"{_MINUS}{-difference}"
            note = _("{difference} on last week").format(difference=signed)
            kind = "warning" if difference > 0 else "good"
        tooltip = _("By this time on the same weekday last week: {count}").format(
            count=figures.complaints_week_before
        )
        self.complaints.show_figure(str(figures.complaints_today), note, kind, tooltip)

    def _show_waiting(self, view: DeskView) -> None:
        soon = view.figures.due_soon
        if soon:
            note = ngettext("{count} within the hour", "{count} within the hour", soon).format(
                count=soon
            )
            self.to_answer.show_figure(str(view.figures.to_answer), note, "warning")
        else:
            note = _("none within the hour")
            kind = "neutral" if view.figures.overdue else "good"
            self.to_answer.show_figure(str(view.figures.to_answer), note, kind)
        if not view.figures.overdue:
            self.overdue.show_figure("0", _("all in time"), "good")
            return
        note = _("longest {duration}").format(duration=_longest(view, view.read_at))
        self.overdue.show_figure(str(view.figures.overdue), note, "danger")

    def _show_satisfaction(self, figures: DeskFigures) -> None:
        ratio = figures.satisfaction
        if ratio.share is None:
            self.satisfaction.show_figure(None, _("no ratings yet"))
            return
        note = _("{n} of {d} ratings").format(n=ratio.n, d=ratio.d)
        self.satisfaction.show_figure(f"{ratio.share:.1%}", note)


def _longest(view: DeskView, now: datetime) -> str:
    """Return how long the first line of the to-do list, the most urgent one, is overdue."""
    due_at = view.to_do[0].due_at if view.to_do else None
    return people_time.duration(now - (due_at or now))
