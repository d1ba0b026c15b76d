"""The guided form: questions step by step that end in the same draft a model would make, with no model asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sim.domain.scenario import Disclosure
from sim.practice.drafting.answer import MOST_FACTS, draft_of
from sim.practice.drafting.draft import Draft

MOST_MATTERS = 3
SAID, ASKED_BY = "said-", "asked-by-"
"""How the fields of the step about wording begin; a fact's number (from 0) follows."""

Answers = Mapping[str, str]


class Step(StrEnum):
    """The questions, in their order."""

    CASE = "case"
    FACTS = "facts"
    WORDING = "wording"
    FAULT = "fault"
    WISH = "wish"
    ROOM = "room"
    CUSTOMER = "customer"

    @property
    def place(self) -> int:
        """The step's number, from 0."""
        return list(Step).index(self)

    @property
    def next(self) -> "Step | None":
        """The step after this one, None after the last."""
        return next(iter(list(Step)[self.place + 1 :]), None)

    @property
    def before(self) -> "Step | None":
        """The step before this one, None before the first."""
        return list(Step)[self.place - 1] if self.place else None


REQUIRED: Mapping[Step, tuple[str, ...]] = {
    Step.CASE: ("title", "trade", "briefing"),
    Step.FACTS: ("opening-facts",),
    Step.WORDING: (),
    Step.FAULT: ("matter-0",),
    Step.WISH: ("demand", "demand-said", "need", "need-hints", "need-said", "need-asked-by"),
    Step.ROOM: ("authority", "forbidden"),
    Step.CUSTOMER: ("typical-archetype", "openings"),
}


@dataclass(frozen=True, slots=True)
class GuidedFact:
    """One fact the author has named, numbered in order; ``asked`` where the customer tells it only when asked."""

    number: int
    text: str
    asked: bool


def facts_to_word(answers: Answers) -> tuple[GuidedFact, ...]:
    """Return the facts that still need the customer's own words: all but those he does not know."""
    texts = [(text, False) for text in lines(answers, "opening-facts")]
    texts += [(text, True) for text in lines(answers, "asked-facts")]
    return tuple(GuidedFact(number, text, asked) for number, (text, asked) in enumerate(texts[:MOST_FACTS]))


def required(step: Step, answers: Answers) -> tuple[str, ...]:
    """Return the fields of a step that must be filled."""
    if step is not Step.WORDING:
        return REQUIRED[step]
    facts = facts_to_word(answers)
    said = tuple(f"{SAID}{fact.number}" for fact in facts)
    return said + tuple(f"{ASKED_BY}{fact.number}" for fact in facts if fact.asked)


def lacking(step: Step, answers: Answers) -> tuple[str, ...]:
    """Return the fields of a step that must be filled and are not."""
    return tuple(name for name in required(step, answers) if not answers.get(name, "").strip())


def guided_draft(answers: Answers, scenario_id: str, archetypes: Sequence[str]) -> Draft:
    """Return the draft the answers make."""
    return draft_of(_as_answer(answers), "", scenario_id, archetypes)


def lines(answers: Answers, name: str) -> list[str]:
    """Return the lines of an answer that hold something."""
    return [line.strip() for line in answers.get(name, "").splitlines() if line.strip()]


def words(answers: Answers, name: str) -> list[str]:
    """Return the words of an answer, parted by blanks, commas or lines."""
    text = answers.get(name, "")
    for mark in "，、,；;":
        text = text.replace(mark, " ")
    return text.split()


def _as_answer(answers: Answers) -> dict[str, Any]:
    """Return the answers in the form in which a model answers."""
    same = ("title", "trade", "briefing", "channel", "severity", "psychology")
    renamed = {
        "opinion_risk": "opinion-risk",
        "typical_archetype": "typical-archetype",
        "complaint_class": "complaint-class",
        "root_cause": "root-cause",
        "special_group": "special-group",
    }
    return {
        **{name: answers.get(name, "") for name in same},
        **{name: answers.get(field, "") for name, field in renamed.items()},
        "facts": list(_facts(answers)),
        "responsibility": list(_matters(answers)),
        "demand": {
            "text": answers.get("demand", ""),
            "said": lines(answers, "demand-said"),
            "met_by": words(answers, "demand-met-by"),
        },
        "hidden_need": {
            "text": answers.get("need", ""),
            "hints": lines(answers, "need-hints"),
            "said": lines(answers, "need-said"),
            "asked_by": words(answers, "need-asked-by"),
        },
        "authority": lines(answers, "authority"),
        "forbidden": lines(answers, "forbidden"),
        "openings": lines(answers, "openings"),
    }


def _facts(answers: Answers) -> Iterator[dict[str, Any]]:
    for fact in facts_to_word(answers):
        yield {
            "text": fact.text,
            "disclosure": Disclosure.ASKED.value if fact.asked else Disclosure.OPENING.value,
            "said": lines(answers, f"{SAID}{fact.number}"),
            "asked_by": words(answers, f"{ASKED_BY}{fact.number}"),
        }
    for text in lines(answers, "unknown-facts"):
        yield {"text": text, "disclosure": Disclosure.UNKNOWN.value}


def _matters(answers: Answers) -> Iterator[dict[str, Any]]:
    for number in range(MOST_MATTERS):
        matter = answers.get(f"matter-{number}", "")
        if matter.strip():
            fault = answers.get(f"fault-{number}", "")
            yield {"matter": matter, "fault": fault, "established": bool(answers.get(f"established-{number}"))}
