"""Old sessions graded anew by a rubric's draft: what would change, criterion by criterion. Nothing is overwritten."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sim.domain.errors import InvalidInputError
from sim.domain.ports import GradingCase
from sim.domain.rounding import rounded
from sim.domain.rubric import Rubric
from sim.domain.score import Scorecard
from sim.domain.trial import TrialSort
from sim.grading.agreement.comparing import card_levels
from sim.practice.tryout.scoring import Graded, grade_as_far_as_possible
from sim.practice.tryout.work import Crew, Step, in_order, shows_result

MOST_SESSIONS = 50


@dataclass(frozen=True, slots=True)
class GradedSession:
    """A session as it was graded: the case, and the scorecard it got."""

    case: GradingCase
    card: Scorecard


@dataclass(frozen=True, slots=True)
class Regrading:
    """Grades ``sessions`` by ``rubric``. Raises InvalidInputError for none, or more than ``MOST_SESSIONS``."""

    rubric: Rubric
    sessions: tuple[GradedSession, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.sessions) <= MOST_SESSIONS:
            raise InvalidInputError(
                f"选了 {len(self.sessions)} 次练习，要选 1 到 {MOST_SESSIONS} 次。"
                f" / {len(self.sessions)} sessions chosen; choose 1 to {MOST_SESSIONS}.",
                field="sessions",
            )

    @property
    def sort(self) -> TrialSort:
        """A regrading."""
        return TrialSort.REGRADING

    @property
    def total(self) -> int:
        """One step for each session."""
        return len(self.sessions)

    async def steps(self, crew: Crew) -> AsyncIterator[Step]:
        """Grade one session after the other. Raises a ModelError where the model refuses or cannot be reached."""
        cases = (replace(session.case, rubric=self.rubric) for session in self.sessions)
        jobs = (partial(grade_as_far_as_possible, case, crew.grader, crew.reader) for case in cases)
        done: list[tuple[Scorecard, Graded]] = []
        async for graded in in_order(jobs):
            done.append((self.sessions[len(done)].card, graded))
            document = self._document(done) if shows_result(len(done), self.total) else None
            yield Step(len(done), document, usage=graded.card.usage)

    def _document(self, done: Sequence[tuple[Scorecard, Graded]]) -> dict[str, Any]:
        """Return ``{"criteria": […], "sessions": […]}``; a level is null where none was given."""
        pairs = [(before, graded.card) for before, graded in done]
        return {
            "criteria": [_criterion(criterion.id, pairs) for criterion in self.rubric.criteria()],
            "sessions": [_session(before, graded, self.rubric) for before, graded in done],
        }


def _criterion(name: str, pairs: Iterable[tuple[Scorecard, Scorecard]]) -> dict[str, Any]:
    """Count how one criterion's levels move; ``n`` are the sessions that have one before and after."""
    both = [
        (old, new)
        for before, after in pairs
        if (old := card_levels(before).get(name)) is not None and (new := card_levels(after).get(name)) is not None
    ]
    return {
        "id": name,
        "n": len(both),
        "up": sum(new > old for old, new in both),
        "down": sum(new < old for old, new in both),
        "before": _mean([old for old, _ in both]),
        "after": _mean([new for _, new in both]),
    }


def _session(before: Scorecard, graded: Graded, rubric: Rubric) -> dict[str, Any]:
    after = graded.card
    old, new = card_levels(before), card_levels(after)
    gates = {gate.id: gate.passed for gate in before.gates}
    return {
        "id": before.id,
        "error": graded.error,
        "before": _told(before),
        "after": _told(after),
        "criteria": [_change(criterion.id, old, new) for criterion in rubric.criteria()],
        "gates": [{"id": gate.id, "before": gates.get(gate.id), "after": gate.passed} for gate in after.gates],
    }


def _told(card: Scorecard) -> dict[str, Any]:
    return {"total": card.total, "passed": card.passed, "engine": card.engine.value, "model": card.model}


def _change(name: str, old: Mapping[str, int | None], new: Mapping[str, int | None]) -> dict[str, Any]:
    """Return one criterion's levels; ``known`` tells whether the old rubric had it."""
    return {"id": name, "before": old.get(name), "after": new.get(name), "known": name in old}


def _mean(levels: Sequence[int]) -> float | None:
    return rounded(sum(levels) / len(levels), 2) if levels else None
