"""A small stage for tests: content of its own, a customer and a grader that do what the test says."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.domain.archetype import Archetype
from sim.domain.mood import Mood, MoodChange, Outcome, Stage
from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.ports import Cast, GradingCase, Opening, Reaction, Sentence, Spoken
from sim.domain.rubric import Criterion, Dimension, Gate, Rubric
from sim.domain.scenario import Scenario
from sim.domain.score import Engine, Judgement, Proposal, Quote
from sim.domain.session import Intervention
from sim.domain.text import Bilingual
from sim.domain.transcript import Turn
from sim.library import Library, versioned

Say = str | Exception | asyncio.Event


class ScriptedCustomer:
    """Says the next script: sentences, errors to raise, events to wait for. Ends the session with ``ends_with``."""

    engine = Engine.LLM
    model: str | None = "scripted"
    prompt_version = "p1"

    def __init__(self, *scripts: Sequence[Say]) -> None:
        self.scripts = list(scripts)
        self.heard: list[str] = []
        self.ends_with: Outcome | None = None

    def open(self, cast: Cast) -> Opening:
        return Opening("水费怎么翻了三倍？", Mood(5, 4, Stage.CONFRONTATION), {"lines": 0}, ("tripled",))

    def react(self, cast: Cast, turns: Sequence[Turn], state: Mapping[str, Any]) -> Reaction:
        text = turns[-1].text
        moves = (Move(MoveKind.GREETING, 0, 2, text[:2]),)
        change = MoodChange("rule", "greeting", text[:2], -1, 1, "打了招呼")
        return Reaction(
            Reading(text, moves),
            Mood(4, 5, Stage.STALEMATE),
            (change,),
            {"lines": state["lines"] + 1},
            None,
            outcome=self.ends_with,
        )

    async def speak(self, cast: Cast, turns: Sequence[Turn], reaction: Reaction) -> AsyncIterator[Sentence | Spoken]:
        self.heard.append(turns[-1].text)
        said = ""
        for item in self.scripts.pop(0) if self.scripts else ("我说的你听见没有？",):
            if isinstance(item, Exception):
                raise item
            if isinstance(item, asyncio.Event):
                await item.wait()
                continue
            said += item
            yield Sentence(item)
        yield Spoken(said, reaction.state, (Intervention("repeats", "又来"),), engine=self.engine, model=self.model)


class ScriptedGrader:
    """Quotes the first trainee line for every criterion at ``level``, or raises what stands for a dimension."""

    engine = Engine.LLM
    model: str | None = "scripted"
    prompt_version = "g1"

    def __init__(self) -> None:
        self.level = 3
        self.asked: list[str] = []
        self.errors: dict[str, Exception] = {}
        self.gates: dict[str, asyncio.Event] = {}

    async def judge(self, case: GradingCase, dimension: str) -> Judgement:
        self.asked.append(dimension)
        if dimension in self.gates:
            await self.gates[dimension].wait()
        if dimension in self.errors:
            raise self.errors[dimension]
        line = case.transcript.trainee_turns()[0]
        quotes = (Quote(line.turn, line.text),)
        criteria = case.rubric.dimension(dimension).criteria
        return Judgement(dimension, tuple(Proposal(item.id, self.level, quotes, "因为", "再具体") for item in criteria))


def make_library() -> Library:
    """One archetype, one scenario, one rubric with two dimensions."""
    archetype = versioned(
        Archetype(
            id="stubborn",
            name=Bilingual("固执"),
            summary=Bilingual("认死理"),
            motive=Bilingual("面子"),
            key=Bilingual("先认可"),
            pitfalls=(),
            style=(),
            never=(),
            start_anger=5,
            start_trust=4,
            rules=(),
            doors=(),
        )
    )
    scenario = versioned(
        Scenario(id="water-bill", title=Bilingual("水费翻三倍", "Tripled bill"), authority=("上门查表",))
    )
    rubric = versioned(
        Rubric(
            id="service-complaint",
            version="",
            name=Bilingual("投诉处理"),
            dimensions=(
                _dimension("listening", "listening.acknowledge", "L"),
                _dimension("empathy", "empathy.validate", "E"),
            ),
            gates=(Gate("gate.red-line", "G1", Bilingual("红线"), Bilingual("五条红线"), 59, 84),),
            certifications=(),
        )
    )
    return Library({scenario.id: scenario}, {archetype.id: archetype}, {rubric.id: rubric})


def _dimension(name: str, criterion: str, code: str) -> Dimension:
    levels = tuple(Bilingual(f"{name} {level}") for level in range(5))
    anchors = (levels[0], levels[1], levels[2], levels[3], levels[4])
    return Dimension(name, Bilingual(name), 50, (Criterion(criterion, f"{code}1", Bilingual(name), anchors),))


def database(folder: Path) -> str:
    """Return the address of a database file in ``folder``."""
    return f"sqlite:///{folder / 'duilian.db'}"
