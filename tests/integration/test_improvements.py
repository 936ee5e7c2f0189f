"""The improvement register in real stores: what it keeps, what it counts, what reports tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.figure_filter import FigureFilter
from app.domain.improvements import (
    NEW,
    CheckDraft,
    EntryKind,
    FigureCount,
    MeasureDraft,
    MeasureList,
    MeasureView,
    Shown,
    Why,
)
from app.domain.period_summary import MeasureLine
from app.domain.periods import Period
from app.domain.policy import STAFF_NAMES_ON_REPORTS
from app.domain.terms import Cause, MeasureEffect, MeasureState
from app.reports import improvement_list
from app.services import improvements as service
from app.services.improvement_report import measures_for_report
from app.services.policy import change_setting
from app.services.reporting import period_summary
from app.services.sign_off import present_summary
from db.models import AuditEntry, Improvement
from tests.integration.receptions import COMPLAINT, Desk, local

pytestmark = pytest.mark.clause("4.3-4")
OCTOBER, NOVEMBER, DECEMBER = (Period.parse(f"2026-{month}") for month in (10, 11, 12))
REPAIRS = FigureFilter(category="repairs")
FINDING = MeasureDraft(
    finding="10 月工程维修类投诉偏多",
    section="by_category",
    found_in=OCTOBER,
    figure=NEW,
    only=REPAIRS,
)
WHOLE = replace(
    FINDING,
    cause_kind=Cause.CONTRACTOR,
    cause="维保单位只报工程部",
    measure="电梯维保结果当天由客服告知业主",
    owner="客服部",
    due_on=date(2026, 11, 10),
)
OTHER = replace(COMPLAINT, category="parking", own_words="车位被占")


def complain(desk: Desk, count: int, month: int, need: Any = COMPLAINT) -> None:
    for day in range(count):
        desk.register(need, now=local(3 + day, month=month))


def enter(desk: Desk, draft: MeasureDraft = WHOLE, now: datetime | None = None) -> str:
    found = desk.write(
        service.enter_finding,
        project_id=desk.project.project_id,
        draft=draft,
        now=now or local(2, month=11),
    )
    assert isinstance(found, str)
    return found


def register(desk: Desk, now: datetime | None = None) -> tuple[MeasureView, ...]:
    view = desk.read(
        service.register, project_id=desk.project.project_id, now=now or local(2, month=11)
    )
    assert isinstance(view, service.RegisterView)
    return view.measures


def measure(desk: Desk, measure_id: str) -> MeasureView:
    return next(one for one in register(desk) if one.measure_id == measure_id)


def move(
    desk: Desk, measure_id: str, state: MeasureState, now: datetime, words: str = "", seen: int = 0
) -> None:
    desk.write(
        service.move_measure,
        measure_id=measure_id,
        state=state,
        words=words,
        seen=seen or measure(desk, measure_id).seen,
        now=now,
    )


def carry_out(desk: Desk, measure_id: str) -> None:
    move(desk, measure_id, MeasureState.IN_PROGRESS, local(3, month=11))
    move(desk, measure_id, MeasureState.DONE, local(9, month=11))


def check(desk: Desk, measure_id: str, draft: CheckDraft, now: datetime) -> Any:
    return desk.write(
        service.record_effect,
        measure_id=measure_id,
        draft=draft,
        seen=measure(desk, measure_id).seen,
        now=now,
    )


def told(
    desk: Desk, period: Period, lang: str = "zh_CN"
) -> tuple[tuple[MeasureLine, ...], tuple[MeasureLine, ...]]:
    found = desk.workspace.read(
        measures_for_report, project_id=desk.project.project_id, period=period, lang=lang
    )
    assert isinstance(found, tuple)
    return found


# ---- keeping -----------------------------------------------------------------------------------


def test_a_finding_holds_the_figure_as_the_report_counts_it(desk: Desk) -> None:
    complain(desk, 7, 10)
    complain(desk, 2, 10, OTHER)
    one = measure(desk, enter(desk, FINDING))
    assert one.number == "GJ-2026-001"
    assert one.before == FigureCount(7, 31, "2026-10")
    assert (one.state, one.effect) == (MeasureState.PLANNED, MeasureEffect.NOT_CHECKED)
    assert [entry.kind for entry in one.history] == [EntryKind.FOUND]


def test_numbers_have_no_gap_after_a_refusal(desk: Desk) -> None:
    enter(desk)
    with pytest.raises(FieldError):
        enter(desk, replace(WHOLE, finding=""))
    enter(desk)
    assert [one.number for one in register(desk)] == ["GJ-2026-001", "GJ-2026-002"]


def test_a_figure_is_counted_anew_when_another_one_is_meant(desk: Desk) -> None:
    complain(desk, 3, 10)
    complain(desk, 2, 10, OTHER)
    measure_id = enter(desk, FINDING)
    change(desk, measure_id, replace(FINDING, only=FigureFilter(category="parking")))
    assert measure(desk, measure_id).before == FigureCount(2, 31, "2026-10")


def change(desk: Desk, measure_id: str, draft: MeasureDraft, seen: int = 0) -> None:
    desk.write(
        service.change_measure,
        measure_id=measure_id,
        draft=draft,
        seen=seen or measure(desk, measure_id).seen,
        now=local(3, month=11),
    )


def test_the_history_says_what_was_changed(desk: Desk) -> None:
    measure_id = enter(desk, FINDING)
    change(desk, measure_id, replace(WHOLE, due_on=date(2026, 12, 24)))
    found, changed = measure(desk, measure_id).history
    assert found.changed == ()
    assert changed.kind is EntryKind.CHANGED
    assert changed.changed == ("cause_kind", "cause", "measure", "owner", "due_on")


def test_saving_what_is_there_already_adds_nothing(desk: Desk) -> None:
    measure_id = enter(desk)
    change(desk, measure_id, WHOLE)
    assert len(measure(desk, measure_id).history) == 1


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(desk: Desk) -> None:
    measure_id = enter(desk)
    seen = measure(desk, measure_id).seen
    change(desk, measure_id, replace(WHOLE, owner="工程部"))
    with pytest.raises(UserFacingError) as caught:
        change(desk, measure_id, replace(WHOLE, owner="财务部"), seen)
    assert caught.value.problem is Problem.CHANGED_MEANWHILE
    assert measure(desk, measure_id).draft.owner == "工程部"


def test_what_it_is_to_move_is_fixed_once_it_is_under_way(desk: Desk) -> None:
    measure_id = enter(desk)
    move(desk, measure_id, MeasureState.IN_PROGRESS, local(3, month=11))
    change(desk, measure_id, replace(WHOLE, owner="工程部"))
    with pytest.raises(UserFacingError):
        change(desk, measure_id, replace(WHOLE, owner="工程部", figure="repeat"))


def test_nothing_is_begun_without_a_measure(desk: Desk) -> None:
    measure_id = enter(desk, replace(FINDING, cause_kind=Cause.PEOPLE))
    with pytest.raises(FieldError) as caught:
        move(desk, measure_id, MeasureState.IN_PROGRESS, local(3, month=11))
    assert (caught.value.field, caught.value.problem) == ("measure", FieldProblem.REQUIRED)


def test_the_history_can_not_be_rewritten(desk: Desk) -> None:
    enter(desk)
    for statement in (
        "UPDATE improvement_entries SET words = 'x'",
        "DELETE FROM improvement_entries",
    ):
        with pytest.raises((DatabaseError, UserFacingError)):
            desk.workspace.write(lambda s, sql=statement: s.execute(text(sql)))


def test_every_step_is_in_the_audit_log(desk: Desk) -> None:
    measure_id = enter(desk)
    carry_out(desk, measure_id)
    actions = desk.workspace.read(
        lambda s: s.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.object == f"improvement:{measure_id}")
            .order_by(AuditEntry.seq)
        ).all()
    )
    assert actions == ["measure_found", "measure_begun", "measure_done"]


# ---- the effect --------------------------------------------------------------------------------


def test_the_effect_agrees_with_the_reports_to_the_digit(desk: Desk) -> None:
    complain(desk, 7, 10)
    complain(desk, 2, 12)
    complain(desk, 4, 12, OTHER)
    measure_id = enter(desk)
    carry_out(desk, measure_id)
    after_december = local(4, month=12).replace(year=2027, month=1)
    effect = check(desk, measure_id, CheckDraft(DECEMBER, MeasureEffect.EFFECTIVE), after_december)
    for period, counted in ((OCTOBER, effect.before), (DECEMBER, effect.after)):
        summary = desk.read(
            period_summary,
            project_code="CH",
            period=period,
            lang="zh_CN",
            now=after_december,
            only=REPAIRS,
        )
        assert counted.n == summary.figures.flow.new
        assert counted.n == summary.figures.by_category["repairs"]
    assert effect.proposal.why is Why.CLEARLY_BETTER
    one = measure(desk, measure_id)
    assert (one.before.n, one.after) == (7, FigureCount(2, 31, "2026-12"))
    assert one.effect is MeasureEffect.EFFECTIVE


def test_a_share_is_counted_of_the_same_complaints(desk: Desk) -> None:
    complain(desk, 3, 10)
    complain(desk, 3, 10, OTHER)
    measure_id = enter(desk, replace(WHOLE, figure="escalated"))
    summary = desk.read(
        period_summary,
        project_code="CH",
        period=OCTOBER,
        lang="zh_CN",
        now=local(2, month=11),
        only=REPAIRS,
    )
    assert measure(desk, measure_id).before.ratio == summary.figures.ratios["escalated"]
    assert measure(desk, measure_id).before.d == 3


def test_a_running_period_counts_the_days_so_far(desk: Desk) -> None:
    complain(desk, 3, 10)
    measure_id = enter(desk, now=local(10, month=10))
    assert measure(desk, measure_id).before == FigureCount(3, 10, "2026-10")


def test_the_figures_are_overruled_only_with_a_reason(desk: Desk) -> None:
    complain(desk, 7, 10)
    measure_id = enter(desk)
    carry_out(desk, measure_id)
    now = local(4, month=1).replace(year=2027)
    with pytest.raises(FieldError) as caught:
        check(desk, measure_id, CheckDraft(DECEMBER, MeasureEffect.NO_EFFECT), now)
    assert caught.value.problem is FieldProblem.VERDICT_REASON
    check(desk, measure_id, CheckDraft(DECEMBER, MeasureEffect.NO_EFFECT, "电梯停用"), now)
    assert measure(desk, measure_id).note == "电梯停用"


def test_what_is_not_done_is_not_checked(desk: Desk) -> None:
    measure_id = enter(desk)
    with pytest.raises(UserFacingError) as caught:
        check(
            desk,
            measure_id,
            CheckDraft(DECEMBER, MeasureEffect.EFFECTIVE),
            local(4, month=1).replace(year=2027),
        )
    assert caught.value.problem is Problem.CHANGED_MEANWHILE


def test_a_measure_that_was_not_done_after_all_loses_its_verdict(desk: Desk) -> None:
    complain(desk, 7, 10)
    measure_id = enter(desk)
    carry_out(desk, measure_id)
    now = local(4, month=1).replace(year=2027)
    check(desk, measure_id, CheckDraft(DECEMBER, MeasureEffect.EFFECTIVE), now)
    move(desk, measure_id, MeasureState.IN_PROGRESS, now, "只做了一半")
    one = measure(desk, measure_id)
    assert (one.effect, one.after, one.done_on) == (MeasureEffect.NOT_CHECKED, None, None)
    assert [entry.kind for entry in one.history][-2:] == [EntryKind.CHECKED, EntryKind.TAKEN_UP]


# ---- what reports tell -------------------------------------------------------------------------


def test_a_report_announces_what_was_found_in_its_period(desk: Desk) -> None:
    complain(desk, 7, 10)
    enter(desk)
    before, (line,) = told(desk, OCTOBER)
    assert before == ()
    assert (line.number, line.state, line.before, line.after) == ("GJ-2026-001", "planned", "7", "")
    assert line.owner == "客服部"
    assert told(desk, Period.parse("2026-09")) == ((), ())


def test_the_next_report_opens_with_what_became_of_it(desk: Desk) -> None:
    complain(desk, 7, 10)
    measure_id = enter(desk)
    carry_out(desk, measure_id)
    (line,), new = told(desk, NOVEMBER)
    assert new == ()
    assert (line.state, line.effect) == ("done", "not_checked")


def test_what_is_settled_is_told_once_and_then_no_more(desk: Desk) -> None:
    complain(desk, 7, 10)
    complain(desk, 2, 12)
    measure_id = enter(desk)
    carry_out(desk, measure_id)
    now = local(4, month=1).replace(year=2027)
    check(desk, measure_id, CheckDraft(DECEMBER, MeasureEffect.EFFECTIVE), now)
    (december,), _new = told(desk, DECEMBER)
    (january,), _new = told(desk, Period.parse("2027-01"))
    assert (december.effect, december.after) == ("not_checked", "")
    assert (january.effect, january.before, january.after) == ("effective", "7", "2")
    assert told(desk, Period.parse("2027-02")) == ((), ())


def test_a_past_report_is_unchanged_by_later_entries(desk: Desk) -> None:
    complain(desk, 7, 10)
    measure_id = enter(desk)
    move(desk, measure_id, MeasureState.IN_PROGRESS, local(20, month=11))
    october, november = told(desk, OCTOBER), told(desk, NOVEMBER)
    move(desk, measure_id, MeasureState.DONE, local(9, month=12))
    enter(desk, replace(WHOLE, finding="迟来的发现"), now=local(9, month=12))
    assert told(desk, OCTOBER) == october
    assert told(desk, NOVEMBER) == november
    assert october[1][0].state == "planned"
    assert [line.finding for line in told(desk, DECEMBER)[0]] == [WHOLE.finding, "迟来的发现"]


def test_what_is_planned_while_a_report_is_drawn_up_belongs_to_it(desk: Desk) -> None:
    measure_id = enter(desk, FINDING)
    change(desk, measure_id, WHOLE)
    _before, (line,) = told(desk, OCTOBER)
    assert line.measure == WHOLE.measure


def test_the_summary_carries_the_measures_unless_it_is_narrowed(desk: Desk) -> None:
    complain(desk, 7, 10)
    enter(desk)
    arguments = {"project_code": "CH", "lang": "zh_CN", "now": local(2, month=12)}
    summary = desk.read(present_summary, period=NOVEMBER, **arguments)
    assert [line.number for line in summary.measures_before] == ["GJ-2026-001"]
    narrowed = desk.read(present_summary, period=NOVEMBER, only=REPAIRS, **arguments)
    assert narrowed.measures_before == ()


def test_staff_are_masked_in_a_report_unless_policy_names_them(desk: Desk) -> None:
    enter(desk, replace(WHOLE, owner=desk.actor.name, measure=f"由{desk.actor.name}每日巡查"))
    now = local(2, month=11)
    for shown in (False, True):
        desk.write(change_setting, setting=STAFF_NAMES_ON_REPORTS, value=shown, now=now)
        _before, (line,) = told(desk, OCTOBER)
        assert (desk.actor.name in line.owner) is shown
        assert (desk.actor.name in line.measure) is shown


def test_a_store_keeps_one_row_a_measure(desk: Desk) -> None:
    measure_id = enter(desk)
    carry_out(desk, measure_id)
    rows = desk.workspace.read(lambda s: s.scalars(select(Improvement.state)).all())
    assert rows == [MeasureState.DONE]


# ---- on paper ----------------------------------------------------------------------------------


def paper_text(register: MeasureList, path: Path, lang: str) -> str:
    improvement_list.render(register, path, lang)
    document = PdfDocument(path)
    return "".join(page.get_textpage().get_text_range() for page in document)


def test_the_register_is_printed_as_it_is_shown(desk: Desk, tmp_path: Path) -> None:
    complain(desk, 7, 10)
    enter(desk, replace(WHOLE, due_on=date(2026, 11, 4)))
    settled = enter(desk, replace(WHOLE, finding="无需再办的问题"))
    move(desk, settled, MeasureState.DROPPED, local(3, month=11), "合同到期")
    arguments = {"project_id": desk.project.project_id, "now": local(5, month=11)}
    found = desk.read(service.register_on_paper, shown=Shown.OPEN, **arguments)
    text = paper_text(found, tmp_path / "台账.pdf", "en")
    assert "GJ-2026-001" in text
    assert "Overdue" in text
    assert "GJ-2026-002" not in text
    everything = desk.read(service.register_on_paper, shown=Shown.ALL, **arguments)
    assert "合同到期" in paper_text(everything, tmp_path / "全部.pdf", "en")


def test_an_empty_register_says_so_on_paper(desk: Desk, tmp_path: Path) -> None:
    found = desk.read(
        service.register_on_paper,
        project_id=desk.project.project_id,
        shown=Shown.ALL,
        now=local(5, month=11),
    )
    assert "No measure is like that." in paper_text(found, tmp_path / "空.pdf", "en")
