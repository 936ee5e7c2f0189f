"""The ways in which a case ends, comes back, and is bound to another one (4.3-3)."""

from __future__ import annotations

from app.domain.case_rules import REOPENING_DAYS
from app.domain.terms import CloseReason
from app.i18n import _
from app.labels import close_reason_label
from app.services import case_ends
from app.services.case_views import CasePageView
from ui.cases.case_verb import CaseVerb, text
from ui.cases.form_fields import FieldKind, FormFieldSpec
from ui.widgets.chips import Choice


def close(view: CasePageView) -> CaseVerb:
    """Return how a case is closed; only the reasons that its course allows are offered."""
    possible = view.close_reasons
    reasons = tuple(Choice(reason, close_reason_label(reason)) for reason in possible)
    explanation = ""
    if CloseReason.UNREACHABLE not in possible:
        explanation = _("“Not reached” is offered after three call-backs in vain.")
    return CaseVerb(
        "close",
        _("C&lose"),
        _("Close the case"),
        case_ends.close,
        (FormFieldSpec("reason", _("Because"), FieldKind.CHIPS, reasons),),
        explanation=explanation,
    )


def reopen() -> CaseVerb:
    """Return how a case is reopened."""
    return CaseVerb(
        "reopen",
        _("Re&open"),
        _("Reopen with new clocks"),
        case_ends.reopen,
        (text("words", _("What the customer is not satisfied with")),),
        explanation=_("The results of the old clocks stay."),
    )


def take_up_anew(view: CasePageView) -> CaseVerb:
    """Return how a case that can no longer be reopened is followed by a new one."""
    return CaseVerb(
        "take_up_anew",
        _("&New linked case"),
        _("Take the matter up anew"),
        case_ends.take_up_anew,
        (text("words", _("In the customer's own words")),),
        explanation=_(
            "{number} cannot be reopened: it ended more than {days} days ago, or not by closing. "
            "A new case takes over its customer, place and category."
        ).format(number=view.number, days=REOPENING_DAYS),
        opens_result=True,
    )


def merge(view: CasePageView) -> CaseVerb:
    """Return how a case is merged into another one."""
    return CaseVerb(
        "merge",
        _("Mer&ge"),
        _("Merge into another case"),
        case_ends.merge,
        (
            FormFieldSpec(
                "into",
                _("It goes on in"),
                FieldKind.CASE_NUMBER,
                must_fill=True,
                own_number=view.number,
            ),
        ),
        explanation=_("Its clocks and promises end here. A merge can be undone."),
    )


def undo_merge() -> CaseVerb:
    """Return how a merged case is taken out again."""
    return CaseVerb(
        "undo_merge",
        _("&Undo the merge"),
        _("Take this case out again"),
        case_ends.undo_merge,
        (text("words", _("Why it is another matter")),),
        explanation=_("It counts as work come back, with new clocks."),
    )


def pass_outside() -> CaseVerb:
    """Return how a case is passed to somebody outside the company."""
    return CaseVerb(
        "pass_outside",
        _("Pass outs&ide"),
        _("Pass to somebody outside the company"),
        case_ends.pass_outside,
        (text("words", _("To whom, and why")),),
    )


def withdraw() -> CaseVerb:
    """Return how the customer's withdrawal is recorded."""
    return CaseVerb(
        "withdraw",
        _("Withdraw&n"),
        _("The customer withdraws the case"),
        case_ends.withdraw,
        (text("words", _("What the customer said")),),
    )


def void() -> CaseVerb:
    """Return how a case is voided."""
    return CaseVerb(
        "void",
        _("&Void"),
        _("Void the case; it stays visible"),
        case_ends.void,
        (text("reason", _("Reason")),),
    )
