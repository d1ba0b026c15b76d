"""Appeals: a trainee disputes one criterion or one failed gate of his own scorecard, a trainer answers."""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from sim.domain.account import Role, Viewer
from sim.domain.audit import Action
from sim.domain.errors import ConflictError, InvalidInputError, NotFoundError
from sim.domain.review import Appeal, AppealStatus
from sim.domain.score import Quote
from sim.practice.accounts import Access
from sim.practice.accounts.audit import noted_by
from sim.practice.reviews.desk import ReviewDesk, difference, recomputing
from sim.practice.reviews.graded import GradedSessions, Reviewed, author_of, no_such_part
from sim.practice.reviews.rulings import Ruling
from sim.practice.reviews.texts import APPEAL_LEAST, checked_text
from sim.store import Store

_ANSWERS = (AppealStatus.UPHELD, AppealStatus.DISMISSED)


class Appeals:
    """Opening, withdrawing and answering appeals. One on each criterion or gate may be open at a time."""

    def __init__(self, store: Store, graded: GradedSessions, desk: ReviewDesk, access: Access) -> None:
        """``desk`` checks the override an appeal may lead to."""
        self._store = store.reviews
        self._graded = graded
        self._desk = desk
        self._access = access

    async def open(self, viewer: Viewer, session_id: str, subject: str, text: str, quote: Quote | None) -> Appeal:
        """Dispute a criterion or a failed gate of one's own scorecard, and point at one's own words if one likes.

        Raises:
            NotFoundError: No such session, criterion or gate, or the viewer may not see it.
            NotAllowedError: It is somebody else's.
            InvalidInputError: The text is too short or too long (``text``), the quote is not there (``quote``).
            ConflictError: It is not graded yet, the gate is passed, or an appeal on this waits for its answer.
        """
        await self._access.require_own(viewer, session_id)
        reviewed = await self._graded.load(session_id)
        require_disputable(reviewed, subject)
        appeal = Appeal(
            id=secrets.token_hex(8),
            session_id=session_id,
            subject=subject,
            text=checked_text(text, "text", least=APPEAL_LEAST),
            author=author_of(viewer),
            created_at=datetime.now(UTC),
            quote=None if quote is None else self._graded.locate(reviewed, quote, against=True),
        )
        await self._store.open_appeal(appeal, noted_by(viewer, Action.APPEAL_MADE, session_id, {"part": subject}))
        return appeal

    async def withdraw(self, viewer: Viewer, session_id: str, appeal_id: str) -> Appeal:
        """Take back one's own open appeal. Raises as ``open``; ConflictError where it was closed before."""
        await self._access.require_own(viewer, session_id)
        appeal = await self._of(session_id, appeal_id)
        note = noted_by(viewer, Action.APPEAL_WITHDRAWN, session_id, {"part": appeal.subject})
        return await self._store.withdraw_appeal(appeal_id, note)

    async def answer(
        self,
        viewer: Viewer,
        session_id: str,
        appeal_id: str,
        status: AppealStatus,
        text: str,
        ruling: Ruling | None = None,
    ) -> Appeal:
        """Uphold or dismiss an appeal with a text; an upheld one may come with a decision on its subject.

        The decision's reason is the answer, unless it has one of its own.

        Raises:
            NotAllowedError: The viewer is no trainer, or the session is his own.
            NotFoundError: No such appeal in a session he may see.
            InvalidInputError: No answer (``text``), not upheld and not dismissed (``status``), a decision that is not
                one or belongs to another criterion or gate.
            ConflictError: It was closed before, or another has the review in hand.
        """
        reviewed = await self._graded.for_reviewer(viewer, session_id)
        appeal = await self._of(session_id, appeal_id)
        answer = checked_text(text, "text")
        if status not in _ANSWERS:
            raise InvalidInputError("请选成立或不成立。 / Choose whether to uphold or dismiss it.", field="status")
        override = None
        if ruling is not None:
            if status is not AppealStatus.UPHELD or ruling.subject != appeal.subject:
                raise InvalidInputError(
                    "只有申诉成立才改判这一条。 / Only an upheld appeal changes what it disputes.", field="status"
                )
            override = self._desk.override(viewer, reviewed, _with_reason(ruling, answer), appeal=appeal_id)
        detail = {"part": appeal.subject, "status": status.value, "overridden": "yes" if override else "no"}
        detail |= difference(reviewed, override) if override else {}
        note = noted_by(viewer, Action.APPEAL_ANSWERED, session_id, detail)
        return await self._store.answer_appeal(
            appeal_id, status, answer, author_of(viewer), override, recomputing(reviewed), note
        )

    async def waiting(self, viewer: Viewer) -> int:
        """Return how many appeals wait for an answer that this viewer may give; none for a trainee.

        Every page of a trainer asks this: one short read where nothing waits anywhere, whose sessions he may see only
        where something does.
        """
        if not viewer.is_at_least(Role.TRAINER):
            return 0
        disputed = await self._store.disputed()
        if not disputed:
            return 0
        seen = await self._access.seen_owners(viewer)
        return sum(
            count
            for owner, count in disputed.items()
            if (seen is None or owner in seen) and not (viewer.id and viewer.id == owner)
        )

    async def _of(self, session_id: str, appeal_id: str) -> Appeal:
        appeal = await self._store.load_appeal(appeal_id)
        if appeal.session_id != session_id:
            raise NotFoundError(f"there is no appeal {appeal_id!r}")
        return appeal


def require_disputable(reviewed: Reviewed, subject: str) -> None:
    """Let on what can be disputed: a criterion, or a gate that counts as failed.

    Raises NotFoundError for what the scorecard does not have, and ConflictError for a gate that is passed.
    """
    gate = next((score for score in reviewed.effective.gates if score.id == subject), None)
    if gate is None and reviewed.criterion(subject) is None:
        raise no_such_part(subject)
    if gate is not None and gate.passed:
        raise ConflictError("这道关卡现在算通过，没有可申诉的。 / This gate counts as passed: nothing to dispute.")


def newest_first(appeals: Sequence[Appeal]) -> tuple[Appeal, ...]:
    """Return appeals with those that wait for an answer first, then the newest."""
    latest = sorted(appeals, key=lambda appeal: appeal.created_at, reverse=True)
    return tuple(sorted(latest, key=lambda appeal: appeal.status is not AppealStatus.OPEN))


def _with_reason(ruling: Ruling, answer: str) -> Ruling:
    if ruling.reason.strip():
        return ruling
    return Ruling(ruling.subject, ruling.verdict, ruling.level, ruling.severity, answer, ruling.quote)
