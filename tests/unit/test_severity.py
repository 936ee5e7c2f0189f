"""Severity follows impact and urgency, and never falls when either grows."""

from __future__ import annotations

import itertools

import pytest

from app.domain.severity import default_severity, propose_severity
from app.domain.terms import CaseType, Severity

LEVELS = range(1, 5)


@pytest.mark.clause("4.3-1")
@pytest.mark.parametrize(("impact", "urgency"), list(itertools.product(LEVELS, LEVELS)))
def test_less_impact_or_urgency_never_makes_a_case_more_severe(impact: int, urgency: int) -> None:
    here = propose_severity(impact, urgency)
    assert here <= propose_severity(min(impact + 1, 4), urgency)
    assert here <= propose_severity(impact, min(urgency + 1, 4))


def test_the_matrix_proposes_every_level() -> None:
    assert {propose_severity(i, u) for i, u in itertools.product(LEVELS, LEVELS)} == set(Severity)


def test_danger_at_once_is_critical_and_a_trifle_is_minor() -> None:
    assert propose_severity(1, 1) is Severity.CRITICAL
    assert propose_severity(4, 4) is Severity.MINOR


@pytest.mark.parametrize(("impact", "urgency"), [(0, 1), (1, 0), (5, 1), (1, 5), (-1, 2)])
def test_levels_outside_one_to_four_are_no_weighing(impact: int, urgency: int) -> None:
    with pytest.raises(ValueError, match=str(impact)):
        propose_severity(impact, urgency)


@pytest.mark.parametrize("case_type", CaseType)
def test_only_suggestions_and_praise_are_minor_unweighed(case_type: CaseType) -> None:
    is_minor = case_type in (CaseType.SUGGESTION, CaseType.PRAISE)
    assert default_severity(case_type) is (Severity.MINOR if is_minor else Severity.NORMAL)
