"""The data folder that this process holds: locked, or unlocked on behalf of one staff member.

Locked means gone: locking closes every connection and drops the keys, so that nothing can be read
until somebody unlocks again.  Unlocked by somebody without a live confidentiality agreement, it
takes a signature and nothing else (clause 5-3).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.domain.agreements import SignedAgreement
from app.domain.attempts import AttemptDelay
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.setup import check_name
from app.domain.terms import Role
from app.domain.typed_text import NAME_LIMIT
from app.front_door import StaffChoice, hold, staff_choices
from app.services.confidentiality_agreements import record_agreement
from app.services.erasure import erase_again
from app.services.passwords import check_password
from app.services.search_documents import attach
from app.services.staff import (
    admit_staff,
    record_act,
    record_departure,
    record_new_recovery_key,
    record_recovery,
    staff_member,
)
from app.store_faults import worded_for_people
from app.version import VERSION
from db import backup, integrity, key_envelope
from db.backup_retention import prune
from db.errors import DiskFull, FolderReadOnly
from db.folder import StoreFolder
from db.instance_lock import InstanceLock
from db.key_envelope import UnlockedKeys
from db.store import Store


@dataclass(frozen=True)
class BackupMade:
    """A verified copy of the store."""

    folder: Path
    made_at: datetime
    bytes: int


class Workspace:
    """One data folder, held by this process until :meth:`close`."""

    def __init__(self, folder: Path, lock: InstanceLock | None = None) -> None:
        """Take the folder, or take over the ``lock`` of it that this process holds already.

        Raises:
            UserFacingError: another copy of the program holds it, or it cannot be written.
        """
        self.folder = folder
        self._files = StoreFolder(folder)
        self._lock = lock or hold(folder)
        self._store: Store | None = None
        self._delay = AttemptDelay()
        self._backing_up = threading.RLock()
        self.actor: Actor | None = None

    @property
    def is_unlocked(self) -> bool:
        """Whether somebody has unlocked the desk."""
        return self._store is not None

    @property
    def went_back(self) -> bool:
        """Whether an older state of the store was put in place since this computer last used it."""
        return self._store is not None and self._store.went_back

    def staff(self) -> tuple[StaffChoice, ...]:
        """Return who can unlock the desk.

        Raises:
            UserFacingError: there is no store, or its key file is damaged.
        """
        return staff_choices(self.folder)

    def seconds_to_wait(self) -> float:
        """Return how long the next attempt to unlock has to wait."""
        return self._delay.seconds_left(time.monotonic())

    def unlock(self, staff_id: str, password: str) -> Actor:
        """Open the store on behalf of a staff member; takes a third of a second or so.

        An actor who has not signed the confidentiality agreement gets no further than
        :meth:`sign_agreement`, and to what tells whether the store is sound.

        Raises:
            UserFacingError: wrong password, too many attempts, or the store cannot be opened.
        """
        waiting = self.seconds_to_wait()
        if waiting > 0:
            raise UserFacingError(Problem.TOO_MANY_ATTEMPTS, seconds=int(waiting) + 1)
        try:
            with worded_for_people(self.folder):
                unlocked = key_envelope.unlock(self._files.keys, staff_id, password)
        except UserFacingError as error:
            if error.problem is Problem.WRONG_PASSWORD:
                self._delay.failed(time.monotonic())
            raise
        self._delay.succeeded()
        return self._open(unlocked)

    def unlock_by_name(self, name: str, password: str) -> Actor:
        """Open the store on behalf of the staff member called ``name``.

        Raises:
            UserFacingError: nobody is called so, or as for :meth:`unlock`.
        """
        staff = self.staff()
        for choice in staff:
            if choice.name.casefold() == name.strip().casefold():
                return self.unlock(choice.staff_id, password)
        known = ", ".join(choice.name for choice in staff)
        raise UserFacingError(Problem.UNKNOWN_STAFF, name=name, known=known)

    def recover(self, staff_id: str, recovery_key: str, password: str) -> tuple[Actor, str]:
        """Give somebody a new password by the printed recovery key; return the next recovery key.

        The old recovery key opens nothing any more; it goes last, so that whoever holds it can try
        again after anything that fails.

        Raises:
            UserFacingError: wrong key, weak password, or the store cannot be opened.
        """
        person = next((choice for choice in self.staff() if choice.staff_id == staff_id), None)
        if person is None:
            raise UserFacingError(Problem.NOT_FOUND)
        check_password(password, (person.name,))
        with worded_for_people(self.folder):
            unlocked = key_envelope.unlock_with_recovery(self._files.keys, recovery_key)
            store = Store.open(self._files, unlocked, program_version=VERSION)
            try:
                store.write(record_recovery, staff_id=staff_id, now=datetime.now(UTC))
            finally:
                store.close()
            key_envelope.reset_staff(
                self._files.keys, unlocked, staff_id, person.role, password, label=person.name
            )
            theirs = key_envelope.unlock(self._files.keys, staff_id, password)
            store, actor = self._opened(theirs)
            try:
                next_key = key_envelope.replace_recovery(self._files.keys, theirs)
            except BaseException:
                store.close()
                raise
        self._delay.succeeded()
        self.adopt(store, actor)
        return actor, next_key

    def _refuse_taken_name(self, name: str) -> None:
        if name.casefold() in {choice.name.casefold() for choice in self.staff()}:
            raise UserFacingError(Problem.NAME_TAKEN, name=name)

    def adopt(self, store: Store, actor: Actor) -> None:
        """Take over a store that was just made and opened."""
        attach(store)
        self._store = store
        self.actor = actor

    def _open(self, unlocked: UnlockedKeys) -> Actor:
        with worded_for_people(self.folder):
            store, actor = self._opened(unlocked)
        self.adopt(store, actor)
        return actor

    def _opened(self, unlocked: UnlockedKeys) -> tuple[Store, Actor]:
        store = Store.open(self._files, unlocked, program_version=VERSION)
        try:
            with store.reading() as session:
                actor = staff_member(session, unlocked.staff_id, Role(unlocked.role))
            self._erase_again(store, actor)
        except BaseException:
            store.close()
            raise
        return store, actor

    def _erase_again(self, store: Store, actor: Actor) -> None:
        """Take out of a restored older store whom it brought back (PIPL art. 47).

        A full drive does not keep the desk shut; it is tried again with the next unlocking.
        """
        with suppress(DiskFull, FolderReadOnly):
            entries = store.brought_back()
            if entries:
                store.write(erase_again, actor=actor, entries=entries, now=datetime.now(UTC))

    def sign_agreement(self, agreement: SignedAgreement) -> Actor:
        """Record that whoever unlocked has signed; return the actor who may work from now on.

        Raises:
            UserFacingError: the desk is locked, the agreement cannot be taken, or nothing could be
                saved.
        """
        store, actor = self._unlocked_store(), self.actor
        if actor is None:
            raise UserFacingError(Problem.LOCKED)
        with worded_for_people(self.folder):
            store.write(
                record_agreement,
                actor=actor,
                staff_id=actor.staff_id,
                agreement=agreement,
                now=datetime.now(UTC),
            )
        self.actor = replace(actor, has_signed=True)
        return self.actor

    def read(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call ``work(session, …)`` on one unchanging state of the store.

        Raises:
            UserFacingError: the desk is locked, whoever unlocked has not signed the
                confidentiality agreement, or the store cannot be read.
        """
        self._require_signature()
        return self.examine(work, *args, **kwargs)

    def examine(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Read as :meth:`read` does, without asking for an agreement.

        For ``work`` that tells whether the store is sound, and nothing of any customer.

        Raises:
            UserFacingError: the desk is locked, or the store cannot be read.
        """
        store = self._unlocked_store()
        with worded_for_people(self.folder), store.reading() as session:
            return work(session, *args, **kwargs)

    def write(self, work: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        """Call ``work(session, …)`` in one transaction and commit it, or leave nothing behind.

        Raises:
            UserFacingError: the desk is locked, whoever unlocked has not signed the
                confidentiality agreement, or nothing could be saved.
        """
        self._require_signature()
        store = self._unlocked_store()
        with worded_for_people(self.folder):
            return store.write(work, *args, **kwargs)

    def _require_signature(self) -> None:
        if self.actor is not None and not self.actor.has_signed:
            raise UserFacingError(Problem.AGREEMENT_MISSING)

    def _unlocked_store(self) -> Store:
        if self._store is None:
            raise UserFacingError(Problem.LOCKED)
        return self._store

    def add_staff(
        self, name: str, role: Role, password: str, agreement: SignedAgreement | None = None
    ) -> str:
        """Give somebody an account; return the staff id.

        ``agreement`` is the paper that they have signed; without one they sign at their first
        unlock, and nothing opens for them before.

        The record comes first. Whoever has one but no password yet, because the key file could not
        be written, keeps it when this is done again.

        Raises:
            UserFacingError: not permitted, name taken, weak password, the agreement cannot be
                taken, or nothing could be saved.
        """
        store, actor = self._unlocked_store(), self._require(Action.MANAGE_STAFF)
        # As the records keep it: the key file refuses to be read with a longer label.
        name = check_name(name)[:NAME_LIMIT]
        self._refuse_taken_name(name)
        check_password(password, (name,))
        staff_id: str = self.write(
            admit_staff,
            actor=actor,
            name=name,
            role=role,
            can_unlock=frozenset(choice.staff_id for choice in self.staff()),
            now=datetime.now(UTC),
            agreement=agreement,
        )
        with worded_for_people(self.folder):
            key_envelope.add_staff(
                self._files.keys, store.unlocked, staff_id, role, password, label=name
            )
        return staff_id

    def close_account(self, staff_id: str) -> None:
        """Take somebody's way into the store away; copies made before still open for them.

        If the key file could not be written, this is done again.

        Raises:
            UserFacingError: not permitted, one's own account, or nothing could be saved.
        """
        actor = self._require(Action.MANAGE_STAFF)
        self.write(record_departure, actor=actor, staff_id=staff_id, now=datetime.now(UTC))
        if any(choice.staff_id == staff_id for choice in self.staff()):
            with worded_for_people(self.folder):
                key_envelope.remove_staff(
                    self._files.keys, self._unlocked_store().unlocked, staff_id
                )

    def change_password(self, old: str, new: str) -> None:
        """Change the password of whoever unlocked the desk.

        Raises:
            UserFacingError: the old one is wrong, the new one is weak, or nothing could be saved.
        """
        self._unlocked_store()
        if self.actor is None:
            raise UserFacingError(Problem.LOCKED)
        staff_id = self.actor.staff_id
        check_password(new, (self.actor.name,))
        with worded_for_people(self.folder):
            # Only what is about to be done is written down, so the old password is tried before.
            key_envelope.unlock(self._files.keys, staff_id, old)
        self._record("change_password", f"staff:{staff_id}")
        with worded_for_people(self.folder):
            key_envelope.change_password(self._files.keys, staff_id, old, new)

    def replace_recovery_key(self) -> str:
        """Make the printed recovery key void and return a new one to print.

        From here on nobody has confirmed that the recovery key lies on paper.

        Raises:
            UserFacingError: only administrators may, or nothing could be saved.
        """
        self._require(Action.MANAGE_STAFF)
        self.write(record_new_recovery_key, now=datetime.now(UTC))
        with worded_for_people(self.folder):
            return key_envelope.replace_recovery(self._files.keys, self._unlocked_store().unlocked)

    def back_up(self, target: Path | None = None, reason: str = "manual") -> BackupMade:
        """Copy the store while it is in use, and verify the copy by opening it.

        One copy is made at a time; a second call waits. The copy is as closed as the store, so it
        waits for nobody's agreement: after an upgrade nightly copies go on.

        Raises:
            UserFacingError: not permitted, or no copy was made.
        """
        if reason == "manual":
            if self.actor is None:
                raise UserFacingError(Problem.LOCKED)
            replace(self.actor, has_signed=True).require(Action.BACK_UP)
        place = target or self._files.backups
        with self._backing_up, worded_for_people(self.folder):
            manifest = backup.make_backup(
                self._files,
                self._unlocked_store().unlocked,
                place,
                reason=reason,
                program_version=VERSION,
            )
        return BackupMade(place / manifest.name, manifest.made, manifest.bytes)

    def back_up_daily(self) -> BackupMade | None:
        """Make the day's first copy and let old ones go; return None if today has one already.

        Raises:
            UserFacingError: no copy was made.
        """
        with self._backing_up:
            last = self.last_backup()
            if (
                last is not None
                and last.made_at.astimezone().date() == datetime.now().astimezone().date()
            ):
                return None
            made = self.back_up(reason="daily")
            with worded_for_people(self.folder):
                prune(self._files.backups, self._unlocked_store().unlocked)
            return made

    def accept_older_state(self) -> None:
        """Take an older state of the store as right, because somebody restored it.

        Raises:
            UserFacingError: not permitted, or nothing could be saved.
        """
        self._require(Action.BACK_UP)
        self._record("accept_older_state", f"store:{self.store_id}")
        with worded_for_people(self.folder):
            self._unlocked_store().accept_older_state()

    def last_backup(self) -> BackupMade | None:
        """Return the newest copy in the data folder, None if there is none."""
        with worded_for_people(self.folder):
            made = backup.list_backups(self._files.backups, self._unlocked_store().unlocked)
        if not made:
            return None
        newest = max(made, key=lambda manifest: manifest.seq)
        return BackupMade(self._files.backups / newest.name, newest.made, newest.bytes)

    def page_findings(self) -> list[tuple[str, str]]:
        """Check pages and schema of the store; return code and detail of each finding."""
        with worded_for_people(self.folder):
            findings = integrity.check_pages(self._files, self._unlocked_store().unlocked)
        return [(finding.code, finding.detail) for finding in findings]

    def signing_keys(self) -> dict[str, tuple[bytes, ...]]:
        """Return everybody's public signing keys, to check the audit log with."""
        with worded_for_people(self.folder):
            return key_envelope.signing_public_keys(
                self._files.keys, self._unlocked_store().unlocked
            )

    def _record(self, action: str, thing: str) -> None:
        self.write(record_act, action=action, thing=thing, now=datetime.now(UTC))

    def _require(self, action: Action) -> Actor:
        if self.actor is None:
            raise UserFacingError(Problem.LOCKED)
        self.actor.require(action)
        return self.actor

    def lock(self) -> None:
        """Close every connection and drop the keys.

        Raises:
            UserFacingError: the last step could not be written; the desk is locked all the same.
        """
        store, self._store, self.actor = self._store, None, None
        if store is not None:
            with worded_for_people(self.folder):
                store.close()

    def close(self) -> None:
        """Lock, and give the folder free."""
        try:
            self.lock()
        finally:
            self._lock.release()

    @property
    def store_id(self) -> str:
        """The identifier of the unlocked store, printed on the recovery sheet."""
        return self._unlocked_store().unlocked.db_id
