"""Second ratings given without sight of the first: the transcript alone, the scores only after one's own are in."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sim.domain.account import Viewer
from sim.domain.audit import Action
from sim.domain.errors import ConflictError, InvalidInputError
from sim.domain.review import Rating
from sim.domain.rubric import LEVEL_MAX, Gate, Rubric
from sim.domain.score import CriterionScore, GateScore, Status
from sim.grading.limits.conduct import SEVERE
from sim.grading.totals import add_up
from sim.practice.accounts.audit import noted_by
from sim.practice.casting import Played
from sim.practice.reviews.graded import GradedSessions, author_of
from sim.practice.reviews.texts import checked_text
from sim.store import Store


class BlindRatings:
    """Rating sessions blindly. Who has been shown the scores of a session can rate it blindly no more."""

    def __init__(self, store: Store, graded: GradedSessions) -> None:
        """``graded`` finds the sessions."""
        self._store = store.reviews
        self._graded = graded

    async def draw(self, viewer: Viewer) -> str | None:
        """Return a session this trainer could still rate blindly, None where there is none.

        One under appeal may be rated blindly by whoever asks for it, but nobody is led to it who may have to answer the
        appeal: the draw leaves it out unless another reviewer has it in hand.
        """
        return await self._store.draw_blind(await self._graded.seen_owners(viewer), viewer.id)

    async def transcript(self, viewer: Viewer, session_id: str) -> Played:
        """Return a session to be rated, without any score.

        Raises:
            NotAllowedError: The viewer is no trainer, or the session is his own.
            NotFoundError: He may not see it.
            ConflictError: It is not graded yet, or he has seen its scores.
        """
        played = await self._ratable(viewer, session_id)
        await self._graded.note_viewed(viewer, played.session)
        return played

    async def rate(
        self,
        viewer: Viewer,
        session_id: str,
        criteria: Mapping[str, int | None],
        gates: Mapping[str, bool],
        note: str = "",
    ) -> Rating:
        """Keep one's own levels and gates (true: passed); from then on the scores may be seen.

        Raises as ``transcript``, and InvalidInputError naming the first criterion or gate that is lacking or out of
        range (the field is its id).
        """
        rubric = (await self._ratable(viewer, session_id)).rubric
        _check_complete(rubric, criteria, gates)
        rating = Rating(
            session_id=session_id,
            author=author_of(viewer),
            criteria=dict(criteria),
            gates=dict(gates),
            created_at=datetime.now(UTC),
            total=rated_total(rubric, criteria, gates),
            note=checked_text(note, "note", least=0),
        )
        await self._store.keep_rating(rating, noted_by(viewer, Action.BLIND_RATED, session_id))
        return rating

    async def ratings(self, session_id: str) -> tuple[Rating, ...]:
        """Return all ratings of a session. Only for those who may see its scores."""
        return await self._store.ratings(session_id)

    async def _ratable(self, viewer: Viewer, session_id: str) -> Played:
        reviewed = await self._graded.for_reviewer(viewer, session_id)
        if await self._store.seen_scores((session_id,), viewer.id):
            raise ConflictError(
                "你已经看过这次练习的评分，不能再盲评。 / You have seen these scores; no blind rating any more."
            )
        return reviewed.played


def rated_total(rubric: Rubric, criteria: Mapping[str, int | None], gates: Mapping[str, bool]) -> float | None:
    """Return the total that a person's levels add up to; a gate he fails counts as severe."""
    scores = tuple(
        CriterionScore(name, level, Status.NOT_APPLICABLE if level is None else Status.SCORED)
        for name, level in criteria.items()
    )
    decided = tuple(_gate_score(gate, passed=gates[gate.id]) for gate in rubric.gates if gate.id in gates)
    return add_up(rubric, scores, decided).total


def _gate_score(gate: Gate, *, passed: bool) -> GateScore:
    return GateScore(gate.id, passed, "none" if passed else SEVERE, None if passed else gate.cap)


def _check_complete(rubric: Rubric, criteria: Mapping[str, int | None], gates: Mapping[str, bool]) -> None:
    for criterion in rubric.criteria():
        if criterion.id not in criteria:
            raise InvalidInputError(
                f"还差 {criterion.code}（{criterion.name.zh}），每一条都要给。 / {criterion.code} is not rated yet.",
                field=criterion.id,
            )
        level = criteria[criterion.id]
        if level is not None and not 0 <= level <= LEVEL_MAX:
            raise InvalidInputError(
                f"等级是 0–{LEVEL_MAX} 或不适用。 / A level is 0–{LEVEL_MAX} or not applicable.", field=criterion.id
            )
    for gate in rubric.gates:
        if gate.id not in gates:
            raise InvalidInputError(
                f"还差关卡 {gate.code}（{gate.name.zh}）。 / Gate {gate.code} is still to be decided.", field=gate.id
            )
    known = {criterion.id for criterion in rubric.criteria()}, {gate.id for gate in rubric.gates}
    unknown = sorted({*criteria} - known[0] | ({*gates} - known[1]))
    if unknown:
        raise InvalidInputError(f"量规里没有 {unknown[0]}。 / The rubric has no {unknown[0]}.", field=unknown[0])
