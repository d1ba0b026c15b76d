"""What an author does with a draft before it is published: talk with it, rehearse it, regrade and compare by it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from sim.domain.account import Viewer
from sim.domain.archetype import Archetype
from sim.domain.errors import ConflictError, ContentError, InvalidInputError
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.domain.score import Engine
from sim.domain.session import ContentRef, Session
from sim.domain.trial import Trial, TrialSort
from sim.grading.agreement.labels import parse_labels
from sim.grading.documents import scorecard_from_document
from sim.library import Content, Kind, parse_transcripts
from sim.practice.accounts import Access
from sim.practice.authoring.shelf import Shelf
from sim.practice.casting import Casting
from sim.practice.sessions import SessionOrder, Sessions
from sim.practice.tryout.agreeing import Agreeing
from sim.practice.tryout.regrading import GradedSession, Regrading
from sim.practice.tryout.rehearsing import Rehearsing
from sim.practice.tryout.trials import Subject, Trials
from sim.store import Store
from sim.store.overview import Wanted
from sim.store.overview.records import Result

SESSIONS_OFFERED = 40
"""How many of the latest graded sessions are offered for a regrading."""

_Part = TypeVar("_Part")


class AnyDraft(Protocol):
    """A draft as the authoring room hands it out."""

    @property
    def content(self) -> Content | None:
        """What it says, None while it is not sound."""
        ...

    @property
    def problems(self) -> tuple[ContentError, ...]:
        """What keeps it from being sound."""
        ...


class DraftSource(Protocol):
    """Where drafts are found: the authoring room."""

    async def draft(self, kind: Kind, document_id: str) -> AnyDraft:
        """Return the newest version of a document. Raises NotFoundError."""
        ...


class UnsoundDraftError(ConflictError):
    """A draft has errors and cannot be tried out yet."""

    code = "unsound-draft"

    def __init__(self, problems: Sequence[ContentError]) -> None:
        super().__init__(
            f"草稿还有 {len(problems)} 处要改，改好再试。 / The draft has {len(problems)} errors; mend them first."
        )
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file: its name, for messages, and its bytes."""

    name: str
    data: bytes


class TryoutDesk:
    """Try-outs of the newest version of a document. What reads it raises NotFoundError and UnsoundDraftError."""

    def __init__(
        self,
        drafts: DraftSource,
        shelf: Shelf,
        sessions: Sessions,
        trials: Trials,
        store: Store,
        casting: Casting,
        access: Access,
    ) -> None:
        """``shelf`` holds the partners a draft is tried with."""
        self._drafts = drafts
        self._shelf = shelf
        self._sessions = sessions
        self._trials = trials
        self._store = store
        self._casting = casting
        self._access = access

    async def sound(self, kind: Kind, document_id: str) -> Content:
        """Return what a draft says."""
        draft = await self._drafts.draft(kind, document_id)
        if draft.content is None:
            raise UnsoundDraftError(draft.problems)
        return draft.content

    async def talk(self, kind: Kind, document_id: str, order: SessionOrder) -> Session:
        """Start the author's own talk with a draft; the order names who and what goes with it.

        Raises InvalidInputError naming the field of the order that is wrong.
        """
        return await self._sessions.try_out(order, await self.sound(kind, document_id))

    async def trial(self, content: Content, sort: TrialSort) -> Trial | None:
        """Return the trial of a document that runs, else the newest of the draft as it is now; None without any."""
        kind = Kind.of(content).value
        running = await self._store.tryouts.running(kind, content.id, sort)
        return running or await self._store.tryouts.latest(kind, content.version, sort=sort)

    async def rehearse(
        self, kind: Kind, document_id: str, partners: Iterable[str], seeds: int, engine: Engine, viewer: Viewer
    ) -> Trial:
        """Begin the acceptance test of an archetype with these cases, or of a case with these archetypes.

        Raises InvalidInputError for an unknown or no partner, too many sessions, or a model that is not there;
        ConflictError while a rehearsal of the document runs.
        """
        draft = await self.sound(kind, document_id)
        library = self._shelf.library
        if isinstance(draft, Rubric):
            raise InvalidInputError("量规没有试演。 / A rubric is not rehearsed.", field="kind")
        known: Mapping[str, Archetype | Scenario] = (
            library.scenarios if isinstance(draft, Archetype) else library.archetypes
        )
        work = Rehearsing(draft, _chosen(known, partners, "partners"), seeds)
        return await self._trials.begin(_subject(draft), work, viewer.id, engine)

    async def offered(self, viewer: Viewer) -> tuple[Result, ...]:
        """Return the latest graded sessions the viewer may see, for him to choose from."""
        owners = await self._access.seen_owners(viewer)
        return await self._store.overview.results(Wanted(owners), limit=SESSIONS_OFFERED)

    async def regrade(self, document_id: str, session_ids: Iterable[str], engine: Engine, viewer: Viewer) -> Trial:
        """Begin grading old sessions by a rubric's draft. Nothing of them is changed.

        Raises NotFoundError for a session the viewer may not see, InvalidInputError for none or too many, or a model
        that is not there; ConflictError for a session without a scorecard, and while a regrading by this rubric runs.
        """
        rubric = await self._rubric(document_id)
        graded = [await self._graded(session_id, viewer) for session_id in dict.fromkeys(session_ids)]
        return await self._trials.begin(_subject(rubric), Regrading(rubric, tuple(graded)), viewer.id, engine)

    async def agree(
        self, document_id: str, transcripts: Sequence[File], labels: Sequence[File], engine: Engine, viewer: Viewer
    ) -> Trial:
        """Begin comparing a rubric's draft with labels, one file for each rater.

        Raises ContentError or InvalidInputError naming file and line of what is wrong; ConflictError while one runs.
        """
        rubric = await self._rubric(document_id)
        scenarios = self._shelf.library.scenarios
        talks = [
            talk
            for file in transcripts
            for talk in parse_transcripts(_text(file, "transcripts"), scenarios, file=file.name)
        ]
        raters = tuple(parse_labels(_text(file, "labels").splitlines(), name=file.name) for file in labels)
        return await self._trials.begin(_subject(rubric), Agreeing(rubric, tuple(talks), raters), viewer.id, engine)

    async def stop(self, kind: Kind, document_id: str, sort: TrialSort) -> None:
        """Stop the document's trial of this sort that runs; nothing happens where none does."""
        running = await self._store.tryouts.running(kind.value, document_id, sort)
        if running is not None:
            await self._trials.stop(running.id)

    async def _rubric(self, document_id: str) -> Rubric:
        content = await self.sound(Kind.RUBRIC, document_id)
        if not isinstance(content, Rubric):
            raise TypeError(f"the rubric {document_id!r} came as {type(content).__name__}")
        return content

    async def _graded(self, session_id: str, viewer: Viewer) -> GradedSession:
        await self._access.require_seen(viewer, session_id)
        played = await self._casting.stored(session_id)
        card = await self._store.load_scorecard(session_id)
        if card is None:
            raise ConflictError("有一次练习还没有评分，不能重评。 / One of the sessions is not graded yet.")
        return GradedSession(played.grading_case(), scorecard_from_document(card))


def _subject(content: Content) -> Subject:
    return Subject(Kind.of(content).value, ContentRef(content.id, content.version))


def _chosen(known: Mapping[str, _Part], wanted: Iterable[str], field: str) -> tuple[_Part, ...]:
    names = tuple(dict.fromkeys(wanted))
    lacking = [name for name in names if name not in known]
    if lacking:
        raise InvalidInputError(f"没有 {'、'.join(lacking)}。 / There is no {', '.join(lacking)}.", field=field)
    return tuple(known[name] for name in names)


def _text(file: File, field: str) -> str:
    try:
        return file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        raise InvalidInputError(
            f"{file.name} 第 {line} 行不是 UTF-8，请存成 UTF-8。 / {file.name}:{line}: is not UTF-8; save it as UTF-8.",
            field=field,
        ) from error
