"""Who of the staff saw or took out what is kept of a customer (clause 5-3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.domain.permissions import Actor
from app.domain.terms import AccessKind, AccessReason
from db import audit
from db.models import AccessEntry


def record_access(
    session: Session,
    *,
    actor: Actor,
    customer_id: str,
    kind: AccessKind,
    now: datetime,
    reason: AccessReason | None = None,
    words: str = "",
    case_id: str | None = None,
) -> None:
    """Write down that the actor saw, copied, printed or exported what is kept of a customer.

    The entry stands or falls with the transaction that hands the data out; ``words`` is what the
    actor gave as a reason of their own, and never holds what was seen.
    """
    session.add(
        AccessEntry(
            customer_id=customer_id,
            staff_id=actor.staff_id,
            at=now,
            kind=kind,
            reason=reason or "",
            words=words,
            case_id=case_id,
        )
    )
    audit.append(
        session,
        action=f"access_{kind.value}",
        object=f"customer:{customer_id}",
        after={"reason": reason or "", "case": case_id},
        now=now,
    )


def record_exports(
    session: Session, *, actor: Actor, customer_ids: Iterable[str], now: datetime
) -> None:
    """Write down for each of many customers that they left the desk in one export.

    The export itself stands once in the audit log, with what it held.
    """
    rows = [
        {
            "customer_id": customer_id,
            "staff_id": actor.staff_id,
            "at": now,
            "kind": AccessKind.EXPORT,
        }
        for customer_id in sorted(set(customer_ids))
    ]
    if rows:
        session.execute(insert(AccessEntry), rows)
