"""Whoever sees a customer in full says what for, and it stays on record (clause 5-3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.policy import REVEALS_AN_HOUR
from app.domain.terms import AccessKind, AccessReason
from app.domain.unusual_reading import UnusualKind
from app.domain.visit_flow import CustomerDraft
from app.reports import access_report
from app.services.access_views import (
    AccessLog,
    access_paper,
    access_summary,
    customer_log,
    readers,
    staff_log,
)
from app.services.case_export import export_cases
from app.services.case_papers import case_file, job_sheet
from app.services.customer_merge import merge_customers
from app.services.customers import keep_customer
from app.services.erasure import erase_customer
from app.services.policy import change_setting
from app.services.reveal import WORDS_LIMIT, RevealedCustomer, record_copy, reveal_customer
from app.services.setup import NewProject, add_project
from app.services.unusual_reading import UnusualView, note_seen, unusual_readings
from db.models import AccessEntry, AuditEntry, Customer
from tests.integration.case_on_paper import read as paper_text
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised

pytestmark = pytest.mark.clause("5-3")
NAME, PHONE, SECOND, WECHAT = "王秀兰", "13812346027", "057188886666", "xiulan_wang"
WANG = CustomerDraft(name=NAME, title="女士", phone=PHONE)


@pytest.fixture
def wang(desk: Desk) -> str:
    """Keep 王秀兰 with two phones and a WeChat account; return her id."""
    kept = desk.write(keep_customer, project_id=desk.project.project_id, draft=WANG, now=NOW)

    def complete(session: object) -> None:
        customer = session.get_one(Customer, kept)  # type: ignore[attr-defined]
        customer.more_phones, customer.wechat = [SECOND], WECHAT

    desk.workspace.write(complete)
    return str(kept)


def reveal(
    desk: Desk,
    customer_id: str,
    now: datetime = NOW,
    reason: AccessReason = AccessReason.CALL_BACK,
    **more: object,
) -> RevealedCustomer:
    found = desk.write(reveal_customer, customer_id=customer_id, reason=reason, now=now, **more)
    assert isinstance(found, RevealedCustomer)
    return found


def entries(desk: Desk) -> list[tuple[str, str, str, str]]:
    rows = desk.workspace.read(
        lambda s: [
            (one.kind, one.reason, one.words, one.customer_id)
            for one in s.scalars(select(AccessEntry).order_by(AccessEntry.seq))
        ]
    )
    assert isinstance(rows, list)
    return rows


def log(desk: Desk, customer_id: str) -> AccessLog:
    found = desk.read(customer_log, customer_id=customer_id)
    assert isinstance(found, AccessLog)
    return found


def unusual(desk: Desk, now: datetime = NOW) -> tuple[UnusualView, ...]:
    found = desk.read(unusual_readings, project_id=desk.project.project_id, now=now)
    assert isinstance(found, tuple)
    return found


# ---- showing in full ---------------------------------------------------------------------------


def test_a_customer_is_shown_in_full_for_a_reason_that_is_kept(desk: Desk, wang: str) -> None:
    shown = reveal(desk, wang)
    assert (shown.name, shown.phones, shown.wechat) == (NAME, (PHONE, SECOND), WECHAT)
    assert entries(desk) == [("reveal", "call_back", "", wang)]


def test_what_was_shown_stands_neither_in_the_audit_log_nor_in_a_representation(
    desk: Desk, wang: str
) -> None:
    shown = reveal(desk, wang)
    last = desk.workspace.read(
        lambda s: s.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).one()
    )
    assert (last.action, last.object) == ("access_reveal", f"customer:{wang}")
    assert NAME not in repr(shown)
    assert PHONE not in repr(shown)


def test_another_reason_needs_words(desk: Desk, wang: str) -> None:
    with pytest.raises(FieldError) as caught:
        reveal(desk, wang, reason=AccessReason.OTHER, words=" ")
    assert (caught.value.field, caught.value.problem) == ("words", FieldProblem.REQUIRED)
    assert not entries(desk)
    reveal(desk, wang, reason=AccessReason.OTHER, words="parcel at the desk")
    assert entries(desk) == [("reveal", "other", "parcel at the desk", wang)]


def test_words_have_an_end(desk: Desk, wang: str) -> None:
    with pytest.raises(FieldError) as caught:
        reveal(desk, wang, words="x" * (WORDS_LIMIT + 1))
    assert caught.value.problem is FieldProblem.TOO_LONG


def test_a_customer_or_case_that_is_gone_is_not_shown(desk: Desk, wang: str) -> None:
    for arguments in ({"customer_id": "0" * 32}, {"customer_id": wang, "case_id": "0" * 32}):
        with pytest.raises(UserFacingError) as caught:
            reveal(desk, **arguments)  # type: ignore[arg-type]
        assert caught.value.problem is Problem.NOT_FOUND
    assert not entries(desk)


def test_a_copy_is_on_record_as_well(desk: Desk, wang: str) -> None:
    desk.write(record_copy, customer_id=wang, now=NOW)
    assert entries(desk) == [("copy", "", "", wang)]


# ---- papers and exports ------------------------------------------------------------------------


@pytest.mark.parametrize("in_full", [False, True])
def test_only_papers_in_full_are_on_the_customers_record(desk: Desk, in_full: bool) -> None:
    _visit, (case,) = desk.register(promised(COMPLAINT, NOW + timedelta(hours=1)), customer=WANG)
    shared = {"case_id": case.case_id, "lang": "en", "now": NOW}
    desk.write(case_file, in_full=in_full, with_pictures=False, **shared)
    desk.write(job_sheet, with_contact=in_full, photo_ids=[], **shared)
    assert [kind for kind, *_rest in entries(desk)] == ["print", "print"] * in_full


def test_an_export_is_on_the_record_of_everybody_in_it_once(desk: Desk) -> None:
    need = promised(COMPLAINT, NOW + timedelta(hours=1))
    desk.register(need, need, customer=WANG)
    desk.register(need, customer=CustomerDraft(name="张伟"))
    desk.register(need)
    code = desk.project.code
    desk.write(export_cases, project_code=code, now=NOW)
    found = entries(desk)
    assert [kind for kind, *_rest in found] == ["export", "export"]
    assert len({customer for *_rest, customer in found}) == 2


# ---- the log -----------------------------------------------------------------------------------


def test_the_log_says_who_looked_when_what_and_what_for(desk: Desk, wang: str) -> None:
    _visit, (case,) = desk.register(
        promised(COMPLAINT, NOW + timedelta(hours=1)), customer=CustomerDraft(customer_id=wang)
    )
    reveal(desk, wang, case_id=case.case_id)
    reveal(desk, wang, now=NOW + timedelta(minutes=5), reason=AccessReason.CHECK_IDENTITY)
    found = log(desk, wang)
    assert (found.of_whom, found.total) == ("王女士", 2)
    newest, oldest = found.lines
    assert (newest.staff, newest.customer, newest.kind, newest.reason) == (
        desk.actor.name,
        "王**",
        AccessKind.REVEAL,
        AccessReason.CHECK_IDENTITY,
    )
    assert (oldest.at, oldest.case_number) == (NOW, case.number)


def test_the_card_counts_thirty_days(desk: Desk, wang: str) -> None:
    for days in (31, 29, 1):
        reveal(desk, wang, now=NOW - timedelta(days=days))
    summary = desk.read(access_summary, customer_id=wang, now=NOW)
    assert (summary.recent, len(summary.newest)) == (2, 3)


def test_the_log_of_a_staff_member_names_customers_masked(desk: Desk, wang: str) -> None:
    reveal(desk, wang)
    found = desk.read(staff_log, staff_id=desk.actor.staff_id)
    assert (found.of_whom, [line.customer for line in found.lines]) == (desk.actor.name, ["王**"])
    (reader,) = desk.read(readers, now=NOW)
    assert (reader.name, reader.recent) == (desk.actor.name, 1)


@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_the_paper_says_who_looked_and_masks_the_customer(
    desk: Desk, wang: str, tmp_path: Path, lang: str
) -> None:
    reveal(desk, wang, reason=AccessReason.OTHER, words="parcel")
    paper = desk.write(access_paper, customer_id=wang, now=NOW)
    path = tmp_path / "access.pdf"
    access_report.render(paper, path, lang)
    text = paper_text(path)
    assert desk.actor.name.replace(" ", "") in text
    assert "parcel" in text
    assert "王女士" in text
    assert NAME not in text


def test_a_customer_nobody_looked_at_has_a_paper_too(desk: Desk, wang: str, tmp_path: Path) -> None:
    paper = desk.write(access_paper, customer_id=wang, now=NOW)
    access_report.render(paper, tmp_path / "access.pdf", "en")
    assert "Nobody" in paper_text(tmp_path / "access.pdf")


# ---- unusual reading ---------------------------------------------------------------------------


def test_many_reveals_wait_for_a_supervisor_until_they_are_seen(desk: Desk, wang: str) -> None:
    desk.write(change_setting, setting=REVEALS_AN_HOUR, value=2, now=NOW)
    for minute in range(3):
        reveal(desk, wang, now=NOW + timedelta(minutes=minute))
    (one,) = unusual(desk, NOW + timedelta(minutes=3))
    assert (one.what.kind, one.what.count, one.staff) == (
        UnusualKind.MANY_REVEALS,
        3,
        desk.actor.name,
    )
    seen = {"staff_id": one.what.staff_id, "kind": one.what.kind, "last_seq": one.what.last_seq}
    desk.write(note_seen, now=NOW, **seen)
    assert not unusual(desk, NOW + timedelta(minutes=4))
    with pytest.raises(UserFacingError) as caught:
        desk.write(note_seen, now=NOW, **seen)
    assert caught.value.problem is Problem.ALREADY_SEEN


def test_what_comes_after_the_seeing_waits_anew(desk: Desk, wang: str) -> None:
    night = NOW.replace(hour=20)
    reveal(desk, wang, now=night)
    (one,) = unusual(desk, night)
    assert one.what.kind is UnusualKind.OUTSIDE_HOURS
    seen = {"staff_id": one.what.staff_id, "kind": one.what.kind, "last_seq": one.what.last_seq}
    desk.write(note_seen, now=night, **seen)
    assert not unusual(desk, night)
    reveal(desk, wang, now=night + timedelta(minutes=1))
    assert len(unusual(desk, night + timedelta(minutes=2))) == 1


def test_after_a_week_nothing_waits_any_more(desk: Desk, wang: str) -> None:
    reveal(desk, wang, now=NOW.replace(hour=20))
    assert not unusual(desk, NOW + timedelta(days=9))


def test_reading_in_another_project_does_not_wait_here(desk: Desk, wang: str) -> None:
    reveal(desk, wang, now=NOW.replace(hour=20))
    late = NOW + timedelta(hours=12)
    assert unusual(desk, late)
    other = desk.write(add_project, project=NewProject("YD", "云顶华府"), now=NOW)
    assert desk.read(unusual_readings, project_id=other, now=late) == ()


def test_a_record_that_was_merged_is_shown_and_written_down_as_the_kept_one(
    desk: Desk, wang: str
) -> None:
    twin = CustomerDraft(name="王秀兰", phone="13900009999")
    gone = desk.write(keep_customer, project_id=desk.project.project_id, draft=twin, now=NOW)
    desk.write(merge_customers, kept_id=wang, gone_id=gone, choices={}, now=NOW)
    assert reveal(desk, gone).name == "王秀兰"
    desk.write(record_copy, customer_id=gone, now=NOW)
    assert [entry[-1] for entry in entries(desk)] == [wang, wang]


def test_nobody_gives_a_reason_to_look_at_somebody_who_was_erased(desk: Desk, wang: str) -> None:
    desk.write(erase_customer, customer_id=wang, now=NOW)
    with pytest.raises(UserFacingError) as caught:
        reveal(desk, wang, reason=AccessReason.OTHER, words="给王秀兰打电话")
    assert caught.value.problem is Problem.PERSON_IS_ANONYMOUS
