"""Consents as the tests take them: a signature, a draft, a customer who answers."""

from __future__ import annotations

from datetime import UTC, datetime

from app.domain.consents import ASKED, Answer, ConsentDraft
from app.domain.notices import NoticeDraft
from app.domain.terms import ConsentChannel, ConsentPurpose
from app.domain.visit_flow import CustomerDraft
from app.services.consents import ConsentRequest, TakenConsent, consent_request, take_consent
from app.services.customers import keep_customer
from app.services.notices import issue_notice
from tests.integration.receptions import Desk

# After the store was made, so that its notice is in force.
TODAY = datetime(2030, 5, 6, 2, 30, tzinfo=UTC)
STROKES = [
    [[120, 90, 0], [180, 140, 40], [240, 80, 90], [300, 170, 130]],
    [[380, 100, 260], [460, 210, 330], [560, 120, 410]],
]
CALLS, NEWS, WECHAT = (
    ConsentPurpose.SATISFACTION_CALL,
    ConsentPurpose.NEWS,
    ConsentPurpose.WECHAT,
)


def keep(desk: Desk, name: str = "王秀兰", phone: str = "13812346027") -> str:
    """Keep a new customer; return the id."""
    draft = CustomerDraft(name=name, phone=phone, title="女士")
    made = desk.write(keep_customer, project_id=desk.project.project_id, draft=draft, now=TODAY)
    assert isinstance(made, str)
    return made


def ask(desk: Desk, customer_id: str, now: datetime = TODAY) -> ConsentRequest:
    """Return what the customer is asked."""
    request = desk.read(consent_request, customer_id=customer_id, now=now)
    assert isinstance(request, ConsentRequest)
    return request


def signed(notice_id: str, *agreed: ConsentPurpose) -> ConsentDraft:
    """Return what the customer's screen hands over: ticked purposes and a signature."""
    return ConsentDraft(
        notice_id,
        ConsentChannel.CUSTOMER_SCREEN,
        tuple(Answer(purpose, purpose in agreed) for purpose in ASKED),
        strokes=STROKES if agreed else None,
    )


def take(
    desk: Desk, customer_id: str, *agreed: ConsentPurpose, now: datetime = TODAY
) -> TakenConsent:
    """Have the customer sign for some purposes and decline the others."""
    notice = ask(desk, customer_id, now).notice.text_in("zh_CN")
    taken = desk.write(
        take_consent, customer_id=customer_id, draft=signed(notice.notice_id, *agreed), now=now
    )
    assert isinstance(taken, TakenConsent)
    return taken


def issue(desk: Desk, *, tell_again: bool, now: datetime = TODAY, words: str = "新增用途") -> int:
    """Issue a new version of the notice."""
    draft = NoticeDraft(f"# 告知\n\n{words}", f"# Notice\n\nNew: {words}", words, tell_again)
    version = desk.write(issue_notice, draft=draft, now=now)
    assert isinstance(version, int)
    return version
