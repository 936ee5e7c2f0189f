"""The cells of a roster as people write them: rooms, names, phones, days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.domain.tables import Cell, unguarded
from app.domain.typed_text import clean_line, clean_phone, clean_text, is_phone

DITTO = frozenset({"同上", "同前", "″", "〃", '"', "''", "“", "”", "ditto", "do.", "same"})
_NOTHING = frozenset(
    {"/", "\\", "-", "--", "—", "——", "无", "暂无", "不详", "未知", "没有", "空", "n/a", "na"}
    | {"none", "null", "nil", "0", "?", "？", "*", "x"}
)
_NOBODY = frozenset({"空置", "空房", "空关", "未售", "待售", "未交付", "vacant", "empty", "unsold"})
_TOTALS = ("合计", "总计", "小计", "共计", "累计")
_FEET = ("制表", "审核", "填表", "备注:", "备注：", "注:", "注：", "说明:", "说明：", "打印时间")
_LATIN_TOTALS = frozenset({"total", "subtotal", "sum", "grandtotal"})
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_BETWEEN_NAMES = re.compile(r"[、，,;；/／|\n]+|\s+[及和]\s+")
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_PADDED = re.compile(rf"(?<=[{_HAN}]) +(?=[{_HAN}])")
_BETWEEN_PHONES = re.compile(r"[、，,;；/|\n]+")
_REMARK = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
_PHONE = re.compile(r"\+?[0-9][0-9 \-]*[0-9]")
_SHORTEST_LOCAL, _MOBILE, _LONGEST = 7, 11, 16
_MOBILES = re.compile(r"(?:1[3-9][0-9]{9}){2,}")
_WHOLE_NUMBER = re.compile(r"([0-9]+)\.0+(?![0-9])")
_SERIAL = re.compile(r"[1-9][0-9]{4}")
_DAY_ZERO = date(1899, 12, 30)
_SERIALS = range(10_000, 73_051)
_DAY = re.compile(
    r"([12][0-9]{3})(?:年|[-/.])([0-9]{1,2})(?:月|[-/.])([0-9]{1,2})日?(?:[ T].*)?"
    r"|([12][0-9]{3})([0-9]{2})([0-9]{2})"
)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?")
_YEARS = range(1900, 2101)

_SIGNS = "幢栋座"
_ADDRESS = re.compile(
    rf"(?P<building>.*?)(?:[{_SIGNS}]|号楼|#楼|楼|#)-?"
    r"(?:(?P<unit>[^-]*?)(?:单元|门|梯)-?)?"
    r"(?P<room>[^-]+(?:-[^-]+)?)"
)
_LATIN_ADDRESS = re.compile(
    r"(?:building|block|tower|bldg\.?) ?(?P<building>[\w]+)[ ,]*"
    r"(?:(?:unit|stairway|entrance) ?(?P<unit>[\w]+)[ ,]*)?"
    r"(?:(?:room|flat|apartment|apt\.?|no\.?) ?)?(?P<room>[\w]+)",
    re.IGNORECASE,
)
_DASHES = re.compile(r"[\u2010-\u2015\u2212~_/.·]")
_TWO = re.compile(r"[^-]+-[^-]+")
_TAIL = re.compile(rf"(?:[{_SIGNS}]|号楼|单元|室|房|号|户|楼|门|#)+$")
_DIGITS = "零一二三四五六七八九"
_HAN_NUMBER = re.compile(r"^[一二三四五六七八九]?十?[一二三四五六七八九]?$")


@dataclass(frozen=True)
class WrittenRoom:
    """A room as a roster writes it; ``unit`` is None where it names none.

    ``is_exact`` says that it stands in three columns by its very names.
    """

    building: str
    unit: str | None
    number: str
    is_exact: bool = False

    @property
    def words(self) -> str:
        """The room as people say it."""
        return "-".join(part for part in (self.building, self.unit, self.number) if part)


@dataclass(frozen=True)
class WrittenPhone:
    """A phone and what was remarked on it, such as whose it is."""

    number: str
    remark: str = ""


def plain_text(cell: Cell) -> str:
    """Return a cell as text; a time as its day where it says no more."""
    if isinstance(cell, datetime):
        has_time = (cell.hour, cell.minute, cell.second) != (0, 0, 0)
        return f"{cell:%Y-%m-%d %H:%M:%S}" if has_time else f"{cell:%Y-%m-%d}"
    return unguarded(cell)


def is_ditto(cell: Cell) -> bool:
    """Return whether a cell says 'the same as above'."""
    return isinstance(cell, str) and unguarded(cell).strip().casefold() in DITTO


def something(text: str) -> str:
    """Return ``text``, or nothing where it only says that there is nothing."""
    return "" if clean_line(text).casefold() in _NOTHING else text


def is_foot(cells: Sequence[Cell]) -> bool:
    """Return whether a row is the sum of others, or says who made the list: nobody's row."""
    words = ["".join(clean_line(plain_text(cell)).split()).casefold() for cell in cells if cell]
    first = words[0] if words else ""
    return first.startswith((*_TOTALS, *_FEET)) or first.rstrip(":：") in _LATIN_TOTALS


# ---- names and phones --------------------------------------------------------------------------


def tidy_name(text: str) -> str:
    """Return a name without the spaces and full-width letters that align it in a column."""
    return _PADDED.sub("", clean_line(text.translate(_FULL_WIDTH)))


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a cell holds; none where it says that nobody lives there."""
    if something(text) == "" or clean_line(text).casefold() in _NOBODY:
        return ()
    parts = (tidy_name(part) for part in _BETWEEN_NAMES.split(clean_text(text)))
    return tuple(dict.fromkeys(part for part in parts if part))


def phones_in(text: str) -> tuple[WrittenPhone, ...] | None:
    """Return the phones that a cell holds, None where something in it is no phone."""
    plain = unicodedata.normalize("NFKC", clean_text(something(text)))
    plain = _WHOLE_NUMBER.sub(r"\1", plain)
    found: dict[str, WrittenPhone] = {}
    for piece in _BETWEEN_PHONES.split(plain):
        remarks = [clean_line(remark) for remark in _REMARK.findall(piece)]
        bare = _REMARK.sub(" ", piece)
        rest = clean_line(_PHONE.sub(" ", bare)).strip(" :：-")
        numbers = [number for match in _PHONE.finditer(bare) for number in _apart(match[0])]
        if not numbers:
            if any(c.isdigit() for c in piece) or (clean_line(piece) and not found):
                return None
            # A word after the comma belongs to the phone before it.
            numbers, rest = ([*found][-1:] if found else []), clean_line(piece)
        remark = " ".join(part for part in (rest, *remarks) if part)
        for number in numbers:
            digits = clean_phone(number)
            before = found.get(digits, WrittenPhone(digits)).remark
            both = " ".join(dict.fromkeys(part for part in (before, remark) if part))
            found[digits] = WrittenPhone(digits, both)
    return tuple(found.values())


def _apart(text: str) -> list[str]:
    """Return the phones in a run of digits, those apart that only a space divides."""
    parts = text.split(" ")
    if len(parts) > 1 and all(len(clean_phone(part)) >= _SHORTEST_LOCAL for part in parts):
        return [part for part in parts if is_phone(part)] if all(map(is_phone, parts)) else []
    squeezed = clean_phone(text)
    if _MOBILES.fullmatch(squeezed):
        return [squeezed[at : at + _MOBILE] for at in range(0, len(squeezed), _MOBILE)]
    return [text] if is_phone(text) and len(squeezed) <= _LONGEST else []


# ---- days --------------------------------------------------------------------------------------


def day_in(cell: Cell) -> date | None:
    """Return the day in a cell: text in the order year, month, day, or a spreadsheet's serial.

    Raises:
        ValueError: it is no day, or one that nobody lives on.
    """
    if isinstance(cell, datetime):
        return _lived(cell.date())
    text = unicodedata.normalize("NFKC", clean_line(something(plain_text(cell))))
    text = _WHOLE_NUMBER.sub(r"\1", text)
    if not text:
        return None
    if _SERIAL.fullmatch(text) and int(text) in _SERIALS:
        return _DAY_ZERO + timedelta(days=int(text))
    found = _DAY.fullmatch(text.replace(" ", "") if "年" in text else text)
    if found is None:
        raise ValueError(text)
    return _lived(date(*(int(part) for part in found.groups() if part is not None)))


def moment_in(cell: Cell) -> datetime | None:
    """Return the reading of a wall clock in a cell; of a day alone, its beginning.

    Raises:
        ValueError: it is neither.
    """
    if isinstance(cell, datetime):
        return cell
    text = clean_line(plain_text(cell))
    day = day_in(cell)
    if day is None:
        return None
    found = _MOMENT.fullmatch(text)
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
    return datetime.combine(day, time(hour, minute, second))


def _lived(day: date) -> date:
    if day.year not in _YEARS:
        raise ValueError(day)
    return day


# ---- rooms -------------------------------------------------------------------------------------


def room_in(
    building: str, unit: str, room: str, project_names: Sequence[str]
) -> WrittenRoom | None:
    """Return the room that up to three cells name, None where they name none.

    ``project_names`` may stand before the room and are left out.
    """
    parts = [_plain_place(part, project_names) for part in (building, unit, room)]
    if parts[0] and not parts[1] and _TWO.fullmatch(_close(parts[2])):
        # 'Building 3' and '2-1802'
        parts[1], parts[2] = _close(parts[2]).split("-")
    whole = _address(parts[2])
    if whole is not None:
        return WrittenRoom(
            _bare(parts[0]) or whole.building, _bare(parts[1]) or whole.unit, whole.number
        )
    if not parts[0]:
        return None
    number = _bare(parts[2])
    if not number or "-" in number:
        return None
    return WrittenRoom(_bare(parts[0]), _bare(parts[1]) or None, number)


def _plain_place(text: str, project_names: Sequence[str]) -> str:
    plain = unicodedata.normalize("NFKC", clean_line(something(text)))
    plain = _WHOLE_NUMBER.sub(r"\1", plain)
    for name in project_names:
        if name and plain != name and plain.startswith(name):
            plain = plain[len(name) :]
    return plain.strip(" -,")


def _address(text: str) -> WrittenRoom | None:
    """Return the room of a whole address: 3幢2单元1802, 3-2-1802, Building 3 Unit 2 Room 1802."""
    latin = _LATIN_ADDRESS.fullmatch(text)
    if latin is not None:
        return WrittenRoom(latin["building"], latin["unit"] or None, latin["room"])
    close = _close(text)
    marked = _ADDRESS.fullmatch(close)
    if marked is not None and _bare(marked["building"]):
        number = _bare(marked["room"])
        unit = _bare(marked["unit"] or "") or None
        if unit is None and number.count("-") == 1:
            unit, number = number.split("-")
        return WrittenRoom(_bare(marked["building"]), unit, number) if number else None
    parts = [_bare(part) for part in close.split("-")]
    if len(parts) in (2, 3) and all(parts):
        return WrittenRoom(parts[0], parts[1] if len(parts) == 3 else None, parts[-1])
    return None


def _close(text: str) -> str:
    return "".join(_DASHES.sub("-", text).split())


def _bare(part: str) -> str:
    """Return the name of a building, unit or room without the word for what it is."""
    close = _close(part)
    bare = _TAIL.sub("", close).lstrip("第")
    return _in_digits(bare)


def place_key(part: str) -> str:
    """Return the name of a building, unit or room as it is compared."""
    bare = _bare(unicodedata.normalize("NFKC", part)).casefold()
    return bare.lstrip("0") or bare


def _in_digits(text: str) -> str:
    """Return a number written in Chinese as digits: 十二 becomes 12; anything else as it is."""
    if not text or not _HAN_NUMBER.fullmatch(text):
        return text
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return str(_DIGITS.index(text)) if len(text) == 1 else text
    return str((_DIGITS.index(tens) if tens else 1) * 10 + (_DIGITS.index(ones) if ones else 0))
