"""``duilian grade``: transcripts in, a scorecard each out. All input is read and checked before anything is graded."""

import asyncio
from collections.abc import Sequence

from rich.table import Table

from sim.cli.console import command_settings, output, print_object
from sim.cli.transcripts import read_all, scorecards
from sim.domain.ports import GradingCase
from sim.domain.rubric import Rubric
from sim.domain.score import EngineChoice, Evidence, Scorecard
from sim.grading.documents import scorecard_document
from sim.runtime import Engines, load_library, make_engines


def run(files: tuple[str, ...], rubric: str, engine: EngineChoice, as_json: bool) -> None:
    """Grade all transcripts and print their scorecards in the order of the input, each as soon as it is made.

    Raises ContentError or InvalidInputError for bad input, NotFoundError for an unknown rubric, and a ModelError
    where the model refuses or cannot be reached.
    """
    settings = command_settings()
    library = load_library(settings)
    wanted = library.rubric(rubric)
    cases = [GradingCase(transcript, wanted) for transcript in read_all(files, library)]
    asyncio.run(_grade(make_engines(settings, engine), cases, wanted, as_json))


async def _grade(engines: Engines, cases: Sequence[GradingCase], rubric: Rubric, as_json: bool) -> None:
    async with engines:
        async for card in scorecards(engines, cases):
            if as_json:
                print_object(scorecard_document(card))
            else:
                output.print(_table(card, rubric))


def _table(card: Scorecard, rubric: Rubric) -> Table:
    total = "no total" if card.total is None else f"{card.total:g}"
    verdict = "passed" if card.passed else "not passed"
    table = Table(title=f"{card.id}: {total}, {verdict}, {card.model or card.engine.value}", title_justify="left")
    for column in ("criterion", "level", "status", "quote", "suggestion"):
        table.add_column(column, overflow="fold")
    names = {criterion.id: criterion.name.zh for criterion in rubric.criteria()}
    for score in card.criteria:
        level = "–" if score.level is None else str(score.level)
        table.add_row(
            names.get(score.id, score.id), level, score.status.value, _quote(score.evidence), score.suggestion
        )
    for gate in card.gates:
        table.add_row(gate.id, "", "passed" if gate.passed else f"failed, {gate.severity}", _quote(gate.evidence), "")
    return table


def _quote(evidence: Sequence[Evidence]) -> str:
    return f"{evidence[0].turn}: {evidence[0].quote}" if evidence else ""
