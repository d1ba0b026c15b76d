"""What routes ask for: the runtime this app was made with, who asks, and the session he may see.

Dependencies are coroutines even where they wait for nothing: FastAPI sends plain functions through a thread.
"""

import hmac
from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData
from starlette.requests import HTTPConnection

from sim.domain.account import Role, Viewer
from sim.domain.audit import Action
from sim.domain.errors import NotAllowedError
from sim.practice.accounts import Recognised
from sim.practice.accounts.access import owns
from sim.runtime import Runtime
from web.security import SAFE_METHODS

FORM_TOKEN = "form_token"  # noqa: S105  the name of a field
FORM_TOKEN_HEADER = "X-Form-Token"  # noqa: S105  the name of a header
FORM_FIELDS = 10_000
"""Most fields of a form: a customer type with all his lines and rules has about a thousand."""
FORM_PART = 12 * 1024 * 1024
"""Largest field of a form, in bytes."""


class FormTokenError(NotAllowedError):
    """A form did not come from a page of the sign-in it was sent with."""

    code = "form-token"


async def runtime_of(request: Request) -> Runtime:
    """Return the runtime the app was made with."""
    runtime: Runtime = request.app.state.runtime
    return runtime


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]


def seen_viewer(request: HTTPConnection) -> Viewer | None:
    """Return who asks, None where nobody is signed in; in single-user mode that is this machine's user."""
    viewer: Viewer | None = getattr(request.state, "viewer", None)
    return viewer


def recognised_by(request: HTTPConnection) -> Recognised | None:
    """Return the sign-in or token behind a request; None for nobody, and for this machine's user."""
    recognised: Recognised | None = getattr(request.state, "recognised", None)
    return recognised


async def viewer_of(request: Request) -> Viewer:
    """Return who asks. Raises NotAllowedError where nobody is signed in."""
    viewer = seen_viewer(request)
    if viewer is None:
        raise NotAllowedError
    return viewer


ViewerDep = Annotated[Viewer, Depends(viewer_of)]


def _at_least(role: Role) -> Callable[[Viewer], Awaitable[Viewer]]:
    async def check(viewer: ViewerDep) -> Viewer:
        if not viewer.is_at_least(role):
            raise NotAllowedError
        return viewer

    return check


TrainerDep = Annotated[Viewer, Depends(_at_least(Role.TRAINER))]
AdministratorDep = Annotated[Viewer, Depends(_at_least(Role.ADMINISTRATOR))]


async def seen_session(session_id: str, runtime: RuntimeDep, viewer: ViewerDep) -> str:
    """Return the id of a session the viewer may see. Raises NotFoundError."""
    await runtime.access.require_seen(viewer, session_id)
    return session_id


async def own_session(session_id: str, runtime: RuntimeDep, viewer: ViewerDep) -> str:
    """Return the id of the viewer's own session. Raises NotFoundError, NotAllowedError for one he may only see."""
    await runtime.access.require_own(viewer, session_id)
    return session_id


async def viewed_session(session_id: str, runtime: RuntimeDep, viewer: ViewerDep) -> str:
    """Return the id of a session the viewer may see, and write down that he read it where it is another's.

    Raises NotFoundError.
    """
    owner = await runtime.access.require_seen(viewer, session_id)
    if not owns(viewer, owner):
        await runtime.audit.note(viewer, Action.TRANSCRIPT_VIEWED, session_id, {"owner": owner})
    return session_id


SeenSession = Annotated[str, Depends(seen_session)]
OwnSession = Annotated[str, Depends(own_session)]
ViewedSession = Annotated[str, Depends(viewed_session)]


async def posted_form(request: Request) -> FormData:
    """Return the form a request carries; its whole size is limited elsewhere. Asked twice it is the same."""
    return await request.form(max_fields=FORM_FIELDS, max_part_size=FORM_PART)


async def require_form_token(request: Request) -> None:
    """Let a write of a browser that is signed in pass only with the token its pages carry, in a field or a header.

    JSON needs none: no other site can send it along with our cookie, because a browser asks us first (CORS preflight)
    and we never agree. Raises NotAllowedError.
    """
    recognised = recognised_by(request)
    if recognised is None or not recognised.form_token or request.method in SAFE_METHODS:
        return
    if request.headers.get("content-type", "").partition(";")[0].strip() == "application/json":
        return
    sent = request.headers.get(FORM_TOKEN_HEADER) or (await posted_form(request)).get(FORM_TOKEN)
    if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), recognised.form_token.encode()):
        raise FormTokenError("This form does not come from a page of this sign-in; reload the page and try again.")
