"""The review queue: what waits for a person, why, and who has it in hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from sim.domain.errors import InvalidInputError
from sim.domain.review import Reason, ReviewEntry
from sim.domain.text import Bilingual
from sim.store.reviews.records import QueueKey, QueueState
from web.deps import RuntimeDep, TrainerDep
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter()

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One entry in words. ``trainee`` is "" for this machine's own user."""

    entry: ReviewEntry
    title: str
    archetype: str
    trainee: str
    reasons: tuple[Reason, ...]
    is_mine: bool


@router.get("/reviews")
async def queue(
    runtime: RuntimeDep,
    viewer: TrainerDep,
    pages: PagesDep,
    state: QueueState = QueueState.WAITING,
    reason: Annotated[str, Query(max_length=40)] = "",
    after: Annotated[str, Query(max_length=120)] = "",
    drawn: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """Show a page of the queue; ``after`` is the key that the page before gave."""
    wanted = _reason(reason)
    page = await runtime.reviews.desk.queue(viewer, state, wanted, limit=PAGE_SIZE, after=_read_key(after))
    names = await runtime.store.people.named({entry.owner for entry in page.entries})
    titles = await runtime.reviews.desk.titles(page.entries)
    rows = [_row(entry, titles.get(entry.session_id), names, pages, runtime) for entry in page.entries]
    return pages.render(
        "reviews/queue.html",
        page="reviews",
        rows=rows,
        state=state,
        reason=wanted,
        states=tuple(QueueState),
        reasons=tuple(Reason),
        next_key=_write_key(page.next) if page.next else "",
        is_later=bool(after),
        is_none_drawn=drawn == "none",
        sample=runtime.settings.review_sample,
    )


def _row(
    entry: ReviewEntry, title: Bilingual | None, names: Mapping[str, str], pages: Pages, runtime: RuntimeDep
) -> QueueRow:
    viewer = pages.viewer
    archetype = runtime.library.archetypes.get(entry.archetype)
    return QueueRow(
        entry=entry,
        title=pages.own(title) if title else entry.scenario,
        archetype=pages.own(archetype.name) if archetype else entry.archetype,
        trainee=names.get(entry.owner, entry.owner),
        reasons=runtime.reviews.desk.reasons(entry),
        is_mine=entry.reviewer is not None and viewer is not None and entry.reviewer.id == viewer.id,
    )


def _reason(text: str) -> Reason | None:
    if not text:
        return None
    try:
        return Reason(text)
    except ValueError as error:
        raise InvalidInputError(f"{text!r} is no reason for a review", field="reason") from error


def _write_key(key: QueueKey) -> str:
    return f"{key.rank}~{key.graded_at.isoformat()}~{key.session_id}"


def _read_key(text: str) -> QueueKey | None:
    if not text:
        return None
    rank, _, rest = text.partition("~")
    moment, _, session_id = rest.partition("~")
    try:
        graded_at = datetime.fromisoformat(moment)
        key = QueueKey(int(rank), graded_at, session_id)
    except ValueError as error:
        raise InvalidInputError(f"{text!r} is no place in the queue", field="after") from error
    if graded_at.tzinfo is None or not 0 <= key.rank <= 2:
        raise InvalidInputError(f"{text!r} is no place in the queue", field="after")
    return key
