"""The one command prepares what is missing, only that, and says in one sentence what it cannot."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

import debian
import dev
import faults
import prepare
from faults import FaultError
from stamps import Stamp, digest


@pytest.fixture
def project(tmp_path: Path) -> prepare.Project:
    """A check-out with a lock file and nothing prepared."""
    (tmp_path / "packaging").mkdir()
    (tmp_path / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    made = prepare.Project(tmp_path, windows=False)
    made.lock.write_text("babel==2 \\\n    --hash=sha256:0\nother==1\n", encoding="utf-8")
    return made


@pytest.fixture
def calls(project: prepare.Project, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Commands that would be run; making an environment and resources is played."""
    made: list[list[str]] = []

    def play(command: Sequence[str | Path], *_: Any, **__: Any) -> str:
        words = [str(word) for word in command]
        made.append(words)
        if "venv" in words:
            project.python.parent.mkdir(parents=True)
            project.python.write_text("", encoding="utf-8")
        if words[1].startswith("packaging/"):
            for pattern in {one.command[0]: one for one in prepare.RESOURCES}[words[1]].made:
                path = project.built / pattern.replace("*", "x")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text("made", encoding="utf-8")
        return ""

    monkeypatch.setattr(prepare, "run", play)
    monkeypatch.setattr(debian, "missing_libraries", list)
    monkeypatch.setattr(debian, "missing_venv", list)
    return made


def kinds(calls: list[list[str]]) -> list[str]:
    """Return what each call was for, in one word."""
    return [
        "venv"
        if "venv" in call
        else "lock"
        if "--require-hashes" in call
        else "project"
        if "--editable" in call
        else Path(call[1]).stem
        for call in calls
    ]


ALL = ["venv", "lock", "project", "build_fonts", "build_data", "catalogues"]


def test_the_first_start_makes_everything_and_the_second_nothing(
    project: prepare.Project, calls: list[list[str]]
) -> None:
    prepare.prepare(project)
    assert kinds(calls) == ALL
    calls.clear()
    prepare.prepare(project)
    assert calls == []


def test_libraries_are_installed_by_hash_only(
    project: prepare.Project, calls: list[list[str]]
) -> None:
    prepare.prepare(project)
    assert "--require-hashes" in calls[1]
    assert str(project.lock) in calls[1]


def test_an_interrupted_environment_is_made_anew(
    project: prepare.Project, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: Callable[..., str] = vars(prepare)["run"]

    def break_off(command: Sequence[str | Path], *rest: Any, **more: Any) -> str:
        if "--require-hashes" in command:
            raise KeyboardInterrupt
        return whole(command, *rest, **more)

    monkeypatch.setattr(prepare, "run", break_off)
    with pytest.raises(KeyboardInterrupt):
        prepare.prepare(project)
    leftover = project.environment / "leftover"
    leftover.write_text("", encoding="utf-8")
    assert not prepare.environment_complete(project)
    monkeypatch.setattr(prepare, "run", whole)
    calls.clear()
    prepare.prepare(project)
    assert kinds(calls) == ALL
    assert not leftover.exists()


def test_a_new_lock_file_makes_the_environment_anew(
    project: prepare.Project, calls: list[list[str]]
) -> None:
    prepare.prepare(project)
    calls.clear()
    project.lock.write_text("babel==2 \\\n    --hash=sha256:0\nother==2\n", encoding="utf-8")
    prepare.prepare(project)
    assert kinds(calls) == ["venv", "lock", "project"]


def test_a_changed_pyproject_installs_the_project_only(
    project: prepare.Project, calls: list[list[str]]
) -> None:
    prepare.prepare(project)
    calls.clear()
    (project.root / "pyproject.toml").write_text("[project]\nname='x'\n", encoding="utf-8")
    prepare.prepare(project)
    assert kinds(calls) == ["project"]


def test_a_lost_resource_is_made_again_alone(
    project: prepare.Project, calls: list[list[str]]
) -> None:
    prepare.prepare(project)
    calls.clear()
    (project.built / "pinyin.json").unlink()
    prepare.prepare(project)
    assert kinds(calls) == ["build_data"]


def test_a_moved_folder_is_not_complete(project: prepare.Project, calls: list[list[str]]) -> None:
    prepare.prepare(project)
    elsewhere = project.root.with_name("elsewhere")
    project.root.rename(elsewhere)
    assert not prepare.environment_complete(prepare.Project(elsewhere, windows=False))


def test_a_stamp_fits_only_while_its_files_are_whole(tmp_path: Path) -> None:
    made = tmp_path / "made.txt"
    made.write_text("four", encoding="utf-8")
    stamp = Stamp(tmp_path / "stamp.json")
    assert not stamp.fits("a")
    stamp.write("a", [made])
    assert stamp.fits("a")
    assert not stamp.fits("b")
    made.write_text("fou", encoding="utf-8")
    assert not stamp.fits("a")


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"inputs": "a"}', '{"inputs": 1}'])
def test_a_damaged_stamp_fits_nothing(tmp_path: Path, text: str) -> None:
    stamp = Stamp(tmp_path / "stamp.json")
    stamp.path.write_text(text, encoding="utf-8")
    assert not stamp.fits("a")


def test_the_digest_knows_content_names_and_words_but_not_line_ends(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"a\nb")
    two.write_bytes(b"a\r\nb")
    assert digest([one]) != digest([two])
    before = digest([one], "word")
    one.write_bytes(b"a\r\nb")
    assert digest([one], "word") == before
    assert digest([one], "other") != before
    one.unlink()
    assert digest([one], "word") != before


def test_programs_have_windows_names_on_windows() -> None:
    windows = prepare.Project(Path("c"), windows=True)
    assert windows.python.parts == ("c", ".venv", "Scripts", "python.exe")
    assert windows.tool("ruff").parts == ("c", ".venv", "Scripts", "ruff.exe")
    other = prepare.Project(Path("c"), windows=False)
    assert other.python.parts == ("c", ".venv", "bin", "python")
    assert other.tool("ruff").parts == ("c", ".venv", "bin", "ruff")


@pytest.mark.parametrize(
    ("variables", "platform", "expected"),
    [
        ({}, "linux", False),
        ({"DISPLAY": ""}, "linux", False),
        ({"DISPLAY": ":0"}, "linux", True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "linux", True),
        ({}, "win32", True),
        ({}, "darwin", True),
    ],
)
def test_a_display_is_known(variables: dict[str, str], platform: str, expected: bool) -> None:
    assert dev.has_display(variables, platform) is expected


def test_run_without_a_display_says_so_and_runs_the_demonstration(
    project: prepare.Project,
    calls: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    started: list[tuple[list[str], dict[str, str]]] = []

    def start(command: Sequence[str | Path], _: prepare.Project, variables: dict[str, str]) -> int:
        started.append(([str(word) for word in command], variables))
        return 0

    (project.root / "packaging" / "guided_demonstration.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(dev, "has_display", lambda _: False)
    monkeypatch.setattr(dev, "_start", start)
    assert dev.perform(project, ["run"]) == 0
    [(command, variables)] = started
    folder = str(project.root / "out" / "demo")
    assert command[1:] == [
        str(project.root / "packaging" / "guided_demonstration.py"),
        "--out",
        folder,
    ]
    assert variables["QT_QPA_PLATFORM"] == "offscreen"
    assert Path(variables["FONTCONFIG_FILE"]).exists()
    lines = capsys.readouterr().out.splitlines()
    assert "There is no display: the guided demonstration runs instead." in lines
    assert lines[-1].endswith(folder)


def test_run_hands_its_arguments_to_the_desk(
    project: prepare.Project, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = prepare.Project(project.root, windows=True)
    started: list[list[str]] = []
    monkeypatch.setattr(dev, "prepare", lambda _: None)
    monkeypatch.setattr(dev, "has_display", lambda _: True)

    def start(command: list[str], *_: Any) -> int:
        started.append(command)
        return 0

    monkeypatch.setattr(dev, "_start", start)
    assert dev.perform(windows, ["run", "--data-dir", "D", "-h"]) == 0
    assert started[0][1:] == ["-m", "ui", "--data-dir", "D", "-h"]


def test_all_steps_run_and_any_failure_counts(
    project: prepare.Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = iter([0, 2, 0])
    monkeypatch.setattr(dev, "_start", lambda *_: next(codes))
    steps = [("one", ["a"]), ("two", ["b"]), ("three", ["c"])]
    assert dev.run_steps(steps, project) == 1
    out = capsys.readouterr().out
    assert "== three" in out
    assert out.splitlines()[-1] == "1 of 3 steps failed: two"


def test_without_permission_the_exact_command_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/apt-get")
    monkeypatch.setattr(debian, "_become_root", lambda: None)
    with pytest.raises(
        FaultError, match=r"sudo apt-get update && sudo apt-get install -y .*libegl1"
    ):
        debian.install(["libegl1"], tmp_path / "record")


def test_without_apt_the_packages_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(FaultError, match="lacks what Debian calls libegl1"):
        debian.install(["libegl1"], tmp_path / "record")


@pytest.mark.skipif(sys.platform != "linux", reason="Debian's packages")
def test_a_missing_library_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(debian, "LIBRARIES", {"libnosuchthing.so.9": "libnosuchthing9"})
    assert debian.missing_libraries() == ["libnosuchthing9"]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("ERROR: Could not find a version that satisfies the requirement babel", "network"),
        ("W: Failed to fetch http: Temporary failure resolving 'deb.debian.org'", "network"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("[Errno 13] Permission denied: '/x'", "not permitted"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "requirements.lock"),
        ("noise\nERROR: something odd\nmore", "ERROR: something odd"),
        ("", "no message"),
    ],
)
def test_a_failed_program_is_explained_in_one_line(output: str, expected: str) -> None:
    sentence = faults.explain(output, "Installing", Path("record"))
    assert expected in sentence
    assert "\n" not in sentence


def test_a_failure_keeps_the_output_and_raises_one_sentence(tmp_path: Path) -> None:
    record = tmp_path / "build" / "record.log"
    program = "import sys; print('ERROR: bad'); sys.exit(3)"
    with pytest.raises(FaultError, match="Trying failed: ERROR: bad"):
        faults.run([sys.executable, "-c", program], "Trying", record)
    assert "ERROR: bad" in record.read_text(encoding="utf-8")


def test_a_program_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(FaultError, match="could not be started"):
        faults.run([tmp_path / "nothing"], "Trying", tmp_path / "record")


def test_wrong_usage_exits_with_two() -> None:
    for words in ([], ["fly"], ["check", "--odd"]):
        done = subprocess.run(
            [sys.executable, str(prepare.ROOT / "packaging" / "dev.py"), *words],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 2
        assert "usage: dev.py" in done.stderr
        assert "Traceback" not in done.stderr


def test_the_generated_tables_are_what_the_desk_expects() -> None:
    built = prepare.Project(prepare.ROOT).built
    pinyin = json.loads((built / "pinyin.json").read_text(encoding="utf-8"))
    assert pinyin["readings"]["王"][0] == "wang"
    assert {"shan", "dan"} <= set(pinyin["readings"]["单"])
    assert pinyin["readings"]["\U00020bb7"] == ["ji"]
    for name, reading in {
        "单": "shan", "解": "xie", "曾": "zeng", "仇": "qiu", "区": "ou", "尉迟": "yuchi",
        "长孙": "zhangsun", "万俟": "moqi", "令狐": "linghu",
    }.items():  # fmt: skip
        assert pinyin["surnames"][name][0] == reading
    calendar = json.loads((built / "calendar_cn.json").read_text(encoding="utf-8"))
    days = {day["date"]: day for day in calendar["days"]}
    assert len(days) == len(calendar["days"])
    assert days["2026-10-01"]["kind"] == "holiday"
    assert days["2026-10-10"]["kind"] == "workday"
    assert calendar["years"]["2026"]["official"] is True
    assert calendar["years"]["2027"]["official"] is False
    assert days["2027-02-06"]["name_zh"] == "春节"
