"""What customers complain about, as a list of words (clauses 3-3, 6-3).

A word is counted once a complaint, however often it was said, and listed once two complaints hold
it: what one person alone said could name somebody.  Only words of the dictionary are counted, so
that an unknown name can never be one; names on record are left out before and checked again here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

LEAST_COMPLAINTS = 2
"""In so many complaints a word must have been said to be listed."""
MOST_CASES = 20_000
"""Of a word said in more complaints than this, the complaints are not listed one by one."""
MOST_TOLD = 48

Token = tuple[str, str]
"""A piece of text and its kind, as dictionaries of Chinese mark words."""

_HAN_WORD = re.compile("[\u3400-\u9fff\U00020000-\U000323af]{2,}")
_LATIN_WORD = re.compile("[A-Za-z]{3,}")
# Names of people, numerals, measures of time, pronouns, and marks.
_NAMES = frozenset({"nr", "nrt", "nrfg", "nrj"})
_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严"
    "牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢岳齐梅莫庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈"
)
_NO_WORDS = _NAMES | frozenset({"m", "mq", "t", "x", "r", "rr", "eng"})


@dataclass(frozen=True)
class WordRules:
    """Which words are counted: ``stop`` never, ``trade`` always, ``names`` are somebody's."""

    stop: Collection[str] = frozenset()
    trade: Collection[str] = frozenset()
    names: Collection[str] = frozenset()


@dataclass(frozen=True)
class SaidWords:
    """The words of one complaint; ``capitalised`` are Latin words that could be a name."""

    case_id: str
    plain: frozenset[str]
    capitalised: frozenset[str] = frozenset()


@dataclass(frozen=True)
class WordCount:
    """A word with the number of complaints that hold it, now and in the period before.

    ``cases`` are the ids of those complaints; it is empty if there are too many.  ``before`` is
    None where nothing is known of the period before.
    """

    word: str
    complaints: int
    before: int | None
    cases: tuple[str, ...]

    @property
    def change(self) -> int | None:
        """How many complaints more than in the period before."""
        return None if self.before is None else self.complaints - self.before


@dataclass(frozen=True)
class WordList:
    """The words of a period; ``complaints`` and ``complaints_before`` are how many were read."""

    complaints: int
    complaints_before: int | None
    words: tuple[WordCount, ...]


def words_of(case_id: str, tokens: Iterable[Token], rules: WordRules) -> SaidWords:
    """Return the words of one complaint that say what it is about, each once."""
    plain: set[str] = set()
    capitalised: set[str] = set()
    after_name = False
    for text, kind in tokens:
        follows_name = after_name
        is_name = kind in _NAMES and text not in rules.trade and text not in rules.stop
        after_name = is_name or text in _SURNAMES
        if _HAN_WORD.fullmatch(text):
            # What stands right behind a surname may be the given name.
            may_be_name = follows_name or kind in _NO_WORDS or text in rules.names
            if text in rules.trade or not (may_be_name or text in rules.stop):
                plain.add(text)
        elif _LATIN_WORD.fullmatch(text):
            word = text.lower()
            if word not in rules.stop and word not in rules.names:
                (plain if text == word else capitalised).add(word)
    return SaidWords(case_id, frozenset(plain), frozenset(capitalised))


def count_words(
    now: Sequence[SaidWords],
    before: Sequence[SaidWords] | None,
    *,
    least: int = LEAST_COMPLAINTS,
    most: int = MOST_TOLD,
) -> WordList:
    """Return the words by the number of complaints that hold them, the commonest first.

    A Latin word written with a capital is counted only if somebody else wrote it without one.
    """
    known = frozenset().union(*(said.plain for said in now)) if now else frozenset()
    counts = _counted(now, known)
    listed = sorted(
        (word for word, count in counts.items() if count >= least),
        key=lambda word: (-counts[word], word),
    )[:most]
    counts_before = _counted(before, known) if before is not None else None
    few = {word for word in listed if counts[word] <= MOST_CASES}
    cases: defaultdict[str, list[str]] = defaultdict(list)
    for said in now:
        for word in (said.plain | (said.capitalised & known)) & few:
            cases[word].append(said.case_id)
    return WordList(
        complaints=len(now),
        complaints_before=None if before is None else len(before),
        words=tuple(
            WordCount(
                word,
                counts[word],
                None if counts_before is None else counts_before[word],
                tuple(cases[word]),
            )
            for word in listed
        ),
    )


def _counted(said: Sequence[SaidWords], known: frozenset[str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for one in said:
        counts.update(one.plain)
        counts.update(one.capitalised & known - one.plain)
    return counts
