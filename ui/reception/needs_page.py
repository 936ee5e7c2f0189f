"""Step 2: what the customer came for, in their own words (clauses 4.2-2 and 4.3-1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from app.domain.intake_hints import detached
from app.domain.terms import CaseType, Mood
from app.domain.typed_text import TEXT_LIMIT
from app.domain.visit_flow import NeedDraft, VisitDraft
from app.i18n import _, current_language
from app.labels import case_type_label, mood_label
from app.services.case_views import CategoryView
from ui.context import DeskContext
from ui.reception.attached_card import AttachedCard
from ui.reception.need_tabs import NeedTabs
from ui.reception.severity_row import SeverityRow
from ui.reception.step_page import StepPage
from ui.widgets.chips import ChipGroup, Choice
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox


class NeedsPage(StepPage):
    """Chips for the kind of case; complaints ask for expectation, severity, mood and read-back.

    Of a caller who is attached to a known case only their own words are asked.
    """

    def __init__(
        self,
        context: DeskContext,
        categories: Sequence[CategoryView],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(context, parent)
        self._need = NeedDraft()
        self.tabs = NeedTabs(editable=True)
        self.tabs.need_chosen.connect(self._on_need_chosen)
        self.tabs.another_requested.connect(self._on_another_requested)
        self.tabs.removal_requested.connect(self._on_removal_requested)
        self.types = ChipGroup(
            [Choice(kind, case_type_label(kind)) for kind in CaseType],
            digits=True,
            accessible_name=_("Kind of matter"),
            name="caseType",
        )
        self.types.chosen.connect(self._on_type_chosen)
        self.own_words = PlainTextBox(lines=2, most_lines=7, name="ownWords")
        self.remedy = PlainTextBox(lines=1, most_lines=5, name="remedyWanted")
        self.place = QLineEdit()
        self.place.setObjectName("place")
        self.place.setMaxLength(200)
        self.category = _category_box(categories)
        self.severity = SeverityRow()
        self.moods = ChipGroup(
            [Choice(mood, mood_label(mood)) for mood in Mood],
            accessible_name=_("The customer's mood"),
            name="mood",
        )
        self.read_back = QCheckBox(_("Read back to the customer and confirmed (&B)"))
        self.read_back.setObjectName("readBack")
        self.attached = AttachedCard(with_another=True)
        self.attached.another_requested.connect(self._on_another_requested)
        self._build()
        self.own_words.edited.connect(self._on_edited)
        self.remedy.edited.connect(self._on_edited)
        self.place.textEdited.connect(self._on_edited)
        self.category.activated.connect(self._on_edited)
        self.moods.chosen.connect(self._on_edited)
        self.read_back.toggled.connect(self._on_edited)
        self.severity.need_edited.connect(self._on_severity_edited)

    def _build(self) -> None:
        self.column.addWidget(self.tabs)
        self.column.addWidget(self.attached)
        kinds = self.add_field("type", FormField(_("What is it about? Digits choose."), self.types))
        kinds.add_to_label(self.tabs.another)
        self._kinds_field = kinds
        self.column.addWidget(kinds)
        words = self.add_field(
            "own_words", FormField(_("In the customer's own words (&W)"), self.own_words)
        )
        words.add_to_label(self.own_words.counter)
        self._words_field = words
        self._remedy_field = self.add_field(
            "remedy_wanted", FormField(_("What the customer expects (&E)"), self.remedy)
        )
        self._remedy_field.add_to_label(self.remedy.counter)
        self.column.addWidget(words)
        self.column.addWidget(self._remedy_field)
        row = QHBoxLayout()
        row.setSpacing(16)
        self._category_field = self.add_field(
            "category", FormField(_("Category (&C)"), self.category)
        )
        self._place_field = self.add_field(
            "place", FormField(_("Place (&P)"), self.place, optional=True)
        )
        row.addWidget(self._category_field, 2)
        row.addWidget(self._place_field, 3)
        self.column.addLayout(row)
        self.fields["severity_reason"] = self.severity.reason_field
        self.column.addWidget(self.severity)
        self._mood_field = self.add_field("mood", FormField(_("Mood"), self.moods))
        last = QHBoxLayout()
        last.setSpacing(16)
        last.addWidget(self._mood_field, 1)
        self._read_back_field = self.add_field(
            "read_back", FormField(_("Read back"), self.read_back)
        )
        last.addWidget(self._read_back_field, 1)
        self.column.addLayout(last)
        self.column.addStretch(1)

    def show_draft(self, draft: VisitDraft) -> None:
        """Show the current need of ``draft``."""
        super().show_draft(draft)
        self._need = need = draft.need
        self.tabs.show_draft(draft)
        self.types.set_value(need.type)
        self.own_words.set_text(need.own_words)
        self.remedy.set_text(need.remedy_wanted)
        if self.place.text() != need.place:
            self.place.setText(need.place)
        self.category.setCurrentIndex(max(0, self.category.findData(need.category)))
        self.moods.set_value(need.mood)
        blocked = self.read_back.blockSignals(True)
        self.read_back.setChecked(need.read_back)
        self.read_back.blockSignals(blocked)
        self.severity.show_need(need)
        self._show_parts(need)

    def _show_parts(self, need: NeedDraft) -> None:
        """Show what this kind of case asks for, and nothing else."""
        kind = None if need.is_attached else need.type
        is_chosen = need.is_attached or kind is not None
        is_complaint = kind is CaseType.COMPLAINT
        wants_place = is_complaint or kind in (
            CaseType.SERVICE_REQUEST,
            CaseType.SUGGESTION,
        )
        self.attached.show_need(need)
        self._kinds_field.setVisible(not need.is_attached)
        self._words_field.setVisible(is_chosen)
        self._remedy_field.setVisible(is_complaint)
        self._category_field.setVisible(wants_place)
        self._place_field.setVisible(wants_place)
        self.severity.setVisible(is_complaint or kind is CaseType.SERVICE_REQUEST)
        self._mood_field.setVisible(is_complaint)
        self._read_back_field.setVisible(is_chosen)

    def first_focus(self) -> None:
        """Begin with the chips, or with the words once the kind is chosen."""
        if self._need.type is None and not self._need.is_attached:
            self.types.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.own_words.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let digits pick the kind of matter wherever nothing is being typed."""
        if self._need.is_attached or not self.types.answer_digit(event):
            super().keyPressEvent(event)

    def _change(self, need: NeedDraft) -> None:
        self._need = need
        self.edit(self.draft.with_need(need))

    def _on_type_chosen(self, kind: object) -> None:
        if not isinstance(kind, CaseType):
            return
        need = replace(self._need, type=kind, severity_chosen=None, impact=None, urgency=None)
        if need.outage_id is not None:
            # Another kind of matter than the enquiry that the announcement answers.
            need = detached(need)
        self._change(need)
        self.show_draft(self.draft)
        self.own_words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_edited(self) -> None:
        mood = self.moods.value
        self._change(
            replace(
                self._need,
                own_words=self.own_words.toPlainText()[:TEXT_LIMIT],
                remedy_wanted=self.remedy.toPlainText()[:TEXT_LIMIT],
                place=self.place.text(),
                category=self.category.currentData() or "",
                mood=mood if isinstance(mood, Mood) else None,
                read_back=self.read_back.isChecked(),
            )
        )

    def _on_severity_edited(self, need: NeedDraft) -> None:
        self._change(
            replace(
                self._need,
                impact=need.impact,
                urgency=need.urgency,
                severity_chosen=need.severity_chosen,
                severity_reason=need.severity_reason,
            )
        )

    def _on_need_chosen(self, index: int) -> None:
        self._show_other(replace(self.draft, current_need=index))

    def _on_another_requested(self) -> None:
        self._show_other(self.draft.with_another_need())
        self.types.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_removal_requested(self) -> None:
        self._show_other(self.draft.without_need(self.draft.current_need))

    def _show_other(self, draft: VisitDraft) -> None:
        self.show_draft(draft)
        self.show_problems(())
        self.draft_edited.emit(draft)
        self.first_focus()


def _category_box(categories: Sequence[CategoryView]) -> QComboBox:
    """Return a box with top categories and, under each, 'parent › child'."""
    box = QComboBox()
    box.setObjectName("category")
    box.setMaxVisibleItems(14)
    box.addItem(_("Choose"), "")
    is_chinese = current_language() == "zh_CN"
    names = {c.code: c.name_zh if is_chinese else c.name_en for c in categories}
    for category in categories:
        words = names[category.code]
        if category.parent is not None:
            words = f"{names[category.parent]} › {words}"
        box.addItem(words, category.code)
    return box
