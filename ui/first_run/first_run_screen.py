"""The wizard of the first run: the pages, the way between them, and the request at the end.

The store is made after the fifth page, with the agreement that the administrator signed there;
from then on there is no way back to the fields that it was made from.  The key that the making
returned is shown once and then forgotten.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import UserFacingError
from app.domain.setup import SetupRequest, check_request
from app.i18n import _, current_language
from app.messages import sentence
from ui.first_run.agreement_page import AgreementPage
from ui.first_run.page import SetupPage
from ui.first_run.project_page import ProjectPage
from ui.first_run.recovery_key_page import RecoveryKeyPage
from ui.first_run.simple_pages import AdministratorPage, CompanyPage, FinishPage, WelcomePage
from ui.tasks import TaskRunner
from ui.widgets.busy import BusyLine
from ui.widgets.buttons import primary_button, secondary_button
from ui.widgets.card import Card
from ui.widgets.look_switch import LookSwitch
from ui.widgets.message_bar import MessageBar
from ui.widgets.step_rail import CURRENT, DONE, TODO, Step, StepRail

WELCOME, COMPANY, PROJECT, ADMINISTRATOR, AGREEMENT, RECOVERY, FINISH = range(7)


class FirstRunScreen(QWidget):
    """Emits wishes; the application answers with the methods named here.

    ``setup_requested(SetupRequest, SignedAgreement)`` → :meth:`store_created` or
    :meth:`show_error`.
    ``print_sheet_requested()`` and ``save_sheet_requested(Path)`` → :meth:`sheet_done` or
    :meth:`sheet_failed`.  ``recovery_confirmed()`` when the two groups were right.
    ``finished(bool)`` with whether demonstration data are wanted → the desk, or :meth:`show_error`.
    ``language_chosen(str)``: set the language at once; the pages are made anew right after.
    """

    setup_requested = Signal(object, object)
    print_sheet_requested = Signal()
    save_sheet_requested = Signal(object)
    recovery_confirmed = Signal()
    finished = Signal(bool)
    language_chosen = Signal(str)
    theme_chosen = Signal(str)

    def __init__(self, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("firstRunScreen")
        self.setProperty("manualPage", "first_run")
        self._runner = runner
        self._busy = False
        self._created = False
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._frame: QWidget | None = None
        self._build()
        self._show(WELCOME)

    @property
    def page_number(self) -> int:
        """Which page is shown: WELCOME, COMPANY, …, FINISH."""
        return self._stack.currentIndex()

    @property
    def busy(self) -> bool:
        """Whether the store is being made or filled."""
        return self._busy

    def store_created(self, recovery_key: str) -> None:
        """Go on to the recovery key that the making of the store returned."""
        self._end_busy()
        self._created = True
        self.administrator.passwords.clear()
        self.agreement.form.pad.clear()
        self.finish.offer_demo(possible=self.project.pattern is not None)
        self.recovery.show_key(recovery_key)
        self._show(RECOVERY)

    def show_error(self, text: str) -> None:
        """End the busy state and say what went wrong; everything typed is still there."""
        self._end_busy()
        self.message_bar.show_message(text, "error")

    def sheet_done(self, text: str) -> None:
        """Say that the sheet was printed or saved."""
        self.recovery.say(text)

    def sheet_failed(self, text: str) -> None:
        """Say why the sheet could not be printed or saved."""
        self.recovery.say(text, failed=True)

    def show_progress(self, done: int, total: int) -> None:
        """Show how far the making or filling of the store is."""
        self._busy_line.progress(done, total)

    def request(self) -> SetupRequest:
        """Return what was typed so far, unchecked."""
        return SetupRequest(
            language=current_language(),
            company=self.company.company.text(),
            desk_phone=self.company.phone.text(),
            project_code=self.project.code.text(),
            project_name=self.project.name.text(),
            timezone=self.project.zone.currentText(),
            rooms=self.project.pattern,
            administrator=self.administrator.name.text(),
            password=self.administrator.passwords.text,
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on, Esc goes back; both reach this one place by bubbling up."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self._on_next_clicked()
        elif event.key() == Qt.Key.Key_Escape:
            self._on_back_clicked()
        else:
            super().keyPressEvent(event)

    # ---- the way ---------------------------------------------------------------------------

    def _on_next_clicked(self) -> None:
        # What an input method is still composing belongs to the field.
        QGuiApplication.inputMethod().commit()
        number = self.page_number
        if self._busy:
            return
        if number == RECOVERY and not self.recovery.proving:
            self.recovery.begin_proof()
            return
        if not self._pages[number].check():
            return
        self.message_bar.dismiss()
        if number == AGREEMENT:
            self._request_setup()
        elif number == FINISH:
            self._begin_busy(_("Preparing the desk…"))
            self.finished.emit(self.finish.wants_demo)
        else:
            if number == RECOVERY:
                self.recovery.forget()
                self.recovery_confirmed.emit()
            self._show(number + 1)

    def _on_back_clicked(self) -> None:
        number = self.page_number
        if self._busy:
            return
        if number == RECOVERY and self.recovery.proving:
            self.recovery.show_key_again()
        elif WELCOME < number <= AGREEMENT:
            self._show(number - 1)

    def _on_step_chosen(self, key: str) -> None:
        if not self._busy and not self._created:
            self._show(int(key))

    def _on_language_chosen(self, code: str) -> None:
        if self._created or self._busy:
            return
        number = self.page_number
        typed = [page.typed() for page in self._pages]
        self.language_chosen.emit(code)
        self._build()
        for page, words in zip(self._pages, typed, strict=True):
            if words:
                page.put_back(words)
        self._show(number)

    def _on_save_requested(self) -> None:
        dialog = QFileDialog(self, _("Save the recovery sheet"))
        dialog.setObjectName("saveSheetDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("PDF file (*.pdf)")])
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(_("recovery-key.pdf"))
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def _on_file_selected(self, path: str) -> None:
        self.save_sheet_requested.emit(Path(path))

    def _request_setup(self) -> None:
        try:
            request = check_request(self.request())
        except UserFacingError as error:
            self.message_bar.show_message(sentence(error), "error")
            return
        self._begin_busy(_("Making the encrypted store…"))
        day = datetime.now().astimezone().date()
        self.setup_requested.emit(request, self.agreement.form.signed(day))

    def _show(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        for place in range(len(self._pages)):
            state = CURRENT if place == number else DONE if place < number else TODO
            pressable = state == DONE and not self._created
            self.rail.set_step(str(place), state, enabled=pressable)
        self._area.verticalScrollBar().setValue(0)
        if number == AGREEMENT:
            self.agreement.form.set_name(self.administrator.name.text())
        if number == ADMINISTRATOR:
            self.administrator.passwords.known_words = (
                self.company.company.text(),
                self.project.name.text(),
            )
        self._enable()
        self._pages[number].setFocus(Qt.FocusReason.OtherFocusReason)

    def _begin_busy(self, words: str) -> None:
        self._busy = True
        self._busy_line.start(words)
        self._enable()

    def _end_busy(self) -> None:
        self._busy = False
        self._busy_line.finish()
        self._enable()

    def _enable(self) -> None:
        number = self.page_number
        proving = number == RECOVERY and self.recovery.proving
        words = {
            RECOVERY: _("Confirm") if proving else _("I have the sheet"),
            AGREEMENT: _("I sign: make the desk"),
            FINISH: _("Open the desk"),
        }.get(number, _("Next"))
        self.next_button.set_words(words)
        self.next_button.setEnabled(not self._busy)
        self.back_button.setVisible(WELCOME < number <= AGREEMENT or proving)
        self.back_button.setEnabled(not self._busy)
        self._stack.setEnabled(not self._busy)
        self._switch.language_button.setVisible(not self._created)

    # ---- building --------------------------------------------------------------------------

    def _build(self) -> None:
        if self._frame is not None:
            self._frame.hide()
            self._frame.deleteLater()
        self._frame = QWidget()
        self._frame.setObjectName("ground")
        self._frame.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._outer.addWidget(self._frame)
        self.welcome = WelcomePage()
        self.company = CompanyPage()
        self.project = ProjectPage()
        self.administrator = AdministratorPage(self._runner)
        self.agreement = AgreementPage()
        self.recovery = RecoveryKeyPage()
        self.finish = FinishPage()
        self._pages: list[SetupPage] = [
            self.welcome,
            self.company,
            self.project,
            self.administrator,
            self.agreement,
            self.recovery,
            self.finish,
        ]
        row = QHBoxLayout(self._frame)
        row.setContentsMargins(24, 24, 24, 24)
        row.setSpacing(16)
        row.addWidget(self._rail_card())
        row.addWidget(self._page_card(), 1)
        self.welcome.language_chosen.connect(self._on_language_chosen)
        self.administrator.submitted.connect(self._on_next_clicked)
        self.recovery.print_requested.connect(self.print_sheet_requested)
        self.recovery.save_requested.connect(self._on_save_requested)
        self.recovery.changed.connect(self._enable)

    def _rail_card(self) -> Card:
        card = Card(_("Set-up"))
        card.setFixedWidth(248)
        steps = [Step(str(number), page.title) for number, page in enumerate(self._pages)]
        self.rail = StepRail(steps)
        self.rail.step_chosen.connect(self._on_step_chosen)
        card.add(self.rail, 1)
        self._switch = LookSwitch()
        self._switch.language_chosen.connect(self._on_language_chosen)
        self._switch.theme_chosen.connect(self.theme_chosen)
        card.add(self._switch)
        card.body.setAlignment(self._switch, Qt.AlignmentFlag.AlignLeft)
        return card

    def _page_card(self) -> Card:
        card = Card()
        card.body.setContentsMargins(14, 8, 14, 4)
        self.message_bar = MessageBar()
        card.add(self.message_bar)
        self._stack = _PageStack()
        self._stack.setMaximumWidth(820)
        for page in self._pages:
            self._stack.addWidget(page)
        holder = QWidget()
        holder.setObjectName("scrollGround")
        across = QHBoxLayout(holder)
        across.setContentsMargins(0, 0, 0, 0)
        across.addWidget(self._stack, 1)
        across.addStretch(0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(holder)
        card.add(self._area, 1)
        self._busy_line = BusyLine(cancellable=False)
        card.add(self._busy_line)
        row = QHBoxLayout()
        self.back_button = secondary_button(
            _("Back"), icon="arrow-left", key_hint="Esc", name="setupBack"
        )
        self.next_button = primary_button(_("Next"), key_hint="Enter", name="setupNext")
        row.addWidget(self.back_button)
        row.addStretch(1)
        row.addWidget(self.next_button)
        card.add(row)
        self.back_button.clicked.connect(self._on_back_clicked)
        self.next_button.clicked.connect(self._on_next_clicked)
        return card


class _PageStack(QStackedWidget):
    """As high as the page shown, so that a short page does not scroll because of a long one."""

    def sizeHint(self) -> QSize:
        """Return the size of the page shown."""
        page = self.currentWidget()
        return page.sizeHint() if page else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return the least size of the page shown."""
        page = self.currentWidget()
        return page.minimumSizeHint() if page else super().minimumSizeHint()
