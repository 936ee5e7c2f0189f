"""A case as its papers get it, for the tests that read the papers back."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest

from app.domain.attachments import FileKind
from app.domain.papers import (
    CaseFile,
    CaseOnPaper,
    JobSheet,
    PaperCaller,
    PaperClock,
    PaperEntry,
    PaperEscalation,
    PaperFile,
    PaperPicture,
    PaperPromise,
)
from app.domain.terms import (
    CaseState,
    CaseType,
    Cause,
    Channel,
    ClockKind,
    EscalationCause,
    EventKind,
    PromiseState,
    Severity,
    Source,
    Validity,
)

HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
HOSTILE = "O'Brien <b>& \U00020bb7 \u4dae"
AT = datetime(2026, 11, 21, 2, 24, tzinfo=UTC)
PRINTED = datetime(2026, 11, 23, 2, 40, tzinfo=UTC)
ZONE = "Asia/Shanghai"
poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)

CASE = CaseOnPaper(
    company="Hongyuan Property Services",
    project_name="Hongyuan Garden",
    timezone=ZONE,
    number="TS-20261121-004",
    check_code="K7Q4",
    external_number="",
    type=CaseType.COMPLAINT,
    state=CaseState.IN_PROGRESS,
    severity=Severity.MAJOR,
    category="Repairs › Lift",
    source=Source.DESK,
    place="Lift 2",
    room_label="3-2-1802",
    customer="Ms Wang",
    phone="",
    own_words="The lift has been rattling since Saturday.",
    remedy_wanted="A clear answer today",
    remedy_given="",
    responsible="Engineering, Zhou",
    registered_at=AT,
    registered_by="Li Jing",
    printed_at=PRINTED,
    printed_by="Zhou Min",
)
MET = PaperClock(
    ClockKind.HAND_OVER, 1, AT, AT + timedelta(minutes=20), AT + timedelta(minutes=7), None, None
)
LATE = PaperClock(
    ClockKind.FIRST_ANSWER, 1, AT, AT + timedelta(minutes=30), AT + timedelta(hours=2), None, None
)
RUNNING = PaperClock(ClockKind.RESOLUTION, 1, AT, AT + timedelta(days=3), None, None, None)
OVERDUE = PaperClock(ClockKind.TELL_CUSTOMER, 1, AT, AT + timedelta(hours=24), None, None, None)
PROMISE = PaperPromise(
    what="Tell the result of the check",
    who="Zhou",
    to_whom="",
    channel=Channel.PHONE,
    made_at=AT,
    due_at=PRINTED + timedelta(hours=2),
    state=PromiseState.OPEN,
    fulfilled_at=None,
)
REGISTERED = PaperEntry(EventKind.REGISTERED, AT, "Li Jing", "", {"source": "desk", "severity": 2})
TOLD = PaperEntry(
    EventKind.CUSTOMER_TOLD,
    AT + timedelta(hours=2),
    "Li Jing",
    "The rail is worn",
    {"channel": "phone"},
)


def job_sheet(case: CaseOnPaper = CASE, *pictures: bytes, with_contact: bool = False) -> JobSheet:
    """Return a job sheet with a promise, an overdue clock and one that runs."""
    shown = tuple(PaperPicture(f"{n}.jpg", data) for n, data in enumerate(pictures, start=1))
    return JobSheet(case, (OVERDUE, RUNNING), (PROMISE,), shown, with_contact)


def kept(name: str, picture: int = 0) -> PaperFile:
    """Return a file that is kept."""
    return PaperFile(name, FileKind.JPEG, 1_300_000, AT, "Li Jing", None, "", "", picture)


def case_file(case: CaseOnPaper = CASE, *pictures: bytes) -> CaseFile:
    """Return a case file with something in every section."""
    return CaseFile(
        case=case,
        validity=Validity.VALID,
        cause=Cause.EQUIPMENT,
        ended_at=None,
        follows="TS-20260901-001",
        merged_into="",
        took_in=("TS-20261122-001",),
        clocks=(MET, LATE, OVERDUE, RUNNING),
        promises=(PROMISE,),
        callers=(PaperCaller(AT, "Z***", "3-2-1801", "Here too", "Li Jing"),),
        escalations=(
            PaperEscalation(1, EscalationCause.CLOCK, "", AT, "Li Jing", None),
            PaperEscalation(2, EscalationCause.PERSON, "help", AT, "Li Jing", PRINTED),
        ),
        files=tuple(kept(f"{n}.jpg", n) for n in range(1, len(pictures) + 1)),
        pictures=tuple(PaperPicture(f"{n}.jpg", data) for n, data in enumerate(pictures, start=1)),
        timeline=(REGISTERED, TOLD),
        in_full=False,
    )


def pages(path: Path) -> list[str]:
    """Return the text of each page, with single spaces."""
    with pypdfium2.PdfDocument(path) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def read(path: Path) -> str:
    """Return the text of the whole paper without any white space."""
    return re.sub(r"\s", "", "".join(pages(path)))


def printed_words(path: Path) -> str:
    """Return what pdftotext reads, without any white space."""
    done = subprocess.run(
        ["pdftotext", str(path), "-"],  # noqa: S607 - whichever poppler there is
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return re.sub(r"\s", "", done.stdout)


def pictures_in(path: Path) -> int:
    """Return how many pictures the paper holds."""
    image = 3
    with pypdfium2.PdfDocument(path) as document:
        return sum(1 for page in document for thing in page.get_objects() if thing.type == image)
