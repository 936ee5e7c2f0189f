"""Renaming and removing a building, unit or room, for whoever may change the settings."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.permissions import Action
from app.i18n import _
from app.services import places
from app.services.archive_tree import PlaceKind
from ui.context import DeskContext
from ui.customers.archive_page import ArchivePage
from ui.customers.archive_words import place_words
from ui.customers.record_form import Asked, RecordForm
from ui.widgets.buttons import IconButton


class PlaceVerbs(QWidget):
    """Two buttons, whose forms open on ``page``."""

    def __init__(self, page: ArchivePage, context: DeskContext) -> None:
        super().__init__(page)
        self._page = page
        self._may = context.actor.may(Action.CHANGE_POLICY)
        self._shown: tuple[PlaceKind, str, str] | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.rename = IconButton("pencil", _("Rename…"), name="renamePlace")
        self.remove = IconButton("trash-2", _("Remove…"), name="removePlace")
        for button in (self.rename, self.remove):
            row.addWidget(button)
        self.rename.clicked.connect(self._on_rename)
        self.remove.clicked.connect(self._on_remove)
        self.setVisible(False)

    def show_place(self, kind: PlaceKind, place_id: str, name: str) -> None:
        """Offer to rename or remove this place; a project has its own settings."""
        self._shown = (kind, place_id, name)
        self.setVisible(self._may and kind is not PlaceKind.PROJECT)

    def _on_rename(self) -> None:
        if self._shown is None:
            return
        kind, place_id, name = self._shown
        self._page.ask(
            RecordForm(
                "rename",
                _("Rename {place}").format(place=place_words(kind, name)),
                [Asked("name", _("Name or number"), value=name)],
                explanation=_(
                    "Room labels follow everywhere; cases and people stay where they are."
                ),
            ),
            places.rename_place,
            _("Renamed."),
            lambda values: {"kind": kind, "place_id": place_id, **values},
        )

    def _on_remove(self) -> None:
        if self._shown is None:
            return
        kind, place_id, name = self._shown
        self._page.ask(
            RecordForm(
                "remove",
                _("Remove {place}?").format(place=place_words(kind, name)),
                [],
                explanation=_(
                    "Only a place to which no person, visit, case or note belongs can be removed, "
                    "with the empty rooms beneath it."
                ),
                save=_("Remove"),
            ),
            places.remove_place,
            _("Removed."),
            lambda _values: {"kind": kind, "place_id": place_id},
            on_saved=lambda _nothing: self._page.left.emit(),
        )
