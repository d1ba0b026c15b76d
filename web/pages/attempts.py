"""The attempt before: the last graded session of the same case with the same type of customer."""

from sim.domain.score import Scorecard
from sim.domain.session import GradingStatus, Session
from sim.runtime import Runtime
from sim.store import PageKey

LOOKED_AT = 100
"""How many older sessions are looked through."""


async def last_attempt(runtime: Runtime, session: Session) -> Scorecard | None:
    """Return the scorecard of the attempt before ``session``, None where there is none or it lies too far back."""
    older = await runtime.store.list_sessions(
        session.owner, limit=LOOKED_AT, before=PageKey(session.created_at, session.id)
    )
    for summary in older.sessions:
        same = (summary.scenario, summary.archetype) == (session.scenario.id, session.archetype.id)
        if same and summary.grading is GradingStatus.DONE:
            return (await runtime.reviews.graded.load(summary.id)).effective
    return None
