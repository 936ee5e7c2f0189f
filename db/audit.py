"""The audit chain: appending signed rows, verifying them, and the head that is anchored outside.

Whoever holds the data key can recompute the chain, but can sign only as themselves; whoever puts
an older file back is betrayed by the head kept outside it. Values are hashed under the audit key,
so that a telephone number cannot be found again by trying all numbers.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.durable_file import write_durably
from db.models.audit import AuditEntry

GENESIS = "0" * 64
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_LAST_ROW = "audit_last_row"
_INSERT_ONLY = (
    "audit_log",
    "case_events",
    "ratings",
    "notices",
    "erasures",
    "signed_reports",
    "improvement_entries",
)
# Every column but those that an erasure empties: words and facts, of a rating the words.
_FIXED = {
    "case_events": ("seq", "case_id", "kind", "at", "staff_id"),
    "ratings": (
        "id",
        "visit_id",
        "case_id",
        "answer",
        "score",
        "reasons",
        "entered_by",
        "staff_id",
        "given_at",
    ),
    "signed_reports": (
        "id",
        "project_id",
        "period",
        "version",
        "data_hash",
        "reason",
        "changes",
        "program_version",
        "signed_at",
        "signed_by",
    ),
}
# Each fact of an event is as it was, or empty; none is lost and none comes.
_FACTS_REWRITTEN = (
    "(SELECT count(*) FROM json_each(NEW.facts)) IS NOT "
    "(SELECT count(*) FROM json_each(OLD.facts)) OR EXISTS "
    "(SELECT 1 FROM json_each(NEW.facts) AS n LEFT JOIN json_each(OLD.facts) AS o "
    "ON o.key IS n.key WHERE o.key IS NULL OR "
    "(n.value IS NOT o.value AND n.value IS NOT '' AND n.value IS NOT '[]' "
    "AND n.value IS NOT '{}'))"
)
# Every part of a signed report is in its place and of its kind; a text is as it was, or empty.
_CONTENT_REWRITTEN = (
    "EXISTS (SELECT fullkey, type FROM json_tree(OLD.content) "
    "EXCEPT SELECT fullkey, type FROM json_tree(NEW.content)) "
    "OR EXISTS (SELECT fullkey, type, atom FROM json_tree(NEW.content) WHERE atom IS NOT '' "
    "EXCEPT SELECT fullkey, type, atom FROM json_tree(OLD.content))"
)
_REWRITTEN = {
    "case_events": f"NEW.words NOT IN ('', OLD.words) OR {_FACTS_REWRITTEN}",
    "ratings": "NEW.words NOT IN ('', OLD.words)",
    "signed_reports": _CONTENT_REWRITTEN,
}


def _guard(table: str, verb: str) -> str:
    """Return the trigger that refuses ``verb``; an erasure may empty words and nothing else."""
    when = ""
    if verb == "UPDATE" and table in _FIXED:
        fixed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _FIXED[table])
        refused = f"{fixed} OR {_REWRITTEN[table]}"
        when = f"WHEN NOT EXISTS (SELECT 1 FROM erasing) OR {refused} "  # noqa: S608 - our names
    return (
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"{when}BEGIN SELECT RAISE(ABORT, '{table} is insert-only'); END"
    )


INSERT_ONLY_TRIGGERS: tuple[str, ...] = (
    *(_guard(table, verb) for table in _INSERT_ONLY for verb in ("UPDATE", "DELETE")),
    # The paper of a signed report is what it is, or an erasure has taken it away.
    _guard("signed_papers", "UPDATE"),
    (
        "CREATE TRIGGER signed_papers_no_delete BEFORE DELETE ON signed_papers "
        "WHEN NOT EXISTS (SELECT 1 FROM erasing) "
        "BEGIN SELECT RAISE(ABORT, 'signed_papers is insert-only'); END"
    ),
    # The way past the guards opens only for an erasure that is on record itself.
    (
        "CREATE TRIGGER erasing_on_record BEFORE INSERT ON erasing "
        "WHEN NOT EXISTS (SELECT 1 FROM erasures WHERE id = NEW.erasure_id) "
        "BEGIN SELECT RAISE(ABORT, 'no such erasure'); END"
    ),
)


@dataclass(frozen=True)
class AuditHead:
    """Number and hash of the last row; of an empty log, 0 and the genesis hash."""

    seq: int
    hash: str


class ChainFault(StrEnum):
    """What can be wrong at one row of the chain."""

    GAP = "gap"
    BROKEN_LINK = "broken_link"
    ALTERED = "altered"
    FORGED = "forged"
    UNKNOWN_ACTOR = "unknown_actor"
    TIME_WENT_BACK = "time_went_back"
    TAIL_REMOVED = "tail_removed"


@dataclass(frozen=True)
class ChainFinding:
    """One fault and the number of the row it was found at."""

    code: ChainFault
    seq: int


class AnchorState(StrEnum):
    """How the store compares with the last head that this computer has seen."""

    AGREES = "agrees"
    WENT_BACK = "went_back"
    ABSENT = "absent"


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def hash_of_values(audit_key: bytes, values: Mapping[str, Any] | None) -> str | None:
    """Return the keyed hash that stands in the log for a record's plain JSON values."""
    if values is None:
        return None
    return hmac.new(audit_key, b"values" + _canonical(dict(values)), hashlib.sha256).hexdigest()


def _row_hash(audit_key: bytes, row: AuditEntry) -> str:
    fields = [
        row.seq,
        (row.at - _EPOCH) // _MICROSECOND,
        row.actor,
        row.action,
        row.object,
        row.before_hash,
        row.after_hash,
        row.prev_hash,
    ]
    return hmac.new(audit_key, b"row" + _canonical(fields), hashlib.sha256).hexdigest()


def _last(session: Session) -> AuditEntry | None:
    return session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(1)).first()


def append(
    session: Session,
    *,
    action: str,
    object: str,  # noqa: A002 - the word of the log's own column
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    now: datetime,
) -> AuditEntry:
    """Add a row signed by whoever unlocked the store, in the transaction of the change it tells of.

    ``object`` is ``kind:id``; ``before`` and ``after`` are plain JSON values, kept as hashes only.
    A clock that was put back is overruled: rows are never earlier than the one before.

    Raises:
        KeyError: the session is not one of ``db.store.Store``.
    """
    audit_key: bytes = session.info["audit_key"]
    last = _last_of_transaction(session)
    row = AuditEntry(
        seq=1 if last is None else last.seq + 1,
        at=now if last is None else max(now, last.at + _MICROSECOND),
        actor=session.info["staff_id"],
        action=action,
        object=object,
        before_hash=hash_of_values(audit_key, before),
        after_hash=hash_of_values(audit_key, after),
        prev_hash=GENESIS if last is None else last.hash,
    )
    row.hash = _row_hash(audit_key, row)
    row.sig = session.info["signing_key"].sign(bytes.fromhex(row.hash))
    session.add(row)
    session.info[_LAST_ROW] = (session.get_transaction(), row)
    return row


def _last_of_transaction(session: Session) -> AuditEntry | None:
    """Return the end of the chain; asked of the store once a transaction, as it alone may write."""
    transaction, row = session.info.get(_LAST_ROW, (None, None))
    if transaction is not None and transaction is session.get_transaction():
        known: AuditEntry = row
        return known
    return _last(session)


def head(session: Session) -> AuditHead:
    """Return the end of the chain as it stands in this transaction."""
    last = _last(session)
    return AuditHead(0, GENESIS) if last is None else AuditHead(last.seq, last.hash)


def _signed_by(row: AuditEntry, keys: tuple[bytes, ...]) -> bool:
    for key in keys:
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(row.sig, bytes.fromhex(row.hash))
        except (InvalidSignature, ValueError):
            continue
        return True
    return False


def verify_chain(
    session: Session, audit_key: bytes, public_keys: Mapping[str, tuple[bytes, ...]]
) -> list[ChainFinding]:
    """Walk the whole log and return every fault; about 0.2 ms a row.

    ``public_keys`` come from ``db.key_envelope.signing_public_keys``.
    """
    findings: list[ChainFinding] = []
    seq, link, at = 0, GENESIS, _EPOCH
    rows = session.scalars(
        select(AuditEntry).order_by(AuditEntry.seq).execution_options(yield_per=1000)
    )
    for row in rows:
        faults = {
            ChainFault.GAP: row.seq != seq + 1,
            ChainFault.BROKEN_LINK: row.prev_hash != link,
            ChainFault.ALTERED: row.hash != _row_hash(audit_key, row),
            ChainFault.UNKNOWN_ACTOR: row.actor not in public_keys,
            ChainFault.FORGED: row.actor in public_keys
            and not _signed_by(row, public_keys[row.actor]),
            ChainFault.TIME_WENT_BACK: row.at <= at,
        }
        findings += [ChainFinding(code, row.seq) for code, found in faults.items() if found]
        seq, link, at = row.seq, row.hash, row.at
    given = session.execute(text("SELECT seq FROM sqlite_sequence WHERE name = 'audit_log'"))
    highest = given.scalar()
    if highest is not None and highest > seq:
        findings.append(ChainFinding(ChainFault.TAIL_REMOVED, seq + 1))
    return findings


def _anchor_mac(audit_key: bytes, db_id: str, last: AuditHead) -> str:
    content = _canonical([db_id, last.seq, last.hash])
    return hmac.new(audit_key, b"anchor" + content, hashlib.sha256).hexdigest()


def write_anchor(path: Path, audit_key: bytes, db_id: str, last: AuditHead) -> None:
    """Keep the head outside the database.

    Raises:
        FolderReadOnly, DiskFull, DiskFault: the old anchor stands.
    """
    mac = _anchor_mac(audit_key, db_id, last)
    document = {"db_id": db_id, "seq": last.seq, "hash": last.hash, "mac": mac}
    write_durably(path, _canonical(document) + b"\n")


def compare_anchor(path: Path, audit_key: bytes, db_id: str, session: Session) -> AnchorState:
    """Tell whether the store still contains the row that the anchor names.

    A missing, garbled or foreign anchor proves nothing and is ``ABSENT``.
    """
    try:
        document = json.loads(path.read_bytes())
        anchored = AuditHead(int(document["seq"]), str(document["hash"]))
        genuine = hmac.compare_digest(
            str(document["mac"]).encode(), _anchor_mac(audit_key, db_id, anchored).encode()
        )
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return AnchorState.ABSENT
    if not genuine:
        return AnchorState.ABSENT
    if anchored.seq == 0:
        return AnchorState.AGREES
    row = session.get(AuditEntry, anchored.seq)
    same = row is not None and row.hash == anchored.hash
    return AnchorState.AGREES if same else AnchorState.WENT_BACK
