"""What this is, who plays and grades here, what becomes of the words one writes."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from sim.domain.score import Engine
from web.deps import RuntimeDep
from web.rendering.desk import PagesDep

router = APIRouter()


@router.get("/about")
async def about(runtime: RuntimeDep, pages: PagesDep) -> HTMLResponse:
    """Show the page."""
    customer, grader = runtime.customer, runtime.grader
    return pages.render(
        "about.html",
        page="about",
        customer_line=pages.engine_line(customer.engine, customer.model),
        grader_line=pages.engine_line(grader.engine, grader.model),
        sends_out=Engine.LLM in (customer.engine, grader.engine),
    )
