"""Reads what a model answered: whatever is usable becomes part of the draft; what a case then lacks is told."""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from sim.domain.scenario import (
    CaseFact,
    Channel,
    Demand,
    Disclosure,
    Fault,
    HiddenNeed,
    OpinionRisk,
    Responsibility,
    Scenario,
    Severity,
)
from sim.domain.text import Bilingual
from sim.library.checks import COMPLAINT_CLASSES, PSYCHOLOGIES, ROOT_CAUSES, SPECIAL_GROUPS
from sim.library.source import FieldPath
from sim.practice.drafting.draft import Draft, Source, locate

LONGEST_TEXT = 600
MOST_TEXTS = 10
MOST_FACTS = 12

_UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_Word = TypeVar("_Word", bound=StrEnum)


def answer_problems(data: Any) -> Sequence[str]:
    """Say what an answer lacks to be a draft at all; these are sent back to the model once."""
    answer = _Answer(data)
    problems = [f"{name} 不能为空" for name in ("title", "trade", "briefing") if not answer.text(name)]
    if len(_facts(answer)) < 2:
        problems.append("facts 至少要有两条，每条都要有 text")
    if not answer.part("demand").text("text"):
        problems.append("demand.text 不能为空")
    if not answer.part("hidden_need").text("text"):
        problems.append("hidden_need.text 不能为空")
    return problems


def draft_of(data: Mapping[str, Any], complaint: str, scenario_id: str, archetypes: Sequence[str]) -> Draft:
    """Return the draft an answer makes.

    Quotes are looked up in ``complaint``; one that is not there is no source. Without a complaint ("") an author has
    answered, and nothing is traced.
    """
    answer = _Answer(data)
    facts, matters = _facts(answer), _matters(answer)
    demand, need = answer.part("demand"), answer.part("hidden_need")
    typical = answer.one_of("typical_archetype", archetypes)
    openings = answer.texts("openings")
    scenario = Scenario(
        id=scenario_id,
        title=Bilingual(answer.text("title")),
        trade=Bilingual(answer.text("trade")),
        briefing=Bilingual(answer.text("briefing")),
        facts=tuple(_fact(number, fact) for number, fact in enumerate(facts, start=1)),
        responsibility=tuple(_matter(matter) for matter in matters),
        severity=answer.word("severity", Severity.MODERATE),
        opinion_risk=answer.word("opinion_risk", OpinionRisk.LOW),
        hidden_need=HiddenNeed(need.text("text"), need.texts("hints"), need.texts("said"), need.texts("asked_by")),
        demand=Demand(demand.text("text"), demand.texts("said"), demand.texts("met_by")),
        authority=answer.texts("authority"),
        forbidden=answer.texts("forbidden"),
        openings={typical: openings} if typical and openings else {},
        typical_archetype=typical,
        complaint_class=answer.one_of("complaint_class", COMPLAINT_CLASSES),
        root_cause=answer.one_of("root_cause", ROOT_CAUSES),
        psychology=answer.one_of("psychology", PSYCHOLOGIES),
        special_group=answer.one_of("special_group", SPECIAL_GROUPS),
        channel=answer.word("channel", Channel.PHONE),
    )
    quoted: dict[FieldPath, _Answer] = {("facts", place): fact for place, fact in enumerate(facts)}
    quoted |= {("responsibility", place): matter for place, matter in enumerate(matters)}
    quoted |= {("demand",): demand, ("hidden_need",): need}
    sources = {path: source for path, part in quoted.items() if (source := _source(part, complaint)) is not None}
    return Draft(scenario, sources, tuple(quoted) if complaint else (), tuple(answer_problems(data)))


class _Answer:
    """A part of a model's answer, of whatever shape; reading it never fails."""

    def __init__(self, data: Any) -> None:
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}

    def text(self, name: str) -> str:
        return _clean(self._data.get(name))

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._data.get(name)
        items = value if isinstance(value, list) else [value]
        return tuple(dict.fromkeys(text for item in items if (text := _clean(item))))[:MOST_TEXTS]

    def part(self, name: str) -> "_Answer":
        value = self._data.get(name)
        return _Answer({"text": value} if isinstance(value, str) else value)

    def parts(self, name: str, *, bare: str) -> list["_Answer"]:
        """Return the items of a list; a bare text stands for an item with nothing but ``bare``."""
        value = self._data.get(name)
        items = value if isinstance(value, list) else []
        return [_Answer({bare: item} if isinstance(item, str) else item) for item in items]

    def word(self, name: str, default: _Word) -> _Word:
        kind = type(default)
        return kind(value) if (value := self.text(name)) in set(kind) else default

    def one_of(self, name: str, words: Sequence[str]) -> str:
        return value if (value := self.text(name)) in words else ""

    def is_true(self, name: str) -> bool:
        return self._data.get(name) is True


def _facts(answer: _Answer) -> list[_Answer]:
    return [fact for fact in answer.parts("facts", bare="text") if fact.text("text")][:MOST_FACTS]


def _matters(answer: _Answer) -> list[_Answer]:
    named = {matter.text("matter"): matter for matter in reversed(answer.parts("responsibility", bare="matter"))}
    return [matter for name, matter in reversed(named.items()) if name][:MOST_FACTS]


def _fact(number: int, fact: _Answer) -> CaseFact:
    disclosure = fact.word("disclosure", Disclosure.OPENING)
    said = () if disclosure is Disclosure.UNKNOWN else fact.texts("said")
    return CaseFact(f"fact-{number}", fact.text("text"), disclosure, said, fact.texts("asked_by"))


def _matter(matter: _Answer) -> Responsibility:
    return Responsibility(matter.text("matter"), matter.word("fault", Fault.UNCLEAR), matter.is_true("established"))


def _source(part: _Answer, complaint: str) -> Source | None:
    return locate(part.text("quote"), complaint)


def _clean(value: Any) -> str:
    """Return a text without what nobody can see; anything but a text is none."""
    if not isinstance(value, str):
        return ""
    return _UNSEEN.sub("", value).strip()[:LONGEST_TEXT].rstrip()
