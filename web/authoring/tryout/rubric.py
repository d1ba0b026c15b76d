"""Trying out the draft of a rubric: a talk graded by it, old sessions graded anew, agreement with a labelled set."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Response, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.account import Viewer
from sim.domain.errors import ConflictError, ContentError, DuilianError, InvalidInputError
from sim.domain.rubric import Rubric
from sim.domain.score import Engine
from sim.domain.trial import Trial, TrialSort
from sim.library import Kind
from sim.practice.tryout import desk
from sim.practice.tryout.regrading import MOST_SESSIONS
from sim.runtime import Runtime
from sim.store.overview import Result
from web.authoring.places import DocumentId, Folder, about, address, told
from web.authoring.tryout.view import agreement_rows, cases, customers, regraded_criteria, regraded_sessions, trial_view
from web.deps import RuntimeDep, TrainerDep
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content/rubrics/{document_id}/tryout")

Files = Annotated[list[UploadFile], File(default_factory=list)]


@router.post("/regrading", response_model=None)
async def regrade(
    document_id: DocumentId,
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    sessions: Annotated[list[str], Form(default_factory=list)],
    engine: Annotated[Engine, Form()] = Engine.OFFLINE,
) -> Response:
    """Begin grading old sessions by the draft."""
    try:
        await runtime.tryouts.regrade(document_id, sessions[: MOST_SESSIONS + 1], engine, viewer)
    except (InvalidInputError, ConflictError) as error:
        return await _again(document_id, runtime, viewer, pages, error)
    return _back(document_id, TrialSort.REGRADING)


@router.post("/agreement", response_model=None)
async def agree(
    document_id: DocumentId,
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    transcripts: Files,
    labels: Files,
    engine: Annotated[Engine, Form()] = Engine.OFFLINE,
) -> Response:
    """Begin comparing the draft's grading with labels."""
    try:
        talks, raters = await _read(transcripts, "transcripts"), await _read(labels, "labels")
        await runtime.tryouts.agree(document_id, talks, raters, engine, viewer)
    except (InvalidInputError, ConflictError, ContentError) as error:
        return await _again(document_id, runtime, viewer, pages, error)
    return _back(document_id, TrialSort.AGREEMENT)


async def rubric_page(
    rubric: Rubric,
    head: Mapping[str, Any],
    runtime: Runtime,
    viewer: Viewer,
    pages: Pages,
    error: DuilianError | None = None,
) -> HTMLResponse:
    """Return the page of a rubric's draft under its ``head``, with what was wrong with a form."""
    status = 200 if error is None else 409 if isinstance(error, ConflictError) else 422
    return pages.render(
        "authoring/tryout_rubric.html",
        status,
        **head,
        rubric=rubric,
        fault=pages.said(error.message) if error else "",
        customers=customers(runtime, pages),
        cases=cases(runtime, pages),
        offered=await _offered(runtime, viewer, pages),
        most_sessions=MOST_SESSIONS,
        has_model=runtime.grader.engine is Engine.LLM,
        model=runtime.grader.model or "",
        parts=[
            await trial_part(rubric, sort, runtime, viewer, pages)
            for sort in (TrialSort.REGRADING, TrialSort.AGREEMENT)
        ],
    )


async def _offered(runtime: Runtime, viewer: Viewer, pages: Pages) -> list[tuple[Result, str, str]]:
    """Return the sessions to choose from, each with its title and whose it is ("" where that is nobody's)."""
    results = await runtime.tryouts.offered(viewer)
    names = await runtime.overview.roster.names({result.owner for result in results})
    return [
        (result, _session_title(result.scenario, result.archetype, runtime, pages), names.get(result.owner, ""))
        for result in results
    ]


async def trial_part(rubric: Rubric, sort: TrialSort, runtime: Runtime, viewer: Viewer, pages: Pages) -> dict[str, Any]:
    """Return what the part of the page on one trial shows."""
    trial = await runtime.tryouts.trial(rubric, sort)
    shown: dict[str, Any] = {
        "address": f"{address(Folder.RUBRICS, rubric.id)}/tryout/{sort}",
        "sort": sort.value,
        "view": None if trial is None else trial_view(trial, rubric.version, pages),
    }
    if trial is None or not trial.result:
        return shown
    if sort is TrialSort.REGRADING:
        return shown | await _regrading(trial, rubric, runtime, viewer, pages)
    return shown | _agreement(trial, rubric, pages)


async def _regrading(trial: Trial, rubric: Rubric, runtime: Runtime, viewer: Viewer, pages: Pages) -> dict[str, Any]:
    """Return the result; of sessions the viewer may not see there is the count alone."""
    owners = await runtime.access.seen_owners(viewer)
    sessions = [item for item in trial.result["sessions"] if owners is None or await _owner(item, runtime) in owners]
    titles = {
        result.session: _session_title(result.scenario, result.archetype, runtime, pages)
        for result in await runtime.tryouts.offered(viewer)
    }
    return {
        "criteria": regraded_criteria(trial.result, rubric, pages),
        "regraded": regraded_sessions({"sessions": sessions}, titles, rubric, pages),
    }


async def _owner(item: dict[str, Any], runtime: Runtime) -> str | None:
    try:
        return await runtime.access.owner_of(item["id"])
    except DuilianError:  # deleted since
        return None


def _agreement(trial: Trial, rubric: Rubric, pages: Pages) -> dict[str, Any]:
    found = trial.result["agreement"]
    return {
        "agreement": found,
        "dimensions": agreement_rows(found["dimensions"], rubric, pages),
        "criteria": agreement_rows(found["criteria"], rubric, pages),
        "gates": agreement_rows(found["gates"], rubric, pages),
        "broken": [(item["id"], pages.said(item["error"])) for item in trial.result["broken"]],
    }


async def _read(files: list[UploadFile], field: str) -> list[desk.File]:
    """Return what was uploaded; a field left empty sends a file without a name."""
    given = [file for file in files if file.filename]
    if not given:
        raise InvalidInputError("请选好要上传的文件。 / Choose the files to upload.", field=field)
    return [desk.File(file.filename or "", await file.read()) for file in given]


async def _again(document_id: str, runtime: Runtime, viewer: Viewer, pages: Pages, error: DuilianError) -> HTMLResponse:
    """Return the page once more with what was wrong; an unsound draft is told by its own page."""
    draft = await runtime.authoring.draft(Kind.RUBRIC, document_id)
    head = await about(runtime, pages, draft, "tryout")
    if not isinstance(draft.content, Rubric):
        return pages.render("authoring/tryout_unsound.html", 409, **head, problems=told(draft.problems))
    return await rubric_page(draft.content, head, runtime, viewer, pages, error)


def _back(document_id: str, sort: TrialSort) -> RedirectResponse:
    return RedirectResponse(f"{address(Folder.RUBRICS, document_id)}/tryout#{sort}", 303)


def _session_title(scenario: str, archetype: str, runtime: Runtime, pages: Pages) -> str:
    library = runtime.library
    case = pages.own(library.scenarios[scenario].title) if scenario in library.scenarios else scenario
    customer = pages.own(library.archetypes[archetype].name) if archetype in library.archetypes else archetype
    return f"{case} · {customer}"
