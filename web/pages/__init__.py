"""The pages: routes by page, rendered on the server, with small modules of script where a page comes alive."""

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import iter_route_contexts

from sim.runtime import Runtime
from web import accounts, authoring, operations, overview, reviews
from web.deps import require_form_token
from web.pages import about, assets, chat, help, history, home, problems, scorecard
from web.pages.rendering import Press


def install(app: FastAPI, runtime: Runtime) -> None:
    """Add the pages, their assets and their error pages to ``app``.

    Call it last: the layer that turns problems into pages must lie around all others.
    """
    router = APIRouter(include_in_schema=False, dependencies=[Depends(require_form_token)])
    for page in (home, chat, scorecard, history, help, about):
        router.include_router(page.router)
    for room in (accounts, authoring, reviews, overview, operations):
        router.include_router(room.router)
    app.include_router(router)
    paths = [context.path for context in iter_route_contexts(app.routes) if context.path]
    press = Press(assets.load_manifest(), runtime.customer.engine, runtime.customer.model, paths)
    app.state.press = press
    app.add_middleware(problems.ProblemPages, press=press)
    app.mount(assets.URL, assets.BuiltFiles(directory=assets.BUILT), name="static")
