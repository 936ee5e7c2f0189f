"""What goes on a receipt: numbers and promises, and no more of the customer than an address."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import timedelta

import pytest

from app.domain.errors import Problem, UserFacingError
from app.domain.papers import Receipt
from app.domain.terms import Channel
from app.domain.visit_flow import CustomerDraft
from app.services.receipts import visit_receipt
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, promised

DUE = NOW + timedelta(hours=2)


def receipt(desk: Desk, visit_id: str) -> Receipt:
    found = desk.read(visit_receipt, visit_id=visit_id)
    assert isinstance(found, Receipt)
    return found


@pytest.mark.clause("4.2-3")
def test_the_receipt_says_who_does_what_by_when(desk: Desk) -> None:
    visit, (asked, complained) = desk.receive(ENQUIRY, promised(COMPLAINT, DUE))
    paper = receipt(desk, visit.visit_id)
    assert (paper.visit_number, paper.received_at) == (visit.number, NOW)
    assert [case.number for case in paper.cases] == [asked.number, complained.number]
    first, second = paper.cases
    assert (first.answer, first.promise_due_at) == (ENQUIRY.answer.answer, None)
    assert (second.promise_what, second.promise_who, second.promise_due_at) == (
        "电话告知检修结果",
        "工程部 周师傅",
        DUE,
    )
    assert second.promise_channel is Channel.PHONE


@pytest.mark.clause("3-2")
def test_the_receipt_carries_the_companys_and_the_projects_name(desk: Desk) -> None:
    visit, _cases = desk.receive(ENQUIRY)
    paper = receipt(desk, visit.visit_id)
    assert (paper.company, paper.project_name, paper.desk_phone, paper.received_by) == (
        "鸿园物业服务有限公司",
        "翠湖花园",
        "0571-8888 0001",
        "李静",
    )


@pytest.mark.clause("5-3")
@pytest.mark.parametrize(
    ("name", "title", "address"),
    [
        ("王秀兰", "女士", "王女士"),
        ("欧阳静", "先生", "欧阳先生"),
        ("王秀兰", "", "王**"),
        ("O'Brien <b>&", "", "O***"),
        ("", "女士", ""),
    ],
)
def test_the_customer_is_addressed_without_the_whole_name_or_phone(
    desk: Desk, name: str, title: str, address: str
) -> None:
    customer = CustomerDraft(name=name, title=title, phone="13812346027")
    visit, _cases = desk.receive(ENQUIRY, customer=customer)
    paper = receipt(desk, visit.visit_id)
    assert paper.customer == address
    assert "13812346027" not in str(asdict(paper))
    assert not name or name not in str(asdict(paper))


@pytest.mark.clause("5-1")
def test_a_nameless_customer_gets_a_receipt_too(desk: Desk) -> None:
    visit, _cases = desk.receive(ENQUIRY)
    assert receipt(desk, visit.visit_id).customer == ""


def test_long_words_are_shortened_to_one_line(desk: Desk) -> None:
    need = replace(ENQUIRY, own_words="电梯\n异响\t" + "响" * 500)
    visit, _cases = desk.receive(need)
    (case,) = receipt(desk, visit.visit_id).cases
    assert (case.subject[:6], len(case.subject), case.subject[-1]) == ("电梯 异响 ", 120, "…")


def test_each_case_has_its_own_check_code(desk: Desk) -> None:
    visit, _cases = desk.receive(*[ENQUIRY] * 5)
    codes = [case.check_code for case in receipt(desk, visit.visit_id).cases]
    assert {len(code) for code in codes} == {4}
    assert len(set(codes)) > 1


def test_a_visit_without_cases_has_no_receipt(desk: Desk) -> None:
    with pytest.raises(UserFacingError) as caught:
        receipt(desk, desk.start().visit_id)
    assert caught.value.problem is Problem.NOT_FOUND
