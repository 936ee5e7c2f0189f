"""A small coloured word or figure: good, warning, danger, neutral or primary."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.icons import set_icon
from ui.widgets.wording import label, restyle

KINDS = ("neutral", "primary", "good", "warning", "danger")
_ICONS = {"good": "circle-check", "warning": "triangle-alert", "danger": "circle-alert"}


class Pill(QFrame):
    """A status pill; its words say what its colour says."""

    def __init__(
        self,
        text: str,
        kind: str = "neutral",
        *,
        with_icon: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if name:
            self.setObjectName(name)
        self.setProperty("look", "pill")
        self._with_icon = with_icon
        row = self._row = QHBoxLayout(self)
        self.set_sides(12)
        row.setSpacing(6)
        self._picture = QLabel()
        self._words = label(text)
        row.addWidget(self._picture)
        row.addWidget(self._words)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_as(text, kind)

    def set_sides(self, width: int) -> None:
        """Change how much stays free left and right of the words."""
        self._row.setContentsMargins(width, 5, width, 5)

    @property
    def text(self) -> str:
        """The words in it."""
        return self._words.text()

    @property
    def kind(self) -> str:
        """The meaning of its colour."""
        return str(self.property("kind"))

    def show_as(self, text: str, kind: str) -> None:
        """Change words and meaning.

        Raises:
            ValueError: ``kind`` is none of :data:`KINDS`.
        """
        if kind not in KINDS:
            raise ValueError(kind)
        self._words.setText(text)
        self.setAccessibleName(text)
        has_icon = self._with_icon and kind in _ICONS
        self._picture.setVisible(has_icon)
        if has_icon:
            set_icon(self._picture, _ICONS[kind], f"{kind}_text", 14)
        restyle(self, "kind", kind)
