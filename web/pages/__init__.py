"""The pages: routes by page, rendered on the server, with small modules of script where a page comes alive."""

from fastapi import Depends, FastAPI

from sim.runtime import Runtime
from web import accounts, authoring, operations, overview, reviews
from web.deps import require_form_token
from web.pages import about, chat, help, history, home, problems, scorecard
from web.rendering import assets
from web.rendering.renderer import Press

PAGES = (
    *(home, chat, scorecard, history, help, about),
    *accounts.PAGES,
    *authoring.PAGES,
    *reviews.PAGES,
    *overview.PAGES,
    *operations.PAGES,
)
"""Modules with a router each. They are joined flat: a router within a router is made anew at every level."""


def install(app: FastAPI, runtime: Runtime) -> None:
    """Add the pages, their assets and their error pages to ``app``.

    Call it last: the layer that turns problems into pages must lie around all others.
    """
    for page in PAGES:
        app.include_router(page.router, include_in_schema=False, dependencies=[Depends(require_form_token)])
    press = Press(assets.load_manifest(), runtime.customer.engine, runtime.customer.model)
    app.state.press = press
    app.add_middleware(problems.ProblemPages, press=press)
    app.mount(assets.URL, assets.BuiltFiles(directory=assets.BUILT), name="static")
