"""What routes ask for: the runtime this app was made with, and who asks."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from sim.domain.account import LOCAL, Role, Viewer
from sim.domain.errors import NotAllowedError
from sim.runtime import Runtime


def runtime_of(request: Request) -> Runtime:
    """Return the runtime the app was made with."""
    runtime: Runtime = request.app.state.runtime
    return runtime


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]


def viewer_of(request: Request) -> Viewer:
    """Return who asks; in single-user mode that is always this machine's user."""
    viewer: Viewer = getattr(request.state, "viewer", LOCAL)
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
