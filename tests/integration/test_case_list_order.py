"""The case list sorted, grouped and filtered: pages by key against a slow list in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app.domain.case_filter import (
    BUILT_IN_VIEWS,
    STATE_ORDER,
    BuiltIn,
    CaseFilter,
    CaseGroup,
    CaseOrder,
    CaseSort,
    DueLimit,
    Scope,
)
from app.domain.case_states import OPEN_STATES
from app.domain.terms import CaseState, CaseType, Severity, Source
from app.services.case_list import CaseListPage, PageKey, count_cases, filter_choices, list_cases
from app.services.case_query import LATER, OVERDUE, UNDATED
from app.services.reporting import list_projects
from db.folder import StoreFolder
from tests.conftest import open_copy
from tests.integration.many_cases import Put, put_cases
from tests.integration.receptions import NOW, SHANGHAI, Desk

MANY = 160
EVERYTHING = CaseFilter()


@pytest.fixture(scope="module")
def desk(template_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Return one desk for all tests here: none of them writes."""
    folder = tmp_path_factory.mktemp("many")
    workspace = open_copy(template_store, folder)
    assert workspace.actor is not None
    yield Desk(workspace, workspace.read(list_projects)[0], workspace.actor)
    workspace.close()
    StoreFolder(folder).ballast.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def many(desk: Desk) -> list[Put]:
    made = desk.write(put_cases, project_id=desk.project.project_id, count=MANY)
    assert isinstance(made, list)
    return made


def page(
    desk: Desk,
    wanted: CaseFilter,
    order: CaseOrder,
    after: PageKey | None = None,
    limit: int = 200,
    groups: tuple[str, ...] = (),
    skip: frozenset[str] = frozenset(),
) -> CaseListPage:
    found = desk.read(
        list_cases,
        project_id=desk.project.project_id,
        wanted=wanted,
        order=order,
        now=NOW,
        after=after,
        limit=limit,
        groups=groups,
        skip=skip,
    )
    assert isinstance(found, CaseListPage)
    return found


def turned(desk: Desk, wanted: CaseFilter, order: CaseOrder, limit: int) -> list[str]:
    """Turn the pages to the end."""
    shown = page(desk, wanted, order, limit=limit)
    groups = tuple(group.key for group in shown.groups)
    numbers = [row.number for row in shown.rows]
    while shown.next_key is not None:
        assert len(shown.rows) == limit
        shown = page(desk, wanted, order, after=shown.next_key, limit=limit, groups=groups)
        numbers += [row.number for row in shown.rows]
    return numbers


# ---- the slow list -----------------------------------------------------------------------------


def backwards(case_id: str) -> int:
    return -int(case_id, 16)


def by_due(case: Put, *, reverse: bool = False) -> tuple[float, ...]:
    if case.due_at is None:
        return (1, backwards(case.case_id))
    at, number = case.due_at.timestamp(), int(case.case_id, 16)
    return (0, -at, -number) if reverse else (0, at, number)


def by_room(case: Put, *, reverse: bool) -> tuple[float, ...]:
    if case.room_place is None:
        return (1, backwards(case.case_id))
    place = -case.room_place if reverse else case.room_place
    return (0, place, int(case.case_id, 16))


def sort_key(sort: CaseSort, *, reverse: bool) -> Callable[[Put], tuple[object, ...]]:
    turn = -1 if reverse else 1
    return {
        CaseSort.REGISTERED: lambda c: (
            -turn * c.registered_at.timestamp(),
            -turn * int(c.case_id, 16),
        ),
        CaseSort.DUE: lambda c: by_due(c, reverse=reverse),
        CaseSort.SEVERITY: lambda c: (turn * c.severity, *by_due(c)),
        CaseSort.NUMBER: lambda c: tuple(turn * ord(letter) for letter in c.number),
        CaseSort.ROOM: lambda c: by_room(c, reverse=reverse),
        CaseSort.STATE: lambda c: (turn * STATE_ORDER.index(c.state), *by_due(c)),
    }[sort]


def due_group(case: Put) -> int:
    if case.due_at is None:
        return 9
    if case.due_at < NOW:
        return -1
    days = (case.due_at.astimezone(SHANGHAI).date() - NOW.astimezone(SHANGHAI).date()).days
    return min(days, 7)


def group_key(group: CaseGroup, positions: dict[str, int]) -> Callable[[Put], object]:
    return {
        CaseGroup.NONE: lambda _c: 0,
        CaseGroup.STATE: lambda c: STATE_ORDER.index(c.state),
        CaseGroup.SEVERITY: lambda c: c.severity,
        CaseGroup.DEPARTMENT: lambda c: c.department,
        CaseGroup.CATEGORY: lambda c: positions[c.category.split(".", 1)[0]],
        CaseGroup.DUE_DAY: due_group,
        CaseGroup.BUILDING: lambda c: positions[c.building],
    }[group]


@pytest.mark.parametrize("group", CaseGroup)
@pytest.mark.parametrize("sort", CaseSort)
def test_the_pages_of_every_order_are_the_slow_list(
    desk: Desk, many: list[Put], sort: CaseSort, group: CaseGroup
) -> None:
    for reverse in (False, True):
        order = CaseOrder(sort, reverse, group)
        shown = page(desk, EVERYTHING, order)
        positions = {head.key: place for place, head in enumerate(shown.groups)}
        key, kind = group_key(group, positions), sort_key(sort, reverse=reverse)
        slow = sorted(many, key=lambda case: (key(case), kind(case)))
        assert turned(desk, EVERYTHING, order, limit=17) == [case.number for case in slow]
        if shown.groups:
            counted = {key(case): 0 for case in slow}
            for case in slow:
                counted[key(case)] += 1
            assert [head.count for head in shown.groups] == [counted[k] for k in sorted(counted)]  # type: ignore[type-var]


@pytest.mark.parametrize("limit", [1, 2, 7, 40, 159, 160, 161])
def test_no_cut_loses_or_repeats_a_case(desk: Desk, many: list[Put], limit: int) -> None:
    for order in (CaseOrder(CaseSort.DUE), CaseOrder(CaseSort.ROOM, group=CaseGroup.SEVERITY)):
        numbers = turned(desk, EVERYTHING, order, limit)
        assert sorted(numbers) == sorted(case.number for case in many)


def test_groups_that_are_closed_are_skipped_and_can_be_read_on_their_own(
    desk: Desk, many: list[Put]
) -> None:
    order = CaseOrder(group=CaseGroup.SEVERITY)
    shown = page(desk, EVERYTHING, order, skip=frozenset({"1", "3"}))
    assert {row.severity for row in shown.rows} == {Severity.MAJOR, Severity.MINOR}
    assert [head.key for head in shown.groups] == ["1", "2", "3", "4"]
    skipped = page(
        desk,
        EVERYTHING,
        order,
        after=PageKey.before("3"),
        groups=("1", "2", "3", "4"),
        skip=frozenset({"4"}),
    )
    assert {row.number for row in skipped.rows} == {
        case.number for case in many if case.severity is Severity.NORMAL
    }


# ---- filters -----------------------------------------------------------------------------------


def in_hours(case: Put, hours: float) -> bool:
    return case.due_at is not None and NOW <= case.due_at < NOW + timedelta(hours=hours)


FILTERS: tuple[tuple[CaseFilter, Callable[[Put], bool]], ...] = (
    (
        CaseFilter(types=(CaseType.COMPLAINT, CaseType.PRAISE)),
        lambda c: c.type in (CaseType.COMPLAINT, CaseType.PRAISE),
    ),
    (CaseFilter(scope=Scope.OPEN), lambda c: c.state in OPEN_STATES),
    (CaseFilter(scope=Scope.ENDED), lambda c: c.state not in OPEN_STATES),
    (
        CaseFilter(scope=Scope.OPEN, states=(CaseState.CLOSED, CaseState.WAITING)),
        lambda c: c.state is CaseState.WAITING,
    ),
    (CaseFilter(scope=Scope.OPEN, states=(CaseState.CLOSED,)), lambda _c: False),
    (CaseFilter(severities=(Severity.CRITICAL,)), lambda c: c.severity is Severity.CRITICAL),
    (CaseFilter(category="repairs"), lambda c: c.category.split(".")[0] == "repairs"),
    (CaseFilter(category="repairs.lift"), lambda c: c.category == "repairs.lift"),
    (CaseFilter(sources=(Source.PHONE,)), lambda c: c.source is Source.PHONE),
    (CaseFilter(department="工程部"), lambda c: c.department.startswith("工程部")),
    (CaseFilter(department="工程部 周师傅"), lambda c: c.department == "工程部 周师傅"),
    (CaseFilter(department=""), lambda c: c.department == ""),
    (CaseFilter(escalated=1), lambda c: c.escalation_level >= 1),
    (CaseFilter(escalated=2), lambda c: c.escalation_level == 2),
    (CaseFilter(reopened=True), lambda c: c.rounds > 1),
    (CaseFilter(due=(DueLimit.OVERDUE,)), lambda c: c.due_at is not None and c.due_at < NOW),
    (CaseFilter(due=(DueLimit.TODAY,)), lambda c: in_hours(c, 13 + 1 / 3)),
    (CaseFilter(due=(DueLimit.HOURS,), due_hours=48), lambda c: in_hours(c, 48)),
    (
        CaseFilter(due=(DueLimit.OVERDUE, DueLimit.HOURS), due_hours=4),
        lambda c: c.due_at is not None and c.due_at < NOW + timedelta(hours=4),
    ),
    (CaseFilter(imported=True), lambda _c: False),
    (CaseFilter(imported=False), lambda _c: True),
    (
        CaseFilter(registered_from=date(2026, 10, 12)),
        lambda c: c.registered_at.astimezone(SHANGHAI).date() >= date(2026, 10, 12),
    ),
    (
        CaseFilter(registered_until=date(2026, 10, 11)),
        lambda c: c.registered_at.astimezone(SHANGHAI).date() <= date(2026, 10, 11),
    ),
)


@pytest.mark.parametrize(("wanted", "meets"), FILTERS, ids=range(len(FILTERS)))
def test_a_filter_lets_through_what_it_says_and_counts_it(
    desk: Desk, many: list[Put], wanted: CaseFilter, meets: Callable[[Put], bool]
) -> None:
    expected = {case.number for case in many if meets(case)}
    assert {row.number for row in page(desk, wanted, CaseOrder()).rows} == expected
    (count,) = desk.read(count_cases, project_id=desk.project.project_id, filters=[wanted], now=NOW)
    assert count == len(expected)


def test_rooms_are_found_by_their_beginning_and_buildings_by_choice(
    desk: Desk, many: list[Put]
) -> None:
    building = next(case.building for case in many if case.building)
    rows = page(desk, CaseFilter(building=building), CaseOrder()).rows
    assert {row.number for row in rows} == {c.number for c in many if c.building == building}
    assert len({row.room_label.split("-")[0] for row in rows}) == 1
    for typed in ("2-1", "21", " 2-1 "):
        found = page(desk, CaseFilter(room=typed), CaseOrder()).rows
        assert found
        assert all(row.room_label.startswith("2-1") for row in found)


def test_every_built_in_filter_is_counted_in_one_reading(desk: Desk, many: list[Put]) -> None:
    filters = [BUILT_IN_VIEWS[key].wanted for key in BuiltIn]
    counts = desk.read(count_cases, project_id=desk.project.project_id, filters=filters, now=NOW)
    listed = [len(page(desk, wanted, CaseOrder()).rows) for wanted in filters]
    assert list(counts) == listed
    assert dict(zip(BuiltIn, counts, strict=True))[BuiltIn.MINE] == MANY


def test_my_registrations_are_those_of_whoever_asks(desk: Desk, many: list[Put]) -> None:
    other = type(desk.actor)("0" * 32, "赵敏", desk.actor.role)
    (count,) = desk.workspace.read(
        count_cases,
        actor=other,
        project_id=desk.project.project_id,
        filters=[CaseFilter(mine=True)],
        now=NOW,
    )
    assert count == 0


def test_due_days_part_at_the_midnights_of_the_project(desk: Desk, many: list[Put]) -> None:
    shown = page(desk, EVERYTHING, CaseOrder(group=CaseGroup.DUE_DAY))
    keys = [head.key for head in shown.groups]
    assert keys[0] == OVERDUE
    assert keys[1] == "2026-10-12"
    assert keys[-2:] == [LATER, UNDATED]
    late = datetime(2026, 10, 12, 15, 59, tzinfo=UTC)
    assert all(
        row.due_at is not None and row.due_at <= late
        for row in shown.rows
        if row.place.group == "2026-10-12"
    )


def test_what_can_be_chosen_are_departments_and_buildings(desk: Desk, many: list[Put]) -> None:
    choices = desk.read(filter_choices, project_id=desk.project.project_id)
    assert {"工程部", "财务部", "工程部 周师傅"} <= set(choices.departments)
    assert [name for _key, name in choices.buildings] == ["1", "2", "3"]
