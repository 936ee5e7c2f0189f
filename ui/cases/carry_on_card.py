"""'Carry on': buttons for what is possible with the case now, each opening one form in place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import FieldError
from app.i18n import _
from ui.cases.verb_form import VerbForm
from ui.cases.verbs import CaseVerb
from ui.widgets.buttons import ActionButton, secondary_button
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.wording import label


class CarryOnCard(Card):
    """``verb_submitted`` carries a :class:`CaseVerb` and the values of its form.

    Forms live as long as the card, so that a form left by Esc still holds what was typed.
    """

    verb_submitted = Signal(object, dict)
    form_opened = Signal()
    form_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Carry on"), parent=parent)
        self.setObjectName("carryOnCard")
        self._verbs: dict[str, CaseVerb] = {}
        self._forms: dict[str, VerbForm] = {}
        self._open_key = ""
        # Kept apart from what is on offer: if the case moved on meanwhile, the service says so.
        self._open_verb: CaseVerb | None = None
        self._buttons_place = QWidget()
        self._buttons_place.setObjectName("verbButtons")
        self._flow = FlowLayout(self._buttons_place)
        policy = self._buttons_place.sizePolicy()
        policy.setHeightForWidth(True)
        self._buttons_place.setSizePolicy(policy)
        self._nothing = label(
            _("This case has ended; nothing is left to do."), "muted", wrap=True, name="nothingToDo"
        )
        self._form_place = QVBoxLayout()
        self.add(self._buttons_place)
        self.add(self._nothing)
        self.add(self._form_place)

    @property
    def open_form(self) -> VerbForm | None:
        """The form that is open, if any."""
        return self._forms.get(self._open_key)

    @property
    def has_unsaved_words(self) -> bool:
        """Whether any form holds something that was typed or chosen."""
        return any(form.is_touched for form in self._forms.values())

    def show_verbs(self, verbs: Sequence[CaseVerb]) -> None:
        """Offer these verbs; an open form stays open, whatever has become of the case."""
        if [verb.key for verb in verbs] != list(self._verbs):
            self._verbs = {verb.key: verb for verb in verbs}
            while (item := self._flow.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
            for verb in verbs:
                self._flow.addWidget(self._button(verb))
            self._buttons_place.updateGeometry()
        self._show_parts()

    def show_error(self, error: FieldError) -> None:
        """Show an error in the open form."""
        if self.open_form is not None:
            self.open_form.show_error(error)

    def set_busy(self, *, busy: bool) -> None:
        """Take no second submission while the first is being saved."""
        if self.open_form is not None:
            self.open_form.set_busy(busy=busy)

    def finish_form(self) -> None:
        """Throw the open form away: its words are saved."""
        form = self._forms.pop(self._open_key, None)
        if form is not None:
            self._form_place.removeWidget(form)
            form.hide()
            form.deleteLater()
        self._leave()

    def leave_form(self) -> None:
        """Go back to the buttons; what was typed is kept in the form."""
        key = self._open_key
        if self.open_form is not None:
            self.open_form.hide()
        self._leave()
        button = self.findChild(ActionButton, f"verb_{key}")
        if button is not None:
            button.setFocus()

    def _leave(self) -> None:
        self._open_key = ""
        self._show_parts()
        self.form_left.emit()

    def _show_parts(self) -> None:
        is_open = self.open_form is not None
        self._buttons_place.setVisible(not is_open and bool(self._verbs))
        self._nothing.setVisible(not is_open and not self._verbs)

    def _button(self, verb: CaseVerb) -> ActionButton:
        button = secondary_button(verb.words, name=f"verb_{verb.key}")
        button.setProperty("verb", verb.key)
        button.setToolTip(verb.title)
        button.clicked.connect(self._on_verb_clicked)
        return button

    def _on_verb_clicked(self) -> None:
        key = str(self.sender().property("verb"))
        verb = self._verbs[key]
        if key not in self._forms:
            form = VerbForm(key, verb.title, verb.fields, explanation=verb.explanation)
            form.submitted.connect(self._on_submitted)
            form.cancelled.connect(self.leave_form)
            self._forms[key] = form
            self._form_place.addWidget(form)
        self._open_key, self._open_verb = key, verb
        self._show_parts()
        self._forms[key].show()
        self._forms[key].begin()
        self.form_opened.emit()

    def _on_submitted(self) -> None:
        form = self.open_form
        if form is not None and self._open_verb is not None:
            self.verb_submitted.emit(self._open_verb, form.values())
