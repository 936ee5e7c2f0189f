"""The slowest of twenty searches in 50,000 cases, against the same in 500."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from app.agreement_texts import signed_on_paper
from app.domain.terms import CaseState, CaseType, CustomerKind, Severity, Source
from app.services.reporting import list_projects
from app.services.search_everything import search_everything
from app.services.setup import NewProject, create_store
from app.workspace import Workspace
from db.bulk_insert import insert_rows
from db.models import Case, Customer, new_id

_MANY, _FEW, _CASES_A_CUSTOMER, _AT_ONCE = 50_000, 500, 10, 5_000
_NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
_MATTERS = ("电梯异响", "地下室漏水", "楼道灯不亮", "垃圾清运不及时", "装修噪音", "车库道闸失灵")
_WHERE = ("单元门口", "十二楼", "东门岗亭", "游乐场旁", "消防通道", "水泵房")
_SURNAMES, _GIVEN = "王李张刘陈杨黄赵吴周单解仇曾区", "秀兰建国志强丽华小明伟芳"
_ASKED = (
    *("漏水", "电梯", "消防", "水泵", "道闸"),
    *("王秀", "单志", "解小明", "张伟", "赵芳"),
    *("wxl", "wangxiu", "zhang", "shan", "ouz"),
    *("6027", "1380", "0001"),
    *("鼎鑫", "zzzz"),
)
_SLOWEST = 0.95


def search_sides(folder: Path) -> tuple[Callable[[], float], Callable[[], float]]:
    """Return both sides: the 95th percentile of all searches, with many cases and with few."""
    many, few = (_Side(folder / name, count) for name, count in (("m", _MANY), ("f", _FEW)))
    return many.p95, few.p95


class _Side:
    def __init__(self, folder: Path, cases: int) -> None:
        fresh = create_store(
            folder,
            company="Bench",
            project=NewProject("CH", "Bench"),
            administrator="Bench",
            password="lake lantern seven",
            agreement=signed_on_paper(date(2026, 1, 1)),
        )
        self._workspace = Workspace(folder)
        self._workspace.adopt(fresh.store, fresh.actor)
        self._actor = fresh.actor
        self._project_id = self._workspace.read(list_projects)[0].project_id
        rng = random.Random(1)
        customers = list(_customers(rng, self._project_id, cases // _CASES_A_CUSTOMER))
        self._workspace.write(insert_rows, Customer, customers)
        rows = list(_cases(rng, self._project_id, fresh.actor.staff_id, cases))
        for first in range(0, cases, _AT_ONCE):
            self._workspace.write(insert_rows, Case, rows[first : first + _AT_ONCE])

    def p95(self) -> float:
        """Return how long a search takes that only one of twenty outlasts, in seconds."""
        times = sorted(self._timed(text) for text in _ASKED)
        return times[int(len(times) * _SLOWEST) - 1]

    def _timed(self, text: str) -> float:
        begun = time.perf_counter()
        self._workspace.read(
            search_everything,
            actor=self._actor,
            project_id=self._project_id,
            text=text,
            now=_NOW,
        )
        return time.perf_counter() - begun


def _customers(rng: random.Random, project_id: str, count: int) -> Iterator[dict[str, Any]]:
    for _customer in range(count):
        yield {
            "id": new_id(),
            "project_id": project_id,
            "name": rng.choice(_SURNAMES) + "".join(rng.choices(_GIVEN, k=2)),
            "phone": f"138{rng.randrange(10**8):08d}",
            "title": "",
            "kind": CustomerKind.OWNER,
            "more_phones": [],
            "wechat": "",
            "created_at": _NOW - timedelta(minutes=rng.randrange(10**6)),
            "changed_at": _NOW,
        }


def _cases(
    rng: random.Random, project_id: str, staff_id: str, count: int
) -> Iterator[dict[str, Any]]:
    for number in range(count):
        at = _NOW - timedelta(minutes=20 * (count - number))
        yield {
            "id": new_id(),
            "project_id": project_id,
            "number": f"TS-{at:%Y%m%d}-{number:06d}",
            "type": CaseType.COMPLAINT,
            "state": CaseState.CLOSED,
            "source": Source.DESK,
            "category": "other",
            "severity": int(Severity.NORMAL),
            "own_words": "，".join((*rng.sample(_MATTERS, 2), *rng.sample(_WHERE, 2))),
            "remedy_wanted": "",
            "remedy_given": "",
            "place": "",
            "responsible": "",
            "escalation_level": 0,
            "round": 1,
            "check_code": "ABCD",
            "registered_by": staff_id,
            "registered_at": at,
            "ended_at": at,
        }
