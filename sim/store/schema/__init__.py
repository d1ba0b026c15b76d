"""The tables. One definition for SQLite and PostgreSQL; the migrations bring a database here step by step."""

from sim.store.schema.base import UtcDateTime, metadata
from sim.store.schema.library import library_document, library_publication, library_version
from sim.store.schema.practice import content_version, grading, judgement, scorecard, session, turn
from sim.store.schema.tryouts import trial

__all__ = [
    "UtcDateTime",
    "content_version",
    "grading",
    "judgement",
    "library_document",
    "library_publication",
    "library_version",
    "metadata",
    "scorecard",
    "session",
    "trial",
    "turn",
]
