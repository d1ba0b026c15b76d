"""Help: the knowledge cards, the glossary, and the note for newcomers that can be put away."""

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from sim.domain.errors import NotFoundError
from web.rendering.desk import PagesDep
from web.rendering.knowledge import cards, glossary

router = APIRouter()

TOUR_COOKIE = "duilian-tour"
_YEAR = 365 * 24 * 3600


@router.get("/help")
async def overview(pages: PagesDep) -> HTMLResponse:
    """Show all cards and terms."""
    return pages.render("help.html", page="help", cards=tuple(cards().values()), terms=tuple(glossary().values()))


@router.get("/help/{card_id}")
async def card(card_id: str, pages: PagesDep) -> HTMLResponse:
    """Show one card. Raises NotFoundError."""
    known = cards()
    if card_id not in known:
        raise NotFoundError(f"there is no card {card_id!r}")
    others = tuple(other for other in known.values() if other.id != card_id)
    return pages.render("card.html", page="help", card=known[card_id], others=others)


@router.post("/tour")
async def put_away() -> Response:
    """Remember that the newcomer's note was read."""
    return without_tour(RedirectResponse("/", 303))


def without_tour(answer: RedirectResponse) -> RedirectResponse:
    """Let this browser be shown the newcomer's note no more."""
    answer.set_cookie(TOUR_COOKIE, "done", max_age=_YEAR, httponly=True, samesite="lax")
    return answer
