"""What routes ask for: the runtime this app was made with."""

from typing import Annotated

from fastapi import Depends, Request

from sim.runtime import Runtime


def runtime_of(request: Request) -> Runtime:
    """Return the runtime the app was made with."""
    runtime: Runtime = request.app.state.runtime
    return runtime


RuntimeDep = Annotated[Runtime, Depends(runtime_of)]
