"""Groups, for administrators."""

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.errors import DuilianError
from web.accounts.forms import REFUSALS, Text, faults_of
from web.deps import AdministratorDep, RuntimeDep
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/admin/groups")


@router.get("")
async def groups(_: AdministratorDep, runtime: RuntimeDep, pages: PagesDep) -> HTMLResponse:
    """Show all groups."""
    return await _page(runtime, pages)


@router.post("", response_model=None)
async def create(viewer: AdministratorDep, runtime: RuntimeDep, pages: PagesDep, name: Text = "") -> Response:
    """Make a group."""
    try:
        await runtime.accounts.people.create_group(viewer, name)
    except REFUSALS as error:
        return await _page(runtime, pages, error, name=name)
    return RedirectResponse("/admin/groups", 303)


@router.post("/{group_id}", response_model=None)
async def rename(
    group_id: str, viewer: AdministratorDep, runtime: RuntimeDep, pages: PagesDep, name: Text = ""
) -> Response:
    """Give a group another name. Raises NotFoundError."""
    try:
        await runtime.accounts.people.rename_group(viewer, group_id, name)
    except REFUSALS as error:
        return await _page(runtime, pages, error, renamed=group_id, name=name)
    return RedirectResponse("/admin/groups", 303)


@router.post("/{group_id}/delete")
async def delete(group_id: str, viewer: AdministratorDep, runtime: RuntimeDep) -> RedirectResponse:
    """Dissolve a group; its members stay. Raises NotFoundError."""
    await runtime.accounts.people.delete_group(viewer, group_id)
    return RedirectResponse("/admin/groups", 303)


async def _page(
    runtime: RuntimeDep, pages: Pages, error: DuilianError | None = None, *, renamed: str = "", name: str = ""
) -> HTMLResponse:
    """Return the page; ``renamed`` is the group whose new name ``name`` was refused, "" for a new group's."""
    faults = faults_of(pages, error)
    return pages.render(
        "accounts/groups.html",
        faults.status,
        page="admin",
        here="/admin/groups",
        groups=await runtime.accounts.people.groups(),
        faults=faults,
        renamed=renamed,
        name=name,
    )
