"""Unusual reading of customers on the desk of a supervisor, until they have seen it (5-3)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from app.access_words import unusual_words
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action
from app.i18n import _, ngettext, pgettext
from app.messages import sentence
from app.services.unusual_reading import UnusualView, note_seen, unusual_readings
from ui.confidentiality.access_dialog import StaffLogDialog
from ui.context import DeskContext
from ui.icons import set_icon
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.wording import label


class ReadingStrip(QFrame):
    """One line of the newest, and how many more; hidden while nothing waits, or for others.

    ``problem_met`` carries the sentence of what went wrong, ``changed`` follows what was seen.
    """

    problem_met = Signal(str)
    changed = Signal()

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("readingStrip")
        self.setProperty("look", "strip")
        self.setProperty("kind", "late")
        self._context = context
        self._waiting: tuple[UnusualView, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 2, 6, 2)
        row.setSpacing(10)
        picture = QLabel()
        set_icon(picture, "eye", "warning_text", 18)
        self.words = ElidedLabel()
        self.words.setObjectName("readingWords")
        self.more = label("", "muted", name="readingMore")
        self.look = quiet_button(pgettext("access log", "Look"), name="readingLook")
        self.look.setToolTip(_("At whom this person looked"))
        self.look.clicked.connect(self._on_look_clicked)
        self.seen = secondary_button(_("Seen"), name="readingSeen")
        self.seen.clicked.connect(self._on_seen_clicked)
        row.addWidget(picture)
        row.addWidget(self.words, 1)
        row.addWidget(self.more)
        row.addWidget(self.look)
        row.addWidget(self.seen)
        self.setVisible(False)

    def refresh(self) -> None:
        """Read what was unusual of late; whoever may not know is not told."""
        if not self._context.actor.may(Action.READ_ACCESS_LOG):
            return
        self._context.runner.read(
            unusual_readings,
            actor=self._context.actor,
            project_id=self._context.project.project_id,
            now=self._context.now(),
            owner=self,
            supersedes="unusual",
            on_done=self.show_waiting,
        )

    def show_waiting(self, waiting: Sequence[UnusualView]) -> None:
        """Show the newest of what waits."""
        self._waiting = tuple(waiting)
        was_shown = not self.isHidden()
        self.setVisible(bool(waiting))
        if waiting:
            first, more = waiting[0], len(waiting) - 1
            self.words.setText(
                unusual_words(first.what, first.staff, self._context.now(), self._context.zone)
            )
            words = ngettext("and {count} more", "and {count} more", more).format(count=more)
            self.more.setText(words if more else "")
            self.seen.setAccessibleName(_("Seen: {number}").format(number=self.words.text()))
        if was_shown != bool(waiting):
            self.changed.emit()

    def _on_look_clicked(self) -> None:
        if self._waiting:
            dialog = StaffLogDialog(self._context, self._waiting[0].what.staff_id, self.window())
            dialog.problem_met.connect(self.problem_met)
            dialog.open()

    def _on_seen_clicked(self) -> None:
        if not self._waiting:
            return
        what = self._waiting[0].what
        self.seen.setEnabled(False)
        self._context.runner.write(
            note_seen,
            actor=self._context.actor,
            staff_id=what.staff_id,
            kind=what.kind,
            last_seq=what.last_seq,
            now=self._context.now(),
            owner=self,
            on_error=self._on_problem,
            on_end=self._on_seen_over,
        )

    def _on_seen_over(self) -> None:
        self.seen.setEnabled(True)
        self.refresh()

    def _on_problem(self, error: Exception) -> None:
        # Somebody else has seen it meanwhile: nothing is left to do.
        if isinstance(error, UserFacingError) and error.problem is not Problem.ALREADY_SEEN:
            self.problem_met.emit(sentence(error))
