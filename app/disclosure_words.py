"""What the log of disclosures calls its fields and grounds, on screen and paper."""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.disclosures import DisclosedField
from app.domain.terms import DisclosureBasis
from app.i18n import _


def disclosed_field_label(field: DisclosedField) -> str:
    """Return what was handed out."""
    return {
        DisclosedField.NAME: _("Full name"),
        DisclosedField.PHONE: _("Phone"),
        DisclosedField.ROOM: _("Room"),
        DisclosedField.WECHAT: _("WeChat"),
        DisclosedField.VEHICLE: _("Vehicle"),
        DisclosedField.CASE: _("What the case is about"),
        DisclosedField.FILES: _("Photos and files"),
    }[field]


def disclosed_fields(fields: Iterable[DisclosedField]) -> str:
    """Return all that was handed out, on one line."""
    return _(", ").join(disclosed_field_label(field) for field in fields)


def disclosure_basis_label(basis: DisclosureBasis) -> str:
    """Return on which ground something was handed out."""
    return {
        DisclosureBasis.CONSENT: _("With consent"),
        DisclosureBasis.CONTRACT: _("Needed for the service asked for"),
        DisclosureBasis.LEGAL_DUTY: _("Required by law"),
        DisclosureBasis.EMERGENCY: _("Emergency"),
    }[basis]
