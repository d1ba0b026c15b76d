"""The tables. One definition for SQLite and PostgreSQL; the migrations bring a database here step by step."""

from sim.store.schema.accounts import (
    account,
    api_token,
    audit,
    invitation,
    membership,
    practice_group,
    sign_in,
    sign_in_failure,
)
from sim.store.schema.base import UtcDateTime, metadata
from sim.store.schema.library import library_document, library_publication, library_version
from sim.store.schema.overview import (
    assignment,
    chore,
    practised,
    result,
    tally,
    tally_part,
    tally_shape,
    usage_month,
)
from sim.store.schema.practice import content_version, grading, judgement, scorecard, session, turn
from sim.store.schema.processes import process
from sim.store.schema.reviews import (
    appeal,
    labelled_session,
    override,
    rating,
    review_entry,
    score_seen,
    turn_comment,
)
from sim.store.schema.tryouts import trial

__all__ = [
    "UtcDateTime",
    "account",
    "api_token",
    "appeal",
    "assignment",
    "audit",
    "chore",
    "content_version",
    "grading",
    "invitation",
    "judgement",
    "labelled_session",
    "library_document",
    "library_publication",
    "library_version",
    "membership",
    "metadata",
    "override",
    "practice_group",
    "practised",
    "process",
    "rating",
    "result",
    "review_entry",
    "score_seen",
    "scorecard",
    "session",
    "sign_in",
    "sign_in_failure",
    "tally",
    "tally_part",
    "tally_shape",
    "trial",
    "turn",
    "turn_comment",
    "usage_month",
]
