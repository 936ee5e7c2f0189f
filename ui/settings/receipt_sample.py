"""A receipt of nobody, to try printer and paper with."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal

from app.domain.papers import Receipt, ReceiptCase
from app.domain.terms import CaseType, Channel
from app.i18n import _, current_language
from ui.context import DeskContext
from ui.papers.paper_screen import PaperScreen


def sample_receipt_paper(context: DeskContext, paper: Literal["A5", "80mm"]) -> PaperScreen:
    """Return the screen with a sample receipt; its numbers are none that a case can have."""
    sample = _("Sample")
    now = context.now()
    receipt = Receipt(
        company=context.company,
        project_name=context.project.name,
        desk_phone=context.project.desk_phone,
        timezone=context.project.timezone,
        visit_number="JD-00000000-000",
        received_at=now,
        received_by=context.actor.name,
        customer=sample,
        cases=(
            ReceiptCase(
                number="TS-00000000-000",
                check_code="0000",
                type=CaseType.COMPLAINT,
                subject=sample,
                answer="",
                promise_what=sample,
                promise_who=context.actor.name,
                promise_due_at=now + timedelta(hours=24),
                promise_channel=Channel.PHONE,
            ),
        ),
    )
    lang = current_language()

    def make(path: Path) -> None:
        # Brings reportlab with it, which nobody needs before the first paper.
        from app.reports import receipt as receipt_paper  # noqa: PLC0415

        receipt_paper.render(receipt, path, paper, lang)

    return PaperScreen(context, _("Sample receipt"), make, "receipt-sample.pdf")
