"""Which backups are kept: close together for the last days, ever further apart before.

Invariant: age is a matter of the backups' numbers; the clock only tells which ones share a day, a
week or a month, so that a clock put wrong never costs the newest. The newest two always stay.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from db.backup import BackupManifest, list_backups
from db.durable_file import explain_os_error, sync_folder
from db.key_envelope import UnlockedKeys


@dataclass(frozen=True)
class Retention:
    """How much is kept; ``quota`` in bytes overrides the rest, but never the newest two."""

    recent: timedelta = timedelta(days=2)
    most_recent: int = 12
    days: int = 14
    weeks: int = 8
    months: int = 12
    quota: int = 10 * 1024**3


_ALWAYS = 2


def _day(made: datetime) -> Hashable:
    return made.date()


def _week(made: datetime) -> Hashable:
    return made.isocalendar()[:2]


def _month(made: datetime) -> Hashable:
    return made.year, made.month


def _newest_of_each(
    newest_first: Sequence[BackupManifest], period: Callable[[datetime], Hashable], most: int
) -> set[int]:
    chosen: dict[Hashable, int] = {}
    for manifest in newest_first:
        if len(chosen) < most:
            chosen.setdefault(period(manifest.made), manifest.seq)
    return set(chosen.values())


def superfluous(backups: Sequence[BackupManifest], retention: Retention | None = None) -> set[int]:
    """Return the numbers of the verified backups that need not be kept."""
    rule = retention or Retention()
    newest_first = sorted(backups, key=lambda manifest: manifest.seq, reverse=True)
    if not newest_first:
        return set()
    latest = newest_first[0].made
    always = {manifest.seq for manifest in newest_first[:_ALWAYS]}
    recent = [m.seq for m in newest_first if abs(latest - m.made) <= rule.recent]
    keep = always | set(recent[: rule.most_recent])
    for period, most in ((_day, rule.days), (_week, rule.weeks), (_month, rule.months)):
        keep |= _newest_of_each(newest_first, period, most)
    used = 0
    for manifest in newest_first:
        if manifest.seq in keep:
            used += manifest.bytes
            if used > rule.quota and manifest.seq not in always:
                keep.discard(manifest.seq)
                used -= manifest.bytes
    return {manifest.seq for manifest in newest_first} - keep


def prune(
    target: Path, unlocked: UnlockedKeys, retention: Retention | None = None
) -> list[BackupManifest]:
    """Delete the superfluous backups of this store and return what was deleted.

    Each is first renamed, so that a deletion cut short never leaves half a backup under its name.

    Raises:
        FolderReadOnly, DiskFault: a backup could not be deleted.
    """
    backups = list_backups(target, unlocked)
    doomed = superfluous(backups, retention)
    deleted = [manifest for manifest in backups if manifest.seq in doomed]
    try:
        for manifest in deleted:
            condemned = target / f"{manifest.name}.old"
            (target / manifest.name).rename(condemned)
            shutil.rmtree(condemned)
        if deleted:
            sync_folder(target)
    except OSError as error:
        raise explain_os_error(error) from error
    return deleted
