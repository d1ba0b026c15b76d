"""A graded session with everything people have said of it, and who may look at it."""

from dataclasses import dataclass

from sim.domain.account import Role, Viewer
from sim.domain.audit import Action
from sim.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from sim.domain.ports import GradingCase
from sim.domain.review import Author, LabelledSession, ReviewRecord
from sim.domain.score import CriterionScore, Evidence, GateScore, Quote, Scorecard
from sim.domain.session import GradingStatus, Session
from sim.grading.documents import scorecard_from_document
from sim.grading.effective import effective_scorecard
from sim.grading.words.dialogue import dialogue_of
from sim.grading.words.evidence import QuoteFate, locate_one
from sim.practice.accounts import Access, Audit
from sim.practice.casting import Casting, Played
from sim.reading import Reader
from sim.store import PageKey, Store

LABELLED = "labelled:"
"""How the owner of a labelled set's sessions begins; no account's id looks like it."""

LOOKED_AT = 100
"""How many older sessions are looked through for the attempt before."""

LATE = 20
"""How many sessions are those of late."""

_UNFOUND = {
    QuoteFate.TOO_SHORT: "引文太短，至少要有三个字。 / The quote is too short: three characters at least.",
    QuoteFate.INJECTED: "这段是写给程序的话或伪造的发言，不能当证据。 / Injected or forged words prove nothing.",
    QuoteFate.MISPLACED: "选的那一句里没有这些字，请另选一句。 / These words are not in that line; choose another.",
    QuoteFate.FABRICATED: "对话里没有这句话，引文要照原话。 / Nobody said this in the talk; quote what was said.",
}


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A graded session: the original scorecard, what people said, and the scorecard that follows from both."""

    played: Played
    original: Scorecard
    effective: Scorecard
    record: ReviewRecord
    labelled: LabelledSession | None = None

    def criterion(self, criterion_id: str) -> CriterionScore | None:
        """Return the original score of a criterion, None where the scorecard has none of this id."""
        return next((score for score in self.original.criteria if score.id == criterion_id), None)

    def gate(self, gate_id: str) -> GateScore | None:
        """Return the original score of a gate, None where the scorecard has none of this id."""
        return next((score for score in self.original.gates if score.id == gate_id), None)


class GradedSessions:
    """Finds graded sessions for those who may see them."""

    def __init__(self, store: Store, casting: Casting, access: Access, audit: Audit, reader: Reader) -> None:
        """``reader`` finds quotes in what the trainee said."""
        self._audit = audit
        self._store = store
        self._casting = casting
        self._access = access
        self._reader = reader

    async def load(self, session_id: str) -> Reviewed:
        """Return a graded session, whoever asks. Raises NotFoundError, and ConflictError before it is graded."""
        played = await self._casting.stored(session_id)
        document = await self._store.load_scorecard(session_id)
        if document is None:
            raise ConflictError("这次练习还没有评分，评完再复核。 / This session is not graded yet.")
        record = await self._store.reviews.record(session_id)
        original = scorecard_from_document(document)
        effective = effective_scorecard(played.rubric, original, record.overrides)
        labelled = await self._store.reviews.labelled(session_id) if is_labelled(played.session.owner) else None
        return Reviewed(played, original, effective, record, labelled)

    async def before(self, session: Session) -> Scorecard | None:
        """Return the scorecard of the attempt before: the same owner's last graded session of this case and type.

        None where there is none, or it lies too far back.
        """
        key = PageKey(session.created_at, session.id)
        older = await self._store.list_sessions(session.owner, limit=LOOKED_AT, before=key)
        for summary in older.sessions:
            same = (summary.scenario, summary.archetype) == (session.scenario.id, session.archetype.id)
            if same and summary.grading is GradingStatus.DONE:
                return (await self.load(summary.id)).effective
        return None

    async def latest(self, owner: str) -> Reviewed | None:
        """Return an owner's last graded session, None where there is none among those of late."""
        page = await self._store.list_sessions(owner, limit=LATE)
        done = (summary.id for summary in page.sessions if summary.grading is GradingStatus.DONE)
        found = next(done, None)
        return await self.load(found) if found is not None else None

    async def for_trainer(self, viewer: Viewer, session_id: str) -> Reviewed:
        """Return a graded session a trainer may look at: of his groups, or of a labelled set.

        Raises NotAllowedError for a trainee, NotFoundError where the viewer may not see it, ConflictError before it is
        graded.
        """
        await self.require_trainer(viewer, session_id)
        return await self.load(session_id)

    async def for_reviewer(self, viewer: Viewer, session_id: str) -> Reviewed:
        """Return a graded session a trainer may decide on. Raises as ``for_trainer``; nobody decides on his own."""
        reviewed = await self.for_trainer(viewer, session_id)
        require_other(viewer, reviewed.played.session.owner)
        return reviewed

    async def require_trainer(self, viewer: Viewer, session_id: str) -> str:
        """Let on a trainer who may see this session, and return its owner. Raises as ``for_trainer``."""
        if not viewer.is_at_least(Role.TRAINER):
            raise NotAllowedError
        owner = await self._access.owner_of(session_id)
        return owner if is_labelled(owner) else await self._access.require_seen(viewer, session_id)

    async def note_viewed(self, viewer: Viewer, session: Session) -> None:
        """Write down that somebody read another person's transcript."""
        if session.owner != viewer.id and not is_labelled(session.owner):
            await self._audit.note(viewer, Action.TRANSCRIPT_VIEWED, session.id, {"owner": session.owner})

    async def note_shown(self, viewer: Viewer, session_id: str) -> None:
        """Note that a trainer was shown a session's scores, so that he cannot rate it blindly any more."""
        if viewer.is_at_least(Role.TRAINER):
            await self._store.reviews.note_scores_seen(session_id, viewer.id)

    async def seen_owners(self, viewer: Viewer) -> frozenset[str] | None:
        """Return whose sessions a viewer may see (None: everybody's)."""
        return await self._access.seen_owners(viewer)

    def locate(self, reviewed: Reviewed, quote: Quote, *, against: bool) -> Evidence:
        """Find the words of a quote in the trainee turn it names; the span returned is exact.

        Args:
            reviewed: The session.
            quote: Turn and words.
            against: Whether the words speak against the trainee; then they count in injected text too.

        Raises:
            InvalidInputError: Field ``quote`` or ``turn``, with what is wrong with it.
        """
        turn = reviewed.played.session.turn_at(quote.turn)
        transcript = reviewed.played.transcript()
        if turn is None or quote.turn not in {item.turn for item in transcript.trainee_turns()}:
            raise InvalidInputError(
                "这一句不是坐席说的，引文只能取自坐席的原话。"
                " / That line is not the agent's; only the agent's words can be quoted.",
                field="turn",
            )
        dialogue = dialogue_of(GradingCase(transcript, reviewed.played.rubric), self._reader)
        found, fate = locate_one(dialogue, quote, against=against)
        if found is None:
            raise InvalidInputError(_UNFOUND[fate], field="quote")
        return found


def is_labelled(owner: str) -> bool:
    """Tell whether a session's owner is a labelled set and no person."""
    return owner.startswith(LABELLED)


def require_other(viewer: Viewer, owner: str) -> None:
    """Keep people from deciding on their own sessions; alone on one's machine there is nobody else to do it.

    Raises NotAllowedError.
    """
    if viewer.id and viewer.id == owner:
        raise NotAllowedError("自己的练习要由别的培训师复核。 / Your own session must be reviewed by somebody else.")


def author_of(viewer: Viewer) -> Author:
    """Return who writes, by id and present name."""
    return Author(viewer.id, viewer.shown_name)


def no_such_part(name: str) -> NotFoundError:
    """Return the error for a criterion or gate the scorecard does not have."""
    return NotFoundError(f"the scorecard has no part {name!r}")
