"""Rows of reviewing to domain types and back."""

from collections.abc import Sequence
from typing import Any

from sim.domain.review import (
    Appeal,
    AppealStatus,
    Author,
    Override,
    Rating,
    RatingSource,
    Reason,
    ReviewEntry,
    TurnComment,
    Verdict,
)
from sim.domain.score import Evidence
from sim.store.rows import Row


def person_to_row(name: str, author: Author | None) -> dict[str, str | None]:
    """Return the two columns of a person."""
    return {f"{name}_id": author.id if author else None, f"{name}_name": author.name if author else None}


def override_to_row(session_id: str, override: Override) -> dict[str, Any]:
    """Return the values of an override that is to be added."""
    return {
        "session_id": session_id,
        "subject": override.subject,
        "verdict": override.verdict.value,
        "level": override.level,
        "severity": override.severity,
        "evidence": [evidence_to_json(item) for item in override.evidence],
        "reason": override.reason,
        "appeal": override.appeal,
        "created_at": override.created_at,
        **person_to_row("author", override.author),
    }


def override_from_row(row: Row) -> Override:
    """Return the override of a row."""
    return Override(
        subject=row["subject"],
        verdict=Verdict(row["verdict"]),
        author=_author(row),
        created_at=row["created_at"],
        level=row["level"],
        severity=row["severity"],
        evidence=tuple(Evidence(**item) for item in row["evidence"]),
        reason=row["reason"],
        appeal=row["appeal"],
        number=row["number"],
    )


def comment_to_row(session_id: str, comment: TurnComment) -> dict[str, Any]:
    """Return the values of a comment that is to be added."""
    return {
        "session_id": session_id,
        "turn": comment.turn,
        "text": comment.text,
        "created_at": comment.created_at,
        **person_to_row("author", comment.author),
    }


def comment_from_row(row: Row) -> TurnComment:
    """Return the comment of a row."""
    return TurnComment(row["turn"], row["text"], _author(row), row["created_at"], row["number"])


def rating_to_row(rating: Rating) -> dict[str, Any]:
    """Return the values of a rating."""
    return {
        "session_id": rating.session_id,
        "criteria": dict(rating.criteria),
        "gates": dict(rating.gates),
        "total": rating.total,
        "note": rating.note,
        "source": rating.source.value,
        "created_at": rating.created_at,
        **person_to_row("author", rating.author),
    }


def rating_from_row(row: Row) -> Rating:
    """Return the rating of a row."""
    return Rating(
        session_id=row["session_id"],
        author=_author(row),
        criteria=row["criteria"],
        gates=row["gates"],
        created_at=row["created_at"],
        total=row["total"],
        note=row["note"],
        source=RatingSource(row["source"]),
    )


def appeal_to_row(appeal: Appeal) -> dict[str, Any]:
    """Return the values of an appeal."""
    return {
        "id": appeal.id,
        "session_id": appeal.session_id,
        "subject": appeal.subject,
        "text": appeal.text,
        "quote": None if appeal.quote is None else evidence_to_json(appeal.quote),
        "status": appeal.status.value,
        "created_at": appeal.created_at,
        "answer": appeal.answer,
        "closed_at": appeal.closed_at,
        **person_to_row("author", appeal.author),
        **person_to_row("answerer", appeal.answered_by),
    }


def appeal_from_row(row: Row) -> Appeal:
    """Return the appeal of a row."""
    return Appeal(
        id=row["id"],
        session_id=row["session_id"],
        subject=row["subject"],
        text=row["text"],
        author=_author(row),
        created_at=row["created_at"],
        quote=None if row["quote"] is None else Evidence(**row["quote"]),
        status=AppealStatus(row["status"]),
        answer=row["answer"],
        answered_by=_person(row, "answerer"),
        closed_at=row["closed_at"],
    )


def entry_from_row(row: Row) -> ReviewEntry:
    """Return the queue's entry of a row that is joined with its session."""
    reasons: Sequence[tuple[str, Reason]] = (
        ("out_of_role", Reason.OUT_OF_ROLE),
        ("gate_failed", Reason.GATE_FAILED),
        ("low_confidence", Reason.LOW_CONFIDENCE),
    )
    return ReviewEntry(
        session_id=row["session_id"],
        owner=row["owner"],
        scenario=row["scenario_id"],
        archetype=row["archetype_id"],
        graded_at=row["graded_at"],
        reasons=tuple(reason for column, reason in reasons if row[column]),
        bucket=row["bucket"],
        open_appeals=row["open_appeals"],
        reviewer=_person(row, "reviewer"),
        taken_at=row["taken_at"],
        finished_by=_person(row, "finisher"),
        finished_at=row["finished_at"],
        note=row["note"],
    )


def evidence_to_json(evidence: Evidence) -> dict[str, Any]:
    """Return a quote with its place."""
    return {"turn": evidence.turn, "start": evidence.start, "end": evidence.end, "quote": evidence.quote}


def _author(row: Row) -> Author:
    return Author(row["author_id"], row["author_name"])


def _person(row: Row, name: str) -> Author | None:
    known = row[f"{name}_id"]
    return None if known is None else Author(known, row[f"{name}_name"])
