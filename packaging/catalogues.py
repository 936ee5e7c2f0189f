"""Keep the translations in step with the source: extract, compare, compile.

``update`` writes the messages of ``app/`` and ``ui/`` into ``resources/locale/zh_CN.po``: new ones
come without a translation, ones no longer used leave.  ``compile FOLDER`` makes the file that the
program reads.  ``check`` says in one sentence each what is missing, uncertain, out of use or
carries other fields than the English.  Neither dates nor line numbers are written, so the file
changes only when words do.  Runs inside the project's environment.
"""

from __future__ import annotations

import argparse
import io
import string
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_CN"
DOMAIN = "reception"
FOLDERS = ("app", "ui")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}
FIXED_TIME = datetime(2024, 1, 1, tzinfo=UTC)
PO_HEADER = f"""\
# Chinese words of the reception console.
# Written by packaging/catalogues.py from the source; translate in the msgstr lines.
msgid ""
msgstr ""
"Project-Id-Version: reception-console\\n"
"Language: {LOCALE}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def po_file(root: Path) -> Path:
    """Return where the translations of the project at ``root`` are kept."""
    return root / "resources" / "locale" / f"{LOCALE}.po"


def extract(root: Path) -> Catalog:
    """Return the messages of the source, in the order of their first files."""
    catalog = Catalog(locale=LOCALE, domain=DOMAIN)
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            place = path.relative_to(root).as_posix()
            for line, message, comments, context in extract_from_file(
                "python", path, KEYWORDS, comment_tags=("Translators:",), strip_comment_tags=True
            ):
                if message:
                    catalog.add(
                        message, None, [(place, line)], auto_comments=comments, context=context
                    )
    return catalog


def load(root: Path) -> Catalog:
    """Return the translations as they are kept; none if there is no file yet.

    Raises:
        ValueError: the file cannot be read as a catalogue.
    """
    path = po_file(root)
    if not path.exists():
        return Catalog(locale=LOCALE, domain=DOMAIN)
    try:
        with path.open("rb") as stream:
            return read_po(stream, locale=LOCALE, domain=DOMAIN, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError) as error:
        fault = f"{path.name} cannot be read: {error}"
        raise ValueError(fault) from error


def update(root: Path) -> None:
    """Bring the kept translations in step with the source."""
    catalog = load(root)
    catalog.update(extract(root), no_fuzzy_matching=True)
    body = io.BytesIO()
    write_po(
        body,
        catalog,
        width=100,
        omit_header=True,
        ignore_obsolete=True,
        include_lineno=False,
        sort_by_file=True,
    )
    path = po_file(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    text = PO_HEADER + body.getvalue().decode("utf-8")
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8", newline="\n")


def compile_catalogue(root: Path, folder: Path) -> Path:
    """Write the compiled translations below ``folder``; return the file."""
    kept = load(root)
    catalog = Catalog(
        locale=LOCALE,
        domain=DOMAIN,
        project="reception-console",
        version="1",
        creation_date=FIXED_TIME,
        revision_date=FIXED_TIME,
        fuzzy=False,
    )
    for message in kept:
        if message.id and not message.fuzzy:
            catalog.add(message.id, message.string, context=message.context)
    target = folder / LOCALE / "LC_MESSAGES" / f"{DOMAIN}.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    half_made = target.with_suffix(".part")
    with half_made.open("wb") as stream:
        write_mo(stream, catalog)
    half_made.replace(target)
    return target


def _fields(text: str) -> set[str]:
    """Return the replacement fields of a format string, nested ones included.

    Raises:
        ValueError: the braces do not balance.
    """
    found = set()
    for _literal, name, form, conversion in string.Formatter().parse(text):
        if name is None:
            continue
        found.add(f"{name}!{conversion}" if conversion else name)
        found |= _fields(form or "")
    return found


def _forms(words: object) -> list[str]:
    """Return the forms of a message or translation as a list."""
    return [words] if isinstance(words, str) else [str(form) for form in words]  # type: ignore[attr-defined]


def _compare(message: Message) -> Iterator[str]:
    """Yield what is wrong with one translated message."""
    source = _forms(message.id)
    translated = _forms(message.string)
    if not translated or not all(form.strip() for form in translated):
        yield f"{source[0]!r} has no translation"
        return
    if message.fuzzy:
        yield f"{source[0]!r} has an uncertain translation (fuzzy)"
    try:
        wanted = _fields(source[-1])
    except ValueError:
        return  # Not a format string: braces are plain text here.
    for form in translated:
        try:
            found = _fields(form)
        except ValueError:
            yield f"{source[0]!r} has a translation whose braces do not balance"
            continue
        if found != wanted:
            yield (
                f"{source[0]!r} has the fields {sorted(wanted)}, "
                f"its translation {form!r} has {sorted(found)}"
            )


def check(root: Path) -> list[str]:
    """Return one sentence for each fault of the translations; none if all is well."""
    try:
        kept = load(root)
    except ValueError as error:
        return [str(error)]
    used = extract(root)
    faults = []
    for message in used:
        if not message.id:
            continue
        known = kept.get(message.id, message.context)
        place = message.locations[0][0]
        if known is None:
            faults.append(f"{place}: {_forms(message.id)[0]!r} is not in {LOCALE}.po")
            continue
        if isinstance(known.id, str) != isinstance(message.id, str):
            faults.append(
                f"{place}: {_forms(message.id)[0]!r} is counted in one place and not in the other"
            )
            continue
        faults += [f"{place}: {fault}" for fault in _compare(known)]
    faults += [
        f"{LOCALE}.po: {_forms(message.id)[0]!r} is no longer used"
        for message in (*kept, *kept.obsolete.values())
        if message.id and used.get(message.id, message.context) is None
    ]
    return faults


def main() -> int:
    """Do what the command line asks; 1 if the translations have faults."""
    parser = argparse.ArgumentParser(description="Keep the translations in step with the source.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("update", help="write new messages of the source into the .po file")
    commands.add_parser("check", help="say what is missing, uncertain, out of use or differs")
    compiler = commands.add_parser("compile", help="make the file that the program reads")
    compiler.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    if arguments.command == "update":
        update(ROOT)
    elif arguments.command == "compile":
        compile_catalogue(ROOT, arguments.folder)
    else:
        faults = check(ROOT)
        if faults:
            faults.append(
                f"{len(faults)} faults in the translations; "
                "'python packaging/catalogues.py update' brings the file in step."
            )
            print(*faults, sep="\n", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
