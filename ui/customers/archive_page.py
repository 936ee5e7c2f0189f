"""What the pages of a person, a room and a place share: one form in place, and writing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from app.domain.errors import FieldError, UserFacingError
from app.domain.permissions import Action
from app.i18n import _
from app.messages import field_sentence, sentence
from ui.context import DeskContext
from ui.customers.record_form import RecordForm

# Title, switches and a line of the history: more may be taken by what stands above.
_LEAST_PLACE = 200


class _Place(QStackedWidget):
    """Takes what room there is; what stands in it scrolls by itself.

    Qt would take the height wished at a width for the least one, and squeeze what stands above.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(_LEAST_PLACE)

    def hasHeightForWidth(self) -> bool:
        """Say that any height will do."""
        return False


class ArchivePage(QWidget):
    """A page whose middle shows ``usual``, or one form in its place.

    ``changed`` follows every change, ``said`` words it; ``problem_met`` words what went wrong.
    """

    case_requested = Signal(str)
    person_requested = Signal(str)
    room_requested = Signal(str)
    changed = Signal()
    said = Signal(str)
    problem_met = Signal(str)
    left = Signal()

    def __init__(self, context: DeskContext, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._context = context
        self.may_keep = context.actor.may(Action.KEEP_CUSTOMERS)
        self.place = _Place()
        self.form: RecordForm | None = None
        self._came_from = ""
        self._warned = False

    def refresh(self) -> None:
        """Read the page anew; what is being typed stays."""
        raise NotImplementedError

    # ---- the form --------------------------------------------------------------------------

    @property
    def has_unsaved_words(self) -> bool:
        """Whether a form holds something that is not saved yet."""
        return self.form is not None and self.form.is_touched

    def may_leave(self) -> bool:
        """Return whether nothing is lost by going elsewhere; the second time it is meant."""
        if not self.has_unsaved_words or self._warned:
            self.close_form()
            return True
        self._warned = True
        self.problem_met.emit(
            _("What you typed is not saved yet. Save it, or leave once more to drop it.")
        )
        return False

    def ask(
        self,
        form: RecordForm,
        verb: Callable[..., object],
        words: str,
        arguments: Callable[[Mapping[str, Any]], Mapping[str, Any]] = dict,
        *,
        on_saved: Callable[[Any], None] | None = None,
    ) -> None:
        """Open a form in place; what it carries is handed to ``verb`` by ``arguments``."""
        if self.has_unsaved_words and not self.may_leave():
            return
        self.close_form()
        focused = QApplication.focusWidget()
        self._came_from = focused.objectName() if focused is not None else ""
        self.form = form
        self._warned = False
        self.place.addWidget(form)
        self.place.setCurrentWidget(form)
        form.left.connect(self._on_form_left)
        form.submitted.connect(
            lambda values: self.write(
                verb, words, form=form, on_saved=on_saved, **arguments(values)
            )
        )
        form.begin()

    def close_form(self) -> None:
        """Throw the open form away."""
        form, self.form = self.form, None
        self._warned = False
        if form is not None:
            form.hide()
            self.place.removeWidget(form)
            form.deleteLater()

    def _on_form_left(self) -> None:
        if self.may_leave():
            self._focus_again()

    def _focus_again(self) -> None:
        """Put the focus where the form was opened from, or where the page begins."""
        came_from, self._came_from = self._came_from, ""
        target = self.findChild(QWidget, came_from) if came_from else None
        (target or self).setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- writing ---------------------------------------------------------------------------

    def write(
        self,
        verb: Callable[..., object],
        told: str,
        /,
        *,
        form: RecordForm | None = None,
        on_saved: Callable[[Any], None] | None = None,
        **arguments: Any,
    ) -> None:
        """Carry a change out with ``arguments``; ``told`` says that it was done."""
        if form is not None:
            form.set_busy(busy=True)

        def saved(result: object) -> None:
            if form is not None and form is self.form:
                self.close_form()
                self._focus_again()
            self.said.emit(told)
            self.refresh()
            self.changed.emit()
            if on_saved is not None:
                on_saved(result)

        self._context.runner.write(
            verb,
            actor=self._context.actor,
            now=self._context.now(),
            owner=self,
            on_done=saved,
            on_error=lambda error: self.show_problem(error, form),
            on_end=lambda: form.set_busy(busy=False) if form is self.form and form else None,
            **arguments,
        )

    def show_problem(self, error: Exception, form: RecordForm | None = None) -> None:
        """Say what went wrong, beside the field if it is one."""
        if isinstance(error, FieldError):
            if form is not None and form is self.form:
                form.show_error(error)
            else:
                self.problem_met.emit(field_sentence(error))
        elif isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back to the tree."""
        if event.key() == Qt.Key.Key_Escape:
            if self.may_leave():
                self.left.emit()
            return
        super().keyPressEvent(event)
