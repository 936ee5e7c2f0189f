"""The form of one announcement: what is out of order, where, from when to when, and what to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QDateTime, Qt, QTimeZone, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateTimeEdit,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import FieldError
from app.domain.outages import TITLE_LIMIT, OutageDraft, OutageStanding, OutageView
from app.i18n import _, pgettext
from app.messages import field_sentence
from app.services.case_views import CategoryView
from ui.cases.category_words import category_names
from ui.context import DeskContext
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.form_field import FormField
from ui.widgets.plain_text_box import PlainTextBox
from ui.widgets.wording import label

_USUAL_LENGTH = timedelta(hours=2)


class OutageForm(Card):
    """``submitted`` carries an :class:`OutageDraft`, ``end_requested`` ends the outage shown.

    Without the permission it only shows; an outage that has ended is only shown to anybody.
    """

    submitted = Signal(object)
    end_requested = Signal()
    left = Signal()

    def __init__(
        self,
        context: DeskContext,
        categories: Sequence[CategoryView],
        *,
        may_announce: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(" ", parent=parent)
        self.setObjectName("outageForm")
        self._context = context
        self._may = may_announce
        self._timezone = QTimeZone(context.project.timezone.encode())
        self.outage: OutageView | None = None
        self._begun = OutageDraft()
        self.title = QLineEdit()
        self.title.setObjectName("outageTitle")
        self.title.setMaxLength(TITLE_LIMIT)
        self.title.setPlaceholderText(_("Water off, lift 2 out of order …"))
        self.wording = PlainTextBox(lines=3, most_lines=6, name="outageWording")
        self.category = QComboBox()
        self.category.setObjectName("outageCategory")
        self.category.setMaxVisibleItems(14)
        self.category.addItem(pgettext("outage", "Any"), "")
        for code, name in category_names(categories, with_parent=True).items():
            self.category.addItem(name, code)
        self.building = QComboBox()
        self.building.setObjectName("outageBuilding")
        for box in (self.category, self.building):
            # As wide as its half of the form, however long the names in it are.
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(6)
        self.begins = self._moment("outageBegins")
        self.is_end_known = QCheckBox(_("The end is expected (&X)"))
        self.is_end_known.setObjectName("outageEndKnown")
        self.ends = self._moment("outageEnds")
        self.case_number = QLineEdit()
        self.case_number.setObjectName("outageCase")
        self.case_number.setMaxLength(40)
        self.case_number.setPlaceholderText("TS-20261123-002")
        self.note = label("", "muted", wrap=True, name="outageNote")
        self.fields = {
            "title": FormField(_("What is out of order (&T)"), self.title),
            "wording": FormField(_("What everybody who asks is told (&W)"), self.wording),
            "category": FormField(_("Category (&C)"), self.category, optional=True),
            "building": FormField(_("Where (&R)"), self.building),
            "begins_at": FormField(_("Begins (&G)"), self.begins),
            "ends_at": FormField(_("Expected end (&P)"), self.ends),
            "case_number": FormField(
                _("Case that callers are attached to (&S)"), self.case_number, optional=True
            ),
        }
        self.fields["wording"].add_to_label(self.wording.counter)
        self._build()
        self.is_end_known.toggled.connect(self._on_end_known)
        self.wording.submitted.connect(self._submit)
        self.show_buildings(())
        self.begin_new()

    def _moment(self, name: str) -> QDateTimeEdit:
        box = QDateTimeEdit()
        box.setObjectName(name)
        box.setDisplayFormat("yyyy-MM-dd HH:mm")
        box.setCalendarPopup(True)
        box.setTimeZone(self._timezone)
        return box

    def _build(self) -> None:
        ground = QWidget()
        ground.setObjectName("scrollGround")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(12)
        column.addWidget(self.fields["title"])
        column.addWidget(self.fields["wording"])
        for pair in (("category", "building"), ("begins_at", "ends_at")):
            row = QHBoxLayout()
            row.setSpacing(12)
            for name in pair:
                row.addWidget(self.fields[name], 1)
            column.addLayout(row)
        column.addWidget(self.is_end_known)
        column.addWidget(self.fields["case_number"])
        column.addWidget(self.note)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(ground)
        self._scroll = scroll
        self.add(scroll, 1)
        foot = QHBoxLayout()
        self.end = secondary_button(_("End now (&E)"), icon="circle-check", name="outageEnd")
        self.save = primary_button(_("Announce"), key_hint="Ctrl+Enter", name="outageSave")
        self.end.clicked.connect(self.end_requested)
        self.save.clicked.connect(self._submit)
        foot.addWidget(self.end)
        foot.addStretch(1)
        foot.addWidget(self.save)
        self.add(foot)

    # ---- showing ---------------------------------------------------------------------------

    def show_buildings(self, buildings: Sequence[tuple[str, str]]) -> None:
        """Offer the buildings of the project; the chosen one stays chosen."""
        chosen = self.building.currentData()
        self.building.clear()
        self.building.addItem(_("whole project"), "")
        for building_id, name in buildings:
            self.building.addItem(_("building {name}").format(name=name), building_id)
        self.building.setCurrentIndex(max(0, self.building.findData(chosen)))

    def begin_new(self) -> None:
        """Begin an announcement that holds from now on."""
        now = self._context.now().replace(second=0, microsecond=0)
        self.outage = None
        self.set_title(_("New announcement"))
        self._fill(OutageDraft(begins_at=now, ends_at=now + _USUAL_LENGTH))
        self._show_parts(None)

    def show_outage(self, outage: OutageView) -> None:
        """Show an outage, to be changed while it has not ended."""
        self.outage = outage
        self.set_title(outage.title)
        self._fill(
            OutageDraft(
                outage.title,
                outage.wording,
                outage.category,
                outage.building_id,
                outage.begins_at,
                outage.ends_at,
                outage.case_number,
            )
        )
        self._show_parts(outage)

    @property
    def is_touched(self) -> bool:
        """Whether something was typed that is not announced yet."""
        return self.save.isVisibleTo(self) and self.draft() != self._begun

    def draft(self) -> OutageDraft:
        """Return what stands in the form."""
        return OutageDraft(
            self.title.text(),
            self.wording.toPlainText(),
            self.category.currentData() or None,
            self.building.currentData() or None,
            _instant(self.begins),
            _instant(self.ends) if self.is_end_known.isChecked() else None,
            self.case_number.text(),
        )

    def show_error(self, error: FieldError | None) -> None:
        """Mark the field of ``error``, and no other."""
        for name, field in self.fields.items():
            is_meant = error is not None and error.field == name
            field.set_error(field_sentence(error) if error is not None and is_meant else "")
            if is_meant:
                field.editor.setFocus()
                self._scroll.ensureWidgetVisible(field.editor)

    def set_busy(self, *, busy: bool) -> None:
        """Take no second submission while the first is being saved."""
        self.save.setEnabled(not busy)
        self.end.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter announces, from boxes of several lines Ctrl+Enter; Esc leaves the form."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._submit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _fill(self, draft: OutageDraft) -> None:
        self.show_error(None)
        self.title.setText(draft.title)
        self.wording.set_text(draft.wording)
        self.category.setCurrentIndex(max(0, self.category.findData(draft.category or "")))
        self.building.setCurrentIndex(max(0, self.building.findData(draft.building_id or "")))
        begins = draft.begins_at or self._context.now()
        self.begins.setDateTime(self._as_qt(begins))
        self.ends.setDateTime(self._as_qt(draft.ends_at or begins + _USUAL_LENGTH))
        self.is_end_known.setChecked(draft.ends_at is not None)
        self._on_end_known(draft.ends_at is not None)
        self.case_number.setText(draft.case_number)
        self._begun = self.draft()

    def _show_parts(self, outage: OutageView | None) -> None:
        has_ended = outage is not None and outage.ended_at is not None
        editable = self._may and not has_ended
        for box in (self.title, self.wording, self.case_number):
            box.setReadOnly(not editable)
        for choice in (self.category, self.building, self.begins):
            choice.setEnabled(editable)
        self.ends.setEnabled(editable and self.is_end_known.isChecked())
        self.is_end_known.setEnabled(editable)
        self.save.setVisible(editable)
        self.save.set_words(_("Announce") if outage is None else _("Save the change"))
        self.end.setVisible(editable and outage is not None)
        standing = outage.standing(self._context.now()) if outage is not None else None
        self.end.set_words(
            _("Withdraw (&E)") if standing is OutageStanding.PLANNED else _("End now (&E)")
        )
        self.note.setText(self._note(outage))
        self.note.setVisible(bool(self.note.text()))

    def _note(self, outage: OutageView | None) -> str:
        if outage is None:
            return "" if self._may else _("A supervisor announces outages.")
        if outage.standing(self._context.now()) is OutageStanding.OVERDUE:
            return _("It should be over by now. End it, or tell a later end.")
        return _("Announced by {name}").format(name=outage.announced_by)

    def _on_end_known(self, known: bool) -> None:
        self.ends.setEnabled(known and self.is_end_known.isEnabled())

    def _as_qt(self, instant: datetime) -> QDateTime:
        return QDateTime.fromSecsSinceEpoch(int(instant.timestamp()), self._timezone)

    def _submit(self) -> None:
        if self.save.isVisibleTo(self) and self.save.isEnabled():
            self.submitted.emit(self.draft())


def _instant(box: QDateTimeEdit) -> datetime:
    return datetime.fromtimestamp(box.dateTime().toSecsSinceEpoch(), UTC)
