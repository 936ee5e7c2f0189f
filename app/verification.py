"""Checking a whole store: pages, schema, events against states, and the audit log."""

from __future__ import annotations

from collections.abc import Iterator

from app.i18n import _
from app.labels import case_state_label
from app.services.agreement import (
    audit_faults,
    disagreements,
    guards_stand_open,
    unbalanced_series,
    wrong_stretches,
)
from app.workspace import Workspace


def verify_store(workspace: Workspace) -> list[str]:
    """Return a sentence for everything that is wrong with the unlocked store; none if it is whole.

    Raises:
        UserFacingError: the store is busy or cannot be asked.
    """
    pages = [_page_sentence(code, detail) for code, detail in workspace.page_findings()]
    if pages:
        # With a damaged page or schema the records below cannot be read reliably.
        return pages
    return list(_record_findings(workspace))


def _record_findings(workspace: Workspace) -> Iterator[str]:
    if workspace.went_back:
        yield _(
            "The store is older than when this computer last used it: "
            "an earlier copy was put in its place."
        )
    told = set()
    for disagreement in workspace.examine(disagreements):
        told.add(disagreement.number)
        yield _("Case {number} stands as “{stored}”, but its events say “{derived}”.").format(
            number=disagreement.number,
            stored=case_state_label(disagreement.stored),
            derived=case_state_label(disagreement.derived),
        )
    for number in workspace.examine(wrong_stretches):
        if number not in told:
            yield _("When case {number} was open is kept otherwise than its events say.").format(
                number=number
            )
    for series in workspace.examine(unbalanced_series):
        yield _("The numbers of series {series} have a gap or a twin.").format(series=series)
    if workspace.examine(guards_stand_open):
        yield _("The guard that keeps words of the timeline unchanged was left open.")
    for code, seq in workspace.examine(audit_faults, signing_keys=workspace.signing_keys()):
        yield _("The audit log is not whole at entry {seq}: {fault}.").format(
            seq=seq, fault=_audit_fault(code)
        )


def _page_sentence(code: str, detail: str) -> str:
    return {
        "schema_missing": _("The store lacks a part of its structure: {detail}."),
        "schema_unknown": _("The store has a part that this program does not know: {detail}."),
        "schema_altered": _("A part of the store's structure was altered: {detail}."),
        "search_index": _(
            "The index of search does not agree with the records: {detail}. "
            "“reception-console reindex” makes it anew."
        ),
        "foreign_keys": _("A record refers to one that is not there: {detail}."),
    }.get(code, _("The store file has damaged pages: {detail}.")).format(detail=detail or code)


def _audit_fault(code: str) -> str:
    return {
        "gap": _("an entry is missing before it"),
        "broken_link": _("it does not follow the entry before it"),
        "altered": _("it was altered"),
        "forged": _("it was not signed by the person it names"),
        "unknown_actor": _("it names somebody this store does not know"),
        "time_went_back": _("it is dated before the entry before it"),
        "tail_removed": _("entries after it were removed"),
    }.get(code, code)
