"""Who may open the store: a random data key, sealed once for each staff member and for recovery.

Each slot holds a key pair whose private half opens by password; the data key is sealed to the
public half, so it can be handed to a new person without knowing anybody's password. A wrong
password fails at its slot; anything that fails behind a slot that opened is damage.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from db import key_file
from db.durable_file import make_private_folder
from db.errors import (
    KeyFileDamaged,
    NotEnoughMemory,
    StaffSlotExists,
    StaffSlotMissing,
    StoreExists,
    WrongPassword,
    WrongRecoveryKey,
)
from db.key_file import KdfParameters, KeyFile, RetiredKey, Slot
from db.recovery_key import format_recovery_key, new_recovery_secret, parse_recovery_key

RECOVERY = "recovery"
_PRODUCTION = KdfParameters()
# Each sealing draws a fresh key from an ephemeral pair, so its one nonce may be constant.
_SEAL_NONCE = bytes(12)


@dataclass(frozen=True)
class UnlockedKeys:
    """What an opened slot gives: held while the desk is unlocked, dropped when it locks."""

    db_id: str
    staff_id: str
    role: str
    keyspec: str = field(repr=False)
    data_key: bytes = field(repr=False)
    audit_key: bytes = field(repr=False)
    backup_key: bytes = field(repr=False)
    signing_key: Ed25519PrivateKey = field(repr=False)


def _hkdf(secret: bytes, label: str, salt: bytes | None = None) -> bytes:
    return HKDF(SHA256(), 32, salt, label.encode()).derive(secret)


def _password_bytes(password: str) -> bytes:
    # A lone surrogate cannot be typed but can be passed; it must fail like any wrong password.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _stretch(secret: bytes, salt: bytes, kdf: KdfParameters) -> bytes:
    try:
        return hash_secret_raw(secret, salt, kdf.t, kdf.m, kdf.p, 32, Type.ID, version=19)
    except HashingError as error:
        raise NotEnoughMemory from error


def _seal_aad(db_id: str, slot_id: str, dek_id: str) -> bytes:
    return key_file.canonical({"db_id": db_id, "slot": slot_id, "dek": dek_id})


def _seal(data_key: bytes, x_pub: bytes, aad: bytes) -> bytes:
    ephemeral = X25519PrivateKey.generate()
    ours = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(x_pub))
    return ours + AESGCM(_hkdf(shared, "seal", ours + x_pub)).encrypt(_SEAL_NONCE, data_key, aad)


def _unseal(box: bytes, private: X25519PrivateKey, aad: bytes) -> bytes:
    theirs, text = box[:32], box[32:]
    ours = private.public_key().public_bytes_raw()
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(theirs))
        return AESGCM(_hkdf(shared, "seal", theirs + ours)).decrypt(_SEAL_NONCE, text, aad)
    except (InvalidTag, ValueError):
        raise KeyFileDamaged("sealed key") from None


def _wrap(db_id: str, slot: Slot, secret: bytes, seeds: bytes, kdf: KdfParameters) -> Slot:
    """Encrypt a slot's private halves under a fresh salt and nonce."""
    slot = replace(slot, kdf=kdf, salt=secrets.token_bytes(16), nonce=secrets.token_bytes(12))
    cipher = AESGCM(_stretch(secret, slot.salt, kdf))
    return replace(slot, priv=cipher.encrypt(slot.nonce, seeds, key_file.slot_aad(db_id, slot)))


def _unwrap(db_id: str, slot: Slot, secret: bytes) -> bytes:
    cipher = AESGCM(_stretch(secret, slot.salt, slot.kdf))
    return cipher.decrypt(slot.nonce, slot.priv, key_file.slot_aad(db_id, slot))


def _new_slot(
    file: KeyFile, data_key: bytes, secret: bytes, kdf: KdfParameters, identity: Mapping[str, str]
) -> Slot:
    x_private, ed_private = X25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    x_pub = x_private.public_key().public_bytes_raw()
    slot_id = secrets.token_hex(8)
    slot = Slot(
        id=slot_id,
        kind=identity["kind"],
        user_id=identity["user_id"],
        role=identity["role"],
        label=identity["label"],
        kdf=kdf,
        salt=b"",
        nonce=b"",
        priv=b"",
        x_pub=x_pub,
        ed_pub=ed_private.public_key().public_bytes_raw(),
        sealed={
            dek: _seal(data_key, x_pub, _seal_aad(file.db_id, slot_id, dek)) for dek in file.deks
        },
    )
    seeds = x_private.private_bytes_raw() + ed_private.private_bytes_raw()
    return _wrap(file.db_id, slot, secret, seeds, kdf)


def _mac(data_key: bytes, content: bytes) -> bytes:
    return hmac.digest(_hkdf(data_key, "keyfile-mac"), content, hashlib.sha256)


def _verify_mac(file: KeyFile, data_key: bytes) -> None:
    if not hmac.compare_digest(file.mac, _mac(data_key, key_file.mac_input(file))):
        raise KeyFileDamaged("mac")


def _save(path: Path, file: KeyFile, data_key: bytes) -> None:
    key_file.save(path, file, lambda content: _mac(data_key, content))


def _open(file: KeyFile, slot: Slot, seeds: bytes) -> UnlockedKeys:
    dek = file.deks[-1]
    private = X25519PrivateKey.from_private_bytes(seeds[:32])
    data_key = _unseal(slot.sealed[dek], private, _seal_aad(file.db_id, slot.id, dek))
    _verify_mac(file, data_key)
    return UnlockedKeys(
        db_id=file.db_id,
        staff_id=slot.user_id,
        role=slot.role,
        keyspec=_hkdf(data_key, "sqlcipher").hex() + file.cipher_salt.hex(),
        data_key=data_key,
        audit_key=_hkdf(data_key, "audit"),
        backup_key=_hkdf(data_key, "backup-manifest"),
        signing_key=Ed25519PrivateKey.from_private_bytes(seeds[32:]),
    )


def _trusted(path: Path, unlocked: UnlockedKeys) -> KeyFile:
    """Load the file and believe its public keys only after its MAC."""
    file = key_file.load(path)
    if file.db_id != unlocked.db_id:
        raise KeyFileDamaged("another store")
    _verify_mac(file, unlocked.data_key)
    return file


def _user(staff_id: str, role: str, label: str) -> dict[str, str]:
    return {"kind": "user", "user_id": staff_id, "role": role, "label": label}


def _recovery_slot(file: KeyFile, data_key: bytes, kdf: KdfParameters) -> tuple[Slot, str]:
    secret = new_recovery_secret()
    identity = {"kind": "recovery", "user_id": RECOVERY, "role": RECOVERY, "label": ""}
    return _new_slot(file, data_key, secret, kdf, identity), format_recovery_key(secret)


def create(
    path: Path,
    *,
    staff_id: str,
    role: str,
    label: str,
    password: str,
    kdf: KdfParameters = _PRODUCTION,
) -> tuple[UnlockedKeys, str]:
    """Make the key file of a new store with its first person; return the recovery key to print.

    ``label`` is the name shown on the unlock screen; it lies readable in the file.

    Raises:
        StoreExists: there is a key file here already.
        FolderReadOnly, DiskFull, DiskFault: the file could not be written.
        NotEnoughMemory: the password check needs more memory than there is.
    """
    if path.exists() or key_file.previous_path(path).exists():
        raise StoreExists
    make_private_folder(path.parent)
    data_key = secrets.token_bytes(32)
    file = KeyFile(
        db_id=secrets.token_hex(16),
        gen=0,
        cipher_salt=secrets.token_bytes(16),
        deks=(secrets.token_hex(8),),
        slots=(),
        retired=(),
    )
    secret = _password_bytes(password)
    slot = _new_slot(file, data_key, secret, kdf, _user(staff_id, role, label))
    recovery, recovery_key = _recovery_slot(file, data_key, kdf)
    _save(path, replace(file, slots=(slot, recovery)), data_key)
    return unlock(path, staff_id, password), recovery_key


def unlock(path: Path, staff_id: str, password: str) -> UnlockedKeys:
    """Open a person's slot; takes as long for an unknown person as for a wrong password.

    Raises:
        WrongPassword: no such person, or not their password.
        StoreMissing: no key file.
        KeyFileDamaged: the file is not whole or was altered.
        NotEnoughMemory: the password check needs more memory than there is.
    """
    file = key_file.load(path)
    slot = file.slot_of(staff_id)
    secret = _password_bytes(password)
    if slot is None:
        _stretch(secret, secrets.token_bytes(16), file.slots[0].kdf)
        raise WrongPassword
    try:
        seeds = _unwrap(file.db_id, slot, secret)
    except InvalidTag:
        raise WrongPassword from None
    unlocked = _open(file, slot, seeds)
    key_file.drop_stale_previous(path)
    return unlocked


def unlock_with_recovery(path: Path, recovery_key: str) -> UnlockedKeys:
    """Open the recovery slot; the caller makes a new administrator and a new recovery key.

    Raises:
        RecoveryKeyMistyped: not a well-formed key.
        WrongRecoveryKey: well formed, but not of this store.
        StoreMissing: no key file.
        KeyFileDamaged: the file is not whole or was altered.
        NotEnoughMemory: the check needs more memory than there is.
    """
    secret = parse_recovery_key(recovery_key)
    file = key_file.load(path)
    try:
        seeds = _unwrap(file.db_id, file.recovery, secret)
    except InvalidTag:
        raise WrongRecoveryKey from None
    return _open(file, file.recovery, seeds)


def change_password(
    path: Path, staff_id: str, old: str, new: str, *, kdf: KdfParameters = _PRODUCTION
) -> UnlockedKeys:
    """Re-wrap a person's private halves under a new password, same key pair.

    Backups made before still open with the old password.

    Raises:
        WrongPassword: the old one is not theirs.
        KeyFileDamaged, FolderReadOnly, DiskFull, DiskFault, NotEnoughMemory: nothing was changed.
    """
    unlocked = unlock(path, staff_id, old)
    file = _trusted(path, unlocked)
    slot = file.slot_of(staff_id)
    if slot is None:
        raise KeyFileDamaged("slot gone")
    seeds = _unwrap(file.db_id, slot, _password_bytes(old))
    changed = _wrap(file.db_id, slot, _password_bytes(new), seeds, kdf)
    slots = tuple(changed if s.id == slot.id else s for s in file.slots)
    _save(path, replace(file, slots=slots), unlocked.data_key)
    return unlock(path, staff_id, new)


def add_staff(
    path: Path,
    unlocked: UnlockedKeys,
    staff_id: str,
    role: str,
    password: str,
    *,
    label: str,
    kdf: KdfParameters = _PRODUCTION,
) -> None:
    """Let one more person in.

    Raises:
        StaffSlotExists: this person can sign in already.
        KeyFileDamaged, FolderReadOnly, DiskFull, DiskFault, NotEnoughMemory: nothing was changed.
    """
    file = _trusted(path, unlocked)
    if file.slot_of(staff_id) is not None:
        raise StaffSlotExists
    secret = _password_bytes(password)
    slot = _new_slot(file, unlocked.data_key, secret, kdf, _user(staff_id, role, label))
    _save(path, replace(file, slots=(*file.slots, slot)), unlocked.data_key)


def _without(file: KeyFile, slot: Slot) -> KeyFile:
    retired = (*file.retired, RetiredKey(slot.user_id, slot.ed_pub))
    return replace(file, slots=tuple(s for s in file.slots if s.id != slot.id), retired=retired)


def remove_staff(path: Path, unlocked: UnlockedKeys, staff_id: str) -> None:
    """Delete a person's slot; their signing key stays as retired.

    A copy of the file taken before still opens with their password until the data key is rotated.

    Raises:
        StaffSlotMissing: this person has no slot.
        KeyFileDamaged, FolderReadOnly, DiskFull, DiskFault: nothing was changed.
    """
    file = _trusted(path, unlocked)
    slot = file.slot_of(staff_id)
    if slot is None:
        raise StaffSlotMissing
    _save(path, _without(file, slot), unlocked.data_key)


def reset_staff(
    path: Path,
    unlocked: UnlockedKeys,
    staff_id: str,
    role: str,
    password: str,
    *,
    label: str,
    kdf: KdfParameters = _PRODUCTION,
) -> None:
    """Replace a person's slot in one save: forgotten password, another role, another name.

    They sign with a new key from now on.

    Raises:
        StaffSlotMissing: this person has no slot.
        KeyFileDamaged, FolderReadOnly, DiskFull, DiskFault, NotEnoughMemory: nothing was changed.
    """
    file = _trusted(path, unlocked)
    old = file.slot_of(staff_id)
    if old is None:
        raise StaffSlotMissing
    secret = _password_bytes(password)
    slot = _new_slot(file, unlocked.data_key, secret, kdf, _user(staff_id, role, label))
    file = _without(file, old)
    _save(path, replace(file, slots=(*file.slots, slot)), unlocked.data_key)


def replace_recovery(
    path: Path, unlocked: UnlockedKeys, *, kdf: KdfParameters = _PRODUCTION
) -> str:
    """Make the printed recovery key void and return a new one.

    Raises:
        KeyFileDamaged, FolderReadOnly, DiskFull, DiskFault, NotEnoughMemory: nothing was changed.
    """
    file = _trusted(path, unlocked)
    slot, recovery_key = _recovery_slot(file, unlocked.data_key, kdf)
    file = _without(file, file.recovery)
    _save(path, replace(file, slots=(*file.slots, slot)), unlocked.data_key)
    return recovery_key


def signing_public_keys(path: Path, unlocked: UnlockedKeys) -> dict[str, tuple[bytes, ...]]:
    """Return each actor's Ed25519 public keys, present and retired, to verify the audit log.

    Raises:
        StoreMissing: no key file.
        KeyFileDamaged: the file is not whole or was altered.
    """
    file = _trusted(path, unlocked)
    keys: dict[str, tuple[bytes, ...]] = {}
    pairs = [(slot.user_id, slot.ed_pub) for slot in file.slots]
    pairs += [(retired.user_id, retired.ed_pub) for retired in file.retired]
    for user_id, ed_pub in pairs:
        keys[user_id] = (*keys.get(user_id, ()), ed_pub)
    return keys
