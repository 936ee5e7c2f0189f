"""The fields of a customer's row as the rules of the archive read them."""

from __future__ import annotations

from app.domain.archive import CustomerFields
from app.domain.terms import Channel, CustomerKind
from db.models import Customer


def fields_of(customer: Customer) -> CustomerFields:
    """Return what is kept of a customer by themselves, in full."""
    return CustomerFields(
        customer.name,
        customer.title,
        customer.phone,
        tuple(customer.more_phones),
        CustomerKind(customer.kind),
        customer.wechat,
        Channel(customer.contact_channel) if customer.contact_channel else None,
        customer.contact_hours,
        customer.is_minor,
    )
