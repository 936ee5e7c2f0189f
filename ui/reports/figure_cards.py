"""The period's six figures side by side, and beneath them the flow that they must add up to."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.figure_parts import FigurePart, Part, part_count
from app.domain.period_summary import Flow, PeriodFigures, PeriodSummary, Ratio
from app.domain.periods import PeriodKind
from app.i18n import _, ngettext, pgettext
from app.labels import ratio_label
from ui.icons import set_icon
from ui.reports.figure_words import (
    MINUS,
    change,
    counts,
    is_met,
    kind_words,
    percent,
    point_change,
    signed_count,
    signed_percent,
    target_words,
    with_counts,
)
from ui.widgets.figure_card import FigureCard
from ui.widgets.wording import label, restyle

# Six cards look crowded in less than this; a narrower place gets two rows of three.
_ROOM_FOR_SIX = 1100
_GAP = 12
# Signs of both figures of a card, beyond which they stand without a word between them.
_ROOM_FOR_VS = 9
_ROOM_FOR_RATE = 7
_ROOM_FOR_COVERAGE = 10


@dataclass(frozen=True)
class Compared:
    """The figures that a period is compared with; None where there are none."""

    title: str
    figures: PeriodFigures | None


class ReportCard(FigureCard):
    """A figure with its target right of the caption, and what it is compared with beside it."""

    def __init__(self, caption: str, part: FigurePart, *, name: str) -> None:
        super().__init__(caption, clickable=True, name=name)
        self.part = part
        self._outer.setContentsMargins(12, 12, 12, 12)
        self.pill.set_sides(8)
        self.target_label = label("", "muted")
        self.before_label = label("", "muted", name=f"{name}Before")
        self.difference_label = label("", "muted", name=f"{name}Difference")
        head, middle, beside = QHBoxLayout(), QHBoxLayout(), QVBoxLayout()
        for part_of_card in (self._caption, self._figure):
            self.body.removeWidget(part_of_card)
        head.addWidget(self._caption, 1)
        head.addWidget(self.target_label)
        beside.setSpacing(0)
        beside.addStretch(1)
        for line in (self.before_label, self.difference_label):
            line.setAlignment(Qt.AlignmentFlag.AlignRight)
            # A long comparison must not widen the page.
            line.setMinimumWidth(1)
            beside.addWidget(line)
        beside.addStretch(1)
        middle.addWidget(self._figure)
        middle.addStretch(1)
        middle.addLayout(beside)
        self.body.insertLayout(0, head)
        self.body.insertLayout(1, middle)

    def set_caption(self, caption: str) -> None:
        """Change what the figure is called."""
        self.caption = caption
        self._caption.setText(caption)

    def show_target(self, target: float | None) -> None:
        """Show a target, or none."""
        self.target_label.setText("" if target is None else target_words(target))

    def show_compared(self, before: str, difference: str, title: str) -> None:
        """Show the figure of the other period and the difference, or nothing."""
        is_short = len(before) + len(self.figure) <= _ROOM_FOR_VS
        words = _("vs {figure}").format(figure=before) if before and is_short else before
        self.before_label.setText(words)
        self.difference_label.setText(difference)
        words = f"{title}: {before} ({difference})" if before else ""
        for line in (self.before_label, self.difference_label):
            line.setToolTip(words)
        if words:
            self.setAccessibleDescription(f"{self.accessibleDescription()}, {words}")


class FigureCards(QWidget):
    """B, N, R, C, E and satisfaction; ``part_opened(FigurePart)`` when one is pressed."""

    part_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figureCards")
        self.brought_forward = _card(f"{_('Brought forward')} B", Part.BROUGHT_FORWARD, "figureB")
        self.new = _card("", Part.NEW, "figureN")
        self.reopened = _card(f"{_('Reopened')} R", Part.REOPENED, "figureR")
        self.done = _card(f"{_('Done')} C", Part.DONE, "figureC")
        self.carried_over = _card(f"{_('Carried over')} E", Part.CARRIED_OVER, "figureE")
        # Those who were not satisfied are worth reading.
        self.satisfaction = ReportCard(
            pgettext("figure card", "Satisfaction"),
            FigurePart(Part.MISSED, "satisfaction"),
            name="figureSatisfaction",
        )
        self.cards = (
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
        for card in self.cards:
            # A long note in a pill must not widen the page.
            card.setMinimumWidth(1)
            card.opened.connect(self._on_opened)
        self._arrange(6)
        self._figures: PeriodFigures | None = None

    def show_summary(self, summary: PeriodSummary, compared: Compared | None = None) -> None:
        """Show a period, beside another one if it is compared."""
        self._figures = figures = summary.figures
        kind = summary.period.kind
        flow, ratios, targets = figures.flow, figures.ratios, summary.targets
        self.new.set_caption(f"{kind_words(kind).new} N")
        self.brought_forward.show_figure(
            str(flow.brought_forward),
            _("open on the 1st") if kind is PeriodKind.MONTH else _("open at the beginning"),
            tooltip=_("Cases open at the beginning of the period"),
        )
        self._show_new(summary)
        self.reopened.show_figure(
            str(flow.reopened),
            _rate(pgettext("reopening", "Rate {figure}"), ratios["reopening"]),
            tooltip=_("Reopened against closed in the period"),
        )
        self.done.show_figure(
            str(flow.done),
            _rate(pgettext("completion", "Rate {figure}"), ratios["completion"]),
            # A period that runs has not missed what it can still reach.
            _kind_of(
                is_met(ratios["completion"], targets.get("completion"))
                if summary.is_complete
                else None
            ),
            tooltip=_("Done against all there was to handle: B + N + R = {count}").format(
                count=flow.to_handle
            ),
        )
        self._show_carried(figures)
        self.satisfaction.show_figure(
            percent(ratios["satisfaction"]),
            _coverage(ratios["satisfaction"], ratios["coverage"]),
            _kind_of(is_met(ratios["satisfaction"], targets.get("satisfaction"))),
            tooltip=f"{ratio_label('coverage')}: {with_counts(ratios['coverage'])}",
        )
        self.done.show_target(targets.get("completion"))
        self.satisfaction.show_target(targets.get("satisfaction"))
        self._show_compared(figures, compared)
        for card in self.cards:
            opens = part_count(figures, card.part) > 0
            shape = Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor
            card.setCursor(shape)

    def _show_carried(self, figures: PeriodFigures) -> None:
        late = figures.overdue_open
        words = ngettext("{count} overdue", "{count} overdue", late.total).format(count=late.total)
        old = _("over 30 days: {count}").format(count=late.over_a_month)
        self.carried_over.show_figure(
            str(figures.flow.carried_over),
            words if late.total else _("none overdue"),
            "danger" if late.total else "good",
            tooltip=f"{words}, {old}",
        )

    def _show_new(self, summary: PeriodSummary) -> None:
        before = summary.previous.flow.new if summary.previous else None
        new = summary.figures.flow.new
        share = change(new, before)
        words = kind_words(summary.period.kind)
        note, kind = "", "neutral"
        if share is not None:
            note = words.change.format(change=signed_percent(share))
            # Part of a period against a whole one says nothing yet about better or worse.
            if summary.is_complete and share:
                kind = "good" if share < 0 else "warning"
        tooltip = (
            _("There is no earlier period to compare with.")
            if before is None
            else f"{words.before}: {before}"
        )
        self.new.show_figure(str(new), note, kind, tooltip=tooltip)

    def _show_compared(self, now: PeriodFigures, compared: Compared | None) -> None:
        before = compared.figures if compared else None
        title = compared.title if compared else ""
        for card in self.cards:
            if before is None:
                card.show_compared("", "", "")
            elif card is self.satisfaction:
                pair = now.ratios["satisfaction"], before.ratios["satisfaction"]
                card.show_compared(percent(pair[1]), point_change(*pair), title)
            else:
                was = part_count(before, card.part)
                gap = part_count(now, card.part) - was
                card.show_compared(str(was), signed_count(gap), title)

    def _on_opened(self) -> None:
        card = self.sender()
        if (
            isinstance(card, ReportCard)
            and self._figures is not None
            and part_count(self._figures, card.part)
        ):
            self.part_opened.emit(card.part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break into two rows where six cards do not fit."""
        super().resizeEvent(event)
        room = max(_ROOM_FOR_SIX, self._least_width(6))
        self._arrange(6 if event.size().width() >= room else 3)

    def minimumSizeHint(self) -> QSize:
        """Return the least size of two rows, so that one row never hinders the narrowing."""
        return QSize(1, super().minimumSizeHint().height())

    def _least_width(self, columns: int) -> int:
        widest = max(card.minimumSizeHint().width() for card in self.cards)
        return columns * widest + (columns - 1) * _GAP

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(6):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self.updateGeometry()


def _card(caption: str, part: Part, name: str) -> ReportCard:
    return ReportCard(caption, FigurePart(part), name=name)


def _rate(words: str, ratio: Ratio | None) -> str:
    """Return a rate with its counts; many digits leave no room for what it is called."""
    figure = with_counts(ratio)
    return words.format(figure=figure) if len(counts(ratio)) <= _ROOM_FOR_RATE else figure


def _coverage(satisfaction: Ratio | None, coverage: Ratio | None) -> str:
    """Return the counts of the ratings, with their coverage where there is room."""
    pair, covered = counts(satisfaction), percent(coverage)
    if len(pair) + len(covered) > _ROOM_FOR_COVERAGE:
        return pair
    return _("{counts} · coverage {percent}").format(counts=pair, percent=covered)


def _kind_of(met: bool | None) -> str:
    """Return the look of a pill whose figure has a target."""
    return {None: "neutral", True: "good", False: "warning"}[met]


class FlowLine(QWidget):
    """B + N + R − C = E with the period's numbers, and whether both sides agree."""

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
        """Show a period's flow."""
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
