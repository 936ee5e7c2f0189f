"""The feedback analysis of real receptions and call-backs, and the words of complaints."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from app.domain.errors import Problem, UserFacingError
from app.domain.feedback import FeedbackAnalysis, FeedbackStep
from app.domain.months import Month
from app.domain.period_summary import Ratio
from app.domain.periods import Period
from app.domain.permissions import Actor
from app.domain.policy import LEAST_ANSWERS, STAFF_NAMES_ON_REPORTS
from app.domain.terms import (
    Channel,
    CloseReason,
    CustomerKind,
    EnteredBy,
    RatingReason,
    Role,
)
from app.domain.visit_flow import CustomerDraft
from app.domain.word_list import WordList
from app.services import case_ends, case_work
from app.services.complaint_words import complaint_words
from app.services.customers import find_customers
from app.services.erasure import erase_customer
from app.services.feedback import feedback_analysis
from app.services.policy import change_setting
from app.services.reporting import monthly_summary
from tests.integration.receptions import (
    COMPLAINT,
    DISSATISFIED,
    ENQUIRY,
    NO_ANSWER,
    RELAYED,
    VERY_SATISFIED,
    Desk,
    local,
    promised,
)

OCTOBER = Period.parse("2026-10")
NOW = local(3, month=11)
NAME, PHONE = "濮阳灿烂", "19900000321"
PERSON = CustomerDraft(name=NAME, phone=PHONE, kind=CustomerKind.OWNER)


def analysis(desk: Desk, period: Period = OCTOBER) -> FeedbackAnalysis:
    """Return the analysis of a period as it is read in November."""
    found = desk.read(
        feedback_analysis, project_code=desk.project.code, period=period, lang="en", now=NOW
    )
    assert isinstance(found, FeedbackAnalysis)
    return found


def words(desk: Desk, period: Period = OCTOBER) -> WordList:
    """Return the word list of a period."""
    found = desk.read(complaint_words, project_code=desk.project.code, period=period)
    assert isinstance(found, WordList)
    return found


def said(desk: Desk, text: str, day: int = 12, customer: CustomerDraft = PERSON) -> str:
    """Register a complaint in these words; return the id of its case."""
    need = promised(replace(COMPLAINT, own_words=text), local(day, 16))
    _visit, (case,) = desk.receive(need, customer=customer, now=local(day), rating=NO_ANSWER)
    return case.case_id


def rated_by_phone(desk: Desk, text: str, score: int = 1, day: int = 14) -> str:
    """Answer a complaint, call its customer back and write down a score with words."""
    case_id = said(desk, "单元门闭门器坏了")
    on = {"case_id": case_id}
    desk.write(case_work.assess, **on, validity="valid", cause="equipment", now=local(13, 9))
    desk.write(case_work.begin_work, **on, now=local(13, 10))
    desk.write(
        case_work.resolve,
        **on,
        remedy="已修好",
        channel=Channel.PHONE,
        accepted=True,
        now=local(13, 11),
    )
    rating = case_work.phone_rating(score, (RatingReason.SPEED,), text)
    desk.write(case_work.call_back, **on, reached=True, rating=rating, now=local(day, 15))
    return case_id


def test_answers_are_counted_by_what_was_rated_and_how_they_came(desk: Desk) -> None:
    desk.receive(ENQUIRY, now=local(12, 9), rating=VERY_SATISFIED)
    desk.receive(ENQUIRY, now=local(12, 10), rating=RELAYED)
    desk.receive(ENQUIRY, now=local(12, 11), rating=NO_ANSWER)
    desk.receive(COMPLAINT, now=local(13, 9), rating=DISSATISFIED)
    rated_by_phone(desk, "")
    figures = analysis(desk).figures
    assert figures.total.satisfaction == Ratio(2, 4)
    assert figures.total.asked == 6
    assert {step: found.ratings for step, found in figures.steps.items()} == {
        FeedbackStep.RECEPTION: 2,
        FeedbackStep.ON_THE_SPOT: 1,
        FeedbackStep.HANDLING: 1,
    }
    assert figures.channels[EnteredBy.STAFF_RELAY].ratings == 1
    assert figures.channels[EnteredBy.PHONE_CALLBACK].ratings == 1
    assert figures.reasons[RatingReason.SPEED] == 2
    assert figures.hours[9].ratings == 2
    assert figures.categories["repairs"].ratings == 2


@pytest.mark.clause("6-3")
def test_the_handling_of_complaints_is_rated_as_the_monthly_summary_says(desk: Desk) -> None:
    desk.receive(COMPLAINT, now=local(13, 9), rating=VERY_SATISFIED)
    rated_by_phone(desk, "")
    figures = analysis(desk).figures
    summary = desk.read(
        monthly_summary,
        project_code=desk.project.code,
        month=Month(2026, 10),
        lang="en",
        now=NOW,
    )
    spot, handling = figures.steps[FeedbackStep.ON_THE_SPOT], figures.steps[FeedbackStep.HANDLING]
    both = {score: spot.scores[score] + handling.scores[score] for score in range(1, 6)}
    assert both == summary.figures.ratings
    covered = analysis(desk).coverage[FeedbackStep.HANDLING]
    assert covered == summary.figures.ratios["coverage"]


def test_an_answer_belongs_to_the_month_of_its_wall_clock(desk: Desk) -> None:
    late = local(31, 23, 58)
    desk.receive(ENQUIRY, now=late, rating=VERY_SATISFIED)
    assert not analysis(desk).figures.total.asked
    assert analysis(desk, Period.parse("2026-11")).figures.total.asked == 1


@pytest.mark.clause("6-3")
def test_staff_are_named_from_the_least_number_of_answers_and_masked(desk: Desk) -> None:
    for hour in range(8, 12):
        desk.receive(ENQUIRY, now=local(12, hour), rating=VERY_SATISFIED)
    for minute in range(10, 15):
        desk.receive(ENQUIRY, now=local(12, 12, minute), rating=RELAYED)
    found = analysis(desk)
    assert (found.figures.staff, found.figures.too_few) == ((), 4)
    desk.receive(ENQUIRY, now=local(12, 14), rating=DISSATISFIED)
    found = analysis(desk)
    (one,) = found.figures.staff
    assert one.tally.satisfaction == Ratio(4, 5)
    assert found.staff_names[one.staff_id] == "李*"


def test_policy_says_how_many_answers_and_whether_names_are_shown(desk: Desk) -> None:
    desk.receive(ENQUIRY, now=local(12), rating=VERY_SATISFIED)
    desk.write(change_setting, setting=LEAST_ANSWERS, value=1, now=NOW)
    desk.write(change_setting, setting=STAFF_NAMES_ON_REPORTS, value=True, now=NOW)
    found = analysis(desk)
    assert [found.staff_names[one.staff_id] for one in found.figures.staff] == ["李静"]


@pytest.mark.clause("5-3")
def test_what_customers_wrote_is_masked_and_leads_to_the_case(desk: Desk) -> None:
    case_id = rated_by_phone(desk, f"我是{NAME}，电话{PHONE}，李静态度不好")
    (one,) = analysis(desk).said
    assert one.case_id == case_id
    assert one.words.words == "我是濮阳**，电话199****0321，李*态度不好"
    assert one.words.score == 1


@pytest.mark.clause("5-3")
def test_what_an_erased_customer_wrote_is_gone(desk: Desk) -> None:
    case_id = rated_by_phone(desk, "电梯修得太慢")
    accepted = {"case_id": case_id, "reason": CloseReason.ACCEPTED}
    desk.write(case_ends.close, **accepted, now=local(15))
    said(desk, "电梯又坏了", customer=CustomerDraft(anonymous=True))
    assert "电梯" in {word.word for word in words(desk).words}
    (hit,) = desk.workspace.read(
        find_customers, project_id=desk.project.project_id, text=PHONE, actor=desk.actor
    )
    before = analysis(desk).figures
    desk.write(erase_customer, customer_id=hit.customer_id, now=NOW)
    after = analysis(desk)
    assert after.said == ()
    assert after.figures == before
    assert words(desk).words == ()


@pytest.mark.clause("3-3")
def test_words_are_counted_by_complaint_and_lead_to_those_complaints(desk: Desk) -> None:
    first = said(desk, "电梯异响，电梯又停了")
    second = said(desk, "电梯抖动")
    said(desk, "电梯异响", day=2)
    before = promised(replace(COMPLAINT, own_words="电梯异响"), local(28, 16, month=9))
    desk.receive(before, customer=PERSON, now=local(28, month=9), rating=NO_ANSWER)
    found = {word.word: word for word in words(desk).words}
    assert (found["电梯"].complaints, found["电梯"].before) == (3, 1)
    assert {first, second} <= set(found["电梯"].cases)
    assert words(desk).complaints == 3


def test_words_of_low_ratings_count_for_the_complaint_they_are_about(desk: Desk) -> None:
    case_id = rated_by_phone(desk, "空调外机滴水")
    said(desk, "空调外机太吵")
    found = {word.word: word for word in words(desk).words}
    assert case_id in found["空调外机"].cases


def test_words_of_good_ratings_are_no_complaints(desk: Desk) -> None:
    rated_by_phone(desk, "电梯修得快", score=5)
    rated_by_phone(desk, "电梯修得快", score=5)
    assert "电梯" not in {word.word for word in words(desk).words}


@pytest.mark.clause("5-3")
@pytest.mark.parametrize("own", ["濮阳灿烂", "灿烂", "puyang canlan", "pycanlan88", PHONE])
def test_a_name_nobody_else_has_is_never_a_word(desk: Desk, own: str) -> None:
    for day in (12, 13, 14):
        said(desk, f"我是{own}，车库漏水。{own} again", day=day)
    assert {word.word for word in words(desk).words} == {"车库", "漏水"}


def test_english_complaints_have_words_too(desk: Desk) -> None:
    said(desk, "The lift is noisy at night")
    said(desk, "Lift noisy again, nobody came")
    assert {word.word for word in words(desk).words} == {"lift", "noisy"}


def test_the_segmenter_needs_no_network(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the segmenter went on line")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    said(desk, "电梯困人")
    said(desk, "电梯困人")
    assert "电梯困人" in {word.word for word in words(desk).words}


@pytest.mark.clause("5-3")
@pytest.mark.parametrize("service", [feedback_analysis, complaint_words])
def test_a_receptionist_does_not_read_the_analysis(desk: Desk, service: object) -> None:
    receptionist = replace(desk.actor, role=Role.RECEPTIONIST)
    assert isinstance(receptionist, Actor)
    other = replace(desk, actor=receptionist)
    facts = {"lang": "en", "now": NOW} if service is feedback_analysis else {}
    with pytest.raises(UserFacingError) as caught:
        other.read(service, project_code=desk.project.code, period=OCTOBER, **facts)
    assert caught.value.problem is Problem.NOT_PERMITTED


def test_a_reading_that_nobody_wants_any_more_stops(desk: Desk) -> None:
    said(desk, "电梯困人")

    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        desk.read(complaint_words, project_code=desk.project.code, period=OCTOBER, progress=stop)


def test_the_trend_ends_with_the_month_of_the_period_whole(desk: Desk) -> None:
    desk.receive(ENQUIRY, now=local(5), rating=VERY_SATISFIED)
    desk.receive(ENQUIRY, now=local(20), rating=DISSATISFIED)
    found = analysis(desk, Period.parse("2026-10-05"))
    assert found.figures.total.ratings == 1
    assert (found.trend[-1].month, found.trend[-1].tally.ratings) == (10, 2)
    assert len(found.trend) == 12
