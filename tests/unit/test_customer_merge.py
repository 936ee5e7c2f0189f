"""What results when two records are brought together, field by field."""

from __future__ import annotations

from datetime import date

import pytest

from app.domain.archive import CustomerFields, Stay
from app.domain.customer_merge import (
    MergeField,
    Side,
    differing,
    joined,
    joins,
    proposed,
    result_of,
)
from app.domain.terms import Channel, CustomerKind

KEPT = CustomerFields("王秀兰", "女士", "13800006027", (), CustomerKind.OWNER)
GONE = CustomerFields("王秀岚", "", "+8613800006027", ("13700002222",), CustomerKind.TENANT)


def test_a_phone_written_in_two_ways_is_kept_once() -> None:
    both = result_of(KEPT, GONE, {MergeField.PHONES: Side.BOTH})
    assert (both.phone, both.more_phones) == ("13800006027", ("13700002222",))


def test_two_ways_to_write_one_phone_are_no_difference() -> None:
    assert MergeField.PHONES not in differing(
        CustomerFields(phone="13800006027"), CustomerFields(phone="+86 138 0000 6027")
    )


@pytest.mark.parametrize(("side", "name"), [(Side.KEPT, "王秀兰"), (Side.GONE, "王秀岚")])
def test_the_chosen_side_holds(side: Side, name: str) -> None:
    assert result_of(KEPT, GONE, {MergeField.NAME: side}).name == name


def test_how_to_reach_somebody_is_one_choice() -> None:
    gone = CustomerFields(contact_channel=Channel.WECHAT, contact_hours="19–21")
    kept = CustomerFields(contact_hours="8–9")
    merged = result_of(kept, gone, {MergeField.CONTACT: Side.GONE})
    assert (merged.contact_channel, merged.contact_hours) == (Channel.WECHAT, "19–21")


def test_both_makes_no_sense_of_a_name() -> None:
    with pytest.raises(ValueError, match="name"):
        result_of(KEPT, GONE, {MergeField.NAME: Side.BOTH})


@pytest.mark.parametrize(
    ("kept", "gone", "field", "side"),
    [
        (KEPT, GONE, MergeField.TITLE, Side.KEPT),
        (GONE, KEPT, MergeField.TITLE, Side.GONE),
        (KEPT, GONE, MergeField.PHONES, Side.BOTH),
        (CustomerFields("王"), KEPT, MergeField.NAME, Side.GONE),
        (KEPT, GONE, MergeField.KIND, Side.KEPT),
        (CustomerFields(), CustomerFields(is_minor=True), MergeField.MINOR, Side.GONE),
    ],
)
def test_whatever_says_more_is_proposed(
    kept: CustomerFields, gone: CustomerFields, field: MergeField, side: Side
) -> None:
    assert proposed(kept, gone, field) is side


def test_stays_that_touch_tell_of_the_same() -> None:
    roster = Stay(date(2020, 5, 1), None)
    desk = Stay(date(2026, 10, 12), None)
    assert joins([roster], desk) == 0
    assert joined(roster, desk) == roster


def test_a_stay_that_ended_before_the_other_began_is_another() -> None:
    assert joins([Stay(date(2015, 1, 1), date(2018, 1, 1))], Stay(date(2020, 5, 1), None)) is None


def test_one_that_begins_on_the_same_day_comes_first() -> None:
    long, same = Stay(date(2019, 1, 1), date(2022, 1, 1)), Stay(date(2020, 5, 1), None)
    assert joins([long, same], Stay(date(2020, 5, 1), date(2020, 6, 1))) == 1


def test_a_beginning_that_is_not_known_may_have_been_any_time() -> None:
    assert joined(Stay(None, date(2021, 1, 1)), Stay(date(2020, 1, 1), date(2022, 1, 1))) == Stay(
        None, date(2022, 1, 1)
    )
