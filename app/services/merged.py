"""From a record that was merged into another to the one that is kept."""

from __future__ import annotations

from sqlalchemy.orm import Session

from db.models import Customer


def kept_one(session: Session, customer_id: str) -> Customer | None:
    """Return the customer that ``customer_id`` leads to by now, None if there is none.

    Old papers, drafts and links may still name a record that was merged meanwhile.
    """
    customer = session.get(Customer, customer_id)
    while customer is not None and customer.merged_into_id is not None:
        customer = session.get(Customer, customer.merged_into_id)
    return customer
