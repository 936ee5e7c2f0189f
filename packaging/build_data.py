"""Make the tables that the desk reads: pinyin of every character, calendar of working days.

``pinyin.json`` holds two tables: ``readings``, from each Chinese character that the fonts can draw
to the list of its readings without tones (the usual one first; 'v' for u with two dots), and
``surnames``, from a family name of one or more characters to its readings as a name.

``calendar_cn.json`` holds the days on which China departs from Monday to Friday, and for each year
whether the State Council's notice was known (``official``) or only the statutory days are.

The same inputs give the same bytes.  Runs inside the project's environment.
"""

from __future__ import annotations

import argparse
import json
import sys
import tomllib
from datetime import date
from importlib.resources import files
from pathlib import Path

import holidays
from chinese_calendar import constants
from fontTools.ttLib import TTCollection
from pypinyin.contrib.tone_convert import to_normal
from pypinyin.pinyin_dict import pinyin_dict

ROOT = Path(__file__).resolve().parent.parent
SURNAMES = ROOT / "resources" / "names" / "surname_readings.toml"
FIRST_YEAR = 2024
YEARS_BEYOND = 2
"""Years after the last official one for which the statutory days are given."""

LACKING = {0x20BB7: "jí"}
"""Readings of name characters that pypinyin does not know."""

STATUTORY = {
    "元旦": ("New Year's Day", "元旦"),
    "农历除夕": ("Spring Festival", "春节"),
    "春节": ("Spring Festival", "春节"),
    "清明节": ("Tomb-sweeping Day", "清明"),
    "劳动节": ("Labour Day", "劳动节"),
    "端午节": ("Dragon Boat Festival", "端午"),
    "中秋节": ("Mid-autumn Festival", "中秋"),
    "国庆节": ("National Day", "国庆节"),
}


def _write(target: Path, content: object) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    half_made = target.with_suffix(".part")
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    half_made.write_text(text + "\n", encoding="utf-8", newline="\n")
    half_made.replace(target)


def _drawn() -> set[int]:
    """Return the characters that the fonts of the desk have."""
    source = str(files("noto_cjk_sans_otc") / "NotoSansCJK-Regular.ttc")
    with TTCollection(source, lazy=True) as collection:
        return {code for face in collection.fonts for code in face.getBestCmap()}


def readings() -> dict[str, list[str]]:
    """Return the toneless readings of every Chinese character, the usual one first."""
    drawn = _drawn()
    table = {}
    for code, toned in sorted({**LACKING, **pinyin_dict}.items()):
        if code not in drawn:
            continue
        plain = (to_normal(one, v_to_u=False) for one in toned.split(","))
        kept = [one for one in dict.fromkeys(plain) if one.isascii() and one.isalpha()]
        if kept:
            table[chr(code)] = kept
    return table


def surnames(source: Path = SURNAMES) -> dict[str, list[str]]:
    """Return the readings of family names from the hand-written list.

    Raises:
        ValueError: an entry is not a Chinese name with toneless readings.
    """
    with source.open("rb") as stream:
        groups = tomllib.load(stream)
    table: dict[str, list[str]] = {}
    for group, entries in groups.items():
        for name, spoken in entries.items():
            fits = (len(name) == 1) == (group == "single")
            if not (fits and spoken and all(one.isascii() and one.islower() for one in spoken)):
                message = f"{source.name}: the entry {name!r} under [{group}] is not well formed"
                raise ValueError(message)
            table[name] = spoken
    return table


def calendar() -> dict[str, object]:
    """Return the exceptions to Monday-Friday and, for each year, whether they are official."""
    chinese = {item.value: item.chinese for item in constants.Holiday}
    years: dict[str, dict[str, bool]] = {}
    days: list[dict[str, str]] = []

    def add(day: date, kind: str, name_en: str, name_zh: str) -> None:
        days.append({"date": day.isoformat(), "kind": kind, "name_en": name_en, "name_zh": name_zh})

    for kind, known in (("holiday", constants.holidays), ("workday", constants.workdays)):
        for day, name in known.items():
            if day.year >= FIRST_YEAR:
                add(day, kind, name, chinese[name])
                years[str(day.year)] = {"official": True}
    last = max(int(year) for year in years)
    for year in range(last + 1, last + 1 + YEARS_BEYOND):
        years[str(year)] = {"official": False}
        for day, name in holidays.country_holidays("CN", years=[year], language="zh_CN").items():
            # '中秋节; 国庆节（补假）' where two fall on one day: the first gives the name.
            add(day, "holiday", *STATUTORY[name.split(";")[0].strip().split("（")[0]])
    days.sort(key=lambda one: one["date"])
    return {"years": dict(sorted(years.items())), "days": days}


def build(folder: Path) -> None:
    """Write both tables into ``folder``."""
    _write(folder / "pinyin.json", {"readings": readings(), "surnames": surnames()})
    _write(folder / "calendar_cn.json", calendar())


def main() -> int:
    """Build the tables into the folder named on the command line."""
    parser = argparse.ArgumentParser(description="Make the tables that the desk reads.")
    parser.add_argument("folder", type=Path)
    build(parser.parse_args().folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
