"""Step 3: an answer now, or a promise of who, what and when (clauses 4.2-3 and 4.3-2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QDateTime, Qt, QTimeZone
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QLineEdit, QWidget

from app.domain.terms import CaseType, Channel, ClockKind, Severity
from app.domain.typed_text import TEXT_LIMIT
from app.domain.visit_flow import AnswerDraft, VisitDraft
from app.due_words import explain
from app.i18n import _
from app.labels import case_type_label, channel_label
from app.people_time import when
from app.services.due_times import PromiseChoice, PromiseTimes, promise_times
from ui.context import DeskContext
from ui.reception.need_tabs import NeedTabs
from ui.reception.step_page import StepPage
from ui.widgets.buttons import quiet_button
from ui.widgets.card import Card
from ui.widgets.chips import Choice, ChipGroup
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label

NOW, LATER = "now", "later"


class ServicePage(StepPage):
    """One need at a time: its answer, or its promise with a time that explains itself."""

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._answer = AnswerDraft()
        self._times: PromiseTimes | None = None
        self._asked_severity: Severity | None = None
        self.tabs = NeedTabs(editable=False)
        self.tabs.need_chosen.connect(self._on_need_chosen)
        self._matter = label("", "muted", wrap=True, name="matter")
        self.ways = ChipGroup(
            [
                Choice(NOW, _("Answered on the spot, customer accepts")),
                Choice(LATER, _("Promise an answer")),
            ],
            digits=True,
            accessible_name=_("Answer now or promise"),
            name="answeredNow",
        )
        self.ways.chosen.connect(self._on_way_chosen)
        self.answer = PlainTextBox(lines=4, most_lines=8, name="answer")
        self.what = PlainTextBox(lines=2, most_lines=4, name="promiseWhat")
        self.who = QLineEdit()
        self.who.setObjectName("promiseWho")
        self.who.setMaxLength(100)
        self.who.setPlaceholderText(_("Department or person"))
        self.channels = ChipGroup(
            [Choice(channel, channel_label(channel)) for channel in Channel],
            accessible_name=_("How the customer hears from us"),
            name="promiseChannel",
        )
        self.choices = ChipGroup(accessible_name=_("By when"), name="promiseChoice")
        self.due = QDateTimeEdit()
        self.due.setObjectName("promiseDue")
        self.due.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.due.setCalendarPopup(True)
        self.due.setTimeZone(QTimeZone(context.project.timezone.encode()))
        self.why = _WhyCard()
        self._build()
        self.answer.edited.connect(self._on_edited)
        self.what.edited.connect(self._on_edited)
        self.who.textEdited.connect(self._on_edited)
        self.channels.chosen.connect(self._on_edited)
        self.choices.chosen.connect(self._on_choice_chosen)
        self.due.dateTimeChanged.connect(self._on_due_changed)

    def _build(self) -> None:
        self.column.addWidget(self.tabs)
        self.column.addWidget(self._matter)
        self.column.addWidget(
            self.add_field("answered_now", FormField(_("What can we do?"), self.ways))
        )
        self._answer_field = self.add_field(
            "answer", FormField(_("Answer given (&W)"), self.answer)
        )
        self.column.addWidget(self._answer_field)
        self._promise = QWidget()
        self._promise.setObjectName("promiseForm")
        form = Card.column_of(self._promise) if hasattr(Card, "column_of") else None
        self.column.addWidget(self._promise)
        self._fill_promise(form)
        self.column.addStretch(1)

    def _fill_promise(self, _form: object) -> None:
        return
