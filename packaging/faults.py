"""Run other programs and turn the faults that can be foreseen into one sentence.

Standard library only.
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

CAUSES = (
    (
        ("no space left on device", "not enough space on the disk", "errno 28"),
        "The disk is full. Free about 2 GB and start again.",
    ),
    (
        ("do not match the hashes", "hashes are required"),
        "A downloaded file is not the one that packaging/requirements.lock names. Start again.",
    ),
    (
        (
            "temporary failure in name resolution",
            "temporary failure resolving",
            "could not resolve",
            "failed to establish a new connection",
            "network is unreachable",
            "max retries exceeded",
            "could not find a version that satisfies",
            "no matching distribution",
            "unable to locate package",
            "connection timed out",
            "read timed out",
            "failed to fetch",
        ),
        "The package source cannot be reached. Connect this computer to the network; start again.",
    ),
    (
        ("could not get lock", "unable to acquire the dpkg frontend lock"),
        "Another program is installing system packages. Wait for it to end and start again.",
    ),
    (
        ("permission denied", "access is denied", "errno 13", "read-only file system"),
        "Writing was not permitted. Check who owns the project folder and start again.",
    ),
)


class FaultError(Exception):
    """A foreseeable fault; its text is one sentence that says what happened and what to do."""


def explain(output: str, task: str, record: Path) -> str:
    """Return one sentence for the ``output`` of a failed program."""
    lowered = output.lower()
    for signs, sentence in CAUSES:
        if any(sign in lowered for sign in signs):
            return f"{task} failed. {sentence} (Details: {record})"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith(("error", "e:"))]
    last = (errors or lines or ["no message was given"])[-1]
    return f"{task} failed: {last} (Details: {record})"


def run(
    command: Sequence[str | Path],
    task: str,
    record: Path,
    *,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> str:
    """Run ``command`` quietly and return what it printed; ``record`` keeps it if it fails.

    Raises:
        FaultError: the program could not be started or failed.
    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands, never a shell
            words,
            cwd=folder,
            env=dict(environment) if environment is not None else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:
        message = f"{task} failed: {words[0]} could not be started ({error.strerror})."
        raise FaultError(message) from error
    if done.returncode:
        try:
            record.parent.mkdir(parents=True, exist_ok=True)
            record.write_text(f"{' '.join(words)}\n\n{done.stdout}", encoding="utf-8")
        except OSError as error:
            raise FaultError(explain(f"{done.stdout}\n{error}", task, record)) from error
        raise FaultError(explain(done.stdout, task, record))
    return done.stdout
