"""Search over everything on real stores: what is found, by whom, how it is shown, and what goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from app.domain.permissions import PERMITTED, Action, Actor
from app.domain.search_terms import Found
from app.domain.setup import RoomPattern
from app.domain.terms import CustomerKind, Role
from app.domain.visit_flow import CustomerDraft
from app.services import setup
from app.services.search_documents import rebuild_index
from app.services.search_everything import (
    COUNTED,
    SHOWN,
    SearchAnswer,
    SearchHit,
    search_everything,
)
from app.services.setup import NewProject
from app.verification import verify_store
from db.bulk_insert import insert_rows
from db.models import Case, Customer, Room, SearchDocument, SearchPending, Vehicle, new_id
from tests.integration.many_cases import put_cases
from tests.integration.receptions import COMPLAINT, ENQUIRY, NOW, Desk

WANG = CustomerDraft(name="王秀兰", phone="13800006027", title="女士", kind=CustomerKind.OWNER)


def ask(desk: Desk, words: str, actor: Actor | None = None) -> SearchAnswer:
    found = desk.workspace.read(
        search_everything,
        actor=actor or desk.actor,
        project_id=desk.project.project_id,
        text=words,
        now=NOW,
    )
    assert isinstance(found, SearchAnswer)
    return found


def hits(desk: Desk, words: str, kind: Found) -> list[SearchHit]:
    groups = ask(desk, words).groups
    return [hit for group in groups if group.kind is kind for hit in group.hits]


def titles(desk: Desk, words: str, kind: Found) -> list[str]:
    return [hit.title for hit in hits(desk, words, kind)]


def keep(desk: Desk, name: str = "王秀兰", phone: str = "13800006027", **more: object) -> str:
    def work(session: Session) -> str:
        customer = Customer(
            id=new_id(),
            project_id=desk.project.project_id,
            name=name,
            phone=phone,
            kind=CustomerKind.OWNER,
            created_at=NOW,
            changed_at=NOW,
            **more,
        )
        session.add(customer)
        return customer.id

    kept = desk.workspace.write(work)
    assert isinstance(kept, str)
    return kept


def change(desk: Desk, statement: object) -> None:
    desk.workspace.write(lambda session: session.execute(statement))


# --- What is found ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "王秀兰",
        "王秀",
        "秀兰",
        "兰",
        "wangxiulan",
        "xiulan",
        "wxl",
        "WXL",
        "ｗｘｌ",
        "wang xiulan",
        "138",
        "6027",
        "00006027",
        "138 0000 6027",
        "13800006027",
        "+86 13800006027",
        "9912",
        "13700009912",
        "lanlan",
        "浙A8B262",
        "A8B",
        "8B2",
        "262",
        "王 6027",
    ],
)
def test_a_customer_is_found_by_name_pinyin_phones_wechat_and_plate(desk: Desk, words: str) -> None:
    kept = keep(desk, more_phones=["13700009912"], wechat="lanlan_88")
    desk.workspace.write(
        lambda session: session.add(Vehicle(id=new_id(), customer_id=kept, plate="浙A·8B262"))
    )
    assert [hit.object_id for hit in hits(desk, words, Found.CUSTOMER)] == [kept]


@pytest.mark.parametrize(
    ("name", "typed", "wrong"),
    [
        ("单雄信", "shanxiongxin", "dan"),
        ("解永康", "xyk", "jie"),
        ("仇英", "qiu", "chou"),
        ("曾国藩", "zeng", "ceng"),
        ("区志强", "ou", "qu"),
        ("查良镛", "zha", "cha"),
        ("欧阳静", "oyj", "ozj"),
    ],
)
def test_a_surname_is_found_as_it_is_read(desk: Desk, name: str, typed: str, wrong: str) -> None:
    keep(desk, name)
    assert len(hits(desk, typed, Found.CUSTOMER)) == 1
    assert hits(desk, wrong, Found.CUSTOMER) == []


@pytest.mark.parametrize(
    "words", ["3-2-1802", "321802", "3－2－1802", "3幢2单元1802", "3号楼2单元1802室", "3幢1802"]
)
def test_a_room_is_found_however_it_is_written(desk: Desk, words: str) -> None:
    assert "3-2-1802" in titles(desk, words, Found.ROOM)


def test_a_room_named_exactly_comes_first(desk: Desk) -> None:
    answer = ask(desk, "1802")
    assert answer.groups[0].kind is Found.ROOM
    assert all(hit.is_exact for hit in answer.groups[0].hits)


@pytest.mark.parametrize("words", ["周六开始异响", "异响 梯", "当场说明", "本周内", "电梯 周六"])
def test_a_case_is_found_by_what_was_said(desk: Desk, words: str) -> None:
    _visit, (case,) = desk.receive(COMPLAINT)
    desk.receive(replace(ENQUIRY, own_words="parking permit please", answer=COMPLAINT.answer))
    assert case.number in titles(desk, words, Found.CASE)


def test_a_case_is_found_by_an_english_word_begun(desk: Desk) -> None:
    _visit, (case,) = desk.receive(replace(ENQUIRY, own_words="Parking permit please"))
    assert titles(desk, "perm", Found.CASE) == [case.number]
    assert titles(desk, "ermit", Found.CASE) == []


def test_case_and_visit_are_found_by_number_and_its_end(desk: Desk) -> None:
    visit, (case,) = desk.receive(COMPLAINT)
    for words in (case.number, case.number[3:], case.number[-8:], case.number.lower()):
        assert titles(desk, words, Found.CASE) == [case.number]
    assert titles(desk, visit.number, Found.VISIT) == [visit.number]


def test_a_whole_number_comes_before_everything_else(desk: Desk) -> None:
    keep(desk, phone="13820261012")
    _visit, (case,) = desk.receive(COMPLAINT)
    first = ask(desk, case.number).groups[0].hits[0]
    assert (first.title, first.is_exact) == (case.number, True)


def test_the_newest_comes_first(desk: Desk) -> None:
    numbers = [
        desk.receive(COMPLAINT, now=NOW - timedelta(days=days))[1][0].number for days in (2, 9, 5)
    ]
    assert titles(desk, "异响", Found.CASE) == [numbers[0], numbers[2], numbers[1]]


def test_few_are_shown_and_the_count_says_when_there_are_many(desk: Desk) -> None:
    desk.workspace.write(
        put_cases, actor=desk.actor, project_id=desk.project.project_id, count=COUNTED * 4
    )
    (group,) = ask(desk, "电梯异响").groups
    assert len(group.hits) == SHOWN
    assert group.count == COUNTED + 1


@pytest.mark.parametrize(("words", "too_short"), [("", False), ("  ", False), ("w", True)])
def test_next_to_nothing_asks_nothing(desk: Desk, words: str, too_short: bool) -> None:
    keep(desk)
    assert ask(desk, words) == SearchAnswer(words, too_short=too_short)


@pytest.mark.parametrize("words", ['"', "' OR 1", "*", "NEAR(", "a AND b", "-漏", "漏*", "\x00"])
def test_signs_of_the_index_are_only_signs(desk: Desk, words: str) -> None:
    ask(desk, words)


# --- By whom, and how it is shown ---------------------------------------------------------------


@pytest.mark.clause("5-3")
@pytest.mark.parametrize("words", ["王秀兰", "13800006027", "wxl"])
def test_name_and_phone_are_shown_masked_only(desk: Desk, words: str) -> None:
    keep(desk)
    desk.receive(replace(COMPLAINT, own_words="我是王秀兰，电话 13800006027"))
    shown = repr([group.hits for group in ask(desk, words).groups if group.kind is Found.CUSTOMER])
    assert "王**" in shown
    assert "138****6027" in shown
    assert "王秀兰" not in shown
    assert "13800006027" not in repr(ask(desk, "电话").groups)


def test_the_hit_is_marked_in_the_words(desk: Desk) -> None:
    desk.receive(COMPLAINT)
    (hit,) = hits(desk, "异响", Found.CASE)
    assert hit.words[slice(*hit.mark)] == "异响"


@pytest.mark.clause("5-3")
def test_what_a_role_may_not_read_is_not_found(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(desk)
    desk.receive(COMPLAINT)
    cut = PERMITTED[Role.RECEPTIONIST] - {Action.READ_CUSTOMERS}
    monkeypatch.setitem(PERMITTED, Role.RECEPTIONIST, cut)
    receptionist = replace(desk.actor, role=Role.RECEPTIONIST)
    answers = [ask(desk, words, receptionist) for words in ("wxl", "1802", "异响")]
    kinds = {group.kind for answer in answers for group in answer.groups}
    assert kinds == {Found.CASE}


def test_other_projects_are_found_last_and_only_by_who_may(desk: Desk) -> None:
    rooms = tuple(RoomPattern((9, 9), (1, 1), (17, 18), 2).rooms())
    other = desk.write(setup.add_project, project=NewProject("QS", "秋水苑", rooms=rooms), now=NOW)

    def of_other(session: Session) -> None:
        session.add(
            Customer(
                id=new_id(),
                project_id=other,
                name="王秀珍",
                phone="13900001111",
                kind=CustomerKind.OWNER,
                created_at=NOW + timedelta(days=9),
                changed_at=NOW,
            )
        )

    desk.workspace.write(of_other)
    own = keep(desk)
    found = hits(desk, "王秀", Found.CUSTOMER)
    assert [hit.project for hit in found] == ["", "秋水苑"]
    receptionist = replace(desk.actor, role=Role.RECEPTIONIST)
    (group,) = ask(desk, "王秀", receptionist).groups
    assert [hit.object_id for hit in group.hits] == [own]


# --- Kept in step -------------------------------------------------------------------------------


@pytest.mark.parametrize("gone", ["merged", "erased", "deleted", "emptied"])
def test_who_is_gone_is_found_no_more(desk: Desk, gone: str) -> None:
    kept = keep(desk)
    other = keep(desk, "李明", "13911112222")
    one = Customer.id == kept
    change(
        desk,
        {
            "merged": update(Customer).where(one).values(merged_into_id=other),
            "erased": update(Customer).where(one).values(erased_at=NOW),
            "deleted": delete(Customer).where(one),
            "emptied": update(Customer).where(one).values(name="", phone=""),
        }[gone],
    )
    for words in ("王秀兰", "wxl", "6027"):
        assert hits(desk, words, Found.CUSTOMER) == []
    assert len(hits(desk, "李明", Found.CUSTOMER)) == 1
    assert verify_store(desk.workspace) == []


@pytest.mark.clause("5-3")
def test_the_words_of_who_is_erased_are_gone_from_the_pages_of_the_index(desk: Desk) -> None:
    def pages(session: Session) -> bytes:
        blocks = session.execute(text("SELECT block FROM search_fts_data")).scalars()
        return b"".join(bytes(block) for block in blocks)

    # Grams share the beginnings of those before them, so their ends are what would be left.
    ends = [words.encode()[1:] for words in ("ebroid", "鑫", "淼")]
    kept = keep(desk, "鼎鑫淼", "13800006027", wechat="zebraquaggazebroid")
    for number in range(30):
        keep(desk, f"李明{number}", f"139000011{number:02d}")
    before = desk.workspace.read(pages)
    assert all(end in before for end in ends)
    change(desk, update(Customer).where(Customer.id == kept).values(erased_at=NOW))
    after = desk.workspace.read(pages)
    assert not any(end in after for end in ends)


def test_a_change_by_any_statement_is_followed(desk: Desk) -> None:
    kept = keep(desk)
    change(desk, update(Customer).where(Customer.id == kept).values(name="李明"))
    assert hits(desk, "王秀兰", Found.CUSTOMER) == []
    change(desk, text("UPDATE customers SET phone = '13999998888'"))
    assert len(hits(desk, "99998888", Found.CUSTOMER)) == 1
    row = {"id": new_id(), "name": "赵云", "phone": "", "title": "", "kind": "other"}
    times = {"project_id": desk.project.project_id, "created_at": NOW, "changed_at": NOW}
    change(desk, insert(Customer).values(**row, **times))
    desk.workspace.write(
        insert_rows, Customer, [{**row, **times, "id": new_id(), "name": "赵四"}] * 1
    )
    assert len(hits(desk, "赵", Found.CUSTOMER)) == 2


def test_what_is_taken_back_leaves_nothing_in_the_index(desk: Desk) -> None:
    def half_done(session: Session) -> None:
        session.execute(update(Room).values(label="9-9-9999"))
        session.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        desk.workspace.write(half_done)
    assert hits(desk, "9999", Found.ROOM) == []
    assert len(hits(desk, "1802", Found.ROOM)) > 0


def test_nothing_is_pending_after_a_commit(desk: Desk) -> None:
    desk.receive(COMPLAINT, customer=WANG)
    assert desk.workspace.read(lambda session: session.scalars(select(SearchPending)).all()) == []


def test_the_index_can_be_made_anew(desk: Desk) -> None:
    _visit, (case,) = desk.receive(COMPLAINT, customer=WANG)
    desk.workspace.write(
        put_cases, actor=desk.actor, project_id=desk.project.project_id, count=1200
    )
    before = [ask(desk, words) for words in ("异响", "wxl", "1802", case.number)]
    desk.write(rebuild_index, now=NOW)
    assert [ask(desk, words) for words in ("异响", "wxl", "1802", case.number)] == before
    assert desk.workspace.page_findings() == []


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM search_documents WHERE id = (SELECT max(id) FROM search_documents)",
        "INSERT INTO search_documents VALUES (1, zeroblob(16), 'x', '')",
        "DELETE FROM search_fts_data WHERE id > 10",
    ],
)
def test_verify_tells_of_an_index_out_of_step(desk: Desk, harm: str) -> None:
    keep(desk)
    change(desk, text(harm))
    (finding,) = verify_store(desk.workspace)[:1]
    assert "reindex" in finding


def test_a_document_keeps_its_place_when_its_record_changes(desk: Desk) -> None:
    _visit, (case,) = desk.receive(COMPLAINT)

    def place(session: Session) -> int:
        return session.scalars(
            select(SearchDocument.id).where(SearchDocument.object_id == case.case_id)
        ).one()

    before = desk.workspace.read(place)
    change(desk, update(Case).where(Case.id == case.case_id).values(place="地下车库"))
    assert desk.workspace.read(place) == before
    assert titles(desk, "地下车库", Found.CASE) == [case.number]
