"""Transcripts as commands take them, and their scorecards as commands make them."""

import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from functools import partial
from pathlib import Path

from sim.cli.console import messages
from sim.cli.jobs import in_order
from sim.domain.errors import InvalidInputError
from sim.domain.ports import GradingCase
from sim.domain.score import Scorecard
from sim.domain.transcript import Transcript
from sim.library import Library, parse_transcripts, read_transcripts
from sim.practice.tryout.scoring import grade_as_far_as_possible
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
    graded = await grade_as_far_as_possible(case, engines.grader, engines.reader)
    if graded.error:
        messages.print(f"{case.transcript.id}: {graded.error}", markup=False, soft_wrap=True)
    return graded.card


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
