"""The page of agreement: how far graders and people agree, where they differ most, and the labels to take away."""

import io
import zipfile
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from sim.domain.account import Viewer
from sim.domain.review import AppealStatus
from sim.domain.rubric import Rubric
from sim.domain.text import Bilingual
from sim.grading.agreement.comparing import Disagreement
from sim.practice.reviews.agreement import AgreementQuery, AgreementReport, version_name
from sim.practice.reviews.labels import GraderVersion, LabelledCard, LabelSource
from sim.practice.sessions import DEFAULT_RUBRIC
from sim.runtime import Runtime
from web.deps import RuntimeDep, TrainerDep
from web.overview.view import case_name, owner_name
from web.rendering.desk import PagesDep
from web.rendering.renderer import aigc_label

router = APIRouter()

PRACTISED = "practised"
"""The choice of all sessions that belong to no labelled set."""

ChoiceParameter = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """A criterion on which grader and people lie far apart, with the way to its session.

    ``talk`` says which session that is, "" where the viewer may still rate it blindly: then he must not know.
    """

    item: Disagreement
    code: str
    name: Bilingual
    session: str
    talk: str


@dataclass(frozen=True, slots=True)
class AppealView:
    """How the appeals on one criterion or gate stand."""

    name: Bilingual
    code: str
    counts: dict[AppealStatus, int]


@router.get("/reviews/agreement")
async def agreement(
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    source: LabelSource = LabelSource.ALL,
    labelled_set: Annotated[str, Query(alias="set", max_length=200)] = "",
    grader: ChoiceParameter = "",
    criterion: ChoiceParameter = "",
    rubric: ChoiceParameter = DEFAULT_RUBRIC,
) -> HTMLResponse:
    """Show how far graders and people agree, over all or one source, set, grader version and criterion."""
    report = await _report(runtime, viewer, AgreementQuery(rubric, source, None, _set(labelled_set), criterion), grader)
    known = report.rubric or runtime.library.rubrics.get(rubric)
    return pages.render(
        "reviews/agreement.html",
        page="reviews",
        report=report,
        rubric_id=rubric,
        rubrics=tuple(sorted(runtime.library.rubrics.values(), key=lambda item: item.id)),
        names=_names(known) if known else {},
        sources=tuple(LabelSource),
        source=source,
        chosen_set=labelled_set,
        chosen_grader=grader,
        criterion=criterion,
        graders=[(version_name(item), _grader_line(pages, item)) for item in report.graders],
        grader_lines={item.name: _grader_line(pages, item.grader) for item in report.by_grader if item.grader},
        differences=await _differences(runtime, viewer, pages, report),
        appeals=_appeals(report, known) if known else (),
        practised=PRACTISED,
    )


@router.get("/reviews/agreement/labelled-set.zip")
async def labelled_set(
    runtime: RuntimeDep,
    viewer: TrainerDep,
    source: LabelSource = LabelSource.ALL,
    labelled_set: Annotated[str, Query(alias="set", max_length=200)] = "",
    grader: ChoiceParameter = "",
    rubric: ChoiceParameter = DEFAULT_RUBRIC,
) -> Response:
    """Hand out the sessions compared, with what each person said of them, as ``duilian agree`` reads them."""
    report = await _report(runtime, viewer, AgreementQuery(rubric, source, None, _set(labelled_set)), grader)
    exported = await runtime.reviews.labelled.export(viewer, report)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**exported.files, "AIGC.json": aigc_label("labelled-set").encode()}.items():
            archive.writestr(name, content)
    headers = {"Content-Disposition": 'attachment; filename="labelled-set.zip"', "Cache-Control": "no-store"}
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


async def _report(runtime: RuntimeDep, viewer: TrainerDep, query: AgreementQuery, grader: str) -> AgreementReport:
    """Return the report; a grader version is chosen by its name among those that are there."""
    report = await runtime.reviews.agreement.report(viewer, query)
    chosen = next((item for item in report.graders if version_name(item) == grader), None)
    if chosen is None:
        return report
    narrowed = AgreementQuery(query.rubric, query.source, chosen, query.labelled_set, query.criterion)
    return await runtime.reviews.agreement.report(viewer, narrowed)


def _set(text: str) -> str | None:
    return "" if text == PRACTISED else text or None


def _grader_line(pages: PagesDep, grader: GraderVersion) -> str:
    line = pages.engine_line(grader.engine, grader.model or None)
    return f"{line} · {grader.prompt_version[:8]}" if grader.prompt_version else line


def _names(rubric: Rubric) -> dict[str, tuple[str, Bilingual]]:
    """Return code and name of every criterion, dimension and gate."""
    criteria = {item.id: (item.code, item.name) for item in rubric.criteria()}
    dimensions = {item.id: ("", item.name) for item in rubric.dimensions}
    return {**criteria, **dimensions, **{item.id: (item.code, item.name) for item in rubric.gates}}


async def _differences(
    runtime: Runtime, viewer: Viewer, pages: PagesDep, report: AgreementReport
) -> list[DifferenceView]:
    if report.agreement is None or report.rubric is None:
        return []
    names = _names(report.rubric)
    cards = [report.card(item.id) for item in report.agreement.worst]
    seen = await runtime.reviews.agreement.seen(viewer, [card.rated.session_id for card in cards])
    people = await runtime.overview.roster.names({card.rated.owner for card in cards})

    def talk(card: LabelledCard) -> str:
        rated = card.rated
        case = case_name(runtime, pages, rated.scenario)
        if rated.labelled_set:
            return f"{case} · {card.name}"
        return f"{case} · {owner_name(pages, rated.owner, people)}" if rated.session_id in seen else ""

    return [
        DifferenceView(item, *names[item.criterion], card.rated.session_id, talk(card))
        for item, card in zip(report.agreement.worst, cards, strict=True)
    ]


def _appeals(report: AgreementReport, rubric: Rubric) -> tuple[AppealView, ...]:
    counts: dict[str, dict[AppealStatus, int]] = {}
    for item in report.appeals:
        counts.setdefault(item.subject, dict.fromkeys(AppealStatus, 0))[item.status] = item.count
    names = _names(rubric)
    return tuple(AppealView(names[key][1], names[key][0], found) for key, found in counts.items() if key in names)
