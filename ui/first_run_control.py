"""The first start: what the set-up screen wishes, done."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject

from app.domain.agreements import SignedAgreement
from app.domain.errors import Problem, UserFacingError
from app.domain.papers import RecoverySheet
from app.domain.permissions import Actor
from app.domain.policy import RECOVERY_CONFIRMED
from app.domain.setup import SetupRequest, check_request
from app.i18n import _, current_language
from app.messages import sentence
from app.reports import recovery_sheet
from app.services.demonstration import DemoPlan, fill_demonstration, is_begun, last_instant
from app.services.opening import DeskOpening, desk_opening
from app.services.policy import change_setting
from app.services.setup import FreshStore, NewProject, create_store
from ui.first_run.first_run_screen import FirstRunScreen
from ui.papers.paper_folder import PaperFolder
from ui.papers.paper_saving import Make, make_paper, make_private_paper
from ui.papers.pdf_pages import page_sizes
from ui.papers.printing import FilePrinting, PicturePrinting, prints_files
from ui.tasks import Progress

if TYPE_CHECKING:
    from app.workspace import Workspace
    from ui.desk_program import DeskProgram

_PRINTED = "recovery-key.pdf"
_DEMO_SEED = 1
_DEMO_MONTHS = 3
_DEMO_COMPLAINTS = 30


class FirstRunControl(QObject):
    """Makes the store between the fifth page and the sixth, and opens the desk at the end."""

    def __init__(self, program: DeskProgram) -> None:
        super().__init__(program)
        self._program = program
        self._sheet: RecoverySheet | None = None
        self._request: SetupRequest | None = None
        self._actor: Actor | None = None
        self._folder = PaperFolder()
        self.screen = FirstRunScreen(program.runner)
        self._files = FilePrinting(self)
        self._pictures = PicturePrinting(program.runner, self.screen)
        self.screen.setup_requested.connect(self._on_setup_requested)
        self.screen.print_sheet_requested.connect(self._on_print_requested)
        self.screen.save_sheet_requested.connect(self._on_save_requested)
        self.screen.recovery_confirmed.connect(self._on_recovery_confirmed)
        self.screen.finished.connect(self._on_finished)
        self.screen.language_chosen.connect(program.choose_language)
        self.screen.theme_chosen.connect(program.choose_theme)
        self._files.printers_found.connect(self._on_printers_found)
        for printing in (self._files, self._pictures):
            printing.printed.connect(self._on_printed)
            printing.failed.connect(self.screen.sheet_failed)

    # ---- making the store ------------------------------------------------------------------

    def _on_setup_requested(self, request: SetupRequest, agreement: SignedAgreement) -> None:
        self._program.runner.run(
            self._set_up,
            request,
            agreement,
            owner=self,
            on_done=self._on_set_up,
            on_error=self._on_refused,
        )

    def _set_up(
        self, request: SetupRequest, agreement: SignedAgreement
    ) -> tuple[SetupRequest, FreshStore]:
        """Make the store; runs on a worker thread."""
        request = check_request(request)
        workspace = self._program.workspace()
        fresh = create_store(
            self._program.data_dir,
            company=request.company,
            project=NewProject(
                request.project_code,
                request.project_name,
                request.timezone,
                request.desk_phone,
                tuple(request.rooms.rooms()) if request.rooms else (),
            ),
            administrator=request.administrator,
            password=request.password,
            agreement=agreement,
        )
        workspace.adopt(fresh.store, fresh.actor)
        return request, fresh

    def _on_set_up(self, result: tuple[SetupRequest, FreshStore]) -> None:
        self._request, fresh = result
        self._actor = fresh.actor
        today = datetime.now(ZoneInfo(self._request.timezone)).date().isoformat()
        self._sheet = RecoverySheet(
            self._request.company, fresh.recovery_key, fresh.store_id, today, fresh.actor.name
        )
        self.screen.store_created(fresh.recovery_key)

    def _on_refused(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.screen.show_error(sentence(error))

    # ---- the recovery sheet ----------------------------------------------------------------

    def _on_save_requested(self, path: Path) -> None:
        self._program.runner.run(
            make_paper,
            self._drawn(),
            path,
            owner=self,
            on_done=lambda _data: self.screen.sheet_done(_("Saved as {path}.").format(path=path)),
            on_error=self._on_sheet_refused,
        )

    def _on_print_requested(self) -> None:
        self._program.runner.run(
            make_private_paper,
            self._drawn(),
            self._folder,
            _PRINTED,
            owner=self,
            on_done=self._print,
            on_error=self._on_sheet_refused,
        )

    def _drawn(self) -> Make:
        """Return what draws the sheet to a path, in the language of this moment."""
        sheet, lang = self._sheet, current_language()

        def make(path: Path) -> None:
            if sheet is not None:
                recovery_sheet.render(sheet, path, lang)

        return make

    def _on_sheet_refused(self, error: Exception) -> None:
        if isinstance(error, UserFacingError):
            self.screen.sheet_failed(sentence(error))

    def _print(self, made: tuple[Path, bytes]) -> None:
        if prints_files():
            self._files.find_printers()
            return
        _path, data = made
        self._pictures.choose_and_print(data, page_sizes(data), _("Recovery key sheet"))

    def _on_printers_found(self, _names: list[str], default: str) -> None:
        if self._folder.path is not None:
            self._files.print_file(self._folder.path / _PRINTED, default)

    def _on_printed(self) -> None:
        self.screen.sheet_done(_("Sent to the printer."))

    def _on_recovery_confirmed(self) -> None:
        self._sheet = None
        self._folder.wipe()
        if self._actor is not None:
            self._program.runner.run(
                self._program.workspace().write,
                change_setting,
                actor=self._actor,
                setting=RECOVERY_CONFIRMED,
                value=True,
                now=datetime.now(UTC),
                owner=self,
            )

    # ---- the end ---------------------------------------------------------------------------

    def _on_finished(self, with_demonstration: bool) -> None:
        self._program.runner.run(
            self._finish,
            with_demonstration=with_demonstration,
            owner=self,
            on_done=self._on_ready,
            on_error=self._on_refused,
            on_progress=self.screen.show_progress,
        )

    def _finish(self, *, with_demonstration: bool, progress: Progress) -> DeskOpening:
        """Fill in demonstration data if wanted, and read what the desk shows first.

        What was cut off by an error is not begun again: every household would be there twice.
        """
        workspace: Workspace = self._program.workspace()
        actor = self._actor
        if actor is None or self._request is None:
            raise UserFacingError(Problem.LOCKED)
        if with_demonstration and not workspace.read(is_begun):
            now = datetime.now(UTC)
            zone = ZoneInfo(self._request.timezone)
            until = last_instant(now.astimezone(zone).date(), now, zone)
            plan = DemoPlan(_DEMO_SEED, _DEMO_MONTHS, _DEMO_COMPLAINTS, until, second_project=False)
            fill_demonstration(workspace.write, actor=actor, plan=plan, progress=progress)
        opening: DeskOpening = workspace.read(desk_opening, actor=actor)
        return opening

    def _on_ready(self, opening: DeskOpening) -> None:
        self._folder.wipe()
        actor = self._actor
        self._program.first_run = None
        if actor is not None:
            self._program.open_desk(actor, opening)
        self.deleteLater()
