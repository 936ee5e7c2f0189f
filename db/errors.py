"""What can go wrong with the store, told apart by what a person can do about it.

No message here carries a key, a password or anything a customer said.
"""

from __future__ import annotations


class StoreError(Exception):
    """Parent of every failure of the store that is not a bug."""


class WrongPassword(StoreError):
    """The password does not open this person's slot, or there is no such person."""


class WrongRecoveryKey(StoreError):
    """The recovery key is well formed but opens nothing here."""


class RecoveryKeyMistyped(WrongRecoveryKey):
    """The recovery key has the wrong length, a foreign character or false check characters."""


class StaffSlotExists(StoreError):
    """This person can sign in already."""


class StaffSlotMissing(StoreError):
    """This person has no slot in the key file."""


class KeyFileDamaged(StoreError):
    """The key file cannot be read, was altered, or asks for key parameters outside the limits."""


class StoreMissing(StoreError):
    """There is no store, or half of one, in this folder."""


class StoreExists(StoreError):
    """There is a store in this folder already."""


class StoreInUse(StoreError):
    """Another running copy of the program holds this folder."""


class StoreDamaged(StoreError):
    """The key is right but the file is not whole."""


class StoreForeign(StoreError):
    """The file is not a store of this program, or is not encrypted."""


class StoreNewer(StoreError):
    """The store was written by a later version of the program."""


class FolderReadOnly(StoreError):
    """The folder or a file in it cannot be written or opened."""


class DiskFull(StoreError):
    """The drive has no room left; what was being saved was rolled back."""


class DiskFault(StoreError):
    """The drive reported an error while reading or writing."""


class StoreBusy(StoreError):
    """Another transaction held the store for too long."""


class NotEnoughMemory(StoreError):
    """The computer could not give the memory that the password check needs."""


class BackupFailed(StoreError):
    """A backup could not be made or did not stand up to its own verification.

    ``reason`` is a short code: ``space``, ``source``, ``pages``, ``cipher``, ``foreign_keys``,
    ``contents``, ``files``, ``manifest`` or ``disk``.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MigrationFailed(StoreError):
    """A step of the upgrade was refused; the store is as it was before."""


class StoreClosed(StoreError):
    """The desk was locked meanwhile; nothing more can be read or saved."""
