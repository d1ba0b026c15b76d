"""Transcripts as commands take them, and their scorecards as commands make them."""

import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import partial
from pathlib import Path

from sim.cli.console import messages
from sim.cli.jobs import in_order
from sim.domain.errors import InvalidInputError, ModelError, ModelRefusedError, ModelUnreachableError
from sim.domain.ports import GradingCase
from sim.domain.score import Judgement, Scorecard
from sim.domain.transcript import Transcript
from sim.grading.assemble import assemble
from sim.grading.grade import grade
from sim.library import Library, parse_transcripts, read_transcripts
from sim.runtime import Engines

SUFFIXES = (".json", ".jsonl")


def read_all(files: Iterable[str], library: Library) -> list[Transcript]:
    """Read the transcripts of files, of folders (their .json and .jsonl files, by name), and of stdin for ``-``.

    Raises ContentError with file, line and field of all that is wrong with the first bad file, and InvalidInputError
    for a folder without transcripts and for an id that comes twice.
    """
    found: list[Transcript] = []
    for name in files:
        if name == "-":
            found += parse_transcripts(_stdin(), library.scenarios, file="stdin")
        for path in () if name == "-" else _paths(Path(name)):
            found += read_transcripts(path, library.scenarios)
    return found


def scorecards(engines: Engines, cases: Sequence[GradingCase]) -> AsyncIterator[Scorecard]:
    """Return the scorecards in the order of the cases, made as they are asked for, with progress on stderr."""
    jobs = (partial(_card, engines, case) for case in cases)
    return in_order(jobs, len(cases), f"grading · {engines.grader.model or 'offline'}")


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
