"""The month's six figures side by side, and beneath them the flow that they must add up to."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from app.domain.period_summary import Flow, PeriodSummary
from app.i18n import _, ngettext, pgettext
from app.labels import ratio_label
from ui.icons import set_icon
from ui.reports.figure_words import (
    MINUS,
    change_in_new,
    counts,
    percent,
    signed_percent,
    with_counts,
)
from ui.widgets.figure_card import FigureCard
from ui.widgets.wording import label, restyle

# Six cards look crowded in less than this; a narrower place gets two rows of three.
_ROOM_FOR_SIX = 1100
_GAP = 12


class FigureCards(QWidget):
    """B, N, R, C, E and satisfaction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figureCards")
        self.brought_forward = FigureCard(f"{_('Brought forward')} B", name="figureB")
        self.new = FigureCard(f"{_('New this month')} N", name="figureN")
        self.reopened = FigureCard(f"{_('Reopened')} R", name="figureR")
        self.done = FigureCard(f"{_('Done')} C", name="figureC")
        self.carried_over = FigureCard(f"{_('Carried over')} E", name="figureE")
        self.satisfaction = FigureCard(ratio_label("satisfaction"), name="figureSatisfaction")
        self._cards = (
            self.brought_forward,
            self.new,
            self.reopened,
            self.done,
            self.carried_over,
            self.satisfaction,
        )
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self._columns = 0
        for card in self._cards:
            # A long note in a pill must not widen the page.
            card.setMinimumWidth(1)
        self._arrange(6)

    def show_summary(self, summary: PeriodSummary) -> None:
        """Show a month."""
        figures = summary.figures
        flow, ratios = figures.flow, figures.ratios
        before = summary.previous.flow if summary.previous else None
        self.brought_forward.show_figure(
            str(flow.brought_forward),
            _("open on the 1st"),
            tooltip=_("Cases open at the beginning of the month"),
        )
        self._show_new(summary)
        self.reopened.show_figure(
            str(flow.reopened),
            pgettext("reopening", "Rate {figure}").format(figure=with_counts(ratios["reopening"])),
            tooltip=_("Reopened against closed in the month"),
        )
        self.done.show_figure(
            str(flow.done),
            pgettext("completion", "Rate {figure}").format(
                figure=with_counts(ratios["completion"])
            ),
            "primary",
            tooltip=_("Done against all there was to handle: B + N + R = {count}").format(
                count=flow.to_handle
            ),
        )
        late = figures.overdue_open
        words = ngettext("{count} overdue", "{count} overdue", late.total).format(count=late.total)
        old = _("over 30 days: {count}").format(count=late.over_a_month)
        self.carried_over.show_figure(
            str(flow.carried_over),
            words if late.total else _("none overdue"),
            "danger" if late.total else "good",
            tooltip=f"{words}, {old}",
        )
        self.satisfaction.show_figure(
            percent(ratios["satisfaction"]),
            _("{counts} · coverage {percent}").format(
                counts=counts(ratios["satisfaction"]), percent=percent(ratios["coverage"])
            ),
            "primary",
            tooltip=f"{ratio_label('coverage')}: {with_counts(ratios['coverage'])}",
        )
        if before is None:
            self.new.setToolTip(_("There is no figure for the month before."))

    def _show_new(self, summary: PeriodSummary) -> None:
        change = change_in_new(summary)
        note, kind = "", "neutral"
        if change is not None:
            note = _("Month on month {change}").format(change=signed_percent(change))
            # Part of a month against a whole one says nothing yet about better or worse.
            if summary.is_complete and change:
                kind = "good" if change < 0 else "warning"
        before = summary.previous.flow.new if summary.previous else None
        tooltip = "" if before is None else _("month before: {count}").format(count=before)
        self.new.show_figure(str(summary.figures.flow.new), note, kind, tooltip=tooltip)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break into two rows where six cards do not fit."""
        super().resizeEvent(event)
        room = max(_ROOM_FOR_SIX, self._least_width(6))
        self._arrange(6 if event.size().width() >= room else 3)

    def minimumSizeHint(self) -> QSize:
        """Return the least size of two rows, so that one row never hinders the narrowing."""
        return QSize(1, super().minimumSizeHint().height())

    def _least_width(self, columns: int) -> int:
        widest = max(card.minimumSizeHint().width() for card in self._cards)
        return columns * widest + (columns - 1) * _GAP

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self._cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(6):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()


class FlowLine(QWidget):
    """B + N + R − C = E with the month's numbers, and whether both sides agree."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(8)
        self.flow_label = label("", "muted", name="flowLine")
        self._picture = QLabel()
        self.verdict_label = label("", "muted", name="flowVerdict")
        self.read_label = label("", "muted", name="readAt")
        row.addWidget(self.flow_label)
        row.addWidget(self._picture)
        row.addWidget(self.verdict_label)
        row.addStretch(1)
        row.addWidget(self.read_label)

    def show_flow(self, flow: Flow) -> None:
        """Show a month's flow."""
        minus = MINUS
        self.flow_label.setText(
            f"B + N + R {minus} C = E:   {flow.brought_forward} + {flow.new} + {flow.reopened} "
            f"{minus} {flow.done} = {flow.to_handle - flow.done}"
        )
        if flow.balances:
            words, picture, token = _("checked, it balances"), "circle-check", "good_text"
        else:
            words = _("does not balance: {count} are open").format(count=flow.carried_over)
            picture, token = "circle-alert", "danger_text"
        self.verdict_label.setText(words)
        restyle(self.verdict_label, "look", "muted" if flow.balances else "error")
        set_icon(self._picture, picture, token, 16)

    def show_read(self, words: str) -> None:
        """Say when the figures were read."""
        self.read_label.setText(words)
