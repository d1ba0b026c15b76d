"""``duilian import-ratings``: loads labelled transcripts as sessions with ratings, for the page of agreement."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.cli.agree import read_labels
from sim.cli.console import command_settings, messages, print_object
from sim.cli.transcripts import read_all, scorecards
from sim.domain.errors import InvalidInputError
from sim.domain.ports import GradingCase
from sim.domain.rubric import Rubric
from sim.domain.score import EngineChoice
from sim.grading.agreement.labels import Label
from sim.library import Library
from sim.practice.accounts import Audit
from sim.practice.casting import Casting
from sim.practice.reviews.labelled import LabelledSets
from sim.practice.tryout.scoring import labelled_cases
from sim.runtime import Engines, load_library, make_engines
from sim.settings import Settings
from sim.store import Store


def run(
    set_name: str,
    labels: tuple[Path, ...],
    files: tuple[str, ...],
    rubric: str,
    engine: EngineChoice,
    data: Path | None,
) -> None:
    """Grade the labelled transcripts and keep them with their labels; prints one JSON object for each.

    Transcripts nobody labelled are left out. The rater's name is the name of the file of labels.

    Raises ContentError or InvalidInputError for bad input, NotFoundError for an unknown rubric, StorageError, and a
    ModelError where the model refuses or cannot be reached.
    """
    settings = command_settings(data=data)
    library = load_library(settings)
    wanted = library.rubric(rubric)
    raters = _raters(labels, wanted)
    cases = labelled_cases(wanted, read_all(files, library), [tuple(given.values()) for given in raters.values()])
    asyncio.run(_keep(settings, make_engines(settings, engine), library, set_name, cases, raters))
    messages.print(f"{len(cases)} transcripts of {set_name}, {len(raters)} raters", markup=False)


async def _keep(
    settings: Settings,
    engines: Engines,
    library: Library,
    set_name: str,
    cases: Sequence[GradingCase],
    raters: Mapping[str, Mapping[str, Label]],
) -> None:
    store = await Store.open(settings.store_url)
    by_id = {case.transcript.id: case for case in cases}
    try:
        sets = LabelledSets(store, Casting(store), Audit(store))
        async with engines:
            async for card in scorecards(engines, cases):
                case = by_id[card.id]
                given = {name: labels[card.id] for name, labels in raters.items() if card.id in labels}
                archetype = library.archetypes.get(case.transcript.archetype)
                session_id = await sets.keep(set_name, case, card, archetype, given)
                print_object({"id": card.id, "session": session_id, "total": card.total})
    finally:
        await store.close()


def _raters(paths: Sequence[Path], rubric: Rubric) -> dict[str, dict[str, Label]]:
    names = [path.stem for path in paths]
    if len(set(names)) < len(names):
        raise InvalidInputError("two files of labels have the same name, and the name is the rater's", field="labels")
    return {path.stem: {label.id: label for label in read_labels(path, rubric)} for path in paths}
