"""A scenario prepared for reading: its content words and numbers, worked out once and not per line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sim.domain.scenario import Scenario
from sim.reading.normalise import normalise

_STOP = frozenset(
    "的了是在有和就不也都还我您你恁俺他她它们这那个一去来给把被让跟与及或之其要能可以着吗呢吧啊么嘛呀哦哈"
    "什怎为因所但而且又再才只很太更最没无将请先已如果从到等些"
)
_CONTENT = re.compile("[^\\W0-9a-z_" + "".join(_STOP) + "]{2,}")
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"两": 2, "俩": 2, "〇": 0}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_ALIASES = {
    "元": "块 圆",
    "度": "℃ °",
    "日": "号",
    "点": "时",
    "小时": "钟头",
    "分钟": "分",
    "次": "回 趟 遍",
    "周": "星期 礼拜",
    "人": "口",
    "楼": "层",
}
_UNITS = {
    unit: unit
    for unit in [
        "月",
        "天",
        "吨",
        "方",
        "年",
        "岁",
        "个月",
        "工作日",
        "%",
        "栋",
        "单元",
        "公里",
        "斤",
        "公斤",
        "倍",
        "条",
        "笔",
        "台",
        "件",
        "张",
        "页",
        "米",
    ]
}
_UNITS |= {name: unit for unit, others in _ALIASES.items() for name in (unit, *others.split(" "))}
_TELLING_LENGTH = 3
_NO_UNITS: frozenset[str] = frozenset()
_NO_VALUES: frozenset[tuple[str, str]] = frozenset()
_NEAR = 6
_NUMERALS = "0-9" + "".join(_DIGITS) + "".join(_SCALES)
_NUMBER = re.compile(
    f"(?P<value>[{_NUMERALS}][{_NUMERALS}.:]*(?:,[0-9]{{3}}(?![0-9]))*)(?P<half>半)?[多来几]?"
    f"(?P<unit>个?(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))}))?"
    "(?P<tail>半|(?<=块)[1-9一二三四五六七八九](?![0-9十百千万个天年月]))?"
)
_FIGURE = re.compile("(?P<figure>[0-9][0-9,]*(?:\\.[0-9]+)?)(?P<scale>[十百千万]?)")


class Content(NamedTuple):
    """What a text is about: pairs of neighbouring content characters, and its numbers as (value, unit).

    Long numbers (dates, amounts, codes of three digits or more) also stand there without their unit, so that they
    are recognised when people leave it out.
    """

    text: str
    pairs: frozenset[str]
    values: frozenset[tuple[str, str]]
    units: frozenset[str]

    @classmethod
    def of(cls, plain: str) -> "Content":
        """Return the content of a normalised text."""
        values = numbers_of(plain)
        units = frozenset([unit for _, unit in values if unit]) if values else _NO_UNITS
        return cls(plain, pairs_of(plain), values, units)

    @classmethod
    def union(cls, plain: str, parts: Sequence["Content"]) -> "Content":
        """Return the content of ``plain``, which consists of ``parts``."""
        return cls(
            plain,
            frozenset().union(*[part.pairs for part in parts]),
            frozenset().union(*[part.values for part in parts]),
            frozenset().union(*[part.units for part in parts]),
        )


@dataclass(frozen=True, slots=True)
class Case:
    """The prepared scenario. ``facts`` pairs each fact's id with its content; the rest follows the scenario.

    ``pairs`` and ``values`` are those of all facts, ``known`` are the values said anywhere in the scenario.
    """

    facts: tuple[tuple[str, Content], ...]
    pairs: frozenset[str]
    values: frozenset[tuple[str, str]]
    matters: tuple[tuple[str, Content], ...]
    forbidden: tuple[tuple[str, Content], ...]
    authority: Content
    hidden_need: Content
    known: frozenset[tuple[str, str]]


def prepare(scenario: Scenario) -> Case:
    """Work out a scenario's content. Pure; callers cache it."""
    facts = tuple((fact.id, content_of(fact.text)) for fact in scenario.facts)
    need = scenario.hidden_need
    authority = content_of("。".join(scenario.authority))
    said = content_of("。".join([scenario.briefing.zh, *(line for fact in scenario.facts for line in fact.said)]))
    values = frozenset().union(*[content.values for _, content in facts])
    return Case(
        facts=facts,
        pairs=frozenset().union(*[content.pairs for _, content in facts]),
        values=values,
        matters=tuple((each.matter, content_of(each.matter)) for each in scenario.responsibility),
        forbidden=tuple((text, content_of(_forbidden_core(text))) for text in scenario.forbidden),
        authority=authority,
        hidden_need=content_of("。".join([need.text, *need.hints, *need.said])),
        known=authority.values | said.values | values,
    )


_FORBIDDEN_WORDS = re.compile(
    "(不得|不能|不可|不许|不准|禁止|严禁|承诺|许诺|答应|保证|断言|承认|认定|要求|直接|擅自|自行|任何|说|谈|表示|替(?:客户|顾客|医生)|必须|必|"
    ".{0,8}(之前|前|以前)|未.{1,6}(时|前|不得|就)?)"
)


def _forbidden_core(text: str) -> str:
    core = _FORBIDDEN_WORDS.sub("", normalise(text).text)
    return core if len(core) >= 2 else text


@lru_cache(maxsize=4096)
def content_of(text: str) -> Content:
    """Return the content of a text (any spelling)."""
    return Content.of(normalise(text).text)


@lru_cache(maxsize=8192)
def pairs_in(text: str) -> frozenset[str]:
    """Return the content pairs of a text (any spelling)."""
    return pairs_of(normalise(text).text)


def pairs_of(plain: str) -> frozenset[str]:
    """Return the pairs of neighbouring content characters in a normalised text."""
    return frozenset([run[i : i + 2] for run in _CONTENT.findall(plain) for i in range(len(run) - 1)])


@lru_cache(maxsize=4096)
def surroundings_in(plain: str) -> dict[tuple[str, str], frozenset[str]]:
    """Return ``surroundings_of`` a text of the case, worked out once."""
    return surroundings_of(plain)


def surroundings_of(plain: str) -> dict[tuple[str, str], frozenset[str]]:
    """Return for each number with a unit the content pairs close to it: they tell what it counts."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for match in _NUMBER.finditer(plain):
        if match["unit"]:
            near = pairs_of(plain[max(0, match.start() - _NEAR) : match.start()]) | pairs_of(
                plain[match.end() : match.end() + _NEAR]
            )
            for value in numbers_of(match[0]):
                found[value] = found.get(value, frozenset()) | near
    return found


def numbers_of(plain: str) -> frozenset[tuple[str, str]]:
    """Return all numbers of a normalised text as (value, unit); a Chinese numeral without a unit is no number."""
    found = _NUMBER.findall(plain)
    if not found:
        return _NO_VALUES
    return frozenset([number for value, half, unit, tail in found for number in _number(value, unit, half or tail)])


@lru_cache(maxsize=8192)
def _number(written: str, unit: str, tail: str) -> tuple[tuple[str, str], ...]:
    words = written.rstrip(".:")
    if ":" in words:
        return ((words, "点"),)
    if not unit and not words[0].isdigit():
        return ()
    value = f"{_value(words) + _fraction(tail):g}"
    known = (value, _UNITS.get(unit) or _UNITS.get(unit.removeprefix("个"), ""))
    return (known, (value, "")) if len(value) >= _TELLING_LENGTH else (known,)


def _fraction(tail: str) -> float:
    """What stands behind the unit: 三点半 is 3.5, 十六块五 is 16.5."""
    if not tail:
        return 0.0
    return 0.5 if tail == "半" else (int(tail) if tail.isdecimal() else _DIGITS[tail]) / 10


def _value(words: str) -> float:
    figure = _FIGURE.match(words)
    if figure is None:
        return _chinese_number("".join(char for char in words if char in _DIGITS or char in _SCALES))
    return float(figure["figure"].replace(",", "")) * _SCALES.get(figure["scale"], 1)


def _chinese_number(words: str) -> float:
    total, section, digit = 0.0, 0.0, 0.0
    last_scale = 1
    for char in words:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if digit and last_scale == 1 and not section else _DIGITS[char]
            continue
        scale = _SCALES[char]
        if scale == 10000:
            total, section = (total + section + digit) * scale, 0.0
        else:
            section += (digit or 1) * scale
        digit, last_scale = 0.0, scale
    if digit and last_scale > 10 and words[-2:-1] in _SCALES:  # 一百二 = 120
        digit *= last_scale / 10
    return total + section + digit
