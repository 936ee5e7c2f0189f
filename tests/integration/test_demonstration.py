"""Demonstration data: believable, whole, and the same for the same seed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.demonstration import make_demonstration
from app.domain.errors import Problem, UserFacingError
from app.domain.months import Month
from app.domain.terms import CaseType, EventKind, PromiseState, RatingAnswer
from app.reports.figures_json import figures_json
from app.services.demonstration import last_instant
from app.services.reporting import list_projects, monthly_summary
from app.verification import verify_store
from app.workspace import Workspace
from db.folder import StoreFolder
from db.models import Case, CaseEvent, Customer, Promise, Rating
from tests.conftest import ADMINISTRATOR, PASSWORD

SHANGHAI = ZoneInfo("Asia/Shanghai")
UNTIL = date(2026, 10, 31)
MONTHS = [Month(2026, 9), Month(2026, 10)]


def make(folder: Path, seed: int, months: int, complaints: int) -> Workspace:
    make_demonstration(
        folder,
        administrator=ADMINISTRATOR,
        password=PASSWORD,
        seed=seed,
        months=months,
        complaints_per_month=complaints,
        until=UNTIL,
    )
    workspace = Workspace(folder)
    workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
    return workspace


def all_figures(workspace: Workspace, months: list[Month]) -> list[dict[str, Any]]:
    return [
        figures_json(
            workspace.read(
                monthly_summary,
                actor=workspace.actor,
                project_code=project.code,
                month=month,
                lang="en",
                now=datetime(2026, 11, 1, tzinfo=UTC),
            )
        )
        for project in workspace.read(list_projects)
        for month in months
    ]


def test_the_same_seed_gives_the_same_figures(demo_store: Workspace, tmp_path: Path) -> None:
    again = make(tmp_path / "again", seed=7, months=2, complaints=6)
    assert all_figures(again, MONTHS) == all_figures(demo_store, MONTHS)
    again.close()
    StoreFolder(again.folder).ballast.unlink(missing_ok=True)


def test_another_seed_gives_other_figures(demo_store: Workspace, tmp_path: Path) -> None:
    other = make(tmp_path / "other", seed=8, months=2, complaints=6)
    assert all_figures(other, MONTHS) != all_figures(demo_store, MONTHS)
    other.close()
    StoreFolder(other.folder).ballast.unlink(missing_ok=True)


def test_a_demonstration_store_is_whole(demo_store: Workspace) -> None:
    assert verify_store(demo_store) == []


def test_there_are_two_projects_each_with_its_complaints(demo_store: Workspace) -> None:
    figures = all_figures(demo_store, MONTHS)
    assert [f["project"] for f in figures] == ["CH", "CH", "YD", "YD"]
    assert all(f["flow"]["N"] > 0 for f in figures)
    assert figures[0]["flow"]["N"] > figures[2]["flow"]["N"]


@pytest.mark.clause("4.3-4")
def test_every_month_balances(demo_store: Workspace) -> None:
    for f in all_figures(demo_store, MONTHS):
        flow = f["flow"]
        assert flow["B"] + flow["N"] + flow["R"] - flow["C"] == flow["E"]


def test_nobody_in_the_demonstration_can_be_called(demo_store: Workspace) -> None:
    people = demo_store.read(
        lambda s: s.execute(select(Customer.phone, Customer.more_phones)).all()
    )
    phones = [phone for first, more in people for phone in (first, *more) if phone]
    assert phones
    assert [phone for phone in phones if not phone.startswith("1990000")] == []


def counts(workspace: Workspace, column: Any) -> dict[str, int]:
    return dict(
        workspace.read(lambda s: s.execute(select(column, func.count()).group_by(column)).all())
    )


def test_a_bigger_store_holds_everything_that_can_happen(tmp_path: Path) -> None:
    big = make(tmp_path / "big", seed=1, months=2, complaints=60)
    wanted: dict[Any, set[Any]] = {
        CaseEvent.kind: {
            EventKind.REOPENED,
            EventKind.MERGED,
            EventKind.VOIDED,
            EventKind.WITHDRAWN,
            EventKind.EXTERNAL,
            EventKind.ESCALATED,
            EventKind.CALLED_BACK,
            EventKind.CLOSED,
        },
        Promise.state: {PromiseState.KEPT, PromiseState.LATE, PromiseState.OPEN},
        Case.type: set(CaseType),
        Rating.answer: set(RatingAnswer),
    }
    missing = {str(kind): kinds - counts(big, kind).keys() for kind, kinds in wanted.items()}
    overdue = [f["overdue_open"]["total"] for f in all_figures(big, MONTHS[-1:])]
    big.close()
    StoreFolder(big.folder).ballast.unlink(missing_ok=True)
    assert not any(missing.values()), missing
    assert sum(overdue) > 0


def test_what_is_carried_over_begins_the_next_month(demo_store: Workspace) -> None:
    flows = [figures["flow"] for figures in all_figures(demo_store, MONTHS)]
    for before, after in (flows[:2], flows[2:]):
        assert before["E"] == after["B"]


def test_nothing_happens_after_the_last_day(demo_store: Workspace) -> None:
    last = demo_store.read(lambda s: s.scalar(select(func.max(CaseEvent.at))))
    assert last.astimezone(SHANGHAI) <= datetime(2026, 10, 31, 18, 1, tzinfo=SHANGHAI)


def test_a_folder_that_holds_a_store_is_refused(store_folder: Path) -> None:
    before = (store_folder / "keys.json").read_bytes()
    with pytest.raises(UserFacingError) as caught:
        make(store_folder, seed=1, months=1, complaints=1)
    assert caught.value.problem is Problem.STORE_EXISTS
    assert (store_folder / "keys.json").read_bytes() == before


def test_a_refused_demonstration_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(UserFacingError) as caught:
        make_demonstration(tmp_path / "demo", administrator=ADMINISTRATOR, password="short")
    assert caught.value.problem is Problem.WEAK_PASSWORD
    assert not list((tmp_path / "demo").glob("*.*"))


@pytest.mark.parametrize(
    ("now", "last"),
    [
        ("2026-10-31 09:00", "2026-10-30 18:00"),
        ("2026-10-31 10:00", "2026-10-31 10:00"),
        ("2026-10-31 17:59", "2026-10-31 10:00"),
        ("2026-10-31 18:00", "2026-10-31 18:00"),
        ("2026-12-01 09:00", "2026-10-31 18:00"),
        ("2026-10-01 09:00", "2026-10-31 18:00"),
    ],
)
def test_the_same_day_ends_the_data_at_the_same_instant(now: str, last: str) -> None:
    def instant(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)

    assert last_instant(UNTIL, instant(now), SHANGHAI) == instant(last)
