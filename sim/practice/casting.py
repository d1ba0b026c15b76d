"""Who plays what in a session, from the content pinned to it, and the sessions lately in use."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import TypeVar

from sim.customer.rehearsal.fidelity import fidelity_of
from sim.domain.archetype import Archetype
from sim.domain.ports import Cast, GradingCase
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.domain.session import ContentRef, Session, TurnStatus
from sim.domain.transcript import Transcript
from sim.grading.feedback.costliest import MOOD_CHANGES
from sim.grading.limits.breaking import BROKEN_OFF
from sim.library import document, from_document
from sim.practice.talk.performance import as_turns
from sim.store import PinnedContent, Store

_SESSIONS_KEPT = 2000
_DOCUMENTS_KEPT = 200
_Content = TypeVar("_Content", Archetype, Scenario, Rubric)
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Played:
    """A session with its cast and rubric as pinned: all that one turn or one grading needs."""

    session: Session
    cast: Cast
    rubric: Rubric

    def transcript(self) -> Transcript:
        """Return the dialogue for grading; a turn that broke off is marked."""
        turns = as_turns(self.session.turns)
        return Transcript(self.session.id, self.cast.archetype.id, self.cast.scenario, turns)

    def grading_case(self) -> GradingCase:
        """Return what is graded: the dialogue, his moods, whether he was in role, whether it was broken off."""
        changes = {record.turn - 1: record.changes for record in self.session.turns if record.changes}
        in_role = fidelity_of(self.session).in_role
        broken_off = self.session.ended and self.session.outcome is None
        context = {MOOD_CHANGES: changes, BROKEN_OFF: broken_off}
        return GradingCase(self.transcript(), self.rubric, customer_in_role=in_role, context=context)


class Casting:
    """Finds the session a line belongs to, from memory where that is certain to be what is stored.

    A session in memory is used for turn ``n`` only where its last turn is ``n - 1`` and whole: a whole turn is never
    changed by anybody, so then no other process can know better. Else the store is read.
    """

    def __init__(self, store: Store) -> None:
        """``store`` holds the truth."""
        self._store = store
        self._kept: OrderedDict[str, Played] = OrderedDict()
        self._content: OrderedDict[tuple[str, str], Archetype | Scenario | Rubric] = OrderedDict()
        self._documents: OrderedDict[tuple[str, str], PinnedContent] = OrderedDict()

    def remember(self, played: Played) -> None:
        """Keep a session that was just stored; the ones longest unused are forgotten. An ended one is not kept."""
        self._kept.pop(played.session.id, None)
        if not played.session.ended:
            self._kept[played.session.id] = played
        _limit(self._kept, _SESSIONS_KEPT)

    def forget(self, session_id: str) -> None:
        """Keep a session no longer: it has ended."""
        self._kept.pop(session_id, None)

    def pinned_content(self, archetype: Archetype, scenario: Scenario, rubric: Rubric) -> tuple[PinnedContent, ...]:
        """Return the documents a new session is pinned to."""
        return (
            self._document("archetype", archetype),
            self._document("scenario", scenario),
            self._document("rubric", rubric),
        )

    async def for_turn(self, session_id: str, turn: int, *, again: bool = False) -> Played:
        """Return the session in which ``turn`` is to be played; ``again``: it was tried before, perhaps elsewhere.

        Between two tries the session may have been handed to the offline engine, so then the store is read.
        """
        kept = None if again else self._kept.get(session_id)
        if kept is not None and _is_settled(kept.session, turn):
            return kept
        return await self.stored(session_id)

    async def stored(self, session_id: str) -> Played:
        """Read a session and its pinned content from the store. Raises NotFoundError."""
        session = await self._store.load_session(session_id)
        archetype = await self._pinned(Archetype, "archetype", session.archetype)
        scenario = await self._pinned(Scenario, "scenario", session.scenario)
        rubric = await self._pinned(Rubric, "rubric", session.rubric)
        settings = session.settings
        return Played(session, Cast(archetype, scenario, settings.seed, settings.intensity), rubric)

    def _document(self, kind: str, content: Archetype | Scenario | Rubric) -> PinnedContent:
        key = (kind, content.version)
        if key not in self._documents:  # writing out a document takes longer than a turn
            self._documents[key] = PinnedContent(kind, content.id, content.version, document(content))
            _limit(self._documents, _DOCUMENTS_KEPT)
        return self._documents[key]

    async def _pinned(self, form: type[_Content], kind: str, ref: ContentRef) -> _Content:
        kept = self._content.get((kind, ref.version))
        if not isinstance(kept, form):  # not read yet
            kept = from_document(form, (await self._store.load_content(kind, ref.version)).document)
            self._content[kind, ref.version] = kept
            _limit(self._content, _DOCUMENTS_KEPT)
        return kept


def _limit(kept: OrderedDict[_Key, _Value], size: int) -> None:
    if len(kept) > size:
        kept.popitem(last=False)


def _is_settled(session: Session, turn: int) -> bool:
    last = session.turns[-1]
    return last.turn == turn - 1 and last.status is TurnStatus.COMPLETE
