"""What the rules wrote into a scorecard, read back in English.

A scorecard keeps one language and is never rewritten, so nothing in English stands in it. The rules' sentences are put
together from few parts (see ``rules``, ``gates``, ``feedback``): anchors of the rubric, phrases of the profiles, texts
of the case and quotes. They are taken apart along the same marks here. A text that does not go up in known parts, such
as one a model wrote, has no English.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from sim.domain.archetype import Archetype
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.grading.feedback.mentions import QUOTED
from sim.grading.rules.profile import SAY
from sim.grading.shipped import shipped

_LABELS = {
    "做到的：": "Done: ",
    "有一点：": "In part: ",
    "扣在：": "Marked down for: ",
    "没看到：": "Not seen: ",
    "要做到：": "Aim: ",
    "这段对话里没有机会表现这一项，不计入平均": "The talk gave no chance to show this; it is left out of the mean",
}
_MARKS = {"。": ". ", "；": "; ", "、": ", ", "，": "; ", "”": ""}
_SIGNED = re.compile(r"第 (?P<level>\d) 级：(?:还够不上第 (?P<wanted>\d) 级的“)?")
_MOVED = re.compile(r"（客户随后(?:怒气(?P<anger>[+-]\d+))?、?(?:信任(?P<trust>[+-]\d+))?）")
_CAPPED = re.compile(r"(?P<felt>总分因此封顶|没过这道关，总分上限) (?P<cap>\d+)：")
_BANNED = re.compile("案例明令不得“(?P<item>[^”]+)”")
_BEGUN = re.compile(r"(?<=\. )[a-z]|^[a-z]")
_LINE = re.compile(f"{SAY}(?P<line>.+)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a sentence in English; ``quoted`` marks words of the talk, which stay Chinese."""

    text: str
    quoted: bool = False


class English:
    """Reads the rules' sentences about one case in English."""

    def __init__(self, rubric: Rubric, scenario: Scenario, archetype: Archetype) -> None:
        """Take the texts from the content that the case was played and graded with."""
        own = (
            *(anchor for criterion in rubric.criteria() for anchor in criterion.anchors),
            *(rule.reason for rule in archetype.rules),
        )
        self._limits = {limit.zh: limit.en for limit in scenario.limits if limit.en} | {
            f"认定{matter.zh}": f"rule on this: {matter.en}"
            for matter in (part.named for part in scenario.responsibility)
            if matter.en
        }
        self._known = {
            **_phrases(),
            **{_bare(text.zh): _bare(text.en) for text in own if _bare(text.en)},
            **{f"{gate.code} {gate.name.zh}：": f"{gate.code} {gate.name.en}: " for gate in rubric.gates},
        }
        self._any_known = re.compile("|".join(map(re.escape, sorted(self._known, key=len, reverse=True))))

    def read(self, text: str) -> tuple[Part, ...] | None:
        """Return a text of the rules in English; None where it is empty or holds anything unknown."""
        parts: list[Part] = []
        place = 0
        while not parts or place < len(text):
            found = self._part(text, place)
            if found is None:
                return None
            place, read = found
            parts.extend(read)
        *sentence, last = _sentence(parts)
        return (*sentence, Part(last.text.rstrip(), last.quoted))

    def _part(self, text: str, place: int) -> tuple[int, tuple[Part, ...]] | None:
        """Return where the part at ``place`` ends and what it says, None where it is unknown."""
        if match := self._any_known.match(text, place):
            return match.end(), (Part(self._known[match[0]]),)
        if match := _SIGNED.match(text, place):
            wanted = f", short of level {match['wanted']}" if match["wanted"] else ""
            return match.end(), (Part(f"Level {match['level']}{wanted}: "),)
        if match := QUOTED.match(text, place):
            return match.end(), (Part(f" (turn {match['turn']}, "), Part(f"“{match['quote']}”", True), Part(")"))
        if match := _CAPPED.match(text, place):
            caps = "It caps the total at" if match["felt"].startswith("总分") else "The gate is not passed; its cap is"
            return match.end(), (Part(f"{caps} {match['cap']}: "),)
        if (match := _MOVED.match(text, place)) and (match["anger"] or match["trust"]):
            moved = ", ".join(f"{name} {match[name]}" for name in ("anger", "trust") if match[name])
            return match.end(), (Part(f" (the customer then: {moved})"),)
        if match := _BANNED.match(text, place):
            return match.end(), self._banned(match["item"])
        if match := _LINE.match(text, place):
            return match.end(), (Part("You could say: "), Part(match["line"], True))
        if (mark := _MARKS.get(text[place : place + 1])) is not None:
            return place + 1, (Part(mark),)
        return None

    def _banned(self, item: str) -> tuple[Part, ...]:
        if english := self._limits.get(item):
            return (Part(f"the case says not to {_lower(english)}"),)
        return (Part("the case forbids this: "), Part(f"“{item}”", True))


@cache
def _phrases() -> Mapping[str, str]:
    return {**shipped("feedback/english.yaml"), **_LABELS}


def _bare(text: str) -> str:
    return text.rstrip("。.")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _sentence(parts: list[Part]) -> Iterator[Part]:
    """Join neighbours that are no quotes, and begin each sentence with a capital."""
    for quoted, group in groupby(parts, key=lambda part: part.quoted):
        text = "".join(part.text for part in group)
        yield Part(text, True) if quoted else Part(_BEGUN.sub(lambda begun: begun[0].upper(), text))
