"""What routes ask for: the runtime this app was made with, and who asks."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from sim.domain.account import LOCAL, Role, Viewer
from sim.domain.errors import NotAllowedError
from sim.runtime import Runtime


def runtime_of(request: Request) -> Runtime:
    """Return the runtime the app was made with."""
    runtime: Runtime = request.app.state.runtime
    return runtime


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]


def seen_viewer(request: HTTPConnection) -> Viewer | None:
    """Return who asks, None where nobody is signed in; in single-user mode that is always this machine's user."""
    viewer: Viewer | None = getattr(request.state, "viewer", LOCAL)
    return viewer


def viewer_of(request: Request) -> Viewer:
    """Return who asks. Raises NotAllowedError where nobody is signed in."""
    viewer = seen_viewer(request)
    if viewer is None:
        raise NotAllowedError
    return viewer


ViewerDep = Annotated[Viewer, Depends(viewer_of)]


def _at_least(role: Role) -> Callable[[Viewer], Viewer]:
    def check(viewer: ViewerDep) -> Viewer:
        if not viewer.is_at_least(role):
            raise NotAllowedError
        return viewer

    return check


TrainerDep = Annotated[Viewer, Depends(_at_least(Role.TRAINER))]
AdministratorDep = Annotated[Viewer, Depends(_at_least(Role.ADMINISTRATOR))]
