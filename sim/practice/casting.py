"""Who plays what in a session, from the content pinned to it, and the sessions lately in use."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.domain.archetype import Archetype
from sim.domain.ports import Cast
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.domain.session import ContentRef, Session, TurnStatus
from sim.domain.transcript import Transcript
from sim.library import document, from_document
from sim.practice.performance import as_turns
from sim.store import PinnedContent, Store

_SESSIONS_KEPT = 2000


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


def pinned_content(archetype: Archetype, scenario: Scenario, rubric: Rubric) -> tuple[PinnedContent, ...]:
    """Return the documents a new session is pinned to."""
    return (
        PinnedContent("archetype", archetype.id, archetype.version, document(archetype)),
        PinnedContent("scenario", scenario.id, scenario.version, document(scenario)),
        PinnedContent("rubric", rubric.id, rubric.version, document(rubric)),
    )


class Casting:
    """Finds the session a line belongs to, from memory where that is certain to be what is stored.

    A session in memory is used for turn ``n`` only where its last turn is ``n - 1`` and whole: a whole turn is never
    changed by anybody, so then no other process can know better. Else the store is read.
    """

    def __init__(self, store: Store) -> None:
        """``store`` holds the truth."""
        self._store = store
        self._kept: OrderedDict[str, Played] = OrderedDict()

    def remember(self, played: Played) -> None:
        """Keep a session that was just stored; the ones longest unused are forgotten. An ended one is not kept."""
        self._kept.pop(played.session.id, None)
        if not played.session.ended:
            self._kept[played.session.id] = played
        if len(self._kept) > _SESSIONS_KEPT:
            self._kept.popitem(last=False)

    async def for_turn(self, session_id: str, turn: int) -> Played:
        """Return the session in which ``turn`` is to be played."""
        kept = self._kept.get(session_id)
        if kept is not None and _is_settled(kept.session, turn):
            return kept
        return await self.stored(session_id)

    async def stored(self, session_id: str) -> Played:
        """Read a session and its pinned content from the store. Raises NotFoundError."""
        session = await self._store.load_session(session_id)
        archetype = from_document(Archetype, await self._pinned("archetype", session.archetype))
        scenario = from_document(Scenario, await self._pinned("scenario", session.scenario))
        rubric = from_document(Rubric, await self._pinned("rubric", session.rubric))
        settings = session.settings
        return Played(session, Cast(archetype, scenario, settings.seed, settings.intensity), rubric)

    async def _pinned(self, kind: str, ref: ContentRef) -> Mapping[str, Any]:
        return (await self._store.load_content(kind, ref.version)).document


def _is_settled(session: Session, turn: int) -> bool:
    last = session.turns[-1]
    return last.turn == turn - 1 and last.status is TurnStatus.COMPLETE
