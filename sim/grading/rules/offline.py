"""The offline grader: a transcript judged by reading alone, no model, honestly named."""

from collections import deque

from sim.domain.errors import InvalidInputError
from sim.domain.ports import GradingCase
from sim.domain.score import Engine, Judgement
from sim.grading.rules.levels import judge_by_rule
from sim.grading.words.dialogue import dialogue_of
from sim.reading import Reader

SHELF = 8
"""How many cases keep their judgement for the dimensions still to be asked for; bounded, so memory stays flat."""


class OfflineGrader:
    """Implements ``sim.domain.ports.Grader`` by rule. Deterministic; the same rules check a model's judgements."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._judged: deque[tuple[GradingCase, dict[str, Judgement]]] = deque(maxlen=SHELF)

    @property
    def engine(self) -> Engine:
        """Always the offline engine."""
        return Engine.OFFLINE

    @property
    def model(self) -> None:
        """No model."""
        return None

    @property
    def prompt_version(self) -> str:
        """No prompt."""
        return ""

    async def judge(self, case: GradingCase, dimension: str) -> Judgement:
        """Judge one dimension. Raises InvalidInputError for one the rubric does not have."""
        judged = self._judge_all(case)
        if dimension not in judged:
            raise InvalidInputError(f"rubric {case.rubric.id} has no dimension {dimension!r}", field="dimension")
        return judged[dimension]

    def _judge_all(self, case: GradingCase) -> dict[str, Judgement]:
        for known, judged in self._judged:
            if known is case:
                return judged
        judged = judge_by_rule(dialogue_of(case, self._reader), case.rubric)
        self._judged.append((case, judged))
        return judged
