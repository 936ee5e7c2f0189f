"""One box finds a customer by room, name, phone or pinyin, and nothing breaks it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Problem, UserFacingError
from app.domain.terms import CustomerKind
from app.domain.visit_flow import CustomerDraft
from app.services.customers import (
    CustomerHit,
    customer_card,
    find_customers,
    find_room,
    keep_customer,
)
from app.services.setup import NewProject, add_project
from db.models import Customer, Occupancy
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk, local, promised


def keep(desk: Desk, name: str = "", phone: str = "", room: str = "", title: str = "") -> str:
    """Keep a new customer; return the id."""
    found = None
    if room:
        found = desk.workspace.read(find_room, project_id=desk.project.project_id, text=room)
        assert found is not None
    draft = CustomerDraft(name=name, phone=phone, title=title, room_id=found[0] if found else None)
    customer_id = desk.write(
        keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW
    )
    assert isinstance(customer_id, str)
    return customer_id


def hits(desk: Desk, text: str, limit: int = 12) -> tuple[CustomerHit, ...]:
    found = desk.read(find_customers, project_id=desk.project.project_id, text=text, limit=limit)
    assert isinstance(found, tuple)
    return found


def names(desk: Desk, text: str) -> list[str]:
    """Return who is found, by the names in the store: the hits themselves are masked."""
    found = [hit.customer_id for hit in hits(desk, text)]

    def read(session: Session) -> list[str]:
        return [session.get_one(Customer, one).name if one else "" for one in found]

    read_names = desk.workspace.read(read)
    assert isinstance(read_names, list)
    return read_names


@pytest.fixture
def lan(desk: Desk) -> str:
    """Keep 王秀兰 of 3-2-1802 beside others, and return her id."""
    customer_id = keep(desk, "王秀兰", "13812346027", "3-2-1802", "女士")
    keep(desk, "赵敏", "13912345678", "1-1-1701")
    keep(desk, "陈志远", "0571-88886666")
    return customer_id


@pytest.mark.clause("4.2-2")
@pytest.mark.parametrize(
    "typed",
    [
        "王秀兰",
        "王秀",
        "秀兰",
        "兰",
        "wxl",
        "WXL",
        "ｗｘｌ",
        "wangxiulan",
        "wangx",
        "xiulan",
        "wx",
        "13812346027",
        "138 1234",
        "1381234-6027",
        "6027",
        "46027",
        "１３８１２３",
        "3-2-1802",
        "321802",
        "32 1802",
        "３－２－１８０２",
        " 3-2-1802 ",
    ],
)
def test_a_customer_is_found_while_typing(desk: Desk, lan: str, typed: str) -> None:
    assert names(desk, typed)[:1] == ["王秀兰"]


@pytest.mark.parametrize("typed", ["+86 138 1234", "+8613812346027"])
def test_a_phone_is_found_with_its_country_code(desk: Desk, typed: str) -> None:
    keep(desk, "王秀兰", "+86 138 1234 6027")
    assert names(desk, typed) == ["王秀兰"]


@pytest.mark.parametrize("typed", ["", "   ", "-", "\u200e", "wxz", "王敏", "4-1-1801", "99999"])
def test_nothing_is_found_where_nothing_is_meant(desk: Desk, lan: str, typed: str) -> None:
    assert names(desk, typed) == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄信", "shan"),
        ("单雄信", "sxx"),
        ("解永康", "xie"),
        ("解永康", "xyk"),
        ("仇文博", "qiu"),
        ("欧阳静", "ouyang"),
        ("欧阳静", "oyj"),
        ("𠮷䶮", "𠮷"),
        ("𠮷䶮", "䶮"),
        ("O'Brien <b>&", "obrien"),
        ("O'Brien <b>&", "O'Br"),
        ("O'Brien <b>&", "<b>&"),
        ("100%_\\", "100%_\\"),
        ("买买提·吐尔逊", "买买提吐"),
        ("John Smith", "smith"),
        ("José", "jos"),
    ],
)
def test_unusual_names_are_found(desk: Desk, name: str, typed: str) -> None:
    keep(desk, "王敏")
    keep(desk, name)
    assert names(desk, typed) == [name]


@pytest.mark.parametrize("typed", ["%", "_", "王%", "w_l", "'", '"', "' OR 1=1 --", "*", "\\"])
def test_signs_of_search_languages_mean_themselves(desk: Desk, lan: str, typed: str) -> None:
    assert names(desk, typed) == []


@pytest.mark.parametrize("typed", ["\ud83d", "王\udc00"])
def test_half_a_character_breaks_no_search(desk: Desk, lan: str, typed: str) -> None:
    assert names(desk, typed) in ([], ["王秀兰"])


@pytest.mark.clause("5-3")
def test_names_and_phones_are_masked_in_the_list(desk: Desk, lan: str) -> None:
    hit = hits(desk, "wxl")[0]
    assert (hit.name, hit.phone_masked) == ("王**", "138****6027")


def test_a_room_without_people_is_offered_by_itself(desk: Desk, lan: str) -> None:
    (hit,) = hits(desk, "3-2-1801")
    assert (hit.customer_id, hit.name, hit.room_label) == (None, "", "3-2-1801")


def test_a_room_number_lists_it_in_every_building_where_people_live_first(
    desk: Desk, lan: str
) -> None:
    assert [hit.room_label for hit in hits(desk, "1802")] == [
        "3-2-1802",
        "1-1-1802",
        "1-2-1802",
        "2-1-1802",
        "2-2-1802",
        "3-1-1802",
    ]


def test_everybody_of_a_room_is_listed_the_owner_first(desk: Desk) -> None:
    project_id = desk.project.project_id
    room = desk.workspace.read(find_room, project_id=project_id, text="1-1-1701")
    for name, kind in (("赵敏", CustomerKind.TENANT), ("周强", CustomerKind.OWNER)):
        draft = CustomerDraft(name=name, room_id=room[0], kind=kind)
        desk.write(keep_customer, project_id=project_id, draft=draft, now=NOW)
    assert names(desk, "1-1-1701") == ["周强", "赵敏"]


def test_no_customer_is_listed_twice(desk: Desk) -> None:
    keep(desk, "1802", "18021802", "3-2-1802")
    found = [hit for hit in hits(desk, "1802") if hit.customer_id]
    assert len(found) == 1


def test_a_list_is_no_longer_than_asked_for(desk: Desk) -> None:
    for _ in range(5):
        keep(desk, "王敏")
    assert len(hits(desk, "王", limit=3)) == 3


@pytest.mark.clause("2")
def test_customers_of_another_project_are_not_found(desk: Desk, lan: str) -> None:
    other = desk.write(add_project, project=NewProject("YD", "云顶华府"), now=NOW)
    assert desk.read(find_customers, project_id=other, text="wxl") == ()


def test_rooms_with_letters_are_found_as_they_are_typed(desk: Desk) -> None:
    rooms = (("A座", "1", "1802"),)
    other = desk.write(add_project, project=NewProject("YD", "云顶", rooms=rooms), now=NOW)
    found = desk.workspace.read(find_room, project_id=other, text="A座-1-1802")
    assert found is not None
    assert found[1] == "A座-1-1802"


@pytest.mark.parametrize("typed", ["3-2-1802", "32 1802", "321802"])
def test_a_room_is_named_with_or_without_dashes(desk: Desk, typed: str) -> None:
    found = desk.workspace.read(find_room, project_id=desk.project.project_id, text=typed)
    assert found[1] == "3-2-1802"


def test_half_a_room_number_is_no_room(desk: Desk) -> None:
    assert desk.workspace.read(find_room, project_id=desk.project.project_id, text="3-2") is None


@pytest.mark.clause("5-2")
def test_a_new_customer_is_kept_with_room_and_day_of_the_project(desk: Desk) -> None:
    project_id = desk.project.project_id
    room = desk.workspace.read(find_room, project_id=project_id, text="3-2-1802")
    draft = CustomerDraft(name=" 王\u200e秀兰 ", phone="１３８ 1234-6027", room_id=room[0])
    early = local(13, 7, 0)
    customer_id = desk.write(keep_customer, project_id=project_id, draft=draft, now=early)
    customer = desk.workspace.read(lambda s: s.get_one(Customer, customer_id))
    occupancy = desk.workspace.read(lambda s: s.scalars(select(Occupancy)).one())
    assert (customer.name, customer.phone) == ("王秀兰", "13812346027")
    assert (occupancy.customer_id, occupancy.room_id) == (customer_id, room[0])
    assert occupancy.from_on == date(2026, 10, 13)


@pytest.mark.clause("5-1")
@pytest.mark.parametrize(
    "draft",
    [
        CustomerDraft(anonymous=True, name="王秀兰", phone="13812346027"),
        CustomerDraft(name=" \u200e", phone=" "),
    ],
)
def test_nothing_is_kept_of_nobody(desk: Desk, draft: CustomerDraft) -> None:
    kept = desk.write(keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW)
    assert kept is None
    assert desk.workspace.read(lambda s: s.scalars(select(Customer)).all()) == []


def test_a_known_customer_is_not_kept_twice(desk: Desk, lan: str) -> None:
    draft = CustomerDraft(customer_id=lan, name="王秀兰")
    kept = desk.write(keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW)
    assert kept == lan
    assert len(hits(desk, "wxl")) == 1


def test_a_customer_who_is_gone_is_said_to_be_gone(desk: Desk) -> None:
    draft = CustomerDraft(customer_id="0" * 32)
    with pytest.raises(UserFacingError) as caught:
        desk.write(keep_customer, project_id=desk.project.project_id, draft=draft, now=NOW)
    assert caught.value.problem is Problem.NOT_FOUND


@pytest.mark.clause("4.2-2")
def test_the_card_shows_recent_visits_and_open_complaints(desk: Desk, lan: str) -> None:
    known = CustomerDraft(customer_id=lan)
    desk.receive(ENQUIRY, customer=known, now=NOW - timedelta(days=91))
    desk.receive(ENQUIRY, customer=known, now=NOW - timedelta(days=3))
    _visit, (open_one,) = desk.receive(
        promised(COMPLAINT, NOW + timedelta(hours=2)), customer=known
    )
    desk.receive(COMPLAINT, customer=known)
    card = desk.read(customer_card, customer_id=lan, now=NOW + timedelta(minutes=10))
    assert (card.address, card.room_label) == ("王女士", "3-2-1802")
    assert card.phone_masked == "138****6027"
    assert card.recent_visits == 3
    assert card.open_cases == ((open_one.case_id, open_one.number),)
