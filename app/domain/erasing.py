"""What an erasure takes from the records, and what stays so that the figures stay (PIPL art. 47).

Every column of the store that can hold words, pictures or lists stands in one of two tables here:
what an erasure empties, and what it leaves with the reason why.  A test reads the schema, so that
no new column can be forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.domain.terms import EventKind


class Stays(StrEnum):
    """Why a column is left as it is."""

    CODE = "a code or number of the program's own"
    COMPANY = "what the company says or who works for it"
    PLACE = "places, which belong to nobody"
    LOG = "keyed hashes and signatures"
    POLICY = "settings of the desk"
    COUNTS = "how many, and ids without names"


EMPTIED = frozenset(
    {
        "access_log.words",
        "attachment_contents.data",
        "attachments.name",
        "attachments.note",
        "attachments.removal_reason",
        "attachments.sha256",
        "case_callers.words",
        "case_events.facts",
        "case_events.words",
        "cases.own_words",
        "cases.place",
        "cases.remedy_given",
        "cases.remedy_wanted",
        "consent_evidence.data",
        "consent_evidence.sha256",
        "consent_evidence.strokes",
        "consent_evidence.words",
        "consents.evidence",
        "customer_keys.key",
        "customer_merges.before",
        "customer_notes.words",
        "customers.contact_channel",
        "customers.contact_hours",
        "customers.more_phones",
        "customers.name",
        "customers.phone",
        "customers.title",
        "customers.wechat",
        "disclosures.to_whom",
        "disclosures.why",
        "escalations.words",
        "legal_holds.reason",
        "promises.to_whom",
        "promises.what",
        "ratings.words",
        "saved_filters.name",
        "saved_filters.wanted",
        "search_documents.numbers",
        "search_documents.words",
        "signed_papers.data",
        "signed_reports.content",
        "vehicles.description",
        "vehicles.parking_space",
        "vehicles.plate",
        "visits.draft",
        "visits.left_reason",
    }
)
LEFT: Mapping[str, Stays] = {
    **dict.fromkeys(
        (
            "access_log.kind",
            "access_log.reason",
            "attachments.media_type",
            "case_clocks.kind",
            "case_clocks.target",
            "case_events.kind",
            "cases.category",
            "cases.cause",
            "cases.check_code",
            "cases.external_number",
            "cases.mood",
            "cases.next_step",
            "cases.number",
            "cases.source",
            "cases.state",
            "cases.type",
            "cases.validity",
            "categories.code",
            "categories.parent_code",
            "confidentiality_agreements.kind",
            "consent_evidence.kind",
            "consent_evidence.media_type",
            "consents.channel",
            "consents.fields",
            "consents.purpose",
            "consents.withdrawn_channel",
            "customer_notes.category",
            "customers.kind",
            "disclosures.basis",
            "disclosures.channel",
            "disclosures.fields",
            "erasures.ground",
            "erasures.subject",
            "escalations.cause",
            "notices_told.channel",
            "notices_told.code",
            "occupancies.kind",
            "improvement_entries.state",
            "improvements.cause_kind",
            "improvements.checked_in",
            "improvements.effect",
            "improvements.figure",
            "improvements.found_in",
            "improvements.number",
            "improvements.section",
            "improvements.state",
            "promises.channel",
            "promises.state",
            "ratings.answer",
            "ratings.entered_by",
            "ratings.reasons",
            "reading_seen.kind",
            "report_comments.period",
            "retention_runs.number",
            "search_pending.kind",
            "signed_papers.language",
            "signed_reports.data_hash",
            "signed_reports.period",
            "signed_reports.program_version",
            "visits.number",
            "visits.source",
            "visits.state",
            "visits.step",
        ),
        Stays.CODE,
    ),
    **dict.fromkeys(
        (
            "case_imports.file_hash",
            "case_imports.file_name",
            "case_imports.mapping",
            "cases.responsible",
            "categories.name_en",
            "categories.name_zh",
            "improvement_entries.facts",
            "improvement_entries.words",
            "improvements.cause",
            "improvements.finding",
            "improvements.measure",
            "improvements.owner",
            "report_comments.words",
            "signed_reports.changes",
            "signed_reports.reason",
            "confidentiality_agreements.strokes",
            "confidentiality_agreements.text_hash",
            "notices.code",
            "notices.language",
            "notices.text",
            "notices.text_hash",
            "notices.what_changed",
            "outages.category",
            "outages.title",
            "outages.wording",
            "promises.who",
            "roster_imports.file_hash",
            "roster_imports.file_name",
            "roster_imports.mapping",
            "staff.department",
            "staff.name",
            "staff.role",
        ),
        Stays.COMPANY,
    ),
    **dict.fromkeys(
        (
            "buildings.name",
            "projects.code",
            "projects.desk_phone",
            "projects.name",
            "projects.timezone",
            "rooms.compact",
            "rooms.label",
            "rooms.number",
            "units.name",
        ),
        Stays.PLACE,
    ),
    **dict.fromkeys(
        (
            "audit_log.action",
            "audit_log.actor",
            "audit_log.after_hash",
            "audit_log.before_hash",
            "audit_log.hash",
            "audit_log.object",
            "audit_log.prev_hash",
            "audit_log.sig",
        ),
        Stays.LOG,
    ),
    **dict.fromkeys(
        (
            "calendar_days.kind",
            "calendar_days.name",
            "project_policies.name",
            "project_policies.value",
            "settings.name",
            "settings.value",
        ),
        Stays.POLICY,
    ),
    **dict.fromkeys(
        (
            "counters.series",
            "improvements.after",
            "improvements.before",
            "improvements.scope",
            "retention_runs.counts",
            "retention_runs.found",
            "retention_runs.rules",
        ),
        Stays.COUNTS,
    ),
}

# What figures, rules and links ask of an event afterwards; everything else somebody typed.
_KEPT_FACTS = frozenset(
    {
        "accepted",
        "answer",
        "asked",
        "attachment",
        "before",
        "by",
        "caller",
        "case",
        "category",
        "cause",
        "channel",
        "department",
        "due_at",
        "final",
        "follows",
        "households",
        "identity",
        "imported",
        "into",
        "level",
        "on_the_spot",
        "outage",
        "promise",
        "reached",
        "reason",
        "reasons",
        "score",
        "severity",
        "severity_proposed",
        "size",
        "source",
        "type",
        "undoes_merge",
        "validity",
        "wake_at",
    }
)
# ``who`` of a promise is who of the company answers for it; of an answer it is whoever answered.
_KEPT_OF_KIND: Mapping[EventKind, frozenset[str]] = {EventKind.PROMISED: frozenset({"who"})}
# Where the words of the event are the name of a department, which the staff table counts by.
_WORDS_STAY = frozenset({EventKind.HANDED_OVER})


def words_after(kind: EventKind, words: str) -> str:
    """Return what is left of the words of an event."""
    return words if kind in _WORDS_STAY else ""


def facts_after(kind: EventKind, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of an event with every typed text emptied and every key still there."""
    kept = _KEPT_FACTS | _KEPT_OF_KIND.get(kind, frozenset())
    return {name: value if name in kept else _emptied(value) for name, value in facts.items()}


def _emptied(value: Any) -> Any:
    if isinstance(value, str):
        return ""
    return type(value)() if isinstance(value, (list, dict)) else value


def mentions(value: Any, needles: frozenset[str]) -> bool:
    """Return whether one of ``needles`` occurs in any text of plain JSON values."""
    if isinstance(value, dict):
        return any(mentions(part, needles) for part in value.values())
    if isinstance(value, list):
        return any(mentions(part, needles) for part in value)
    return isinstance(value, str) and any(needle in value for needle in needles)


def without(value: Any, needles: frozenset[str]) -> Any:
    """Return plain JSON values with every text emptied in which one of ``needles`` occurs."""
    if isinstance(value, dict):
        return {name: without(part, needles) for name, part in value.items()}
    if isinstance(value, list):
        return [without(part, needles) for part in value]
    return "" if mentions(value, needles) else value
