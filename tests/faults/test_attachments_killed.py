"""The program killed while files are added and removed: each is there whole, or not at all."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.terms import EventKind
from app.services.reporting import list_projects
from app.verification import verify_store
from app.workspace import Workspace
from db.models import Attachment, AttachmentContent, CaseEvent
from tests.conftest import ADMINISTRATOR, PASSWORD, open_copy
from tests.integration.receptions import COMPLAINT, NOW, Desk, promised

DUE = NOW + timedelta(hours=2)
KILLS = 4
WORK = """
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from app.domain.attachments import FileKind, PreparedFile
from app.services.attachments import add_attachment, remove_attachment
from app.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
actor = workspace.unlock_by_name(sys.argv[3], sys.argv[4])
while True:
    words = os.urandom(3_000_000).hex().encode()
    file = PreparedFile("noise.txt", FileKind.TEXT, words)
    now = datetime.now(UTC)
    added = workspace.write(
        add_attachment, actor=actor, case_id=sys.argv[2], file=file, now=now
    )
    print(added, flush=True)
    workspace.write(
        remove_attachment, actor=actor, attachment_id=added, reason="enough", now=now
    )
    print("-", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is of Unix")
def test_a_file_is_kept_whole_or_not_at_all(template_store: Path, tmp_path: Path) -> None:
    folder = tmp_path / "desk"
    folder.mkdir()
    workspace = open_copy(template_store, folder)
    assert workspace.actor is not None
    desk = Desk(workspace, workspace.read(list_projects)[0], workspace.actor)
    _visit, (case,) = desk.receive(promised(COMPLAINT, DUE))
    workspace.close()
    chance = random.Random(5)
    for _ in range(KILLS):
        acknowledged = _work_and_be_killed(folder, case.case_id, chance.uniform(0.05, 0.5))
        workspace = Workspace(folder)
        try:
            workspace.unlock_by_name(ADMINISTRATOR, PASSWORD)
            workspace.read(_all_is_whole, acknowledged)
            assert verify_store(workspace) == []
        finally:
            workspace.close()


def _work_and_be_killed(folder: Path, case_id: str, seconds: float) -> list[str]:
    """Let a program work until it is killed; return what it had acknowledged."""
    command = [sys.executable, "-c", WORK, str(folder), case_id, ADMINISTRATOR, PASSWORD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as work:
        assert work.stdout is not None
        lines = [work.stdout.readline()]
        time.sleep(seconds)
        work.kill()
        lines += work.stdout.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]


def _all_is_whole(session: Session, acknowledged: list[str]) -> None:
    events = session.scalars(select(CaseEvent)).all()
    added = {e.facts["attachment"] for e in events if e.kind == EventKind.FILE_ADDED}
    removed = {e.facts["attachment"] for e in events if e.kind == EventKind.FILE_REMOVED}
    rows = session.scalars(select(Attachment)).all()
    assert {row.id for row in rows} == added
    assert {word for word in acknowledged if word != "-"} <= added
    for row in rows:
        content = session.get(AttachmentContent, row.id)
        assert (row.removed_at is not None) == (row.id in removed)
        assert (content is None) == (row.id in removed)
        assert content is None or len(content.data) == row.size
