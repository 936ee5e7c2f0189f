"""The head of the case page: what it is, how grave, where it stands, and the customer's words."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import people_time
from app.i18n import _
from app.labels import (
    case_state_label,
    case_type_label,
    mood_label,
    severity_label,
    source_label,
)
from app.services.case_views import CasePageView
from ui.cases.print_button import PrintButton
from ui.cases.state_looks import severity_kind, state_kind
from ui.cases.wrapped_text import QuoteBox
from ui.widgets.buttons import IconButton
from ui.widgets.card import Card
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.pill import Pill
from ui.widgets.wording import label

_WIDE = 720
_LEAST_WIDTH = 500


class CaseHeadCard(Card):
    """Head card; ``back_requested`` and ``paper_requested`` (with its kind) are its two buttons."""

    back_requested = Signal()
    paper_requested = Signal(str)

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("caseHead")
        self._zone = zone
        self.body.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(10)
        self.back_button = IconButton("arrow-left", _("Back (Esc)"), name="backButton")
        self.back_button.clicked.connect(self.back_requested)
        self.number_label = label("", "title", name="caseNumber")
        self.type_label = label("", "lead", name="caseType")
        self.severity_pill = Pill("", "neutral", name="caseSeverity")
        self.state_pill = Pill("", "neutral", name="caseState")
        self.print_button = PrintButton()
        self.print_button.paper_requested.connect(self.paper_requested)
        row.addWidget(self.back_button)
        row.addWidget(self.number_label)
        row.addWidget(self.type_label)
        self._pills_beside = QHBoxLayout()
        self._pills_beside.setSpacing(10)
        self._pills_beneath = QHBoxLayout()
        self._pills_beneath.setSpacing(8)
        row.addLayout(self._pills_beside)
        row.addStretch(1)
        row.addWidget(self.print_button)
        self.facts_label = ElidedLabel()
        self.facts_label.setObjectName("caseFacts")
        self.facts_label.setProperty("look", "muted")
        self.words_box = QuoteBox(_("The customer's own words"), name="ownWords")
        wanted = QHBoxLayout()
        wanted.setSpacing(12)
        self._wanted_caption = label(_("Wanted"), "muted")
        self.wanted_box = QuoteBox(_("Remedy wanted"), lines=2, name="remedyWanted")
        wanted.addWidget(self._wanted_caption)
        wanted.addWidget(self.wanted_box, 1)
        self.add(row)
        beneath = QHBoxLayout()
        beneath.setSpacing(10)
        beneath.addLayout(self._pills_beneath)
        beneath.addWidget(self.facts_label, 1)
        self.add(beneath)
        self.add(self.words_box)
        self.add(wanted)
        self._is_wide: bool | None = None
        self._place_pills(is_wide=True)
        for widget in (self.severity_pill, self.state_pill, self.print_button):
            widget.setVisible(False)
        self._wanted_caption.setVisible(False)
        self.wanted_box.setVisible(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the pills beneath the number where the room ends."""
        super().resizeEvent(event)
        self._place_pills(is_wide=event.size().width() >= _WIDE)

    def minimumSizeHint(self) -> QSize:
        """Return the width with the pills beneath, even while they are beside the number."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LEAST_WIDTH), hint.height())

    def _place_pills(self, *, is_wide: bool) -> None:
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        # The letters of the number say the kind of case too.
        self.type_label.setVisible(is_wide)
        target = self._pills_beside if is_wide else self._pills_beneath
        for pill in (self.severity_pill, self.state_pill):
            target.addWidget(pill)

    def set_compact(self, *, compact: bool) -> None:
        """Leave room for what has to be known above the case: fewer lines, the rest is scrolled."""
        self.words_box.set_lines(2 if compact else 4)
        self.wanted_box.set_lines(1 if compact else 2)

    def show_case(self, view: CasePageView, categories: Mapping[str, str]) -> None:
        """Show a case."""
        self.number_label.setText(view.number)
        self.number_label.setToolTip(case_type_label(view.type))
        self.type_label.setText(case_type_label(view.type))
        severity = _("severity {severity}").format(severity=severity_label(view.severity))
        self.severity_pill.show_as(severity_label(view.severity), severity_kind(view.severity))
        self.severity_pill.setAccessibleName(severity)
        self.severity_pill.setToolTip(severity)
        self.state_pill.show_as(case_state_label(view.state), state_kind(view.state))
        self.severity_pill.setVisible(True)
        self.state_pill.setVisible(True)
        self.print_button.setVisible(True)
        self.print_button.offer(receipt=view.visit_id is not None)
        registered = _("registered by {name}, {time}").format(
            name=view.registered_by, time=people_time.exact(view.registered_at, self._zone)
        )
        facts = (
            categories.get(view.category, view.category),
            view.place,
            source_label(view.source),
            mood_label(view.mood) if view.mood else "",
            registered,
        )
        self.facts_label.setText("  ·  ".join(part for part in facts if part))
        self.words_box.set_text(_("“{words}”").format(words=view.own_words))
        self.wanted_box.set_text(view.remedy_wanted)
        self._wanted_caption.setVisible(bool(view.remedy_wanted))
        self.wanted_box.setVisible(bool(view.remedy_wanted))
