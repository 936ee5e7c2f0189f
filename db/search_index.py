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
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from db.inspection import Finding
from db.models.search import SearchDocument, SearchPending, SearchProject

KINDS = ("customer", "room", "case", "visit")
INDEX = "search_fts"
_KIND_BITS, _PROJECT_BITS = 58, 44
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACES_A_MINUTE = 16
_WINDOW = 1 << 16
_MOST_WINDOWS = 64
_AT_ONCE = 500
_TOLD = "('answered', 'resolved', 'customer_told')"

INDEX_STATEMENTS = (
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(grams, content='', detail=none, tokenize='ascii')",
    f"INSERT INTO {INDEX}({INDEX}, rank) VALUES('secure-delete', 1)",
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


def project_number(session: Session, project_id: str) -> int | None:
    """Return the short number of a project; None if nothing of it was ever put in."""
    return session.scalar(
        select(SearchProject.number).where(SearchProject.project_id == project_id)
    )


def _number_of_project(session: Session, project_id: str) -> int:
    known = project_number(session, project_id)
    if known is None:
        added = SearchProject(project_id=project_id)
        session.add(added)
        session.flush()
        known = added.number
    return known


class _Places:
    """Gives each new document a free number: the later, the larger, whatever comes in when."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._projects: dict[str, int] = {}
        self._taken: dict[int, set[int]] = {}

    def place(self, kind: str, document: Document) -> int:
        """Return a number that no other document has or was given."""
        if document.project_id not in self._projects:
            number = _number_of_project(self._session, document.project_id)
            self._projects[document.project_id] = number
        first, _last = number_range(kind, self._projects[document.project_id])
        minutes = 0 if document.at is None else int((document.at - _EPOCH).total_seconds()) // 60
        wanted = first + max(minutes, 0) * _PLACES_A_MINUTE
        while wanted in self._window(wanted):
            wanted += 1
        self._window(wanted).add(wanted)
        return wanted

    def forget_old(self) -> None:
        """Let go of what was read long ago, once all numbers given are in the store."""
        while len(self._taken) > _MOST_WINDOWS:
            del self._taken[next(iter(self._taken))]

    def _window(self, number: int) -> set[int]:
        window = number // _WINDOW
        if window not in self._taken:
            found = self._session.scalars(
                select(SearchDocument.id).where(
                    SearchDocument.id.between(window * _WINDOW, (window + 1) * _WINDOW - 1)
                )
            )
            self._taken[window] = set(found)
        return self._taken[window]


# --- Keeping ------------------------------------------------------------------------------------


def pending(session: Session, limit: int = _AT_ONCE) -> dict[str, list[str]]:
    """Return the next records, by kind, whose documents have to follow."""
    rows = session.execute(
        select(SearchPending.kind, SearchPending.object_id)
        .order_by(SearchPending.kind, SearchPending.object_id)
        .limit(limit)
    )
    found: dict[str, list[str]] = {}
    for kind, object_id in rows:
        found.setdefault(kind, []).append(object_id)
    return found


def stored(session: Session, object_ids: Collection[str]) -> dict[str, Stored]:
    """Return the documents of records that have one, by the record's id."""
    rows = session.execute(
        select(
            SearchDocument.object_id,
            SearchDocument.id,
            SearchDocument.words,
            SearchDocument.numbers,
        ).where(SearchDocument.object_id.in_(object_ids))
    )
    return {object_id: Stored(number, words, numbers) for object_id, number, words, numbers in rows}


class IndexWriter:
    """Brings documents in step with their records, within the transaction that changed them."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._places = _Places(session)

    def follow(
        self,
        kind: str,
        object_ids: Sequence[str],
        now_as: Mapping[str, Document],
        was: Mapping[str, tuple[Stored, str]],
    ) -> None:
        """Write what the records are now, and take out what they were; then nothing is pending.

        ``was`` holds the stored documents with the grams that they went in with.
        """
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
        self._places.forget_old()
        self._session.execute(
            delete(SearchPending).where(
                SearchPending.kind == kind, SearchPending.object_id.in_(object_ids)
            )
        )

    def _take_out(self, gone: Sequence[int], out: Sequence[tuple[int, str]]) -> None:
        connection = self._session.connection()
        if out:
            connection.exec_driver_sql(
                f"INSERT INTO {INDEX}({INDEX}, rowid, grams) VALUES('delete', ?, ?)",
                list(out),
            )
        if gone:
            connection.execute(delete(SearchDocument).where(SearchDocument.id.in_(gone)))

    def _put_in(
        self, added: Sequence[tuple[int, Document]], changed: Sequence[tuple[int, Document]]
    ) -> None:
        connection = self._session.connection()
        if added:
            connection.execute(
                insert(SearchDocument),
                [
                    {
                        "id": number,
                        "object_id": document.object_id,
                        "words": document.words,
                        "numbers": document.numbers,
                    }
                    for number, document in added
                ],
            )
        for number, document in changed:
            connection.execute(
                update(SearchDocument)
                .where(SearchDocument.id == number)
                .values(words=document.words, numbers=document.numbers)
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
    connection.execute(delete(SearchDocument))
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


def candidates(
    session: Session,
    match: str,
    checks: Sequence[tuple[str, str]],
    within: tuple[int, int],
    limit: int,
    without: tuple[int, int] | None = None,
) -> list[tuple[int, str]]:
    """Return number and record of the newest documents that match, ``limit`` at most.

    ``checks`` are pairs of a column (``words`` or ``numbers``) and what it has to hold.
    """
    conditions = [f"f.{INDEX} MATCH :match", "f.rowid BETWEEN :first AND :last"]
    values: dict[str, object] = {
        "match": match,
        "first": within[0],
        "last": within[1],
        "most": limit,
    }
    if without is not None:
        conditions.append("f.rowid NOT BETWEEN :left_first AND :left_last")
        values["left_first"], values["left_last"] = without
    for place, (column, held) in enumerate(checks):
        conditions.append(f"instr(d.{column}, :held{place}) > 0")
        values[f"held{place}"] = held
    # The order of the tables is ours to say: grams first, then the few rows that they name.
    rows = session.execute(
        text(
            f"SELECT f.rowid, d.object_id FROM {INDEX} AS f"  # noqa: S608 - our own names
            " CROSS JOIN search_documents AS d ON d.id = f.rowid"
            f" WHERE {' AND '.join(conditions)} ORDER BY f.rowid DESC LIMIT :most"
        ),
        values,
    )
    return [(number, object_id.hex()) for number, object_id in rows]


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
