"""Everything a person can cause has one sentence, in both languages."""

from __future__ import annotations

import string

import pytest

from app import i18n
from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.permissions import Action
from app.domain.terms import CaseState
from app.messages import field_sentence, sentence, template

FACTS: dict[str, object] = {
    "limit": 10_000,
    "days": 366,
    "least": 1,
    "most": 99,
    "name": "X",
    "day": "2026-11-09",
}
both_languages = pytest.mark.parametrize("lang", i18n.LANGUAGES)


@both_languages
@pytest.mark.parametrize("problem", Problem)
def test_every_problem_has_one_sentence(problem: Problem, lang: str) -> None:
    with i18n.language(lang):
        words = template(problem)
        names = [name for _text, name, _spec, _how in string.Formatter().parse(words) if name]
        said = sentence(UserFacingError(problem, **dict.fromkeys(names, "X")))
    assert said
    assert "\n" not in said
    assert "{" not in said


@both_languages
@pytest.mark.parametrize("problem", FieldProblem)
def test_every_field_problem_has_a_sentence(problem: FieldProblem, lang: str) -> None:
    with i18n.language(lang):
        assert field_sentence(FieldError("own_words", problem, **FACTS))


def test_states_and_actions_are_named_in_words() -> None:
    i18n.set_language("en")
    refused = UserFacingError(
        Problem.TRANSITION_REFUSED, state=CaseState.CLOSED, wanted=CaseState.WAITING
    )
    assert "“Closed” cannot become “Waiting”" in sentence(refused)
    forbidden = sentence(UserFacingError(Problem.NOT_PERMITTED, action=Action.VOID_CASES))
    assert "void_cases" not in forbidden


def test_a_language_asked_for_ends_with_its_block() -> None:
    i18n.set_language("zh_CN")
    with i18n.language("en"):
        english = template(Problem.LOCKED)
    assert template(Problem.LOCKED) != english


def test_an_unknown_language_is_a_bug() -> None:
    with pytest.raises(ValueError, match="fr"):
        i18n.set_language("fr")
