"""The text of the confidentiality agreement, and what counts as signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.agreement_texts import signed_on_paper, text_in_force, text_of, texts, version_in_force
from app.domain.agreements import AgreementKind, check_signed, read_text
from app.domain.errors import Problem, UserFacingError
from app.domain.permissions import Action, Actor
from app.domain.terms import Role
from app.i18n import LANGUAGES

pytestmark = pytest.mark.clause("5-3")
DAY = date(2026, 11, 23)
RELEASED = {
    (1, "en"): "c99cff0bb8837d28b112b4ea5d993fcc7f91eae5f8c2d6f4a9dd8a2f87920979",
    (1, "zh_CN"): "2ef704f07890cada677c66e137460c983638b778d817854a59ac3f6494a86ede",
}


def test_a_released_text_is_never_edited() -> None:
    known = {(text.version, text.language): text.text_hash for text in texts()}
    assert {key: known[key] for key in RELEASED} == RELEASED


def test_every_version_stands_in_every_language_with_the_same_clauses() -> None:
    for version in {text.version for text in texts()}:
        same = [text for text in texts() if text.version == version]
        assert {text.language for text in same} == set(LANGUAGES)
        assert len({len(text.clauses) for text in same}) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_shown_is_found_again_by_its_fingerprint(language: str) -> None:
    text = text_in_force(language)
    assert text_of(version_in_force(), text.text_hash) == text
    assert text_of(version_in_force(), "0" * 64) is None


@pytest.mark.parametrize(
    "text", ["no title\n\n## 1\n\nwords", "# title\n\n## 1\n\nwords", "# t\n\no"]
)
def test_a_text_without_its_parts_is_no_agreement(text: str) -> None:
    with pytest.raises(ValueError, match="an agreement has"):
        read_text(1, "en", text)


def refused(**changes: object) -> Problem:
    agreement = replace(signed_on_paper(DAY), **changes)  # type: ignore[arg-type]
    with pytest.raises(UserFacingError) as caught:
        check_signed(agreement, in_force=version_in_force(), today=DAY)
    return caught.value.problem


def test_an_older_version_is_not_taken() -> None:
    assert refused(version=version_in_force() - 1) is Problem.AGREEMENT_OUTDATED


def test_a_day_ahead_is_not_taken() -> None:
    assert refused(signed_on=date(2026, 11, 24)) is Problem.AGREEMENT_DATE


@pytest.mark.parametrize("strokes", [None, [], [[[500, 100, 0]]]])
def test_an_empty_pad_or_a_dot_is_no_signature(strokes: object) -> None:
    assert refused(kind=AgreementKind.SCREEN, strokes=strokes) is Problem.SIGNATURE_MISSING


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_no_role_may_do_anything_before_signing(role: Role, action: Action) -> None:
    actor = Actor("0" * 32, "李静", role, has_signed=False)
    assert not actor.may(action)
    with pytest.raises(UserFacingError) as caught:
        actor.require(action)
    assert caught.value.problem is Problem.AGREEMENT_MISSING
