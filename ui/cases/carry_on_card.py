"""'Carry on': buttons for what is possible with the case now, each opening one form in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import FieldError
from app.i18n import _
from ui.cases.case_verb import CaseVerb
from ui.cases.verb_form import VerbForm
from ui.cases.verbs import OfferedVerbs
from ui.context import DeskContext
from ui.widgets.buttons import ActionButton, quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.flow_layout import FlowLayout
from ui.widgets.wording import label, restyle


class CarryOnCard(Card):
    """``verb_submitted`` carries a :class:`CaseVerb` and the values of its form.

    The usual way on has a line of its own; rare ways lie behind 'More'.  Forms live as long as the
    card, so that a form left by Esc still holds what was typed.  ``offered`` is what can be chosen.
    """

    verb_submitted = Signal(object, dict)
    form_opened = Signal()
    form_left = Signal()

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Carry on"), parent=parent)
        self.setObjectName("carryOnCard")
        self._context = context
        self.offered = OfferedVerbs()
        self._verbs: Mapping[str, CaseVerb] = {}
        self._forms: dict[str, VerbForm] = {}
        self._open_key = ""
        # Kept apart from what is on offer: if the case moved on meanwhile, the service says so.
        self._open_verb: CaseVerb | None = None
        self._came_from: QWidget | None = None
        self.next_label = label("", "muted", wrap=True, name="nextStep")
        self._first_place = QVBoxLayout()
        self._usual_place, self._usual = _flow_place("verbButtons")
        self._rare_place, self._rare = _flow_place("rareVerbButtons")
        self.more_button = quiet_button(_("&More…"), icon="chevron-down", name="moreVerbs")
        self.more_button.setCheckable(True)
        self.more_button.clicked.connect(self._on_more_clicked)
        self._nothing = label(
            _("This case has ended; nothing is left to do."), "muted", wrap=True, name="nothingToDo"
        )
        self._form_place = QVBoxLayout()
        self.add(self.next_label)
        self.add(self._first_place)
        self.add(self._usual_place)
        self.body.addWidget(self.more_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.add(self._rare_place)
        self.add(self._nothing)
        self.add(self._form_place)
        self.show_next("")
        self._show_parts()

    @property
    def open_form(self) -> VerbForm | None:
        """The form that is open, if any."""
        return self._forms.get(self._open_key)

    @property
    def has_unsaved_words(self) -> bool:
        """Whether any form holds something that was typed or chosen."""
        return any(form.is_touched for form in self._forms.values())

    def show_next(self, words: str, look: str = "muted") -> None:
        """Say what the desk owes next, and by when."""
        self.next_label.setText(words)
        restyle(self.next_label, "look", look)
        self.next_label.setVisible(bool(words))

    def show_verbs(self, offered: OfferedVerbs) -> None:
        """Offer these verbs; an open form stays open, whatever has become of the case."""
        is_new = _keys(offered) != _keys(self.offered)
        self.offered = offered
        self._verbs = {verb.key: verb for verb in (*offered.usual, *offered.rare)}
        if is_new:
            self._make_buttons()
        open_now = self._verbs.get(self._open_key)
        if open_now is not None and self.open_form is not None:
            self.open_form.explain(open_now.explanation)
        self._show_parts()

    def _make_buttons(self) -> None:
        for layout in (self._first_place, self._usual, self._rare):
            while (item := layout.takeAt(0)) is not None:
                if (old := item.widget()) is not None:
                    old.hide()
                    old.deleteLater()
        for number, verb in enumerate(self.offered.usual):
            if number:
                self._usual.addWidget(self._button(verb))
            else:
                self._first_place.addWidget(self._button(verb))
        for verb in self.offered.rare:
            self._rare.addWidget(self._button(verb))
        self.more_button.setChecked(False)
        self._usual_place.updateGeometry()
        self._rare_place.updateGeometry()

    def open_verb(self, verb: CaseVerb | str) -> None:
        """Open the form of a verb, which the buttons or another card offer."""
        if isinstance(verb, str):
            found = self._verbs.get(verb)
            if found is None:
                return
            verb = found
        if self.open_form is not None:
            self._forms[self._open_key].hide()
        if verb.key not in self._forms:
            form = VerbForm(
                self._context, verb.name, verb.title, verb.fields, explanation=verb.explanation
            )
            form.submitted.connect(self._on_submitted)
            form.cancelled.connect(self.leave_form)
            self._forms[verb.key] = form
            self._form_place.addWidget(form)
        self._open_key, self._open_verb = verb.key, verb
        form = self._forms[verb.key]
        form.explain(verb.explanation)
        self._show_parts()
        form.show()
        form.begin()
        self.form_opened.emit()

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
        self.more_button.setChecked(False)
        self._leave()

    def leave_form(self) -> None:
        """Go back to the buttons; what was typed is kept in the form."""
        name = self._open_verb.name if self._open_verb is not None else ""
        if self.open_form is not None:
            self.open_form.hide()
        self._leave()
        button = self.findChild(ActionButton, f"verb_{name}")
        if button is None or not button.isVisible():
            button = self.findChild(ActionButton)
        if button is not None:
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts the rare ways away again."""
        if event.key() == Qt.Key.Key_Escape and self._rare_place.isVisible():
            self.more_button.setChecked(False)
            self._show_parts()
            self.more_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        super().keyPressEvent(event)

    def _leave(self) -> None:
        self._open_key, self._open_verb = "", None
        self._show_parts()
        self.form_left.emit()

    def _show_parts(self) -> None:
        is_open = self.open_form is not None
        usual, rare = self.offered.usual, self.offered.rare
        if (item := self._first_place.itemAt(0)) is not None and (first := item.widget()):
            first.setVisible(not is_open)
        self._usual_place.setVisible(not is_open and len(usual) > 1)
        self.more_button.setVisible(not is_open and bool(rare))
        is_more = self.more_button.isChecked()
        self._rare_place.setVisible(not is_open and bool(rare) and is_more)
        self._nothing.setVisible(not is_open and not usual and not rare)

    def _button(self, verb: CaseVerb) -> ActionButton:
        button = secondary_button(verb.words, name=f"verb_{verb.name}")
        button.setProperty("verb", verb.key)
        button.setToolTip(verb.title)
        button.clicked.connect(self._on_verb_clicked)
        return button

    def _on_verb_clicked(self) -> None:
        self.open_verb(str(self.sender().property("verb")))

    def _on_more_clicked(self) -> None:
        self._show_parts()
        first = self._rare.itemAt(0)
        widget = first.widget() if first is not None else None
        if self.more_button.isChecked() and widget is not None:
            widget.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_submitted(self) -> None:
        form = self.open_form
        if form is not None and self._open_verb is not None:
            self.verb_submitted.emit(self._open_verb, form.values())


def _keys(offered: OfferedVerbs) -> tuple[Sequence[str], Sequence[str]]:
    return [verb.key for verb in offered.usual], [verb.key for verb in offered.rare]


def _flow_place(name: str) -> tuple[QWidget, FlowLayout]:
    """Return a place for buttons that break into lines."""
    place = QWidget()
    place.setObjectName(name)
    policy = place.sizePolicy()
    policy.setHeightForWidth(True)
    place.setSizePolicy(policy)
    return place, FlowLayout(place)
