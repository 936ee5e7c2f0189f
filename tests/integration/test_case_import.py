"""History from another system: what is kept of it, how it counts, and that it is all or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.case_files import import_file
from app.domain.case_states import EXIT_STATES
from app.domain.errors import Problem, UserFacingError
from app.domain.import_mapping import CaseField
from app.domain.import_rows import RowProblem, Verdict
from app.domain.months import Month
from app.domain.period_summary import PeriodSummary
from app.domain.permissions import Actor
from app.domain.terms import (
    CaseState,
    Cause,
    CloseReason,
    CustomerKind,
    EventKind,
    NextStep,
    Role,
    Validity,
)
from app.domain.visit_flow import CustomerDraft
from app.import_words import write_report
from app.services import case_ends, case_work
from app.services.agreement import disagreements, unbalanced_series
from app.services.customers import find_customers, find_room, keep_customer
from app.services.reporting import monthly_summary
from app.verification import verify_store
from app.workspace import Workspace
from db.models import (
    AuditEntry,
    Base,
    Case,
    CaseClock,
    CaseEvent,
    CaseImport,
    Counter,
    Customer,
    CustomerKey,
    Promise,
    Rating,
)
from tests.integration.imported_cases import (
    MAPPING,
    NOW,
    STATES,
    in_state,
    open_row,
    row,
    table_of,
    take_in,
)
from tests.integration.receptions import COMPLAINT, Desk, local

pytestmark = pytest.mark.clause("4.3-1")


def cases(desk: Desk) -> dict[str, Case]:
    """Return the cases by their numbers outside; our own by their own number."""

    def read(session: Session) -> dict[str, Case]:
        found = session.scalars(select(Case).order_by(Case.registered_at)).all()
        return {case.external_number or case.number: case for case in found}

    got = desk.workspace.read(read)
    assert isinstance(got, dict)
    return got


def events(desk: Desk, number: str) -> list[CaseEvent]:
    def read(session: Session) -> list[CaseEvent]:
        query = select(CaseEvent).join(Case, Case.id == CaseEvent.case_id)
        query = query.where(Case.external_number == number).order_by(CaseEvent.seq)
        return list(session.scalars(query))

    got = desk.workspace.read(read)
    assert isinstance(got, list)
    return got


def count(desk: Desk, *kinds: type[Base]) -> list[int]:
    def read(session: Session) -> list[int]:
        return [session.scalar(select(func.count()).select_from(kind)) or 0 for kind in kinds]

    got = desk.workspace.read(read)
    assert isinstance(got, list)
    return got


def everything(desk: Desk) -> list[int]:
    return count(desk, Case, CaseEvent, CaseImport, Customer, CustomerKey, Counter, AuditEntry)


def october(desk: Desk, number: int = 10) -> PeriodSummary:
    found = desk.read(
        monthly_summary,
        project_code=desk.project.code,
        month=Month(2026, number),
        lang="zh_CN",
        now=NOW,
    )
    assert isinstance(found, PeriodSummary)
    return found


def test_an_imported_case_keeps_its_times_and_gets_a_number_of_ours(
    desk: Desk, tmp_path: Path
) -> None:
    result = take_in(desk, table_of(tmp_path, row("A-1", 答复="已清扫", 经办人="周师傅")))
    (verdict,) = result.verdicts
    assert (verdict.verdict, verdict.number, verdict.line) == (
        Verdict.ADDED,
        "TS-20261005-001",
        2,
    )
    case = cases(desk)["A-1"]
    assert (case.registered_at, case.ended_at) == (local(5, 9, 30), local(6, 15))
    assert (case.state, case.category, case.source) == (CaseState.CLOSED, "cleaning", "phone")
    assert (case.remedy_given, case.responsible) == ("已清扫", "周师傅")
    assert (case.next_step, case.next_due_at) == ("", None)
    assert len(case.check_code) == 4


@pytest.mark.parametrize(("words", "state"), STATES.items())
def test_every_state_is_walked_to_by_legal_events_at_its_own_times(
    desk: Desk, tmp_path: Path, words: str, state: str
) -> None:
    is_over = CaseState(state) in EXIT_STATES
    assert take_in(desk, table_of(tmp_path, in_state("A-1", words))).kept
    case = cases(desk)["A-1"]
    assert case.state == state
    assert desk.workspace.read(disagreements) == []
    written = events(desk, "A-1")
    assert (written[0].kind, written[0].at) == (EventKind.REGISTERED, local(5, 9, 30))
    end = local(6, 15) if is_over else local(5, 9, 30)
    assert {event.at for event in written[1:]} <= {end}
    assert all(event.facts["imported"] is True for event in written)
    assert case.next_step == ("" if is_over else NextStep.TAKE_UP)
    assert case.next_due_at is None


def test_what_the_source_does_not_know_stays_unknown(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, table_of(tmp_path, row("A-1"), open_row("A-2", "已研判")))
    assert count(desk, CaseClock, Promise, Rating) == [0, 0, 0]
    figures = october(desk).figures
    for name in (
        "first_answer_in_time",
        "resolved_in_time",
        "promises_kept",
        "satisfaction",
        "valid",
        "coverage",
        "called_back",
        "reached",
    ):
        ratio = figures.ratios[name]
        assert ratio is not None
        assert ratio.d == 0, name
    assert (figures.overdue_open.total, figures.overdue_open.over_a_month) == (0, 0)


@pytest.mark.clause("4.3-4")
def test_imported_cases_count_in_the_months_in_which_they_happened(
    desk: Desk, tmp_path: Path
) -> None:
    take_in(
        desk,
        table_of(
            tmp_path,
            row("A-1", 登记时间="2026/09/20 08:00", 完成时间="2026/10/03 09:00"),
            row("A-2", 登记时间="2026/09/20 08:00", 完成时间="2026/09/30 23:59"),
            row("A-3", 状态="已撤销"),
            row("A-4", 状态="转出", 完成时间="2026/11/01 00:00"),
            open_row("A-5", 类型="电梯"),
            row("A-6", 登记时间="2026/10/31 23:59", 完成时间="2026/11/02 10:00"),
        ),
    )
    flow = october(desk).figures.flow
    assert (flow.brought_forward, flow.new, flow.reopened, flow.done, flow.carried_over) == (
        1,
        4,
        0,
        2,
        3,
    )
    september, november = october(desk, 9).figures.flow, october(desk, 11).figures.flow
    assert (september.new, september.done, september.carried_over) == (2, 1, 1)
    assert (november.brought_forward, november.new, november.done) == (3, 0, 2)
    by_category = october(desk).figures.by_category
    assert (by_category["cleaning"], by_category["repairs"]) == (3, 1)


def test_our_own_cases_are_counted_as_before_beside_imported_ones(
    desk: Desk, tmp_path: Path
) -> None:
    desk.receive(COMPLAINT, now=local(7))
    before = october(desk).figures
    take_in(desk, table_of(tmp_path, row("A-1"), open_row("A-2")))
    after = october(desk).figures
    assert after.flow.new == before.flow.new + 2
    for name in ("first_answer_in_time", "resolved_in_time", "satisfaction", "coverage"):
        assert after.ratios[name] == before.ratios[name], name


def test_numbers_go_on_where_the_desk_left_off_in_the_order_of_registration(
    desk: Desk, tmp_path: Path
) -> None:
    desk.receive(COMPLAINT, now=local(5, 8))
    take_in(desk, table_of(tmp_path, row("late"), row("early", 登记时间="2026/10/05 08:30")))
    found = cases(desk)
    assert found["early"].number == "TS-20261005-002"
    assert found["late"].number == "TS-20261005-003"
    _visit, (registered,) = desk.receive(COMPLAINT, now=local(5, 11))
    assert registered.number == "TS-20261005-004"
    assert desk.workspace.read(unbalanced_series) == []


def test_one_audit_row_tells_of_the_whole_import(desk: Desk, tmp_path: Path) -> None:
    before = count(desk, AuditEntry)[0]
    take_in(desk, table_of(tmp_path, *(row(f"A-{i}") for i in range(30))))
    assert count(desk, AuditEntry)[0] == before + 1


def test_the_store_verifies_after_an_import(desk: Desk, tmp_path: Path) -> None:
    desk.receive(COMPLAINT, now=local(5, 8))
    rows = [in_state(f"A-{number}", words) for number, words in enumerate(STATES)]
    take_in(desk, table_of(tmp_path, *rows))
    assert verify_store(desk.workspace) == []


def test_the_same_file_again_adds_nothing(desk: Desk, tmp_path: Path) -> None:
    table = table_of(tmp_path, row("A-1"), open_row("A-2", 姓名="王秀兰"))
    take_in(desk, table)
    before = everything(desk)
    again = take_in(desk, table)
    assert [verdict.verdict for verdict in again.verdicts] == [Verdict.ALREADY_THERE] * 2
    assert (again.is_possible, again.kept) == (True, False)
    assert everything(desk) == before


def test_a_longer_file_adds_only_what_is_new(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, table_of(tmp_path, row("A-1")))
    result = take_in(desk, table_of(tmp_path, row("A-1"), row("A-2")))
    assert [v.verdict for v in result.verdicts] == [Verdict.ALREADY_THERE, Verdict.ADDED]
    assert set(cases(desk)) == {"A-1", "A-2"}


def test_one_refused_row_keeps_everything_out(desk: Desk, tmp_path: Path) -> None:
    before = everything(desk)
    result = take_in(desk, table_of(tmp_path, row("A-1"), row("A-2", 完成时间="2026/10/01 00:00")))
    assert (result.is_possible, result.kept) == (False, False)
    (refused,) = result.refused
    assert (refused.line, refused.refusal and refused.refusal.problem) == (
        3,
        RowProblem.ENDED_BEFORE_REGISTERED,
    )
    assert everything(desk) == before


def test_refused_rows_can_be_left_out(desk: Desk, tmp_path: Path) -> None:
    table = table_of(tmp_path, row("A-1"), row("A-2", 状态="?"), row("A-3"))
    result = take_in(desk, table, skip_bad_rows=True)
    assert result.kept
    assert set(cases(desk)) == {"A-1", "A-3"}

    def kept(session: Session) -> tuple[int, int, int, str]:
        one = session.scalars(select(CaseImport)).one()
        return one.rows, one.added, one.refused, one.file_name

    assert desk.workspace.read(kept) == (3, 2, 1, "案件.csv")


def test_a_trial_does_everything_and_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    before = everything(desk)
    result = take_in(desk, table_of(tmp_path, row("A-1", 姓名="张伟")), dry_run=True)
    assert (result.is_possible, result.kept, result.count(Verdict.ADDED)) == (True, False, 1)
    assert everything(desk) == before
    assert verify_store(desk.workspace) == []


def test_a_file_in_gb18030_with_rare_characters_is_kept_to_the_letter(
    desk: Desk, tmp_path: Path
) -> None:
    words = "𠮷先生说:O'Brien <b>&"
    take_in(desk, table_of(tmp_path, row("A-1", 内容=words, 姓名="𠮷"), encoding="gb18030"))
    assert cases(desk)["A-1"].own_words == words
    (hit,) = desk.read(find_customers, project_id=desk.project.project_id, text="𠮷")
    assert hit.name == "𠮷*"
    assert hit.customer_id is not None
    assert (
        desk.read(lambda session, **_who: session.get_one(Customer, hit.customer_id).name) == "𠮷"
    )


def test_a_case_without_words_has_those_of_its_category(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, table_of(tmp_path, row("A-1", 内容="")))
    assert cases(desk)["A-1"].own_words == "环境卫生"


def test_a_room_is_found_as_the_desk_finds_it_and_an_unknown_one_is_kept_as_place(
    desk: Desk, tmp_path: Path
) -> None:
    take_in(
        desk,
        table_of(
            tmp_path,
            row("A-1", 房号="3-2-1802"),
            row("A-2", 房号="３２１８０２"),
            row("A-3", 房号="9-9-901", 地点="客厅"),
        ),
    )
    found = cases(desk)
    room = desk.workspace.read(find_room, project_id=desk.project.project_id, text="3-2-1802")
    assert room is not None
    assert found["A-1"].room_id == found["A-2"].room_id == room[0]
    assert (found["A-3"].room_id, found["A-3"].place) == (None, "9-9-901 客厅")


def test_known_customers_are_found_again_and_new_ones_made_once(desk: Desk, tmp_path: Path) -> None:
    room = desk.workspace.read(find_room, project_id=desk.project.project_id, text="3-2-1802")
    assert room is not None
    wang = desk.write(
        keep_customer,
        project_id=desk.project.project_id,
        draft=CustomerDraft(
            room_id=room[0], name="王秀兰", phone="13800006027", kind=CustomerKind.OWNER
        ),
        now=local(1),
    )
    take_in(
        desk,
        table_of(
            tmp_path,
            row("by phone", 姓名="王秀兰", 电话="138 0000 6027"),
            row("by room", 姓名="王秀兰", 房号="3-2-1802"),
            row("phone alone", 电话="13800006027"),
            row("another", 姓名="王小龙", 电话="13800006027"),
            row("another again", 姓名="王小龙", 电话="13800006027"),
            row("name alone", 姓名="王秀兰"),
            row("nobody"),
        ),
    )
    found = {number: case.customer_id for number, case in cases(desk).items()}
    assert found["by phone"] == found["by room"] == found["phone alone"] == wang
    assert found["another"] == found["another again"] != wang
    assert found["name alone"] not in (wang, None)
    assert found["nobody"] is None
    assert count(desk, Customer) == [3]
    hits = desk.read(find_customers, project_id=desk.project.project_id, text="wxl")
    names = desk.read(lambda session, **_who: set(session.scalars(select(Customer.name))))
    assert len({hit.customer_id for hit in hits}) == 3
    assert {"王秀兰", "王小龙"} <= names


def test_an_imported_complaint_can_be_carried_on_at_the_desk(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, table_of(tmp_path, open_row("A-1"), open_row("A-2", "待回访", 答复="已清扫")))
    found = cases(desk)
    desk.write(
        case_work.assess,
        case_id=found["A-1"].id,
        validity=Validity.VALID,
        cause=Cause.PEOPLE,
        now=NOW + timedelta(hours=1),
    )
    desk.write(
        case_work.call_back,
        case_id=found["A-2"].id,
        reached=True,
        words="满意",
        now=NOW + timedelta(hours=1),
    )
    desk.write(
        case_ends.close,
        case_id=found["A-2"].id,
        reason=CloseReason.SATISFIED,
        now=NOW + timedelta(hours=2),
    )
    found = cases(desk)
    assert (found["A-1"].state, found["A-2"].state) == (CaseState.ASSESSED, CaseState.CLOSED)
    assert verify_store(desk.workspace) == []


@pytest.mark.clause("5-3")
def test_a_receptionist_may_not_import(desk: Desk, tmp_path: Path) -> None:
    receptionist = Actor(desk.actor.staff_id, "小周", Role.RECEPTIONIST)
    with pytest.raises(UserFacingError) as caught:
        take_in(replace(desk, actor=receptionist), table_of(tmp_path, row("A-1")))
    assert caught.value.problem is Problem.NOT_PERMITTED


def test_a_mapping_with_a_category_that_is_not_ours_is_refused(desk: Desk, tmp_path: Path) -> None:
    mapping = replace(MAPPING, values={**MAPPING.values, CaseField.CATEGORY: {"*": "lifts"}})
    with pytest.raises(UserFacingError) as caught:
        take_in(desk, table_of(tmp_path, row("A-1")), mapping)
    assert caught.value.problem is Problem.MAPPING_CODE


class Cancelled(Exception):
    pass


def test_an_import_broken_off_in_the_middle_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    table = table_of(tmp_path, *(row(f"A-{i}") for i in range(600)))
    before = everything(desk)

    def stop(done: int, total: int) -> None:
        if done > 600:
            raise Cancelled

    with pytest.raises(Cancelled):
        take_in(desk, table, progress=stop)
    assert everything(desk) == before


def test_progress_runs_from_nothing_to_the_end(desk: Desk, tmp_path: Path) -> None:
    table = table_of(tmp_path, *(row(f"A-{i}") for i in range(600)))
    told: list[tuple[int, int]] = []
    take_in(desk, table, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, 1200), (1200, 1200))


def import_through(workspace: Workspace, desk: Desk, tmp_path: Path, *rows: Any) -> None:
    import_file(
        workspace,
        project_code=desk.project.code,
        table=table_of(tmp_path, *rows),
        mapping=MAPPING,
        now=NOW,
    )


def test_a_verified_backup_is_made_before_anything_is_added_and_only_then(
    desk: Desk, workspace: Workspace, tmp_path: Path
) -> None:
    import_through(workspace, desk, tmp_path, row("A-1", 状态="?"))
    assert workspace.last_backup() is None
    import_through(workspace, desk, tmp_path, row("A-1"))
    first = workspace.last_backup()
    assert first is not None
    import_through(workspace, desk, tmp_path, row("A-1"))
    assert workspace.last_backup() == first


def test_the_report_says_of_every_row_what_became_of_it(desk: Desk, tmp_path: Path) -> None:
    take_in(desk, table_of(tmp_path, row("A-0")))
    table = table_of(tmp_path, row("A-0"), row("=1"), row("A-2", 状态="?"))
    result = take_in(desk, table, skip_bad_rows=True)
    write_report(tmp_path / "report.csv", result.verdicts, is_possible=result.is_possible)
    content = (tmp_path / "report.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[:3] == [
        "line,external_number,verdict,number,reason",
        "2,A-0,already_there,,",
        "3,'=1,added,TS-20261005-002,",
    ]
    assert lines[3].startswith("4,A-2,refused,,")
    assert "?" in lines[3]
