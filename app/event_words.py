"""Every entry of a case's timeline as a sentence that can be read to the customer.

Said on the screen and printed in the case file; nothing here knows where the entry came from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from app import people_time
from app.domain.attachments import size_words
from app.domain.terms import (
    Cause,
    Channel,
    CloseReason,
    EnteredBy,
    EscalationCause,
    EventKind,
    RatingAnswer,
    RatingReason,
    Severity,
    Source,
    Validity,
)
from app.i18n import _, ngettext
from app.labels import (
    cause_label,
    channel_label,
    close_reason_label,
    entered_by_label,
    escalation_cause_label,
    rating_answer_label,
    rating_reason_label,
    score_label,
    severity_label,
    source_label,
    validity_label,
)

_GAP = " · "
_MANAGER_LEVEL = 2


class Happening(Protocol):
    """What an entry of a timeline tells; the views of screen and paper both do."""

    @property
    def kind(self) -> EventKind:
        """What happened."""

    @property
    def words(self) -> str:
        """What somebody wrote about it."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """The plain values that go with it."""


Said = Callable[[datetime], str]


def event_sentence(entry: Happening, now: datetime | None, zone: ZoneInfo) -> str:
    """Return what happened, from the words and the facts of an entry; never nothing.

    Times are said as people do at ``now``; without it they are exact, as on paper.
    """

    def said(instant: datetime) -> str:
        return people_time.when(instant, now, zone) if now else people_time.exact(instant, zone)

    tell = _SENTENCES.get(entry.kind)
    words = tell(entry, said) if tell is not None else entry.words
    return words or _bare(entry)


def _bare(entry: Happening) -> str:
    """Return the sentence of an entry that nobody wrote words for."""
    bare = {
        EventKind.READ_BACK: _("Read back to the customer and confirmed"),
        EventKind.IN_PROGRESS: _("Work has begun"),
        EventKind.FOLLOW_UP: _("Waits for the call-back"),
        EventKind.HANDED_OVER: _("Handed to the department"),
        EventKind.ARCHIVED: _("Put away 30 days after its closing"),
        EventKind.CALLER_ADDED: _("One more caller with the same matter"),
        EventKind.ESCALATION_SEEN: _("Seen"),
    }.get(entry.kind)
    if bare is None and entry.facts.get("imported"):
        return _("As the other system had it")
    return bare or "—"


def _joined(*parts: str) -> str:
    return _GAP.join(part for part in parts if part)


def _channel(entry: Happening) -> str:
    channel = entry.facts.get("channel")
    return channel_label(Channel(channel)) if channel else ""


def _registered(entry: Happening, _said: Said) -> str:
    facts = entry.facts
    parts = []
    if facts.get("source"):
        parts.append(source_label(Source(facts["source"])))
    if facts.get("severity"):
        severity = severity_label(Severity(facts["severity"]))
        parts.append(_("severity {severity}").format(severity=severity))
        proposed = facts.get("severity_proposed")
        if facts.get("severity_reason") and proposed and proposed != facts["severity"]:
            parts.append(
                _("instead of {proposed}: {reason}").format(
                    proposed=severity_label(Severity(proposed)), reason=facts["severity_reason"]
                )
            )
    if facts.get("follows"):
        parts.append(_("takes up {number} again").format(number=facts["follows"]))
    if facts.get("external_number"):
        parts.append(_("{number} in the other system").format(number=facts["external_number"]))
    return _joined(*parts)


def _told(entry: Happening, _said: Said) -> str:
    to_whom = str(entry.facts.get("to_whom") or "")
    if to_whom:
        to_whom = _("to {name}").format(name=to_whom)
    return _joined(entry.words, _channel(entry), to_whom)


def _promised(entry: Happening, said: Said) -> str:
    return _joined(
        entry.words, _by_time(entry, said), str(entry.facts.get("who") or ""), _channel(entry)
    )


def _promise_renewed(entry: Happening, said: Said) -> str:
    return _joined(
        _("the customer was told: {words}").format(words=entry.words),
        _channel(entry),
        _by_time(entry, said),
    )


def _by_time(entry: Happening, said: Said) -> str:
    due_at = entry.facts.get("due_at")
    return _("by {time}").format(time=said(datetime.fromisoformat(due_at))) if due_at else ""


def _handed_over(entry: Happening, _said: Said) -> str:
    return _joined(entry.words, str(entry.facts.get("note") or ""))


def _department_answered(entry: Happening, _said: Said) -> str:
    who = entry.facts.get("who") or entry.facts.get("department")
    if not who:
        return entry.words
    return _("{who}: {words}").format(who=who, words=entry.words)


def _waiting(entry: Happening, said: Said) -> str:
    wake_at = entry.facts.get("wake_at")
    until = _("until {time}").format(time=said(datetime.fromisoformat(wake_at))) if wake_at else ""
    return _joined(entry.words, until)


def _resolved(entry: Happening, _said: Said) -> str:
    facts = entry.facts
    accepted = facts.get("accepted")
    outcome = "" if accepted is None else _("accepted") if accepted else _("refused")
    if facts.get("final"):
        outcome = _("refused for good")
    on_the_spot = _("answered on the spot") if facts.get("on_the_spot") else ""
    told_by = str(facts.get("told_by") or "")
    if told_by:
        told_by = _("told by {name}").format(name=told_by)
    recourse = str(facts.get("recourse_told") or "")
    if recourse:
        recourse = _("recourse told: {words}").format(words=recourse)
    return _joined(entry.words, on_the_spot or _channel(entry), told_by, outcome, recourse)


def _assessed(entry: Happening, _said: Said) -> str:
    validity, cause = entry.facts.get("validity"), entry.facts.get("cause")
    known = _joined(
        validity_label(Validity(validity)) if validity else "",
        _("cause: {cause}").format(cause=cause_label(Cause(cause))) if cause in set(Cause) else "",
    )
    return known or _("Taken up for work")


def _called_back(entry: Happening, _said: Said) -> str:
    reached = entry.facts.get("reached")
    return _joined(_("Reached") if reached else _("Not reached"), entry.words)


def _rated(entry: Happening, _said: Said) -> str:
    score, by = entry.facts.get("score"), entry.facts.get("by")
    answer = RatingAnswer(entry.facts.get("answer", RatingAnswer.NO_ANSWER))
    said = score_label(score) if score else rating_answer_label(answer)
    reasons = [
        rating_reason_label(RatingReason(reason)) for reason in entry.facts.get("reasons", ())
    ]
    return _joined(said, *reasons, entry.words, entered_by_label(EnteredBy(by)) if by else "")


def _severity_changed(entry: Happening, _said: Said) -> str:
    facts = entry.facts
    change = _("{before} → {after}").format(
        before=severity_label(Severity(int(facts["before"]))),
        after=severity_label(Severity(int(facts["severity"]))),
    )
    return _joined(change, entry.words)


def _caller_added(entry: Happening, _said: Said) -> str:
    households = int(entry.facts.get("households") or 0)
    count = ""
    if households > 1:
        count = ngettext("{count} household now", "{count} households now", households).format(
            count=households
        )
    return _joined(entry.words, count)


def _merged(entry: Happening, _said: Said) -> str:
    return _("Goes on in {number}").format(number=entry.facts.get("into", "—"))


def _took_in(entry: Happening, _said: Said) -> str:
    return _("{number} goes on in this case").format(number=entry.facts.get("case", "—"))


def _reopened(entry: Happening, _said: Said) -> str:
    undone = _("The merge was undone") if entry.facts.get("undoes_merge") else ""
    return _joined(undone, entry.words)


def _escalated(entry: Happening, said: Said) -> str:
    facts = entry.facts
    flagged = _("Flagged for the service supervisor")
    if facts.get("level", 1) >= _MANAGER_LEVEL:
        flagged = _("Flagged for the project manager")
    cause, due_at = facts.get("cause"), facts.get("due_at")
    why = escalation_cause_label(EscalationCause(cause)) if cause else ""
    due = _("due {time}").format(time=said(datetime.fromisoformat(due_at))) if due_at else ""
    return _joined(flagged, why, due, entry.words)


def _progress_asked(entry: Happening, _said: Said) -> str:
    return _joined(_("The customer asked how it stands"), _channel(entry), entry.words)


def _closed(entry: Happening, _said: Said) -> str:
    reason = entry.facts.get("reason")
    return _joined(close_reason_label(CloseReason(reason)) if reason else "", entry.words)


def _file(entry: Happening, _said: Said) -> str:
    size = entry.facts.get("size")
    return _joined(
        str(entry.facts.get("name") or ""), size_words(int(size)) if size else "", entry.words
    )


_SENTENCES: Mapping[EventKind, Callable[[Any, Said], str]] = {
    EventKind.REGISTERED: _registered,
    EventKind.ASSESSED: _assessed,
    EventKind.WAITING: _waiting,
    EventKind.RESOLVED: _resolved,
    EventKind.CLOSED: _closed,
    EventKind.REOPENED: _reopened,
    EventKind.MERGED: _merged,
    EventKind.TOOK_IN: _took_in,
    EventKind.ANSWERED: _told,
    EventKind.CUSTOMER_TOLD: _told,
    EventKind.PROMISED: _promised,
    EventKind.PROMISE_RENEWED: _promise_renewed,
    EventKind.HANDED_OVER: _handed_over,
    EventKind.DEPARTMENT_ANSWERED: _department_answered,
    EventKind.CALLED_BACK: _called_back,
    EventKind.RATED: _rated,
    EventKind.SEVERITY_CHANGED: _severity_changed,
    EventKind.CALLER_ADDED: _caller_added,
    EventKind.ESCALATED: _escalated,
    EventKind.PROGRESS_ASKED: _progress_asked,
    EventKind.FILE_ADDED: _file,
    EventKind.FILE_REMOVED: _file,
}
