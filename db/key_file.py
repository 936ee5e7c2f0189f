"""The form of the key file: parsing with limits, canonical bytes, saving that survives a crash.

Everything here is readable without a password; secrets stand in it only encrypted. The label of a
slot is the name shown on the unlock screen, the one datum about a person that lies outside the
encrypted store.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from db.durable_file import explain_os_error, sync_folder, write_durably
from db.errors import KeyFileDamaged, StoreError, StoreMissing

FORMAT = 1
_LARGEST = 1 << 20
KINDS = ("user", "recovery")


@dataclass(frozen=True)
class KdfParameters:
    """Cost of one Argon2id run: memory in KiB, passes over it, lanes.

    Raises:
        ValueError: outside the accepted range, which is checked before anything is run so that an
            altered file can neither weaken the password nor exhaust the computer.
    """

    m: int = 131072
    t: int = 3
    p: int = 2

    def __post_init__(self) -> None:
        if not (19456 <= self.m <= 1048576 and 1 <= self.t <= 10 and 1 <= self.p <= 8):
            raise ValueError("key derivation parameters out of range")


@dataclass(frozen=True)
class Slot:
    """One way in: a staff member's password or the recovery key."""

    id: str
    kind: str
    user_id: str
    role: str
    label: str
    kdf: KdfParameters
    salt: bytes
    nonce: bytes
    priv: bytes
    x_pub: bytes
    ed_pub: bytes
    sealed: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class RetiredKey:
    """A signing key no longer in use, kept so that old audit rows can still be verified."""

    user_id: str
    ed_pub: bytes


@dataclass(frozen=True)
class KeyFile:
    """A parsed key file; ``gen`` grows by one with each save."""

    db_id: str
    gen: int
    cipher_salt: bytes
    deks: tuple[str, ...]
    slots: tuple[Slot, ...]
    retired: tuple[RetiredKey, ...]
    mac: bytes = b""

    def slot_of(self, user_id: str) -> Slot | None:
        """Return the person's slot, or None."""
        return next((s for s in self.slots if s.kind == "user" and s.user_id == user_id), None)

    @property
    def recovery(self) -> Slot:
        """The one recovery slot."""
        return next(s for s in self.slots if s.kind == "recovery")


def canonical(value: object) -> bytes:
    """Return the one byte form of a plain JSON value that hashes and seals are computed over."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return text.encode("ascii")


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def slot_aad(db_id: str, slot: Slot) -> bytes:
    """Return what a slot's private halves are bound to: all of the slot but its ciphertexts."""
    bound = _plain(asdict(slot))
    del bound["priv"], bound["sealed"]
    return canonical({"db_id": db_id, "slot": bound})


def _document(file: KeyFile) -> dict[str, Any]:
    return {"fmt": FORMAT, **_plain(asdict(file))}


def mac_input(file: KeyFile) -> bytes:
    """Return the canonical bytes that the file's MAC covers."""
    return canonical({**_document(file), "mac": ""})


class _Reader:
    """Takes typed members out of one JSON object; anything unexpected is damage."""

    def __init__(self, value: object, names: set[str]) -> None:
        if not isinstance(value, dict) or set(value) != names:
            raise KeyFileDamaged("members")
        self._value = value

    def text(self, name: str) -> str:
        value = self._value[name]
        if not isinstance(value, str) or len(value) > 1000:
            raise KeyFileDamaged(name)
        return value

    def number(self, name: str) -> int:
        value = self._value[name]
        if type(value) is not int or not 0 <= value < 1 << 53:
            raise KeyFileDamaged(name)
        return value

    def octets(self, name: str, size: int) -> bytes:
        return _octets(self.text(name), size)

    def hex(self, name: str, size: int) -> str:
        return self.octets(name, size).hex()

    def rows(self, name: str) -> list[object]:
        value = self._value[name]
        if not isinstance(value, list):
            raise KeyFileDamaged(name)
        return value

    def raw(self, name: str) -> object:
        return self._value[name]


def _octets(value: object, size: int) -> bytes:
    if not isinstance(value, str) or len(value) != 2 * size:
        raise KeyFileDamaged("length")
    try:
        return bytes.fromhex(value)
    except ValueError:
        raise KeyFileDamaged("digits") from None


def _parse_slot(value: object) -> Slot:
    names = {"id", "kind", "user_id", "role", "label", "kdf", "salt", "nonce", "priv"}
    reader = _Reader(value, names | {"x_pub", "ed_pub", "sealed"})
    kdf = _Reader(reader.raw("kdf"), {"m", "t", "p"})
    try:
        cost = KdfParameters(kdf.number("m"), kdf.number("t"), kdf.number("p"))
    except ValueError:
        raise KeyFileDamaged("kdf") from None
    sealed = reader.raw("sealed")
    if not isinstance(sealed, dict) or reader.text("kind") not in KINDS:
        raise KeyFileDamaged("slot")
    return Slot(
        id=reader.hex("id", 8),
        kind=reader.text("kind"),
        user_id=reader.text("user_id"),
        role=reader.text("role"),
        label=reader.text("label"),
        kdf=cost,
        salt=reader.octets("salt", 16),
        nonce=reader.octets("nonce", 12),
        priv=reader.octets("priv", 80),
        x_pub=reader.octets("x_pub", 32),
        ed_pub=reader.octets("ed_pub", 32),
        sealed={_octets(dek, 8).hex(): _octets(box, 80) for dek, box in sealed.items()},
    )


def _parse_retired(value: object) -> RetiredKey:
    reader = _Reader(value, {"user_id", "ed_pub"})
    return RetiredKey(reader.text("user_id"), reader.octets("ed_pub", 32))


def parse(content: bytes) -> KeyFile:
    """Read a key file, trusting nothing in it yet.

    Raises:
        KeyFileDamaged: not this format, a member missing or outside its limits.
    """
    try:
        document = json.loads(content.decode("utf-8"))
    except (ValueError, RecursionError):
        raise KeyFileDamaged("not JSON") from None
    names = {"fmt", "db_id", "gen", "cipher_salt", "deks", "slots", "retired", "mac"}
    reader = _Reader(document, names)
    if reader.number("fmt") != FORMAT:
        raise KeyFileDamaged("format")
    file = KeyFile(
        db_id=reader.hex("db_id", 16),
        gen=reader.number("gen"),
        cipher_salt=reader.octets("cipher_salt", 16),
        deks=tuple(_octets(dek, 8).hex() for dek in reader.rows("deks")),
        slots=tuple(_parse_slot(slot) for slot in reader.rows("slots")),
        retired=tuple(_parse_retired(row) for row in reader.rows("retired")),
        mac=reader.octets("mac", 32),
    )
    people = [slot.user_id for slot in file.slots if slot.kind == "user"]
    if (
        not 1 <= len(file.deks) <= 2
        or len(set(people)) != len(people)
        or len(file.slots) != len(people) + 1
        or any(set(slot.sealed) != set(file.deks) for slot in file.slots)
    ):
        raise KeyFileDamaged("slots")
    return file


def previous_path(path: Path) -> Path:
    """Return the name of the copy that exists only while a save is under way."""
    return path.with_name(path.name + ".prev")


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(_LARGEST + 1)
    except OSError as error:
        raise explain_os_error(error) from error
    if len(content) > _LARGEST:
        raise KeyFileDamaged("size")
    return content


def load(path: Path) -> KeyFile:
    """Read the key file, or the copy of an interrupted save if the file itself is gone or torn.

    Raises:
        StoreMissing: neither is there.
        KeyFileDamaged: neither can be read.
        FolderReadOnly: reading is not permitted.
        DiskFault: the drive failed.
    """
    try:
        return parse(_read(path))
    except (KeyFileDamaged, StoreMissing) as first:
        try:
            return parse(_read(previous_path(path)))
        except StoreError:
            raise first from None


def drop_previous(path: Path) -> None:
    """Delete the copy of the save before, through which an old password would still open."""
    previous = previous_path(path)
    try:
        if previous.exists():
            previous.unlink()
            sync_folder(path.parent)
    except OSError as error:
        raise explain_os_error(error) from error


def drop_stale_previous(path: Path) -> None:
    """Delete what a save killed at its last step left behind, unless it is the only good copy."""
    try:
        parse(_read(path))
        drop_previous(path)
    except StoreError:
        # Reading the store must work from a folder that cannot be written.
        return


def save(path: Path, file: KeyFile, sign: Callable[[bytes], bytes]) -> KeyFile:
    """Write the next generation of the file, read it back, then drop the copy of the last one.

    Raises:
        FolderReadOnly: the folder refuses.
        DiskFull: no room; the old file stands.
        DiskFault: the drive failed or gave back something else.
    """
    file = replace(file, gen=file.gen + 1, mac=b"")
    file = replace(file, mac=sign(mac_input(file)))
    content = json.dumps(_document(file), indent=1, sort_keys=True).encode("ascii") + b"\n"
    try:
        old = _read(path)
        parse(old)
    except (KeyFileDamaged, StoreMissing):
        # Nothing worth copying; a copy from an interrupted save may be the only good one.
        pass
    else:
        write_durably(previous_path(path), old)
    write_durably(path, content)
    if _read(path) != content:
        raise KeyFileDamaged("read back")
    drop_previous(path)
    return file
