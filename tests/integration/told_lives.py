"""Somebody of whom every table knows something, written with words found nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Text, inspect, text
from sqlalchemy.orm import Session

from app.domain.periods import Period
from app.domain.permissions import Actor
from app.domain.terms import (
    AccessKind,
    Cause,
    Channel,
    CloseReason,
    ConsentPurpose,
    CustomerKind,
    DisclosureBasis,
    NoteCategory,
    Validity,
)
from app.domain.visit_flow import CustomerDraft
from app.services import callers, case_ends, case_work, promises, sign_off
from app.services.access_log import record_access
from db.models import (
    Attachment,
    AttachmentContent,
    Base,
    Case,
    Consent,
    ConsentEvidence,
    Customer,
    CustomerMerge,
    CustomerNote,
    Disclosure,
    LegalHold,
    Notice,
    SavedFilter,
    Vehicle,
    new_id,
)
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, local, promised

CANARY = "龘靐齉"
# No part of a name, so that no mask hides it.
WORDS = "厵爨麤"
NAME = f"欧阳{CANARY}"
PHONE = "13977712345"
PLATE = "浙A龘7712"


def told(words: str = "") -> str:
    """Return words that can be found again wherever they end up."""
    return f"{words}{CANARY}{WORDS}{words}"


def tell_everything(desk: Desk) -> str:
    """Let somebody come, complain, be answered and be written about; return the customer's id."""
    draft = CustomerDraft(name=NAME, title=told("女士"), phone=PHONE, kind=CustomerKind.OWNER)
    complaint = promised(
        replace(
            COMPLAINT,
            own_words=told("电梯"),
            remedy_wanted=told(),
            place=told("一层"),
            severity_reason=told(),
        ),
        NOW + timedelta(hours=3),
    )
    _visit, (case, *_others) = desk.receive(complaint, ENQUIRY, customer=draft)
    customer_id = desk.workspace.read(_customer_of, case_id=case.case_id)
    assert isinstance(customer_id, str)
    carry = {"case_id": case.case_id, "now": NOW + timedelta(hours=1)}
    desk.write(case_work.note, words=told("记"), **carry)
    desk.write(
        case_work.tell_customer,
        words=told("告"),
        channel=Channel.PHONE,
        to_whom=told("家人"),
        **carry,
    )
    desk.write(case_work.hand_over, department="工程部", words=told("请看"), **carry)
    desk.write(case_work.record_department_answer, words=told("已查"), who=told("张"), **carry)
    desk.write(
        promises.promise_customer,
        what=told("再打电话"),
        who="工程部 周师傅",
        to_whom=told("她先生"),
        channel=Channel.PHONE,
        due_at=NOW + timedelta(hours=8),
        **carry,
    )
    desk.write(case_work.assess, validity=Validity.VALID, cause=Cause.EQUIPMENT, **carry)
    desk.write(case_work.begin_work, words=told("开始"), **carry)
    desk.write(
        case_work.wait,
        words=told("等"),
        wake_at=NOW + timedelta(days=2),
        told=told("等两天"),
        channel=Channel.PHONE,
        **carry,
    )
    desk.write(case_work.begin_work, words=told("继续"), **carry)
    desk.write(case_work.escalate, level=1, words=told("请主管"), **carry)
    desk.write(
        case_work.resolve,
        remedy=told("修好"),
        channel=Channel.PHONE,
        accepted=True,
        told_by=told("前台"),
        **carry,
    )
    desk.write(
        case_work.call_back,
        reached=True,
        words=told("回访"),
        rating=case_work.phone_rating(2, (), told("慢")),
        **carry,
    )
    desk.write(case_ends.close, reason=CloseReason.SATISFIED, **carry)
    _visit, (other,) = desk.receive(
        promised(COMPLAINT, NOW + timedelta(hours=9)), now=NOW + timedelta(hours=2)
    )
    desk.write(
        callers.add_caller,
        case_id=other.case_id,
        customer_id=customer_id,
        room_id=None,
        visit_id=None,
        words=told("我家也是"),
        now=NOW + timedelta(hours=3),
    )
    desk.workspace.write(
        _fill_tables, actor=desk.actor, customer_id=customer_id, case_id=case.case_id
    )
    desk.workspace.write(_end_case, actor=desk.actor, case_id=other.case_id)
    sign_october(desk)
    return customer_id


def sign_october(desk: Desk) -> None:
    """Sign the report of the month, with a paper on which the words can be read."""
    month = {"project_code": desk.project.code, "period": Period.parse("2026-10")}
    now = local(2, month=11)
    seen = desk.read(sign_off.present_summary, lang="en", now=now, **month)
    proposal = desk.read(sign_off.propose_signing, data_hash=seen.data_hash, now=now, **month)
    desk.write(sign_off.sign_report, proposal=proposal, papers={"zh_CN": CANARY.encode()})


def _customer_of(session: Session, *, case_id: str) -> str | None:
    return session.get_one(Case, case_id).customer_id


def _end_case(session: Session, *, actor: Actor, case_id: str) -> None:
    case_ends.withdraw(
        session, actor=actor, case_id=case_id, words="算了", now=NOW + timedelta(hours=4)
    )


def _fill_tables(session: Session, *, actor: Actor, customer_id: str, case_id: str) -> None:
    staff = actor.staff_id
    customer = session.get_one(Customer, customer_id)
    customer.wechat, customer.more_phones = told("wx"), ["13977754321"]
    customer.contact_hours, customer.contact_channel = told("晚上"), Channel.WECHAT
    twin = Customer(
        id=new_id(),
        project_id=customer.project_id,
        name=NAME,
        phone="13977700000",
        kind=CustomerKind.OWNER,
        merged_into_id=customer_id,
        created_at=NOW,
        changed_at=NOW,
    )
    notice = Notice(
        id=new_id(), code="x", version=9, language="en", text="t", text_hash="h", effective_at=NOW
    )
    file = Attachment(
        id=new_id(),
        case_id=case_id,
        name=told("照片"),
        media_type="image/jpeg",
        size=3,
        sha256="00",
        note=told(),
        added_at=NOW,
        added_by=staff,
    )
    shown = ConsentEvidence(
        id=new_id(),
        customer_id=customer_id,
        kind="verbal",
        strokes=[[1, 2, 3]],
        data=CANARY.encode(),
        words=told("同意"),
        taken_at=NOW,
        taken_by=staff,
    )
    session.add_all((twin, notice, file, shown))
    session.flush()
    session.add_all(
        (
            AttachmentContent(attachment_id=file.id, data=CANARY.encode()),
            Vehicle(customer_id=customer_id, plate=PLATE, description=told(), parking_space=told()),
            CustomerNote(
                customer_id=customer_id,
                category=NoteCategory.CARE,
                words=told("怕狗"),
                written_at=NOW,
                written_by=staff,
            ),
            CustomerMerge(
                kept_id=customer_id,
                gone_id=twin.id,
                before={"name": NAME},
                merged_at=NOW,
                merged_by=staff,
            ),
            Consent(
                customer_id=customer_id,
                purpose=ConsentPurpose.NEWS,
                notice_id=notice.id,
                channel="verbal",
                evidence={"words": told()},
                evidence_id=shown.id,
                given_at=NOW,
                taken_by=staff,
            ),
            Disclosure(
                customer_id=customer_id,
                to_whom=told("派出所"),
                why=told("调查"),
                fields=["phone"],
                basis=DisclosureBasis.LEGAL_DUTY,
                channel=Channel.LETTER,
                disclosed_at=NOW,
                disclosed_by=staff,
            ),
            LegalHold(
                customer_id=customer_id,
                reason=told("诉讼"),
                placed_at=NOW,
                placed_by=staff,
                released_at=NOW,
                released_by=staff,
            ),
            SavedFilter(
                project_id=customer.project_id,
                staff_id=staff,
                name="找人",
                wanted={"text": NAME},
                saved_at=NOW,
            ),
        )
    )
    record_access(
        session,
        actor=actor,
        customer_id=customer_id,
        kind=AccessKind.REVEAL,
        words=told("要打电话"),
        now=NOW,
    )


def places_with(session: Session, needles: tuple[str, ...]) -> list[str]:
    """Return the columns of the whole database, search index and all, that hold a needle."""
    return sorted(set(_places(session, needles)))


def _places(session: Session, needles: tuple[str, ...]) -> Iterator[str]:
    connection = session.connection()
    tables = inspect(connection).get_table_names()
    for table in tables:
        columns = connection.exec_driver_sql(f'PRAGMA table_info("{table}")').all()
        for column in (row[1] for row in columns):
            query = f'SELECT "{column}" FROM "{table}"'  # noqa: S608 - names of the schema itself
            values = connection.execute(text(query)).scalars()
            for value in values:
                if _holds(value, needles):
                    yield f"{table}.{column}"


def _holds(value: Any, needles: tuple[str, ...]) -> bool:
    if isinstance(value, bytes):
        return any(needle.encode() in value for needle in needles)
    return isinstance(value, str) and any(needle in value for needle in needles)


def wordy_columns() -> set[str]:
    """Return every column of the schema that can hold words, lists or pictures."""
    found = set()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            kind = getattr(column.type, "impl", column.type)
            is_identifier = type(column.type).__name__ == "Identifier"
            wordy = isinstance(kind, Text) or type(kind).__name__ == "LargeBinary"
            if wordy and not is_identifier:
                found.add(f"{table.name}.{column.name}")
    return found
