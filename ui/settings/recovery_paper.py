"""The recovery key sheet as a paper on the screen; the key goes with the screen."""

from __future__ import annotations

from pathlib import Path

from app.domain.papers import RecoverySheet
from app.i18n import _, current_language
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen


def recovery_paper(context: DeskContext, recovery_key: str, store_id: str) -> PaperScreen:
    """Return the screen that shows the sheet of a recovery key that was just made."""
    sheet = RecoverySheet(
        company=context.company,
        recovery_key=recovery_key,
        store_id=store_id,
        made_on=context.now().astimezone(context.zone).date().isoformat(),
        administrator=context.actor.name,
    )
    lang = current_language()

    def make(path: Path) -> None:
        # Brings reportlab with it, which nobody needs before the first paper.
        from app.reports import recovery_sheet  # noqa: PLC0415

        recovery_sheet.render(sheet, path, lang)

    return PaperScreen(context, _("Recovery key"), make, _("recovery-key.pdf"))
