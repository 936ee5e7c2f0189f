"""What the demonstration's archive knows beyond one name a room: families, moves, vehicles, notes.

It draws from a chance of its own, so that the cases and figures stay as they are.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.archive import CustomerFields, local_day
from app.domain.permissions import Actor
from app.domain.terms import Channel, CustomerKind, NoteCategory
from app.services.customer_notes import add_note, strike_note
from app.services.customer_records import add_customer, confirm_profile
from app.services.households import move_out
from app.services.vehicles import add_vehicle
from db.models import Customer, Occupancy, Project

_FAMILIES = 0.32
_CHILDREN = 0.4
_FORMER_TENANTS = 0.1
_VEHICLES = 0.3
_NOTES = 0.12
_CONFIRMED = 0.55
_REACHED = 0.15
_CARS = ("白色大众", "黑色丰田", "银灰比亚迪", "蓝色特斯拉", "红色本田")
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_HOURS = ("工作日 18:00 以后", "上午", "周末", "午休时间请勿打扰")
_NOTE_WORDS = (
    (NoteCategory.CARE, "家中有行动不便的老人，上门前请先电话联系。"),
    (NoteCategory.SAFETY, "家中养大型犬，上门请提前告知。"),
    (NoteCategory.CONTACT, "常驻外地，请优先微信留言。"),
    (NoteCategory.DISPUTE, "与楼上因渗水有过争议，2025 年已调解。"),
    (NoteCategory.OTHER, "门铃损坏，请敲门。"),
)
_CONTRACTORS = ("杭州宏达装饰有限公司", "绿城电梯维保有限公司", "顺风家电维修中心")


@dataclass(frozen=True)
class LivedIn:
    """A room with the customer who was put into it first, and since when."""

    customer_id: str
    room_label: str
    moved_in: datetime


def furnish(
    session: Session,
    *,
    actor: Actor,
    project: Project,
    homes: Sequence[LivedIn],
    words: dict[str, Any],
    seed: int,
    now: datetime,
) -> None:
    """Give the households of a project families, former tenants, vehicles, notes and reviews.

    ``now`` is when the demonstration begins; nothing lies after it.
    """
    rng = random.Random(f"{seed}{project.code}")  # noqa: S311 - believable data, not secrets
    for home in homes:
        _Furnishing(session, actor, project, words, rng, now).furnish(home)
    for number, name in enumerate(_CONTRACTORS):
        fields = CustomerFields(
            name, "", f"1990000{rng.randrange(10_000):04d}", (), CustomerKind.CONTRACTOR
        )
        add_customer(
            session,
            actor=actor,
            project_id=project.id,
            fields=fields,
            now=now - timedelta(days=30 * (number + 1)),
        )


@dataclass(frozen=True)
class _Furnishing:
    session: Session
    actor: Actor
    project: Project
    words: dict[str, Any]
    rng: random.Random
    now: datetime

    def furnish(self, home: LivedIn) -> None:
        rng = self.rng
        if rng.random() < _FAMILIES:
            self._add_family(home)
        if rng.random() < _FORMER_TENANTS:
            self._add_former_tenant(home)
        if rng.random() < _VEHICLES:
            self._add_vehicle(home)
        if rng.random() < _NOTES:
            self._add_note(home)
        if rng.random() < _CONFIRMED:
            at = max(home.moved_in, self.now - timedelta(days=rng.randrange(1, 700)))
            confirm_profile(self.session, actor=self.actor, customer_id=home.customer_id, now=at)
        if rng.random() < _REACHED:
            customer = self.session.get_one(Customer, home.customer_id)
            customer.contact_channel = rng.choice((Channel.PHONE, Channel.WECHAT))
            customer.contact_hours = rng.choice(_HOURS)
            customer.wechat = f"demo_{rng.randrange(10_000):04d}"

    def _phone(self) -> str:
        return f"1990000{self.rng.randrange(10_000):04d}"

    def _add_family(self, home: LivedIn) -> None:
        rng = self.rng
        surname = self.session.get_one(Customer, home.customer_id).name[:1]
        day = home.moved_in.date()
        partner = rng.choice(self.words["surnames"]) + rng.choice(self.words["given"])
        people = [CustomerFields(partner, "", self._phone(), (), CustomerKind.FAMILY)]
        if rng.random() < _CHILDREN:
            child = surname + rng.choice(("小宇", "一诺", "子墨", "欣怡"))
            people.append(CustomerFields(child, kind=CustomerKind.FAMILY, is_minor=True))
        for fields in people:
            add_customer(
                self.session,
                actor=self.actor,
                project_id=self.project.id,
                fields=fields,
                room=home.room_label,
                from_on=day,
                now=home.moved_in,
            )

    def _add_former_tenant(self, home: LivedIn) -> None:
        rng = self.rng
        end = home.moved_in - timedelta(days=rng.randrange(5, 60))
        begin = end - timedelta(days=rng.randrange(300, 900))
        name = rng.choice(self.words["surnames"]) + rng.choice(self.words["given"])
        fields = CustomerFields(name, "", self._phone(), (), CustomerKind.TENANT)
        tenant_id = add_customer(
            self.session,
            actor=self.actor,
            project_id=self.project.id,
            fields=fields,
            room=home.room_label,
            from_on=local_day(begin, self.project.timezone),
            now=begin,
        )
        move_out(
            self.session,
            actor=self.actor,
            occupancy_id=self.session.scalars(
                select(Occupancy.id).where(Occupancy.customer_id == tenant_id)
            ).one(),
            until_on=local_day(end, self.project.timezone),
            now=end,
        )

    def _add_vehicle(self, home: LivedIn) -> None:
        rng = self.rng
        plate = f"浙A{rng.choice(_PLATE_LETTERS)}{rng.randrange(10_000):04d}"
        add_vehicle(
            self.session,
            actor=self.actor,
            customer_id=home.customer_id,
            plate=plate,
            description=rng.choice(_CARS),
            parking_space=f"B1-{rng.randrange(1, 400):03d}",
            now=home.moved_in,
        )

    def _add_note(self, home: LivedIn) -> None:
        rng = self.rng
        category, text = rng.choice(_NOTE_WORDS)
        note_id = add_note(
            self.session,
            actor=self.actor,
            customer_id=home.customer_id,
            category=category,
            words=text,
            now=home.moved_in + timedelta(days=3),
        )
        if rng.random() < 0.2:
            self.session.flush()
            strike_note(self.session, actor=self.actor, note_id=note_id, now=self.now)
