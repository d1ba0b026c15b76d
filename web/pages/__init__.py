"""The pages: routes by page, rendered on the server, with small modules of script where a page comes alive."""

from os import PathLike, stat_result

from fastapi import APIRouter, FastAPI, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from sim.runtime import Runtime
from web.pages import about, assets, chat, history, home, problems, scorecard
from web.pages.rendering import Pages


class BuiltFiles(StaticFiles):
    """Serves built assets; their names carry a hash of what is in them, so browsers may keep them for good."""

    def file_response(
        self, full_path: str | PathLike[str], stat_result: stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return the file with a lasting cache header."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def install(app: FastAPI, runtime: Runtime) -> None:
    """Add the pages, their assets and their error pages to ``app``.

    Call it last: the layer that turns problems into pages must lie around all others.
    """
    pages = Pages(assets.load_manifest(), runtime.customer.engine, runtime.customer.model)
    app.state.pages = pages
    router = APIRouter(include_in_schema=False)
    for page in (home, chat, scorecard, history, about):
        router.include_router(page.router)
    app.include_router(router)
    app.add_middleware(problems.ProblemPages, pages=pages)
    app.mount(assets.URL, BuiltFiles(directory=assets.BUILT), name="static")
