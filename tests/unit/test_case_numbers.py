"""What a customer or a scanner brings is read as the number, code, phone or room that was meant."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.case_numbers import (
    PREFIXES,
    ScannedCode,
    could_become_scan,
    plain,
    read_question,
    read_scan,
)
from app.domain.papers import ReceiptCase
from app.domain.terms import CaseType
from app.reports.qr_code import payload

TODAY = date(2026, 11, 23)
CODE = "TS-20261123-002 7K3M"
CHECK_CODES = st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=4, max_size=4)


def numbers(text: str) -> tuple[str, ...]:
    return read_question(text, TODAY).numbers


@given(st.sampled_from(CaseType), st.dates(date(2020, 1, 1)), st.integers(1, 12_000), CHECK_CODES)
def test_what_the_receipt_prints_is_read_back(
    case_type: CaseType, day: date, sequence: int, check_code: str
) -> None:
    number = f"{case_type.number_prefix}-{day:%Y%m%d}-{sequence:03d}"
    case = ReceiptCase(number, check_code, case_type, "", "", "", "", datetime.now(UTC), None)
    assert read_scan(payload(case)) == ScannedCode(number, check_code)


@pytest.mark.parametrize(
    "text",
    [
        "ts-20261123-002 7k3m",
        "ＴＳ－２０２６１１２３－００２　７Ｋ３Ｍ",
        "TS—20261123—002  7K3M",
        " TS−20261123–002 7K3M\r",
    ],
)
def test_a_scan_through_an_input_method_is_the_same_scan(text: str) -> None:
    assert read_scan(text) == ScannedCode("TS-20261123-002", "7K3M")


@pytest.mark.parametrize("text", ["TS-20261123-002", "TS-20261123-002 7K3", "AB-20261123-002 7K3M"])
def test_what_is_no_receipts_code_is_no_scan(text: str) -> None:
    assert read_scan(text) is None


def test_letters_that_no_check_code_has_stand_for_digits() -> None:
    assert ScannedCode("TS-20261123-002", "OI7L").matches("0171")
    assert not ScannedCode("TS-20261123-002", "0172").matches("0171")


@given(st.integers(1, len(CODE)))
def test_every_beginning_of_a_code_may_become_one(length: int) -> None:
    assert could_become_scan(CODE[:length])


@pytest.mark.parametrize("text", ["A", "TA", "TS2", "TS-2026112X", "TS-20261123-002 7K3MX", "12"])
def test_what_no_code_begins_with_never_becomes_one(text: str) -> None:
    assert not could_become_scan(text)


@pytest.mark.parametrize(
    "text", ["TS-20261123-002", "ts20261123002", "TS-20261123-2", "TS-20261123-002 7K"]
)
def test_a_whole_number_means_one_case(text: str) -> None:
    assert numbers(text) == ("TS-20261123-002",)


@pytest.mark.parametrize("text", ["20261123-002", "1123-002", "1123-2", "002", "2"])
def test_the_end_of_a_number_means_one_of_each_type(text: str) -> None:
    assert numbers(text) == tuple(f"{prefix}-20261123-002" for prefix in PREFIXES)


def test_a_day_that_is_still_to_come_was_last_year() -> None:
    assert numbers("TS-1224-001") == ("TS-20251224-001",)


@pytest.mark.parametrize("text", ["0231-001", "13800006027", "1802", "3-2-1802", "电梯", ""])
def test_what_is_no_number_means_none(text: str) -> None:
    assert numbers(text) == ()


def test_a_visits_number_means_its_cases() -> None:
    assert read_question("JD-20261123-038", TODAY).visits == ("JD-20261123-038",)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("TS-2026", "TS-2026"),
        ("ts20261123", "TS-20261123"),
        ("TS-20261123-00", "TS-20261123-00"),
        ("TS-2026-00", ""),
        ("TS", ""),
        ("JD-2026", ""),
    ],
)
def test_a_number_that_is_being_typed_has_a_beginning(text: str, begins: str) -> None:
    assert read_question(text, TODAY).begins == begins


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("13800006027", "13800006027"),
        ("138 0000 6027", "13800006027"),
        ("+86 138-0000-6027", "8613800006027"),
        ("６０２７", "6027"),
        ("602", ""),
        ("3-2-18a", ""),
    ],
)
def test_four_digits_or_more_may_be_a_phone(text: str, phone: str) -> None:
    assert read_question(text, TODAY).phone == phone


@given(st.text(max_size=40))
def test_nothing_that_is_typed_breaks_the_reading(text: str) -> None:
    assert read_question(text, TODAY).text == plain(text)
    if text:
        could_become_scan(text)
