"""Agreement with a labelled set as a trial: the figures of ``duilian agree``, for a rubric that is still a draft."""

from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from sim.domain.errors import InvalidInputError
from sim.domain.rubric import Rubric
from sim.domain.score import Scorecard
from sim.domain.transcript import Transcript
from sim.domain.trial import TrialSort
from sim.grading.agreement.comparing import Agreement, compare
from sim.grading.agreement.labels import Label, check_against
from sim.practice.tryout.scoring import grade_as_far_as_possible, labelled_cases
from sim.practice.tryout.work import Crew, Step, in_order

MOST_TRANSCRIPTS = 500


@dataclass(frozen=True, slots=True)
class Agreeing:
    """Grades the labelled transcripts by ``rubric`` and compares with the raters.

    Raises InvalidInputError where no transcript has a label, more than ``MOST_TRANSCRIPTS`` have one, or a label names
    what is not in the rubric.
    """

    rubric: Rubric
    transcripts: tuple[Transcript, ...]
    raters: tuple[tuple[Label, ...], ...]

    def __post_init__(self) -> None:
        for rater in self.raters:
            check_against(rater, self.rubric)
        if self.total > MOST_TRANSCRIPTS:
            raise InvalidInputError(
                f"有 {self.total} 份对话，一次最多 {MOST_TRANSCRIPTS} 份。"
                f" / {self.total} transcripts; at most {MOST_TRANSCRIPTS} at a time.",
                field="transcripts",
            )

    @property
    def sort(self) -> TrialSort:
        """An agreement run."""
        return TrialSort.AGREEMENT

    @property
    def total(self) -> int:
        """One step for each labelled transcript."""
        return len(labelled_cases(self.rubric, self.transcripts, self.raters))

    async def steps(self, crew: Crew) -> AsyncIterator[Step]:
        """Grade one transcript after the other; the last step brings the figures."""
        cases = labelled_cases(self.rubric, self.transcripts, self.raters)
        cards: list[Scorecard] = []
        broken: list[dict[str, str]] = []
        jobs = (partial(grade_as_far_as_possible, case, crew.grader, crew.reader) for case in cases)
        async for graded in in_order(jobs):
            cards.append(graded.card)
            if graded.error:
                broken.append({"id": graded.card.id, "error": graded.error})
            if len(cards) < len(cases):
                yield Step(len(cards), usage=graded.card.usage)
        agreement = agreement_document(compare(self.rubric, cards, self.raters))
        yield Step(len(cards), {"agreement": agreement, "broken": broken}, usage=cards[-1].usage)


def agreement_document(agreement: Agreement) -> dict[str, Any]:
    """Return an agreement as the JSON object that ``duilian agree --json`` prints."""
    return asdict(agreement)
