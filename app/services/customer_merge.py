"""Two records of one customer become one, field by field, and can be taken apart again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from app.domain.archive import CustomerFields
from app.domain.customer_merge import (
    MergeField,
    Side,
    differing,
    phones_of,
    proposed,
    result_of,
    sides_of,
)
from app.domain.errors import Problem, UserFacingError
from app.domain.masking import mask_name, mask_phone, mask_wechat
from app.domain.permissions import Action, Actor
from app.domain.terms import CustomerKind
from app.domain.twins import in_order
from app.services.customer_fields import fields_of
from app.services.customers import write_keys
from app.services.merge_rows import count_moves, join_stays, move_rows, move_rows_back, part_stays
from app.services.twins import TwinSide, twin_sides
from db import audit
from db.models import (
    Customer,
    CustomerKey,
    CustomerMerge,
    DistinctPair,
    LegalHold,
    Staff,
    new_id,
)

_FIELDS = (
    "name",
    "title",
    "phone",
    "more_phones",
    "kind",
    "wechat",
    "contact_channel",
    "contact_hours",
    "is_minor",
)
_FOUND_BY = ("name", "phone", "more_phones")


@dataclass(frozen=True)
class FieldView:
    """One field of both records as it may be shown; phones, names and WeChat are masked.

    ``sides`` are the choices, ``proposed`` is the one most people would make.
    """

    field: MergeField
    kept: str
    gone: str
    is_same: bool
    sides: tuple[Side, ...]
    proposed: Side


@dataclass(frozen=True)
class MergePreview:
    """What a merge would do: the fields, how many rows of each table move, what hinders it.

    ``seen`` says of when the records are; it is handed back with the merge.
    """

    kept: TwinSide
    gone: TwinSide
    fields: tuple[FieldView, ...]
    moves: tuple[tuple[str, int], ...]
    hindrance: Problem | None
    seen: tuple[datetime, datetime]


@dataclass(frozen=True)
class MergeView:
    """A merge that one customer took part in; ``can_undo`` while no later one stands upon it."""

    merge_id: str
    gone_name_masked: str
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None
    undone_by: str
    can_undo: bool


# ---- before --------------------------------------------------------------------------------


def preview_merge(session: Session, *, actor: Actor, kept_id: str, gone_id: str) -> MergePreview:
    """Return what merging ``gone_id`` into ``kept_id`` would do; nothing is changed.

    Raises:
        UserFacingError: not permitted, or one is gone or of another project.
    """
    actor.require(Action.READ_CUSTOMERS)
    kept, gone = _both(session, kept_id, gone_id)
    sides = twin_sides(session, (kept_id, gone_id))
    mine, theirs = fields_of(kept), fields_of(gone)
    different = differing(mine, theirs)
    return MergePreview(
        sides[kept_id],
        sides[gone_id],
        tuple(
            FieldView(
                field,
                _shown(mine, field),
                _shown(theirs, field),
                field not in different,
                sides_of(field),
                proposed(mine, theirs, field),
            )
            for field in MergeField
        ),
        tuple(sorted(count_moves(session, gone_id).items())),
        _hindrance(session, kept, gone),
        (kept.changed_at, gone.changed_at),
    )


def _both(session: Session, kept_id: str, gone_id: str) -> tuple[Customer, Customer]:
    kept, gone = session.get(Customer, kept_id), session.get(Customer, gone_id)
    if kept is None or gone is None or kept is gone or kept.project_id != gone.project_id:
        raise UserFacingError(Problem.NOT_FOUND)
    return kept, gone


def _hindrance(session: Session, kept: Customer, gone: Customer) -> Problem | None:
    if kept.erased_at is not None or gone.erased_at is not None:
        return Problem.PERSON_IS_ANONYMOUS
    if kept.merged_into_id is not None or gone.merged_into_id is not None:
        return Problem.PERSON_IS_MERGED
    held = (
        select(LegalHold.id)
        .where(LegalHold.customer_id == gone.id, LegalHold.released_at.is_(None))
        .limit(1)
    )
    return Problem.MERGE_HELD if session.scalar(held) is not None else None


def _shown(fields: CustomerFields, field: MergeField) -> str:
    """Return a field as a person may see it unasked; codes are worded by the screen."""
    if field is MergeField.NAME:
        return mask_name(fields.name)
    if field is MergeField.PHONES:
        return "  ".join(mask_phone(phone) for phone in phones_of(fields))
    if field is MergeField.WECHAT:
        return mask_wechat(fields.wechat)
    if field is MergeField.CONTACT:
        return " ".join(part for part in (fields.contact_channel, fields.contact_hours) if part)
    if field is MergeField.MINOR:
        return "yes" if fields.is_minor else ""
    return str(getattr(fields, field.value))


# ---- merging -------------------------------------------------------------------------------


def merge_customers(
    session: Session,
    *,
    actor: Actor,
    kept_id: str,
    gone_id: str,
    choices: Mapping[MergeField, Side],
    now: datetime,
    seen: tuple[datetime, datetime] | None = None,
) -> str:
    """Merge ``gone_id`` into ``kept_id``; return the id of the merge, by which it is undone.

    Everything that hangs on the record that goes hangs on the kept one afterwards. It keeps its
    row, empty and found by nothing, and leads to the kept one.

    Raises:
        UserFacingError: not permitted; one is gone, erased, under a legal hold or merged already;
            or one was changed since it was ``seen``.
    """
    actor.require(Action.MERGE_CUSTOMERS)
    kept, gone = _both(session, kept_id, gone_id)
    hindrance = _hindrance(session, kept, gone)
    if hindrance is not None:
        raise UserFacingError(hindrance)
    if seen is not None and seen != (kept.changed_at, gone.changed_at):
        raise UserFacingError(Problem.CHANGED_MEANWHILE)
    before: dict[str, Any] = {
        "kept": _plain(kept),
        "gone": _plain(gone),
        "moved": move_rows(session, gone_id, kept_id),
        "stays": join_stays(session, kept_id, gone_id),
        "pairs": _inherit_pairs(session, kept_id, gone_id, actor, now),
    }
    _put(kept, result_of(fields_of(kept), fields_of(gone), choices))
    _put(gone, CustomerFields(kind=CustomerKind(gone.kind)))
    kept.changed_at = gone.changed_at = now
    gone.merged_into_id = kept_id
    before["after"] = _plain(kept)
    _write_keys(session, kept, gone)
    merge = CustomerMerge(
        id=new_id(),
        kept_id=kept_id,
        gone_id=gone_id,
        before=before,
        merged_at=now,
        merged_by=actor.staff_id,
    )
    session.add(merge)
    audit.append(
        session,
        action="merge_customers",
        object=f"customer:{kept_id}",
        before={"kept": before["kept"], "gone": before["gone"]},
        after={"kept": before["after"], "gone": gone_id, "merge": merge.id},
        now=now,
    )
    return merge.id


def _plain(customer: Customer) -> dict[str, Any]:
    plain = {name: getattr(customer, name) for name in _FIELDS}
    return {
        **plain,
        "more_phones": list(customer.more_phones),
        "changed_at": customer.changed_at.isoformat(),
    }


def _put(customer: Customer, fields: CustomerFields) -> None:
    for name in _FIELDS:
        value = getattr(fields, name)
        setattr(customer, name, list(value) if name == "more_phones" else value)


def _write_keys(session: Session, *customers: Customer) -> None:
    """Write the keys anew; a record that was merged has none."""
    session.flush()
    for customer in customers:
        session.execute(delete(CustomerKey).where(CustomerKey.customer_id == customer.id))
        if customer.merged_into_id is None:
            write_keys(session, customer)


def _inherit_pairs(
    session: Session, kept_id: str, gone_id: str, actor: Actor, now: datetime
) -> list[str]:
    """Whoever was said to be somebody else than the one who goes is not the kept one either."""
    added = []
    pairs = session.execute(
        select(DistinctPair.first_id, DistinctPair.second_id).where(
            or_(DistinctPair.first_id == gone_id, DistinctPair.second_id == gone_id)
        )
    ).all()
    for first, second in pairs:
        other = second if first == gone_id else first
        if other == kept_id:
            continue
        low, high = in_order(kept_id, other)
        if session.get(DistinctPair, (low, high)) is None:
            session.add(
                DistinctPair(first_id=low, second_id=high, said_at=now, said_by=actor.staff_id)
            )
            added.append(other)
    return added


# ---- undoing -------------------------------------------------------------------------------


def undo_merge(session: Session, *, actor: Actor, merge_id: str, now: datetime) -> str:
    """Take a merge apart again; return the id of the record that comes back.

    Both records are as they were. What came to the kept one after the merge stays with it, and so
    does a field that was corrected since.

    Raises:
        UserFacingError: not permitted, the merge is gone or undone, one of both was erased since,
            or a later merge has to be undone first.
    """
    actor.require(Action.MERGE_CUSTOMERS)
    merge = session.get(CustomerMerge, merge_id)
    if merge is None:
        raise UserFacingError(Problem.NOT_FOUND)
    if merge.undone_at is not None:
        raise UserFacingError(Problem.MERGE_UNDONE)
    kept = session.get_one(Customer, merge.kept_id)
    gone = session.get_one(Customer, merge.gone_id)
    if kept.erased_at is not None or gone.erased_at is not None or not merge.before:
        raise UserFacingError(Problem.PERSON_IS_ANONYMOUS)
    if _later(session, merge):
        raise UserFacingError(Problem.MERGE_UNDER_ANOTHER)
    _part(session, merge, actor.staff_id, now)
    return merge.gone_id


def part_from_others(session: Session, *, customer_id: str, staff_id: str, now: datetime) -> None:
    """Undo merges, the newest first, until a record stands for itself again.

    For an erasure that was decided when it did so already: in a restored older store it is still
    one with somebody who is to stay.
    """
    while (merge := _newest_over(session, customer_id)) is not None:
        _part(session, merge, staff_id, now)


def _newest_over(session: Session, customer_id: str) -> CustomerMerge | None:
    """Return the last merge of the chain that leads away from a record, None if none does."""
    chain = [customer_id]
    leads_to = session.get_one(Customer, customer_id).merged_into_id
    if leads_to is None:
        return None
    while leads_to is not None:
        chain.append(leads_to)
        leads_to = session.get_one(Customer, leads_to).merged_into_id
    newest = session.scalar(
        select(CustomerMerge)
        .where(
            CustomerMerge.undone_at.is_(None),
            or_(CustomerMerge.kept_id.in_(chain), CustomerMerge.gone_id.in_(chain)),
        )
        .order_by(CustomerMerge.id.desc())
        .limit(1)
    )
    return newest if newest is not None and newest.before else None


def _part(session: Session, merge: CustomerMerge, staff_id: str, now: datetime) -> None:
    kept = session.get_one(Customer, merge.kept_id)
    gone = session.get_one(Customer, merge.gone_id)
    before = merge.before
    move_rows_back(session, merge)
    part_stays(session, merge)
    for other in before["pairs"]:
        said = session.get(DistinctPair, in_order(merge.kept_id, other))
        if said is not None:
            session.delete(said)
    parted = _plain(kept)
    for name in (*_FIELDS, "changed_at"):
        if parted[name] == before["after"][name]:
            _set_plain(kept, name, before["kept"][name])
        _set_plain(gone, name, before["gone"][name])
    gone.merged_into_id = None
    _write_keys(session, kept, gone)
    merge.undone_at, merge.undone_by = now, staff_id
    audit.append(
        session,
        action="undo_merge",
        object=f"customer:{merge.kept_id}",
        before=parted,
        after={"kept": _plain(kept), "gone": _plain(gone), "merge": merge.id},
        now=now,
    )
    session.flush()


def _set_plain(customer: Customer, name: str, value: Any) -> None:
    setattr(customer, name, datetime.fromisoformat(value) if name == "changed_at" else value)


def _later(session: Session, merge: CustomerMerge) -> bool:
    """Whether a merge that still stands was made on top of this one."""
    both = (merge.kept_id, merge.gone_id)
    return (
        session.scalar(
            select(CustomerMerge.id)
            .where(
                CustomerMerge.id > merge.id,
                CustomerMerge.undone_at.is_(None),
                or_(CustomerMerge.kept_id.in_(both), CustomerMerge.gone_id.in_(both)),
            )
            .limit(1)
        )
        is not None
    )


# ---- afterwards ----------------------------------------------------------------------------


def merges_of(session: Session, *, actor: Actor, customer_id: str) -> tuple[MergeView, ...]:
    """Return the merges into one customer, the newest first, undone ones too."""
    actor.require(Action.READ_CUSTOMERS)
    merges = session.scalars(
        select(CustomerMerge)
        .where(CustomerMerge.kept_id == customer_id)
        .order_by(CustomerMerge.id.desc())
    ).all()
    names = {staff.id: staff.name for staff in session.scalars(select(Staff))}
    return tuple(
        MergeView(
            merge.id,
            mask_name(str(merge.before.get("gone", {}).get("name", ""))),
            merge.merged_at,
            names.get(merge.merged_by, ""),
            merge.undone_at,
            names.get(merge.undone_by, "") if merge.undone_by else "",
            merge.undone_at is None and bool(merge.before) and not _later(session, merge),
        )
        for merge in merges
    )
