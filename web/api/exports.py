"""Files for programs: the same sheets and transcripts that the pages give to people."""

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from sim.practice.overview.exports.naming import Cover
from web.deps import RuntimeDep, TrainerDep
from web.overview.exports import Wanted, sent
from web.overview.view import Id, ViewDep
from web.rendering.languages import speech_of

router = APIRouter(prefix="/exports", tags=["exports"])


@router.get("/{form}", response_class=StreamingResponse, responses={200: {"description": "The file, as it is written"}})
async def export(
    form: Wanted,
    request: Request,
    runtime: RuntimeDep,
    viewer: TrainerDep,
    view: ViewDep,
    cover: Cover = Cover.YES,
    person: Id = "",
) -> StreamingResponse:
    """Send results or transcripts of a period's graded sessions, of a group or of all the caller looks after.

    ``since`` and ``until`` are dates and widened to whole weeks; without them it is twelve weeks up to now.
    People go by numbers unless ``cover`` is ``talk``, which only covers phone numbers and the like in transcripts, or
    ``no``.
    """
    language = speech_of(request).language
    return await sent(runtime, viewer, view, form, language, cover, person)
