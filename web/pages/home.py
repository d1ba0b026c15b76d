"""Home: choose a customer and a case, read the briefing, start; go on with what was left open."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Cookie, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.scenario import Scenario
from sim.library import Library
from sim.practice.overview.roster import LOCAL_PERSON
from sim.practice.sessions import SessionOrder
from web.deps import RuntimeDep, ViewerDep
from web.overview.own import own_parts
from web.pages.desk import PagesDep, session_row
from web.pages.help import TOUR_COOKIE, without_tour
from web.pages.rendering import Pages

router = APIRouter()

LISTED = 40
"""How many sessions home looks through for open and recent ones."""
SHOWN = 5

MoodChoice = Literal["visible", "hidden"]
ContentId = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is ticked when home opens."""

    archetype: str
    scenario: str
    intensity: int
    mood: MoodChoice


@router.get("/")
async def home(
    runtime: RuntimeDep,
    viewer: ViewerDep,
    pages: PagesDep,
    archetype: ContentId = "",
    scenario: ContentId = "",
    intensity: Annotated[int, Query(ge=1, le=3)] = 2,
    mood: MoodChoice = "visible",
    tour: Annotated[str, Cookie(alias=TOUR_COOKIE)] = "",
) -> HTMLResponse:
    """Show the choice, with what the address names already ticked."""
    library = runtime.library
    choice = Choice(*_ticked(library, archetype, scenario), intensity, mood)
    listed = await runtime.store.list_sessions(viewer.id, limit=LISTED)
    rows = [session_row(summary, library, pages) for summary in listed.sessions]
    return pages.render(
        "home.html",
        page="home",
        own=await own_parts(runtime, viewer, pages),
        viewer_key=viewer.id or LOCAL_PERSON,
        newcomer=not tour,
        archetypes=tuple(library.archetypes.values()),
        trades=_by_trade(library, pages),
        choice=choice,
        chosen=library.scenarios.get(choice.scenario),
        open_sessions=[row for row in rows if not row.ended][:SHOWN],
        past_sessions=[row for row in rows if row.ended][:SHOWN],
        library_problems=[str(problem) for problem in library.problems],
    )


@router.get("/briefing")
async def briefing(runtime: RuntimeDep, pages: PagesDep, scenario: ContentId = "") -> HTMLResponse:
    """Return the briefing card of one case, to be put into home."""
    return pages.render("parts/briefing.html", scenario=runtime.library.scenarios.get(scenario))


@router.post("/sessions")
async def start(
    runtime: RuntimeDep,
    viewer: ViewerDep,
    archetype: Annotated[str, Form(max_length=100)],
    scenario: Annotated[str, Form(max_length=100)],
    intensity: Annotated[int, Form(ge=1, le=3)] = 2,
    mood: Annotated[MoodChoice, Form()] = "visible",
) -> RedirectResponse:
    """Start a session and lead to the talk: who has come so far needs the newcomer's note no more.

    Raises InvalidInputError for content the library does not know.
    """
    order = SessionOrder(scenario, archetype, intensity=intensity, mood_visible=mood == "visible", owner=viewer.id)
    session = await runtime.sessions.start(order)
    return without_tour(RedirectResponse(f"/sessions/{session.id}", 303))


def _ticked(library: Library, archetype: str, scenario: str) -> tuple[str, str]:
    """Return the archetype and scenario to tick: those asked for, else the first case with its typical customer."""
    chosen = library.scenarios.get(scenario) or next(iter(library.scenarios.values()), None)
    typical = chosen.typical_archetype if chosen else ""
    known = [name for name in (archetype, typical, *library.archetypes) if name in library.archetypes]
    return (known[0] if known else "", chosen.id if chosen else "")


def _by_trade(library: Library, pages: Pages) -> list[tuple[str, list[Scenario]]]:
    trades: dict[str, list[Scenario]] = {}
    for scenario in library.scenarios.values():
        trades.setdefault(pages.own(scenario.trade), []).append(scenario)
    return list(trades.items())
