"""Rights of the person shown: open requests, the package, legal hold, erasure (PIPL art. 44-47)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from app.domain.errors import UserFacingError
from app.domain.permissions import Action
from app.domain.rights import PersonalPackage, RightAsked
from app.i18n import _, current_language
from app.messages import sentence
from app.package_files import write_package
from app.rights_words import asked_label
from app.services.personal_package import personal_package
from app.services.rights import HoldView, RequestView, RightsView, release_hold, rights_of
from ui.cases.wrapped_text import WrappedText
from ui.context import DeskContext
from ui.rights.erase_dialog import EraseDialog
from ui.rights.request_dialog import HoldDialog, RequestDialog
from ui.widgets.buttons import quiet_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.wording import announce


class RightsCard(Card):
    """Serves the rights of one person.

    ``said`` and ``problem_met`` carry sentences; ``changed`` follows an erasure, ``case_requested``
    asks for a request's case.
    """

    said = Signal(str)
    problem_met = Signal(str)
    changed = Signal()
    case_requested = Signal(str)

    def __init__(self, context: DeskContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Rights"), parent=parent)
        self.setObjectName("rightsCard")
        self._context = context
        self.customer_id = ""
        self.view: RightsView | None = None
        self.state_label = WrappedText("", "muted", name="rightsState")
        self.add(self.state_label)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        self.add(self._lines)
        self.request_button = secondary_button(
            _("Take a request…"), icon="plus", name="takeRequest"
        )
        self.package_button = secondary_button(
            _("Package of everything held…"), icon="download", name="makePackage"
        )
        self.hold_button = secondary_button(_("Legal hold…"), icon="lock", name="placeHold")
        self.erase_button = secondary_button(_("Erase…"), icon="trash-2", name="eraseCustomer")
        self._actions = {
            self.request_button: Action.RECEIVE,
            self.package_button: Action.SERVE_RIGHTS,
            self.hold_button: Action.HOLD_RECORDS,
            self.erase_button: Action.ERASE_CUSTOMERS,
        }
        for button in self._actions:
            self.add(button)
            button.hide()
        self.request_button.clicked.connect(self._on_request_clicked)
        self.package_button.clicked.connect(self._on_package_clicked)
        self.hold_button.clicked.connect(self._on_hold_clicked)
        self.erase_button.clicked.connect(self._on_erase_clicked)

    def show_customer(self, customer_id: str) -> None:
        """Show the rights of this customer."""
        if customer_id != self.customer_id:
            self.view = None
            for button in self._actions:
                button.hide()
        self.customer_id = customer_id
        self._context.runner.read(
            rights_of,
            actor=self._context.actor,
            customer_id=customer_id,
            owner=self,
            supersedes="rights",
            on_done=self._on_read,
            on_error=self._on_problem,
        )

    # ---- showing ---------------------------------------------------------------------------

    def _on_read(self, view: RightsView) -> None:
        self.view = view
        while (item := self._lines.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for request in view.requests:
            self._lines.addWidget(self._request_line(request))
        for hold in view.holds:
            self._add_hold(hold)
        self.state_label.set_text(self._state(view))
        self.state_label.setVisible(bool(self.state_label.text))
        erased = view.erased_at is not None
        for button, action in self._actions.items():
            button.setVisible(not erased and self._context.actor.may(action))

    def _state(self, view: RightsView) -> str:
        if view.erased_at is not None:
            day = view.erased_at.astimezone(self._context.zone).date().isoformat()
            return _("Made anonymous on {day}. Nothing here names anybody.").format(day=day)
        if not view.requests and not view.holds:
            return _("No request and no legal hold.")
        return ""

    def _request_line(self, request: RequestView) -> QWidget:
        words = asked_label(request.asked) if request.asked else _("Request")
        if request.due_at is not None:
            day = request.due_at.astimezone(self._context.zone).date().isoformat()
            words = _("{asked}, by {day}").format(asked=words, day=day)
        line = quiet_button(
            f"{request.number}\n{words}", icon="file-text", name=f"request-{request.number}"
        )
        line.setAccessibleName(f"{request.number} {words}")
        line.clicked.connect(partial(self.case_requested.emit, request.case_id))
        return line

    def _add_hold(self, hold: HoldView) -> None:
        day = hold.placed_at.astimezone(self._context.zone).date().isoformat()
        words = _("Legal hold since {day}, {name}: {reason}").format(
            day=day, name=hold.placed_by, reason=hold.reason
        )
        self._lines.addWidget(WrappedText(words, "warning_text"))
        if self._context.actor.may(Action.HOLD_RECORDS):
            release = quiet_button(_("Release the hold"), icon="undo-2", name="releaseHold")
            release.clicked.connect(partial(self._release, hold.hold_id))
            self._lines.addWidget(release)

    # ---- doing -----------------------------------------------------------------------------

    def _on_request_clicked(self) -> None:
        dialog = RequestDialog(self._context, self.customer_id, self)
        dialog.taken.connect(self._on_taken)
        dialog.open()

    def _on_taken(self, number: str) -> None:
        self._say(_("{number} was opened; it has fifteen working days.").format(number=number))
        self.show_customer(self.customer_id)

    def _on_hold_clicked(self) -> None:
        dialog = HoldDialog(self._context, self.customer_id, self)
        dialog.placed.connect(self._on_held)
        dialog.open()

    def _on_held(self) -> None:
        self._say(_("The legal hold stands."))
        self.show_customer(self.customer_id)

    def _release(self, hold_id: str) -> None:
        self._context.runner.write(
            release_hold,
            actor=self._context.actor,
            hold_id=hold_id,
            now=self._context.now(),
            owner=self,
            on_done=self._on_released,
            on_error=self._on_problem,
        )

    def _on_released(self, _result: object) -> None:
        self._say(_("The legal hold was released."))
        self.request_button.setFocus()
        self.show_customer(self.customer_id)

    def _on_erase_clicked(self) -> None:
        dialog = EraseDialog(
            self._context, self.customer_id, self._request_for(RightAsked.ERASURE), self
        )
        dialog.erased.connect(self._on_erased)
        dialog.open()

    def _request_for(self, *asked: RightAsked) -> str | None:
        requests = self.view.requests if self.view is not None else ()
        return next((each.case_id for each in requests if each.asked in asked), None)

    def _on_erased(self) -> None:
        self._say(_("This person was made anonymous. The statistics are as they were."))
        self.show_customer(self.customer_id)
        self.changed.emit()

    def _on_package_clicked(self) -> None:
        dialog = QFileDialog(self, _("Folder for the package (not encrypted)"))
        dialog.setObjectName("packageDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        dialog.setDirectory(QStandardPaths.writableLocation(documents))
        dialog.fileSelected.connect(lambda path: self.make_package(Path(path)))
        dialog.open()

    def make_package(self, folder: Path) -> None:
        """Write the package of the person shown into a new folder inside ``folder``."""
        lang = current_language()

        def on_read(package: PersonalPackage) -> None:
            self._context.runner.run(
                write_package,
                package,
                folder,
                lang,
                owner=self,
                on_done=self._on_written,
                on_error=self._on_problem,
            )

        self.package_button.setEnabled(False)
        self._context.runner.write(
            personal_package,
            actor=self._context.actor,
            customer_id=self.customer_id,
            case_id=self._request_for(RightAsked.COPY, RightAsked.EXPLANATION),
            now=self._context.now(),
            owner=self,
            on_done=on_read,
            on_error=self._on_problem,
        )

    def _on_written(self, target: Path) -> None:
        self.package_button.setEnabled(True)
        self._say(
            _("Saved in {path}, not encrypted. Hand it over and delete it here.").format(
                path=target
            )
        )

    def _say(self, words: str) -> None:
        self.said.emit(words)
        announce(self, words)

    def _on_problem(self, error: Exception) -> None:
        self.package_button.setEnabled(True)
        if isinstance(error, UserFacingError):
            self.problem_met.emit(sentence(error))
