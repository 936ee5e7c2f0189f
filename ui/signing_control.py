"""Unlocked, but nothing opens yet: whoever unlocked signs the confidentiality agreement first."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.domain.agreements import SignedAgreement
from app.domain.errors import UserFacingError
from app.domain.permissions import Actor
from app.messages import sentence
from ui.agreements.agreement_screen import AgreementScreen

if TYPE_CHECKING:
    from app.services.opening import DeskOpening
    from ui.desk_program import DeskProgram

Opened = tuple[Actor, "DeskOpening | None"]


class SigningControl(QObject):
    """Shows the agreement to ``actor``; ``on_opened`` gets the actor who may work, or it locks.

    The desk's store is open behind it, but takes a signature and nothing else.
    """

    def __init__(
        self, program: DeskProgram, actor: Actor, on_opened: Callable[[Opened], None]
    ) -> None:
        super().__init__(program)
        self._program, self._actor, self._on_opened = program, actor, on_opened
        self._ended = False
        self.show()

    def show(self) -> None:
        """Show the agreement in the language of this moment, unsigned."""
        self.screen = AgreementScreen(self._actor.name)
        self.screen.signed.connect(self._on_signed)
        self.screen.lock_requested.connect(self._program.lock)
        self.screen.language_chosen.connect(self._program.choose_language)
        self.screen.theme_chosen.connect(self._program.choose_theme)
        self._program.window.fill(self.screen)

    def end(self) -> None:
        """Forget what was drawn on the screen; the caller shows another one."""
        self._ended = True
        self.deleteLater()

    def _on_signed(self, agreement: SignedAgreement) -> None:
        self._program.runner.run(
            self._program.sign,
            agreement,
            owner=self,
            on_done=self._on_done,
            on_error=self._on_refused,
            on_end=self._on_over,
        )

    def _on_done(self, opened: Opened) -> None:
        # Locked while it was being written: it is on record, and the next unlock opens the desk.
        if not self._ended:
            self._on_opened(opened)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, UserFacingError) and not self._ended:
            self.screen.show_error(sentence(error))

    def _on_over(self) -> None:
        if not self._ended and self._program.window.current_screen is self.screen:
            self.screen.end_busy()
