"""Upgrades: a verified copy first, then all steps or none, and no row lost on the way."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as dbapi
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, event
from sqlalchemy.pool import StaticPool

from db import key_envelope, migrate
from db.audit import INSERT_ONLY_TRIGGERS
from db.backup import list_backups, verify_backup
from db.engine import connect
from db.errors import BackupFailed, MigrationFailed, StoreNewer
from db.folder import StoreFolder
from db.inspection import table_counts
from db.key_envelope import UnlockedKeys
from db.key_file import KdfParameters
from db.models import Base
from db.open_stretches import TRIGGERS as STRETCH_TRIGGERS
from db.schema_version import VERSIONS, current_revision, revisions
from db.search_index import TRIGGERS, is_of_the_index
from db.store import Store

FLOOR = KdfParameters(m=19456, t=1, p=1)
HEAD = """
import sqlalchemy as sa
from alembic import op
revision = {revision!r}
down_revision = {down!r}
may_lose_rows = frozenset({may_lose!r})
def upgrade():
"""
FIRST = """
    op.execute("CREATE TABLE audit_log (seq INTEGER PRIMARY KEY, hash TEXT)")
    op.execute("CREATE TABLE parent (id INTEGER PRIMARY KEY, name TEXT)")
    op.execute("CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INTEGER NOT NULL "
               "REFERENCES parent (id) ON DELETE CASCADE)")
"""
REBUILD = """
    with op.batch_alter_table("parent", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.Text(), server_default="red"))
"""

Step = Callable[..., None]


@pytest.fixture(params=["100%25 versions"])
def versions(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / str(request.param)
    folder.mkdir()
    return folder


@pytest.fixture
def step(versions: Path) -> Step:
    def write(body: str, may_lose: tuple[str, ...] = ()) -> None:
        number = len(revisions(versions)) + 1
        down = f"{number - 1:04d}" if number > 1 else None
        head = HEAD.format(revision=f"{number:04d}", down=down, may_lose=may_lose)
        (versions / f"{number:04d}_step.py").write_text(head + body)

    return write


@pytest.fixture
def folder(tmp_path: Path) -> StoreFolder:
    return StoreFolder(tmp_path / "前台#1")


@pytest.fixture
def unlocked(folder: StoreFolder, versions: Path, step: Step) -> UnlockedKeys:
    """A store of the first schema with three children."""
    unlocked, _ = key_envelope.create(
        folder.keys, staff_id="a1", role="admin", label="王", password="horse 88888", kdf=FLOOR
    )
    step(FIRST)
    Store.create(folder, unlocked, versions=versions)._drop()
    with closing(connect(folder.database, unlocked.keyspec, write=True)) as connection:
        connection.execute("INSERT INTO parent VALUES (1, 'a')")
        connection.execute("INSERT INTO child VALUES (1, 1), (2, 1), (3, 1)")
    return unlocked


def dump(folder: StoreFolder, unlocked: UnlockedKeys) -> list[str]:
    with closing(connect(folder.database, unlocked.keyspec, write=False)) as connection:
        schema = connection.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL")
        lines = [row[0] for row in schema.fetchall()]
        for table in table_counts(connection):
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608
            lines += [f"{table} {row}" for row in rows]
        return sorted(lines)


def test_an_older_store_is_upgraded_after_a_verified_copy(
    folder: StoreFolder, unlocked: UnlockedKeys, versions: Path, step: Step
) -> None:
    before = dump(folder, unlocked)
    step('    op.execute("CREATE TABLE later (x)")\n')
    assert migrate.upgrade(folder, unlocked, versions=versions)
    with closing(connect(folder.database, unlocked.keyspec, write=False)) as connection:
        assert current_revision(connection) == "0002"
    (manifest,) = list_backups(folder.backups, unlocked)
    assert (manifest.reason, manifest.schema) == ("migration", "0001")
    verify_backup(folder.backups / manifest.name, unlocked)
    assert dump(StoreFolder(folder.backups / manifest.name), unlocked) == before


def test_a_current_store_is_not_touched(
    folder: StoreFolder, unlocked: UnlockedKeys, versions: Path
) -> None:
    before = folder.database.read_bytes()
    assert not migrate.upgrade(folder, unlocked, versions=versions)
    assert folder.database.read_bytes() == before
    assert not folder.backups.exists()


def test_rebuilding_a_parent_table_keeps_its_children(
    folder: StoreFolder, unlocked: UnlockedKeys, versions: Path, step: Step
) -> None:
    step(REBUILD)
    migrate.upgrade(folder, unlocked, versions=versions)
    with closing(connect(folder.database, unlocked.keyspec, write=False)) as connection:
        assert connection.execute("SELECT count(*) FROM child").fetchone() == (3,)
        assert connection.execute("SELECT colour FROM parent").fetchone() == ("red",)


@pytest.mark.parametrize(
    "body",
    [
        '    raise RuntimeError("no")\n',
        '    op.execute("SELECT nothing FROM nowhere")\n',
        '    op.execute("DELETE FROM child WHERE id = 1")\n',
        '    op.execute("DROP TABLE child")\n',
        '    op.execute("UPDATE child SET parent_id = 77")\n',
    ],
    ids=["bug", "bad SQL", "rows lost", "table lost", "orphans"],
)
def test_a_refused_step_leaves_every_step_undone(
    folder: StoreFolder, unlocked: UnlockedKeys, versions: Path, step: Step, body: str
) -> None:
    before = dump(folder, unlocked)
    step('    op.execute("CREATE TABLE later (x)")\n    op.execute("DELETE FROM child WHERE 0")\n')
    step(body)
    with pytest.raises(MigrationFailed):
        migrate.upgrade(folder, unlocked, versions=versions)
    assert dump(folder, unlocked) == before


def test_rows_may_go_when_the_step_says_so(
    folder: StoreFolder, unlocked: UnlockedKeys, versions: Path, step: Step
) -> None:
    step('    op.execute("DELETE FROM child WHERE id = 1")\n', may_lose=("child",))
    assert migrate.upgrade(folder, unlocked, versions=versions)


def test_without_a_copy_there_is_no_upgrade(
    folder: StoreFolder, unlocked: UnlockedKeys, versions: Path, step: Step
) -> None:
    before = dump(folder, unlocked)
    step('    op.execute("CREATE TABLE later (x)")\n')
    folder.backups.write_text("a file in the way")
    with pytest.raises(BackupFailed):
        migrate.upgrade(folder, unlocked, versions=versions)
    assert dump(folder, unlocked) == before


def test_a_later_programs_store_is_left_alone(
    folder: StoreFolder, unlocked: UnlockedKeys, versions: Path, step: Step
) -> None:
    step('    op.execute("CREATE TABLE later (x)")\n')
    migrate.upgrade(folder, unlocked, versions=versions)
    (versions / "0002_step.py").unlink()
    before = folder.database.read_bytes()
    with pytest.raises(StoreNewer):
        migrate.upgrade(folder, unlocked, versions=versions)
    assert folder.database.read_bytes() == before


def test_opening_upgrades(
    folder: StoreFolder, unlocked: UnlockedKeys, versions: Path, step: Step
) -> None:
    step('    op.execute("CREATE TABLE later (x)")\n')
    Store.open(folder, unlocked, versions=versions).close()
    assert "CREATE TABLE later (x)" in dump(folder, unlocked)


def test_all_steps_together_make_what_the_models_say() -> None:
    pool = create_engine(
        "sqlite://",
        module=dbapi,
        poolclass=StaticPool,
        creator=lambda: dbapi.connect(":memory:", isolation_level=None),
    )
    event.listen(pool, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
    with pool.begin() as connection:
        migrate.run_steps(connection)
        mapped = {
            "include_name": lambda name, kind, _: kind != "table" or not is_of_the_index(name)
        }
        context = MigrationContext.configure(connection, opts=mapped)
        assert compare_metadata(context, Base.metadata) == []
        triggers = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE type='trigger'")
        assert {*INSERT_ONLY_TRIGGERS, *TRIGGERS, *STRETCH_TRIGGERS} <= set(triggers.scalars())
    pool.dispose()


def test_the_steps_of_the_program_are_numbered_without_gaps() -> None:
    assert revisions() == tuple(f"{n:04d}" for n in range(1, len(revisions()) + 1))
    assert len(list(VERSIONS.glob("*.py"))) == len(revisions())
