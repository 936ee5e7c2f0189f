"""Two records that are one person, brought together field by field: what is chosen, what results.

Pure, so that merging and undoing can be tested without a store.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from app.domain.archive import CustomerFields, Stay
from app.domain.twins import phone_digits


class MergeField(StrEnum):
    """What is chosen when two records are merged, in the order in which it is asked."""

    NAME = "name"
    TITLE = "title"
    PHONES = "phones"
    WECHAT = "wechat"
    KIND = "kind"
    CONTACT = "contact"
    MINOR = "minor"


class Side(StrEnum):
    """Whose value holds after a merge; both where a person can have several."""

    KEPT = "kept"
    GONE = "gone"
    BOTH = "both"


def phones_of(fields: CustomerFields) -> tuple[str, ...]:
    """Return every phone, the one that is called first at the front."""
    return tuple(phone for phone in (fields.phone, *fields.more_phones) if phone)


def value_of(fields: CustomerFields, field: MergeField) -> object:
    """Return what stands in a field, so that two records can be compared."""
    if field is MergeField.PHONES:
        return tuple(sorted(phone_digits(phone) for phone in phones_of(fields)))
    if field is MergeField.CONTACT:
        return (fields.contact_channel, fields.contact_hours)
    if field is MergeField.MINOR:
        return fields.is_minor
    return getattr(fields, field.value)


def is_empty(fields: CustomerFields, field: MergeField) -> bool:
    """Return whether nothing is known in a field."""
    value = value_of(fields, field)
    return not value or value == (None, "")


def sides_of(field: MergeField) -> tuple[Side, ...]:
    """Return the choices that make sense for a field."""
    if field is MergeField.PHONES:
        return (Side.KEPT, Side.GONE, Side.BOTH)
    return (Side.KEPT, Side.GONE)


def differing(kept: CustomerFields, gone: CustomerFields) -> tuple[MergeField, ...]:
    """Return the fields in which two records differ."""
    return tuple(field for field in MergeField if value_of(kept, field) != value_of(gone, field))


def proposed(kept: CustomerFields, gone: CustomerFields, field: MergeField) -> Side:
    """Return what most people would choose: whatever says more, and never fewer phones."""
    if is_empty(gone, field) or value_of(kept, field) == value_of(gone, field):
        return Side.KEPT
    if is_empty(kept, field):
        return Side.GONE
    if field is MergeField.PHONES:
        return Side.BOTH
    if field is MergeField.NAME and gone.name.startswith(kept.name):
        # A surname written down in a hurry, and the whole name elsewhere.
        return Side.GONE
    return Side.KEPT


def result_of(
    kept: CustomerFields, gone: CustomerFields, choices: Mapping[MergeField, Side]
) -> CustomerFields:
    """Return the fields after a merge; what is not chosen is taken as proposed.

    Raises:
        ValueError: a choice makes no sense for its field.
    """
    chosen = {field: choices.get(field, proposed(kept, gone, field)) for field in MergeField}
    for field, side in chosen.items():
        if side not in sides_of(field):
            raise ValueError(field, side)

    def source(field: MergeField) -> CustomerFields:
        return gone if chosen[field] is Side.GONE else kept

    phones = _phones(kept, gone, chosen[MergeField.PHONES])
    contact = source(MergeField.CONTACT)
    return CustomerFields(
        name=source(MergeField.NAME).name,
        title=source(MergeField.TITLE).title,
        phone=phones[0] if phones else "",
        more_phones=phones[1:],
        kind=source(MergeField.KIND).kind,
        wechat=source(MergeField.WECHAT).wechat,
        contact_channel=contact.contact_channel,
        contact_hours=contact.contact_hours,
        is_minor=source(MergeField.MINOR).is_minor,
    )


def _phones(kept: CustomerFields, gone: CustomerFields, side: Side) -> tuple[str, ...]:
    """Each number once, however it is written."""
    if side is not Side.BOTH:
        return phones_of(gone if side is Side.GONE else kept)
    once: dict[str, str] = {}
    for phone in (*phones_of(kept), *phones_of(gone)):
        once.setdefault(phone_digits(phone), phone)
    return tuple(once.values())


def joins(stays: Sequence[Stay], other: Stay) -> int | None:
    """Return which of ``stays`` tells of the same as ``other``, None if none does.

    They are of one room and one kind. One that begins on the same day comes first: two such can
    never stand side by side.
    """
    same = next((i for i, one in enumerate(stays) if one.from_on == other.from_on), None)
    if same is not None:
        return same
    return next((i for i, one in enumerate(stays) if one.overlaps(other)), None)


def joined(one: Stay, other: Stay) -> Stay:
    """Return the stay that both tell of: from the earlier beginning to the later end.

    A beginning that is not known may have been any time before.
    """
    begins = [stay.from_on for stay in (one, other) if stay.from_on is not None]
    ends = [stay.until_on for stay in (one, other) if stay.until_on is not None]
    return Stay(
        min(begins) if len(begins) == 2 else None,
        max(ends) if len(ends) == 2 else None,
    )
