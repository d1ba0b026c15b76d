"""The talk: the page chat.js plays on, and plain forms that do the same without it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.errors import ConflictError, InvalidInputError
from sim.domain.session import TURN_TEXT_LIMIT, Session, TurnStatus
from sim.domain.transcript import Speaker
from sim.practice.accounts.access import owns
from sim.practice.documents import next_index
from sim.practice.sessions import SessionOrder
from sim.practice.talk.events import TurnFailed
from sim.runtime import Runtime
from web.deps import OwnSession, RuntimeDep, ViewerDep
from web.pages.advice import practise_next
from web.rendering.desk import PagesDep, Practice, PracticeDep, ViewedPracticeDep, draft_address, practice_of
from web.rendering.renderer import Pages, aigc_label
from web.rendering.words import ERRORS, LINE_REFUSED, OUTCOMES, STAGES, TALK_WORDS, error_words

router = APIRouter(prefix="/sessions")

HIDDEN = "hidden"
_PINGS_MISSED = 2.5


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that was not taken: what the trainee is told, what the program said, the words that stay in the box."""

    message: str
    detail: str
    draft: str


@router.get("/{session_id}")
async def talk(practice: ViewedPracticeDep, runtime: RuntimeDep, pages: PagesDep) -> HTMLResponse:
    """Show the talk as far as it has come; only whose it is can go on with it."""
    offline_offered = runtime.turns.voices.offers_understudy(practice.session.id)
    last = None if practice.session.ended else await runtime.reviews.graded.before(practice.session)
    aim = practise_next(pages, last.feedback, practice) if last is not None else ""
    return _talk_page(pages, practice, runtime, offline_offered=offline_offered, aim=aim)


@router.post("/{session_id}/turns", response_model=None)
async def say(
    session_id: OwnSession,
    runtime: RuntimeDep,
    pages: PagesDep,
    index: Annotated[int, Form()],
    text: Annotated[str, Form()] = "",
) -> HTMLResponse | RedirectResponse:
    """Say a line without JavaScript: wait for the whole answer, then show it. A refused line stays in the box."""
    try:
        answer = await runtime.turns.say(session_id, index, text)
    except (ConflictError, InvalidInputError) as error:
        practice = await practice_of(session_id, runtime)
        status = 409 if isinstance(error, ConflictError) else 422
        said = LINE_REFUSED if isinstance(error, InvalidInputError) else error_words(error.code)
        refusal = Refusal(pages.text(said), error.message, text)
        return _talk_page(pages, practice, runtime, status, refusal=refusal)
    seen = 0
    while events := await answer.wait(seen):
        seen += len(events)
        if isinstance(events[-1], TurnFailed):
            return RedirectResponse(f"/sessions/{session_id}#line", 303)
    return RedirectResponse(f"/sessions/{session_id}#turn-{index + 1}", 303)


@router.get("/{session_id}/end")
async def confirm_end(_: OwnSession, practice: PracticeDep, pages: PagesDep) -> HTMLResponse:
    """Ask whether to end (where no dialog can)."""
    return pages.render("end.html", session=practice.session)


@router.post("/{session_id}/end")
async def end(session_id: OwnSession, runtime: RuntimeDep) -> RedirectResponse:
    """End the session (a failed grading is queued again) and lead to its scorecard."""
    await runtime.sessions.end(session_id)
    runtime.runner.wake()
    return RedirectResponse(f"/sessions/{session_id}/scorecard", 303)


@router.post("/{session_id}/again")
async def again(practice: PracticeDep, runtime: RuntimeDep, viewer: ViewerDep) -> RedirectResponse:
    """Start the same case with the same customer and settings once more, with another seed.

    A talk with a draft is repeated with that very draft.
    """
    settings = practice.session.settings
    order = SessionOrder(
        practice.session.scenario.id,
        practice.session.archetype.id,
        practice.session.rubric.id,
        intensity=settings.intensity,
        mood_visible=settings.mood_visible,
        owner=viewer.id,
    )
    if practice.session.tryout:
        session = await runtime.sessions.try_out(order, practice.archetype, practice.scenario, practice.rubric)
    else:
        session = await runtime.sessions.start(order)
    return RedirectResponse(f"/sessions/{session.id}", 303)


def patience_of(runtime: Runtime) -> int:
    """Return how many milliseconds of silence, without even a ping, tell a page that its connection is dead."""
    return int(1000 * _PINGS_MISSED * runtime.settings.ping_interval)


def _talk_page(
    pages: Pages,
    practice: Practice,
    runtime: Runtime,
    status: int = 200,
    *,
    refusal: Refusal | None = None,
    offline_offered: bool = False,
    aim: str = "",
) -> HTMLResponse:
    session = practice.session
    shown = session.settings.mood_visible or session.ended
    may_speak = not session.ended and pages.viewer is not None and owns(pages.viewer, session.owner)
    mood = next((turn.mood for turn in reversed(session.turns) if turn.mood is not None), None)
    return pages.render(
        "chat.html",
        status,
        session=session,
        scenario=practice.scenario,
        archetype=practice.archetype,
        engine_line=pages.engine_line(session.engine, session.model),
        aigc=aigc_label(session.id),
        aim=aim,
        lines=pages.lines(session),
        mood=mood,
        mood_shown=shown,
        rank=mood.stage.rank if mood is not None and shown else HIDDEN,
        stages=list(zip(STAGES, pages.stages(), strict=True)),
        may_speak=may_speak,
        next_index=next_index(session) if may_speak else None,
        unanswered=_unanswered(session) if may_speak else None,
        limit=TURN_TEXT_LIMIT,
        patience=patience_of(runtime),
        draft=draft_address(practice, runtime.library),
        words=_script_words(pages),
        refusal=refusal,
        offline_offered=offline_offered,
        here=f"/sessions/{session.id}",
    )


def _script_words(pages: Pages) -> dict[str, Any]:
    """Return what chat.js says: single words, and those for outcomes, stages and errors by their codes."""
    groups: Mapping[str, Mapping[str, str]] = {"outcomes": OUTCOMES, "stages": STAGES, "errors": ERRORS}
    return {
        **{key: pages.text(text) for key, text in TALK_WORDS.items()},
        **{name: {code: pages.text(text) for code, text in group.items()} for name, group in groups.items()},
    }


def _unanswered(session: Session) -> str | None:
    """Return the trainee's line that still waits for an answer."""
    said = [turn for turn in session.turns if turn.speaker is Speaker.TRAINEE]
    last = session.turns[-1]
    waits = last.speaker is Speaker.TRAINEE or last.status is not TurnStatus.COMPLETE
    return said[-1].text if said and waits else None
