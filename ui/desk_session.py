"""The unlocked desk: its screens, and what leads from one to the other.

Made when somebody unlocks, ended when the desk locks; nothing of it survives the lock.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox

from app.domain.errors import FieldError, Problem, UserFacingError
from app.domain.periods import Period
from app.domain.terms import Channel, Source
from app.domain.visit_flow import VisitDraft
from app.i18n import _
from app.messages import field_sentence, sentence
from app.services.opening import DeskOpening, desk_opening
from app.workspace import Workspace
from ui.cases.case_list_screen import CaseListScreen
from ui.cases.case_page import CasePage
from ui.confidentiality.private_clipboard import private_clipboard
from ui.consents.consent_desk import ConsentDesk
from ui.context import DeskContext
from ui.customer_window.customer_window import CustomerWindow
from ui.customers.customers_screen import CustomersScreen
from ui.desk.home_screen import HomeScreen
from ui.enquiry_screens import EnquiryScreens
from ui.feedback_screens import FeedbackScreens
from ui.imports.import_screen import ImportScreen
from ui.paper_screens import PaperScreens
from ui.reception.reception_screen import ReceptionScreen
from ui.reception_screens import RECEPTION, ReceptionScreens
from ui.report_screens import ReportScreens
from ui.reports.reports_screen import ReportsScreen
from ui.roster_screens import RosterScreens
from ui.search_screens import SearchScreens
from ui.settings.settings_screen import SettingsScreen
from ui.shell import keys
from ui.shell.main_window import MainWindow
from ui.shell.reminder_memory import ReminderMemory
from ui.shell.reminding import Reminding
from ui.shell.tray import Tray
from ui.twin_screens import TwinScreens

HOME, CASES, CASE, CUSTOMERS, REPORTS, SETTINGS, IMPORT = (
    "desk",
    "cases",
    "case",
    "customers",
    "reports",
    "settings",
    "import",
)


class DeskSession(QObject):
    """Wires the screens of one project for one staff member."""

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    idle_seconds_changed = Signal(int)
    project_chosen = Signal(str)
    report_wished = Signal(str, object)
    customer_touched = Signal()
    case_layout_chosen = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        workspace: Workspace,
        context: DeskContext,
        opening: DeskOpening,
        parent: QObject | None = None,
        *,
        memory: ReminderMemory | None = None,
        tray: Tray | None = None,
        case_layout: str = "",
    ) -> None:
        super().__init__(parent)
        self.window = window
        self.context = context
        self._workspace = workspace
        self._opening = opening
        self._project_box: QComboBox | None = None
        self._before_case = HOME
        self._case_layout = case_layout
        self.customer = CustomerWindow(
            opening.company, context.project.name, seconds=opening.rating_seconds
        )
        self.customer.touched.connect(self.customer_touched)
        self.customer.place_on(window.screen())
        # With several projects the box beside it says which.
        alone = context.project.name if len(opening.projects) < 2 else ""
        window.set_identity(opening.company, alone, context.actor.name)
        self.search = self._make_search()
        self._show_projects()
        self.receptions = self._make_receptions()
        self.enquiries = EnquiryScreens(window, context, opening.categories, self)
        self.papers = PaperScreens(window, workspace, context, opening.receipt_paper, self)
        self.papers.said.connect(self.say)
        self.papers.problem_met.connect(self.say_problem)
        self.papers.failed.connect(self.show_error)
        self.consents = ConsentDesk(window, context, self.customer)
        self.consents.said.connect(self.say)
        self.consents.failed.connect(self.show_error)
        self.consents.paper_ready.connect(self.papers.show)
        self.twins = TwinScreens(window, context, self)
        self.twins.left.connect(self._on_enquiry_left)
        self.twins.said.connect(self.say)
        self.twins.problem_met.connect(self.say_problem)
        self.twins.undo_offered.connect(self.say_undoable)
        self.rosters = RosterScreens(window, workspace, context, self)
        self.rosters.left.connect(self.show_area)
        self.rosters.said.connect(self.say)
        self.rosters.problem_met.connect(self.say_problem)
        self.feedback = self._make_feedback()
        self._make_screens()
        window.area_chosen.connect(self.show_area)
        window.key_pressed.connect(self._on_key)
        window.open_desk()
        self.reminding = self._make_reminding(memory, tray)
        self.receptions.ended.connect(self.reminding.refresh)
        self.show_area(HOME)

    # ---- screens ---------------------------------------------------------------------------

    def _make_search(self) -> SearchScreens:
        made = SearchScreens(self.window, self.context, self)
        made.case_requested.connect(self._open_found_case)
        made.customer_requested.connect(self._open_found_customer)
        made.room_requested.connect(self._open_found_room)
        made.number_requested.connect(self.look_up)
        made.refused.connect(self.say_problem)
        made.problem_met.connect(self.show_error)
        return made

    def _show_projects(self) -> None:
        if len(self._opening.projects) < 2:
            return
        box = QComboBox()
        box.setObjectName("projectBox")
        box.setAccessibleName(_("Project"))
        box.setMinimumWidth(200)
        for project in self._opening.projects:
            box.addItem(f"{project.name} · {project.code}", project.project_id)
        box.setCurrentIndex(box.findData(self.context.project.project_id))
        box.activated.connect(lambda index: self.project_chosen.emit(box.itemData(index)))
        self.window.set_search(box)
        self._project_box = box

    def _make_screens(self) -> None:
        self.home = HomeScreen(self.context)
        self.home.reception_requested.connect(lambda: self.receptions.start(Source.DESK))
        self.home.phone_requested.connect(lambda: self.receptions.start(Source.PHONE))
        self.home.look_up_requested.connect(self.look_up)
        self.home.case_opened.connect(self.open_case)
        self.home.visit_resumed.connect(self.receptions.resume)
        self.home.all_cases_requested.connect(lambda: self.show_area(CASES))
        self.home.outages_requested.connect(self.enquiries.show_outages)
        self.home.pills_changed.connect(self.window.set_pills)
        self.home.problem_met.connect(self.say_problem)
        enquiries = self.enquiries
        enquiries.left.connect(self._on_enquiry_left)
        enquiries.look_up_wished.connect(self.look_up)
        enquiries.case_requested.connect(self.open_case)
        enquiries.complaint_requested.connect(lambda case: self.receptions.start(Source.DESK, case))
        enquiries.receipt_requested.connect(self.papers.show_receipt_again)
        enquiries.done.connect(self.say)
        enquiries.problem_met.connect(self.show_error)
        self.window.add_screen(HOME, self.home)

    # Most receptions need none of these: each is made when somebody first goes there.

    @cached_property
    def cases(self) -> CaseListScreen:
        """The list of cases."""
        made = CaseListScreen(self.context)
        made.case_opened.connect(self.open_case)
        made.problem_met.connect(self.say_problem)
        made.done.connect(self.say)
        made.undo_offered.connect(self.say_undoable)
        made.show_layout(self._case_layout)
        made.layout_chosen.connect(self.case_layout_chosen)
        self.window.add_screen(CASES, made)
        return made

    @cached_property
    def customers(self) -> CustomersScreen:
        """The customer archive."""
        made = CustomersScreen(self.context)
        made.case_requested.connect(self.open_case)
        made.reception_requested.connect(self.receptions.receive)
        made.paper_requested.connect(self.papers.show)
        made.twins_requested.connect(self.twins.show_twins)
        made.roster_requested.connect(lambda: self.rosters.open(CUSTOMERS))
        made.problem_met.connect(self.say_problem)
        made.said.connect(self.say)
        self.window.add_screen(CUSTOMERS, made)
        return made

    @cached_property
    def report_screens(self) -> ReportScreens:
        """The reports and what hangs on them."""
        projects = len(self._opening.projects)
        made = ReportScreens(self.window, self.context, self.papers, projects, self)
        made.left.connect(self.show_area)
        made.said.connect(self.say)
        made.problem_met.connect(self.say_problem)
        made.failed.connect(self.show_error)
        made.cases_requested.connect(self._on_cases_requested)
        made.project_opened.connect(self._on_report_wished)
        return made

    @property
    def reports(self) -> ReportsScreen:
        """The report of a period."""
        return self.report_screens.reports

    @cached_property
    def settings(self) -> SettingsScreen:
        """The settings."""
        made = SettingsScreen(self.context, self._workspace)
        made.language_chosen.connect(self.language_chosen)
        made.theme_chosen.connect(self.theme_chosen)
        made.idle_seconds_changed.connect(self.idle_seconds_changed)
        made.problem_met.connect(self.say_problem)
        made.done.connect(self._on_settings_done)
        made.recovery_sheet_requested.connect(self.papers.show_recovery_sheet)
        made.paper_requested.connect(self.papers.show)
        made.import_requested.connect(self.open_import)
        made.roster_requested.connect(lambda: self.rosters.open(SETTINGS))
        self.window.add_screen(SETTINGS, made)
        return made

    def _prepare(self, area: str) -> None:
        """Make the screen of an area if nobody has been there yet."""
        if area in {CASES, CUSTOMERS, REPORTS, SETTINGS}:
            getattr(self, area)
        self.feedback.prepare(area)

    def _make_feedback(self) -> FeedbackScreens:
        made = FeedbackScreens(self.window, self.context, self)
        made.paper_ready.connect(self.papers.show)
        made.cases_requested.connect(self._on_cases_requested)
        made.case_requested.connect(self.open_case)
        made.number_requested.connect(self.look_up)
        made.finding_requested.connect(self._on_finding_requested)
        made.problem_met.connect(self.say_problem)
        return made

    def _on_finding_requested(self, section: str, figure: str, scope: Mapping[str, str]) -> None:
        self.report_screens.begin_finding(section, figure, scope)

    def show_report(self, period: Period) -> None:
        """Show the report of a period of this project."""
        self.report_screens.choose(period)
        self.show_area(REPORTS)

    def _on_report_wished(self, code: str, period: Period) -> None:
        """Show the report of a project; another one has its screens made first."""
        if code == self.context.project.code:
            self.show_report(period)
            return
        for project in self._opening.projects:
            if project.code == code:
                self.report_wished.emit(project.project_id, period)

    def _make_reminding(self, memory: ReminderMemory | None, tray: Tray | None) -> Reminding:
        made = Reminding(
            self.context,
            self.window,
            [project.project_id for project in self._opening.projects],
            self._open_reminded,
            memory=memory,
            tray=tray,
            sound=self._opening.reminder_sound,
            parent=self,
        )
        made.lists_changed.connect(self._refresh_shown)
        made.said.connect(self.say)
        made.problem_met.connect(self.show_error)
        self.home.acknowledged.connect(made.acknowledge)
        return made

    def show_area(self, area: str) -> None:
        """Show an area; the desk shows the reception under way, if there is one."""
        self.receptions.flush()
        if area == HOME and self.reception is not None:
            self.window.show_screen(RECEPTION, area=HOME)
            return
        self._prepare(area)
        self.window.show_screen(area)
        screen = self.window.screen_of(area)
        if screen is not None:
            screen.setFocus(Qt.FocusReason.OtherFocusReason)
        self._refresh(area)

    def _refresh(self, key: str) -> None:
        screen = self.window.screen_of(key)
        refresh = getattr(screen, "refresh", None)
        if callable(refresh):
            refresh()

    def _on_key(self, action: str) -> None:
        if action != keys.SEARCH:
            self.search.close()
        if action == keys.NEW_VISIT:
            here = self.window.current_key == CUSTOMERS
            chosen = self.customers.customer_id if here else None
            if chosen is not None:
                self.receptions.receive(chosen)
            else:
                self.receptions.start(Source.DESK)
        elif action == keys.PHONE_CALL:
            self.receptions.start(Source.PHONE)
        elif action == keys.LOOK_UP:
            self.look_up()
        elif action == keys.SEARCH:
            self.search.open()
        elif action == keys.SEARCH_CASES:
            self.search_cases()
        elif action == keys.REFRESH:
            self._refresh(self.window.current_key)
            self.reminding.watch.ask()
        elif action == keys.REMINDERS:
            self.reminding.toggle_list()

    def look_up(self, scanned: str = "") -> None:
        """Open the look-up desk, with what was scanned if anything was."""
        self.receptions.flush()
        reception = self.reception
        on_phone = reception is not None and reception.draft.source is Source.PHONE
        self.enquiries.look_up(scanned, Channel.PHONE if on_phone else Channel.IN_PERSON)

    def _open_found_case(self, case_id: str) -> None:
        self.receptions.flush()
        self.open_case(case_id)

    def _open_found_customer(self, customer_id: str) -> None:
        self.show_area(CUSTOMERS)
        self.customers.show_person(customer_id)

    def _open_found_room(self, room_id: str) -> None:
        self.show_area(CUSTOMERS)
        self.customers.show_room(room_id)

    def search_cases(self) -> None:
        """Open the case list with the focus in its search box."""
        self.show_area(CASES)
        self.cases.focus_search()

    def _on_enquiry_left(self, key: str) -> None:
        self.show_area(HOME if key == RECEPTION else key)

    def _on_cases_requested(self, case_ids: tuple[str, ...], words: str) -> None:
        self._prepare(CASES)
        self.window.show_screen(CASES)
        self.cases.show_cases(case_ids, words)
        self.cases.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_settings_done(self, words: str) -> None:
        self.say(words)
        self.context.runner.read(
            desk_opening, actor=self.context.actor, owner=self, on_done=self._on_policy_read
        )

    def _on_policy_read(self, opening: DeskOpening) -> None:
        self._opening = opening
        self.customer.seconds = opening.rating_seconds
        self.papers.receipt_paper = opening.receipt_paper
        self.reminding.sound = opening.reminder_sound

    # ---- receptions ------------------------------------------------------------------------

    @property
    def reception(self) -> ReceptionScreen | None:
        """The reception under way, if there is one."""
        return self.receptions.screen

    def _make_receptions(self) -> ReceptionScreens:
        made = ReceptionScreens(self.window, self.context, self._opening, self.customer, self)
        made.opened.connect(self._wire_reception)
        made.shown_again.connect(lambda: self.show_area(HOME))
        made.left.connect(lambda: self.show_area(HOME))
        made.failed.connect(self.show_error)
        return made

    def _wire_reception(self, screen: ReceptionScreen) -> None:
        screen.done.connect(self.say)
        screen.receipt_requested.connect(self.papers.show_receipt)
        screen.case_requested.connect(self.open_case)
        screen.major_proposed.connect(self.enquiries.propose_major)

    # ---- cases -----------------------------------------------------------------------------

    def open_case(self, case_id: str) -> None:
        """Open one case; Back returns to where it was opened."""
        if self.window.current_key != CASE:
            self._before_case = self.window.current_key or HOME
        page = CasePage(self.context, case_id)
        page.back_requested.connect(self._on_case_left)
        page.receipt_requested.connect(self.papers.show_receipt_again)
        page.paper_ready.connect(self.papers.show)
        page.problem_met.connect(self.say_problem)
        page.said.connect(self.say)
        page.case_requested.connect(self.open_case)
        page.case_changed.connect(lambda _case_id: self._on_case_changed())
        self.window.add_screen(CASE, page)
        self.window.show_screen(CASE, area=CASES)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_case_left(self) -> None:
        before = self._before_case
        is_gone = before == RECEPTION or self.window.screen_of(before) is None
        # The desk shows the reception under way, as it was left.
        self.show_area(HOME if is_gone else before)

    def _on_case_changed(self) -> None:
        self.home.refresh()
        self.reminding.refresh()

    def _open_reminded(self, case_id: str) -> bool:
        """Open a case that a reminder names, unless words typed in another one would be lost."""
        page = self.window.current_screen
        self.receptions.flush()
        if isinstance(page, CasePage):
            if page.case_id == case_id:
                page.refresh()
                return True
            if page.has_unsaved_words:
                self.say_problem(
                    _("Save or clear what you have typed in this case first; the reminder stays.")
                )
                return False
        self.open_case(case_id)
        return True

    def _refresh_shown(self) -> None:
        self._refresh(self.window.current_key)

    # ---- history from other systems --------------------------------------------------------

    def open_import(self) -> None:
        """Open the import of cases, or the one that was left half-way."""
        if self.window.screen_of(IMPORT) is None:
            screen = ImportScreen(self.context, self._workspace, self._opening.categories)
            screen.back_requested.connect(self._on_import_left)
            screen.imported.connect(self._on_imported)
            screen.done.connect(self.say)
            screen.problem_met.connect(self.say_problem)
            self.window.add_screen(IMPORT, screen)
        self.window.show_screen(IMPORT, area=SETTINGS)

    def _on_import_left(self) -> None:
        self.window.remove_screen(IMPORT)
        self.show_area(SETTINGS)

    def _on_imported(self) -> None:
        self.home.refresh()
        self._refresh(CASES)

    # ---- words -----------------------------------------------------------------------------

    def say(self, words: str) -> None:
        """Say that something was done."""
        self.window.message_bar.show_message(words, "good")

    def say_undoable(self, words: str, undo: Callable[[], None]) -> None:
        """Say that something was done, and offer to take it back."""
        self.window.message_bar.show_message(words, "good", action=_("Undo"), run=undo)

    def say_problem(self, words: str) -> None:
        """Say what went wrong."""
        self.window.message_bar.show_message(words, "error")

    def show_error(self, error: Exception) -> None:
        """Say what went wrong, in the sentence that the error has."""
        if isinstance(error, UserFacingError):
            self.say_problem(sentence(error))
        elif isinstance(error, FieldError):
            self.say_problem(field_sentence(error))
        else:
            self.say_problem(sentence(UserFacingError(Problem.NOT_FOUND)))

    # ---- the end ---------------------------------------------------------------------------

    def end(self, owner: QObject, keep_unsaved: Callable[[str, VisitDraft], None]) -> str | None:
        """Save what is typed, take every window of the session away; return the visit in hand.

        ``keep_unsaved`` takes the draft if the store cannot; ``owner`` outlives this session.
        """
        private_clipboard().clear()
        if self.window.screen_of(REPORTS) is not None:
            self.report_screens.flush()
        self.reminding.end()
        visit_id = self.receptions.end(owner, keep_unsaved)
        self.search.end()
        self.enquiries.end()
        self.window.area_chosen.disconnect(self.show_area)
        self.window.key_pressed.disconnect(self._on_key)
        self.consents.end()
        if self._project_box is not None:
            self._project_box.hide()
            self._project_box.deleteLater()
        self.customer.withdraw()
        self.customer.hide()
        self.customer.deleteLater()
        return visit_id
