"""The keys that work everywhere, on a tinted card: who knows them serves faster."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.i18n import _
from ui.shell import keys
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label

_SHOWN = (keys.SEARCH, keys.REFRESH, keys.LOCK, keys.HELP)


class KeysPanel(Card):
    """Lists the keys that no button of the home screen shows already."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Keys"), tint=True, parent=parent)
        self.setObjectName("keysPanel")
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        table = {key.action: key for key in keys.global_keys()}
        for row, action in enumerate(_SHOWN):
            key = label(table[action].shown, "label")
            key.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            words = ElidedLabel(table[action].words)
            words.setProperty("look", "muted")
            grid.addWidget(key, row, 0)
            grid.addWidget(words, row, 1)
        grid.setColumnStretch(1, 1)
        self.add(grid)
