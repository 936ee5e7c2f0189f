"""What the tests of look-up, outages and banners put into the store before somebody asks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.domain.outages import OutageDraft
from app.domain.visit_flow import CustomerDraft, NeedDraft
from app.services import outages
from app.services.customers import find_customers
from app.services.reporting import list_projects
from db.models import Case
from tests.integration.receptions import COMPLAINT, Desk, promised
from tests.ui.at_the_desk import WANG_PHONE, opened

HOUR = timedelta(hours=1)
WORDING = "Water is back by six; buckets at the desk."


def now() -> datetime:
    return datetime.now(UTC)


def complain(
    folder: Path,
    phone: str = WANG_PHONE,
    *,
    ago: timedelta = HOUR,
    due: timedelta = HOUR,
    need: NeedDraft = COMPLAINT,
) -> tuple[str, str]:
    """Register a complaint of a known customer in a closed store; return number and code."""
    with opened(folder) as workspace:
        assert workspace.actor is not None
        project = workspace.read(list_projects)[0]
        desk = Desk(workspace, project, workspace.actor)
        (hit,) = desk.read(find_customers, project_id=project.project_id, text=phone)
        customer = CustomerDraft(
            customer_id=hit.customer_id,
            room_id=hit.room_id,
            room_label=hit.room_label,
            name=hit.name,
            title=hit.title,
        )
        began = now() - ago
        _visit, (case,) = desk.register(promised(need, now() + due), customer=customer, now=began)
        code = workspace.read(lambda s: s.get_one(Case, case.case_id)).check_code
    return case.number, code


def announce(folder: Path, draft: OutageDraft | None = None) -> None:
    """Announce an outage in a closed store."""
    wanted = draft or OutageDraft("Water off", WORDING, begins_at=now() - HOUR)
    with opened(folder) as workspace:
        assert workspace.actor is not None
        project = workspace.read(list_projects)[0]
        workspace.write(
            outages.announce,
            actor=workspace.actor,
            project_id=project.project_id,
            draft=replace(wanted, begins_at=wanted.begins_at or now() - HOUR),
            now=now(),
        )
