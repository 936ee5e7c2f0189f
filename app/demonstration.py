"""A whole store with demonstration data, made in one go or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.agreement_texts import signed_on_paper
from app.services.demonstration import (
    COMPANY,
    FIRST_PROJECT,
    DemoPlan,
    fill_demonstration,
    last_instant,
)
from app.services.setup import confirm_recovery, create_store
from app.workspace import Workspace


def make_demonstration(
    folder: Path,
    *,
    administrator: str,
    password: str,
    seed: int = 1,
    months: int = 14,
    complaints_per_month: int = 60,
    until: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Make a demonstration store in an empty folder; ``until`` is its last day, today by default.

    Raises:
        UserFacingError: the folder holds a store, the password is weak, or writing failed.
    """
    existed = folder.exists()
    workspace = Workspace(folder)
    now = datetime.now(UTC)
    zone = ZoneInfo(FIRST_PROJECT.timezone)
    plan = DemoPlan(
        seed,
        months,
        complaints_per_month,
        last_instant(until or now.astimezone(zone).date(), now, zone),
    )
    fresh = None
    finished = False
    try:
        fresh = create_store(
            folder,
            company=COMPANY,
            project=FIRST_PROJECT,
            administrator=administrator,
            password=password,
            # An invented company, whose staff have signed; nobody could do it for them here.
            agreement=signed_on_paper(now.astimezone(zone).date(), "zh_CN"),
        )
        workspace.adopt(fresh.store, fresh.actor)
        # Nobody needs the recovery key of invented data; the desk should not ask for it.
        workspace.write(confirm_recovery, actor=fresh.actor, now=now)
        fill_demonstration(workspace.write, actor=fresh.actor, plan=plan, progress=progress)
        finished = True
    finally:
        workspace.close()
        if fresh is not None and not finished:
            _remove(folder, whole=not existed)


def _remove(folder: Path, *, whole: bool) -> None:
    """Take away what was made: the folder if it is ours, else only the files of the store."""
    if whole:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for name in ("store.db", "keys.json", "anchor.json", "ballast", "lock"):
        for left in folder.glob(name + "*"):
            left.unlink(missing_ok=True)
