"""Severity is proposed from impact and urgency; the receptionist may overrule it with a reason."""

from __future__ import annotations

from app.domain.terms import CaseType, Severity

_MATRIX = (
    (1, 1, 2, 2),
    (1, 2, 2, 3),
    (2, 3, 3, 4),
    (3, 3, 4, 4),
)


def propose_severity(impact: int, urgency: int) -> Severity:
    """Return the severity for impact and urgency, each 1 (greatest) to 4 (least).

    Raises:
        ValueError: impact or urgency is outside 1 to 4.
    """
    if not (1 <= impact <= 4 and 1 <= urgency <= 4):
        raise ValueError((impact, urgency))
    return Severity(_MATRIX[impact - 1][urgency - 1])


def default_severity(case_type: CaseType) -> Severity:
    """Return the severity of a case that nobody has weighed yet."""
    if case_type in (CaseType.SUGGESTION, CaseType.PRAISE):
        return Severity.MINOR
    return Severity.NORMAL
