"""``duilian agree``: grades labelled transcripts and tells how far grader and people agree."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

import orjson
from rich.table import Table

from sim.cli.console import command_settings, messages, output, print_object
from sim.cli.transcripts import read_all, scorecards
from sim.domain.errors import InvalidInputError
from sim.domain.ports import Grader, GradingCase
from sim.domain.rounding import rounded
from sim.domain.rubric import Rubric
from sim.domain.score import EngineChoice, Scorecard, Status
from sim.grading.agreement.comparing import Agreement, LevelAgreement, compare
from sim.grading.agreement.labels import Label, check_against, parse_labels
from sim.grading.agreement.statistics import INTERVAL_LEAST, Interval
from sim.grading.documents import scorecard_document, scorecard_from_document
from sim.practice.tryout.agreeing import agreement_document
from sim.practice.tryout.scoring import labelled_cases
from sim.runtime import Engines, load_library, make_engines

_ASKED = "asked"
"""Key of the model a kept scorecard was asked of: an endpoint may answer under another name (an alias, a dated one)."""

_DIMENSIONS = "dimensions (means of their criteria, rounded to whole levels: 2.5 is 3)"


def run(
    labels: tuple[Path, ...],
    files: tuple[str, ...],
    rubric: str,
    engine: EngineChoice,
    cards: Path | None,
    as_json: bool,
) -> None:
    """Compare and print the agreement, as one JSON object or as tables.

    Transcripts nobody labelled are not graded. With ``cards``, scorecards are kept in that file as they are made, and
    those of the same rubric, grader and prompts that are already there are not made again, unless the model left
    something unscored in them.

    Raises ContentError or InvalidInputError for bad input, NotFoundError for an unknown rubric, and a ModelError
    where the model refuses or cannot be reached.
    """
    settings = command_settings()
    library = load_library(settings)
    wanted = library.rubric(rubric)
    raters = [read_labels(path, wanted) for path in labels]
    transcripts = read_all(files, library)
    cases = labelled_cases(wanted, transcripts, raters)
    if len(cases) < len(transcripts):
        messages.print(f"{len(transcripts) - len(cases)} transcripts without a label are left out")
    made = asyncio.run(_cards(make_engines(settings, engine), cases, cards))
    agreement = compare(wanted, made, raters)
    if as_json:
        print_object(agreement_document(agreement))
    else:
        _print(agreement)


async def _cards(engines: Engines, cases: Sequence[GradingCase], file: Path | None) -> list[Scorecard]:
    async with engines:
        kept = _kept(file, engines.grader, cases[0].rubric) if file else {}
        if kept:
            messages.print(f"{len(kept)} scorecards taken from {file}", markup=False)
        async for card in scorecards(engines, [case for case in cases if case.transcript.id not in kept]):
            kept[card.id] = card
            if file is not None:
                _keep(file, card, engines.grader.model)
    return [kept[case.transcript.id] for case in cases]


def read_labels(path: Path, rubric: Rubric) -> tuple[Label, ...]:
    """Read a file of labels for this rubric. Raises InvalidInputError with file and line."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InvalidInputError(f"{path}: cannot be read: {error.strerror}", field="labels") from error
    found = parse_labels(lines, name=str(path))
    check_against(found, rubric)
    return found


def _kept(file: Path, grader: Grader, rubric: Rubric) -> dict[str, Scorecard]:
    """Return the scorecards of a file that this grader made for this rubric, by transcript."""
    if not file.exists():
        return {}
    kept = {}
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        try:
            document = orjson.loads(line)
            card = scorecard_from_document(document)
        except (orjson.JSONDecodeError, InvalidInputError) as error:
            raise InvalidInputError(f"{file}:{number}: not a scorecard: {error}", field="cards") from error
        whole = all(score.status is not Status.UNSCORED for score in card.criteria)
        if whole and _is_same_grading(card, document.get(_ASKED, card.model), grader, rubric):
            kept[card.id] = card
    return kept


def _keep(file: Path, card: Scorecard, asked: str | None) -> None:
    try:
        with file.open("ab") as lines:
            lines.write(orjson.dumps(scorecard_document(card) | {_ASKED: asked}) + b"\n")
    except OSError as error:
        raise InvalidInputError(f"{file}: cannot be written: {error.strerror}", field="cards") from error


def _is_same_grading(card: Scorecard, asked: str | None, grader: Grader, rubric: Rubric) -> bool:
    return (card.engine, asked, card.prompt_version, card.rubric_id, card.rubric_version) == (
        grader.engine,
        grader.model,
        grader.prompt_version,
        rubric.id,
        rubric.version,
    )


def _print(agreement: Agreement) -> None:
    for title, rows in ((_DIMENSIONS, agreement.dimensions), ("criteria", agreement.criteria)):
        table = Table(title=title, title_justify="left")
        for column in ("id", "n", "kappa [95 %]", "between people", "mean error", "Spearman"):
            table.add_column(column, overflow="fold")
        for row in rows:
            table.add_row(
                row.id, str(row.n), _kappa(row), _figure(row.human_kappa), _figure(row.mae), _figure(row.spearman)
            )
        output.print(table)
    gates = Table(title="gates", title_justify="left")
    for column in ("id", "n", "precision", "recall", "found", "false alarms", "missed"):
        gates.add_column(column, overflow="fold")
    for gate in agreement.gates:
        counts = (gate.true_positive, gate.false_positive, gate.false_negative)
        gates.add_row(gate.id, str(gate.n), _figure(gate.precision), _figure(gate.recall), *map(str, counts))
    output.print(gates)
    for item in agreement.worst:
        quote = f" {item.evidence[0].turn}: {item.evidence[0].quote}" if item.evidence else ""
        output.print(f"{item.id} {item.criterion}: label {item.label}, grader {item.grader}{quote}")
    output.print(
        f"n {agreement.n} · mean dimension kappa {_figure(agreement.dimension_kappa)} · "
        f"total: Spearman {_figure(agreement.total_spearman)} "
        f"{_interval(agreement.total_interval, agreement.total_n)}, "
        f"mean error {_figure(agreement.total_mae)}, between people {_figure(agreement.human_total_spearman)}"
    )


def _kappa(row: LevelAgreement) -> str:
    return f"{_figure(row.kappa)} {_interval(row.kappa_interval, row.n)}"


def _interval(found: Interval, n: int) -> str:
    if n < INTERVAL_LEAST:
        return f"(too few: {n} of {INTERVAL_LEAST} for an interval)" if n else ""
    return f"[{_figure(found.low)}, {_figure(found.high)}]"


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{rounded(value, 2):.2f}"
