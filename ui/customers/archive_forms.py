"""The forms of the archive: whom they ask for what, filled in with what is known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.archive import CustomerFields, split_phones
from app.domain.terms import Channel, CustomerKind, NoteCategory
from app.i18n import _
from app.labels import channel_label, customer_kind_label, note_category_label
from app.services.archive_people import Resident
from ui.customers.archive_words import named
from ui.customers.record_form import Asked, Kind, RecordForm
from ui.widgets.chips import Choice


def _kinds(chosen: CustomerKind) -> Asked:
    choices = tuple(Choice(kind, customer_kind_label(kind)) for kind in CustomerKind)
    return Asked("kind", _("Kind of customer"), Kind.CHIPS, choices, value=chosen, wide=True)


def _fields(known: CustomerFields) -> list[Asked]:
    # What was written in another language is offered as it is, so that saving never loses it.
    written = dict.fromkeys(title for title in (_("Mr"), _("Ms"), known.title) if title)
    titles = tuple(Choice(title, title) for title in written)
    channels = tuple(Choice(channel, channel_label(channel)) for channel in Channel)
    return [
        Asked("name", _("Name or surname (&M)"), value=known.name),
        Asked("title", _("Title"), Kind.CHIPS, titles, optional=True, value=known.title or None),
        Asked("phone", _("Phone (&H)"), value=known.phone),
        Asked(
            "more_phones",
            _("Further phones"),
            optional=True,
            hint=_("Divided by commas"),
            value=", ".join(known.more_phones),
        ),
        _kinds(known.kind),
        Asked("wechat", _("WeChat"), optional=True, value=known.wechat),
        Asked("contact_hours", _("When to reach"), optional=True, value=known.contact_hours),
        Asked(
            "contact_channel",
            _("Best reached by"),
            Kind.CHIPS,
            channels,
            optional=True,
            value=known.contact_channel,
            wide=True,
        ),
        Asked("is_minor", _("A minor: speak to the household"), Kind.CHECK, value=known.is_minor),
    ]


def fields_of(values: Mapping[str, Any]) -> CustomerFields:
    """Return what the form of a customer holds."""
    channel = values["contact_channel"]
    return CustomerFields(
        str(values["name"]),
        str(values["title"] or ""),
        str(values["phone"]),
        split_phones(str(values["more_phones"])),
        CustomerKind(values["kind"]),
        str(values["wechat"]),
        Channel(channel) if channel else None,
        str(values["contact_hours"]),
        bool(values["is_minor"]),
    )


def correction_form(known: CustomerFields) -> RecordForm:
    """Return the form that puts a customer's fields right."""
    return RecordForm(
        "correct",
        _("Correct the record"),
        _fields(known),
        explanation=_("Name and phones are shown in full here; that was written down."),
    )


def new_person_form(room_label: str, today: date) -> RecordForm:
    """Return the form that adds somebody, to a room if one is named."""
    asked = _fields(CustomerFields())
    where = Asked(
        "room",
        _("Room (&R)"),
        optional=True,
        hint=_("Empty for visitors and contractors"),
        value=room_label,
    )
    since = Asked(
        "from_on",
        _("Lives there since"),
        Kind.DAY,
        optional=True,
        hint=_("Empty if it is not known"),
        value=today.isoformat() if room_label else "",
    )
    return RecordForm("newPerson", _("Add a person"), [*asked[:5], where, since, *asked[5:]])


def new_person_arguments(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what ``add_customer`` takes of the form."""
    return {
        "fields": fields_of(values),
        "room": str(values["room"]),
        "from_on": values["from_on"],
    }


def move_in_form(kind: CustomerKind, today: date) -> RecordForm:
    """Return the form that writes down a move into a room."""
    return RecordForm(
        "moveIn",
        _("Moved into a room"),
        [
            Asked("room", _("Room (&R)"), hint=_("As it is written: 3-2-1802")),
            Asked(
                "from_on",
                _("Since"),
                Kind.DAY,
                optional=True,
                hint=_("Empty if it is not known"),
                value=today.isoformat(),
            ),
            _kinds(kind),
        ],
        explanation=_("Rooms where they live already stay; somebody can have several."),
    )


def move_out_form(person: Resident, today: date) -> RecordForm:
    """Return the form that writes down that somebody moved out."""
    return RecordForm(
        "moveOut",
        _("{name} moved out of {room}").format(
            name=named(person.name_masked, person.title), room=person.room_label
        ),
        [
            Asked("until_on", _("Moved out on"), Kind.DAY, value=today.isoformat()),
        ],
        explanation=_("The stay remains in the history of the room and of the person."),
    )


def stay_form(person: Resident) -> RecordForm:
    """Return the form that puts kind and days of a stay right."""
    begin, end = person.stay.from_on, person.stay.until_on
    return RecordForm(
        "stay",
        _("{name} in {room}").format(
            name=named(person.name_masked, person.title), room=person.room_label
        ),
        [
            _kinds(person.kind),
            Asked(
                "from_on",
                _("Since"),
                Kind.DAY,
                optional=True,
                value=begin.isoformat() if begin else "",
            ),
            Asked(
                "until_on",
                _("Until"),
                Kind.DAY,
                optional=True,
                hint=_("Empty while they live there"),
                value=end.isoformat() if end else "",
            ),
        ],
    )


def vehicle_form() -> RecordForm:
    """Return the form that adds a vehicle."""
    return RecordForm(
        "vehicle",
        _("Add a vehicle"),
        [
            Asked("plate", _("Number plate")),
            Asked("parking_space", _("Parking space"), optional=True),
            Asked("description", _("Make and colour"), optional=True),
            Asked("from_on", _("Since"), Kind.DAY, optional=True),
        ],
    )


def note_form() -> RecordForm:
    """Return the form that adds a note."""
    choices = tuple(Choice(c, note_category_label(c)) for c in NoteCategory)
    return RecordForm(
        "note",
        _("Add a note"),
        [
            Asked(
                "category",
                _("What about"),
                Kind.CHIPS,
                choices,
                value=NoteCategory.CONTACT,
                wide=True,
            ),
            Asked("words", _("Note"), Kind.TEXT, wide=True),
        ],
        explanation=_("Facts that service needs, nothing else. Others of the desk read it too."),
    )
