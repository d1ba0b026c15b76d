"""How long ``duilian agree`` takes beyond the grading: to read the labels and to compare them with the scorecards."""

import asyncio
import json
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sim.cli.agree import read_labels
from sim.domain.ports import GradingCase
from sim.domain.rubric import Rubric
from sim.domain.score import Scorecard
from sim.grading.agreement.comparing import compare
from sim.grading.grade import grade
from sim.grading.rules.offline import OfflineGrader
from sim.reading import default_reader
from tests.bench.dialogues import library, transcripts
from tests.bench.figures import Figure

LABELS = 10_000
_GRADED = 60
_SHIFT = 7
"""Each dialogue is labelled as another one was graded, so that grader and labels differ."""


def agreement_figures(labels: int = LABELS) -> list[Figure]:
    """Return the processor seconds of reading so many labels and comparing them with as many scorecards."""
    rubric = library().rubric("service-complaint")
    graded = _scorecards(rubric)
    cards = [replace(graded[number % len(graded)], id=f"t{number}") for number in range(labels)]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "labels.jsonl"
        file.write_text("\n".join(_label(number, graded) for number in range(labels)), encoding="utf-8")
        began = time.process_time()
        found = compare(rubric, cards, [read_labels(file, rubric)])
        seconds = time.process_time() - began
    if found.n != labels:
        raise RuntimeError(f"{found.n} of {labels} labels were compared")
    return [Figure(f"agree on {labels:,} labels beyond the grading, processor", seconds, "s", at_most=2)]


def _scorecards(rubric: Rubric) -> list[Scorecard]:
    """Return real scorecards, good and bad."""
    reader = default_reader()
    grader, talks = OfflineGrader(reader), tuple(transcripts(_GRADED, 4))

    async def grade_all() -> list[Scorecard]:
        return [await grade(GradingCase(each, rubric), grader, reader) for each in talks]

    return asyncio.run(grade_all())


def _label(number: int, graded: Sequence[Scorecard]) -> str:
    card = graded[(number * _SHIFT) % len(graded)]
    levels = {item.id: item.level for item in card.criteria if item.level is not None}
    return json.dumps({"id": f"t{number}", "criteria": levels, "gates": {gate.id: gate.passed for gate in card.gates}})
