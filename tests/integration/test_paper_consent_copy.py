"""The customer's copy of a consent says what was shown, answered and signed."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.consent_paper import ConsentCopy
from app.domain.terms import AccessKind, ConsentChannel
from app.reports import consent_copy as paper
from app.services.consent_copies import consent_copy
from app.services.consents import take_consent, withdraw_consent
from db.models import AccessEntry
from tests.integration.consenting import CALLS, NEWS, TODAY, ask, keep, signed, take
from tests.integration.receptions import Desk


def copy_of(desk: Desk, evidence_id: str) -> ConsentCopy:
    made = desk.write(consent_copy, evidence_id=evidence_id, now=TODAY + timedelta(days=1))
    assert isinstance(made, ConsentCopy)
    return made


def words(copy: ConsentCopy, folder: Path) -> str:
    """Return the text of the paper as a PDF reader finds it, without spaces and line ends."""
    path = folder / "copy.pdf"
    paper.render(copy, path)
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not installed")
    done = subprocess.run([tool, "-layout", str(path), "-"], check=True, capture_output=True)
    return "".join(done.stdout.decode().split())


@pytest.mark.clause("5-1")
def test_the_copy_shows_notice_answers_and_signature(desk: Desk, tmp_path: Path) -> None:
    taken = take(desk, keep(desk), CALLS)
    copy = copy_of(desk, taken.evidence_id)
    text = words(copy, tmp_path)
    assert copy.notice_hash in text
    assert "个人信息处理告知" in text
    assert "王秀兰女士" in text
    assert "李静" in text
    assert copy.strokes


def test_the_copy_speaks_the_language_of_the_notice_that_was_shown(
    desk: Desk, tmp_path: Path
) -> None:
    customer = keep(desk)
    english = ask(desk, customer).notice.text_in("en").notice_id
    taken = desk.write(take_consent, customer_id=customer, draft=signed(english, NEWS), now=TODAY)
    text = words(copy_of(desk, taken.evidence_id), tmp_path)
    assert "Noticeonpersonalinformation" in text
    assert "Communitynews" in text
    assert "declined" in text


def test_a_copy_printed_after_a_withdrawal_says_so(desk: Desk, tmp_path: Path) -> None:
    customer = keep(desk)
    english = ask(desk, customer).notice.text_in("en").notice_id
    taken = desk.write(take_consent, customer_id=customer, draft=signed(english, CALLS), now=TODAY)
    desk.write(
        withdraw_consent,
        customer_id=customer,
        purpose=CALLS,
        channel=ConsentChannel.VERBAL,
        now=TODAY,
    )
    assert "Withdrawnat2030-05-06" in words(copy_of(desk, taken.evidence_id), tmp_path)


def test_printing_a_copy_is_written_down(desk: Desk) -> None:
    customer = keep(desk)
    copy_of(desk, take(desk, customer, CALLS).evidence_id)
    entries = desk.workspace.read(
        lambda s: s.execute(select(AccessEntry.customer_id, AccessEntry.kind)).all()
    )
    assert [tuple(entry) for entry in entries] == [(customer, AccessKind.PRINT)]


def test_the_same_copy_gives_the_same_bytes(desk: Desk, tmp_path: Path) -> None:
    copy = copy_of(desk, take(desk, keep(desk), CALLS).evidence_id)
    for name in ("one.pdf", "two.pdf"):
        paper.render(copy, tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()
