"""One person's practice, for himself and for those who look after him; his data, handed out and deleted."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from sim.domain.account import Role
from sim.practice.overview.roster import Person
from web.deps import AdministratorDep, RuntimeDep, ViewerDep
from web.overview.downloads import attachment
from web.overview.figures import figures_of
from web.overview.view import Filter, Id, ViewDep, case_name, person_name, type_name
from web.rendering.desk import PagesDep, session_row
from web.rendering.keys import KeyDep, write_key

router = APIRouter(prefix="/overview/people/{key}")


async def person_of(key: str, runtime: RuntimeDep, viewer: ViewerDep) -> Person:
    """Return the person an address names. Raises NotFoundError where the viewer may not see him."""
    return await runtime.overview.roster.person(viewer, key)


PersonDep = Annotated[Person, Depends(person_of)]


@router.get("")
async def person(
    runtime: RuntimeDep,
    viewer: ViewerDep,
    pages: PagesDep,
    person: PersonDep,
    view: ViewDep,
    before: KeyDep,
    rubric: Id = "",
) -> HTMLResponse:
    """Show what one person has practised."""
    overviews = runtime.overview.overviews
    summary = await overviews.of_person(person, view)
    listed = await overviews.sessions(viewer, view, person=person, before=before)
    practised = await overviews.practised_by(person)
    return pages.render(
        "overview/person.html",
        page="history" if viewer.id == person.id else "overview",
        chosen=Filter(view, ()),
        person=person,
        name=person_name(pages, person),
        figures=figures_of(summary, view.period, runtime, pages, rubric),
        practised=[
            (case_name(runtime, pages, each.scenario), type_name(runtime, pages, each.archetype), each)
            for each in practised
        ],
        rows=[session_row(each, runtime.library, pages) for each in listed.sessions],
        older=write_key(listed.next),
        is_later=before is not None,
        is_administrator=viewer.is_at_least(Role.ADMINISTRATOR),
        is_oneself=viewer.id == person.id,
    )


@router.get("/data.jsonl")
async def data(runtime: RuntimeDep, viewer: ViewerDep, person: PersonDep) -> StreamingResponse:
    """Hand out everything stored about a person. Raises NotAllowedError for all but himself and administrators."""
    lines = await runtime.overview.personal_data.export(viewer, person)
    return StreamingResponse(
        lines, media_type="application/jsonl", headers=attachment(f"duilian-data-{person.key}.jsonl")
    )


@router.get("/delete")
async def ask_to_delete(viewer: AdministratorDep, pages: PagesDep, person: PersonDep) -> HTMLResponse:
    """Ask whether a person's data is to be deleted."""
    room = "history" if viewer.id == person.id else "overview"
    return pages.render("overview/delete.html", page=room, person=person, name=person_name(pages, person))


@router.post("/delete")
async def delete(viewer: AdministratorDep, runtime: RuntimeDep, person: PersonDep) -> RedirectResponse:
    """Delete a person's account and practice."""
    await runtime.overview.personal_data.delete(viewer, person)
    return RedirectResponse("/overview", 303)
