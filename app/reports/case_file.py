"""The case file 工单档案: everything on record about one case, for whoever judges it later."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from app import pictures
from app.domain.attachments import size_words
from app.domain.errors import UserFacingError
from app.domain.papers import CaseFile, PaperEntry, PaperPicture
from app.domain.terms import Channel, ClockKind, EventKind, Role
from app.event_words import event_sentence
from app.i18n import _, pgettext
from app.labels import (
    case_state_label,
    cause_label,
    channel_label,
    clock_label,
    escalation_cause_label,
    event_label,
    role_label,
    source_label,
    validity_label,
)
from app.reports import case_blocks, style, wording
from app.reports.page import Frame, Sheet, new_paper
from app.reports.style import Ink
from app.reports.table import Cell, Column, Table
from app.reports.text import prepare

_MANAGER_LEVEL = 2
_TOLD = (EventKind.CUSTOMER_TOLD, EventKind.ANSWERED, EventKind.RESOLVED)
_PICTURE_HEIGHT = 322.0
_STRIP_COLUMNS, _STRIP_RATIO = 3, 3.7
_LISTED = 2_000
"""Characters of a text in a table; the timeline has them whole."""


def render(file: CaseFile, path: Path, lang: str) -> None:
    """Write the case file to ``path`` in ``lang``, replacing an older file in one step.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
        ValueError: ``lang`` is not a language of the program.
    """
    with new_paper(path, lambda: _frame(file), lang) as sheet:
        badge = _("in full") if file.in_full else ""
        case_blocks.title_band(sheet, file.case, _("Case file"), badge)
        _facts(sheet, file)
        _words_and_outcome(sheet, file)
        _clocks(sheet, file)
        _promises(sheet, file)
        _told(sheet, file)
        _callers(sheet, file)
        _escalations(sheet, file)
        _files(sheet, file)
        _timeline(sheet, file)
        _pictures(sheet, file)


def _frame(file: CaseFile) -> Frame:
    words = (
        _("Confidential: names and phones in full, lock it away")
        if file.in_full
        else _("Confidential: names masked, the customer's words as they were said")
    )
    return case_blocks.frame(file.case, _("Case file"), words)


def _facts(sheet: Sheet, file: CaseFile) -> None:
    case, zone = file.case, file.case.timezone
    limit = case_blocks.FACT_LIMIT
    judged = " · ".join(
        part
        for part in (
            validity_label(file.validity) if file.validity else "",
            cause_label(file.cause) if file.cause else "",
        )
        if part
    )
    case_blocks.facts(
        sheet,
        (
            (_("State"), case_state_label(case.state)),
            (_("Ended"), wording.full_time(file.ended_at, zone) if file.ended_at else ""),
            (_("Registered at"), wording.full_time(case.registered_at, zone)),
            (_("Registered by"), prepare(case.registered_by)),
            (_("Source"), source_label(case.source)),
            (_("Department"), prepare(case.responsible, limit)),
            (_("Customer"), prepare(case.customer, limit)),
            (_("Phone"), prepare(case.phone, limit)),
            (_("Room"), prepare(case.room_label, limit)),
            (_("Place"), prepare(case.place, limit)),
            (_("Assessment"), judged),
            (_("Number elsewhere"), prepare(case.external_number, limit)),
            (_("Follows"), prepare(file.follows)),
            (_("Goes on in"), prepare(file.merged_into)),
            (_("Took in"), pgettext("list", ", ").join(map(prepare, file.took_in))),
        ),
    )


def _words_and_outcome(sheet: Sheet, file: CaseFile) -> None:
    case = file.case
    case_blocks.quotation(sheet, _("The customer's own words"), case.own_words)
    body = Ink(9.5)
    case_blocks.quotation(sheet, _("Wanted"), case.remedy_wanted, body)
    case_blocks.quotation(sheet, _("Given"), case.remedy_given, body)
    case_blocks.quotation(sheet, _("Accepted"), _outcome(file), body)


def _outcome(file: CaseFile) -> str:
    answers = [entry for entry in file.timeline if entry.kind is EventKind.RESOLVED]
    if not answers:
        return ""
    facts = answers[-1].facts
    if facts.get("final"):
        words = _("No, refused for good")
    else:
        words = _("Yes") if facts.get("accepted") else _("No, refused")
    recourse = str(facts.get("recourse_told") or "")
    return f"{words}. {_('Recourse told: {words}').format(words=recourse)}" if recourse else words


def _table(
    sheet: Sheet,
    title: str,
    heads: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[Cell]],
) -> None:
    """Draw a section with a table; a width of 0 takes what the others leave."""
    sheet.section(title, keep=52)
    rest = sheet.width - sum(size for _head, size in heads)
    Table(sheet, [Column((head,), size or rest) for head, size in heads]).draw(rows)


def _nothing(sheet: Sheet, title: str, words: str) -> None:
    sheet.section(title, keep=20)
    sheet.paragraph(words, Ink(9.0, colour=style.MUTED))


def _plain(text: str) -> Cell:
    return [(text, style.BODY)]


def _clocks(sheet: Sheet, file: CaseFile) -> None:
    title, zone = _("Time limits"), file.case.timezone
    if not file.clocks:
        _nothing(sheet, title, _("No clock was kept for this case."))
        return
    rounds = max(clock.round for clock in file.clocks)
    rows = []
    order = list(ClockKind)
    for clock in sorted(
        file.clocks, key=lambda clock: (clock.round, clock.started_at, order.index(clock.kind))
    ):
        verdict, tone = case_blocks.clock_verdict(clock, file.case.printed_at)
        name: list[tuple[str, Ink]] = [(clock_label(clock.kind), style.STRONG)]
        if rounds > 1:
            name.append((_("round {number}").format(number=clock.round), style.SMALL))
        met = wording.full_time(clock.met_at, zone) if clock.met_at else wording.DASH
        rows.append(
            (
                name,
                _plain(wording.full_time(clock.started_at, zone)),
                _plain(wording.full_time(clock.due_at, zone)),
                _plain(met),
                [(verdict, style.STRONG.with_colour(tone))],
            )
        )
    heads = ((_("Limit"), 0.0), (_("Began"), 94.0), (_("Due"), 94.0), (_("Met"), 94.0))
    _table(sheet, title, (*heads, (_("Result"), 110.0)), rows)


def _promises(sheet: Sheet, file: CaseFile) -> None:
    title, zone = _("Promises to the customer"), file.case.timezone
    if not file.promises:
        _nothing(sheet, title, _("Nothing was promised."))
        return
    rows = []
    for promise in file.promises:
        verdict, tone = case_blocks.promise_verdict(promise, file.case.printed_at)
        parts = (
            prepare(promise.who, 120),
            channel_label(promise.channel),
            _("to {person}").format(person=prepare(promise.to_whom)) if promise.to_whom else "",
        )
        by = " · ".join(part for part in parts if part)
        done = wording.full_time(promise.fulfilled_at, zone) if promise.fulfilled_at else ""
        rows.append(
            (
                [(prepare(promise.what, _LISTED), style.BODY), (by, style.SMALL)],
                _plain(wording.full_time(promise.made_at, zone)),
                _plain(wording.full_time(promise.due_at, zone)),
                [(verdict, style.STRONG.with_colour(tone)), (done, style.SMALL)],
            )
        )
    heads = ((_("Promise"), 0.0), (_("Made"), 94.0), (_("Due"), 94.0), (_("Result"), 110.0))
    _table(sheet, title, heads, rows)


def _told(sheet: Sheet, file: CaseFile) -> None:
    title = _("Told to the customer")
    told = [entry for entry in file.timeline if entry.kind in _TOLD]
    if not told:
        _nothing(sheet, title, _("Nothing is on record."))
        return
    rows = [
        (
            _plain(wording.full_time(entry.at, file.case.timezone)),
            _plain(_channel(entry)),
            _plain(prepare(entry.words, _LISTED) or wording.DASH),
            _plain(prepare(str(entry.facts.get("told_by") or entry.by))),
        )
        for entry in told
    ]
    heads = (
        (_("When"), 94.0),
        (_("How"), 76.0),
        (_("Words"), 0.0),
        (pgettext("person", "By"), 84.0),
    )
    _table(sheet, title, heads, rows)


def _channel(entry: PaperEntry) -> str:
    channel = entry.facts.get("channel")
    return channel_label(Channel(channel)) if channel else wording.DASH


def _callers(sheet: Sheet, file: CaseFile) -> None:
    if not file.callers:
        return
    rows = [
        (
            _plain(wording.full_time(caller.called_at, file.case.timezone)),
            _plain(prepare(caller.customer, 120) or _("Not named")),
            _plain(prepare(caller.room_label) or wording.DASH),
            _plain(prepare(caller.words, _LISTED) or wording.DASH),
            _plain(prepare(caller.added_by)),
        )
        for caller in file.callers
    ]
    heads = ((_("When"), 94.0), (_("Customer"), 84.0), (_("Room"), 76.0), (_("Words"), 0.0))
    _table(sheet, _("Others with the same matter"), (*heads, (_("Taken by"), 84.0)), rows)


def _escalations(sheet: Sheet, file: CaseFile) -> None:
    if not file.escalations:
        return
    zone = file.case.timezone
    rows = []
    for escalation in file.escalations:
        role = Role.MANAGER if escalation.level >= _MANAGER_LEVEL else Role.SUPERVISOR
        seen = wording.DASH
        if escalation.acknowledged_at is not None:
            seen = wording.full_time(escalation.acknowledged_at, zone)
        why: list[tuple[str, Ink]] = [(escalation_cause_label(escalation.cause), style.BODY)]
        if escalation.words:
            why.append((prepare(escalation.words, _LISTED), style.SMALL))
        rows.append(
            (
                _plain(wording.full_time(escalation.raised_at, zone)),
                _plain(role_label(role)),
                why,
                _plain(prepare(escalation.raised_by)),
                _plain(seen),
            )
        )
    heads = (
        (_("When"), 94.0),
        (_("Brought before"), 96.0),
        (_("Why"), 0.0),
        (pgettext("person", "By"), 84.0),
    )
    _table(sheet, _("Escalations"), (*heads, (_("Seen"), 94.0)), rows)


def _files(sheet: Sheet, file: CaseFile) -> None:
    if not file.files:
        return
    zone = file.case.timezone
    rows = []
    for number, kept in enumerate(file.files, start=1):
        name: list[tuple[str, Ink]] = [(prepare(kept.name), style.BODY)]
        if kept.removed_at is not None:
            removed = _("removed {time} by {person}: {reason}").format(
                time=wording.full_time(kept.removed_at, zone),
                person=prepare(kept.removed_by),
                reason=prepare(kept.removal_reason, 400),
            )
            name.append((removed, style.SMALL.with_colour(style.RED)))
        elif kept.picture:
            name.append((_("picture {number} below").format(number=kept.picture), style.SMALL))
        rows.append(
            (
                _plain(str(number)),
                name,
                _plain(size_words(kept.size)),
                _plain(wording.full_time(kept.added_at, zone)),
                _plain(prepare(kept.added_by)),
            )
        )
    heads = ((_("No."), 32.0), (_("Name"), 0.0), (_("Size"), 56.0), (_("Added"), 94.0))
    _table(sheet, _("Photos and files"), (*heads, (pgettext("person", "By"), 84.0)), rows)


def _timeline(sheet: Sheet, file: CaseFile) -> None:
    zone = ZoneInfo(file.case.timezone)
    rows = [
        (
            _plain(wording.full_time(entry.at, file.case.timezone)),
            [(event_label(entry.kind), style.STRONG)],
            _plain(prepare(event_sentence(entry, None, zone)) or wording.DASH),
            _plain(prepare(entry.by)),
        )
        for entry in file.timeline
    ]
    heads = (
        (_("When"), 94.0),
        (_("What"), 92.0),
        (_("Words"), 0.0),
        (pgettext("person", "By"), 84.0),
    )
    _table(sheet, _("Everything in its order"), heads, rows)


def _pictures(sheet: Sheet, file: CaseFile) -> None:
    if not file.pictures:
        return
    sheet.next_page()
    sheet.section(_("Pictures"), keep=_PICTURE_HEIGHT)
    for number, shown in enumerate(file.pictures, start=1):
        words = _("Picture {number}: {name}").format(number=number, name=prepare(shown.name))
        parts = _parts(shown)
        if parts:
            _strip(sheet, words, parts)
            continue
        sheet.need(_PICTURE_HEIGHT)
        case_blocks.caption(sheet, words)
        height = _PICTURE_HEIGHT - 26
        case_blocks.picture(sheet, shown, (sheet.left, sheet.y - 2, sheet.width, height))
        sheet.y -= height + 8


def _parts(shown: PaperPicture) -> tuple[PaperPicture, ...]:
    """Return the parts of a strip such as a chat's long screen shot; none of another picture."""
    try:
        parts = pictures.strip_parts(shown.data, _STRIP_RATIO)
    except UserFacingError:
        return ()
    return tuple(PaperPicture(shown.name, part) for part in parts)


def _strip(sheet: Sheet, words: str, parts: Sequence[PaperPicture]) -> None:
    """Draw the parts side by side, about as large as on the telephone that took them."""
    gap = 12.0
    room = (sheet.width - gap * (_STRIP_COLUMNS - 1)) / _STRIP_COLUMNS
    height = room * _STRIP_RATIO
    for index, part in enumerate(parts):
        column = index % _STRIP_COLUMNS
        if column == 0:
            if index:
                sheet.y -= height + 8
            sheet.need(height + 26)
            case_blocks.caption(sheet, words)
        left = sheet.left + column * (room + gap)
        case_blocks.picture(sheet, part, (left, sheet.y - 2, room, height))
    sheet.y -= height + 8
