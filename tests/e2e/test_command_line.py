"""The command line as administrators and scripts use it: the real program on real folders."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdfium2 import PdfDocument

from app.domain.period_summary import RATIO_NAMES
from app.workspace import Workspace
from db.folder import StoreFolder
from tests.conftest import ADMINISTRATOR, PASSWORD
from ui.command_line import build_parser

ROOT = Path(__file__).parents[2]
WHO = {"RECEPTION_USER": ADMINISTRATOR, "RECEPTION_PASSWORD": PASSWORD}
NOBODY: dict[str, str] = {}
Finished = subprocess.CompletedProcess[str]


def run(*arguments: str | Path, who: dict[str, str] = WHO, lang: str = "en_US.UTF-8") -> Finished:
    """Run the program with ``who`` in its environment; nobody sits at a terminal."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("RECEPTION_", "LC_")) and name not in ("LANG", "LANGUAGE")
    }
    command = [sys.executable, "-m", "ui", *map(str, arguments)]
    return subprocess.run(
        command,
        env={**environment, "LANG": lang, "PYTHONUTF8": "1", **who},
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def refused(finished: Finished) -> str:
    """Return the one sentence with which the program refused."""
    assert finished.returncode == 1, finished
    assert finished.stdout == ""
    assert finished.stderr.count("\n") == 1
    assert "Traceback" not in finished.stderr
    return finished.stderr.strip()


def pages_of(pdf: Path) -> str:
    """Return what the pages of a PDF say, without spaces and line breaks."""
    document = PdfDocument(pdf)
    try:
        text = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    return re.sub(r"\s", "", text)


def report(folder: Path, *more: str | Path, month: str = "2026-10") -> Finished:
    return run(
        "report", "monthly", "--data-dir", folder, "--project", "CH", "--month", month, *more
    )


@pytest.fixture(scope="module")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Return a demonstration store made by the command line; only for reading."""
    folder = tmp_path_factory.mktemp("demo") / "前台 #1"
    made = run(
        "demo",
        "--data-dir",
        folder,
        "--seed",
        "7",
        "--months",
        "2",
        "--complaints-per-month",
        "4",
        "--until",
        "2026-10-31",
    )
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    yield folder
    shutil.rmtree(folder)


def init(folder: Path, *more: str | Path, who: dict[str, str] = WHO) -> Finished:
    return run(
        "init",
        "--data-dir",
        folder,
        "--company",
        "鸿园物业<b>&",
        "--project",
        "ch",
        "--project-name",
        "翠湖花园",
        *more,
        who=who,
    )


def test_init_makes_a_store_and_writes_the_recovery_key_as_pdf(tmp_path: Path) -> None:
    sheet = tmp_path / "recovery.pdf"
    made = init(tmp_path / "store", "--recovery-out", sheet, "--agreement-signed", "2026-01-05")
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert "鸿园物业<b>&" in pages_of(sheet)
    listed = run("projects", "--data-dir", tmp_path / "store", "--json")
    assert json.loads(listed.stdout) == [{"code": "CH", "name": "翠湖花园"}]


@pytest.mark.clause("5-3")
def test_without_a_signed_agreement_only_verify_and_backup_work(tmp_path: Path) -> None:
    store = tmp_path / "store"
    made = init(store, "--agreement-later")
    assert made.returncode == 0
    assert "has not signed the confidentiality agreement yet" in made.stderr
    for command in (("projects",), ("categories",)):
        sentence = refused(run(*command, "--data-dir", store))
        assert sentence.startswith("Nothing opens before the confidentiality agreement is signed.")
    assert run("verify", "--data-dir", store).returncode == 0
    assert run("backup", "--data-dir", store).returncode == 0


@pytest.mark.clause("5-3")
def test_init_says_that_the_agreement_is_on_record_as_signed_today(tmp_path: Path) -> None:
    made = init(tmp_path / "store")
    assert "李静 signs the confidentiality agreement on paper today" in made.stderr
    assert run("projects", "--data-dir", tmp_path / "store").returncode == 0


def test_init_without_a_file_prints_the_recovery_key_once(tmp_path: Path) -> None:
    made = init(tmp_path / "store")
    assert made.returncode == 0
    assert re.search(r"(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}", made.stdout)


def test_init_refuses_a_folder_that_holds_a_store(store_folder: Path) -> None:
    before = (store_folder / "keys.json").read_bytes()
    sentence = refused(init(store_folder))
    assert sentence == (
        f"{store_folder} already holds a store. Choose another folder; nothing was changed."
    )
    assert (store_folder / "keys.json").read_bytes() == before


def test_demo_refuses_a_folder_that_holds_a_store(store_folder: Path) -> None:
    assert "already holds a store" in refused(run("demo", "--data-dir", store_folder))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("--timezone", "Mars/Base"), "is not a time zone"),
        (("--project", "C/H"), "1 to 12 letters and digits"),
        (("--company", " "), "A name is missing"),
    ],
)
def test_init_says_what_it_cannot_take(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    assert words in refused(init(tmp_path / "store", *change))
    assert not StoreFolder(tmp_path / "store").database.exists()


def test_init_refuses_a_weak_password(tmp_path: Path) -> None:
    weak = {**WHO, "RECEPTION_PASSWORD": "12345"}
    assert "too easy to guess" in refused(init(tmp_path / "store", who=weak))


def test_init_looks_at_the_place_of_the_sheet_before_it_makes_anything(tmp_path: Path) -> None:
    sheet = tmp_path / "missing" / "recovery.pdf"
    assert "could not be written" in refused(init(tmp_path / "store", "--recovery-out", sheet))
    assert not (tmp_path / "store").exists()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder that takes no files")
def test_a_recovery_key_that_could_not_be_written_is_not_lost(tmp_path: Path) -> None:
    made = init(tmp_path / "store", "--recovery-out", "/proc/recovery.pdf")
    assert (made.returncode, made.stderr.count("\n")) == (1, 1)
    assert "could not be written" in made.stderr
    assert re.search(r"(?:[0-9A-Z]{4}-){8}[0-9A-Z]{4}", made.stdout)


@pytest.mark.clause("2")
def test_projects_are_listed_with_code_and_name(demo_folder: Path) -> None:
    listed = run("projects", "--data-dir", demo_folder)
    assert listed.stdout == "CH\t翠湖花园\nYD\t云顶华府\n"
    listed = run("projects", "--data-dir", demo_folder, "--json")
    assert json.loads(listed.stdout) == [
        {"code": "CH", "name": "翠湖花园"},
        {"code": "YD", "name": "云顶华府"},
    ]


@pytest.mark.clause("4.3-4")
@pytest.mark.parametrize(
    ("lang", "words"), [("zh_CN", "投诉月度汇总"), ("en", "Monthlycomplaintsummary")]
)
def test_the_monthly_report_is_a_pdf_in_the_language_asked_for(
    demo_folder: Path, tmp_path: Path, lang: str, words: str
) -> None:
    out = tmp_path / "report.pdf"
    made = report(demo_folder, "--lang", lang, "--out", out)
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert words.casefold() in pages_of(out).casefold()


def test_the_report_is_chinese_unless_asked_otherwise(demo_folder: Path, tmp_path: Path) -> None:
    report(demo_folder, "--out", tmp_path / "report.pdf")
    assert "翠湖花园" in pages_of(tmp_path / "report.pdf")
    assert "投诉" in pages_of(tmp_path / "report.pdf")


@pytest.mark.clause("4.3-4")
def test_the_figures_are_written_as_json(demo_folder: Path, tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    report(demo_folder, "--out", tmp_path / "report.pdf", "--json", figures)
    written = json.loads(figures.read_text(encoding="utf-8"))
    assert sorted(written) == sorted(
        [
            "project",
            "month",
            "flow",
            "ratios",
            "handling_hours",
            "overdue_open",
            "by_category",
            "by_severity",
            "by_source",
            "ratings",
            "no_answer",
            "declined",
        ]
    )
    assert (written["project"], written["month"]) == ("CH", "2026-10")
    flow = written["flow"]
    assert flow["N"] > 0
    assert flow["B"] + flow["N"] + flow["R"] - flow["C"] == flow["E"]
    assert sorted(written["ratios"]) == sorted(RATIO_NAMES)
    assert sum(written["by_category"].values()) == flow["N"]


def test_figures_take_the_place_of_older_ones_in_one_step(
    demo_folder: Path, tmp_path: Path
) -> None:
    figures = tmp_path / "figures.json"
    report(demo_folder, "--out", tmp_path / "report.pdf", "--json", figures)
    assert figures.stat().st_nlink == 1
    other = tmp_path / "kept.json"
    other.hardlink_to(figures)
    before = other.read_bytes()
    report(demo_folder, "--out", tmp_path / "report.pdf", "--json", figures, month="2026-09")
    # A file written in place would have changed under its other name as well.
    assert other.read_bytes() == before != figures.read_bytes()
    assert sorted(e.name for e in tmp_path.iterdir()) == ["figures.json", "kept.json", "report.pdf"]


def test_a_month_before_the_first_complaint_is_an_empty_report(
    demo_folder: Path, tmp_path: Path
) -> None:
    figures = tmp_path / "figures.json"
    made = report(demo_folder, "--out", tmp_path / "r.pdf", "--json", figures, month="2020-01")
    assert made.returncode == 0
    written = json.loads(figures.read_text(encoding="utf-8"))
    assert written["flow"] == dict.fromkeys("BNRDCE", 0)
    assert written["handling_hours"] == {"median": None, "p90": None}


def test_the_same_month_gives_the_same_bytes(demo_folder: Path, tmp_path: Path) -> None:
    for name in ("one.pdf", "two.pdf"):
        report(demo_folder, "--out", tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_whole_store_is_said_to_be_whole(demo_folder: Path) -> None:
    verified = run("verify", "--data-dir", demo_folder)
    assert (verified.returncode, verified.stderr) == (0, "")
    assert verified.stdout.startswith("Nothing was found")


def test_a_damaged_store_is_said_to_be_damaged(store_folder: Path) -> None:
    database = StoreFolder(store_folder).database
    content = bytearray(database.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(64)
    database.write_bytes(content)
    verified = run("verify", "--data-dir", store_folder)
    assert (verified.returncode, verified.stdout) == (1, "")
    assert "damaged" in verified.stderr
    assert "Traceback" not in verified.stderr


def test_a_backup_says_where_it_lies(store_folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "copies"
    target.mkdir()
    made = run("backup", "--data-dir", store_folder, "--out", target)
    assert (made.returncode, made.stderr) == (0, "")
    assert Path(made.stdout.strip()).parent == target


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--project", "XX"), "There is no project “XX” in this store. It has: CH."),
        (("--month", "2026-13"), "“2026-13” is not a month. Write it as 2026-10."),
        (("--month", "October"), "“October” is not a month. Write it as 2026-10."),
        (("--month", f"{date.today().year + 1}-12"), "has not begun"),  # noqa: DTZ011
        (("--out", "missing/report.pdf"), "The file missing/report.pdf could not be written."),
        (("--json", "missing/figures.json"), "could not be written."),
        (("--out", "."), "could not be written."),
        (("--out", "x" * 300 + ".pdf"), "could not be written."),
    ],
)
def test_a_report_that_cannot_be_made_is_refused_in_one_sentence(
    store_folder: Path, tmp_path: Path, arguments: tuple[str, str], words: str
) -> None:
    assert words in refused(report(store_folder, "--out", tmp_path / "r.pdf", *arguments))
    assert not (tmp_path / "r.pdf").exists()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs a folder that takes no files")
@pytest.mark.parametrize("option", ["--out", "--json"])
def test_a_place_that_takes_no_file_is_refused_in_one_sentence(
    store_folder: Path, tmp_path: Path, option: str
) -> None:
    made = report(store_folder, "--out", tmp_path / "r.pdf", option, "/proc/report")
    assert "could not be written" in refused(made)


COMMANDS: list[tuple[str, ...]] = [
    ("projects",),
    ("verify",),
    ("backup",),
    ("report", "monthly", "--project", "CH", "--month", "2026-10", "--out", "report.pdf"),
]
each_command = pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])


@each_command
def test_a_folder_without_a_store_is_refused(tmp_path: Path, command: tuple[str, ...]) -> None:
    missing = tmp_path / "nowhere"
    assert refused(run(*command, "--data-dir", missing)) == (
        f"There is no store in {missing}. Set the desk up first."
    )
    assert not missing.exists()


@each_command
def test_a_wrong_password_is_refused(store_folder: Path, command: tuple[str, ...]) -> None:
    wrong = {**WHO, "RECEPTION_PASSWORD": "wrong wrong wrong"}
    sentence = refused(run(*command, "--data-dir", store_folder, who=wrong))
    assert sentence == "This password does not open the desk. Check it and try again."


@each_command
def test_without_user_or_password_nobody_is_asked_where_nobody_is(
    store_folder: Path, command: tuple[str, ...]
) -> None:
    for who in (NOBODY, {"RECEPTION_USER": ADMINISTRATOR}, {"RECEPTION_PASSWORD": PASSWORD}):
        sentence = refused(run(*command, "--data-dir", store_folder, who=who))
        assert sentence.startswith("User and password are needed.")


def test_init_without_user_and_password_makes_nothing(tmp_path: Path) -> None:
    assert "User and password are needed." in refused(init(tmp_path / "store", who=NOBODY))
    assert not (tmp_path / "store").exists()


@each_command
def test_a_store_in_use_is_refused(store_folder: Path, command: tuple[str, ...]) -> None:
    holder = Workspace(store_folder)
    try:
        sentence = refused(run(*command, "--data-dir", store_folder))
    finally:
        holder.close()
    assert sentence.startswith("The desk is already open on this computer.")


def test_an_unknown_user_is_told_who_is_known(store_folder: Path) -> None:
    stranger = {**WHO, "RECEPTION_USER": "王五"}
    sentence = refused(run("projects", "--data-dir", store_folder, who=stranger))
    assert sentence == f"There is nobody called “王五” here. Known are: {ADMINISTRATOR}."


def test_a_damaged_key_file_is_refused(store_folder: Path) -> None:
    (store_folder / "keys.json").write_text("{}", encoding="utf-8")
    sentence = refused(run("projects", "--data-dir", store_folder))
    assert sentence.startswith("The key file is missing or damaged.")


def test_a_store_that_is_no_store_is_refused(store_folder: Path) -> None:
    (store_folder / "store.db").write_bytes(b"SQLite format 3\0" + bytes(8192))
    sentence = refused(run("projects", "--data-dir", store_folder))
    assert sentence.startswith("The store file was not made by this program.")


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert refused(init(tmp_path / "file")).startswith(
        f"The data folder {tmp_path / 'file'} cannot be written to."
    )
    within = tmp_path / "file" / "store"
    assert "cannot be written to" in refused(init(within))
    assert "There is no store" in refused(run("projects", "--data-dir", tmp_path / "file"))


@pytest.mark.parametrize("command", ["projects", "init"])
def test_a_folder_that_can_have_no_such_name_is_refused(tmp_path: Path, command: str) -> None:
    folder = tmp_path / ("x" * 300)
    made = init(folder) if command == "init" else run("projects", "--data-dir", folder)
    assert "cannot be written to" in refused(made)


def test_refusals_speak_the_language_of_the_system(tmp_path: Path) -> None:
    finished = run("projects", "--data-dir", tmp_path, lang="zh_CN.UTF-8")
    assert re.search("[\u4e00-\u9fff]", refused(finished))


def test_names_are_printed_even_where_the_terminal_has_no_chinese(store_folder: Path) -> None:
    plain = {**WHO, "PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    listed = run("projects", "--data-dir", store_folder, who=plain)
    assert (listed.returncode, listed.stderr) == (0, "")
    assert listed.stdout.startswith("CH\t")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("report",),
        ("report", "yearly"),
        ("report", "monthly"),
        ("init",),
        ("projects", "--password", PASSWORD),
        ("demo", "--months", "0"),
        ("demo", "--months", "x"),
        ("demo", "--until", "2026-02-30"),
        ("demo", "--until", "0001-01-05"),
        ("demo", "--until", "9999-12-31"),
        ("demo", "--months", "99999"),
        ("demo", "--complaints-per-month", "9" * 400),
        (
            "report",
            "monthly",
            "--project",
            "CH",
            "--month",
            "2026-10",
            "--out",
            "r.pdf",
            "--lang",
            "fr",
        ),
    ],
    ids=" ".join,
)
def test_wrong_usage_ends_with_two(arguments: tuple[str, ...]) -> None:
    finished = run(*arguments)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "usage:" in finished.stderr
    assert "Traceback" not in finished.stderr


@pytest.mark.clause("5-3")
def test_no_option_takes_a_password() -> None:
    parser = build_parser()
    subcommands = [
        action.choices.values() for action in parser._actions if isinstance(action.choices, dict)
    ]
    options = " ".join(sub.format_help() for group in subcommands for sub in group)
    assert "--data-dir" in options
    assert "pass" not in options.lower()


def test_the_help_of_the_program_is_shown() -> None:
    shown = run("--help")
    assert shown.returncode == 0
    for command in ("init", "demo", "projects", "report", "backup", "verify"):
        assert command in shown.stdout


@pytest.mark.clause("5-3")
def test_the_demonstration_never_prints_a_password_it_was_given(tmp_path: Path) -> None:
    made = run(
        "demo",
        "--data-dir",
        tmp_path / "demo",
        "--months",
        "1",
        "--complaints-per-month",
        "1",
        "--until",
        "2000-01-01",
        who={"RECEPTION_PASSWORD": PASSWORD},
    )
    assert (made.returncode, made.stdout, made.stderr) == (0, "User: 李静\n", "")
    shutil.rmtree(tmp_path / "demo")


def test_the_demonstration_prints_the_credentials_it_made_up(tmp_path: Path) -> None:
    made = run(
        "demo",
        "--data-dir",
        tmp_path / "demo",
        "--months",
        "1",
        "--complaints-per-month",
        "1",
        "--until",
        "2026-10-31",
        who=NOBODY,
    )
    found = re.fullmatch(r"User: (\S+)  Password: (\S+)\n", made.stdout)
    assert found is not None
    who = {"RECEPTION_USER": found[1], "RECEPTION_PASSWORD": found[2]}
    assert run("projects", "--data-dir", tmp_path / "demo", who=who).returncode == 0
    shutil.rmtree(tmp_path / "demo")
