"""One grading of a trial: what a failing model did not judge stays unscored, and is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.domain.errors import InvalidInputError, ModelError, ModelRefusedError, ModelUnreachableError
from sim.domain.ports import Grader, GradingCase
from sim.domain.rubric import Rubric
from sim.domain.score import Judgement, Scorecard
from sim.domain.transcript import Transcript
from sim.grading.agreement.labels import Label
from sim.grading.assemble import assemble
from sim.grading.grade import grade
from sim.reading import Reader


@dataclass(frozen=True, slots=True)
class Graded:
    """A scorecard; ``error`` says why part of it is unscored, "" where it is whole."""

    card: Scorecard
    error: str = ""


async def grade_as_far_as_possible(case: GradingCase, grader: Grader, reader: Reader) -> Graded:
    """Grade one case. Where the model fails over it, what it did not judge is unscored and the total is withheld.

    Raises ModelRefusedError or ModelUnreachableError: the next case would fail alike.
    """
    arrived: list[Judgement] = []

    async def keep(judgement: Judgement) -> None:
        arrived.append(judgement)

    try:
        return Graded(await grade(case, grader, reader, keep))
    except (ModelRefusedError, ModelUnreachableError):
        raise
    except ModelError as error:
        failure = error.message
    card = assemble(
        case,
        tuple(arrived),
        engine=grader.engine,
        model=grader.model,
        prompt_version=grader.prompt_version,
        reader=reader,
    )
    return Graded(card, failure)


def labelled_cases(
    rubric: Rubric, transcripts: Sequence[Transcript], raters: Sequence[Sequence[Label]]
) -> tuple[GradingCase, ...]:
    """Return the transcripts that some rater has labelled, to be graded by ``rubric``.

    Raises InvalidInputError where there is none.
    """
    labelled = {label.id for rater in raters for label in rater}
    cases = tuple(GradingCase(transcript, rubric) for transcript in transcripts if transcript.id in labelled)
    if not cases:
        raise InvalidInputError("none of the transcripts has a label; labels and transcripts are matched by id")
    return cases
