"""'Is all of it still right?' is asked during a visit once nobody said so for a year."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.errors import FieldError, FieldProblem, Problem, UserFacingError
from app.domain.terms import Channel
from app.domain.visit_flow import CustomerDraft
from app.services.customer_merge import merge_customers
from app.services.customer_records import confirm_profile
from app.services.customers import find_customers, keep_customer
from app.services.profile_review import (
    ContactCorrection,
    ProfileReview,
    correct_contact,
    profile_review,
)
from db.models import Customer
from tests.integration.receptions import NOW, Desk

OLD = NOW - timedelta(days=430)
PHONE = "13800006027"


def keep(desk: Desk, phone: str = PHONE) -> str:
    kept = desk.write(
        keep_customer,
        project_id=desk.project.project_id,
        draft=CustomerDraft(name="王秀兰", phone=phone),
        now=OLD,
    )
    assert isinstance(kept, str)
    return kept


def asked(desk: Desk, customer_id: str) -> ProfileReview | None:
    review = desk.read(profile_review, customer_id=customer_id, now=NOW)
    assert review is None or isinstance(review, ProfileReview)
    return review


@pytest.mark.clause("5-2")
def test_a_record_that_nobody_confirmed_for_fourteen_months_is_asked_about(desk: Desk) -> None:
    review = asked(desk, keep(desk))
    assert review is not None
    assert (review.months, review.phone_masked) == (14, "138****6027")


@pytest.mark.clause("5-2")
def test_a_record_that_was_confirmed_is_left_alone(desk: Desk) -> None:
    customer = keep(desk)
    desk.write(confirm_profile, customer_id=customer, now=NOW - timedelta(days=30))
    assert asked(desk, customer) is None


def test_a_correction_confirms_the_record_and_the_new_phone_finds_it(desk: Desk) -> None:
    customer = keep(desk)
    correction = ContactCorrection("139 1111 2222", "wxl1802", Channel.WECHAT, "19–21")
    desk.write(correct_contact, customer_id=customer, correction=correction, now=NOW)
    assert asked(desk, customer) is None
    project = desk.project.project_id
    (hit,) = desk.read(find_customers, project_id=project, text="13911112222")
    assert hit.customer_id == customer
    assert desk.read(find_customers, project_id=project, text=PHONE) == ()


def test_an_empty_box_leaves_what_is_known(desk: Desk) -> None:
    customer = keep(desk)
    desk.write(correct_contact, customer_id=customer, correction=ContactCorrection(), now=NOW)
    phone = desk.workspace.read(lambda session: session.get_one(Customer, customer).phone)
    assert phone == PHONE


def test_what_is_no_phone_changes_nothing(desk: Desk) -> None:
    customer = keep(desk)
    with pytest.raises(FieldError) as refused:
        desk.write(
            correct_contact, customer_id=customer, correction=ContactCorrection("123"), now=NOW
        )
    assert (refused.value.field, refused.value.problem) == ("phone", FieldProblem.NOT_A_PHONE)
    assert asked(desk, customer) is not None


def test_a_record_that_was_merged_asks_about_the_kept_one(desk: Desk) -> None:
    kept, gone = keep(desk), keep(desk)
    desk.write(merge_customers, kept_id=kept, gone_id=gone, choices={}, now=NOW)
    review = asked(desk, gone)
    assert review is not None
    assert review.customer_id == kept


def test_nobody_is_asked_about_somebody_who_is_gone(desk: Desk) -> None:
    with pytest.raises(UserFacingError) as refused:
        asked(desk, "0" * 32)
    assert refused.value.problem is Problem.NOT_FOUND
