"""What the screen says of a signature: who, when, which version, and what has changed since."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from app.domain.period_summary import PeriodSummary
from app.i18n import _, ngettext
from app.labels import ratio_label
from app.people_time import exact
from app.services.sign_off import ReportStanding, SignedVersion
from ui.reports.figure_words import with_counts

_HASH_GROUP = 16


def pill_words(signed: SignedVersion, now: datetime, zone: ZoneInfo) -> str:
    """Return 'Signed · version 1 · 11-03 陈主任'."""
    local = signed.signed_at.astimezone(zone)
    same_year = local.year == now.astimezone(zone).year
    return _("Signed · version {version} · {day} {name}").format(
        version=signed.version,
        day=f"{local:%m-%d}" if same_year else f"{local:%Y-%m-%d}",
        name=signed.signed_by,
    )


def version_words(signed: SignedVersion, zone: ZoneInfo) -> str:
    """Return the line of one version in the list of them."""
    return _("Version {version} · {time} · {name}").format(
        version=signed.version, time=exact(signed.signed_at, zone), name=signed.signed_by
    )


def since_words(standing: ReportStanding) -> str:
    """Return how much a count of today says otherwise than what was signed."""
    count = len(standing.since)
    if not count:
        return ""
    return ngettext(
        "Since signing, {count} figure has changed.",
        "Since signing, {count} figures have changed.",
        count,
    ).format(count=count)


def brought_words(standing: ReportStanding) -> str:
    """Return that the period before was signed with another number than is brought forward."""
    if standing.brought_forward is None:
        return ""
    carried, brought = standing.brought_forward
    return _(
        "The period before was signed with {carried} carried over, but {brought} are brought "
        "forward here. Look at what changed there."
    ).format(carried=carried, brought=brought)


def figure_lines(summary: PeriodSummary) -> tuple[str, ...]:
    """Return the figures that a signer should have seen, one line each."""
    flow, ratios = summary.figures.flow, summary.figures.ratios
    equation = f"B {flow.brought_forward} + N {flow.new} + R {flow.reopened}"
    named = ("completion", "resolved_in_time", "satisfaction")
    return (
        f"{equation} \N{MINUS SIGN} C {flow.done} = E {flow.carried_over}",
        *(f"{ratio_label(name)} {with_counts(ratios.get(name))}" for name in named),
    )


def spaced_hash(data_hash: str) -> str:
    """Return a hash in groups that can be read out."""
    groups = range(0, len(data_hash), _HASH_GROUP)
    return " ".join(data_hash[first : first + _HASH_GROUP] for first in groups)
