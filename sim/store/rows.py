"""Rows to domain types and back: the only place that knows both."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import RowMapping

from sim.domain.chat import Usage
from sim.domain.mood import Mood, MoodChange, Outcome, Stage
from sim.domain.moves import Move
from sim.domain.score import Engine
from sim.domain.session import (
    ContentRef,
    GradingStatus,
    Intervention,
    Session,
    SessionSettings,
    TurnRecord,
    TurnStatus,
)
from sim.domain.transcript import Speaker
from sim.store.records import SessionSummary

Row = Mapping[str, Any] | RowMapping

SUMMARY = ("id", "owner", "scenario_id", "archetype_id", "rubric_id", "engine", "created_at", "ended_at", "outcome")
"""The columns of a session that a list shows, beside the status of its grading, its total and whether it passed."""


@dataclass(frozen=True, slots=True)
class _Details:
    """The parts of a turn that are only ever read as a whole."""

    changes: tuple[MoodChange, ...] = ()
    moves: tuple[Move, ...] = ()
    disclosed: tuple[str, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    endpoint: str = ""


@cache
def _details() -> TypeAdapter[_Details]:
    return TypeAdapter(_Details)


@cache
def _settings() -> TypeAdapter[SessionSettings]:
    return TypeAdapter(SessionSettings)


def session_to_row(session: Session) -> dict[str, Any]:
    """Return the values of the session table for a session (turns and grading live in tables of their own)."""
    return {
        "id": session.id,
        "owner": session.owner,
        "scenario_id": session.scenario.id,
        "scenario_version": session.scenario.version,
        "archetype_id": session.archetype.id,
        "archetype_version": session.archetype.version,
        "rubric_id": session.rubric.id,
        "rubric_version": session.rubric.version,
        "settings": _settings().dump_python(session.settings, mode="json"),
        "engine": session.engine.value,
        "model": session.model,
        "prompt_version": session.prompt_version,
        "created_at": session.created_at,
        "ended_at": session.ended_at,
        "outcome": session.outcome.value if session.outcome else None,
        "state": dict(session.state),
        "tryout": session.tryout,
        "offline_from": session.offline_from,
    }


def session_from_row(row: Row, turns: Iterable[TurnRecord], grading: GradingStatus) -> Session:
    """Return the session of a row of the session table."""
    return Session(
        id=row["id"],
        scenario=ContentRef(row["scenario_id"], row["scenario_version"]),
        archetype=ContentRef(row["archetype_id"], row["archetype_version"]),
        rubric=ContentRef(row["rubric_id"], row["rubric_version"]),
        settings=_settings().validate_python(row["settings"]),
        engine=Engine(row["engine"]),
        model=row["model"],
        prompt_version=row["prompt_version"],
        created_at=row["created_at"],
        ended_at=row["ended_at"],
        outcome=_outcome(row),
        grading=grading,
        turns=tuple(turns),
        state=row["state"],
        owner=row["owner"],
        tryout=row["tryout"],
        offline_from=row["offline_from"],
    )


def turn_to_row(session_id: str, record: TurnRecord) -> dict[str, Any]:
    """Return the values of the turn table for a turn of this session."""
    details = _Details(record.changes, record.moves, record.disclosed, record.interventions, record.endpoint)
    return {
        "session_id": session_id,
        "turn": record.turn,
        "speaker": record.speaker.value,
        "text": record.text,
        "status": record.status.value,
        "created_at": record.created_at,
        "anger": record.mood.anger if record.mood else None,
        "trust": record.mood.trust if record.mood else None,
        "stage": record.mood.stage.value if record.mood else None,
        "details": _details().dump_python(details, mode="json", exclude_defaults=True),
        "prompt_tokens": record.usage.prompt_tokens,
        "completion_tokens": record.usage.completion_tokens,
        "cached_tokens": record.usage.cached_tokens,
        "engine": record.engine.value,
        "model": record.model,
    }


def turn_from_row(row: Row) -> TurnRecord:
    """Return the turn of a row of the turn table."""
    details = _details().validate_python(row["details"])
    return TurnRecord(
        turn=row["turn"],
        speaker=Speaker(row["speaker"]),
        text=row["text"],
        status=TurnStatus(row["status"]),
        created_at=row["created_at"],
        mood=None if row["stage"] is None else Mood(row["anger"], row["trust"], Stage(row["stage"])),
        changes=details.changes,
        moves=details.moves,
        disclosed=details.disclosed,
        interventions=details.interventions,
        usage=Usage(row["prompt_tokens"], row["completion_tokens"], row["cached_tokens"]),
        engine=Engine(row["engine"]),
        model=row["model"],
        endpoint=details.endpoint,
    )


def summary_from_row(row: Row) -> SessionSummary:
    """Return one row of a list of sessions."""
    return SessionSummary(
        id=row["id"],
        owner=row["owner"],
        scenario=row["scenario_id"],
        archetype=row["archetype_id"],
        rubric=row["rubric_id"],
        engine=Engine(row["engine"]),
        created_at=row["created_at"],
        ended_at=row["ended_at"],
        outcome=_outcome(row),
        grading=grading_status(row["grading"]),
        total=row["total"],
        passed=row["passed"],
    )


def grading_status(value: str | None) -> GradingStatus:
    """Return the status of a grading column, NONE where there is no grading."""
    return GradingStatus.NONE if value is None else GradingStatus(value)


def _outcome(row: Row) -> Outcome | None:
    return None if row["outcome"] is None else Outcome(row["outcome"])
