"""Home: choose a customer and a case, read the briefing, start; go on with what was left open."""

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Cookie, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.scenario import OpinionRisk, Scenario, Severity
from sim.library import Library
from sim.practice.overview.roster import LOCAL_PERSON
from sim.practice.sessions import DEFAULT_RUBRIC, SessionOrder
from web.deps import RuntimeDep, ViewerDep
from web.overview.own import own_parts
from web.pages.help import TOUR_COOKIE, without_tour
from web.rendering.desk import PagesDep, session_row
from web.rendering.renderer import Pages

router = APIRouter()

LISTED = 40
"""How many sessions home looks through for open and recent ones."""
SHOWN = 5

ALL = "all"
"""Stands for every trade where one could be chosen."""

MoodChoice = Literal["visible", "hidden"]
ContentId = Annotated[str, Query(max_length=100)]


@dataclass(frozen=True, slots=True)
class Choice:
    """What is ticked when home opens."""

    archetype: str
    scenario: str
    intensity: int
    mood: MoodChoice
    trade: str = ""


@dataclass(frozen=True, slots=True)
class Trade:
    """The cases of one trade. ``id`` is its Chinese name; ``is_near`` marks that of the ticked case."""

    id: str
    name: str
    scenarios: tuple[Scenario, ...]
    is_near: bool


@router.get("/")
async def home(
    runtime: RuntimeDep,
    viewer: ViewerDep,
    pages: PagesDep,
    archetype: ContentId = "",
    scenario: ContentId = "",
    intensity: Annotated[int, Query(ge=1, le=3)] = 2,
    mood: MoodChoice = "visible",
    trade: ContentId = "",
    tour: Annotated[str, Cookie(alias=TOUR_COOKIE)] = "",
) -> HTMLResponse:
    """Show the choice, with what the address names already ticked; ``trade`` (or ALL) is whose cases are shown.

    Where the address names nothing, what the viewer was asked to practise first is ticked.
    """
    library = runtime.library
    listed = await runtime.store.list_sessions(viewer.id, limit=LISTED)
    last = listed.sessions[0].scenario if listed.sessions else ""
    own = await own_parts(runtime, viewer, pages, listed.sessions)
    if own.first is not None and not (scenario or archetype or trade):
        scenario, archetype = own.first.scenario, own.first.archetype
    choice = Choice(*_ticked(library, archetype, (scenario, last), trade), intensity, mood, trade)
    begun = [summary for summary in listed.sessions if summary.ended_at is None][:SHOWN]
    ended = [summary for summary in listed.sessions if summary.ended_at is not None][:SHOWN]
    standings = await runtime.store.reviews.standings([summary.id for summary in ended])
    return pages.render(
        "home.html",
        page="home",
        own=own,
        viewer_key=viewer.id or LOCAL_PERSON,
        newcomer=not tour,
        archetypes=tuple(library.archetypes.values()),
        trades=_by_trade(library, pages, choice),
        all_trades=ALL,
        choice=choice,
        chosen=library.scenarios.get(choice.scenario),
        open_sessions=[session_row(summary, library, pages) for summary in begun],
        past_sessions=[session_row(summary, library, pages, standings.get(summary.id)) for summary in ended],
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
    rubric: Annotated[str, Form(max_length=100)] = DEFAULT_RUBRIC,
) -> RedirectResponse:
    """Start a session and lead to the talk: who has come so far needs the newcomer's note no more.

    An assignment is started with the rubric it was given with. Raises InvalidInputError for content the library does
    not know.
    """
    order = SessionOrder(
        scenario, archetype, rubric, intensity=intensity, mood_visible=mood == "visible", owner=viewer.id
    )
    session = await runtime.sessions.start(order)
    return without_tour(RedirectResponse(f"/sessions/{session.id}", 303))


def _ticked(library: Library, archetype: str, wanted: tuple[str, ...], trade: str) -> tuple[str, str]:
    """Return the archetype and scenario to tick.

    The scenario is the first of those wanted that there is (within the trade, where one is chosen), else the easiest;
    the archetype is that asked for, else its typical customer.
    """
    known = library.scenarios
    within = [item for item in known.values() if item.trade.zh == trade] or list(known.values())
    asked = (known[name] for name in wanted if name in known and known[name] in within)
    chosen = next(asked, None) or min(within, key=_hardness, default=None)
    typical = chosen.typical_archetype if chosen else ""
    types = [name for name in (archetype, typical, *library.archetypes) if name in library.archetypes]
    return (types[0] if types else "", chosen.id if chosen else "")


def _hardness(scenario: Scenario) -> tuple[int, int]:
    """Tell how much hangs on a case: how hard it hits the customer, then how easily it goes public."""
    return list(Severity).index(scenario.severity), list(OpinionRisk).index(scenario.opinion_risk)


def _by_trade(library: Library, pages: Pages, choice: Choice) -> list[Trade]:
    trades: dict[str, list[Scenario]] = {}
    for scenario in library.scenarios.values():
        trades.setdefault(scenario.trade.zh, []).append(scenario)
    return [
        Trade(name, pages.own(found[0].trade), tuple(found), choice.scenario in [item.id for item in found])
        for name, found in trades.items()
    ]
