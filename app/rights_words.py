"""Words about rights and retention: what is asked, what an erasure takes, which rules hold."""

from __future__ import annotations

from app.domain.retention import RetentionClass
from app.domain.rights import IdentityCheck, RightAsked
from app.i18n import _, ngettext


def asked_label(asked: RightAsked) -> str:
    """Return what somebody asks about their information."""
    return {
        RightAsked.COPY: _("Copy of everything held"),
        RightAsked.CORRECTION: _("Correction"),
        RightAsked.ERASURE: _("Erasure"),
        RightAsked.WITHDRAWAL: _("Withdrawal of consent"),
        RightAsked.EXPLANATION: _("Explanation"),
    }[asked]


def identity_label(identity: IdentityCheck) -> str:
    """Return how the desk made sure who asks."""
    return {
        IdentityCheck.KNOWN_AT_DESK: _("Known at the desk"),
        IdentityCheck.DOCUMENT_SEEN: _("Document seen, not copied"),
        IdentityCheck.CALLED_BACK: _("Called back on the known phone"),
    }[identity]


def counted(table: str, count: int) -> str:
    """Return how many records of a table an erasure empties."""
    words = {
        "customers": ngettext(
            "{count} record with name and phones", "{count} records with name and phones", count
        ),
        "vehicles": ngettext("{count} vehicle", "{count} vehicles", count),
        "customer_notes": ngettext("{count} note", "{count} notes", count),
        "consent_evidence": ngettext(
            "{count} signature or scan of a consent",
            "{count} signatures or scans of consents",
            count,
        ),
        "cases": ngettext("words of {count} case", "words of {count} cases", count),
        "attachments": ngettext("{count} photo or file", "{count} photos and files", count),
        "visits": ngettext("words of {count} visit", "words of {count} visits", count),
        "ratings": ngettext("words of {count} rating", "words of {count} ratings", count),
        "disclosures": ngettext(
            "recipient and reason of {count} disclosure",
            "recipients and reasons of {count} disclosures",
            count,
        ),
        "access_log": ngettext(
            "reason of {count} look at the data", "reasons of {count} looks at the data", count
        ),
    }
    return words[table].format(count=count)


def what_stays() -> str:
    """Return what an erasure leaves, as one sentence."""
    return _(
        "What is counted stays: numbers, days, states, categories and scores. "
        "No figure of any month changes."
    )


def class_label(each: RetentionClass) -> str:
    """Return what a retention rule is about."""
    return {
        RetentionClass.VISITORS: _("Visitors"),
        RetentionClass.FORMER_RESIDENTS: _("People who no longer live here"),
        RetentionClass.ENQUIRIES: _("Enquiries"),
        RetentionClass.CASES: _("Complaints, requests and other cases"),
        RetentionClass.VISITS: _("Visits"),
        RetentionClass.ACCESS_LOG: _("Reasons in the access log"),
    }[each]


def counted_from(each: RetentionClass) -> str:
    """Return from when the days of a class count, and what goes then."""
    return {
        RetentionClass.VISITORS: _("after the last contact; name, phones and words go"),
        RetentionClass.FORMER_RESIDENTS: _(
            "after moving out and the last contact; name, phones and words go"
        ),
        RetentionClass.ENQUIRIES: _("after the end; words and files go"),
        RetentionClass.CASES: _("after the end; words and files go"),
        RetentionClass.VISITS: _("after the end; whose visit it was goes"),
        RetentionClass.ACCESS_LOG: _("after the entry; typed reasons go, who looked stays"),
    }[each]
