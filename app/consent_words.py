"""Consents in words: what is asked, what became of it, and what stops when it is withdrawn."""

from __future__ import annotations

from app.domain.consents import VALID_YEARS, ConsentState
from app.domain.terms import ConsentChannel, ConsentPurpose
from app.i18n import _, pgettext


def purpose_label(purpose: ConsentPurpose) -> str:
    """Return the short name of a purpose."""
    return {
        ConsentPurpose.SERVICE: _("Contact and service"),
        ConsentPurpose.SATISFACTION_CALL: _("Satisfaction calls"),
        ConsentPurpose.NEWS: _("Community news"),
        ConsentPurpose.WECHAT: _("WeChat messages"),
    }[purpose]


def purpose_question(purpose: ConsentPurpose) -> str:
    """Return what the customer agrees to, as the customer would say it."""
    return {
        ConsentPurpose.SERVICE: _("You use my details to handle what I ask for."),
        ConsentPurpose.SATISFACTION_CALL: _(
            "You may call me when my matter is settled, to ask how satisfied I am."
        ),
        ConsentPurpose.NEWS: _("You may send me news of the community, such as activities."),
        ConsentPurpose.WECHAT: _("You may keep my WeChat name and write to me there."),
    }[purpose]


def what_stops(purpose: ConsentPurpose) -> str:
    """Return what no longer happens once the consent is withdrawn or was declined."""
    return {
        ConsentPurpose.SERVICE: _("Nothing stops: this rests on the service contract."),
        ConsentPurpose.SATISFACTION_CALL: _(
            "Nobody asks for a rating by telephone any more. The result of a matter is still told."
        ),
        ConsentPurpose.NEWS: _("No more news of the community is sent."),
        ConsentPurpose.WECHAT: _(
            "Nobody writes by WeChat any more; where it was the preferred way, the telephone is."
        ),
    }[purpose]


def consent_state_label(state: ConsentState) -> str:
    """Return what became of a purpose, in a word or two."""
    return {
        ConsentState.NOT_ASKED: _("not asked yet"),
        ConsentState.GIVEN: pgettext("consent", "agreed"),
        ConsentState.DECLINED: pgettext("consent", "declined"),
        ConsentState.WITHDRAWN: pgettext("consent", "withdrawn"),
        ConsentState.EXPIRED: pgettext("consent", "run out"),
    }[state]


def consent_channel_label(channel: ConsentChannel) -> str:
    """Return how somebody agreed, declined or withdrew."""
    return {
        ConsentChannel.CUSTOMER_SCREEN: _("on the customer screen"),
        ConsentChannel.PAPER: pgettext("consent", "on paper"),
        ConsentChannel.VERBAL: _("in words"),
    }[channel]


def holds_for() -> str:
    """Return how long a consent holds, and that it can be withdrawn at any time."""
    return _(
        "What you agree to holds for {years} years. You can withdraw it at the desk or by "
        "telephone at any time, without giving a reason."
    ).format(years=VALID_YEARS)


def declining_is_fine() -> str:
    """Return that nothing depends on a yes."""
    return _("You are served just the same if you agree to nothing.")
