"""Every figure and list of a report once more, from the rows of the store, in plain loops.

Slow and simple on purpose: the tables are read whole by plain SQL into lists of dictionaries, and
nothing of the counting in ``app`` is used.  Instants are microseconds of UTC since 1970, as the
store keeps them; the project lies in Shanghai, eight hours ahead all year.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.integration.plain_rows import (
    AHEAD,
    DAY,
    EPOCH,
    HOUR,
    MOVES,
    OFFICE,
    OVER,
    Row,
    Tables,
    counts,
    is_kept,
    is_late,
    is_open,
    round_clock,
    round_of,
    state,
    tally,
    was_called,
)


class PlainCount:
    """Counts [a, b) of the complaints of one project; ``only`` narrows them to some."""

    def __init__(self, tables: Tables, project_code: str, a: int, b: int, **only: Any) -> None:
        self.t = tables
        self.a, self.b = a, b
        self.only = only
        self.project = next(p for p in tables["projects"] if p["code"] == project_code)
        self.cases: list[Row] = []
        self.everybody: list[Row] = []
        for case in tables["cases"]:
            if case["project_id"] != self.project["id"] or case["type"] != "complaint":
                continue
            self.everybody.append(case)
            self._know(case)
            if self._is_meant(case):
                self.cases.append(case)
        self.cases.sort(key=lambda case: (case["registered_at"], case["number"]))

    def _know(self, case: Row) -> None:
        """Put beside a case what belongs to it."""
        mine = [e for e in self.t["case_events"] if e["case_id"] == case["id"]]
        case["events"] = sorted(mine, key=lambda event: event["seq"])
        case["first"] = case["events"][0]["facts"]
        case["clocks"] = [c for c in self.t["case_clocks"] if c["case_id"] == case["id"]]
        case["promises"] = [p for p in self.t["promises"] if p["case_id"] == case["id"]]
        case["ratings"] = [r for r in self.t["ratings"] if r["case_id"] == case["id"]]
        case["top"] = self._top(case["first"]["category"])
        case["building"] = ""
        for room in self.t["rooms"]:
            if room["id"] == case["room_id"]:
                for unit in self.t["units"]:
                    if unit["id"] == room["unit_id"]:
                        case["building"] = unit["building_id"]

    def _top(self, code: str) -> str:
        for category in self.t["categories"]:
            if category["code"] == code and category["parent_code"] is not None:
                return str(category["parent_code"])
        return code

    def _is_meant(self, case: Row) -> bool:
        known = {
            "building": case["building"],
            "category": case["top"],
            "severity": case["first"]["severity"],
            "source": case["first"]["source"],
        }
        return all(known[name] == wanted for name, wanted in self.only.items())

    def inside(self, at: int | None) -> bool:
        """Return whether an instant lies in the period."""
        return at is not None and self.a <= at < self.b

    # ---- figures ---------------------------------------------------------------------------

    def figures(self) -> Row:
        """Return every figure as plain values."""
        flow = self.flow()
        ratios = self.ratios(flow)
        new = [case for case in self.cases if self.inside(case["registered_at"])]
        return {
            "flow": flow,
            "ratios": ratios,
            "hours": self.hours(),
            "overdue": self.overdue_open(),
            "by_category": tally(case["top"] for case in new),
            "by_severity": tally(case["first"]["severity"] for case in new),
            "by_source": tally(case["first"]["source"] for case in new),
            "by_building": tally(case["building"] for case in new),
            "heat": tally((case["building"], case["top"]) for case in new),
            "by_cause": tally(
                event["facts"]["cause"]
                for _case, event in self.events("assessed")
                if event["facts"].get("cause")
            ),
            "ageing": self.ageing(),
            "ratings": tally(r["score"] for r in self.ratings() if r["score"] is not None),
            "reasons": tally(
                reason
                for rating in self.ratings()
                if rating["score"] in (1, 2)
                for reason in rating["reasons"]
            ),
            "no_answer": sum(r["answer"] == "no_answer" for r in self.ratings()),
            "declined": sum(r["answer"] == "declined" for r in self.ratings()),
            "relayed": sum(
                r["score"] is not None and r["entered_by"] == "staff_relay" for r in self.ratings()
            ),
            "households": self.households(),
        }

    def flow(self) -> dict[str, int]:
        """Return B, N, R, C and E, each counted by itself."""
        found = dict.fromkeys("BNRCE", 0)
        for case in self.cases:
            found["N"] += self.inside(case["registered_at"])
            found["B"] += is_open(case, self.a)
            found["E"] += is_open(case, self.b)
            was_open = False
            for event in case["events"]:
                if event["kind"] not in MOVES:
                    continue
                opens = event["kind"] not in OVER
                if self.inside(event["at"]):
                    found["R"] += event["kind"] == "reopened" and not was_open
                    found["C"] += was_open and not opens
                was_open = opens
        return found

    def events(self, kind: str) -> list[tuple[Row, Row]]:
        """Return the events of a kind in the period, each with its case."""
        return [
            (case, event)
            for case in self.cases
            for event in case["events"]
            if event["kind"] == kind and self.inside(event["at"])
        ]

    def ratings(self) -> list[Row]:
        """Return the answers of the period about these complaints."""
        return [r for case in self.cases for r in case["ratings"] if self.inside(r["given_at"])]

    def ratios(self, flow: dict[str, int]) -> dict[str, tuple[int, int]]:
        """Return every share as its two counts."""
        closings = self.events("closed")
        closed_here = [pair for pair in closings if not pair[1]["facts"].get("imported")]
        attempts = self.events("called_back")
        assessed = [e for _case, e in self.events("assessed") if e["facts"].get("validity")]
        scores = [r["score"] for r in self.ratings() if r["score"] is not None]
        new = [case for case in self.cases if self.inside(case["registered_at"])]
        escalated = {case["id"] for case, _event in self.events("escalated")}
        return {
            "completion": (flow["C"], flow["B"] + flow["N"] + flow["R"]),
            "first_answer_in_time": self.clocks("first_answer"),
            "resolved_in_time": self.clocks("resolution"),
            "promises_kept": self.promises(),
            "valid": (sum(e["facts"]["validity"] == "valid" for e in assessed), len(assessed)),
            "called_back": (
                sum(was_called(case, event) for case, event in closings),
                len(closed_here),
            ),
            "reached": (sum(bool(e["facts"]["reached"]) for _case, e in attempts), len(attempts)),
            "satisfaction": (sum(score in (4, 5) for score in scores), len(scores)),
            "coverage": (len(scores), len(closed_here)),
            "reopening": (flow["R"], len(closings)),
            "repeat": (sum(bool(self.earlier(case)) for case in new), len(new)),
            "escalated": (sum(case["id"] in escalated for case in new), len(new)),
        }

    def clocks(self, kind: str) -> tuple[int, int]:
        """Return how many clocks were met in time, of those due in the period."""
        met = due = 0
        for case in self.cases:
            for clock in case["clocks"]:
                if clock["kind"] == kind and self.inside(clock["due_at"]) and counts(clock):
                    due += 1
                    met += clock["met_at"] is not None and clock["met_at"] <= clock["due_at"]
        return met, due

    def promises(self) -> tuple[int, int]:
        """Return how many promises were kept, of those due in the period."""
        kept = due = 0
        for case in self.cases:
            for promise in case["promises"]:
                if self.inside(promise["due_at"]) and counts(promise):
                    due += 1
                    kept += is_kept(promise)
        return kept, due

    def earlier(self, case: Row) -> list[Row]:
        """Return what the same room complained of in the same category within 90 days before."""
        return [
            other
            for other in self.everybody
            if case["room_id"] is not None
            and other["room_id"] == case["room_id"]
            and other["top"] == case["top"]
            and case["registered_at"] - 90 * DAY <= other["registered_at"]
            and (other["registered_at"], other["id"]) < (case["registered_at"], case["id"])
        ]

    def overdue_open(self) -> tuple[int, int]:
        """Return what is open past its time, and how much of that is older than a month."""
        late = [case for case in self.cases if is_late(case, self.b)]
        return len(late), sum(self.b - case["registered_at"] > 30 * DAY for case in late)

    def ageing(self) -> list[int]:
        """Return what is open by age: up to 3, 7, 15 and 30 days, and older."""
        groups = [0, 0, 0, 0, 0]
        for case in self.cases:
            if is_open(case, self.b):
                age = self.b - case["registered_at"]
                groups[sum(age > days * DAY for days in (3, 7, 15, 30))] += 1
        return groups

    def households(self) -> int | None:
        """Return in how many rooms somebody lived on the last day of the period."""
        last = (EPOCH + timedelta(microseconds=self.b - 1 + AHEAD)).date().isoformat()
        rooms = set()
        for one in self.t["occupancies"]:
            room = next(r for r in self.t["rooms"] if r["id"] == one["room_id"])
            unit = next(u for u in self.t["units"] if u["id"] == room["unit_id"])
            if room["project_id"] != self.project["id"]:
                continue
            if self.only.get("building", unit["building_id"]) != unit["building_id"]:
                continue
            begun = one["from_on"] is None or one["from_on"] <= last
            over = one["until_on"] is not None and one["until_on"] <= last
            if one["kind"] not in ("visitor", "contractor") and begun and not over:
                rooms.add(one["room_id"])
        return len(rooms) or None

    def hours(self) -> tuple[float, float] | None:
        """Return median and 90th percentile of what the rounds closed in the period took."""
        taken = sorted(self._worked(case, event) / HOUR for case, event in self.events("closed"))
        if not taken:
            return None
        middle = (taken[(len(taken) - 1) // 2] + taken[len(taken) // 2]) / 2
        enough = [h for h in taken if 10 * sum(other <= h for other in taken) >= 9 * len(taken)]
        return middle, enough[0]

    def _worked(self, case: Row, closing: Row) -> int:
        """Return the office time of the round that ended with ``closing``, up to its answer."""
        before = [e for e in case["events"] if e["seq"] < closing["seq"] and e["kind"] in MOVES]
        start = max(
            number for number, e in enumerate(before) if e["kind"] in ("registered", "reopened")
        )
        moves = before[start:]
        answer = max(number for number, e in enumerate(moves) if e["kind"] == "resolved")
        worked = self.office_time(moves[0]["at"], moves[answer]["at"])
        for number in range(answer):
            if moves[number]["kind"] == "waiting":
                worked -= self.office_time(moves[number]["at"], moves[number + 1]["at"])
        return worked

    def office_time(self, begins: int, ends: int) -> int:
        """Return the office time between two instants, day by day."""
        total = 0
        day = (begins + AHEAD) // DAY
        while day * DAY - AHEAD < ends:
            for opens, closes in self._windows(day):
                start = day * DAY - AHEAD + int(opens * HOUR)
                end = day * DAY - AHEAD + int(closes * HOUR)
                total += max(0, min(end, ends) - max(start, begins))
            day += 1
        return total

    def _windows(self, day: int) -> tuple[tuple[float, float], ...]:
        date = (EPOCH + timedelta(days=day)).date()
        for one in self.t["calendar_days"]:
            if one["project_id"] == self.project["id"] and one["day_on"] == date.isoformat():
                return OFFICE if one["kind"] == "workday" else ()
        return OFFICE if date.weekday() < 5 else ()

    # ---- lists -----------------------------------------------------------------------------

    def complaints(self) -> list[tuple[Any, ...]]:
        """Return number, state, whether late, score, level and round of what was registered."""
        return [self.line(case) for case in self.cases if self.inside(case["registered_at"])]

    def line(self, case: Row) -> tuple[Any, ...]:
        """Return what the list tells of a complaint, as it stood at the end."""
        scores = sorted(
            (r["given_at"], r["score"])
            for r in case["ratings"]
            if r["score"] is not None and r["given_at"] < self.b
        )
        return (
            case["number"],
            state(case, self.b),
            is_late(case, self.b),
            scores[-1][1] if scores else None,
            case["first"]["severity"],
            round_of(case, self.b),
        )

    def grave(self) -> list[tuple[str, int]]:
        """Return number and level of what was grave at some time and open in the period."""
        found = []
        for case in self.cases:
            levels = [
                event["facts"]["severity"]
                for event in case["events"]
                if event["kind"] in ("registered", "severity_changed") and event["at"] < self.b
            ]
            if not levels:
                continue
            if min(levels) <= 2 and self._was_open_inside(case):
                found.append((min(levels), case["registered_at"], case["number"]))
        return [(number, level) for level, _at, number in sorted(found)]

    def _was_open_inside(self, case: Row) -> bool:
        if is_open(case, self.a):
            return True
        return any(
            event["kind"] in MOVES and event["kind"] not in OVER and self.inside(event["at"])
            for event in case["events"]
        )

    def overdue(self) -> list[str]:
        """Return the numbers of what is open past its time, the longest overdue first."""
        late = [
            (round_clock(case, self.b)["due_at"], case["number"])
            for case in self.cases
            if is_late(case, self.b)
        ]
        return [number for _due, number in sorted(late)]

    def repeats(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Return room, category and numbers of what came again, most often first."""
        found: dict[tuple[str, str], set[tuple[int, str, str]]] = {}
        for case in self.cases:
            before = self.earlier(case)
            if self.inside(case["registered_at"]) and before:
                room = next(r for r in self.t["rooms"] if r["id"] == case["room_id"])
                told = found.setdefault((room["label"], case["top"]), set())
                for one in (*before, case):
                    told.add((one["registered_at"], one["id"], one["number"]))
        listed = [
            (place, category, tuple(number for _at, _id, number in sorted(told)))
            for (place, category), told in found.items()
        ]
        return sorted(listed, key=lambda one: (-len(one[2]), one[0], one[1]))

    def staff(self) -> dict[str, tuple[Any, ...]]:
        """Return what each of the staff did, by id."""
        found = {}
        for person in self.t["staff"]:
            done = [
                sum(
                    event["staff_id"] == person["id"] and not event["facts"].get("imported")
                    for _case, event in self.events(kind)
                )
                for kind in ("registered", "resolved", "closed")
            ]
            answers, promised = [0, 0], [0, 0]
            for case in self.cases:
                for clock in case["clocks"]:
                    due = clock["kind"] == "first_answer" and self.inside(clock["due_at"])
                    if due and counts(clock) and case["registered_by"] == person["id"]:
                        in_time = clock["met_at"] is not None and clock["met_at"] <= clock["due_at"]
                        answers[0] += in_time
                        answers[1] += 1
                for promise in case["promises"]:
                    given = promise["made_by"] == person["id"] and self.inside(promise["due_at"])
                    if given and counts(promise):
                        promised[0] += is_kept(promise)
                        promised[1] += 1
            scores = self._scores_of(person["id"])
            if any((*done, answers[1], promised[1], scores)):
                found[person["id"]] = (*done, tuple(answers), tuple(promised), sorted(scores))
        return found

    def _scores_of(self, staff_id: str) -> list[int]:
        scores = []
        for case in self.cases:
            for rating in case["ratings"]:
                if rating["score"] is None or rating["entered_by"] == "staff_relay":
                    continue
                whose = None
                for event in case["events"]:
                    if event["kind"] == "resolved" and event["at"] <= rating["given_at"]:
                        whose = event["staff_id"]
                for visit in self.t["visits"]:
                    if visit["id"] == rating["visit_id"]:
                        whose = visit["staff_id"]
                if whose == staff_id and self.inside(rating["given_at"]):
                    scores.append(rating["score"])
        return scores

    def said(self) -> list[tuple[int, str]]:
        """Return score and number of every rating with words, in order."""
        found = []
        for case in self.cases:
            for rating in case["ratings"]:
                inside = self.inside(rating["given_at"])
                if inside and rating["words"] and rating["score"] is not None:
                    found.append((rating["score"], rating["given_at"], case["number"]))
        return [(score, number) for score, _at, number in sorted(found)]
