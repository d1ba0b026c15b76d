"""What is stored, why, how long, and where the model runs: from the settings as they are."""

from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from sim.practice.overview.roster import LOCAL_PERSON
from sim.settings import Endpoint
from web.deps import RuntimeDep, seen_viewer
from web.marking import _
from web.overview.words import PURPOSES
from web.rendering.desk import PagesDep

router = APIRouter(prefix="/privacy")

USUAL_HOST = "api.openai.com"
"""Where the client goes when no address is set."""


@router.get("")
async def privacy(request: Request, runtime: RuntimeDep, pages: PagesDep) -> HTMLResponse:
    """Show the page; who is signed in finds the way to his own data there."""
    settings, viewer = runtime.settings, seen_viewer(request)
    endpoints = (
        (PURPOSES["customer"], settings.customer_endpoint()),
        (_("客户说话，主用的不通时"), settings.fallback_endpoint()),
        (PURPOSES["grading"], settings.grader_endpoint()),
    )
    return pages.render(
        "overview/privacy.html",
        page="about",
        places=[(pages.text(purpose), host_of(each), each.model) for purpose, each in endpoints if each is not None],
        retention_days=runtime.overview.retention.days,
        own_key=None if viewer is None else viewer.id or LOCAL_PERSON,
        is_alone=viewer is not None and not viewer.id,
    )


def host_of(endpoint: Endpoint) -> str:
    """Return the host an endpoint's words go to, never the key or a password in its address."""
    return (urlsplit(endpoint.base_url).hostname if endpoint.base_url else None) or USUAL_HOST
