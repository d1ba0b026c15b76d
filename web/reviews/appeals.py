"""Appeals: opened and withdrawn by the trainee, answered by a trainer on the review page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from sim.domain.account import Viewer
from sim.domain.errors import InvalidInputError
from sim.domain.score import Quote
from sim.domain.session import TurnRecord
from sim.domain.transcript import Speaker
from sim.grading.words.evidence import QUOTE_MIN
from sim.grading.words.wording import sentences
from sim.practice.reviews.decisions import appeal_status_of, quote_of, ruling_of
from sim.practice.reviews.graded import no_such_part
from sim.practice.reviews.texts import APPEAL_LEAST, TEXT_LIMIT
from sim.runtime import Runtime
from web.deps import OwnSession, RuntimeDep, TrainerDep, ViewerDep
from web.rendering.desk import PagesDep
from web.rendering.lines import Lines
from web.rendering.remarks import remarks
from web.rendering.renderer import Pages, aigc_label
from web.reviews.decisions import ShortField, TextField, back_to, sent_back
from web.reviews.forms import NOTHING_SENT, Sent, refused
from web.reviews.view import review_view

router = APIRouter()


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line of the trainee with what he can point at in it: values as the form sends them, and their words."""

    name: str
    words: tuple[tuple[str, str], ...]


@router.get("/sessions/{session_id}/appeals/{subject}")
async def appeal_form(
    session_id: OwnSession, subject: str, runtime: RuntimeDep, viewer: ViewerDep, pages: PagesDep
) -> HTMLResponse:
    """Show the trainee what he may dispute: one criterion or failed gate, with his own words to point at."""
    return await _form(runtime, viewer, pages, session_id, subject)


@router.post("/sessions/{session_id}/appeals/{subject}", response_model=None)
async def open_appeal(
    session_id: OwnSession,
    subject: str,
    runtime: RuntimeDep,
    viewer: ViewerDep,
    pages: PagesDep,
    text: TextField = "",
    quote: TextField = "",
) -> Response:
    """Dispute one criterion or failed gate of one's own scorecard; ``quote`` is a value of ``OwnLine``, or ""."""
    try:
        await runtime.reviews.appeals.open(viewer, session_id, subject, text, _pointed(quote))
    except InvalidInputError as error:
        sent = refused(pages, "appeal", {"text": text, "quote": quote}, error)
        return await _form(runtime, viewer, pages, session_id, subject, sent)
    return _to_scorecard(session_id)


@router.post("/sessions/{session_id}/appeals/{appeal_id}/withdraw")
async def withdraw(session_id: OwnSession, appeal_id: str, runtime: RuntimeDep, viewer: ViewerDep) -> RedirectResponse:
    """Take back one's own open appeal."""
    await runtime.reviews.appeals.withdraw(viewer, session_id, appeal_id)
    return _to_scorecard(session_id)


@router.post("/reviews/{session_id}/appeals/{appeal_id}", response_model=None)
async def answer(
    session_id: str,
    appeal_id: str,
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    status: ShortField = "",
    text: TextField = "",
    decision: ShortField = "",
    subject: ShortField = "",
    quote: TextField = "",
    turn: ShortField = "",
) -> Response:
    """Uphold or dismiss an appeal; ``decision`` is "" where ``subject`` stays as it is."""
    try:
        ruling = ruling_of(subject, decision, "", quote, turn) if decision else None
        await runtime.reviews.appeals.answer(viewer, session_id, appeal_id, appeal_status_of(status), text, ruling)
    except InvalidInputError as error:
        values = {"status": status, "text": text, "decision": decision, "quote": quote, "turn": turn}
        return await sent_back(runtime, viewer, pages, session_id, refused(pages, f"appeal-{appeal_id}", values, error))
    return back_to(session_id, f"appeal-{appeal_id}")


async def _form(
    runtime: Runtime, viewer: Viewer, pages: Pages, session_id: str, subject: str, sent: Sent = NOTHING_SENT
) -> HTMLResponse:
    reviewed = await runtime.reviews.graded.load(session_id)
    part = review_view(reviewed).part(subject)
    if part is None:
        raise no_such_part(subject)
    session, cast = reviewed.played.session, reviewed.played.cast
    lines = pages.lines(session)
    return pages.render(
        "reviews/appeal.html",
        422 if sent.part else 200,
        page="history",
        session=session,
        scenario=cast.scenario,
        remark=remarks(pages.language, reviewed.played.rubric, cast.scenario, cast.archetype, lines),
        part=part,
        lines=lines,
        own_lines=list(_own_lines(session.turns, lines)),
        sent=sent,
        least=APPEAL_LEAST,
        limit=TEXT_LIMIT,
        aigc=aigc_label(session.id),
    )


def _own_lines(turns: Sequence[TurnRecord], lines: Lines) -> Iterator[OwnLine]:
    """Yield the trainee's lines sentence by sentence, and whole where there are several; the shortest prove nothing."""
    for record in turns:
        if record.speaker is Speaker.TRAINEE:
            found = [record.text[start:end].strip() for start, end in sentences(record.text)]
            long_enough = [text for text in found if sum(map(str.isalnum, text)) >= QUOTE_MIN]
            words = dict.fromkeys(long_enough if len(found) == 1 else [*long_enough, record.text])
            yield OwnLine(lines.name(record.turn), tuple((f"{record.turn}:{text}", text) for text in words))


def _pointed(value: str) -> Quote | None:
    turn, _, words = value.partition(":")
    return quote_of(words, turn)


def _to_scorecard(session_id: str) -> RedirectResponse:
    return RedirectResponse(f"/sessions/{session_id}/scorecard#review", 303)
