"""What the page routes ask for: the runtime, the renderer, a session with its pinned content."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from sim.domain.archetype import Archetype
from sim.domain.review import Standing
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.domain.session import Session
from sim.library import Library
from sim.runtime import Runtime
from sim.store import SessionSummary
from web.deps import RuntimeDep, SeenSession, ViewedSession, recognised_by, seen_viewer
from web.rendering.languages import speech_of
from web.rendering.renderer import Pages, Press
from web.rendering.words import word


@dataclass(frozen=True, slots=True)
class Practice:
    """A session with the content it was started with."""

    session: Session
    archetype: Archetype
    scenario: Scenario
    rubric: Rubric


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One line of a list of sessions. ``standing`` says in words how far reviewers are with it, "" for nothing.

    ``held_back``: the total alone would pass, a dimension or a gate does not.
    """

    href: str
    title: str
    archetype: str
    created_at: datetime
    ended: bool
    total: float | None
    passed: bool | None
    state: str
    standing: str = ""
    held_back: bool = False


def draft_address(practice: Practice, library: Library) -> str:
    """Return where a talk with a draft came from: the try-out of the document that is not the one in use."""
    documents = (
        ("scenarios", practice.scenario, library.scenarios.get(practice.scenario.id)),
        ("archetypes", practice.archetype, library.archetypes.get(practice.archetype.id)),
        ("rubrics", practice.rubric, library.rubrics.get(practice.rubric.id)),
    )
    drafts = (item for item in documents if item[2] is None or item[2].version != item[1].version)
    folder, document, _ = next(drafts, documents[0])
    return f"/content/{folder}/{document.id}/tryout"


async def practice_of(session_id: SeenSession, runtime: RuntimeDep) -> Practice:
    """Read a session the viewer may see, with its pinned content. Raises NotFoundError."""
    played = await runtime.casting.stored(session_id)
    return Practice(played.session, played.cast.archetype, played.cast.scenario, played.rubric)


async def viewed_practice(session_id: ViewedSession, runtime: RuntimeDep) -> Practice:
    """Read a session like ``practice_of``, where what is said in it will be shown: that is written down."""
    return await practice_of(session_id, runtime)


async def pages_of(request: Request) -> Pages:
    """Return the renderer for this request's language and viewer, which knows what waits for him."""
    runtime: Runtime = request.app.state.runtime
    viewer = seen_viewer(request)
    waiting = await runtime.reviews.appeals.waiting(viewer) if viewer is not None else 0
    return printed_for(request.app.state.press, request, waiting)


def printed_for(press: Press, request: HTTPConnection, waiting: int = 0) -> Pages:
    """Return the renderer for a request; ``waiting`` is how many appeals wait for the viewer's answer."""
    recognised = recognised_by(request)
    return press.pages(speech_of(request), seen_viewer(request), recognised.form_token if recognised else "", waiting)


PracticeDep = Annotated[Practice, Depends(practice_of)]
ViewedPracticeDep = Annotated[Practice, Depends(viewed_practice)]
PagesDep = Annotated[Pages, Depends(pages_of)]


def session_row(
    summary: SessionSummary, library: Library, pages: Pages, standing: Standing | None = None
) -> SessionRow:
    """Say a stored session in words. Content that has since left the library goes by its id."""
    ended = summary.ended_at is not None
    scenario = library.scenarios.get(summary.scenario)
    archetype = library.archetypes.get(summary.archetype)
    return SessionRow(
        href=f"/sessions/{summary.id}" + ("/scorecard" if ended else ""),
        title=pages.own(scenario.title) if scenario else summary.scenario,
        archetype=pages.own(archetype.name) if archetype else summary.archetype,
        created_at=summary.created_at,
        ended=ended,
        total=summary.total,
        passed=summary.passed,
        state=pages.text(word("grading", summary.grading)),
        standing=pages.text(word("standing", standing)) if standing else "",
        held_back=_held_back(summary, library.rubrics.get(summary.rubric)),
    )


def _held_back(summary: SessionSummary, rubric: Rubric | None) -> bool:
    if rubric is None or summary.total is None or summary.passed:
        return False
    return any(summary.total >= level.total for level in rubric.certifications)
