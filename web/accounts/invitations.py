"""Invitations, for administrators: sent, listed, withdrawn."""

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.account import InvitationState, Role
from sim.domain.errors import DuilianError
from sim.practice.accounts.invitations import DAYS
from sim.practice.accounts.names import checked_days
from sim.practice.accounts.people import role_named
from web.accounts.forms import REFUSALS, Text, faults_of, group_choices, role_choices, said
from web.accounts.words import INVITATION_STATES, ROLES
from web.deps import AdministratorDep, RuntimeDep
from web.marking import _
from web.rendering.desk import PagesDep
from web.rendering.keys import read_key, write_key
from web.rendering.renderer import Pages

router = APIRouter(prefix="/admin/invitations")


@router.get("")
async def invitations(
    _viewer: AdministratorDep,
    runtime: RuntimeDep,
    pages: PagesDep,
    before: Annotated[str, Query(max_length=100)] = "",
) -> HTMLResponse:
    """Show a page of invitations, newest first, and the form for another."""
    return await _page(runtime, pages, before=before)


@router.post("", response_model=None)
async def invite(
    request: Request,
    viewer: AdministratorDep,
    runtime: RuntimeDep,
    pages: PagesDep,
    role: Text = "",
    group: Text = "",
    note: Text = "",
    days: Text = "",
) -> Response:
    """Make an invitation and show its link, this once."""
    try:
        _invitation, secret = await runtime.accounts.invitations.invite(
            viewer, role_named(role), group=group, note=note, days=checked_days(days, DAYS)
        )
    except REFUSALS as error:
        return await _page(runtime, pages, error, typed={"role": role, "group": group, "note": note, "days": days})
    return await _page(runtime, pages, link=str(request.base_url) + f"invitations/{secret}")


@router.post("/{invitation_id}/withdraw")
async def withdraw(invitation_id: str, viewer: AdministratorDep, runtime: RuntimeDep) -> RedirectResponse:
    """Make an invitation void. Raises NotFoundError, and ConflictError where it has been used."""
    await runtime.accounts.invitations.withdraw(viewer, invitation_id)
    return RedirectResponse("/admin/invitations", 303)


async def _page(
    runtime: RuntimeDep,
    pages: Pages,
    error: DuilianError | None = None,
    *,
    before: str = "",
    typed: dict[str, Any] | None = None,
    link: str = "",
) -> HTMLResponse:
    found, following = await runtime.accounts.invitations.page(read_key(before))
    groups = await runtime.accounts.people.groups()
    people = {invitation.used_by for invitation in found} | {invitation.created_by for invitation in found}
    faults = faults_of(pages, error)
    now = datetime.now(UTC)
    return pages.render(
        "accounts/invitations.html",
        faults.status,
        page="admin",
        here="/admin/invitations",
        rows=[(invitation, invitation.state(now)) for invitation in found],
        states=InvitationState,
        state_words={state: said(pages, INVITATION_STATES, state) for state in InvitationState},
        role_words={role: said(pages, ROLES, role) for role in Role},
        group_names={group.id: group.name for group in groups},
        people=await runtime.store.people.named(people),
        roles=role_choices(pages),
        groups=group_choices(pages, groups, _("不进班组")),
        typed=typed or {"role": Role.TRAINEE, "group": "", "note": "", "days": "7"},
        faults=faults,
        link=link,
        older=f"/admin/invitations?{urlencode({'before': write_key(following)})}" if following else "",
        newest="/admin/invitations" if before else "",
    )
