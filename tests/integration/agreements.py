"""Confidentiality agreements as people sign them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.agreement_texts import signed_on_paper
from app.domain.agreements import AgreementKind, SignedAgreement
from app.domain.strokes import Strokes

SIGNATURE: Strokes = [[[100, 200, 0], [300, 90, 120], [500, 220, 260]], [[600, 150, 500]]]


def signed_on_the_screen(day: date = date(2026, 1, 5)) -> SignedAgreement:
    """Return the agreement in force as signed on the pad."""
    return replace(signed_on_paper(day), kind=AgreementKind.SCREEN, strokes=SIGNATURE)
