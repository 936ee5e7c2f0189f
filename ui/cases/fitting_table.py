"""A table that never scrolls sideways: it leaves less wanted columns out where the room ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.table import DeskTable

_PADDING = 32
_LEAST_FLEXIBLE = 132
_SAMPLED_ROWS = 60


class FittingTable(DeskTable):
    """Columns get what their words need, and ``flexible`` the rest.

    ``droppable`` names the columns to leave out, in this order, where the flexible one would become
    narrower than ``least_flexible``; the opened case shows what they say.
    """

    def __init__(
        self,
        *,
        accessible_name: str,
        name: str,
        flexible: int,
        droppable: Sequence[int],
        least_flexible: int = _LEAST_FLEXIBLE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(accessible_name=accessible_name, name=name, parent=parent)
        self._flexible = flexible
        self._least_flexible = least_flexible
        self._droppable = tuple(droppable)
        self._least_flexible = least_flexible
        self._widths: dict[int, int] = {}

    def measure(self, samples: Mapping[int, str], extra: Mapping[int, int]) -> None:
        """Measure the words of the first rows.

        A column in ``samples`` is as wide as its sample, whatever its rows say; ``extra`` is added
        for pictures and the like, in pixels.
        """
        model, metrics = self.model(), self.fontMetrics()
        for column in range(model.columnCount()):
            if column == self._flexible:
                continue
            words = [str(model.headerData(column, Qt.Orientation.Horizontal))]
            if column in samples:
                words.append(samples[column])
            else:
                words += [
                    str(model.index(row, column).data() or "")
                    for row in range(min(model.rowCount(), _SAMPLED_ROWS))
                ]
            widest = max(metrics.horizontalAdvance(text) for text in words)
            self._widths[column] = widest + _PADDING + extra.get(column, 0)
            self.setColumnWidth(column, self._widths[column])
        self.stretch_column(self._flexible)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out or bring back columns."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.viewport().width() - self._least_flexible
        needed = sum(self._widths.values())
        for column in self._droppable:
            too_wide = needed > room
            self.setColumnHidden(column, too_wide)
            needed -= self._widths.get(column, 0) if too_wide else 0
