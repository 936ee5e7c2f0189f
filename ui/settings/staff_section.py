"""Who can unlock the desk: the list, a new member, and one's own password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QMessageBox, QWidget

from app.domain.permissions import Action
from app.domain.terms import Role
from app.domain.typed_text import NAME_LIMIT
from app.i18n import _
from app.labels import role_label
from app.services.staff import StaffView, list_staff
from app.workspace import Workspace
from ui.context import DeskContext
from ui.settings.agreement_row import AgreementRow
from ui.settings.section import Notice, SettingsSection, may, refusal
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import ActionButton, primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.form_field import FormField
from ui.widgets.new_password import NewPassword
from ui.widgets.password_box import PasswordBox
from ui.widgets.table import ROW_HEIGHT, DeskTable

_MOST_ROWS = 6


class StaffSection(SettingsSection):
    """Everybody sees the list and changes their own password; administrators add people.

    ``paper_requested(PaperScreen)``: somebody's confidentiality agreement, ready to be shown.
    """

    paper_requested = Signal(object)

    def __init__(
        self, context: DeskContext, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(
            _("Staff"), _("Each person unlocks the desk with a password of their own."), parent
        )
        self._context, self._workspace = context, workspace
        self._added = ""
        self._may = may(context.actor, Action.MANAGE_STAFF)
        card = self.add_card(_("Who can unlock the desk"))
        self.table = DeskTable(accessible_name=_("Staff"), name="staffTable")
        self._model = QStandardItemModel(0, 4, self)
        self._model.setHorizontalHeaderLabels(
            [_("Full name"), _("Role"), _("State"), _("Confidentiality agreement")]
        )
        self.table.setModel(self._model)
        card.add(self.table)
        self._people: tuple[StaffView, ...] = ()
        self._can_unlock: frozenset[str] = frozenset()
        self.close_button = secondary_button(
            _("Close this account"), icon="log-out", name="closeAccount"
        )
        self.close_button.setVisible(False)
        self.close_button.clicked.connect(self._on_close_clicked)
        self.table.selectionModel().selectionChanged.connect(self._on_person_selected)
        self.agreement = AgreementRow(context)
        self.agreement.paper_requested.connect(self.paper_requested)
        self.agreement.recorded.connect(self._on_agreement_recorded)
        self.agreement.refused.connect(self._on_problem)
        card.add(self.agreement)
        card.add(self.close_button)
        card.body.setAlignment(self.close_button, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._add_card(), 1)
        row.addWidget(self._own_card(), 1)
        self.column.addLayout(row)
        self.column.addStretch(1)

    def refresh(self) -> None:
        """Read who there is."""
        self._context.runner.run(
            self._read,
            owner=self,
            supersedes="staff",
            on_done=self._show,
            on_error=self._on_problem,
        )

    def _read(self) -> tuple[tuple[StaffView, ...], frozenset[str]]:
        """Read the records and the key file; runs on a worker thread."""
        people: tuple[StaffView, ...] = self._workspace.read(list_staff)
        return people, frozenset(choice.staff_id for choice in self._workspace.staff())

    # ---- building --------------------------------------------------------------------------

    def _add_card(self) -> QWidget:
        card = Card(_("Add a member of staff"))
        self.refusal_notice = Notice(refusal(Action.MANAGE_STAFF), "info", name="addStaffRefusal")
        card.add(self.refusal_notice)
        self.name_line = QLineEdit()
        self.name_line.setObjectName("staffName")
        self.name_line.setMaxLength(NAME_LIMIT)
        self.name_field = FormField(_("Full name"), self.name_line)
        self.role_box = QComboBox()
        self.role_box.setObjectName("staffRole")
        for role in Role:
            self.role_box.addItem(role_label(role), role.value)
        self.role_field = FormField(_("Role"), self.role_box)
        self.passwords = NewPassword(self._context.runner)
        self.passwords.setObjectName("staffPassword")
        self.passwords.first_field.label.setText(_("First password"))
        self.passwords.first.setAccessibleName(_("First password"))
        self.passwords.first_field.set_hint(
            _("For the first unlock; the person should change it here at once.")
        )
        self.passwords.second_field.label.setText(_("First password once more"))
        self.passwords.second.setAccessibleName(_("First password once more"))
        self.add_busy = BusyLine(cancellable=False)
        self.add_button = primary_button(_("Add"), icon="user-plus", name="addStaff")
        self._form: list[QWidget] = [self.name_field, self.role_field, self.passwords]
        for part in self._form:
            card.add(part)
        card.body.addStretch(1)
        card.add(_foot(self.add_busy, self.add_button))
        self.refusal_notice.setVisible(not self._may)
        for part in (*self._form, self.add_busy, self.add_button):
            if not self._may:
                part.setVisible(False)
        self.name_line.textEdited.connect(self._on_name_edited)
        self.name_line.returnPressed.connect(self.role_box.setFocus)
        self.passwords.submitted.connect(self._on_add_clicked)
        self.add_button.clicked.connect(self._on_add_clicked)
        return card

    def _own_card(self) -> QWidget:
        card = Card(_("Change my password"))
        self.old_password = PasswordBox(name="oldPassword")
        self.old_field = FormField(_("Present password"), self.old_password)
        self.own_passwords = NewPassword(self._context.runner)
        self.own_passwords.setObjectName("ownPassword")
        self.own_passwords.known_words = (self._context.actor.name, self._context.company)
        self.change_busy = BusyLine(cancellable=False)
        self.change_button = secondary_button(
            _("Change password"), icon="key-round", name="changePassword"
        )
        card.add(self.old_field)
        card.add(self.own_passwords)
        card.body.addStretch(1)
        card.add(_foot(self.change_busy, self.change_button))
        self.old_password.submitted.connect(self.own_passwords.setFocus)
        self.old_password.edited.connect(lambda: self.old_field.set_error(""))
        self.own_passwords.submitted.connect(self._on_change_clicked)
        self.change_button.clicked.connect(self._on_change_clicked)
        return card

    # ---- events ----------------------------------------------------------------------------

    def _show(self, read: tuple[tuple[StaffView, ...], frozenset[str]]) -> None:
        people, self._can_unlock = read
        self._people = people
        self._model.removeRows(0, self._model.rowCount())
        for person in people:
            state = self._state_of(person)
            words = (person.name, role_label(person.role), state, _agreement_words(person))
            self._model.appendRow([QStandardItem(cell) for cell in words])
        self.agreement.show_person(None)
        self.table.resizeColumnsToContents()
        for column, least in ((0, 180), (1, 150), (2, 120)):
            if self.table.columnWidth(column) < least:
                self.table.setColumnWidth(column, least)
        head = self.table.horizontalHeader().sizeHint().height()
        rows = min(max(len(people), 1), _MOST_ROWS)
        self.table.setFixedHeight(head + rows * ROW_HEIGHT + 6)

    def _state_of(self, person: StaffView) -> str:
        can_unlock = person.staff_id in self._can_unlock
        if not person.active:
            return _("left, password not taken back") if can_unlock else _("left")
        return _("at work") if can_unlock else _("no password")

    def _marked(self) -> StaffView | None:
        row = self.table.currentIndex().row()
        return self._people[row] if 0 <= row < len(self._people) else None

    def _selected(self) -> StaffView | None:
        """Return the person marked in the list, if their account is one to close.

        So is that of somebody who left but whose password could not be taken back then.
        """
        person = self._marked()
        if person is None or person.staff_id == self._context.actor.staff_id:
            return None
        return person if person.active or person.staff_id in self._can_unlock else None

    def _on_person_selected(self) -> None:
        self.close_button.setVisible(self._may and self._selected() is not None)
        self.agreement.show_person(self._marked())

    def _on_agreement_recorded(self, name: str) -> None:
        self.done.emit(_("The agreement of {name} is on record.").format(name=name))
        self.refresh()

    def _on_close_clicked(self) -> None:
        person = self._selected()
        if person is None:
            return
        question = QMessageBox(
            QMessageBox.Icon.Question,
            _("Close this account"),
            _(
                "{name} can no longer unlock the desk. What {name} did stays on record. "
                "Backups made before still open with the old password."
            ).format(name=person.name),
            QMessageBox.StandardButton.Ok | QMessageBox.StandardButton.Cancel,
            self,
        )
        question.setObjectName("closeAccountQuestion")
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(lambda: self._close_account(person))
        question.open()

    def _close_account(self, person: StaffView) -> None:
        self._context.runner.run(
            self._workspace.close_account,
            person.staff_id,
            owner=self,
            on_done=lambda _nothing: self._on_closed(person.name),
            on_error=self._on_problem,
        )

    def _on_closed(self, name: str) -> None:
        self.done.emit(_("{name} can no longer unlock the desk.").format(name=name))
        self.refresh()

    def _on_name_edited(self) -> None:
        self.name_field.set_error("")
        self.passwords.known_words = (self.name_line.text(), self._context.company)

    def _on_add_clicked(self) -> None:
        QGuiApplication.inputMethod().commit()
        name = self.name_line.text().strip()
        if not name:
            self.name_field.set_error(_("Please fill this in."))
            self.name_line.setFocus()
            return
        if not self.passwords.valid:
            self.passwords.show_errors()
            return
        self._added = name
        self._set_adding(adding=True)
        self._context.runner.run(
            self._workspace.add_staff,
            name,
            Role(str(self.role_box.currentData())),
            self.passwords.text,
            owner=self,
            on_done=self._on_added,
            on_error=self._on_problem,
            on_end=self._on_add_ended,
        )

    def _on_added(self, _staff_id: str) -> None:
        self.name_line.clear()
        self.passwords.clear()
        self.done.emit(
            _(
                "{name} can unlock the desk now, and signs the confidentiality agreement first."
            ).format(name=self._added)
        )
        self.refresh()

    def _on_add_ended(self) -> None:
        self._set_adding(adding=False)

    def _set_adding(self, *, adding: bool) -> None:
        for part in (*self._form, self.add_button):
            part.setEnabled(not adding)
        if adding:
            self.add_busy.start(_("Making the key…"))
        else:
            self.add_busy.finish()

    def _on_change_clicked(self) -> None:
        if not self.old_password.text:
            self.old_field.set_error(_("Type your password."))
            self.old_password.setFocus()
            return
        if not self.own_passwords.valid:
            self.own_passwords.show_errors()
            return
        self._set_changing(changing=True)
        self._context.runner.run(
            self._workspace.change_password,
            self.old_password.text,
            self.own_passwords.text,
            owner=self,
            on_done=self._on_changed,
            on_error=self._on_change_refused,
            on_end=self._on_change_ended,
        )

    def _on_changed(self, _nothing: object) -> None:
        self.old_password.clear()
        self.own_passwords.clear()
        self.done.emit(_("Your password was changed. It holds from the next unlock on."))

    def _on_change_refused(self, error: Exception) -> None:
        self.old_password.clear()
        self._on_problem(error)

    def _on_change_ended(self) -> None:
        self._set_changing(changing=False)

    def _set_changing(self, *, changing: bool) -> None:
        for part in (self.old_field, self.own_passwords, self.change_button):
            part.setEnabled(not changing)
        if changing:
            self.change_busy.start(_("Making the key…"))
        else:
            self.change_busy.finish()


def _agreement_words(person: StaffView) -> str:
    if person.signed_on is not None:
        return _("signed on {day}").format(day=person.signed_on.isoformat())
    return _("not signed: account closed until then") if person.active else ""


def _foot(busy: BusyLine, button: ActionButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    row.addWidget(busy, 1)
    row.addWidget(button)
    return row
