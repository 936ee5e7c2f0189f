"""What the columns of an owner roster can mean, and by which names rosters call them.

Numbers of identity documents are no field: they are never taken in (PIPL art. 6 and 28).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from app.domain.terms import Channel, CustomerKind, NoteCategory


class RosterField(StrEnum):
    """What a column can mean; ``person`` is the number that the rows of one person share."""

    PERSON = "person"
    BUILDING = "building"
    UNIT = "unit"
    ROOM = "room"
    NAME = "name"
    TITLE = "title"
    PHONE = "phone"
    MORE_PHONES = "more_phones"
    KIND = "kind"
    MOVED_IN = "moved_in"
    MOVED_OUT = "moved_out"
    PERSON_KIND = "person_kind"
    WECHAT = "wechat"
    CONTACT_CHANNEL = "contact_channel"
    CONTACT_HOURS = "contact_hours"
    MINOR = "minor"
    PLATE = "plate"
    VEHICLE = "vehicle"
    PARKING = "parking"
    VEHICLE_FROM = "vehicle_from"
    VEHICLE_UNTIL = "vehicle_until"
    NOTE_CATEGORY = "note_category"
    NOTE = "note"
    NOTE_AT = "note_at"


_F = RosterField
YES, NO = "yes", "no"
ADDRESS = (_F.BUILDING, _F.UNIT, _F.ROOM)
CODED: Mapping[RosterField, tuple[str, ...]] = {
    _F.KIND: tuple(CustomerKind),
    _F.PERSON_KIND: tuple(CustomerKind),
    _F.CONTACT_CHANNEL: tuple(Channel),
    _F.MINOR: (YES, NO),
    _F.NOTE_CATEGORY: tuple(NoteCategory),
}
"""The fields that hold one of our codes."""

CONSTANT = (_F.BUILDING, _F.UNIT, *CODED)
"""The fields that can be the same for every row."""

COLUMN_NAMES: Mapping[RosterField, tuple[str, ...]] = {
    _F.PERSON: ("客户序号", "person no.", "person number"),
    _F.BUILDING: (
        *("楼栋", "栋", "幢", "楼号", "栋号", "幢号", "楼栋号", "楼幢", "座", "楼座", "building"),
        *("block", "tower", "苑区楼栋"),
    ),
    _F.UNIT: ("单元", "单元号", "门", "梯", "unit", "stairway", "entrance"),
    _F.ROOM: (
        *("房号", "房间号", "室号", "房间", "室", "户号", "门牌号", "房屋", "房屋编号", "房产"),
        *("房屋地址", "房屋坐落", "地址", "room", "room no.", "room number", "flat", "apartment"),
        *("address", "单元房号"),
    ),
    _F.NAME: (
        *(
            "姓名",
            "业主姓名",
            "业主",
            "客户姓名",
            "客户",
            "产权人",
            "产权人姓名",
            "业主名称",
            "户主",
        ),
        *("住户", "住户姓名", "租户姓名", "联系人", "name", "owner", "owner name", "customer"),
        *("full name", "resident"),
    ),
    _F.TITLE: ("称谓", "称呼", "form of address", "title", "salutation"),
    _F.PHONE: (
        *("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "移动电话"),
        *("业主电话", "phone", "mobile", "telephone", "phone number", "tel"),
    ),
    _F.MORE_PHONES: (
        *(
            "其他电话",
            "备用电话",
            "其它电话",
            "第二电话",
            "电话2",
            "联系电话2",
            "手机2",
            "固定电话",
        ),
        *("座机", "固话", "more phones", "other phones", "second phone", "landline"),
    ),
    _F.KIND: (
        *("与房屋关系", "客户类型", "身份", "住户类型", "住户性质", "业主类型", "人员类型"),
        *(
            "与业主关系",
            "关系",
            "居住性质",
            "入住性质",
            "kind in the room",
            "kind",
            "kind of resident",
        ),
        *("type", "relation", "role"),
    ),
    _F.MOVED_IN: (
        *(
            "入住日期",
            "入住时间",
            "交房日期",
            "交付日期",
            "收房日期",
            "收房时间",
            "入伙日期",
            "起租日",
        ),
        *("moved in", "move-in date", "since", "from"),
    ),
    _F.MOVED_OUT: (
        *("迁出日期", "搬离日期", "退租日期", "迁出时间", "到租日", "moved out", "move-out date"),
        "until",
    ),
    _F.PERSON_KIND: ("客户性质", "kind of customer"),
    _F.WECHAT: ("微信", "微信号", "wechat", "wechat id"),
    _F.CONTACT_CHANNEL: ("联系偏好", "首选联系方式", "偏好联系方式", "preferred channel"),
    _F.CONTACT_HOURS: ("方便联系时间", "联系时间", "方便时间", "contact hours", "best time"),
    _F.MINOR: ("未成年", "未成年人", "是否未成年", "minor"),
    _F.PLATE: ("车牌", "车牌号", "车牌号码", "车号", "plate", "licence plate", "license plate"),
    _F.VEHICLE: ("车型", "车辆", "车辆型号", "车辆品牌", "品牌型号", "车辆信息", "vehicle", "car"),
    _F.PARKING: ("车位", "车位号", "停车位", "车位编号", "parking", "parking space"),
    _F.VEHICLE_FROM: ("车辆登记日期", "车辆起始日期", "vehicle from"),
    _F.VEHICLE_UNTIL: ("车辆注销日期", "车辆截止日期", "vehicle until"),
    _F.NOTE_CATEGORY: ("备注类别", "note category", "category of the note"),
    _F.NOTE: ("备注", "说明", "备注说明", "note", "notes", "remark", "remarks", "comment"),
    _F.NOTE_AT: ("备注时间", "备注日期", "note written at", "note date"),
}

CODE_WORDS: Mapping[RosterField, Mapping[str, tuple[str, ...]]] = {
    _F.KIND: {
        CustomerKind.OWNER: (
            *("业主", "产权人", "共有人", "房主", "户主", "业主本人", "本人", "自住", "购房人"),
            *("owner", "co-owner", "self"),
        ),
        CustomerKind.TENANT: (
            *("租户", "租客", "承租人", "租赁", "出租", "租住", "租户本人", "tenant", "lessee"),
        ),
        CustomerKind.FAMILY: (
            *("家属", "家人", "家庭成员", "业主家属", "配偶", "妻子", "丈夫", "夫妻", "妻", "夫"),
            *("子女", "儿子", "女儿", "父母", "父亲", "母亲", "父", "母", "亲属", "老人", "孩子"),
            *("family", "relative", "spouse", "wife", "husband", "child", "parent", "son"),
            "daughter",
        ),
        CustomerKind.VISITOR: ("访客", "来访", "来访者", "visitor", "guest"),
        CustomerKind.CONTRACTOR: (
            "装修/供应商",
            "供应商",
            "施工",
            "施工单位",
            "装修",
            "装修单位",
            "contractor",
        ),
        CustomerKind.OTHER: ("其他", "其它", "保姆", "代理人", "使用人", "借住", "other"),
    },
    _F.CONTACT_CHANNEL: {
        Channel.IN_PERSON: ("当面", "面谈", "上门", "in person"),
        Channel.PHONE: ("电话", "来电", "打电话", "by phone", "phone", "call"),
        Channel.WECHAT: ("微信", "by wechat", "wechat"),
        Channel.SMS: ("短信", "by text message", "text message", "text", "sms"),
        Channel.LETTER: ("书面", "信件", "信函", "by letter", "letter", "mail"),
    },
    _F.MINOR: {
        YES: ("是", "有", "未成年", "√", "✓", "y", "true", "1"),
        NO: ("否", "不是", "成年", "×", "✗", "n", "false", "0"),
    },
    _F.NOTE_CATEGORY: {
        NoteCategory.CONTACT: ("联系", "联系方式", "how to reach"),
        NoteCategory.CARE: ("关怀", "关爱", "照顾", "需要关照", "特殊关怀", "needs care"),
        NoteCategory.SAFETY: ("安全", "安全提示", "safety"),
        NoteCategory.DISPUTE: ("纠纷", "争议", "dispute"),
        NoteCategory.OTHER: ("其他", "其它", "other"),
    },
}

NOT_THEIRS = ("紧急", "委托", "代理", "emergency", "agent", "管家")
"""A column with one of these words speaks of somebody else, so it is not proposed."""

_ID_COLUMN = re.compile(
    r"身份证|证件|护照|户口|驾照号|驾驶证|社保|银行卡|银行账|卡号"
    r"|id\s*(?:card|no|number)|identity|passport|national\s*id|ssn|bank\s*account",
    re.IGNORECASE,
)
_ID_NUMBER = re.compile(r"(?<![0-9])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
REMOVED = "***"


def is_identity_column(name: str) -> bool:
    """Return whether a column is said to hold numbers of identity documents or bank cards."""
    return _ID_COLUMN.search(name) is not None


def looks_like_identity_number(text: str) -> bool:
    """Return whether an identity card's number seems to stand in ``text``, damaged or not."""
    return any(_has_birthday(found[0]) for found in _ID_NUMBER.finditer(text))


def without_identity_numbers(text: str) -> str:
    """Return ``text`` with stars in place of every identity card's number."""
    return _ID_NUMBER.sub(
        lambda found: REMOVED if _is_identity_number(found[0]) else found[0], text
    )


def _has_birthday(digits: str) -> bool:
    month, day = int(digits[10:12]), int(digits[12:14])
    return 1 <= month <= 12 and 1 <= day <= 31 and digits[6:8] in {"18", "19", "20"}


def _is_identity_number(digits: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    return _has_birthday(digits) and _CHECKS[total % 11] == digits[-1].upper()
