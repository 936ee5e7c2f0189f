"""Believable demonstration data: the same seed gives the same households, cases and figures.

Everything goes through the services a receptionist uses, in the order of time, so that events,
states and clocks agree as in a real store.
"""

from __future__ import annotations

import heapq
import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.agreement_texts import signed_on_paper
from app.domain.months import Month
from app.domain.permissions import Actor
from app.domain.setup import RoomPattern
from app.domain.terms import CustomerKind, Role
from app.domain.visit_flow import CustomerDraft
from app.services.confidentiality_agreements import record_agreement
from app.services.customers import keep_customer
from app.services.demonstration_households import LivedIn, furnish
from app.services.demonstration_improvements import plan_measures
from app.services.demonstration_lives import DemoDesk, Household
from app.services.demonstration_present import settle_present
from app.services.setup import NewProject, add_project
from app.services.staff import record_staff
from db.models import Case, Customer, Occupancy, Project, Room, new_id
from resources import ROOT

COMPANY = "鸿园物业服务有限公司"
FIRST_PROJECT = NewProject(
    "CH",
    "翠湖花园",
    desk_phone="0571-8888 0001",
    rooms=tuple(RoomPattern((1, 6), (1, 2), (1, 18), 4).rooms()),
)
SECOND_PROJECT = NewProject(
    "YD",
    "云顶华府",
    desk_phone="0571-8888 0002",
    rooms=tuple(RoomPattern((1, 4), (1, 1), (1, 24), 2).rooms()),
)
_OCCUPIED_SHARE = 0.35
_SEASON = 0.18
"""How far a month may lie above or below the number of complaints that was asked for."""
_SECOND_SHARE = 0.4
"""Complaints of the second, smaller project for each one of the first."""
_OTHERS_SHARE = 0.8
"""Enquiries, requests, suggestions and praise for each complaint."""
_HOURS_IN_HAND = (26, 25.5, 24.5, 1.5, 0.8)
"""How long before the end the complaints came in that are still under way."""
_OPENS, _CLOSES = time(8, 30), time(18, 0)

Writer = Callable[..., Any]
"""``write(work, **arguments)`` of a workspace: one committed transaction."""


@dataclass(frozen=True)
class DemoPlan:
    """How much data to make; ``until`` is the last instant at which anything happens."""

    seed: int
    months: int
    complaints_per_month: int
    until: datetime
    second_project: bool = True


def last_instant(until: date, now: datetime, zone: ZoneInfo) -> datetime:
    """Return when the data for ``until`` ends: at closing time, and never after ``now`` if today.

    The instant depends on the day alone while the desk is open, so that the same day gives the
    same data.
    """
    closing = datetime.combine(until, _CLOSES, zone)
    if until > now.astimezone(zone).date() or closing <= now:
        return closing.astimezone(UTC)
    morning = datetime.combine(until, time(10, 0), zone)
    if morning <= now:
        return morning.astimezone(UTC)
    return (closing - timedelta(days=1)).astimezone(UTC)


def is_begun(session: Session) -> bool:
    """Return whether anybody or anything was recorded already, be it only a part."""
    return any(session.scalar(select(exists().select_from(table))) for table in (Customer, Case))


def fill_demonstration(
    write: Writer,
    *,
    actor: Actor,
    plan: DemoPlan,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Fill a store that holds the first demonstration project, one transaction a month.

    Raises:
        UserFacingError: the data could not be written.
    """
    rng = random.Random(plan.seed)  # noqa: S311 - believable data, not secrets
    words = tomllib.loads((ROOT / "demo" / "words.toml").read_text(encoding="utf-8"))
    desks = write(_people, actor=actor, plan=plan, rng=rng, words=words)
    queue: list[tuple[datetime, int, Callable[[Session], None]]] = []
    order = 0

    def schedule(at: datetime, act: Callable[[Session], None]) -> None:
        nonlocal order
        if at <= plan.until:
            order += 1
            heapq.heappush(queue, (at, order, act))

    zone = ZoneInfo(FIRST_PROJECT.timezone)
    last = Month.of(plan.until, zone)
    months = [last.plus(-back) for back in range(plan.months - 1, -1, -1)]
    if desks:
        plan_measures(
            schedule,
            actor=actor,
            project_id=desks[0].project_id,
            last=last,
            months=plan.months,
            zone=zone,
        )
    for step, month in enumerate(months):
        for desk in desks:
            desk.schedule = schedule
            _plan_month(desk, rng, month, plan, zone, is_first=desk is desks[0])
        if month == last:
            _plan_present(desks[:1], plan, month.bounds(zone)[0])
        write(_run_until, queue=queue, end=month.bounds(zone)[1])
        if progress is not None:
            progress(step + 1, len(months))
    for desk in desks:
        write(settle_present, actor=actor, project_id=desk.project_id, now=plan.until)


def _plan_present(desks: list[DemoDesk], plan: DemoPlan, begin: datetime) -> None:
    """Plan what the first desk has in hand at the end."""
    rng = random.Random(~plan.seed)  # noqa: S311 - believable data, not secrets
    for desk in desks:
        for hours in _HOURS_IN_HAND:
            at = plan.until - timedelta(hours=hours)
            desk.plan_unfinished(rng, max(at, begin + timedelta(minutes=1)))


def _run_until(
    session: Session, *, queue: list[tuple[datetime, int, Callable[[Session], None]]], end: datetime
) -> None:
    done = 0
    while queue and queue[0][0] < end:
        _at, _order, act = heapq.heappop(queue)
        act(session)
        done += 1
        if done % 200 == 0:
            session.flush()
            session.expunge_all()


def _plan_month(
    desk: DemoDesk,
    rng: random.Random,
    month: Month,
    plan: DemoPlan,
    zone: ZoneInfo,
    *,
    is_first: bool,
) -> None:
    begin, end = month.bounds(zone)
    span = min(end, plan.until) - begin
    share = span / (end - begin)
    asked = plan.complaints_per_month * share * (1.0 if is_first else _SECOND_SHARE)
    complaints = max(1, round(asked * (1 + _SEASON * (2 * rng.random() - 1))))
    others = round(asked * _OTHERS_SHARE)
    days = max(1, span.days)
    for index in range(complaints + others):
        day = begin.astimezone(zone).date() + timedelta(days=rng.randrange(days))
        opening = datetime.combine(day, _OPENS, zone)
        at = opening + rng.random() * (datetime.combine(day, _CLOSES, zone) - opening)
        at = min(at.astimezone(UTC), begin + span - timedelta(minutes=1))
        desk.plan_visit(rng, at, is_complaint=index < complaints)


def _people(
    session: Session, *, actor: Actor, plan: DemoPlan, rng: random.Random, words: dict[str, Any]
) -> list[DemoDesk]:
    zone = ZoneInfo(FIRST_PROJECT.timezone)
    began = Month.of(plan.until, zone).plus(1 - plan.months).bounds(zone)[0]
    if plan.second_project:
        add_project(session, actor=actor, project=SECOND_PROJECT, now=began)
    staff = [actor]
    for name in words["staff"]:
        staff_id = new_id()
        if name == actor.name:
            continue
        record_staff(
            session,
            actor=actor,
            staff_id=staff_id,
            name=name,
            role=Role.RECEPTIONIST,
            now=began,
        )
        record_agreement(
            session,
            actor=actor,
            staff_id=staff_id,
            agreement=signed_on_paper(began.astimezone(zone).date(), "zh_CN"),
            now=began,
        )
        staff.append(Actor(staff_id, name, Role.SUPERVISOR))
    desks = []
    for project in session.scalars(select(Project).order_by(Project.code)):
        rooms = session.scalars(
            select(Room).where(Room.project_id == project.id).order_by(Room.label)
        ).all()
        households = [
            _household(session, actor, project, room, rng, words, began)
            for room in rooms
            if rng.random() < _OCCUPIED_SHARE
        ]
        homes = [_home(session, household) for household in households]
        furnish(
            session,
            actor=actor,
            project=project,
            homes=homes,
            words=words,
            seed=plan.seed,
            now=began,
        )
        if households:
            desks.append(DemoDesk(project.id, staff, households, words))
    return desks


def _home(session: Session, household: Household) -> LivedIn:
    customer = session.get_one(Customer, household.customer.customer_id)
    return LivedIn(customer.id, household.customer.room_label, customer.created_at)


def _household(
    session: Session,
    actor: Actor,
    project: Project,
    room: Room,
    rng: random.Random,
    words: dict[str, Any],
    began: datetime,
) -> Household:
    kind = CustomerKind.OWNER if rng.random() < 0.75 else CustomerKind.TENANT
    draft = CustomerDraft(
        room_id=room.id,
        room_label=room.label,
        name=rng.choice(words["surnames"]) + rng.choice(words["given"]),
        title=rng.choice(("先生", "女士")),
        phone=f"1990000{rng.randrange(10_000):04d}",
        kind=kind,
    )
    moved_in = began - timedelta(days=rng.randrange(100, 2500))
    customer_id = keep_customer(
        session, actor=actor, project_id=project.id, draft=draft, now=moved_in
    )
    occupancy = session.scalar(select(Occupancy).where(Occupancy.customer_id == customer_id))
    if occupancy is not None:
        occupancy.from_on = moved_in.date()
    building, unit, _number = room.label.split("-")
    return Household(replace(draft, customer_id=customer_id), building, unit)
