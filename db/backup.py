"""Encrypted backups that were opened and checked before they count.

A backup is a folder holding the database, its keys and a manifest sealed with a key of the store.
It is built under a name ending in ``.part`` and renamed when everything in it was verified: a
folder with the final name is whole, and what a killed backup of this store left is swept away by
the next one. The keys come first, so that even half a backup tells whose it is. Backups are ordered
by their number, never by the clock.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as dbapi

from db import key_file
from db.durable_file import explain_os_error, make_private_folder, sync_folder, write_durably
from db.engine import connect, explain
from db.errors import BackupFailed, DiskFull, KeyFileDamaged, StoreError
from db.folder import StoreFolder
from db.inspection import page_findings, table_counts
from db.key_envelope import UnlockedKeys
from db.schema_version import current_revision

MANIFEST = "manifest.json"
_FORMAT = 1
_NAME = re.compile(r"backup-(\d{6,})")
_LEFT_OVER = re.compile(r"backup-\d{6,}\.(?:part|old)")
_LARGEST_MANIFEST = 1 << 20
_GENESIS = "0" * 64


@dataclass(frozen=True)
class BackupManifest:
    """What a backup holds; ``counters`` are the last numbers given out in each series."""

    db_id: str
    seq: int
    gen: int
    schema: str
    program_version: str
    reason: str
    made_at: int
    pages: int
    bytes: int
    sha256: str
    keys_sha256: str
    counts: Mapping[str, int]
    counters: Mapping[str, int]
    audit_seq: int
    audit_head: str
    mac: str = ""

    @property
    def name(self) -> str:
        """The folder's name."""
        return f"backup-{self.seq:06d}"

    @property
    def made(self) -> datetime:
        """When it was made, by the computer's clock."""
        return datetime.fromtimestamp(self.made_at, UTC)


def _canonical(manifest: BackupManifest) -> bytes:
    document = {"fmt": _FORMAT, **asdict(replace(manifest, mac=""))}
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode("ascii")


def _mac(manifest: BackupManifest, backup_key: bytes) -> str:
    return hmac.new(backup_key, _canonical(manifest), hashlib.sha256).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync_file(path: Path) -> None:
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def _contents(connection: dbapi.Connection) -> dict[str, Any]:
    """Return what must be equal in the source's snapshot and in its copy."""
    counts = dict(table_counts(connection))
    counters: dict[str, int] = {}
    if "counters" in counts:
        counters = dict(connection.execute("SELECT series, last FROM counters").fetchall())
    row = None
    if "audit_log" in counts:
        query = "SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1"
        row = connection.execute(query).fetchone()
    audit_seq, audit_head = row or (0, _GENESIS)
    return {
        "schema": current_revision(connection) or "",
        "pages": connection.execute("PRAGMA page_count").fetchone()[0],
        "counts": counts,
        "counters": counters,
        "audit_seq": audit_seq,
        "audit_head": audit_head,
    }


def _copy_database(source: Path, target: Path, keyspec: str) -> dict[str, Any]:
    """Copy in one step: a copy in portions starts again at every write and may never end."""
    with closing(connect(source, keyspec, write=False)) as original:
        original.execute("BEGIN")
        contents = _contents(original)
        os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        uri = f"{target.absolute().as_uri()}?mode=rw"
        with closing(dbapi.connect(uri, uri=True, isolation_level=None)) as copy:
            copy.execute(f"PRAGMA key=\"x'{keyspec}'\"")
            if copy.execute("PRAGMA cipher_status").fetchone() != ("1",):
                raise BackupFailed("cipher")
            original.backup(copy)
        original.execute("ROLLBACK")
    return contents


def _verify_database(path: Path, keyspec: str, expected: Mapping[str, Any]) -> None:
    with closing(connect(path, keyspec, write=False)) as copy:
        findings = page_findings(copy)
        if findings:
            raise BackupFailed(findings[0].code)
        if _contents(copy) != dict(expected):
            raise BackupFailed("contents")


def _next_number(target: Path) -> int:
    numbers = [int(name[1]) for entry in target.iterdir() if (name := _NAME.match(entry.name))]
    return max(numbers, default=0) + 1


def _sweep(target: Path, db_id: str) -> None:
    """Remove what backups of this store left when they were cut off, and nothing else."""
    for entry in target.iterdir():
        if _LEFT_OVER.fullmatch(entry.name) and _is_left_over(entry, db_id):
            shutil.rmtree(entry, ignore_errors=True)


def _is_left_over(entry: Path, db_id: str) -> bool:
    """Return whether a folder holds nothing but files of a backup, and not of another store."""
    try:
        if entry.is_symlink() or not entry.is_dir():
            return False
        bundle = StoreFolder(entry)
        ours = (bundle.database.name, bundle.keys.name, MANIFEST)
        for left in entry.iterdir():
            beside = left.name.removesuffix(".tmp").removesuffix("-journal")
            if beside not in ours or left.is_symlink() or not left.is_file():
                return False
        # Without its keys nothing in it can ever be opened.
        return not bundle.keys.exists() or key_file.load(bundle.keys).db_id == db_id
    except (OSError, StoreError):
        return False


def _refuse_little_space(source: Path, target: Path) -> None:
    if shutil.disk_usage(target).free < 2 * source.stat().st_size:
        raise BackupFailed("space")


def make_backup(
    folder: StoreFolder,
    unlocked: UnlockedKeys,
    target: Path,
    *,
    reason: str,
    program_version: str = "",
    made_at: datetime | None = None,
) -> BackupManifest:
    """Copy the store into ``target`` while it is in use, and verify the copy by opening it.

    Runs on its own connections; writers go on meanwhile. ``reason`` is a short word such as
    ``daily`` or ``migration``.

    Raises:
        BackupFailed: no copy was made; nothing is left behind.
    """
    try:
        make_private_folder(target)
        _sweep(target, unlocked.db_id)
        _refuse_little_space(folder.database, target)
        number = _next_number(target)
        part = target / f"backup-{number:06d}.part"
        # Before anything that cleans up: a folder that was there already is somebody else's.
        part.mkdir(mode=0o700)
    except StoreError as error:
        raise error if isinstance(error, BackupFailed) else BackupFailed("disk") from error
    except OSError as error:
        raise BackupFailed("disk") from error
    moment = made_at or datetime.now(UTC)
    try:
        manifest = _build(folder, unlocked, part, number, reason, program_version, moment)
        part.rename(target / manifest.name)
        sync_folder(target)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        raise _as_failure(error) or error from error
    return manifest


def _as_failure(error: BaseException) -> BackupFailed | None:
    if isinstance(error, BackupFailed):
        return error
    meaning = error if isinstance(error, StoreError) else explain(error)
    if isinstance(error, OSError):
        meaning = explain_os_error(error)
    if meaning is None:
        return None
    return BackupFailed("space" if isinstance(meaning, DiskFull) else "source")


def _build(
    folder: StoreFolder,
    unlocked: UnlockedKeys,
    part: Path,
    number: int,
    reason: str,
    program_version: str,
    moment: datetime,
) -> BackupManifest:
    bundle = StoreFolder(part)
    write_durably(bundle.keys, folder.keys.read_bytes())
    contents = _copy_database(folder.database, bundle.database, unlocked.keyspec)
    _sync_file(bundle.database)
    _verify_database(bundle.database, unlocked.keyspec, contents)
    if {entry.name for entry in part.iterdir()} != {bundle.database.name, bundle.keys.name}:
        raise BackupFailed("files")
    # Once more: a password that changed meanwhile belongs to what was just copied.
    keys = folder.keys.read_bytes()
    gen = key_file.parse(keys).gen
    write_durably(bundle.keys, keys)
    manifest = BackupManifest(
        db_id=unlocked.db_id,
        seq=number,
        gen=gen,
        program_version=program_version,
        reason=reason,
        made_at=int(moment.timestamp()),
        bytes=bundle.database.stat().st_size,
        sha256=_sha256(bundle.database),
        keys_sha256=hashlib.sha256(keys).hexdigest(),
        **contents,
    )
    manifest = replace(manifest, mac=_mac(manifest, unlocked.backup_key))
    document = {"fmt": _FORMAT, **asdict(manifest)}
    write_durably(part / MANIFEST, json.dumps(document, indent=1, sort_keys=True).encode("ascii"))
    return manifest


def read_manifest(bundle: Path, unlocked: UnlockedKeys) -> BackupManifest:
    """Read a backup's manifest and believe it only under its seal.

    Raises:
        BackupFailed: ``manifest`` when it is missing, garbled, or sealed by another store.
    """
    try:
        with (bundle / MANIFEST).open("rb") as stream:
            document = json.loads(stream.read(_LARGEST_MANIFEST))
        if document.pop("fmt") != _FORMAT:
            raise BackupFailed("manifest")
        manifest = BackupManifest(**document)
        genuine = hmac.compare_digest(
            str(manifest.mac).encode(), _mac(manifest, unlocked.backup_key).encode()
        )
    except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
        raise BackupFailed("manifest") from error
    if not genuine or manifest.db_id != unlocked.db_id:
        raise BackupFailed("manifest")
    return manifest


def verify_backup(bundle: Path, unlocked: UnlockedKeys) -> BackupManifest:
    """Check a backup completely: seal, bytes, pages, references, contents. Changes nothing in it.

    Raises:
        BackupFailed: what does not hold.
    """
    manifest = read_manifest(bundle, unlocked)
    inside = StoreFolder(bundle)
    try:
        if _sha256(inside.database) != manifest.sha256:
            raise BackupFailed("files")
        keys = inside.keys.read_bytes()
        if hashlib.sha256(keys).hexdigest() != manifest.keys_sha256:
            raise BackupFailed("files")
        if key_file.parse(keys).gen != manifest.gen:
            raise KeyFileDamaged("gen")
        expected = {
            name: getattr(manifest, name)
            for name in ("schema", "pages", "counts", "counters", "audit_seq", "audit_head")
        }
        _verify_database(inside.database, unlocked.keyspec, expected)
    except (StoreError, dbapi.Error, OSError) as error:
        raise _as_failure(error) or BackupFailed("source") from error
    return manifest


def list_backups(target: Path, unlocked: UnlockedKeys) -> list[BackupManifest]:
    """Return the backups of this store whose seal and size hold, oldest first."""
    found: list[BackupManifest] = []
    if not target.is_dir():
        return found
    for entry in target.iterdir():
        if not _NAME.fullmatch(entry.name):
            continue
        try:
            manifest = read_manifest(entry, unlocked)
            if StoreFolder(entry).database.stat().st_size == manifest.bytes:
                found.append(manifest)
        except (BackupFailed, OSError):
            # Not one of ours, or no longer whole: it is neither counted nor ever deleted.
            continue
    return sorted(found, key=lambda manifest: manifest.seq)
