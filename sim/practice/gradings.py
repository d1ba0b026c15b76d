"""Grading an ended session, and how far that has come."""

import asyncio
from dataclasses import dataclass, replace

import structlog

from sim.domain.errors import ClaimLostError, ConflictError, DuilianError, ModelRefusedError, NotFoundError
from sim.domain.ports import Grader
from sim.domain.score import Engine, Judgement, Scorecard
from sim.domain.session import GradingStatus, Session
from sim.grading.documents import (
    judgement_document,
    judgement_from_document,
    scorecard_document,
    scorecard_from_document,
)
from sim.grading.grade import grade
from sim.llm.caller import Caller, calling_for
from sim.practice.casting import Casting
from sim.practice.meters import Meters
from sim.practice.talk.voices import PATIENCE
from sim.reading import Reader
from sim.store import Claim, Store

log = structlog.get_logger()

OFFLINE_FROM = "offline-from"
"""Flag of a session whose customer was played on by the offline engine; its subject is the turn it began with."""
GRADED_BY_RULES = "graded-by-rules"
"""Flag of a scorecard made by the rules because the model that should have graded failed."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a grading stands: all dimensions, those judged so far, the scorecard once it is there, or what failed.

    ``error`` is what the failed attempt said, ``code`` that error's stable short id; both "" otherwise. ``offline``
    offers to grade by the rules instead.
    """

    status: GradingStatus
    dimensions: tuple[str, ...]
    done: tuple[str, ...]
    scorecard: Scorecard | None = None
    error: str = ""
    code: str = ""
    offline: bool = False


class Gradings:
    """Makes scorecards of ended sessions. Each dimension is stored as it arrives and never asked for again."""

    def __init__(
        self,
        grader: Grader,
        reader: Reader,
        store: Store,
        casting: Casting,
        meters: Meters,
        *,
        rules: Grader | None = None,
    ) -> None:
        """``grader`` proposes, ``reader`` finds what code decides by; ``rules`` grade where a model keeps failing."""
        self._grader = grader
        self._rules = rules
        self._reader = reader
        self._store = store
        self._casting = casting
        self._meters = meters

    async def progress(self, session_id: str) -> Progress:
        """Return where a session's grading stands.

        Raises NotFoundError for an unknown session, and for one that ended before the trainee said a word;
        ConflictError before the session has ended.
        """
        played = await self._casting.stored(session_id)
        if not played.session.ended:
            raise ConflictError("练习还没有结束，结束后才评分。 / The session has not ended; end it to have it graded.")
        done = await self._store.judgements(session_id)  # before the status, so that it never outruns what that tells
        state = await self._store.grading_status(session_id)
        if state.status is GradingStatus.NONE:
            raise NotFoundError("没有说过话，没有可评分的内容。 / Nothing was said, so there is nothing to grade.")
        dimensions = tuple(dimension.id for dimension in played.rubric.dimensions)
        if state.status is GradingStatus.DONE:
            card = await self._store.load_scorecard(session_id)
            if card is None:
                raise NotFoundError(f"the scorecard of session {session_id!r} is not there")
            return Progress(state.status, dimensions, dimensions, scorecard_from_document(card))
        judged = tuple(name for name in dimensions if name in done)
        failed = state.status is GradingStatus.FAILED
        offline = failed and self._offers_rules(state.attempts, state.code)
        return Progress(state.status, dimensions, judged, error=state.error, code=state.code, offline=offline)

    async def waiting(self) -> tuple[str, ...]:
        """Return the sessions whose grading waits, oldest first; one whose process is dead waits too."""
        return await self._store.queued_gradings()

    async def claim(self, session_id: str) -> Claim | None:
        """Take a waiting grading; None where another has it."""
        return await self._store.claim_grading(session_id)

    async def is_open(self, session_id: str) -> bool:
        """Tell whether a session's grading waits or runs, here or elsewhere."""
        state = await self._store.grading_status(session_id)
        return state.status in (GradingStatus.QUEUED, GradingStatus.RUNNING)

    async def grade(self, claim: Claim) -> None:
        """Grade a claimed session and store the scorecard; what goes wrong is stored with the grading, not raised.

        Cancelled, it hands the grading back, to be gone on with at once, here or elsewhere. One that another process
        has taken over meanwhile is left to it.
        """
        try:
            card = await self._card(claim)
            await self._store.finish_grading(claim, scorecard_document(card))
        except asyncio.CancelledError:
            await self._hand_back(claim)
            raise
        except ClaimLostError as error:
            log.warning("grading left to another process", session_id=claim.session_id, reason=error.summary)
        except DuilianError as error:
            await self._failed(claim, error)
        except Exception as error:
            log.exception("grading failed", session_id=claim.session_id, kind=type(error).__name__)
            await self._failed(claim, DuilianError("评分出了问题，请重试。 / Grading went wrong; try again."))
        else:
            self._meters.graded("done")

    async def _card(self, claim: Claim) -> Scorecard:
        played = await self._casting.stored(claim.session_id)
        grader, done = await self._judges(claim.session_id)

        async def keep(judgement: Judgement) -> None:
            self._meters.judged(judgement)
            await self._store.save_judgement(claim, judgement.dimension, judgement_document(judgement))

        with calling_for(Caller(played.session.owner or played.session.id)):
            card = await grade(played.grading_case(), grader, self._reader, keep, done=done)
        return replace(card, flags=(*card.flags, *self._stand_ins(played.session, grader)))

    async def _judges(self, session_id: str) -> tuple[Grader, tuple[Judgement, ...]]:
        """Return who grades and what is judged already; the rules never go on with what a model has begun."""
        state = await self._store.grading_status(session_id)
        if state.by_rules and self._rules is not None:
            return self._rules, ()
        kept = await self._store.judgements(session_id)
        return self._grader, tuple(judgement_from_document(document) for document in kept.values())

    def _offers_rules(self, attempts: int, code: str) -> bool:
        """Tell whether to offer the rules: after two attempts that failed, or where another is vain."""
        if self._rules is None or self._grader.engine is not Engine.LLM:
            return False
        return attempts >= PATIENCE or code == ModelRefusedError.code

    def _stand_ins(self, session: Session, grader: Grader) -> tuple[str, ...]:
        """Return the flags that tell where the offline engine stood in for a model."""
        played = () if session.offline_from is None else (f"{OFFLINE_FROM}:{session.offline_from}",)
        by_rules = grader is self._rules and self._grader.engine is Engine.LLM
        return (*played, GRADED_BY_RULES) if by_rules else played

    async def _hand_back(self, claim: Claim) -> None:
        try:
            await self._store.hand_back_grading(claim)
        except DuilianError as error:  # it is taken up again once this process is seen to be gone
            log.warning("grading not handed back", session_id=claim.session_id, code=error.code)

    async def _failed(self, claim: Claim, error: DuilianError) -> None:
        log.warning("grading failed", session_id=claim.session_id, code=error.code)
        self._meters.graded("failed")
        try:
            await self._store.fail_grading(claim, error.code, error.message)
        except DuilianError as second:
            log.warning("failed grading not stored", session_id=claim.session_id, code=second.code)
