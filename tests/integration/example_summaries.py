"""Summaries with every part filled, to draw papers from: names, figures and words are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from app.domain.months import Month
from app.domain.period_summary import (
    RATIO_NAMES,
    ComplaintLine,
    CustomerWords,
    Flow,
    GraveCase,
    HandlingHours,
    HeatCell,
    MeasureLine,
    MonthPoint,
    OverdueOpen,
    PeriodFigures,
    PeriodSummary,
    Ratio,
    RepeatAddress,
    SignOff,
    StaffLine,
)
from app.domain.periods import Period, PeriodKind
from app.domain.terms import CaseState, Cause, RatingReason, Severity, Source, Validity

HOSTILE = "O'Brien <b>&amp;"
RARE = "\U00020bb7\u4dae"

CATEGORIES = {
    "repairs": ("工程维修", "Repairs"),
    "security": ("秩序安全", "Security"),
    "cleaning": ("环境卫生", "Cleaning"),
    "landscaping": ("绿化", "Landscaping"),
    "parking": ("车辆停车", "Parking"),
    "fees": ("收费财务", "Fees"),
    "renovation": ("装修管理", "Renovation"),
    "neighbours": ("邻里生活", "Neighbours"),
    "conduct": ("服务态度效率", "Conduct"),
    "communication": ("信息沟通", "Communication"),
    "developer": ("开发遗留", "Developer's defects"),
    "other": ("其他", "Other"),
}
_COUNTS = (19, 5, 7, 2, 11, 5, 0, 4, 3, 1, 1, 0)
_BUILDINGS = 9
_AFTER = datetime(2026, 11, 1, 2, tzinfo=UTC)
_WORDS = {
    "zh_CN": (
        "三号电梯从周六开始异响，晚上十点以后特别明显，老人睡不着。上周报过一次，来看过但没有说结果。",
        "地下车库 B2-117 车位连续三天被外来车辆占用，门岗说联系不上车主。",
        "楼道灯坏了一个多星期，晚上回家看不清台阶，希望尽快修好。",
    ),
    "en": (
        (
            "The lift has been rattling since Saturday, worst after ten at night; my parents "
            "cannot sleep. Somebody came last week but never told us the result."
        ),
        (
            "A stranger's car has stood in bay B2-117 for three days, and the gate cannot reach "
            "its owner."
        ),
        "The light on the stairs has been broken for more than a week.",
    ),
}


def figures(scale: int = 1, shift: int = 0) -> PeriodFigures:
    """Return figures whose parts agree with each other; ``shift`` moves them a little."""
    counts = [max(0, (n + (shift if n > 3 else 0)) * scale) for n in _COUNTS]
    new = sum(counts)
    by_building = {f"b{n}": 0 for n in range(_BUILDINGS)}
    cells: dict[tuple[str, str], int] = {}
    for place, (code, count) in enumerate(zip(CATEGORIES, counts, strict=True)):
        for number in range(count):
            building = f"b{(number * number + place) % _BUILDINGS}" if number % 7 else ""
            cells[building, code] = cells.get((building, code), 0) + 1
            by_building[building] = by_building.get(building, 0) + 1
    brought, reopened, carried = 6 * scale, 2 * scale, 9 * scale
    done = brought + new + reopened - carried
    ratios: dict[str, Ratio | None] = {
        name: Ratio((41 + place + shift) * scale, 50 * scale + place)
        for place, name in enumerate(RATIO_NAMES)
    }
    ratios["completion"] = Ratio(done, brought + new + reopened)
    ratios["promises_kept"] = Ratio(22 * scale, 31 * scale)
    ratios["satisfaction"] = Ratio(48 * scale, 51 * scale)
    for place, name in enumerate(("reopening", "repeat", "escalated"), start=2):
        ratios[name] = Ratio(place * scale, new)
    return PeriodFigures(
        flow=Flow(brought, new, reopened, done, carried),
        ratios=ratios,
        handling_hours=HandlingHours(27.4 + shift, 83.6 + shift),
        overdue_open=OverdueOpen(4 * scale, scale),
        by_category=dict(zip(CATEGORIES, counts, strict=True)),
        by_severity={
            Severity.CRITICAL: scale,
            Severity.MAJOR: 2 * scale,
            Severity.NORMAL: new - 9 * scale,
            Severity.MINOR: 6 * scale,
        },
        by_source={
            Source.DESK: new - 24 * scale,
            Source.PHONE: 15 * scale,
            Source.WECHAT: 6 * scale,
            Source.HOTLINE: 3 * scale,
        },
        ratings={5: 31 * scale, 4: 17 * scale, 3: 0, 2: scale, 1: 2 * scale},
        no_answer=4 * scale,
        declined=3 * scale,
        relayed=5 * scale,
        by_building=by_building,
        by_cause={
            Cause.PEOPLE: 9 * scale,
            Cause.PROCESS: 12 * scale,
            Cause.EQUIPMENT: 21 * scale,
            Cause.CONTRACTOR: 7 * scale,
        },
        heat=tuple(HeatCell(*place, count) for place, count in cells.items()),
        ageing=(2 * scale, 3 * scale, scale, 2 * scale, scale),
        reasons={RatingReason.SPEED: 2 * scale, RatingReason.INFORMED: scale},
        households=1204,
    )


def complaint(place: int, lang: str = "en", /, **changes: object) -> ComplaintLine:
    """Return one complaint of October 2026; every eleventh is overdue."""
    at = datetime(2026, 10, 1, 1, 30, tzinfo=UTC) + timedelta(hours=12 * place % 730)
    chinese = lang == "zh_CN"
    late = place % 11 == 3
    line = ComplaintLine(
        number=f"TS-{at:%Y%m%d}-{place + 1:03d}",
        registered_at=at,
        place=f"{place % 9 + 1} 幢 {place % 18 + 1:02d}0{place % 4 + 1}"
        if chinese
        else f"Building {place % 9 + 1}, {place % 18 + 1:02d}0{place % 4 + 1}",
        customer="王*" if chinese else "W*",
        category=tuple(CATEGORIES)[place * 7 % 12],
        own_words=_WORDS[lang][place % 3],
        severity=(Severity.NORMAL, Severity.MINOR, Severity.NORMAL, Severity.MAJOR)[place % 4],
        responsible=("工程部 周*" if chinese else "Works, Z*") if place % 5 else "",
        due_at=at + timedelta(days=3),
        overdue=late,
        state=CaseState.IN_PROGRESS if late else CaseState.CLOSED,
        score=None if late else place % 5 + 1,
    )
    return replace(line, **changes)  # type: ignore[arg-type]


def measures(lang: str = "en") -> tuple[MeasureLine, ...]:
    """Return measures in every state and with every effect."""
    if lang == "zh_CN":
        words = (
            (
                "电梯维修结果没有告知业主，回访时 5 户表示不知情",
                "维保单位只报工程部",
                "电梯维保结果当天由客服告知业主",
            ),
            ("地下车库夜间占位投诉集中", "夜间巡查只有一次", "地下车库巡查加密到每日 4 次"),
            ("楼道灯报修超过 3 天", "备件不足", "常用灯具备足一个月用量"),
            ("装修噪音投诉多在周末", "装修时间告知不到位", "周末装修时段在单元门公示"),
        )
    else:
        words = (
            (
                "Residents were not told the result of lift repairs",
                "The contractor tells only Works",
                "The desk tells residents the same day",
            ),
            (
                "Bays in the garage are taken at night",
                "One round a night",
                "Four rounds a day in the garage",
            ),
            (
                "Stair lights take more than three days",
                "No spare parts",
                "Keep lamps for one month in stock",
            ),
            (
                "Works noise at weekends",
                "Times are not posted",
                "Post the hours of works at each door",
            ),
        )
    states = (
        ("done", "effective", "repeat", "14.0 % (7/50)", "4.0 % (2/50)"),
        ("in_progress", "not_checked", "new", "11", ""),
        ("done", "no_effect", "resolved_in_time", "82.0 % (41/50)", "80.0 % (40/50)"),
        ("dropped", "not_checked", "new", "4", ""),
    )
    return tuple(
        MeasureLine(
            number=f"GJ-2026-{place:03d}",
            finding=finding,
            cause=cause,
            measure=measure,
            owner="周*" if lang == "zh_CN" else "Z*",
            due_on=date(2026, 10, 20 + place),
            state=state,
            effect=effect,
            figure=figure,
            before=before,
            after=after,
        )
        for place, ((finding, cause, measure), (state, effect, figure, before, after)) in enumerate(
            zip(words, states, strict=True), start=1
        )
    )


def _staff(lang: str) -> tuple[StaffLine, ...]:
    names = ("李*", "陈*", "周*") if lang == "zh_CN" else ("L*", "C*", "Z*")
    return tuple(
        StaffLine(
            staff_id=f"s{place}",
            name=name,
            registered=30 - 9 * place,
            resolved=21 - 4 * place,
            closed=20 - 5 * place,
            first_answers=Ratio(28 - 9 * place, 30 - 9 * place),
            promises=Ratio(11 - place, 12),
            satisfaction=Ratio(18 - 7 * place, 19 - 7 * place) if place < 2 else None,
            answers=19 - 7 * place if place < 2 else 3,
        )
        for place, name in enumerate(names)
    )


def _said(lang: str) -> tuple[CustomerWords, ...]:
    words = (
        ("来看过三次都没有修好，每次都要我自己打电话问。", "处理很快，师傅很有礼貌。")
        if lang == "zh_CN"
        else ("Three visits and still not mended; I had to call each time.", "Quick and polite.")
    )
    given = datetime(2026, 10, 20, 3, 15, tzinfo=UTC)
    reasons = (RatingReason.SPEED, RatingReason.INFORMED)
    return (
        CustomerWords("TS-20261009-018", 5, (), words[1], given),
        CustomerWords("TS-20261012-024", 1, reasons, words[0], given + timedelta(days=2)),
    )


def _grave(lang: str) -> tuple[GraveCase, ...]:
    chinese = lang == "zh_CN"
    trapped = complaint(
        100,
        lang,
        number="TS-20261008-002",
        severity=Severity.CRITICAL,
        category="repairs",
        customer=f"{RARE}*" if chinese else HOSTILE,
        own_words="电梯停在 7 楼和 8 楼之间，孩子一个人在里面，门打不开。"
        if chinese
        else "The lift stopped between 7 and 8, and my child is alone inside.",
        state=CaseState.CLOSED,
        overdue=False,
    )
    flood = complaint(
        101,
        lang,
        number="TS-20261019-011",
        severity=Severity.MAJOR,
        overdue=True,
        state=CaseState.IN_PROGRESS,
    )
    return (
        GraveCase(
            trapped,
            "马上救人，并说明以后怎么防止。"
            if chinese
            else "Free the child; say how it is prevented.",
            "18 分钟救出；钢丝绳张力装置已更换，结果已书面告知。"
            if chinese
            else "Freed in 18 minutes; the tension device was replaced, and told in writing.",
            Validity.VALID,
            Cause.EQUIPMENT,
            trapped.registered_at + timedelta(minutes=6),
            trapped.registered_at + timedelta(hours=2),
            1,
        ),
        GraveCase(flood, "", "", None, None, None, None, 2),
    )


def month(lang: str = "en") -> PeriodSummary:
    """Return October 2026 with every part filled, in the words of ``lang``."""
    chinese = lang == "zh_CN"
    now = figures()
    lines = tuple(complaint(number, lang) for number in range(now.flow.new))
    late = tuple(replace(line, overdue=True) for line in lines if line.overdue)[:4]
    return PeriodSummary(
        company="鸿园物业服务有限公司" if chinese else "Hongyuan Property Services",
        project_code="CH",
        project_name="翠湖花园" if chinese else "Jade Lake Garden",
        timezone="Asia/Shanghai",
        period=Period.of_month(Month(2026, 10)),
        is_complete=True,
        until=datetime(2026, 10, 31, 16, tzinfo=UTC),
        figures=now,
        previous=figures(shift=-1),
        category_names={
            code: names[0] if chinese else names[1] for code, names in CATEGORIES.items()
        },
        complaints=lines,
        twelve_months=(
            *tuple(
                MonthPoint(month.year, month.number, 40 + back * 5 % 19, Ratio(50 + back, 66))
                for back in range(11, 0, -1)
                for month in [Month(2026, 10).plus(-back)]
            ),
            MonthPoint(2026, 10, now.flow.new, Ratio(now.flow.done, now.flow.to_handle)),
        ),
        data_hash="0123456789abcdef" * 4,
        program_version="9.8.7",
        year_before=figures(shift=2),
        targets={
            "completion": 0.9,
            "first_answer_in_time": 0.95,
            "resolved_in_time": 0.9,
            "promises_kept": 0.95,
            "satisfaction": 0.9,
        },
        building_names={
            f"b{n}": f"{n + 1} 幢" if chinese else f"Building {n + 1}" for n in range(_BUILDINGS)
        },
        grave=_grave(lang),
        overdue=late,
        repeats=(
            RepeatAddress(
                "3 幢 1202" if chinese else "Building 3, 1202",
                "repairs",
                ("TS-20260817-003", "TS-20260920-001", "TS-20261005-004"),
            ),
            RepeatAddress(
                f"{RARE} 阁 501" if chinese else HOSTILE,
                "parking",
                ("TS-20261002-002", "TS-20261030-001"),
            ),
        ),
        staff=_staff(lang),
        said=_said(lang),
        measures_before=measures(lang),
        measures_new=(
            replace(
                measures(lang)[0],
                number="GJ-2026-007",
                state="planned",
                effect="not_checked",
                after="",
                due_on=date(2026, 11, 30),
            ),
        ),
        commentary="本月电梯投诉仍占三分之一，维保单位约谈后第三周起明显下降。\n下月重点跟进夜间车库占位。"
        if chinese
        else "Lifts are still a third of all complaints, though fewer since the contractor was "
        "spoken to.\nNext month the garage at night comes first.",
        signed=SignOff(
            2,
            "陈志远" if chinese else "Chen Zhiyuan",
            datetime(2026, 11, 3, 1, 40, tzinfo=UTC),
            "两件投诉的类别登记有误" if chinese else "Two complaints were in the wrong category",
            ("工程维修：18 → 19", "车辆停车：12 → 11")
            if chinese
            else ("Repairs: 18 → 19", "Parking: 12 → 11"),
        ),
        preset="默认时限" if chinese else "Default limits",
        due_soon=tuple(
            replace(line, state=CaseState.IN_PROGRESS, score=None, due_at=_AFTER)
            for line in lines[5:8]
        ),
        least_answers=5,
    )


def of_kind(kind: PeriodKind, lang: str = "en") -> PeriodSummary:
    """Return a summary of the day, month, quarter or year that ends with October or 2026."""
    summary = month(lang)
    if kind is PeriodKind.MONTH:
        return summary
    period = Period.containing(kind, date(2026, 10, 31 if kind is PeriodKind.DAY else 1))
    if kind is PeriodKind.DAY:
        return replace(
            summary, period=period, complaints=summary.complaints[:3], measures_before=()
        )
    scale = 3 if kind is PeriodKind.QUARTER else 12
    end = datetime(2026, 12, 31, 16, tzinfo=UTC)
    points = tuple(
        MonthPoint(2026, number, 40 + number * 5 % 19, Ratio(50 + number % 7, 66))
        for number in range(1, 13)
    )
    return replace(
        summary,
        period=period,
        figures=figures(scale),
        previous=figures(scale, 1),
        year_before=figures(scale, 2),
        until=end,
        twelve_months=points,
    )


def empty(lang: str = "en") -> PeriodSummary:
    """Return a month in which nothing happened, in a store that knew nothing before."""
    none = PeriodFigures(
        Flow(0, 0, 0, 0, 0),
        dict.fromkeys(RATIO_NAMES, Ratio(0, 0)),
        None,
        OverdueOpen(0, 0),
        {},
        {},
        {},
        {},
        0,
        0,
        0,
    )
    return replace(
        month(lang),
        figures=none,
        previous=None,
        year_before=None,
        complaints=(),
        twelve_months=(),
        grave=(),
        overdue=(),
        repeats=(),
        staff=(),
        said=(),
        measures_before=(),
        measures_new=(),
        commentary="",
        signed=None,
        due_soon=(),
    )


def one_complaint(lang: str = "en") -> PeriodSummary:
    """Return a month with a single complaint, still open, and nothing else."""
    line = complaint(2, lang, state=CaseState.IN_PROGRESS, score=None, category="repairs")
    nothing = empty(lang)
    alone = replace(
        nothing.figures,
        flow=Flow(0, 1, 0, 0, 1),
        ratios={**nothing.figures.ratios, "completion": Ratio(0, 1)},
        by_category={"repairs": 1},
        by_severity={Severity.NORMAL: 1},
        by_source={Source.DESK: 1},
        ageing=(1, 0, 0, 0, 0),
    )
    return replace(
        nothing,
        figures=alone,
        complaints=(line,),
        twelve_months=(MonthPoint(2026, 10, 1, Ratio(0, 1)),),
    )
