"""The history of a measure: who entered, changed, began, finished and checked it, and when."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.improvements import EntryView, MeasureView
from app.i18n import _
from app.improvement_words import entry_label, field_label
from app.people_time import exact
from ui.widgets.wording import label


class HistoryBox(QWidget):
    """Entries, the latest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("measureHistory")
        self.setAccessibleName(_("History"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._heading = label(_("History"), "label")
        self._column.addWidget(self._heading)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(6)
        self._column.addLayout(self._rows)

    def show_measure(self, measure: MeasureView | None, zone: ZoneInfo) -> None:
        """Show the entries of a measure; a new one has none."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self.setVisible(measure is not None)
        for entry in reversed(measure.history if measure is not None else ()):
            self._rows.addWidget(label(_entry_words(entry, zone), "muted", wrap=True))


def _entry_words(entry: EntryView, zone: ZoneInfo) -> str:
    words = f"{exact(entry.at, zone)} · {entry.staff} · {entry_label(entry.kind)}"
    if entry.changed:
        names = ", ".join(dict.fromkeys(field_label(name) for name in entry.changed))
        words = f"{words}: {names}"
    return f"{words}\n{entry.words}" if entry.words else words
