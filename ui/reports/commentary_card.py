"""What the supervisor writes on a period's report: saved at every pause, locked once signed.

What was typed is in the store half a second later; a failed save says so and is tried again with
the next keystroke, and nothing typed is dropped meanwhile.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.domain.errors import Problem, UserFacingError
from app.domain.period_summary import PeriodSummary
from app.domain.periods import Period
from app.domain.permissions import Action
from app.i18n import _
from app.messages import sentence
from app.people_time import when
from app.services.report_comments import MOST_WORDS, Commentary, read_comment, save_comment
from ui.context import DeskContext
from ui.widgets.card import Card
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label

PAUSE_MS = 500


class CommentaryCard(Card):
    """``problem_met(str)`` carries a sentence for the message bar."""

    problem_met = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Commentary"), parent=parent)
        self.setObjectName("commentaryCard")
        self._context = context
        self._period: Period | None = None
        self._saved = ""
        self._unsaved = False
        self._locked = True
        self.state_label = label("", "muted", name="commentaryState")
        self.add_to_title(self.state_label)
        self.box = PlainTextBox(lines=3, most_lines=10, limit=MOST_WORDS, name="commentary")
        self.box.setAccessibleName(_("Commentary"))
        self.box.setPlaceholderText(
            _("What moved the figures, what was done about it, what management should know.")
        )
        self.add(self.box)
        self.add(self.box.counter)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self.flush)
        self.box.edited.connect(self._on_edited)
        self.setVisible(False)

    @property
    def unsaved(self) -> bool:
        """Whether something was typed that is not in the store yet."""
        return self._unsaved

    def show_summary(self, summary: PeriodSummary) -> None:
        """Show what was written on this period; what is being typed on it is not touched."""
        if summary.period != self._period:
            self.flush()
            self._period, self._locked = summary.period, True
            self.box.setReadOnly(True)
            self.box.set_text("")
        context = self._context
        context.runner.read(
            read_comment,
            actor=context.actor,
            project_id=context.project.project_id,
            period=summary.period,
            owner=self,
            supersedes="comment",
            on_done=lambda found: self._show(found, summary),
            on_error=self._on_problem,
        )

    def flush(self) -> None:
        """Save now what is not saved yet; writes are done in order, even if the screen goes."""
        self._pause.stop()
        if not self._unsaved or self._period is None:
            return
        self._unsaved = False
        period, words, context = self._period, self.box.text, self._context
        now = context.now()

        def on_saved(_result: object) -> None:
            if period == self._period:
                self._saved = words
                self.state_label.setText(
                    _("Saved {time}").format(time=when(now, now, context.zone))
                )

        context.runner.write(
            save_comment,
            actor=context.actor,
            project_id=context.project.project_id,
            period=period,
            words=words,
            now=now,
            owner=self,
            on_done=on_saved,
            on_error=lambda error: self._on_save_failed(period, error),
        )

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing behind that is not saved."""
        self.flush()
        super().hideEvent(event)

    # ---- events ----------------------------------------------------------------------------

    def _on_edited(self) -> None:
        if not self._locked:
            self._unsaved = True
            self.state_label.setText("")
            self._pause.start()

    def _show(self, found: Commentary, summary: PeriodSummary) -> None:
        may_write = self._context.actor.may(Action.SIGN_REPORTS)
        self._locked = found.locked or not may_write
        words = summary.commentary if summary.signed is not None else found.words
        if self._locked or not self._unsaved:
            self._saved = words
            if words != self.box.text:
                self.box.set_text(words)
        self.box.setReadOnly(self._locked)
        self.state_label.setText(self._state_words(found))
        # Who may not write sees the card only where there is something to read.
        self.setVisible(bool(words) or not self._locked)

    def _state_words(self, found: Commentary) -> str:
        if found.locked:
            return _("Signed and locked")
        if found.saved_at is None or self._unsaved:
            return ""
        context = self._context
        return _("Saved {time} by {name}").format(
            time=when(found.saved_at, context.now(), context.zone), name=found.saved_by
        )

    def _on_save_failed(self, period: Period, error: Exception) -> None:
        if period == self._period:
            self._unsaved = not self._locked
            self.state_label.setText(_("Not saved"))
        self._on_problem(error)
        if isinstance(error, UserFacingError) and error.problem is Problem.PERIOD_SIGNED:
            # What was typed meanwhile stays to be copied; the paper has what was signed.
            self._unsaved, self._locked = False, True
            self.box.setReadOnly(True)

    def _on_problem(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
