"""Sentences that go against a scenario's list of what must not be promised, admitted, told or arranged.

A forbidden item is read by kind (paying, judging, guaranteeing, telling, hushing up, bypassing). A sentence goes
against it when it sounds like that kind, speaks of what the item is about, and is neither denied, nor made to depend
on a check, nor a report of what the customer wants. Patterns are data (``offences.yaml``), none belongs to a trade.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sim.domain.scenario import Fault, Scenario
from sim.grading.shipped import shipped
from sim.grading.skeleton import Skeleton
from sim.grading.wording import overlap, sentences, shared
from sim.reading.case import numbers_of
from sim.reading.normalise import normalise

COVERED = {
    "outcome": 0.6,
    "privacy": 0.0,
    "staff": 0.0,
    "hush": 0.5,
    "bypass": 0.6,
    "pay": 0.5,
    "verdict": 0.5,
    "diagnose": 0.0,
}
"""Share of an item's own characters that a sentence must hold to be about it; some kinds speak for themselves."""

PERMITTED = 0.3
"""Share of an authority item, or of an established matter, that makes a sentence a permitted one."""

_MAY_BE_PERMITTED = ("pay", "outcome", "verdict")
_MONEY = frozenset("款费钱额金元")
_MONEY_UNIT = "元"
_BEFORE = re.compile("前|未|没")
_LIMIT = re.compile("超出|超过|以外|额外|规定外|高于|以上")
_CAPPED = re.compile("以内|以下|之内|不超过|封顶|上限|最高|最多")
_OWN_MONEY_BACK = re.compile("退")
_COMPENSATION = re.compile("赔|补偿")
_GIVES_MORE = re.compile("赔|补|送|赠|免|双倍|倍")
_SUM = re.compile(
    "(?P<figure>[0-9]+(?:\\.[0-9]+)?|[一二两三四五六七八九十百千万]+)(?P<unit>元|块|倍|%|(?=以内|以下|之内|封顶|全报|报销))|(?P<spelt>[一二两三四五六七八九十百千万]{4,})|双倍"
)

_SPLIT = re.compile("[、,，;；或和及]")
_QUOTED = re.compile('“[^”]*”|「[^」]*」|『[^』]*』|"[^"]*"')
_FRAME = re.compile(
    "不得|不能|不可|不许|要求|承诺|许诺|保证|答应|断言|认定|直接|擅自|自行|确认|判断|评价|透露|泄露|外传|承认|否认|解读|"
    "客户|顾客|客服|前台|员工|会员|读者|主人|任何|具体|规定|以外|超过|超出|其他|他人|一定|"
    "[^、,，;；]{0,8}(之前|以前|前(?!台|面|往|后))|未(经|查|核|鉴|定)[^、,，;；]{0,6}(就|不得|先)?|没[^、,，;；]{0,4}就"
)


@dataclass(frozen=True, slots=True)
class Offence:
    """A sentence ``text[start:end]`` of a trainee turn that goes against ``item`` (or, "" , against any case)."""

    kind: str
    item: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Kind:
    item: re.Pattern[str]
    said: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Outcome:
    """A kind of outcome: what names it, and what is sure of it."""

    named: re.Pattern[str]
    guaranteed: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Patterns:
    kinds: Mapping[str, _Kind]
    always: re.Pattern[str]
    refused: re.Pattern[str]
    unless: re.Pattern[str]
    outcomes: tuple[_Outcome, ...]
    retold: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Item:
    text: str
    kinds: tuple[str, ...]
    cores: tuple[frozenset[str], ...]


class ForbiddenList:
    """A scenario's list made ready to hold sentences against."""

    def __init__(self, scenario: Scenario) -> None:
        known = "。".join((*scenario.authority, *(fact.text for fact in scenario.facts), *scenario.forbidden))
        self._scenario = scenario
        self._items = [_item(item) for item in (*scenario.forbidden, *_unsettled(scenario), *_capped(scenario))]
        self._allowed = Sums.of(known, *scenario.authority)

    def offences(self, text: str, *, checked: bool = False) -> Iterator[Offence]:
        """Yield what in a trainee's text goes against the list, at most one offence a sentence.

        ``checked`` says that something has been found out by now: judgements forbidden before a check are then free.
        """
        patterns = _patterns()
        own = _QUOTED.sub(lambda match: " " * len(match.group()), text)
        for start, end in sentences(own):
            plain = normalise(own[start:end]).text
            if patterns.always.search(plain) and not patterns.refused.search(plain):
                yield Offence("always", "", start, end)
            elif found := self._against(plain, patterns, checked=checked):
                yield Offence(*found, start, end)

    def _against(self, sentence: str, patterns: "_Patterns", *, checked: bool) -> tuple[str, str] | None:
        if sentence.endswith("?"):
            return None
        for clause in _clauses(sentence):
            if patterns.unless.search(clause):
                continue
            if guaranteed := self._guaranteed(clause, patterns):
                return "outcome", guaranteed
            found = next(
                (pair for item in self._items if (pair := _fits(item, clause, sentence, patterns, self._allowed))), None
            )
            if found and not self._free(found, sentence, checked=checked):
                return found
        return None

    def _guaranteed(self, clause: str, patterns: "_Patterns") -> str | None:
        """Return the item that forbids to guarantee what a clause is sure of, in whatever words either names it.

        What the agent may offer frees it, an established matter does not: that it broke says nothing of when it works.
        """
        if patterns.retold.search(clause):
            return None
        for outcome in patterns.outcomes:
            found = outcome.guaranteed.search(clause)
            if found and all(overlap(item, found.group()) < PERMITTED for item in self._scenario.authority):
                for item in self._items:
                    if "outcome" in item.kinds and outcome.named.search(item.text):
                        return item.text
        return None

    def _free(self, found: tuple[str, str], sentence: str, *, checked: bool) -> bool:
        kind, item = found
        if checked and kind == "verdict" and _BEFORE.search(item):
            return True
        return kind in _MAY_BE_PERMITTED and _permitted(self._scenario, sentence)


def _clauses(plain: str) -> Iterator[str]:
    """Yield a sentence's clauses each with its neighbour before it: what is spoken of and what is done about it."""
    pieces = [piece for piece in re.split("[,:]", plain) if piece]
    for place, piece in enumerate(pieces):
        yield ",".join(pieces[max(0, place - 1) : place + 1]) if place else piece


def _unsettled(scenario: Scenario) -> Iterator[str]:
    """Yield items for what nobody has cleared up yet: to judge it is forbidden, whether the case says so or not."""
    for matter in scenario.responsibility:
        if matter.fault is Fault.UNCLEAR and not matter.established:
            yield f"认定{matter.matter}"


def _capped(scenario: Scenario) -> Iterator[str]:
    """Yield items for what the agent may give up to a sum: more than that is forbidden, said or not."""
    for item in scenario.authority:
        if _CAPPED.search(item) and any(unit == _MONEY_UNIT for _, unit in _sums(item)):
            yield f"超出{item}"


def _sums(text: str) -> frozenset[tuple[float, str]]:
    """Return the sums and multiples of a text as (value, unit)."""
    found = set()
    for match in _SUM.finditer(normalise(text).text):
        unit = match["unit"] or (_MONEY_UNIT if match["figure"] or match["spelt"] else "倍")
        unit = _MONEY_UNIT if unit == "块" else unit
        for value, read in numbers_of(f"{match['figure'] or match['spelt'] or '2'}元"):
            if read == _MONEY_UNIT:
                found.add((float(value), unit))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums a case knows of, and the most its authority lets the agent give."""

    known: frozenset[tuple[float, str]]
    most: float

    @classmethod
    def of(cls, known: str, *authority: str) -> "Sums":
        """Collect them."""
        given = [value for item in authority for value, unit in _sums(item) if unit == _MONEY_UNIT]
        return cls(_sums(known), max(given, default=0.0))

    def exceeded_in(self, clause: str) -> bool:
        """Tell whether a clause names a sum the case does not know and nobody may give."""
        return bool(self.known) and any(
            (value, unit) not in self.known and (unit != _MONEY_UNIT or value > self.most)
            for value, unit in _sums(clause)
        )


def _fits(item: _Item, clause: str, sentence: str, patterns: _Patterns, allowed: Sums) -> tuple[str, str] | None:
    if _LIMIT.search(item.text):
        if _COMPENSATION.search(item.text) and _OWN_MONEY_BACK.search(clause) and not _GIVES_MORE.search(clause):
            return None
        paid = patterns.kinds["pay"].said.search(clause) and allowed.exceeded_in(clause)
        return ("pay", item.text) if paid else None
    for kind in item.kinds:
        if patterns.kinds[kind].said.search(clause) and _about(item, sentence, kind):
            return kind, item.text
    return None


def _about(item: _Item, sentence: str, kind: str) -> bool:
    needed = COVERED[kind]
    if not needed:
        return True
    present = set(sentence)
    cores = [core - _MONEY for core in item.cores] if kind == "pay" else item.cores
    if kind == "verdict" and any(len(core) > 2 for core in item.cores) and not shared(item.text, sentence):
        return False
    return any(len(core & present) >= needed * len(core) for core in cores if core)


def _permitted(scenario: Scenario, sentence: str) -> bool:
    """Tell whether a sentence says what the agent may offer, or what stands as somebody's doing in the case."""
    settled = [matter.matter for matter in scenario.responsibility if matter.established]
    return any(overlap(item, sentence) >= PERMITTED for item in (*scenario.authority, *settled))


@lru_cache(maxsize=2048)
def _item(text: str) -> _Item:
    kinds = tuple(name for name, kind in _patterns().kinds.items() if kind.item.search(text))
    cores = []
    for part in _SPLIT.split(normalise(text).text):
        core = frozenset(Skeleton.of(_FRAME.sub("", part)).text) - frozenset(
            "的了是在把被给让对以就到过地得不有无能会要可"
        )
        if len(core) >= 2:
            cores.append(core)
    return _Item(text, kinds, tuple(cores))


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    document = shipped("offences.yaml")
    return _Patterns(
        kinds={
            name: _Kind(re.compile(kind["item"]), re.compile("|".join(kind["said"])))
            for name, kind in document["kinds"].items()
        },
        always=re.compile("|".join(document["always"])),
        refused=re.compile(document["refused"]),
        unless=re.compile("|".join(document["unless"])),
        outcomes=tuple(_outcome(document, named) for named in document["outcomes"]),
        retold=re.compile(document["retold"]),
    )


def _outcome(document: Mapping[str, Any], named: str) -> _Outcome:
    """Put together what is sure of an outcome: the assurance stands before it, nothing of what comes after behind."""
    sure = "|".join(document["sure"])
    return _Outcome(re.compile(named), re.compile(f"(?:{sure})(?:{named})(?!{document['later']})"))
