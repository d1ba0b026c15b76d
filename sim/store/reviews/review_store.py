"""The store's surface for reviewing: every method is one transaction."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection

from sim.domain.audit import AuditNote
from sim.domain.errors import InvalidInputError
from sim.domain.review import (
    Appeal,
    AppealStatus,
    Author,
    LabelledSession,
    Override,
    Rating,
    ReviewRecord,
    Standing,
    TurnComment,
)
from sim.store.accounts.audit import noted, write
from sim.store.databases.codec import check_text
from sim.store.databases.runners import Runner
from sim.store.reviews import appeals, entries, labelled, overrides, ratings
from sim.store.reviews.overrides import Recompute
from sim.store.reviews.records import AppealCount, LabelledImport, QueueFilter, QueueKey, QueuePage, Rated

PAGE_LIMIT = 200
"""Most entries on one page of the queue."""


class ReviewStore:
    """What people say of scorecards. Every method is one transaction; all may raise a StorageError."""

    def __init__(self, runner: Runner) -> None:
        self._runner = runner

    async def queue(self, wanted: QueueFilter, *, limit: int = 50, after: QueueKey | None = None) -> QueuePage:
        """Return a page of the queue: appeals first, then what is flagged, then the sample; each the oldest first."""
        if not 1 <= limit <= PAGE_LIMIT:
            raise InvalidInputError(f"limit is {limit}, allowed is 1 to {PAGE_LIMIT}", field="limit")
        return await self._runner.read(lambda connection: entries.page(connection, wanted, limit, after))

    async def titles(self, session_ids: Collection[str]) -> Mapping[str, Mapping[str, str]]:
        """Return the titles of the cases as these sessions were played with them, each by language."""
        return await self._runner.read(lambda connection: entries.titles(connection, session_ids))

    async def record(self, session_id: str) -> ReviewRecord:
        """Return everything people have said of a session but ratings; an empty record where that is nothing."""

        def read(connection: Connection) -> ReviewRecord:
            return ReviewRecord(
                overrides.load(connection, session_id),
                overrides.comments(connection, session_id),
                appeals.of_session(connection, session_id),
                entries.load(connection, session_id),
            )

        return await self._runner.read(read)

    async def take(self, session_id: str, reviewer: Author) -> None:
        """Put a review into somebody's hand, out of another's hand too. Raises NotFoundError."""
        now = _now()
        await self._runner.write(lambda connection: overrides.hand_over(connection, session_id, reviewer, now))

    async def release(self, session_id: str, reviewer: Author) -> None:
        """Put a review back where this reviewer has it in hand."""
        await self._runner.write(lambda connection: entries.release(connection, session_id, reviewer))

    async def finish(self, session_id: str, reviewer: Author, remark: str, note: AuditNote) -> None:
        """Close a review with a remark; ``note`` goes to the audit log with it.

        Raises NotFoundError, and ConflictError while an appeal or another reviewer is at it.
        """
        check_text(remark, "note")
        now = _now()

        def close(connection: Connection) -> None:
            entries.finish(connection, session_id, reviewer, remark, now)

        await self._runner.write(noted(close, note))

    async def append_override(self, session_id: str, override: Override, recompute: Recompute, note: AuditNote) -> None:
        """Add an override and store the effective scorecard that follows, in one transaction.

        ``note`` goes to the audit log with it; an override sent again is no new one.

        Raises NotFoundError without a scorecard, ConflictError where another has the review in hand.
        """
        check_text(override.reason, "reason")

        def append(connection: Connection) -> None:
            if overrides.append(connection, session_id, override, recompute):
                write(connection, note)

        await self._runner.write(append)

    async def comment(self, session_id: str, comment: TurnComment) -> None:
        """Add a comment on a turn. Raises NotFoundError."""
        check_text(comment.text, "text")
        await self._runner.write(lambda connection: overrides.comment(connection, session_id, comment))

    async def open_appeal(self, appeal: Appeal, note: AuditNote) -> None:
        """Keep a new appeal; ``note`` goes to the audit log with it, once for an appeal sent again.

        Raises ConflictError where one on the same subject waits for its answer.
        """
        check_text(appeal.text, "text")

        def open_(connection: Connection) -> None:
            if appeals.open_appeal(connection, appeal):
                write(connection, note)

        await self._runner.write(open_)

    async def load_appeal(self, appeal_id: str) -> Appeal:
        """Return an appeal. Raises NotFoundError."""
        return await self._runner.read(lambda connection: appeals.load(connection, appeal_id))

    async def answer_appeal(
        self,
        appeal_id: str,
        status: AppealStatus,
        answer: str,
        answered_by: Author,
        override: Override | None,
        recompute: Recompute,
        note: AuditNote,
    ) -> Appeal:
        """Close an appeal with an answer and, where one is given, the override it leads to, in one transaction.

        ``note`` goes to the audit log with it.

        Raises NotFoundError, and ConflictError where it was closed before or another has the review in hand.
        """
        check_text(answer, "answer")
        now = _now()

        def close(connection: Connection) -> Appeal:
            closed = appeals.close(connection, appeal_id, status, now, answer=answer, answered_by=answered_by)
            if override is not None:
                overrides.append(connection, closed.session_id, override, recompute)
            return closed

        return await self._runner.write(noted(close, note))

    async def withdraw_appeal(self, appeal_id: str, note: AuditNote) -> Appeal:
        """Close an appeal unanswered; ``note`` goes to the audit log with it.

        Raises NotFoundError, and ConflictError where it was closed before.
        """
        now = _now()

        def close(connection: Connection) -> Appeal:
            return appeals.close(connection, appeal_id, AppealStatus.WITHDRAWN, now)

        return await self._runner.write(noted(close, note))

    async def appeal_counts(self, owners: frozenset[str] | None) -> tuple[AppealCount, ...]:
        """Count appeals by subject and status, over the sessions of these owners (None: everybody's)."""
        return await self._runner.read(lambda connection: appeals.counts(connection, owners))

    async def disputed(self) -> Mapping[str, int]:
        """Count the appeals that wait for their answer by the owner of the session."""
        return await self._runner.read(entries.disputed)

    async def standings(self, session_ids: Collection[str]) -> Mapping[str, Standing]:
        """Return how far people are with these sessions; those that nobody has looked at are left out."""
        return await self._runner.read(lambda connection: entries.standings(connection, session_ids))

    async def keep_rating(self, rating: Rating, note: AuditNote) -> None:
        """Keep a rating and note that its author may now see the scores.

        ``note`` goes to the audit log with it, once for a rating sent again. Raises ConflictError for a second one.
        """
        check_text(rating.note, "note")

        def keep(connection: Connection) -> None:
            if ratings.keep(connection, rating):
                write(connection, note)
            ratings.note_seen(connection, rating.session_id, rating.author.id, rating.created_at)

        await self._runner.write(keep)

    async def ratings(self, session_id: str) -> tuple[Rating, ...]:
        """Return all ratings of a session, the earliest first."""
        return await self._runner.read(lambda connection: ratings.of_session(connection, session_id))

    async def note_scores_seen(self, session_id: str, account: str) -> None:
        """Note that somebody was shown a session's scores."""
        now = _now()
        await self._runner.write(lambda connection: ratings.note_seen(connection, session_id, account, now))

    async def seen_scores(self, session_ids: Collection[str], account: str) -> frozenset[str]:
        """Return those of these sessions whose scores somebody was shown."""
        return await self._runner.read(lambda connection: ratings.seen(connection, session_ids, account))

    async def draw_blind(self, owners: frozenset[str] | None, rater: str) -> str | None:
        """Return a session this person could still rate blindly, None where there is none."""
        return await self._runner.read(lambda connection: entries.draw_blind(connection, owners, rater))

    async def rated(self, rubric: str, owners: frozenset[str] | None) -> tuple[Rated, ...]:
        """Return the sessions graded by a rubric of which people have given levels, the latest first."""
        return await self._runner.read(lambda connection: ratings.rated(connection, rubric, owners))

    async def keep_labelled(self, imported: LabelledImport) -> None:
        """Keep a labelled transcript as a graded session. Raises ConflictError for other words under a known id."""
        for turn in imported.session.turns:
            check_text(turn.text, f"turn {turn.turn}")
        now = _now()
        await self._runner.write(lambda connection: labelled.keep(connection, imported, now))

    async def labelled(self, session_id: str) -> LabelledSession | None:
        """Return which labelled set a session belongs to; None for one that was practised here."""
        return await self._runner.read(lambda connection: labelled.load(connection, session_id))


def _now() -> datetime:
    return datetime.now(UTC)
