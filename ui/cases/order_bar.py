"""How the rows follow each other: sorted by, which way round, and grouped by."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.domain.case_filter import CaseGroup, CaseOrder, CaseSort
from app.i18n import _
from ui.cases.case_columns import arrow
from ui.cases.filter_words import group_label, sort_label
from ui.widgets.buttons import IconButton
from ui.widgets.wording import label, spoken


class OrderBar(QWidget):
    """``order_chosen`` carries the :class:`CaseOrder` that a person chose."""

    order_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("orderBar")
        self._order = CaseOrder()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.sort = _list(_("&Sort"), "sortBy", [(s, sort_label(s)) for s in CaseSort])
        self.sort.activated.connect(self._on_sort_chosen)
        self.turn = IconButton("arrow-down", _("Turn the order round"), name="turnOrder")
        self.turn.clicked.connect(
            lambda: self._choose(replace(self._order, reverse=not self._order.reverse))
        )
        self.group = _list(_("&Group"), "groupBy", [(g, group_label(g)) for g in CaseGroup])
        self.group.activated.connect(
            lambda _index: self._choose(
                replace(self._order, group=CaseGroup(self.group.currentData()))
            )
        )
        for words, combo in ((_("&Sort"), self.sort), (_("&Group"), self.group)):
            caption = label(words, "muted")
            caption.setBuddy(combo)
            row.addWidget(caption)
            row.addWidget(combo)
            if combo is self.sort:
                row.addWidget(self.turn)
        self.show_order(self._order)

    def show_order(self, order: CaseOrder) -> None:
        """Show the order that the list is in."""
        self._order = order
        self.sort.setCurrentIndex(self.sort.findData(str(order.sort)))
        self.group.setCurrentIndex(self.group.findData(str(order.group)))
        is_down = arrow(order) == "↓"
        self.turn.show_as("arrow-down" if is_down else "arrow-up", _("Turn the order round"))

    def sort_by(self, sort: CaseSort) -> None:
        """Sort by something else, or the other way round by the same."""
        same = sort is self._order.sort
        self._choose(replace(self._order, sort=sort, reverse=same and not self._order.reverse))

    def _on_sort_chosen(self) -> None:
        sort = CaseSort(self.sort.currentData())
        if sort is not self._order.sort:
            self.sort_by(sort)

    def _choose(self, order: CaseOrder) -> None:
        self.order_chosen.emit(order)


def _list(words: str, name: str, choices: list[tuple[str, str]]) -> QComboBox:
    combo = QComboBox()
    combo.setObjectName(name)
    combo.setAccessibleName(spoken(words))
    for key, text in choices:
        combo.addItem(text, str(key))
    return combo
