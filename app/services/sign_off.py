"""Signing a period's summary: it is frozen, and reprinted as it was signed (clause 4.3-4).

A version holds the whole summary in both languages with the hash of its data, and its papers to the
byte.  Nothing changes it; what a later count says otherwise becomes the next version, which lists
it.  Only an erasure reaches in: it empties a person's words and takes the papers away, which are
then made anew from what is left (PIPL art. 47).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.change_words import change_sentences
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.figure_filter import FigureFilter
from app.domain.period_summary import PeriodSummary, SignOff
from app.domain.periods import Period, PeriodKind
from app.domain.permissions import Action, Actor
from app.domain.summary_changes import Change, figure_changes, summary_changes
from app.domain.summary_codec import frozen, thawed, to_plain
from app.i18n import LANGUAGES, _, language
from app.services.improvement_report import measures_for_report
from app.services.report_comments import comment_of, keep_comment
from app.services.report_figures import Progress
from app.services.reporting import period_summary, project_by_code
from db import audit
from db.models import Project, SignedPaper, SignedReport, Staff, new_id

REASON = "reason"
_MOST_REASON = 500
_BASE = LANGUAGES[0]


@dataclass(frozen=True)
class SignedVersion:
    """One signed version of a period; ``erased`` once somebody's words were taken out of it."""

    version: int
    signed_by: str
    signed_at: datetime
    reason: str
    changes: tuple[Change, ...]
    data_hash: str
    program_version: str
    erased: bool
    latest: bool


@dataclass(frozen=True)
class ReportStanding:
    """Where the report of a period stands.

    ``since`` is what a count of today says otherwise than the latest version.  ``unsigned_before``
    says that the period before had complaints and was not signed; ``brought_forward`` holds what it
    carried over as signed, and what this one brings forward, if the two disagree.
    """

    versions: tuple[SignedVersion, ...]
    since: tuple[Change, ...]
    can_be_signed: bool
    unsigned_before: bool
    brought_forward: tuple[int, int] | None
    live_hash: str

    @property
    def latest(self) -> SignedVersion | None:
        """The version that counts."""
        return self.versions[-1] if self.versions else None


@dataclass(frozen=True)
class Proposal:
    """What is about to be signed: the same summary in every language, and what it is kept as."""

    project_id: str
    period: Period
    version: int
    summaries: Mapping[str, PeriodSummary]
    content: Mapping[str, Any]
    data_hash: str
    changes: tuple[Change, ...]
    reason: str
    signed_at: datetime
    commentary: str | None = None


# ---- reading -------------------------------------------------------------------------------


def present_summary(
    session: Session,
    *,
    actor: Actor,
    project_code: str,
    period: Period,
    lang: str,
    now: datetime,
    version: int | None = None,
    live: bool = False,
    only: FigureFilter | None = None,
    progress: Progress | None = None,
) -> PeriodSummary:
    """Return what screen and papers show of a period: the signed summary, else the live one.

    ``version`` asks for an earlier signed version; ``live`` for a count of today whatever was
    signed, and so does ``only``, which narrows it to some complaints.  ``progress`` is told how
    far a count is; it raises to stop.

    Raises:
        UserFacingError: not permitted, unknown project, not begun, or no such version.
    """
    actor.require(Action.READ_REPORTS)
    project = project_by_code(session, project_code)
    if not live and (only is None or only.is_empty):
        report = _report(session, project.id, period, version)
        if report is not None:
            return _thawed(session, report, lang)
    return _live(session, actor, project, period, lang, now, only, progress)


def report_standing(
    session: Session, *, actor: Actor, project_code: str, period: Period, now: datetime
) -> ReportStanding:
    """Return the versions of a period's report, and what a count of today says otherwise.

    Raises:
        UserFacingError: not permitted, unknown project, or the period has not begun.
    """
    actor.require(Action.READ_REPORTS)
    project = project_by_code(session, project_code)
    reports = _reports(session, project.id, period)
    live = _live(session, actor, project, period, _BASE, now)
    since = figure_changes(thawed(reports[-1].content, _BASE), live) if reports else ()
    shown = thawed(reports[-1].content, _BASE) if reports else live
    before = _report(session, project.id, period.plus(-1), None)
    carried = None if before is None else thawed(before.content, _BASE).figures.flow.carried_over
    brought = shown.figures.flow.brought_forward
    return ReportStanding(
        versions=tuple(_version(session, report, report is reports[-1]) for report in reports),
        since=since,
        can_be_signed=live.is_complete and period.kind is not PeriodKind.DAY,
        unsigned_before=before is None and live.previous is not None,
        brought_forward=None if carried in (None, brought) else (carried, brought),
        live_hash=live.data_hash,
    )


def signed_paper(
    session: Session,
    *,
    actor: Actor,
    project_code: str,
    period: Period,
    lang: str,
    version: int | None = None,
) -> bytes | None:
    """Return the paper as it was signed, to the byte; None where it is made from the content.

    That is so for a period that is not signed, and where an erasure took the paper away.

    Raises:
        UserFacingError: not permitted, unknown project, or no such version.
    """
    actor.require(Action.READ_REPORTS)
    project = project_by_code(session, project_code)
    report = _report(session, project.id, period, version)
    if report is None:
        return None
    return session.scalar(
        select(SignedPaper.data).where(
            SignedPaper.report_id == report.id, SignedPaper.language == lang
        )
    )


# ---- signing -------------------------------------------------------------------------------


def propose_signing(
    session: Session,
    *,
    actor: Actor,
    project_code: str,
    period: Period,
    data_hash: str,
    now: datetime,
    reason: str = "",
    commentary: str | None = None,
) -> Proposal:
    """Return what :func:`sign_report` would freeze, for its papers to be made from.

    ``data_hash`` is that of the figures the signer looked at.  ``commentary`` replaces what is
    printed, which in a correction can be changed in no other way.

    Raises:
        FieldError: a correction needs a reason.
        UserFacingError: not permitted, the period is not over, the figures are no longer those
            that were looked at, or a correction would say nothing new.
    """
    actor.require(Action.SIGN_REPORTS)
    if period.kind is PeriodKind.DAY:
        raise UserFacingError(Problem.DAY_NOT_SIGNED)
    project = project_by_code(session, project_code)
    live = {lang: _live(session, actor, project, period, lang, now) for lang in LANGUAGES}
    if not live[_BASE].is_complete:
        raise UserFacingError(Problem.PERIOD_NOT_OVER, period=str(period))
    if data_hash not in {summary.data_hash for summary in live.values()}:
        raise UserFacingError(Problem.FIGURES_CHANGED)
    live = {lang: _with_words(one, commentary) for lang, one in live.items()}
    reports = _reports(session, project.id, period)
    reason = reason.strip()[:_MOST_REASON]
    changes: tuple[Change, ...] = ()
    if reports:
        if not reason:
            raise FieldError(REASON, FieldProblem.REQUIRED)
        changes = summary_changes(thawed(reports[-1].content, _BASE), live[_BASE])
        if not changes:
            raise UserFacingError(Problem.NOTHING_TO_CORRECT, version=reports[-1].version)
    version = reports[-1].version + 1 if reports else 1
    name = session.get_one(Staff, actor.staff_id).name
    return Proposal(
        project_id=project.id,
        period=period,
        version=version,
        summaries={
            lang: replace(one, signed=_sign_off(lang, one, version, name, now, reason, changes))
            for lang, one in live.items()
        },
        content=frozen(live),
        data_hash=live[_BASE].data_hash,
        changes=changes,
        reason=reason,
        signed_at=now,
        commentary=commentary,
    )


def render_papers(proposal: Proposal, folder: Path) -> dict[str, bytes]:
    """Return the papers of a proposal by language, made in a private ``folder``; asks no store.

    Raises:
        UserFacingError: the folder cannot be written.
    """
    # Brings reportlab with it, which nobody needs before the first paper.
    from app.reports import period_report  # noqa: PLC0415

    papers = {}
    for lang, summary in proposal.summaries.items():
        path = folder / f"{lang}.pdf"
        try:
            period_report.render(summary, path, lang)
            papers[lang] = path.read_bytes()
        except OSError as error:
            raise UserFacingError(Problem.CANNOT_WRITE_FILE, path=path.name) from error
    return papers


def sign_report(
    session: Session, *, actor: Actor, proposal: Proposal, papers: Mapping[str, bytes]
) -> int:
    """Freeze what was proposed, with its papers, and return the number of the version.

    Everything is counted once more inside this transaction and must say the same.

    Raises:
        UserFacingError: not permitted, somebody else signed, or the figures changed meanwhile.
    """
    actor.require(Action.SIGN_REPORTS)
    project = session.get_one(Project, proposal.project_id)
    period, now = proposal.period, proposal.signed_at
    reports = _reports(session, project.id, period)
    if len(reports) != proposal.version - 1:
        latest = reports[-1]
        name = session.get_one(Staff, latest.signed_by).name
        raise UserFacingError(Problem.SIGNED_MEANWHILE, version=latest.version, name=name)
    live = _live(session, actor, project, period, _BASE, now)
    live = _with_words(live, proposal.commentary)
    if to_plain(live) != proposal.content["summary"]:
        raise UserFacingError(Problem.FIGURES_CHANGED)
    keep_comment(session, actor, project.id, period, live.commentary, now)
    report = SignedReport(
        id=new_id(),
        project_id=project.id,
        period=str(period),
        version=proposal.version,
        data_hash=proposal.data_hash,
        content=dict(proposal.content),
        reason=proposal.reason,
        changes=[change.to_plain() for change in proposal.changes],
        program_version=live.program_version,
        signed_at=now,
        signed_by=actor.staff_id,
    )
    session.add(report)
    session.flush()
    session.add_all(
        SignedPaper(report_id=report.id, language=lang, data=data) for lang, data in papers.items()
    )
    session.flush()
    audit.append(
        session,
        action="sign_report",
        object=f"signed_report:{report.id}",
        after={
            "project": project.code,
            "period": report.period,
            "version": report.version,
            "data_hash": report.data_hash,
            "content": _sum(json.dumps(report.content, sort_keys=True).encode()),
            "papers": {lang: _sum(data) for lang, data in papers.items()},
            "reason": report.reason,
        },
        now=now,
    )
    return report.version


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


# ---- shared --------------------------------------------------------------------------------


def _live(
    session: Session,
    actor: Actor,
    project: Project,
    period: Period,
    lang: str,
    now: datetime,
    only: FigureFilter | None = None,
    progress: Progress | None = None,
) -> PeriodSummary:
    """Return the summary as counted now, with what was written on it."""
    with language(lang):
        summary = period_summary(
            session,
            actor=actor,
            project_code=project.code,
            period=period,
            lang=lang,
            now=now,
            only=only,
            progress=progress,
        )
    comment = comment_of(session, project.id, period)
    # Narrowed to some complaints it is no report, and has no measures.
    before, new = (
        measures_for_report(session, project_id=project.id, period=period, lang=lang)
        if only is None or only.is_empty
        else ((), ())
    )
    return replace(
        summary,
        commentary=comment.words if comment is not None else "",
        measures_before=before,
        measures_new=new,
    )


def _with_words(summary: PeriodSummary, commentary: str | None) -> PeriodSummary:
    """Return the summary with other words on it, if there are any."""
    return summary if commentary is None else replace(summary, commentary=commentary.strip())


def _reports(session: Session, project_id: str, period: Period) -> list[SignedReport]:
    rows = session.scalars(
        select(SignedReport)
        .where(SignedReport.project_id == project_id, SignedReport.period == str(period))
        .order_by(SignedReport.version)
    )
    return list(rows)


def _report(
    session: Session, project_id: str, period: Period, version: int | None
) -> SignedReport | None:
    """Return one version, the latest unless it is named.

    Raises:
        UserFacingError: the version that is named does not exist.
    """
    reports = _reports(session, project_id, period)
    if version is None:
        return reports[-1] if reports else None
    for report in reports:
        if report.version == version:
            return report
    raise UserFacingError(Problem.NO_SUCH_VERSION, version=version, period=str(period))


def _version(session: Session, report: SignedReport, latest: bool) -> SignedVersion:
    return SignedVersion(
        version=report.version,
        signed_by=session.get_one(Staff, report.signed_by).name,
        signed_at=report.signed_at,
        reason=report.reason,
        changes=_changes(report),
        data_hash=report.data_hash,
        program_version=report.program_version,
        erased=_is_erased(session, report),
        latest=latest,
    )


def _thawed(session: Session, report: SignedReport, lang: str) -> PeriodSummary:
    summary = thawed(report.content, lang)
    name = session.get_one(Staff, report.signed_by).name
    signed = _sign_off(
        lang,
        summary,
        report.version,
        name,
        report.signed_at,
        report.reason,
        _changes(report),
    )
    if _is_erased(session, report):
        with language(lang):
            note = _("Personal words were erased after signing; the figures are as signed.")
        signed = replace(signed, changes=(note, *signed.changes))
    return replace(summary, signed=signed)


def _sign_off(
    lang: str,
    summary: PeriodSummary,
    version: int,
    name: str,
    at: datetime,
    reason: str,
    changes: tuple[Change, ...],
) -> SignOff:
    with language(lang):
        words = change_sentences(changes, summary)
    return SignOff(version, name, at, reason, words)


def _changes(report: SignedReport) -> tuple[Change, ...]:
    return tuple(Change.from_plain(plain) for plain in report.changes)


def _is_erased(session: Session, report: SignedReport) -> bool:
    """Whether an erasure took the papers away, which were made in the moment of signing."""
    kept = session.scalar(select(SignedPaper.id).where(SignedPaper.report_id == report.id).limit(1))
    return kept is None
