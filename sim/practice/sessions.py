"""Starting, reading and ending a session."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, TypeVar

from sim.domain.archetype import Archetype
from sim.domain.errors import InvalidInputError
from sim.domain.ports import Cast, Customer
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.domain.session import ContentRef, Session, SessionSettings
from sim.domain.transcript import Speaker
from sim.practice.authoring.shelf import Shelf
from sim.practice.casting import Casting, Played
from sim.practice.talk.performance import opening_record
from sim.store import PageKey, SessionPage, Store

DEFAULT_RUBRIC = "service-complaint"
INTENSITIES = range(1, 4)
SEEDS = 2**31
"""Seeds are 0 … SEEDS - 1."""


@dataclass(frozen=True, slots=True)
class SessionOrder:
    """What a trainee chooses: ids of the library, and settings. ``seed`` None draws one."""

    scenario: str
    archetype: str
    rubric: str = DEFAULT_RUBRIC
    seed: int | None = None
    intensity: int = 2
    mood_visible: bool = True
    owner: str = ""


class _Versioned(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def version(self) -> str: ...


_Content = TypeVar("_Content", bound=_Versioned)


class Sessions:
    """The sessions of this desk. New ones pin the shelf's content of the moment."""

    def __init__(self, shelf: Shelf, customer: Customer, store: Store, casting: Casting) -> None:
        """``shelf`` holds what can be practised, ``customer`` plays in all sessions started here."""
        self._shelf = shelf
        self._customer = customer
        self._store = store
        self._casting = casting

    async def start(self, order: SessionOrder) -> Session:
        """Start a session; its turn 1 is the customer's opening.

        Raises InvalidInputError naming the field for an id the library does not know and for settings out of range.
        """
        library = self._shelf.library
        archetype = _chosen(library.archetypes, order.archetype, "archetype")
        scenario = _chosen(library.scenarios, order.scenario, "scenario")
        rubric = _chosen(library.rubrics, order.rubric, "rubric")
        return await self._open(order, archetype, scenario, rubric, tryout=False)

    async def try_out(self, order: SessionOrder, *drafts: Archetype | Scenario | Rubric) -> Session:
        """Start an author's talk with drafts: what they do not replace is the library's. It counts as no practice.

        Raises InvalidInputError as ``start`` does.
        """
        library = self._shelf.library
        archetype = _draft(Archetype, drafts) or _chosen(library.archetypes, order.archetype, "archetype")
        scenario = _draft(Scenario, drafts) or _chosen(library.scenarios, order.scenario, "scenario")
        rubric = _draft(Rubric, drafts) or _chosen(library.rubrics, order.rubric, "rubric")
        return await self._open(order, archetype, scenario, rubric, tryout=True)

    async def _open(
        self, order: SessionOrder, archetype: Archetype, scenario: Scenario, rubric: Rubric, *, tryout: bool
    ) -> Session:
        settings = _settings(order)
        cast = Cast(archetype, scenario, settings.seed, settings.intensity)
        opening = self._customer.open(cast)
        now = datetime.now(UTC)
        session = Session(
            id=secrets.token_hex(12),
            scenario=_ref(scenario),
            archetype=_ref(archetype),
            rubric=_ref(rubric),
            settings=settings,
            engine=self._customer.engine,
            model=self._customer.model,
            prompt_version=self._customer.prompt_version,
            created_at=now,
            turns=(opening_record(opening, self._customer.engine, now),),
            state=opening.state,
            owner=order.owner,
            tryout=tryout,
        )
        await self._store.create_session(session, self._casting.pinned_content(archetype, scenario, rubric))
        self._casting.remember(Played(session, cast, rubric))
        return session

    async def load(self, session_id: str) -> Session:
        """Return a session with its turns. Raises NotFoundError."""
        return await self._store.load_session(session_id)

    async def played(self, session_id: str) -> Played:
        """Return a session with the content it was started with. Raises NotFoundError."""
        return await self._casting.stored(session_id)

    async def end(self, session_id: str) -> Session:
        """End a session and queue its grading, in one transaction; a session that has ended stays as it is.

        A session in which the trainee said nothing ends ungraded. Raises NotFoundError.
        """
        session = await self._store.load_session(session_id)
        spoke = any(turn.speaker is Speaker.TRAINEE for turn in session.turns)
        ended = await self._store.end_session(session_id, now=datetime.now(UTC), grade=spoke)
        self._casting.forget(session_id)
        return ended

    async def recent(self, owner: str | None, *, limit: int = 20, before: PageKey | None = None) -> SessionPage:
        """Return a page of an owner's sessions (None: everybody's), newest first."""
        return await self._store.list_sessions(owner, limit=limit, before=before)


def _chosen(known: Mapping[str, _Content], wanted: str, field: str) -> _Content:
    if wanted in known:
        return known[wanted]
    raise InvalidInputError(f"no {field} has the id {wanted!r}; known are {', '.join(sorted(known))}", field=field)


def _draft(form: type[_Content], drafts: Sequence[Archetype | Scenario | Rubric]) -> _Content | None:
    return next((draft for draft in drafts if isinstance(draft, form)), None)


def _settings(order: SessionOrder) -> SessionSettings:
    if order.intensity not in INTENSITIES:
        raise InvalidInputError(f"{order.intensity} is not one of 1, 2, 3", field="intensity")
    if order.seed is not None and not 0 <= order.seed < SEEDS:
        raise InvalidInputError(f"{order.seed} is not between 0 and {SEEDS - 1}", field="seed")
    seed = secrets.randbelow(SEEDS) if order.seed is None else order.seed
    return SessionSettings(seed, order.intensity, order.mood_visible)


def _ref(content: _Versioned) -> ContentRef:
    return ContentRef(content.id, content.version)
