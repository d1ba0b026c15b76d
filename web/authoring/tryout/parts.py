"""Trying out the draft of a customer or a case: a talk with it, and its rehearsal with live progress."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.account import Viewer
from sim.domain.archetype import Archetype
from sim.domain.errors import ConflictError, DuilianError, InvalidInputError
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.domain.score import Engine
from sim.domain.trial import TrialSort
from sim.library import Content, Kind
from sim.practice.sessions import SessionOrder
from sim.practice.tryout.rehearsing import MOST_SEEDS
from sim.runtime import Runtime
from web.authoring.places import DocumentId, Folder, about, address, told
from web.authoring.tryout.rubric import rubric_page, trial_part
from web.authoring.tryout.view import cases, customers, rehearsal_view, trial_view
from web.deps import RuntimeDep, TrainerDep
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content")

PARTNERS_TICKED = 12
"""How many partners are ticked when the page opens: as many sessions as a verdict needs, no more than one waits for."""
SESSIONS_WANTED = 12
"""Sessions of each agent it takes to see a difference; the number of times is set for them when the page opens."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form held that was refused, and why."""

    error: DuilianError | None = None
    partners: tuple[str, ...] = ()
    seeds: int | None = None

    @property
    def status(self) -> int:
        """The status of the page that shows it."""
        return 200 if self.error is None else 409 if isinstance(self.error, ConflictError) else 422


@router.get("/{folder}/{document_id}/tryout")
async def tryout(
    folder: Folder, document_id: DocumentId, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep
) -> HTMLResponse:
    """Show what can be done with a draft before it is published."""
    return await _page(folder, document_id, runtime, viewer, pages)


@router.post("/{folder}/{document_id}/tryout/talk", response_model=None)
async def talk(
    folder: Folder,
    document_id: DocumentId,
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    archetype: Annotated[str, Form(max_length=100)] = "",
    scenario: Annotated[str, Form(max_length=100)] = "",
    intensity: Annotated[int, Form()] = 2,
) -> Response:
    """Start a talk with the draft, on the page where everybody talks."""
    order = SessionOrder(scenario, archetype, intensity=intensity, owner=viewer.id)
    try:
        session = await runtime.tryouts.talk(folder.kind, document_id, order)
    except (InvalidInputError, ConflictError) as error:
        return await _page(folder, document_id, runtime, viewer, pages, Sent(error))
    return RedirectResponse(f"/sessions/{session.id}", 303)


@router.post("/{folder}/{document_id}/tryout/rehearsal", response_model=None)
async def rehearse(
    folder: Folder,
    document_id: DocumentId,
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    partners: Annotated[list[str], Form(default_factory=list)],
    seeds: Annotated[int, Form()] = 1,
    engine: Annotated[Engine, Form()] = Engine.OFFLINE,
) -> Response:
    """Begin a rehearsal."""
    try:
        await runtime.tryouts.rehearse(folder.kind, document_id, partners, seeds, engine, viewer)
    except (InvalidInputError, ConflictError) as error:
        return await _page(folder, document_id, runtime, viewer, pages, Sent(error, tuple(partners), seeds))
    return _back(folder, document_id, TrialSort.REHEARSAL)


@router.post("/{folder}/{document_id}/tryout/{sort}/stop")
async def stop(
    folder: Folder, document_id: DocumentId, sort: TrialSort, runtime: RuntimeDep, _: TrainerDep
) -> RedirectResponse:
    """Stop the trial that runs."""
    await runtime.tryouts.stop(folder.kind, document_id, sort)
    return _back(folder, document_id, sort)


@router.get("/{folder}/{document_id}/tryout/{sort}")
async def part(
    folder: Folder, document_id: DocumentId, sort: TrialSort, runtime: RuntimeDep, viewer: TrainerDep, pages: PagesDep
) -> HTMLResponse:
    """Return the part of the page that tells of one trial, asked for again and again while it runs.

    Once it has ended the whole page is to be loaded anew: what can be done next stands beside this part.
    """
    content = await runtime.tryouts.sound(folder.kind, document_id)
    if isinstance(content, Rubric):
        shown = await trial_part(content, sort, runtime, viewer, pages)
    else:
        shown = await _rehearsal_part(content, runtime, pages)
    answer = pages.render("authoring/trial.html", **shown)
    view = shown["view"]
    if view is not None and not view.is_alive:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _back(folder: Folder, document_id: str, sort: TrialSort) -> RedirectResponse:
    return RedirectResponse(f"{address(folder, document_id)}/tryout#{sort}", 303)


async def _page(
    folder: Folder, document_id: str, runtime: Runtime, viewer: Viewer, pages: Pages, sent: Sent = Sent()
) -> HTMLResponse:
    draft = await runtime.authoring.draft(folder.kind, document_id)
    head = await about(runtime, pages, draft, "tryout")
    content = draft.content
    if content is None:
        return pages.render("authoring/tryout_unsound.html", sent.status, **head, problems=told(draft.problems))
    if isinstance(content, Rubric):
        return await rubric_page(content, head, runtime, viewer, pages, sent.error)
    return pages.render(
        "authoring/tryout.html",
        sent.status,
        **head,
        content=content,
        fault=pages.said(sent.error.message) if sent.error else "",
        customers=customers(runtime, pages),
        cases=cases(runtime, pages),
        partners=_partners(content, runtime, pages, sent.partners),
        seeds=sent.seeds or _seeds(content, runtime),
        most_seeds=MOST_SEEDS,
        has_model=runtime.customer.engine is Engine.LLM,
        model=runtime.customer.model or "",
        **await _rehearsal_part(content, runtime, pages),
    )


async def _rehearsal_part(content: Content, runtime: Runtime, pages: Pages) -> dict[str, Any]:
    trial = await runtime.tryouts.trial(content, TrialSort.REHEARSAL)
    return {
        "address": f"{address(Folder.of(Kind.of(content)), content.id)}/tryout/{TrialSort.REHEARSAL}",
        "sort": TrialSort.REHEARSAL.value,
        "view": None if trial is None else trial_view(trial, content.version, pages),
        "rehearsal": None if trial is None else rehearsal_view(trial.result, runtime.library, pages),
        "tries_case": isinstance(content, Scenario),
        "wanted": SESSIONS_WANTED,
    }


def _partners(
    content: Archetype | Scenario, runtime: Runtime, pages: Pages, chosen: tuple[str, ...]
) -> list[tuple[str, str, bool]]:
    """Return whom the draft can be rehearsed with: id, name, whether ticked."""
    known = cases(runtime, pages) if isinstance(content, Archetype) else customers(runtime, pages)
    ticked = chosen or tuple(name for name, _ in known[:PARTNERS_TICKED])
    return [(name, title, name in ticked) for name, title in known]


def _seeds(content: Archetype | Scenario, runtime: Runtime) -> int:
    known = runtime.library.scenarios if isinstance(content, Archetype) else runtime.library.archetypes
    partners = max(1, min(len(known), PARTNERS_TICKED))
    return min(MOST_SEEDS, -(-SESSIONS_WANTED // partners))
