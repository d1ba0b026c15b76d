"""How fast lines are read and dialogues graded without any model."""

import asyncio
import time
from collections.abc import Sequence

from sim.domain.ports import GradingCase
from sim.domain.transcript import Speaker, Transcript
from sim.grading.grade import grade
from sim.grading.rules.offline import OfflineGrader
from sim.reading import default_reader
from sim.reading.context import ReadingContext
from tests.bench.dialogues import ALL, library, played, transcripts
from tests.bench.figures import Figure

ROUNDS = 20
"""A round takes a fifth of a second; the fastest one says what the code costs, as in the standard library's timeit."""
SERVED_BY = 1000
"""Transcripts for which the project has set itself a time."""


def reading_figures(most_lines: int = 8000) -> list[Figure]:
    """Read trainee lines in their context; the best of ``ROUNDS``, since what disturbs a round only makes it slower."""
    reader = default_reader()
    lines = [item for transcript in played() for item in _lines(transcript)][:most_lines]
    rates = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for text, context in lines:
            reader.read(text, context)
        rates.append(len(lines) / (time.perf_counter() - began))
    return [Figure("lines read", max(rates), "lines/s", at_least=5000)]


def grading_figures(count: int = 200) -> list[Figure]:
    """Grade ``count`` dialogues offline, and ten times as many to see whether the time grows with their number."""
    seconds = grading_seconds(count)
    tenfold = grading_seconds(10 * count)
    return [
        Figure("offline grading of 1,000", seconds * SERVED_BY / count, "s", at_most=20),
        Figure(f"time for {10 * count} over time for {count}", tenfold / seconds, "times", at_most=10.5),
    ]


def grading_seconds(count: int, scenarios: int = ALL) -> float:
    """Return the seconds it takes to grade so many dialogues (of so many scenarios), one after the other."""
    rubric, reader = library().rubric("service-complaint"), default_reader()
    grader = OfflineGrader(reader)

    async def grade_all(cases: Sequence[GradingCase]) -> float:
        began = time.perf_counter()
        for case in cases:
            await grade(case, grader, reader)
        return time.perf_counter() - began

    return asyncio.run(grade_all([GradingCase(transcript, rubric) for transcript in transcripts(count, scenarios)]))


def _lines(transcript: Transcript) -> list[tuple[str, ReadingContext]]:
    found: list[tuple[str, ReadingContext]] = []
    earlier: tuple[str, ...] = ()
    heard = ""
    for turn in transcript.turns:
        if turn.speaker is Speaker.CUSTOMER:
            heard = turn.text
            continue
        found.append((turn.text, ReadingContext(transcript.scenario, heard, earlier, turn.turn)))
        earlier = (*earlier, turn.text)
    return found
