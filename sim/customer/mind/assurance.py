"""Assurances: what a line is sure of although the case forbids to promise it. They sound good and hold for no one."""

import re
from collections.abc import Iterator
from functools import lru_cache
from math import ceil

from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.scenario import Scenario
from sim.domain.spans import meet
from sim.reading.case import pairs_in

ABOUT = 0.6
"""Share of a forbidden item's own words that a sentence must hold to be about it."""

_SURE = re.compile("保证|担保|打包票|一定|肯定|绝对|百分之?百|100%|包[您你](满意|没事|过|成)|拍胸脯|必定|准(能|保)")
_NOT_SURE = re.compile(
    "(不|没|无|难)(能|法|敢|会|可|好|是)?[^，,。]{0,4}(保证|担保|打包票|肯定|一定)|(保证|肯定)不了|不一定|说不准|还不(知道|清楚)|没有结论"
)
_PROMISED = re.compile("保证|承诺|许诺|答应|打包票|断言|断定|承认")
"""Items that forbid a word; the others forbid deeds or disclosures, which are no assurance."""
_FRAME = re.compile(
    "保证|承诺|许诺|答应|承认|认定|断言|要求|直接|擅自|一定|必须|肯定|任何|客户|顾客|几点几分|具体|今天|今晚|明天|当天|马上|家里"
    "|[^，,、]{0,8}(之前|以前)|没(征得|有)[^，,、]{0,8}就"
)
_IF = re.compile("如果|要是|的话|低于|查实|属实|核实[^，,]{0,4}后|测[^，,]{0,4}后|批准|审批|按规定")
_GIVING = "退赔免减补"
_PARTS = re.compile("[、，,；;：:]|或者?|和")
_SENTENCES = re.compile("[^。！？!?；;\n]+[？?]?")
_CLAUSES = re.compile("[^，,]+")


def over_promises(scenario: Scenario, reading: Reading) -> tuple[Move, ...]:
    """Return the over-promises he can hear: what was read as beyond authority, and assurances the case forbids.

    A promise that merely touches the forbidden list is left to the grader: the customer does not know the list.
    """
    read = tuple(move for move in reading.of(MoveKind.OVER_PROMISE) if move.get("rule") == "authority")
    assured = _assurances(scenario, reading.text)
    return (*read, *(move for move in assured if not any(meet(move.span, each.span) for each in read)))


def _assurances(scenario: Scenario, text: str) -> Iterator[Move]:
    for found in _SENTENCES.finditer(text):
        sentence = found[0]
        if sentence.endswith(("？", "?")) or not _SURE.search(sentence):
            continue
        if _NOT_SURE.search(sentence) or _IF.search(sentence) or _is_permitted(scenario, sentence):
            continue
        item = next((each for each in scenario.forbidden if _PROMISED.search(each) and _is_about(sentence, each)), "")
        if item:
            clause = max(_CLAUSES.finditer(sentence), key=lambda clause: _weight(clause[0], item))
            start, end = found.start() + clause.start(), found.start() + clause.end()
            yield Move(MoveKind.OVER_PROMISE, start, end, text[start:end], {"rule": item})


def _is_about(sentence: str, item: str) -> bool:
    here, cores = pairs_in(sentence), _cores(item)
    if any(len(here & core) >= ceil(ABOUT * len(core)) for core in cores):
        return True
    if not cores and _spelt(item) in sentence:
        return True
    return any(f"给您{verb}" in sentence or f"给你{verb}" in sentence for verb in _GIVING if verb in item)


def _weight(clause: str, item: str) -> tuple[int, bool]:
    """Rank a clause as the words of an assurance: what it shares with the item, and whether it is the sure one."""
    shared = max((len(pairs_in(clause) & core) for core in _cores(item)), default=0)
    return shared + any(verb in clause for verb in _GIVING if verb in item), bool(_SURE.search(clause))


@lru_cache(maxsize=2048)
def _cores(item: str) -> tuple[frozenset[str], ...]:
    """Return the content of each thing a forbidden item names, without the words that forbid it."""
    parts = (pairs_in(part) for part in _PARTS.split(_FRAME.sub("，", item)))
    return tuple(core for core in parts if len(core) > 1)


@lru_cache(maxsize=2048)
def _spelt(item: str) -> str:
    """Return what is left of an item too short for pairs of content: 到账, 升到18."""
    return "".join(char for char in _FRAME.sub("", item) if char.isalnum()).removeprefix("就") or item


def _is_permitted(scenario: Scenario, sentence: str) -> bool:
    here = pairs_in(sentence)
    ways = [pairs_in(way) for way in scenario.authority]
    return any(way and len(here & way) >= ABOUT * len(way) for way in ways)
