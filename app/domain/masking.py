"""How names, phones, plates and accounts are shown when all of it is not needed (clause 5-3)."""

from __future__ import annotations

import re
from itertools import groupby

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


_COURTESY = ("先生", "女士", "小姐", "太太", "老师", "师傅", "阿姨", "叔叔")
_COMPANY = ("公司", "集团", "商行", "商店", "银行", "工厂", "中心", "学校", "事务所", "工作室")
_FOREIGN_COMPANY = re.compile(
    r"\b(?:ltd|limited|inc|llc|llp|plc|corp|co|company|gmbh)\.?$", re.IGNORECASE
)
_FOREIGN_STOP = re.compile("[·・•‧]")
_PLATE = re.compile(r"([\u4e00-\u9fff][A-Z])([A-Z0-9\u4e00-\u9fff*]{4,6})")
_HAN_FROM = "\u2e80"
_PHONE_DIGITS = 7
_STARS = "***"
_MOST_STARS = 3


def surname(name: str) -> str:
    """Return the surname of a Chinese name, or the first word of another name."""
    name = name.strip()
    if name[:2] in _COMPOUND_SURNAMES and len(name) > 2:
        return name[:2]
    if name.isascii():
        return name.split(" ")[0]
    return name[:1]


def mask_name(name: str) -> str:
    """Return the name with all but the surname starred: 王秀兰 becomes 王**.

    Of a company the first two characters and its kind stay, of a name in another script or
    written out in Chinese characters the first character.  A surname with a courtesy, as 王女士,
    stays as it is: nothing more is known.  Masking twice changes nothing.
    """
    name = name.strip()
    if not name:
        return ""
    kept = surname(name)
    if name[len(kept) :] in _COURTESY:
        return name
    for kind in _COMPANY:
        if name.endswith(kind) and len(name) > len(kind) + 2:
            return f"{name[:2]}****{kind}"
    if name[0] < _HAN_FROM:
        kind_found = _FOREIGN_COMPANY.search(name)
        return f"{name[0]}{_STARS}" + (f" {kind_found[0]}" if kind_found else "")
    if _FOREIGN_STOP.search(name):
        return f"{name[0]}{_STARS}"
    return kept + "*" * min(_MOST_STARS, max(1, len(name) - len(kept)))


def address_as(name: str, title: str) -> str:
    """Return how the desk speaks to somebody: surname and title, 王女士, or the masked name."""
    name, title = name.strip(), title.strip()
    return surname(name) + title if name and title else mask_name(name)


def mask_addressee(text: str) -> str:
    """Return whom something was said to with names and phones masked; a room stays readable."""
    parts = []
    for has_digit, words in groupby(text.split(), key=_has_digit):
        if has_digit:
            parts += [mask_phone(word) if _is_long(word) else word for word in words]
        else:
            parts.append(mask_name(" ".join(words)))
    return " ".join(parts)


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


def mask_plate(plate: str) -> str:
    """Return a number plate with its middle starred: 浙A8K762 becomes 浙A·8**62."""
    compact = re.sub(r"[\s·・•‧-]", "", plate).upper()
    if not compact:
        return ""
    known = _PLATE.fullmatch(compact)
    if known is None:
        return f"{compact[0]}{_STARS}"
    area, number = known.groups()
    return f"{area}·{number[0]}{'*' * (len(number) - 3)}{number[-2:]}"


def mask_wechat(account: str) -> str:
    """Return a WeChat account by its first character; one that is a phone as a phone is masked."""
    account = account.strip()
    if not account:
        return ""
    return mask_phone(account) if _is_long(account) else f"{account[0]}{_STARS}"


def _has_digit(word: str) -> bool:
    return any(c.isdigit() for c in word)


def _is_long(word: str) -> bool:
    """Return whether this is a phone: enough digits, and nothing but what phones are written by."""
    digits = sum(c.isdigit() for c in word)
    return digits >= _PHONE_DIGITS and all(c.isdigit() or c in "+-() " for c in word)
