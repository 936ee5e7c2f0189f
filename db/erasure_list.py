"""The list of erasures kept outside the database, so that a restored older store forgets again.

It holds ids only, never a name, and is sealed with a key of the store.  It only ever grows: what
was erased once stays erased (PIPL art. 47).
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.durable_file import write_durably
from db.models.privacy import Erasure

ERASED = "erased"
"""Set in ``Session.info`` by a transaction that erased something."""
Entry = tuple[str, str, str]
"""Subject, id and ground of one erasure."""


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _mac(audit_key: bytes, db_id: str, entries: Iterable[Entry]) -> str:
    key = hmac.new(audit_key, b"erasure-list", hashlib.sha256).digest()
    content = _canonical([db_id, [list(entry) for entry in entries]])
    return hmac.new(key, content, hashlib.sha256).hexdigest()


def read_list(path: Path, audit_key: bytes, db_id: str) -> frozenset[Entry]:
    """Return what the list names; a missing, garbled or foreign one names nothing."""
    try:
        document = json.loads(path.read_bytes())
        entries = sorted(
            (str(subject), str(subject_id), str(ground))
            for subject, subject_id, ground in document["erased"]
        )
        for _subject, subject_id, _ground in entries:
            bytes.fromhex(subject_id)
        genuine = hmac.compare_digest(
            str(document["mac"]).encode(), _mac(audit_key, db_id, entries).encode()
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return frozenset()
    return frozenset(entries) if genuine else frozenset()


def erased_in(session: Session) -> frozenset[Entry]:
    """Return what the store itself says was erased."""
    rows = session.execute(select(Erasure.subject, Erasure.subject_id, Erasure.ground))
    return frozenset((subject, subject_id, ground) for subject, subject_id, ground in rows)


def add_to_list(path: Path, audit_key: bytes, db_id: str, erased: frozenset[Entry]) -> None:
    """Make the list name ``erased`` besides what it names already; durable when this returns.

    Raises:
        FolderReadOnly, DiskFull, DiskFault: the old list stands.
    """
    known = read_list(path, audit_key, db_id)
    if erased <= known and (known or not path.exists()):
        return
    entries = sorted(known | erased)
    document = {
        "db_id": db_id,
        "erased": [list(entry) for entry in entries],
        "mac": _mac(audit_key, db_id, entries),
    }
    write_durably(path, _canonical(document) + b"\n")
