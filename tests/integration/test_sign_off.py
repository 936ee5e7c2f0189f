"""A signed month is frozen, reprinted to the byte, and corrected by a version that says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.change_words import change_sentences
from app.domain.errors import FieldError, Problem, UserFacingError
from app.domain.figure_filter import FigureFilter
from app.domain.periods import Period
from app.domain.policy import COMPANY_NAME
from app.domain.terms import Severity, Source
from app.domain.visit_flow import CustomerDraft
from app.services import case_ends, retention, sign_off
from app.services.erasure import erase_customer
from app.services.policy import change_setting
from app.services.report_comments import read_comment, save_comment
from app.verification import verify_store
from db.models import (
    AuditEntry,
    Building,
    Case,
    Category,
    Customer,
    Erasing,
    SignedPaper,
    SignedReport,
    new_id,
)
from tests.integration.receptions import COMPLAINT, Desk, local, promised
from tests.integration.signed_months import (
    NOV_3,
    NOVEMBER,
    OCTOBER,
    PAPERS,
    finish,
    live_october,
    propose,
    receptionist,
    shown,
    sign,
    standing,
)
from tests.integration.test_erasure import erasure_of, put_back

pytestmark = pytest.mark.clause("4.3-4")
Later = Callable[[Desk, list[str]], object]


def late_complaint(desk: Desk) -> str:
    """Write a complaint of October down in November, as a late import does."""
    need = promised(replace(COMPLAINT, category="fees"), local(22))
    _visit, (case,) = desk.receive(need, now=local(21))
    return case.case_id


def _rename_categories(desk: Desk, _ids: list[str]) -> None:
    desk.workspace.write(
        lambda session: session.execute(update(Category).values(name_zh="改", name_en="new"))
    )


def _rename_buildings(desk: Desk, _ids: list[str]) -> None:
    desk.workspace.write(
        lambda session: session.execute(update(Building).values(name=Building.name + "改"))
    )


def _rename_company(desk: Desk, _ids: list[str]) -> None:
    desk.write(change_setting, setting=COMPANY_NAME, value="新公司", now=NOV_3)


def _rename_customers(desk: Desk, _ids: list[str]) -> None:
    desk.workspace.write(lambda session: session.execute(update(Customer).values(name="赵改")))


CHANGES: dict[str, Later] = {
    "reopening": lambda desk, ids: desk.write(
        case_ends.reopen, case_id=ids[0], words="又坏了", now=NOV_3
    ),
    "an end": lambda desk, ids: finish(desk, ids[1], NOV_3),
    "voiding": lambda desk, ids: desk.write(
        case_ends.void, case_id=ids[2], reason="重复登记", now=NOV_3
    ),
    "a late complaint": lambda desk, _ids: late_complaint(desk),
    "names of categories": _rename_categories,
    "names of buildings": _rename_buildings,
    "the company's name": _rename_company,
    "names of customers": _rename_customers,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_nothing_that_comes_later_changes_a_signed_month(desk: Desk, change: Later) -> None:
    ids = live_october(desk)
    sign(desk)
    before = shown(desk)
    change(desk, ids)
    assert shown(desk, now=NOV_3 + timedelta(days=9)) == before


def test_an_unsigned_month_is_shown_as_counted_now(desk: Desk) -> None:
    live_october(desk)
    assert shown(desk).signed is None
    assert shown(desk, live=True) == shown(desk)


@pytest.mark.parametrize("lang", ["zh_CN", "en"])
def test_the_frozen_month_says_what_was_counted_in_both_languages(desk: Desk, lang: str) -> None:
    live_october(desk)
    live = shown(desk, lang=lang)
    sign(desk)
    assert replace(shown(desk, lang=lang), signed=None) == live


def test_a_signed_month_says_who_signed_which_version_when(desk: Desk) -> None:
    live_october(desk)
    assert sign(desk) == 1
    signed = shown(desk).signed
    assert signed is not None
    assert (signed.version, signed.signed_by, signed.signed_at) == (1, desk.actor.name, NOV_3)
    assert signed.changes == ()
    assert shown(desk).data_hash == standing(desk).live_hash


def test_a_filter_or_a_wish_shows_the_live_month_though_it_is_signed(desk: Desk) -> None:
    live_october(desk)
    sign(desk)
    assert shown(desk, live=True).signed is None
    assert shown(desk, only=FigureFilter(source=Source.PHONE)).figures.flow.new == 0
    assert shown(desk, only=FigureFilter()).signed is not None


def paper(desk: Desk, lang: str = "zh_CN", **how: object) -> bytes | None:
    data = desk.read(
        sign_off.signed_paper, project_code=desk.project.code, period=OCTOBER, lang=lang, **how
    )
    assert data is None or isinstance(data, bytes)
    return data


def test_the_papers_are_kept_to_the_byte_in_both_languages(desk: Desk, tmp_path: Path) -> None:
    ids = live_october(desk)
    proposal = propose(desk)
    papers = sign_off.render_papers(proposal, tmp_path)
    assert papers.keys() == {"zh_CN", "en"}
    assert all(data.startswith(b"%PDF") for data in papers.values())
    desk.write(sign_off.sign_report, proposal=proposal, papers=papers)
    finish(desk, ids[1], NOV_3)
    assert {lang: paper(desk, lang) for lang in papers} == papers


def test_the_paper_of_the_frozen_content_is_the_one_that_was_signed(
    desk: Desk, tmp_path: Path
) -> None:
    live_october(desk)
    proposal = propose(desk)
    papers = sign_off.render_papers(proposal, tmp_path)
    desk.write(sign_off.sign_report, proposal=proposal, papers=papers)
    again = replace(proposal, summaries={lang: shown(desk, lang=lang) for lang in papers})
    assert sign_off.render_papers(again, tmp_path) == papers


def test_an_unsigned_month_has_no_kept_paper(desk: Desk) -> None:
    live_october(desk)
    assert paper(desk) is None


# ---- refusals ------------------------------------------------------------------------------


def refusal(work: Callable[[], object]) -> UserFacingError:
    with pytest.raises(UserFacingError) as refused:
        work()
    return refused.value


def test_figures_that_changed_since_somebody_looked_are_not_signed(desk: Desk) -> None:
    live_october(desk)
    looked_at = standing(desk).live_hash
    late_complaint(desk)
    assert refusal(lambda: sign(desk, data_hash=looked_at)).problem is Problem.FIGURES_CHANGED
    assert standing(desk).versions == ()


def test_figures_that_change_while_the_paper_is_made_are_not_signed(desk: Desk) -> None:
    live_october(desk)
    proposal = propose(desk)
    late_complaint(desk)
    error = refusal(lambda: desk.write(sign_off.sign_report, proposal=proposal, papers=PAPERS))
    assert error.problem is Problem.FIGURES_CHANGED
    assert standing(desk).versions == ()


def test_words_written_while_the_paper_is_made_are_not_lost_in_a_signature(desk: Desk) -> None:
    live_october(desk)
    proposal = propose(desk)
    comment(desk, "电梯维保已换人")
    error = refusal(lambda: desk.write(sign_off.sign_report, proposal=proposal, papers=PAPERS))
    assert error.problem is Problem.FIGURES_CHANGED
    assert shown(desk).commentary == "电梯维保已换人"


def test_two_desks_that_sign_at_once_make_one_version(desk: Desk) -> None:
    live_october(desk)
    first, second = propose(desk), propose(desk)
    desk.write(sign_off.sign_report, proposal=first, papers=PAPERS)
    error = refusal(lambda: desk.write(sign_off.sign_report, proposal=second, papers=PAPERS))
    assert error.problem is Problem.SIGNED_MEANWHILE
    assert (error.facts["version"], error.facts["name"]) == (1, desk.actor.name)
    assert len(standing(desk).versions) == 1


def test_the_store_holds_each_version_once(desk: Desk) -> None:
    live_october(desk)
    sign(desk)

    def twice(session: Session) -> None:
        row = session.scalars(select(SignedReport)).one()
        columns = [c.key for c in SignedReport.__table__.columns if c.key != "id"]
        session.add(SignedReport(id=new_id(), **{name: getattr(row, name) for name in columns}))

    with pytest.raises(IntegrityError):
        desk.workspace.write(twice)


def test_a_month_that_still_runs_is_not_signed(desk: Desk) -> None:
    live_october(desk)
    still = local(31, 23)
    assert not standing(desk, now=still).can_be_signed
    assert refusal(lambda: sign(desk, now=still)).problem is Problem.PERIOD_NOT_OVER


def test_a_day_is_not_signed(desk: Desk) -> None:
    live_october(desk)
    day = Period.parse("2026-10-05")
    assert not standing(desk, day).can_be_signed
    assert refusal(lambda: sign(desk, day)).problem is Problem.DAY_NOT_SIGNED


@pytest.mark.parametrize(("period", "now"), [("2026-Q4", 2027), ("2026", 2027)])
def test_quarters_and_years_are_signed_like_months(desk: Desk, period: str, now: int) -> None:
    live_october(desk)
    later = NOV_3.replace(year=now)
    assert sign(desk, Period.parse(period), later) == 1
    assert shown(desk, Period.parse(period), later).signed is not None


def test_a_receptionist_signs_and_comments_nothing_but_reads(desk: Desk) -> None:
    live_october(desk)
    proposal = propose(desk)
    reader = receptionist(desk)
    for work in (
        lambda: propose(reader),
        lambda: reader.write(sign_off.sign_report, proposal=proposal, papers=PAPERS),
        lambda: comment(reader, "好"),
    ):
        assert refusal(work).problem is Problem.NOT_PERMITTED
    sign(desk)
    assert shown(reader).signed is not None
    assert paper(reader) == PAPERS["zh_CN"]


# ---- corrections ---------------------------------------------------------------------------


def test_what_changed_since_signing_is_said_figure_by_figure(desk: Desk) -> None:
    live_october(desk)
    sign(desk)
    assert standing(desk).since == ()
    late_complaint(desk)
    since = {(c.code, c.key): (c.before, c.after) for c in standing(desk).since}
    assert since["flow", "new"] == ("3", "4")
    assert since["flow", "carried_over"] == ("2", "3")
    assert since["by_category", "fees"] == ("0", "1")
    assert ("by_category", "repairs") not in since


def test_a_case_that_went_on_after_the_month_is_no_change_of_it(desk: Desk) -> None:
    ids = live_october(desk)
    sign(desk)
    finish(desk, ids[1], NOV_3)
    desk.write(case_ends.reopen, case_id=ids[0], words="又坏了", now=NOV_3)
    assert standing(desk, now=NOV_3 + timedelta(days=5)).since == ()


def test_a_correction_is_version_two_and_lists_what_changed(desk: Desk) -> None:
    live_october(desk)
    sign(desk)
    late_complaint(desk)
    assert sign(desk, reason="十月补录一件") == 2
    signed = shown(desk, lang="en").signed
    assert signed is not None
    assert (signed.version, signed.reason) == (2, "十月补录一件")
    assert "New this month N: 3 → 4" in signed.changes
    assert shown(desk).figures.flow.new == 4


def test_the_first_version_stays_readable_and_printable(desk: Desk) -> None:
    live_october(desk)
    sign(desk, papers={"zh_CN": b"one", "en": b"1"})
    first = shown(desk)
    late_complaint(desk)
    sign(desk, reason="补录", papers={"zh_CN": b"two", "en": b"2"})
    assert shown(desk, version=1) == first
    assert (paper(desk, version=1), paper(desk, version=2), paper(desk)) == (b"one", b"two", b"two")
    assert [(v.version, v.latest) for v in standing(desk).versions] == [(1, False), (2, True)]


def test_a_correction_needs_a_reason(desk: Desk) -> None:
    live_october(desk)
    sign(desk)
    late_complaint(desk)
    with pytest.raises(FieldError):
        sign(desk, reason="  ")


def test_a_correction_that_says_nothing_new_is_refused(desk: Desk) -> None:
    live_october(desk)
    sign(desk)
    assert refusal(lambda: sign(desk, reason="再签")).problem is Problem.NOTHING_TO_CORRECT


def test_a_commentary_is_corrected_by_a_version_of_its_own(desk: Desk) -> None:
    live_october(desk)
    comment(desk, "电梯投诉最多")
    sign(desk)
    assert sign(desk, reason="笔误", commentary="电梯投诉居首") == 2
    assert shown(desk).commentary == "电梯投诉居首"
    assert shown(desk, version=1).commentary == "电梯投诉最多"
    assert [change.code for change in standing(desk).versions[-1].changes] == ["commentary"]


def test_a_version_that_was_never_signed_is_refused_by_name(desk: Desk) -> None:
    live_october(desk)
    sign(desk)
    error = refusal(lambda: shown(desk, version=7))
    assert (error.problem, error.facts["version"]) == (Problem.NO_SUCH_VERSION, 7)


# ---- one month and the next ----------------------------------------------------------------


def test_what_is_brought_forward_agrees_with_what_was_carried_over_as_signed(desk: Desk) -> None:
    live_october(desk)
    sign(desk)
    assert standing(desk, NOVEMBER).brought_forward is None


def test_a_late_complaint_makes_the_next_month_disagree_with_the_signed_one(desk: Desk) -> None:
    live_october(desk)
    sign(desk)
    late_complaint(desk)
    assert standing(desk, NOVEMBER).brought_forward == (2, 3)
    sign(desk, reason="补录")
    assert standing(desk, NOVEMBER).brought_forward is None


def test_a_month_before_that_is_unsigned_is_told(desk: Desk) -> None:
    live_october(desk)
    assert not standing(desk).unsigned_before
    assert standing(desk, NOVEMBER).unsigned_before
    sign(desk)
    assert not standing(desk, NOVEMBER).unsigned_before


# ---- commentary ----------------------------------------------------------------------------


def comment(desk: Desk, words: str) -> None:
    desk.write(
        save_comment,
        project_id=desk.project.project_id,
        period=OCTOBER,
        words=words,
        now=NOV_3,
    )


def test_a_commentary_is_in_the_live_report_and_frozen_with_it(desk: Desk) -> None:
    live_october(desk)
    comment(desk, "一")
    comment(desk, "一二")
    assert shown(desk).commentary == "一二"
    sign(desk)
    assert shown(desk).commentary == "一二"


def test_a_commentary_is_locked_once_signed(desk: Desk) -> None:
    live_october(desk)
    sign(desk)
    assert refusal(lambda: comment(desk, "还有")).problem is Problem.PERIOD_SIGNED
    found = desk.read(read_comment, project_id=desk.project.project_id, period=OCTOBER)
    assert found.locked


def test_signing_and_commenting_stand_in_the_audit_log(desk: Desk) -> None:
    live_october(desk)
    comment(desk, "一")
    comment(desk, "一")
    sign(desk)

    def actions(session: Session) -> list[str]:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.seq)))

    assert desk.workspace.read(actions)[-2:] == ["comment_report", "sign_report"]


# ---- guards of the store -------------------------------------------------------------------


REWRITINGS = (
    update(SignedReport).values(content={}),
    update(SignedReport).values(data_hash="0"),
    update(SignedReport).values(reason="x"),
    update(SignedPaper).values(data=b""),
    delete(SignedReport),
)


def open_guards(session: Session, staff_id: str) -> None:
    row = erasure_of(new_id(), staff_id)
    session.add(row)
    session.flush()
    session.add(Erasing(erasure_id=row.id))
    session.flush()


@pytest.mark.parametrize("change", [*REWRITINGS, delete(SignedPaper)])
def test_nobody_rewrites_a_signed_report(desk: Desk, change: Any) -> None:
    live_october(desk)
    sign(desk)
    with pytest.raises(IntegrityError):
        desk.workspace.write(lambda session: session.execute(change))


@pytest.mark.parametrize("change", REWRITINGS)
def test_an_erasure_rewrites_no_signed_report_either(desk: Desk, change: Any) -> None:
    live_october(desk)
    sign(desk)

    def try_it(session: Session) -> None:
        open_guards(session, desk.actor.staff_id)
        session.execute(change)

    with pytest.raises(IntegrityError):
        desk.workspace.write(try_it)


def test_an_erasure_can_empty_words_of_a_signed_report_and_rewrite_none(desk: Desk) -> None:
    live_october(desk)
    sign(desk)

    def rewrite(session: Session, old: str, new: str) -> None:
        open_guards(session, desk.actor.staff_id)
        report = session.scalars(select(SignedReport)).one()
        text = json.dumps(report.content, ensure_ascii=False)
        assert old in text
        report.content = json.loads(text.replace(old, new))
        session.flush()
        session.execute(delete(Erasing))

    for old, new in (("第1件", "第9件"), ('"new": 3', '"new": 4'), ('"new": 3', '"neu": 3')):
        with pytest.raises(IntegrityError):
            desk.workspace.write(rewrite, old, new)
    desk.workspace.write(rewrite, "第1件", "")


# ---- erasure -------------------------------------------------------------------------------


def erase_first(desk: Desk, case_id: str) -> None:
    customer = desk.workspace.read(lambda session: session.get_one(Case, case_id).customer_id)
    desk.write(erase_customer, customer_id=customer, now=NOV_3 + timedelta(days=1))


@pytest.mark.clause("5-3")
def test_an_erasure_empties_a_signed_report_and_leaves_figures_hash_and_signer(
    desk: Desk,
) -> None:
    ids = live_october(desk)
    sign(desk)
    before = shown(desk)
    erase_first(desk, ids[0])
    after = shown(desk)
    gone, *others = after.complaints
    assert (gone.own_words, gone.place, gone.customer) == ("", "", "")
    assert others == list(before.complaints[1:])
    assert (after.figures, after.data_hash) == (before.figures, before.data_hash)
    assert before.signed is not None
    assert after.signed is not None
    assert after.signed.signed_by == before.signed.signed_by
    assert len(after.signed.changes) == 1


@pytest.mark.clause("5-3")
def test_the_paper_that_named_somebody_goes_with_the_erasure(desk: Desk, tmp_path: Path) -> None:
    ids = live_october(desk)
    proposal = propose(desk)
    papers = sign_off.render_papers(proposal, tmp_path)
    desk.write(sign_off.sign_report, proposal=proposal, papers=papers)
    erase_first(desk, ids[0])
    assert paper(desk) is None
    assert standing(desk).versions[0].erased
    again = replace(proposal, summaries={"zh_CN": shown(desk)})
    assert sign_off.render_papers(again, tmp_path)["zh_CN"] != papers["zh_CN"]


def test_an_erasure_is_no_change_since_signing(desk: Desk) -> None:
    ids = live_october(desk)
    sign(desk)
    erase_first(desk, ids[0])
    assert standing(desk).since == ()
    assert verify_store(desk.workspace) == []


def test_a_report_without_the_person_keeps_its_paper(desk: Desk) -> None:
    live_october(desk)
    sign(desk)
    _visit, (case,) = desk.receive(
        COMPLAINT,
        customer=CustomerDraft(name="张伟", phone="13700002222"),
        now=local(4, month=11),
    )
    finish_quietly(desk, case.case_id)
    erase_first(desk, case.case_id)
    assert paper(desk) == PAPERS["zh_CN"]


def finish_quietly(desk: Desk, case_id: str) -> None:
    desk.write(case_ends.void, case_id=case_id, reason="误登", now=local(4, 12, month=11))


# ---- words ---------------------------------------------------------------------------------


def test_every_change_of_a_month_can_be_said_in_both_languages(desk: Desk) -> None:
    ids = live_october(desk)
    sign(desk)
    late_complaint(desk)
    desk.workspace.write(
        lambda session: session.execute(
            update(Case).where(Case.id == ids[1]).values(severity=Severity.MAJOR)
        )
    )
    for lang in ("zh_CN", "en"):
        summary = shown(desk, lang=lang)
        lines = change_sentences(standing(desk).since, summary)
        assert len(lines) == len(standing(desk).since) > 5
        assert all("{" not in line for line in lines)


@pytest.mark.clause("5-3")
def test_a_retention_run_empties_signed_reports_too(desk: Desk) -> None:
    ids = live_october(desk)
    sign(desk)
    much_later = NOV_3 + timedelta(days=4000)
    for case_id in ids[1:]:
        finish(desk, case_id, NOV_3)
    seen = desk.write(retention.preview_run, project_id=desk.project.project_id, now=much_later)
    desk.write(retention.approve_run, run_id=seen.run_id, now=much_later)
    after = shown(desk)
    assert {line.own_words for line in after.complaints} == {""}
    assert after.figures.flow.new == 3
    assert paper(desk) is None
    assert standing(desk, now=much_later).since == ()


def test_a_signed_report_that_a_backup_brings_back_is_emptied_again(desk: Desk) -> None:
    ids = live_october(desk)
    sign(desk)
    backup = desk.workspace.back_up().folder
    erase_first(desk, ids[0])
    put_back(desk.workspace, backup)
    assert shown(desk).complaints[0].own_words == ""
    assert paper(desk) is None
