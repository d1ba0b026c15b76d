"""The scorecard, and the way to it: how far the grading has come, dimension by dimension."""

from typing import Any

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.session import GradingStatus
from sim.practice.accounts.access import owns
from sim.practice.gradings import Progress
from web.deps import RuntimeDep, ViewerDep
from web.pages.advice import practise_next
from web.pages.curve import curve_points
from web.pages.scorecard_view import ScorecardView, scorecard_view
from web.rendering.desk import PagesDep, Practice, PracticeDep, ViewedPracticeDep, draft_address
from web.rendering.remarks import remarks
from web.rendering.renderer import Pages, aigc_label
from web.reviews.view import ReviewView, review_view

router = APIRouter(prefix="/sessions")


@router.get("/{session_id}/scorecard", response_model=None)
async def scorecard(
    session_id: str, practice: ViewedPracticeDep, runtime: RuntimeDep, viewer: ViewerDep, pages: PagesDep
) -> HTMLResponse | RedirectResponse:
    """Show the scorecard, or how far it is; an open session leads back to the talk."""
    session = practice.session
    if not session.ended:
        return RedirectResponse(f"/sessions/{session_id}", 303)
    if session.grading is GradingStatus.NONE:
        return pages.render("ungraded.html", session=session)
    if session.grading is not GradingStatus.DONE:
        progress = await runtime.gradings.progress(session_id)
        if progress.scorecard is None:
            return _grading(pages, practice, progress, runtime, "grading.html")
    review = review_view(await runtime.reviews.graded.load(session_id))
    await runtime.reviews.graded.note_shown(viewer, session_id)
    last = await runtime.reviews.graded.before(session)
    view = scorecard_view(review.reviewed.effective, practice.rubric, session, last)
    draft = draft_address(practice, runtime.library)
    trainee = None if owns(viewer, session.owner) else await _name(runtime, session.owner)
    return _scorecard(pages, practice, view, review, draft, trainee)


@router.get("/{session_id}/grading", response_model=None)
async def grading(session_id: str, practice: PracticeDep, runtime: RuntimeDep, pages: PagesDep) -> Response:
    """Return how far the grading is, for the page to swap in; tells it to go on to the scorecard once that is there."""
    progress = await runtime.gradings.progress(session_id)
    if progress.scorecard is not None:
        return Response(headers={"HX-Redirect": f"/sessions/{session_id}/scorecard"})
    return _grading(pages, practice, progress, runtime, "parts/grading.html")


def _grading(pages: Pages, practice: Practice, progress: Progress, runtime: RuntimeDep, template: str) -> HTMLResponse:
    return pages.render(
        template,
        session=practice.session,
        scenario=practice.scenario,
        archetype=practice.archetype,
        dimensions=practice.rubric.dimensions,
        progress=progress,
        grader_line=pages.engine_line(runtime.grader.engine, runtime.grader.model),
    )


def _scorecard(
    pages: Pages, practice: Practice, view: ScorecardView, review: ReviewView, draft: str, trainee: str | None
) -> HTMLResponse:
    """Render the page; ``trainee`` is whose talk it was, None for the viewer's own."""
    session, card = practice.session, view.card
    lines = pages.lines(session)
    customer_line = pages.engine_line(session.engine, session.model)
    return pages.render(
        "scorecard.html",
        session=session,
        scenario=practice.scenario,
        archetype=practice.archetype,
        rubric=practice.rubric,
        view=view,
        review=review,
        draft=draft,
        trainee=trainee,
        may_appeal=trainee is None,
        flags=[pages.flag_line(flag, lines) for flag in card.flags],
        curve_points=curve_points(view.curve, lines),
        lines=lines,
        stages=pages.stages(),
        advice=practise_next(pages, card.feedback, practice),
        radar=_radar(pages, view),
        remark=remarks(pages.language, practice.rubric, practice.scenario, practice.archetype, lines),
        reasons={rule.id: rule.reason for rule in practice.archetype.rules},
        engine_line=customer_line,
        customer_line=customer_line,
        grader_line=pages.engine_line(card.engine, card.model),
        aigc=aigc_label(session.id),
    )


async def _name(runtime: RuntimeDep, owner: str) -> str:
    """Return what a person is called, "" for one who has no account (any more)."""
    return (await runtime.store.people.named({owner})).get(owner, "")


def _radar(pages: Pages, view: ScorecardView) -> list[dict[str, Any]]:
    """Return what the radar draws: for each dimension its name and its points: reached, to pass, last time."""
    return [
        {
            "name": pages.own(item.dimension.name),
            "points": item.points,
            "pass": item.pass_points,
            "last": item.last_points,
        }
        for item in view.dimensions
    ]
