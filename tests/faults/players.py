"""A customer and a grader that take their time, and can be checked: each answer is that of its own line."""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from sim.domain.ports import Cast, GradingCase, Reaction, Sentence, Spoken
from sim.domain.score import Judgement
from sim.domain.transcript import Turn
from sim.store import Store
from tests.practice.stage import ScriptedCustomer, ScriptedGrader

_PAUSE_SECONDS = 0.02


def answer_to(line: str) -> tuple[str, ...]:
    """Return the sentences with which the customer answers a line."""
    return (f"您说“{line}”？", "我不信。", "您给我写下来！")


class SlowCustomer(ScriptedCustomer):
    """Answers a line with ``answer_to`` it, a sentence at a time."""

    async def speak(self, cast: Cast, turns: Sequence[Turn], reaction: Reaction) -> AsyncIterator[Sentence | Spoken]:
        sentences = answer_to(turns[-1].text)
        for sentence in sentences:
            await asyncio.sleep(_PAUSE_SECONDS)
            yield Sentence(sentence)
        yield Spoken("".join(sentences), reaction.state, engine=self.engine, model=self.model)


class SlowGrader(ScriptedGrader):
    """Notes in a file what it is asked, and whether that had been stored already."""

    def __init__(self, store: Store, notes: Path, pause: float) -> None:
        super().__init__()
        self._store = store
        self._notes = notes
        self._pause = pause

    async def judge(self, case: GradingCase, dimension: str) -> Judgement:
        kept = dimension in await self._store.judgements(case.transcript.id)
        self._note(f"{'again' if kept else 'asked'} {case.transcript.id} {dimension}")
        await asyncio.sleep(self._pause)
        judgement = await super().judge(case, dimension)
        self._note(f"judged {case.transcript.id} {dimension}")
        return judgement

    def _note(self, line: str) -> None:
        """Write at once what a kill must not take back."""
        notes = os.open(self._notes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(notes, f"{line}\n".encode())
        os.close(notes)
