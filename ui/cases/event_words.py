"""Every entry of a case's timeline as a sentence that can be read to the customer."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from app import people_time
from app.domain.terms import (
    Channel,
    CloseReason,
    EnteredBy,
    EventKind,
    RatingAnswer,
    Severity,
    Source,
    Validity,
)
from app.i18n import _
from app.labels import (
    channel_label,
    close_reason_label,
    entered_by_label,
    rating_answer_label,
    score_label,
    severity_label,
    source_label,
    validity_label,
)
from app.services.case_views import TimelineEntry

_GAP = " · "
_MANAGER_LEVEL = 2
CAUSES = ("people", "process", "equipment", "contractor", "third_party", "owner")
_TOKENS = {
    EventKind.PROMISED: "warning",
    EventKind.WAITING: "warning",
    EventKind.ESCALATED: "warning",
    EventKind.REOPENED: "warning",
    EventKind.CUSTOMER_TOLD: "good",
    EventKind.ANSWERED: "good",
    EventKind.RESOLVED: "good",
    EventKind.CLOSED: "good",
    EventKind.VOIDED: "danger",
    EventKind.NOTED: "field_line",
}


def dot_token(kind: EventKind) -> str:
    """Return the token of the dot before an entry; the word beside it says the same."""
    return _TOKENS.get(kind, "primary")


def cause_label(cause: str) -> str:
    """Return what caused a complaint."""
    return {
        "people": _("People"),
        "process": _("Process"),
        "equipment": _("Equipment"),
        "contractor": _("Contractor on site"),
        "third_party": _("Third party"),
        "owner": _("Owner's side"),
    }.get(cause, cause)


def event_sentence(entry: TimelineEntry, now: datetime, zone: ZoneInfo) -> str:
    """Return what happened, from the words and the facts of an entry."""
    kind = entry.kind
    if kind is EventKind.REGISTERED:
        return _registered(entry)
    if kind is EventKind.PROMISED:
        return _promised(entry, now, zone)
    if kind is EventKind.RESOLVED:
        return _resolved(entry)
    if kind in {EventKind.CUSTOMER_TOLD, EventKind.ANSWERED}:
        return _joined(entry.words, _channel(entry))
    if kind is EventKind.ASSESSED:
        return _assessed(entry)
    if kind is EventKind.CALLED_BACK:
        reached = entry.facts.get("reached")
        return _joined(_("Reached") if reached else _("Not reached"), entry.words)
    if kind is EventKind.RATED:
        return _rated(entry)
    if kind is EventKind.CLOSED and entry.facts.get("reason"):
        return close_reason_label(CloseReason(entry.facts["reason"]))
    return entry.words or _bare(entry)


def _bare(entry: TimelineEntry) -> str:
    """Return the sentence of an entry that nobody wrote words for."""
    if entry.kind is EventKind.ESCALATED:
        if entry.facts.get("level", 1) >= _MANAGER_LEVEL:
            return _("Flagged for the project manager")
        return _("Flagged for the service supervisor")
    if entry.kind is EventKind.MERGED:
        return _("Goes on in {number}").format(number=entry.facts.get("into", "—"))
    return {
        EventKind.READ_BACK: _("Read back to the customer and confirmed"),
        EventKind.IN_PROGRESS: _("Work has begun"),
        EventKind.FOLLOW_UP: _("Waits for the call-back"),
        EventKind.HANDED_OVER: _("Handed to the department"),
    }.get(entry.kind, "")


def _joined(*parts: str) -> str:
    return _GAP.join(part for part in parts if part)


def _channel(entry: TimelineEntry) -> str:
    channel = entry.facts.get("channel")
    return channel_label(Channel(channel)) if channel else ""


def _registered(entry: TimelineEntry) -> str:
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
    return _joined(*parts)


def _promised(entry: TimelineEntry, now: datetime, zone: ZoneInfo) -> str:
    due_at = entry.facts.get("due_at")
    by = ""
    if due_at:
        when = people_time.when(datetime.fromisoformat(due_at), now, zone)
        by = _("by {time}").format(time=when)
    return _joined(entry.words, by, str(entry.facts.get("who") or ""), _channel(entry))


def _resolved(entry: TimelineEntry) -> str:
    facts = entry.facts
    accepted = facts.get("accepted")
    outcome = "" if accepted is None else _("accepted") if accepted else _("refused")
    if facts.get("final"):
        outcome = _("refused for good")
    on_the_spot = _("answered on the spot") if facts.get("on_the_spot") else ""
    recourse = str(facts.get("recourse_told") or "")
    if recourse:
        recourse = _("recourse told: {words}").format(words=recourse)
    return _joined(entry.words, on_the_spot or _channel(entry), outcome, recourse)


def _assessed(entry: TimelineEntry) -> str:
    validity, cause = entry.facts.get("validity"), entry.facts.get("cause")
    return _joined(
        validity_label(Validity(validity)) if validity else "",
        _("cause: {cause}").format(cause=cause_label(cause)) if cause else "",
    )


def _rated(entry: TimelineEntry) -> str:
    score, by = entry.facts.get("score"), entry.facts.get("by")
    answer = RatingAnswer(entry.facts.get("answer", RatingAnswer.NO_ANSWER))
    said = score_label(score) if score else rating_answer_label(answer)
    return _joined(said, entered_by_label(EnteredBy(by)) if by else "")
