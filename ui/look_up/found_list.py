"""What was found for the question, one line a case; by phone or room somebody has to choose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.i18n import _
from app.labels import case_state_label, case_type_label
from app.people_time import when
from app.services.look_up import LookUpFound, LookUpHit
from ui.icons import icon
from ui.widgets.wording import announce, label

_ROW_HEIGHT = 64


class FoundList(QWidget):
    """``hit_chosen`` when a person picks a line by click; Enter is the box's."""

    hit_chosen = Signal(object)

    def __init__(
        self, categories: Mapping[str, str], zone: ZoneInfo, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._categories, self._zone = categories, zone
        self.hits: tuple[LookUpHit, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self.note = label("", "warning", wrap=True, name="lookUpNote")
        # Without a list beneath it has all of the room, and stands under the box all the same.
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.list = QListWidget()
        self.list.setObjectName("lookUpHits")
        self.list.setAccessibleName(_("Cases found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._on_item_clicked)
        column.addWidget(self.note)
        column.addWidget(self.list, 1)
        self.list.setVisible(False)

    @property
    def marked(self) -> LookUpHit | None:
        """The line that Enter takes: the marked one, else the first."""
        row = max(self.list.currentRow(), 0)
        return self.hits[row] if row < len(self.hits) else None

    def step(self, by: int) -> None:
        """Mark the next line, or the one before."""
        if self.hits:
            self.list.setCurrentRow((self.list.currentRow() + by) % self.list.count())

    def show_found(self, found: LookUpFound | None, now: datetime) -> None:
        """Show what was found; None before anything was asked."""
        self.hits = found.hits if found is not None else ()
        self.list.clear()
        for hit in self.hits:
            item = QListWidgetItem(icon(_picture(hit), "muted"), self._line(hit, now))
            item.setSizeHint(QSize(0, _ROW_HEIGHT))
            self.list.addItem(item)
        if self.hits:
            self.list.setCurrentRow(0)
        self.list.setVisible(bool(self.hits))
        self.note.setText(_note(found))
        self.note.setVisible(bool(self.note.text()))
        announce(self, self.note.text())

    def _line(self, hit: LookUpHit, now: datetime) -> str:
        category = self._categories.get(hit.category, hit.category)
        time = when(hit.registered_at, now, self._zone)
        whose = "  ".join(part for part in (hit.customer, hit.room_label) if part)
        first = f"{hit.number}  ·  {case_state_label(hit.state)}"
        second = (whose, category or case_type_label(hit.type), time)
        return first + "\n" + "  ·  ".join(part for part in second if part)

    def _on_item_clicked(self, item: QListWidgetItem) -> None:
        row = self.list.row(item)
        if row < len(self.hits):
            self.hit_chosen.emit(self.hits[row])


def _picture(hit: LookUpHit) -> str:
    return "clipboard-list" if hit.found_by.proves_identity else "user"


def _note(found: LookUpFound | None) -> str:
    """Return what the receptionist has to know about the finds."""
    if found is None or not found.text.strip():
        return ""
    if found.wrong_code:
        return _(
            "The check code does not belong to this number. "
            "Look at the receipt once more, or ask for the name and the room."
        )
    if not found.hits:
        return _("Nothing found. Ask for the number, the phone or the room once more.")
    if not found.hits[0].found_by.proves_identity:
        return _("Ask for the number or the name first, then choose; it is not shown to others.")
    return ""
