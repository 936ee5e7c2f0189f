"""'Told now': by which channel the customer was told of the notice in force."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSizePolicy, QWidget

from app.domain.terms import Channel
from app.i18n import _
from app.labels import channel_label
from ui.widgets.buttons import secondary_button


class TellRow(QWidget):
    """``told`` with the channel; ``name`` goes before the names of its two controls."""

    told = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.channel = QComboBox()
        self.channel.setObjectName(f"{name}Channel")
        self.channel.setAccessibleName(_("Told how"))
        # In the narrow columns beside a person it gives way to the button.
        self.channel.setMinimumWidth(84)
        self.channel.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        for channel in Channel:
            self.channel.addItem(channel_label(channel), channel)
        self.button = secondary_button(_("Told now"), icon="check", name=f"{name}Told")
        self.button.clicked.connect(self._on_clicked)
        row.addWidget(self.channel, 1)
        row.addWidget(self.button)

    def _on_clicked(self) -> None:
        self.told.emit(Channel(self.channel.currentData()))
