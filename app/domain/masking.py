"""How names and phones are shown when their full form is not needed (clause 5-3)."""

from __future__ import annotations

_COMPOUND_SURNAMES = frozenset(
    [
        "欧阳",
        "司马",
        "上官",
        "诸葛",
        "东方",
        "皇甫",
        "尉迟",
        "公孙",
        "令狐",
        "慕容",
        "长孙",
        "宇文",
        "司徒",
        "夏侯",
        "端木",
        "百里",
        "南宫",
        "独孤",
        "轩辕",
        "万俟",
        "闻人",
        "赫连",
        "澹台",
        "公冶",
        "宗政",
        "濮阳",
        "淳于",
        "单于",
        "太叔",
        "申屠",
        "仲孙",
        "钟离",
        "鲜于",
        "闾丘",
        "司空",
        "呼延",
    ]
)


def surname(name: str) -> str:
    """Return the surname of a Chinese name, or the first word of another name."""
    name = name.strip()
    if name[:2] in _COMPOUND_SURNAMES and len(name) > 2:
        return name[:2]
    if name.isascii():
        return name.split(" ")[0]
    return name[:1]


def mask_name(name: str) -> str:
    """Return the name with all but the surname starred: 王秀兰 becomes 王**."""
    name = name.strip()
    if not name:
        return ""
    if name.isascii():
        return f"{name[0]}***"
    kept = surname(name)
    return kept + "*" * max(1, len(name) - len(kept))


def mask_phone(phone: str) -> str:
    """Return the phone with its middle starred: 13812346027 becomes 138****6027.

    At least four digits stay hidden, so that a short landline cannot be guessed.
    """
    phone = phone.strip()
    if len(phone) < 7:
        return "*" * len(phone)
    kept = 3 if len(phone) >= 10 else 2
    tail = min(4, len(phone) - kept - 4)
    return f"{phone[:kept]}****{phone[-tail:]}"
