"""Buildings against categories: where which complaints come from."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.domain.figure_parts import FigurePart, Part
from app.domain.period_summary import PeriodSummary
from app.i18n import _, ngettext
from ui.reports.figure_words import kind_words
from ui.reports.part_words import building_label, category_label
from ui.reports.section_card import SectionCard
from ui.widgets.buttons import quiet_button
from ui.widgets.heat_map import HeatMap
from ui.widgets.wording import label

_MOST_ROWS = 10


class HeatCard(SectionCard):
    """The buildings with most complaints first; ``part_opened(FigurePart)`` for a cell or a sum."""

    part_opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Buildings and categories"), parent)
        self._summary: PeriodSummary | None = None
        self._all = False
        self.heat = HeatMap(self.title_label.text(), sum_name=_("Total"), name="heatMap")
        self.heat.bar_activated.connect(self._on_cell)
        self.none_label = label("", "muted", wrap=True)
        self.more_button = quiet_button("", icon="chevron-down", name="heatMore")
        self.more_button.clicked.connect(self._on_more)
        self.add(self.heat)
        self.add(self.none_label)
        self.add(self.more_button)

    def show_summary(self, summary: PeriodSummary) -> None:
        """Show a period."""
        self._summary = summary
        self._all = False
        self._show()

    def _show(self) -> None:
        summary = self._summary
        if summary is None:
            return
        figures = summary.figures
        buildings = sorted(figures.by_building.items(), key=lambda item: (-item[1], item[0]))
        buildings = [(key, count) for key, count in buildings if count]
        shown = buildings if self._all or len(buildings) <= _MOST_ROWS + 1 else None
        shown = buildings[:_MOST_ROWS] if shown is None else shown
        used = {cell.category for cell in figures.heat if cell.count}
        categories = [code for code in figures.by_category if code in used]
        categories += sorted(used - set(categories))
        self.heat.set_cells(
            [(key, building_label(summary, key)) for key, _count in shown],
            [(code, category_label(summary, code)) for code in categories],
            {(cell.building, cell.category): cell.count for cell in figures.heat},
            dict(buildings),
        )
        self.heat.setVisible(bool(buildings))
        self.none_label.setText(kind_words(summary.period.kind).none_new)
        self.none_label.setVisible(not buildings)
        hidden = len(buildings) - len(shown)
        self.more_button.set_words(
            ngettext("Show {count} more building", "Show {count} more buildings", hidden).format(
                count=hidden
            )
        )
        self.more_button.setVisible(hidden > 0)

    def _on_more(self) -> None:
        self._all = True
        self._show()

    def _on_cell(self, key: tuple[str, str | None]) -> None:
        building, category = key
        if category is None:
            self.part_opened.emit(FigurePart(Part.BUILDING, building))
        else:
            self.part_opened.emit(FigurePart(Part.HEAT, key))
