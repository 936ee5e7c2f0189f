"""Possible duplicates in words: why two records look alike, what a merge does, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from app.domain.customer_merge import MergeField, Side
from app.domain.terms import Channel, CustomerKind
from app.domain.twins import Likelihood, TwinSign
from app.i18n import _, ngettext, pgettext
from app.labels import channel_label, customer_kind_label
from app.people_time import exact
from app.services.customer_merge import FieldView, MergePreview, MergeView
from app.services.twins import TwinAtIntake, TwinSide


def sign_words(sign: TwinSign) -> str:
    """Return what two records have in common."""
    return {
        TwinSign.SAME_NAME_AND_ROOM: _("same name and room"),
        TwinSign.SAME_PHONE_AND_NAME: _("same phone and name"),
        TwinSign.SAME_PHONE: _("same phone"),
        TwinSign.NEAR_PHONE: _("same name, phones one digit apart"),
        TwinSign.SAME_SOUND_AND_ROOM: _("names sound the same, same room"),
        TwinSign.SHARED_PHONE: _("one phone, two names"),
    }[sign]


def reason_words(signs: Sequence[TwinSign]) -> str:
    """Return every sign of a pair in one line."""
    return "; ".join(sign_words(sign) for sign in signs)


def likelihood_words(likelihood: Likelihood) -> str:
    """Return how likely two records are one person."""
    return {
        Likelihood.VERY_LIKELY: pgettext("twins", "Very likely"),
        Likelihood.LIKELY: pgettext("twins", "Likely"),
        Likelihood.PERHAPS: pgettext("twins", "Perhaps"),
    }[likelihood]


def field_words(field: MergeField) -> str:
    """Return the name of a field that is chosen."""
    return {
        MergeField.NAME: pgettext("person", "Name"),
        MergeField.TITLE: _("Title"),
        MergeField.PHONES: _("Phones"),
        MergeField.WECHAT: _("WeChat"),
        MergeField.KIND: _("Kind of customer"),
        MergeField.CONTACT: _("How to reach them"),
        MergeField.MINOR: _("A minor"),
    }[field]


def value_words(view: FieldView, side: Side) -> str:
    """Return what stands in a field of one side, or what both would be."""
    if side is Side.BOTH:
        return _("Keep both")
    code = view.kept if side is Side.KEPT else view.gone
    if view.field is MergeField.KIND:
        return customer_kind_label(CustomerKind(code))
    if view.field is MergeField.MINOR:
        return _("Yes") if code else _("No")
    if view.field is MergeField.CONTACT and code:
        channel, _space, hours = code.partition(" ")
        if channel in list(Channel):
            return " ".join(part for part in (channel_label(Channel(channel)), hours) if part)
    return code or pgettext("field", "empty")


def side_words(side: TwinSide) -> str:
    """Return the rooms of one record, and how much hangs on it."""
    parts = [_comma().join(side.room_labels[:3])] if side.room_labels else []
    if side.cases:
        parts.append(
            ngettext("{count} registered case", "{count} registered cases", side.cases).format(
                count=side.cases
            )
        )
    if side.visits:
        parts.append(
            ngettext("{count} visit", "{count} visits", side.visits).format(count=side.visits)
        )
    return "  ·  ".join(parts)


def pair_words(first: TwinSide, second: TwinSide) -> str:
    """Return both masked names, with the room if they share one."""
    one, other = (side.name_masked or _("no name") for side in (first, second))
    shared = next((room for room in first.room_labels if room in second.room_labels), "")
    names = f"{one} / {other}"
    return f"{names}  ·  {shared}" if shared else names


def moves_words(preview: MergePreview) -> str:
    """Return what moves over with the record that goes, as a whole sentence."""
    counts = dict(preview.moves)
    cases = counts.pop("cases", 0)
    visits = counts.pop("visits", 0)
    rooms = counts.pop("occupancies", 0)
    others = sum(counts.values())
    words = (
        (cases, ngettext("{count} registered case", "{count} registered cases", cases)),
        (visits, ngettext("{count} visit", "{count} visits", visits)),
        (rooms, ngettext("{count} stay in a room", "{count} stays in rooms", rooms)),
        (others, ngettext("{count} other entry", "{count} other entries", others)),
    )
    parts = [said.format(count=count) for count, said in words if count]
    if not parts:
        return _("Nothing else hangs on the record that goes.")
    return _("Moves over: {things}.").format(things=_comma().join(parts))


def result_words(preview: MergePreview, choices: Mapping[MergeField, Side]) -> str:
    """Return the record as it will be, masked, from the choices made so far."""
    values = []
    for view in preview.fields:
        side = choices.get(view.field, view.proposed)
        if view.field is MergeField.MINOR:
            if (view.gone if side is Side.GONE else view.kept) != "":
                values.append(_("a minor"))
            continue
        if side is Side.BOTH:
            values.append(_comma().join(part for part in (view.kept, view.gone) if part))
            continue
        code = view.kept if side is Side.KEPT else view.gone
        if code:
            values.append(value_words(view, side))
    return "  ·  ".join(values)


def merge_words(view: MergeView, zone: ZoneInfo) -> str:
    """Return one merge of a person as a sentence of their history."""
    name = view.gone_name_masked or _("no name")
    words = _("{name} was merged in by {staff}, {time}.").format(
        name=name, staff=view.merged_by, time=exact(view.merged_at, zone)
    )
    if view.undone_at is None:
        return words
    undone = _("Undone by {staff}, {time}.").format(
        staff=view.undone_by, time=exact(view.undone_at, zone)
    )
    return f"{words}\n{undone}"


def _comma() -> str:
    return pgettext("list", ", ")


def intake_words(twin: TwinAtIntake) -> str:
    """Return who on record a newcomer may be, masked, with the reason."""
    who = f"{twin.name_masked or _('no name')}{twin.title}"
    about = "  ·  ".join(part for part in (who, twin.room_label, twin.phone_masked) if part)
    asked = _("On record already? {who}").format(who=about)
    return f"{asked}\n{reason_words(twin.signs)}"
