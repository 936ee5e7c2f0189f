"""The full-text index of search: which records changed, and how documents go in and out of it.

Invariants: a trigger notes every record that changes, whoever changes it, so nothing written can
be missed; a document leaves the index by naming the grams it went in with, and with
``secure-delete`` they are then gone from the pages as well, not only from the answers.  For that
the index is contentless without ``contentless_delete``, whose tombstones would keep the words of
an erased customer until some later merge.

The tokenizer is ``ascii``: grams come ready cut and parted by spaces, and it takes every character
beyond ASCII for a part of a gram, the rarest Han included, which ``unicode61`` does not know.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlcipher3.dbapi2 as dbapi
from sqlalchemy.orm import Session

from db.inspection import Finding
from db.models.search import SearchProject

KINDS = ("customer", "room", "case", "visit")
INDEX = "search_fts"
_KIND_BITS, _PROJECT_BITS = 58, 44
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACES_A_MINUTE = 16
_SMALL_WINDOW, _LARGE_WINDOW = 1 << 8, 1 << 16
_MOST_TAKEN = 1 << 20
_AT_ONCE = 2_000
_MANY = 20_000
_TOLD = "('answered', 'resolved', 'customer_told')"

INDEX_STATEMENTS = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(grams, content='', detail=none, tokenize='ascii')",
    f"INSERT INTO {INDEX}({INDEX}, rank) VALUES('secure-delete', 1)",
    # So large that a leaf still fits on one page beside the seal of the encryption.
    f"INSERT INTO {INDEX}({INDEX}, rank) VALUES('pgsz', 3800)",
)


def _note(name: str, when: str, kind: str, row: str) -> str:
    return (
        f"CREATE TRIGGER search_{name} {when} BEGIN "  # noqa: S608 - our own names
        "INSERT OR IGNORE INTO search_pending"
        f" (kind, object_id) VALUES ('{kind}', {row}); END"
    )


def _triggers() -> Iterable[str]:
    for table, kind, columns in (
        ("customers", "customer", "name, phone, more_phones, wechat, merged_into_id, erased_at"),
        ("rooms", "room", "number, label"),
        (
            "cases",
            "case",
            "number, external_number, own_words, remedy_wanted, remedy_given, place",
        ),
        ("visits", "visit", "number"),
    ):
        yield _note(f"{table}_added", f"AFTER INSERT ON {table}", kind, "NEW.id")
        yield _note(f"{table}_changed", f"AFTER UPDATE OF {columns} ON {table}", kind, "NEW.id")
        yield _note(f"{table}_gone", f"AFTER DELETE ON {table}", kind, "OLD.id")
    for verb, side in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
        name, owner = f"vehicles_{verb.lower()}", f"{side}.customer_id"
        yield _note(name, f"AFTER {verb} ON vehicles", "customer", owner)
    # A vehicle that goes over to another owner is no longer found by the one before.
    yield _note(
        "vehicles_moved", "AFTER UPDATE OF customer_id ON vehicles", "customer", "OLD.customer_id"
    )
    for verb in ("INSERT", "UPDATE"):
        when = f"AFTER {verb} ON case_events WHEN NEW.kind IN {_TOLD}"
        yield _note(f"case_events_{verb.lower()}", when, "case", "NEW.case_id")


TRIGGERS: tuple[str, ...] = tuple(_triggers())


def is_of_the_index(table: str) -> bool:
    """Return whether a table is the full-text index or one of its own, which no class maps."""
    return table == INDEX or table.startswith(INDEX + "_")


@dataclass(frozen=True)
class Document:
    """One record for the index: ``grams`` is what the index takes, the rest is kept beside it."""

    object_id: str
    project_id: str
    at: datetime | None
    words: str
    numbers: str
    grams: str


@dataclass(frozen=True)
class Stored:
    """A document as it stands: its number, and the texts that its grams were cut from."""

    id: int
    words: str
    numbers: str


# --- Numbers of documents -----------------------------------------------------------------------


def number_range(kind: str, project: int | None = None) -> tuple[int, int]:
    """Return the first and last number of the documents of a kind, perhaps of one project."""
    first = (KINDS.index(kind) + 1) << _KIND_BITS
    if project is None:
        return first, first + (1 << _KIND_BITS) - 1
    first += project << _PROJECT_BITS
    return first, first + (1 << _PROJECT_BITS) - 1


def project_numbers(session: Session) -> dict[str, int]:
    """Return the short numbers of all projects of which anything was ever put in."""
    rows = session.connection().exec_driver_sql("SELECT project_id, number FROM search_projects")
    return {project_id.hex(): number for project_id, number in rows}


class _Places:
    """Gives each new document a free number: the later, the larger, whatever comes in when."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._projects = project_numbers(session)
        self._window_size = _SMALL_WINDOW
        self._windows: set[int] = set()
        self._taken: set[int] = set()
        self._next: dict[int, int] = {}

    def expect(self, count: int) -> None:
        """Read what is taken in pieces fit for so many documents."""
        if count > _SMALL_WINDOW and self._window_size == _SMALL_WINDOW:
            self._forget(_LARGE_WINDOW)
        elif len(self._taken) > _MOST_TAKEN:
            self._forget(self._window_size)

    def place(self, kind: str, document: Document) -> int:
        """Return a number that no other document has or was given."""
        first, _last = number_range(kind, self._number_of_project(document.project_id))
        minutes = 0 if document.at is None else int((document.at - _EPOCH).total_seconds()) // 60
        wanted = first + max(minutes, 0) * _PLACES_A_MINUTE
        # Thousands may come in within one minute, as with a roster: none tries what others took.
        place = self._next.get(wanted, wanted)
        while self._is_taken(place):
            place += 1
        self._taken.add(place)
        self._next[wanted] = place + 1
        return place

    def _number_of_project(self, project_id: str) -> int:
        if project_id not in self._projects:
            added = SearchProject(project_id=project_id)
            self._session.add(added)
            self._session.flush()
            self._projects[project_id] = added.number
        return self._projects[project_id]

    def _forget(self, window_size: int) -> None:
        self._window_size = window_size
        self._windows.clear()
        self._taken.clear()
        self._next.clear()

    def _is_taken(self, number: int) -> bool:
        window = number // self._window_size
        if window not in self._windows:
            rows = self._session.connection().exec_driver_sql(
                "SELECT id FROM search_documents WHERE id BETWEEN ? AND ?",
                (window * self._window_size, (window + 1) * self._window_size - 1),
            )
            self._taken.update(place for (place,) in rows)
            self._windows.add(window)
        return number in self._taken


# --- Keeping ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Noted:
    """Records that changed, by kind; ``last`` is the last of them, None if there are no more."""

    records: Mapping[str, Sequence[str]]
    last: tuple[str, bytes] | None


def is_behind(session: Session) -> bool:
    """Return whether there are records whose documents have to follow."""
    row = session.connection().exec_driver_sql("SELECT 1 FROM search_pending LIMIT 1").first()
    return row is not None


def pending(session: Session) -> Noted:
    """Return the next records whose documents have to follow."""
    rows = (
        session.connection()
        .exec_driver_sql(
            "SELECT kind, object_id FROM search_pending ORDER BY kind, object_id LIMIT ?",
            (_AT_ONCE,),
        )
        .all()
    )
    found: dict[str, list[str]] = {}
    for kind, object_id in rows:
        found.setdefault(kind, []).append(object_id.hex())
    return Noted(found, tuple(rows[-1]) if len(rows) == _AT_ONCE else None)


def stored(session: Session, object_ids: Collection[str]) -> dict[str, Stored]:
    """Return the documents of records that have one, by the record's id."""
    marks = ", ".join("?" * len(object_ids))
    rows = session.connection().exec_driver_sql(
        "SELECT object_id, id, words, numbers FROM search_documents"  # noqa: S608 - marks only
        f" WHERE object_id IN ({marks})",
        tuple(bytes.fromhex(object_id) for object_id in object_ids),
    )
    return {
        object_id.hex(): Stored(number, words, numbers)
        for object_id, number, words, numbers in rows
    }


class IndexWriter:
    """Brings documents in step with their records, within the transaction that changed them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._places = _Places(session)
        self._written = 0

    def follow(
        self,
        kind: str,
        object_ids: Sequence[str],
        now_as: Mapping[str, Document],
        was: Mapping[str, tuple[Stored, str]],
    ) -> None:
        """Write what the records are now, and take out what they were.

        ``was`` holds the stored documents with the grams that they went in with.
        """
        self._places.expect(len(object_ids))
        added: list[tuple[int, Document]] = []
        gone: list[int] = []
        out: list[tuple[int, str]] = []
        changed: list[tuple[int, Document]] = []
        for object_id in object_ids:
            document, old = now_as.get(object_id), was.get(object_id)
            if old is None:
                if document is not None:
                    added.append((self._places.place(kind, document), document))
                continue
            before, grams = old
            if document is None:
                gone.append(before.id)
                out.append((before.id, grams))
            elif (before.words, before.numbers) != (document.words, document.numbers):
                out.append((before.id, grams))
                changed.append((before.id, document))
        self._take_out(gone, out)
        self._put_in(added, changed)
        self._written += len(added) + len(changed)

    def put_down(self, noted: Noted) -> None:
        """Strike out the notes of records that were followed."""
        connection = self._session.connection()
        if noted.last is None:
            connection.exec_driver_sql("DELETE FROM search_pending")
        else:
            connection.exec_driver_sql(
                "DELETE FROM search_pending WHERE (kind, object_id) <= (?, ?)", noted.last
            )

    def finish(self) -> None:
        """After very many documents bring the index into one piece, which is asked fastest."""
        if self._written >= _MANY:
            self._session.connection().exec_driver_sql(
                f"INSERT INTO {INDEX}({INDEX}) VALUES('optimize')"
            )

    def _take_out(self, gone: Sequence[int], out: Sequence[tuple[int, str]]) -> None:
        connection = self._session.connection()
        if out:
            connection.exec_driver_sql(
                f"INSERT INTO {INDEX}({INDEX}, rowid, grams) VALUES('delete', ?, ?)",
                list(out),
            )
        if gone:
            connection.exec_driver_sql(
                "DELETE FROM search_documents WHERE id = ?", [(number,) for number in gone]
            )

    def _put_in(
        self, added: Sequence[tuple[int, Document]], changed: Sequence[tuple[int, Document]]
    ) -> None:
        connection = self._session.connection()
        if added:
            connection.exec_driver_sql(
                "INSERT INTO search_documents (id, object_id, words, numbers) VALUES (?, ?, ?, ?)",
                [
                    (number, bytes.fromhex(each.object_id), each.words, each.numbers)
                    for number, each in added
                ],
            )
        if changed:
            connection.exec_driver_sql(
                "UPDATE search_documents SET words = ?, numbers = ? WHERE id = ?",
                [(each.words, each.numbers, number) for number, each in changed],
            )
        if added or changed:
            connection.exec_driver_sql(
                f"INSERT INTO {INDEX}(rowid, grams) VALUES(?, ?)",
                [(number, document.grams) for number, document in (*added, *changed)],
            )


def empty(session: Session) -> None:
    """Take every document out, and note every record there is as pending."""
    connection = session.connection()
    connection.exec_driver_sql(f"INSERT INTO {INDEX}({INDEX}) VALUES('delete-all')")
    connection.exec_driver_sql("DELETE FROM search_documents")
    for statement in PENDING_OF_ALL:
        connection.exec_driver_sql(statement)


PENDING_OF_ALL: tuple[str, ...] = tuple(
    "INSERT OR IGNORE INTO search_pending (kind, object_id)"  # noqa: S608 - our own names
    f" SELECT '{kind}', id FROM {table}"
    for kind, table in (
        ("customer", "customers"),
        ("room", "rooms"),
        ("case", "cases"),
        ("visit", "visits"),
    )
)


# --- Asking -------------------------------------------------------------------------------------


def newest(
    session: Session,
    match: str,
    checks: Sequence[tuple[str, str]],
    within: tuple[int, int],
    limit: int,
) -> list[int]:
    """Return the numbers of the newest documents that match, ``limit`` at most.

    ``checks`` are pairs of a column (``words`` or ``numbers``) and what it has to hold; without
    any, no row is read.
    """
    # The order of the tables is ours to say: grams first, then the few rows that they name.
    joined = " CROSS JOIN search_documents AS d ON d.id = f.rowid" if checks else ""
    held = "".join(f" AND instr(d.{column}, ?) > 0" for column, _text in checks)
    rows = session.connection().exec_driver_sql(
        f"SELECT f.rowid FROM {INDEX} AS f{joined}"  # noqa: S608 - our own names
        f" WHERE f.{INDEX} MATCH ? AND f.rowid BETWEEN ? AND ?{held}"
        " ORDER BY f.rowid DESC LIMIT ?",
        (match, *within, *(text for _column, text in checks), limit),
    )
    return [number for (number,) in rows]


def numbers_of(session: Session, object_ids: Collection[str]) -> dict[str, int]:
    """Return the numbers of the documents of records that have one."""
    return {key: document.id for key, document in stored(session, object_ids).items()}


def records_of(session: Session, numbers: Sequence[int]) -> list[str]:
    """Return the records of documents, in the same order."""
    marks = ", ".join("?" * len(numbers))
    rows = session.connection().exec_driver_sql(
        f"SELECT id, object_id FROM search_documents WHERE id IN ({marks})",  # noqa: S608
        tuple(numbers),
    )
    records = {number: object_id.hex() for number, object_id in rows}
    return [records[number] for number in numbers if number in records]


# --- Verifying ----------------------------------------------------------------------------------


def index_findings(connection: dbapi.Connection) -> list[Finding]:
    """Return the records that the index does not know, or knows although they are gone.

    Its pages are checked with all others by ``db.inspection.page_findings``.
    """
    findings: list[Finding] = []
    for kind, wanted in _WANTED.items():
        first, last = number_range(kind)
        (missing,) = connection.execute(
            f"SELECT count(*) FROM ({wanted}) AS o"  # noqa: S608 - our own names
            " WHERE NOT EXISTS (SELECT 1 FROM search_documents AS d WHERE d.object_id = o.id)"
            " AND NOT EXISTS (SELECT 1 FROM search_pending AS p WHERE p.object_id = o.id)"
        ).fetchone()
        (surplus,) = connection.execute(
            "SELECT count(*) FROM search_documents AS d WHERE d.id BETWEEN ? AND ?"  # noqa: S608
            f" AND NOT EXISTS (SELECT 1 FROM ({wanted}) AS o WHERE o.id = d.object_id)"
            " AND NOT EXISTS (SELECT 1 FROM search_pending AS p WHERE p.object_id = d.object_id)",
            (first, last),
        ).fetchone()
        if missing or surplus:
            findings.append(Finding("search_index", f"{kind} -{missing} +{surplus}"))
    (kept,) = connection.execute(f"SELECT count(*) FROM {INDEX}_docsize").fetchone()  # noqa: S608
    (documents,) = connection.execute("SELECT count(*) FROM search_documents").fetchone()
    if kept != documents:
        findings.append(Finding("search_index", f"{kept} / {documents}"))
    return findings


_WANTED = {
    "customer": "SELECT id FROM customers WHERE merged_into_id IS NULL AND erased_at IS NULL",
    "room": "SELECT id FROM rooms",
    "case": "SELECT id FROM cases",
    "visit": "SELECT id FROM visits",
}
