"""Who looks like the same person kept twice: signs, how much they weigh, and whom to compare.

Pure, and never pair by pair: records are put into buckets by what they share, so that tens of
thousands are looked through at once. Folding and pinyin are handed in.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_SHARING = 8
"""A phone that more records carry is a company's or a developer's, and says nothing."""
_LEAST_DIGITS = 7
_FULL = 100

Sounds = Callable[[str], Collection[str]]
"""Gives every way in which a folded name is pronounced."""


class TwinSign(StrEnum):
    """What two records have in common, the strongest first."""

    SAME_NAME_AND_ROOM = "same_name_and_room"
    SAME_PHONE_AND_NAME = "same_phone_and_name"
    SAME_PHONE = "same_phone"
    NEAR_PHONE = "near_phone"
    SAME_SOUND_AND_ROOM = "same_sound_and_room"
    SHARED_PHONE = "shared_phone"


class Likelihood(StrEnum):
    """How likely two records are one person, in three words."""

    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    PERHAPS = "perhaps"


_WEIGHTS = {
    TwinSign.SAME_NAME_AND_ROOM: 70,
    TwinSign.SAME_PHONE_AND_NAME: 80,
    TwinSign.SAME_PHONE: 60,
    TwinSign.NEAR_PHONE: 40,
    TwinSign.SAME_SOUND_AND_ROOM: 30,
    TwinSign.SHARED_PHONE: 35,
}


@dataclass(frozen=True)
class TwinPerson:
    """What is compared of one record: the folded name, phones as digits, ids of rooms."""

    customer_id: str
    name: str
    phones: frozenset[str]
    rooms: frozenset[str]
    is_minor: bool = False


@dataclass(frozen=True)
class TwinPair:
    """Two records that may be one person; ids in rising order, ``score`` from 0 to 100."""

    first_id: str
    second_id: str
    signs: tuple[TwinSign, ...]
    score: int

    @property
    def likelihood(self) -> Likelihood:
        """The score in a word."""
        if self.score >= 75:
            return Likelihood.VERY_LIKELY
        return Likelihood.LIKELY if self.score >= 50 else Likelihood.PERHAPS

    @property
    def rank(self) -> tuple[int, str, str]:
        """What lists are ordered by: the likeliest first, then the oldest records."""
        return (-self.score, self.first_id, self.second_id)


def phone_digits(phone: str) -> str:
    """Return a phone as it is compared: digits alone, without the code of China."""
    plain = phone.isascii() and phone.isdigit()
    digits = phone if plain else "".join(c for c in phone if c.isascii() and c.isdigit())
    for prefix in ("0086", "86"):
        rest = digits.removeprefix(prefix)
        if rest != digits and len(rest) == 11 and rest.startswith("1"):
            return rest
    return digits


def in_order(one: str, other: str) -> tuple[str, str]:
    """Return two ids in rising order, as pairs are kept."""
    return (one, other) if one < other else (other, one)


def compare(one: TwinPerson, other: TwinPerson, sounds: Sounds) -> TwinPair | None:
    """Return what speaks for two records being one person, None where nothing does."""
    same_room = bool(one.rooms & other.rooms)
    same_name = bool(one.name) and one.name == other.name
    same_phone = bool(one.phones & other.phones)
    signs: list[TwinSign] = []
    if same_name and same_room:
        signs.append(TwinSign.SAME_NAME_AND_ROOM)
    if same_phone:
        sign = _sign_of_phone(one, other, sounds, same_name=same_name)
        if sign is not None:
            signs.append(sign)
    elif same_name and _are_near(one.phones, other.phones):
        signs.append(TwinSign.NEAR_PHONE)
    if same_room and not same_name and _sound_alike(one, other, sounds):
        signs.append(TwinSign.SAME_SOUND_AND_ROOM)
    if not signs:
        return None
    first, second = in_order(one.customer_id, other.customer_id)
    return TwinPair(first, second, tuple(signs), _score(signs))


def _sign_of_phone(
    one: TwinPerson, other: TwinPerson, sounds: Sounds, *, same_name: bool
) -> TwinSign | None:
    """A couple, or a child with the number of a parent, shares a phone and is not one person."""
    if same_name:
        return TwinSign.SAME_PHONE_AND_NAME
    if one.is_minor != other.is_minor:
        return None
    begins_alike = one.name.startswith(other.name) or other.name.startswith(one.name)
    is_open = not one.name or not other.name or begins_alike
    if is_open or _sound_alike(one, other, sounds):
        return TwinSign.SAME_PHONE
    return TwinSign.SHARED_PHONE


def _sound_alike(one: TwinPerson, other: TwinPerson, sounds: Sounds) -> bool:
    if not one.name or not other.name:
        return False
    return not set(sounds(one.name)).isdisjoint(sounds(other.name))


def _are_near(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether two numbers differ in exactly one digit, as a slip of the finger makes them."""
    return any(
        len(one) == len(other) >= _LEAST_DIGITS
        and sum(a != b for a, b in zip(one, other, strict=True)) == 1
        for one, other in itertools.product(some, others)
    )


def _score(signs: Iterable[TwinSign]) -> int:
    """Signs strengthen one another, and never add up beyond certainty."""
    doubt = 1.0
    for sign in signs:
        doubt *= 1 - _WEIGHTS[sign] / _FULL
    return round(_FULL * (1 - doubt))


def find_pairs(
    people: Collection[TwinPerson], sounds: Sounds, distinct: Collection[tuple[str, str]] = ()
) -> list[TwinPair]:
    """Return every pair that may be one person, the likeliest first.

    ``distinct`` are pairs, in rising order, of which somebody said that they are two people.
    """
    found: dict[tuple[str, str], TwinPair] = {}
    for one, other in _worth_comparing(people, sounds):
        key = in_order(one.customer_id, other.customer_id)
        if key in found or key in distinct:
            continue
        pair = compare(one, other, sounds)
        if pair is not None:
            found[key] = pair
    return sorted(found.values(), key=lambda pair: pair.rank)


def _worth_comparing(
    people: Collection[TwinPerson], sounds: Sounds
) -> Iterator[tuple[TwinPerson, TwinPerson]]:
    """Yield the pairs that share something; of a bucket with many, each with the first one."""
    for key, bucket in _buckets(people, sounds).items():
        if len(bucket) < 2:
            continue
        if len(bucket) <= MOST_SHARING:
            yield from itertools.combinations(bucket, 2)
        elif key[0] != "phone":
            yield from ((bucket[0], other) for other in bucket[1:])


def _buckets(
    people: Collection[TwinPerson], sounds: Sounds
) -> dict[tuple[Hashable, ...], list[TwinPerson]]:
    buckets: dict[tuple[Hashable, ...], list[TwinPerson]] = defaultdict(list)
    by_name: dict[str, int] = defaultdict(int)
    by_room: dict[str, int] = defaultdict(int)
    for person in people:
        by_name[person.name] += 1
        for room in person.rooms:
            by_room[room] += 1
    for person in people:
        for phone in person.phones:
            buckets["phone", phone].append(person)
        if not person.name:
            continue
        shared = [room for room in person.rooms if by_room[room] > 1]
        for room in shared:
            buckets["name", room, person.name].append(person)
            for sound in sounds(person.name):
                buckets["sound", room, sound].append(person)
        if 1 < by_name[person.name] <= MOST_SHARING:
            # Of so few each is compared with each, for which one bucket is enough.
            buckets["named", person.name].append(person)
        elif by_name[person.name] > 1:
            for phone in person.phones:
                buckets["both", person.name, phone].append(person)
                for blurred in _blurred(phone):
                    buckets["near", person.name, blurred].append(person)
    return buckets


def _blurred(phone: str) -> Iterator[str]:
    """Yield the number with each of its digits left open in turn."""
    if len(phone) >= _LEAST_DIGITS:
        for at in range(len(phone)):
            yield f"{phone[:at]}*{phone[at + 1 :]}"
