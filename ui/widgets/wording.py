"""Words on controls: what is shown and what a screen reader says."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QWidget

# '(&N)' at the end of a Chinese label, or '&' before a letter of an English one.
_MNEMONIC = re.compile(r"\s*\(&\w\)|&(?=\w)")


def spoken(text: str) -> str:
    """Return a control's text without its access key, which would leak into accessible names."""
    return _MNEMONIC.sub("", text).replace("&&", "&").strip()


def label(text: str, look: str = "", *, wrap: bool = False, name: str = "") -> QLabel:
    """Return a label in one of the looks of the style sheet, e.g. ``title``."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if look:
        made.setProperty("look", look)
    if name:
        made.setObjectName(name)
    made.setWordWrap(wrap)
    return made


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say ``text`` now; does nothing when none is running."""
    if not QAccessible.isActive() or not text:
        return
    event = QAccessibleAnnouncementEvent(widget, text)
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


def restyle(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet reads, and have it read again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    for child in widget.findChildren(QLabel):
        child.style().unpolish(child)
        child.style().polish(child)
