"""Grades a case: all dimensions in parallel, then the scorecard."""

import asyncio
from collections.abc import Awaitable, Callable

from sim.domain.ports import Grader, GradingCase
from sim.domain.score import Judgement, Scorecard
from sim.grading.assemble import assemble
from sim.grading.words.dialogue import with_dialogue
from sim.reading import Reader

OnDimension = Callable[[Judgement], Awaitable[None]]
"""Told each judgement as it arrives, e.g. to store it: a crash then repeats nothing that was paid for."""


async def grade(
    case: GradingCase,
    grader: Grader,
    reader: Reader,
    on_dimension: OnDimension | None = None,
    *,
    done: tuple[Judgement, ...] = (),
) -> Scorecard:
    """Judge every dimension of the rubric that is not ``done`` yet and assemble the scorecard.

    Raises:
        ModelError: The first failure of a dimension, after the other dimensions have come to their end, so that
            what they found has reached ``on_dimension``.
    """

    case = with_dialogue(case, reader)

    async def judge(dimension: str) -> Judgement:
        judgement = await grader.judge(case, dimension)
        if on_dimension is not None:
            await on_dimension(judgement)
        return judgement

    known = {judgement.dimension for judgement in done}
    missing = [dimension.id for dimension in case.rubric.dimensions if dimension.id not in known]
    results = await asyncio.gather(*(judge(dimension) for dimension in missing), return_exceptions=True)
    for result in results:
        if isinstance(result, BaseException):
            raise result
    fresh = tuple(result for result in results if isinstance(result, Judgement))
    judgements = (*done, *fresh)
    judges = dict.fromkeys(judgement.model for judgement in judgements if judgement.model)
    return assemble(
        case,
        judgements,
        engine=grader.engine,
        model=", ".join(judges) or grader.model,
        prompt_version=grader.prompt_version,
        reader=reader,
    )
