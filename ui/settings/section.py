"""What every section of the settings shares: a title, a lead, cards, and two signals."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import PERMITTED, Action, Actor
from app.messages import sentence
from ui.icons import set_icon
from ui.widgets.card import Card
from ui.widgets.wording import label


class SettingsSection(QWidget):
    """One page of the settings.

    ``done(str)`` and ``problem_met(str)`` carry a sentence for the message bar.
    """

    done = Signal(str)
    problem_met = Signal(str)

    def __init__(self, title: str, lead: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addWidget(label(title, "title"))
        if lead:
            self.column.addWidget(label(lead, "lead", wrap=True))
        self.setAccessibleName(title)

    def refresh(self) -> None:
        """Read anew what the section shows; called when it comes into view."""

    def add_card(self, title: str) -> Card:
        """Append a card."""
        card = Card(title)
        self.column.addWidget(card)
        return card

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))


class Notice(QWidget):
    """A sentence with a sign before it: ``warning`` or ``info``."""

    def __init__(self, text: str = "", kind: str = "warning", *, name: str = "") -> None:
        super().__init__()
        self.setObjectName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        picture = QLabel()
        is_warning = kind == "warning"
        set_icon(
            picture,
            "triangle-alert" if is_warning else "info",
            "warning_text" if is_warning else "muted",
            18,
        )
        self.words = label(text, "warning" if is_warning else "muted", wrap=True)
        row.addWidget(picture)
        row.addWidget(self.words, 1)


def may(actor: Actor, action: Action) -> bool:
    """Whether the actor's role permits ``action``; the service decides in the end."""
    return action in PERMITTED[actor.role]


def refusal(action: Action) -> str:
    """Return the sentence that says why ``action`` cannot be done here."""
    return sentence(UserFacingError(Problem.NOT_PERMITTED, action=action))
