"""The program killed in mid work: nothing acknowledged is lost, nothing is left half done."""

import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from db import audit, key_envelope
from db.backup import list_backups, verify_backup
from db.engine import connect
from db.errors import WrongPassword
from db.folder import StoreFolder
from db.integrity import check_pages
from db.key_envelope import UnlockedKeys
from db.key_file import KdfParameters, previous_path
from db.store import Store

FLOOR = KdfParameters(m=19456, t=1, p=1)
PASSWORDS = ("first horse 1", "second horse 2")
KILLS = 20
START = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from db import audit, key_envelope
from db.backup import make_backup
from db.folder import StoreFolder
from db.key_file import KdfParameters
from db.models import Counter, Setting
from db.store import Store
folder = StoreFolder(Path(sys.argv[1]))
"""
WRITE = """
store = Store.open(folder, key_envelope.unlock(folder.keys, "a1", "first horse 1"))
def gesture(session):
    counter = session.get(Counter, "receipts")
    if counter is None:
        counter = Counter(series="receipts", last=0)
        session.add(counter)
    counter.last += 1
    session.add(Setting(name=f"n{counter.last}", value="x" * 500))
    audit.append(session, action="receipt", object=f"n:{counter.last}", now=datetime.now(UTC))
    return counter.last
while True:
    print(store.write(gesture), flush=True)
"""
CHANGE_PASSWORD = """
floor = KdfParameters(m=19456, t=1, p=1)
words = ["first horse 1", "second horse 2"]
try:
    key_envelope.unlock(folder.keys, "a1", words[0])
except key_envelope.WrongPassword:
    words.reverse()
while True:
    print(1, flush=True)
    key_envelope.change_password(folder.keys, "a1", words[0], words[1], kdf=floor)
    words.reverse()
"""
BACK_UP = """
unlocked = key_envelope.unlock(folder.keys, "a1", "first horse 1")
while True:
    print(make_backup(folder, unlocked, folder.backups, reason="daily").seq, flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return StoreFolder(tmp_path / "前台#1")


@pytest.fixture
def unlocked(folder: StoreFolder) -> UnlockedKeys:
    unlocked, _ = key_envelope.create(
        folder.keys, staff_id="a1", role="admin", label="王", password=PASSWORDS[0], kdf=FLOOR
    )
    Store.create(folder, unlocked).close()
    return unlocked


def kill_in_mid_work(code: str, folder: StoreFolder, delay: float) -> int:
    """Start the child, kill it ``delay`` seconds after its first sign; return its last number."""
    command = [sys.executable, "-c", START + code, str(folder.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(delay)
        assert child.poll() is None, "the child stopped by itself"
        child.kill()
        lines = [first, *child.stdout.read().split("\n")]
    # The last line may be cut; what was printed whole was acknowledged.
    return int([line for line in lines[:-1] if line.strip()][-1])


def test_a_killed_writer_loses_nothing_acknowledged_and_tears_nothing(
    folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    chance = random.Random(1)
    acknowledged = 0
    for _ in range(KILLS):
        acknowledged = max(acknowledged, kill_in_mid_work(WRITE, folder, chance.random() * 0.2))
        with closing(connect(folder.database, unlocked.keyspec, write=False)) as connection:
            (last,) = connection.execute("SELECT last FROM counters").fetchone()
            settings = connection.execute("SELECT count(*) FROM settings").fetchone()
            log = connection.execute("SELECT count(*), max(seq) FROM audit_log").fetchone()
        assert last >= acknowledged, "acknowledged work was lost"
        assert (settings, log) == ((last,), (last, last)), "a gesture was torn"
    assert acknowledged > KILLS
    assert check_pages(folder, unlocked) == []
    store = Store.open(folder, unlocked)
    keys = key_envelope.signing_public_keys(folder.keys, unlocked)
    with store.reading() as session:
        assert audit.verify_chain(session, unlocked.audit_key, keys) == []
    assert not store.went_back
    store.close()


def test_a_killed_password_change_leaves_exactly_one_password(
    folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    chance = random.Random(2)
    for _ in range(KILLS):
        kill_in_mid_work(CHANGE_PASSWORD, folder, chance.random() * 0.3)
        opened = 0
        for password in PASSWORDS:
            try:
                assert key_envelope.unlock(folder.keys, "a1", password).data_key
                opened += 1
            except WrongPassword:
                continue
        assert opened == 1
        assert not previous_path(folder.keys).exists()


def test_a_killed_backup_never_leaves_half_of_one_under_its_name(
    folder: StoreFolder, unlocked: UnlockedKeys
) -> None:
    chance = random.Random(3)
    for _ in range(5):
        kill_in_mid_work(BACK_UP, folder, chance.random() * 0.2)
    named = [p for p in folder.backups.iterdir() if p.suffix != ".part"]
    assert len(list_backups(folder.backups, unlocked)) == len(named) >= 5
    for bundle in named:
        verify_backup(bundle, unlocked)
