"""The reviewer's desk: the queue, and what he decides, remarks and closes."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sim.domain.account import Viewer
from sim.domain.audit import Action
from sim.domain.errors import InvalidInputError
from sim.domain.review import BUCKETS, Override, Reason, ReviewEntry, TurnComment
from sim.domain.score import Scorecard
from sim.domain.text import Bilingual
from sim.domain.transcript import Speaker
from sim.grading.documents import scorecard_document
from sim.grading.effective import effective_scorecard
from sim.practice.accounts.audit import noted_by
from sim.practice.reviews.graded import GradedSessions, Reviewed, author_of
from sim.practice.reviews.rulings import Ruling, override_of
from sim.practice.reviews.texts import checked_text
from sim.store import Store
from sim.store.reviews.overrides import Recompute
from sim.store.reviews.records import QueueFilter, QueueKey, QueuePage, QueueState

NOTE_LIMIT = 500
"""Longest note at the end of a review, in characters."""


class ReviewDesk:
    """Reviewing graded sessions. Nothing a reviewer does changes the original scorecard."""

    def __init__(self, store: Store, graded: GradedSessions, sample: float) -> None:
        """``sample`` is the share of unsuspicious sessions that are reviewed all the same, in percent (0–100)."""
        self._store = store.reviews
        self._graded = graded
        self._sample = round(sample * BUCKETS / 100)

    async def queue(
        self,
        viewer: Viewer,
        state: QueueState,
        reason: Reason | None = None,
        *,
        limit: int = 50,
        after: QueueKey | None = None,
    ) -> QueuePage:
        """Return a page of the queue a trainer may see: appeals first, then what is flagged, then the sample."""
        owners = await self._graded.seen_owners(viewer)
        wanted = QueueFilter(owners, self._sample, state, reason, viewer.id)
        return await self._store.queue(wanted, limit=limit, after=after)

    async def titles(self, entries: Iterable[ReviewEntry]) -> Mapping[str, Bilingual]:
        """Return the titles of the cases by session, as they were when they were played: they may say else by now."""
        kept = await self._store.titles([entry.session_id for entry in entries])
        return {session: Bilingual(title["zh"], title.get("en", "")) for session, title in kept.items()}

    def reasons(self, entry: ReviewEntry) -> tuple[Reason, ...]:
        """Return why a session waits or waited for a person, gravest first."""
        appeal = (Reason.APPEAL,) if entry.open_appeals else ()
        sample = (Reason.SAMPLE,) if entry.bucket < self._sample else ()
        return (*appeal, *entry.reasons, *sample)

    async def open(self, viewer: Viewer, session_id: str) -> Reviewed:
        """Return a graded session with its scores, and note that this trainer has seen them.

        Raises NotAllowedError for a trainee, NotFoundError where the viewer may not see it, ConflictError before it is
        graded.
        """
        reviewed = await self._graded.for_trainer(viewer, session_id)
        await self._graded.note_shown(viewer, session_id)
        await self._graded.note_viewed(viewer, reviewed.played.session)
        return reviewed

    async def take(self, viewer: Viewer, session_id: str) -> None:
        """Take a review into one's own hand, out of another's too. Raises as ``rule``."""
        await self._graded.for_reviewer(viewer, session_id)
        await self._store.take(session_id, author_of(viewer))

    async def release(self, viewer: Viewer, session_id: str) -> None:
        """Put a review back that one has in hand. Raises as ``rule``."""
        await self._graded.require_trainer(viewer, session_id)
        await self._store.release(session_id, author_of(viewer))

    async def finish(self, viewer: Viewer, session_id: str, note: str = "") -> None:
        """Close a review with a note. Raises as ``rule``, and ConflictError while an appeal waits for its answer."""
        await self._graded.for_reviewer(viewer, session_id)
        checked = checked_text(note, "note", least=0, limit=NOTE_LIMIT)
        note_of_it = noted_by(viewer, Action.REVIEW_FINISHED, session_id)
        await self._store.finish(session_id, author_of(viewer), checked, note_of_it)

    async def rule(self, viewer: Viewer, session_id: str, ruling: Ruling) -> Override:
        """Decide on one criterion or gate; the effective scorecard follows in the same transaction.

        Raises:
            NotAllowedError: The viewer is no trainer, or the session is his own.
            NotFoundError: He may not see it, or the scorecard has no such criterion or gate.
            InvalidInputError: The decision is not one; the field is named.
            ConflictError: Another has the review in hand.
        """
        reviewed = await self._graded.for_reviewer(viewer, session_id)
        override = self.override(viewer, reviewed, ruling)
        note = noted_by(viewer, Action.OVERRIDDEN, session_id, _detail(reviewed, override))
        await self._store.append_override(session_id, override, recomputing(reviewed), note)
        return override

    async def comment(self, viewer: Viewer, session_id: str, turn: int, text: str) -> TurnComment:
        """Remark on a turn. Raises as ``rule``; field ``turn`` for one that is not there."""
        reviewed = await self._graded.for_reviewer(viewer, session_id)
        if reviewed.played.session.turn_at(turn) is None:
            raise InvalidInputError("没有这一句。 / There is no such line.", field="turn")
        comment = TurnComment(turn, checked_text(text, "text"), author_of(viewer), datetime.now(UTC))
        await self._store.comment(session_id, comment)
        return comment

    def override(self, viewer: Viewer, reviewed: Reviewed, ruling: Ruling, *, appeal: str = "") -> Override:
        """Return the override a ruling amounts to. Raises NotFoundError or InvalidInputError."""
        return override_of(
            viewer,
            reviewed,
            ruling,
            lambda quote, against: self._graded.locate(reviewed, quote, against=against),
            appeal=appeal,
        )


def recomputing(reviewed: Reviewed) -> Recompute:
    """Return how the effective scorecard's document is made of all overrides of a session."""

    def recompute(overrides: Sequence[Override]) -> dict[str, Any]:
        return scorecard_document(effective_scorecard(reviewed.played.rubric, reviewed.original, overrides))

    return recompute


def trainee_turns(reviewed: Reviewed) -> tuple[int, ...]:
    """Return the numbers of the turns that can be quoted."""
    return tuple(turn.turn for turn in reviewed.played.session.turns if turn.speaker is Speaker.TRAINEE)


def difference(reviewed: Reviewed, override: Override) -> dict[str, str]:
    """Return what an override makes of its subject and of the total, as ``before → after``; what stays is left out."""
    before = reviewed.effective
    after = effective_scorecard(reviewed.played.rubric, reviewed.original, (*reviewed.record.overrides, override))
    found = {
        "level": _change(*(_level(card, override.subject) for card in (before, after))),
        "severity": _change(*(_severity(card, override.subject) for card in (before, after))),
        "total": _change(*("none" if card.total is None else f"{card.total:g}" for card in (before, after))),
    }
    return {key: value for key, value in found.items() if value}


def _detail(reviewed: Reviewed, override: Override) -> dict[str, str]:
    return {"part": override.subject, "verdict": override.verdict.value, **difference(reviewed, override)}


def _change(before: str, after: str) -> str:
    return "" if before == after else f"{before} → {after}"


def _level(card: Scorecard, subject: str) -> str:
    score = next((score for score in card.criteria if score.id == subject), None)
    if score is None:
        return ""
    return score.status.value if score.level is None else str(score.level)


def _severity(card: Scorecard, subject: str) -> str:
    return next((gate.severity for gate in card.gates if gate.id == subject), "")
