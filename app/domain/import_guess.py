"""A first proposal for a mapping, from the names of the columns and the values beneath them.

Nothing is imported by a guess: a person sees the proposal and changes it.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from app.domain.import_mapping import (
    CODED,
    DEFAULT_FORMAT,
    TIMES,
    CaseField,
    ImportMapping,
    plain_word,
)
from app.domain.tables import Table, unguarded
from app.domain.terms import CaseState, CaseType, Severity, Source
from app.domain.typed_text import clean_line

FORMATS = (
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d %H:%M:%S",
    "%Y.%m.%d %H:%M",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日 %H时%M分",
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y%m%d%H%M%S",
    "%Y%m%d %H:%M",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S%z",
    "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M",
)
_SAMPLES = 200

_F = CaseField
_COLUMN_NAMES: Mapping[CaseField, tuple[str, ...]] = {
    _F.EXTERNAL_NUMBER: (
        *("单号", "工单号", "工单编号", "投诉编号", "案件编号", "编号", "流水号", "受理编号"),
        *("external number", "ticket", "ticket no", "case number", "number", "no.", "id"),
    ),
    _F.REGISTERED_AT: (
        *("登记时间", "受理时间", "创建时间", "投诉时间", "来电时间", "报修时间", "接单时间"),
        *("登记日期", "受理日期", "投诉日期", "registered", "registered at", "created", "opened"),
    ),
    _F.ENDED_AT: (
        *("完成时间", "办结时间", "关闭时间", "结束时间", "完工时间", "处理完成时间", "完成日期"),
        *("办结日期", "ended", "ended at", "closed", "closed at", "completed", "finished"),
    ),
    _F.STATUS: ("状态", "工单状态", "处理状态", "办理状态", "status", "state"),
    _F.TYPE: ("工单类型", "事项类型", "业务类型", "事项性质", "kind", "kind of case"),
    _F.CATEGORY: ("类型", "类别", "分类", "投诉类型", "投诉类别", "问题类型", "category", "class"),
    _F.SOURCE: (
        "渠道",
        "来源",
        "受理渠道",
        "投诉渠道",
        "来源渠道",
        "受理方式",
        "source",
        "channel",
    ),
    _F.SEVERITY: ("等级", "级别", "严重程度", "紧急程度", "优先级", "severity", "priority"),
    _F.PLACE: ("地点", "位置", "发生地点", "地址", "place", "location", "address"),
    _F.ROOM: ("房号", "房间号", "房间", "室号", "房屋", "room", "unit"),
    _F.OWN_WORDS: (
        *("内容", "投诉内容", "问题描述", "描述", "事由", "详情", "反映内容", "报修内容"),
        *("own words", "content", "description", "details", "subject"),
    ),
    _F.REMEDY_WANTED: (
        *("诉求", "客户诉求", "客户期望", "期望", "处理要求"),
        *("remedy wanted", "expectation", "request"),
    ),
    _F.ANSWER: (
        *("答复", "处理结果", "处理意见", "处理情况", "回复", "结果"),
        *("answer", "result", "resolution", "reply"),
    ),
    _F.EXTERNAL_STAFF: (
        *("经办人", "处理人", "负责人", "责任人", "接单人", "受理人", "维修人员"),
        *("staff", "handler", "assignee", "responsible"),
    ),
    _F.CUSTOMER_NAME: (
        *("姓名", "客户姓名", "客户", "业主姓名", "业主", "投诉人", "联系人", "报修人"),
        *("customer", "customer name", "name", "caller"),
    ),
    _F.PHONE: ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "phone", "mobile"),
}
_WORDS: Mapping[CaseField, Mapping[str, tuple[str, ...]]] = {
    _F.STATUS: {
        CaseState.REGISTERED: (
            "未处理",
            "待处理",
            "已受理",
            "已登记",
            "新建",
            "未派单",
            "open",
            "new",
        ),
        CaseState.ASSESSED: ("已研判", "已派单", "已核实", "assigned"),
        CaseState.IN_PROGRESS: ("处理中", "进行中", "办理中", "维修中", "in progress", "working"),
        CaseState.WAITING: ("挂起", "等待中", "待配件", "暂停", "waiting", "on hold", "pending"),
        CaseState.RESOLVED: ("已处理", "已答复", "已解决", "resolved", "answered"),
        CaseState.FOLLOW_UP: ("待回访", "待评价", "to follow up"),
        CaseState.CLOSED: (
            "已完成",
            "已关闭",
            "已办结",
            "已结案",
            "完成",
            "关闭",
            "结案",
            "已回访",
        ),
        CaseState.WITHDRAWN: (
            "已撤销",
            "撤诉",
            "已撤单",
            "已取消",
            "取消",
            "withdrawn",
            "cancelled",
        ),
        CaseState.EXTERNAL: ("转出", "已转出", "转外部", "移交", "external", "passed outside"),
        CaseState.MERGED: ("合并", "已合并", "重复", "merged", "duplicate"),
        CaseState.VOIDED: ("作废", "已作废", "无效单", "voided", "void"),
        CaseState.ARCHIVED: ("归档", "已归档", "archived"),
    },
    _F.TYPE: {
        CaseType.COMPLAINT: ("投诉", "complaint"),
        CaseType.SERVICE_REQUEST: ("报修", "服务", "维修", "报事", "service request", "repair"),
        CaseType.ENQUIRY: ("咨询", "enquiry", "inquiry", "question"),
        CaseType.SUGGESTION: ("建议", "suggestion"),
        CaseType.PRAISE: ("表扬", "praise"),
        CaseType.INFORMATION_REQUEST: ("信息请求", "personal-information request"),
    },
    _F.SOURCE: {
        Source.DESK: ("来访", "前台", "现场", "上门", "at the desk", "walk-in", "visit"),
        Source.PHONE: ("电话", "来电", "热线", "by phone", "call"),
        Source.WECHAT: ("微信", "公众号", "小程序", "app"),
        Source.LETTER: ("书面", "信件", "来信", "in writing", "mail"),
        Source.HOTLINE: ("12345", "12345转办", "市长热线", "政务热线", "12345 hotline"),
        Source.HEAD_OFFICE: ("上级", "集团", "总部", "head office"),
        Source.PATROL: ("巡查", "巡检", "patrol"),
        Source.OTHER: ("其他", "其它", "other"),
    },
    _F.SEVERITY: {
        str(Severity.CRITICAL.value): ("紧急", "特急", "一级", "critical", "urgent"),
        str(Severity.MAJOR.value): ("重大", "严重", "加急", "二级", "major", "high"),
        str(Severity.NORMAL.value): ("一般", "普通", "正常", "三级", "normal", "medium"),
        str(Severity.MINOR.value): ("轻微", "次要", "四级", "minor", "low"),
    },
}


_CATEGORY_WORDS: Mapping[str, tuple[str, ...]] = {
    "repairs": ("维修", "报修", "工程", "设施设备", "maintenance"),
    "security": ("保安", "安保", "秩序", "治安", "安全"),
    "cleaning": ("保洁", "卫生", "清洁", "环境"),
    "landscaping": ("园林", "绿植", "garden"),
    "parking": ("停车", "车辆", "车位", "车辆管理"),
    "fees": ("收费", "物业费", "费用", "财务"),
    "renovation": ("装修",),
    "neighbours": ("邻里", "邻里纠纷", "噪音", "扰民"),
    "conduct": ("服务态度", "态度", "服务"),
    "communication": ("沟通", "信息"),
    "developer": ("遗留", "房屋质量", "开发商"),
    "other": ("其它",),
}


def guess_mapping(
    table: Table,
    *,
    timezone: str,
    category_names: Mapping[str, Sequence[str]],
    labels: Mapping[CaseField, str],
) -> ImportMapping:
    """Return a mapping that fits the table as far as it explains itself.

    ``category_names`` are the names of each of our categories by code; ``labels`` what this program
    itself calls the fields, as in a file that it exported.
    """
    columns = guess_columns(table.header, labels)
    values = {}
    for wanted in CODED:
        if wanted in columns:
            words = distinct_values(table, columns[wanted])
            values[wanted] = guess_values(wanted, words, category_names)
    constants = {} if CaseField.TYPE in columns else {CaseField.TYPE: CaseType.COMPLAINT.value}
    return ImportMapping(
        timezone=timezone,
        datetime=guess_format(table, [columns[wanted] for wanted in TIMES if wanted in columns]),
        columns=columns,
        constants=constants,
        values=values,
    )


def guess_columns(header: Sequence[str], labels: Mapping[CaseField, str]) -> dict[CaseField, str]:
    """Return which column each field may be: by its exact name first, then by a part of it."""
    free = {plain_word(name): clean_line(name) for name in reversed(header) if clean_line(name)}
    names = {
        wanted: [plain_word(word) for word in (labels.get(wanted, ""), *words) if word]
        for wanted, words in _COLUMN_NAMES.items()
    }
    found: dict[CaseField, str] = {}
    for wanted, words in names.items():
        for word in words:
            if wanted not in found and word in free:
                found[wanted] = free.pop(word)
    for wanted, words in names.items():
        for word in sorted(words, key=len, reverse=True):
            part = next((name for name in free if len(word) > 1 and word in name), None)
            if wanted not in found and part is not None and not word.isascii():
                found[wanted] = free.pop(part)
    return {wanted: found[wanted] for wanted in CaseField if wanted in found}


def distinct_values(table: Table, column: str) -> Counter[str]:
    """Return the words in a column with how often each is there; empty cells are left out."""
    names = [plain_word(name) for name in table.header]
    wanted = plain_word(column)
    if wanted not in names:
        return Counter()
    place = names.index(wanted)
    cells = (row.cells[place] for row in table.rows if place < len(row.cells))
    words = (clean_line(unguarded(cell)) for cell in cells if isinstance(cell, str))
    return Counter(word for word in words if word)


def guess_values(
    wanted: CaseField, words: Iterable[str], category_names: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return our code for each word that says by itself what it means."""
    known: Mapping[str, Sequence[str]] = _WORDS.get(wanted, {})
    codes = {}
    if wanted is CaseField.CATEGORY:
        known = category_names
        for code, more in _CATEGORY_WORDS.items():
            codes.update({plain_word(word): code for word in more if code in category_names})
    codes.update({plain_word(code): str(code) for code in known})
    for code, names in known.items():
        codes.update({plain_word(name): str(code) for name in names})
    return {word: codes[plain_word(word)] for word in words if plain_word(word) in codes}


def guess_format(table: Table, columns: Sequence[str]) -> str:
    """Return the form in which the times of these columns are written."""
    samples: list[str] = []
    for column in columns:
        samples += list(distinct_values(table, column))[:_SAMPLES]
    if not samples:
        return DEFAULT_FORMAT
    texts = [unicodedata.normalize("NFKC", sample) for sample in samples]
    return max(FORMATS, key=lambda form: sum(_fits(text, form) for text in texts))


def _fits(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True
