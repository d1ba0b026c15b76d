"""``duilian grade``: transcripts in, a scorecard each out. All input is read and checked before anything is graded."""

import asyncio
import sys
from collections import deque
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from sim.cli.console import command_settings, messages, output, print_object
from sim.domain.errors import InvalidInputError, ModelError, ModelRefusedError, ModelUnreachableError
from sim.domain.ports import GradingCase
from sim.domain.rubric import Rubric
from sim.domain.score import EngineChoice, Judgement, Scorecard
from sim.domain.transcript import Transcript
from sim.grading.assemble import assemble
from sim.grading.documents import scorecard_document
from sim.grading.grade import grade
from sim.library import Library, parse_transcripts, read_transcripts
from sim.runtime import Engines, load_library, make_engines

SUFFIXES = (".json", ".jsonl")
_AT_ONCE = 4


def run(files: tuple[str, ...], rubric: str, engine: EngineChoice, as_json: bool) -> None:
    """Grade all transcripts and print their scorecards in the order of the input, each as soon as it is made.

    Raises ContentError with file, line and field of all that is wrong with the first bad file, NotFoundError for an
    unknown rubric, and a ModelError when the model fails.
    """
    settings = command_settings()
    library = load_library(settings)
    wanted = library.rubric(rubric)
    transcripts = read_all(files, library)
    engines = make_engines(settings, engine)
    asyncio.run(_grade_all(engines, [GradingCase(transcript, wanted) for transcript in transcripts], as_json))


def read_all(files: Iterable[str], library: Library) -> list[Transcript]:
    """Read the transcripts of files, of folders (their .json and .jsonl files, by name), and of stdin for ``-``."""
    found: list[Transcript] = []
    for name in files:
        if name == "-":
            found += parse_transcripts(_stdin(), library.scenarios, file="stdin")
        for path in () if name == "-" else _paths(Path(name)):
            found += read_transcripts(path, library.scenarios)
    return found


def _paths(path: Path) -> tuple[Path, ...]:
    if not path.is_dir():
        return (path,)
    files = tuple(sorted(file for file in path.iterdir() if file.suffix in SUFFIXES))
    if not files:
        raise InvalidInputError(f"{path}: the folder holds no file that ends in {' or '.join(SUFFIXES)}")
    return files


def _stdin() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidInputError(f"stdin: not UTF-8 at byte {error.start}") from error


async def _grade_all(engines: Engines, cases: list[GradingCase], as_json: bool) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    async with engines:
        with Progress(*columns, console=messages, transient=True) as progress:
            bar = progress.add_task(f"grading · {engines.grader.model or 'offline'}", total=len(cases))
            async for card in _cards(engines, cases):
                progress.advance(bar)
                if as_json:
                    print_object(scorecard_document(card))
                else:
                    output.print(_table(card, cases[0].rubric))


async def _cards(engines: Engines, cases: Iterable[GradingCase]) -> AsyncIterator[Scorecard]:
    """Yield the scorecards in order, while the next few are already being made."""
    ahead: deque[asyncio.Task[Scorecard]] = deque()
    try:
        for case in cases:
            ahead.append(asyncio.create_task(_card(engines, case)))
            if len(ahead) == _AT_ONCE:
                yield await ahead.popleft()
        while ahead:
            yield await ahead.popleft()
    finally:
        for task in ahead:
            task.cancel()


async def _card(engines: Engines, case: GradingCase) -> Scorecard:
    """Grade one case. Where the model fails over it, what it did not judge is unscored and the total is withheld."""
    arrived: list[Judgement] = []

    async def keep(judgement: Judgement) -> None:
        arrived.append(judgement)

    grader = engines.grader
    try:
        return await grade(case, grader, engines.reader, keep)
    except (ModelRefusedError, ModelUnreachableError):
        raise  # the next one would fail alike
    except ModelError as error:
        messages.print(f"{case.transcript.id}: {error.message}", markup=False, soft_wrap=True)
    return assemble(
        case,
        tuple(arrived),
        engine=grader.engine,
        model=grader.model,
        prompt_version=grader.prompt_version,
        reader=engines.reader,
    )


def _table(card: Scorecard, rubric: Rubric) -> Table:
    total = "no total" if card.total is None else f"{card.total:g}"
    verdict = "passed" if card.passed else "not passed"
    table = Table(title=f"{card.id}: {total}, {verdict}, {card.model or card.engine.value}", title_justify="left")
    for column in ("criterion", "level", "status", "quote", "suggestion"):
        table.add_column(column)
    names = {criterion.id: criterion.name.zh for criterion in rubric.criteria()}
    for score in card.criteria:
        level = "–" if score.level is None else str(score.level)
        quote = f"{score.evidence[0].turn}: {score.evidence[0].quote}" if score.evidence else ""
        table.add_row(names.get(score.id, score.id), level, score.status.value, quote, score.suggestion)
    for gate in card.gates:
        quote = f"{gate.evidence[0].turn}: {gate.evidence[0].quote}" if gate.evidence else ""
        table.add_row(gate.id, "", "passed" if gate.passed else f"failed, {gate.severity}", quote, "")
    return table
