"""Sessions, turns and events as JSON objects: what the API, the pages and ``duilian chat --json`` hand out."""

from collections.abc import Iterable
from typing import Any

from sim.domain.mood import Mood, MoodChange, Outcome
from sim.domain.moves import Move
from sim.domain.session import Session, TurnRecord, TurnStatus
from sim.domain.transcript import Speaker
from sim.practice.talk.events import Delta, MoodMoved, Queued, TurnDone, TurnEvent, TurnFailed


def mood_document(mood: Mood) -> dict[str, Any]:
    """Return ``{"anger", "trust", "stage"}``."""
    return {"anger": mood.anger, "trust": mood.trust, "stage": mood.stage.value}


def changes_document(changes: Iterable[MoodChange]) -> list[dict[str, Any]]:
    """Return the steps of the mood, each with the words that caused it."""
    return [
        {
            "rule": change.rule,
            "move": change.move,
            "quote": change.quote,
            "anger": change.anger,
            "trust": change.trust,
            "reason": change.reason,
        }
        for change in changes
    ]


def moves_document(moves: Iterable[Move]) -> list[dict[str, str]]:
    """Return the moves as ``{"kind", "quote"}``."""
    return [{"kind": move.kind.value, "quote": move.quote} for move in moves]


def turn_document(record: TurnRecord, outcome: Outcome | None, *, mood_visible: bool = True) -> dict[str, Any]:
    """Return one turn. ``outcome`` is the session's, given with its last turn only.

    ``engine`` is null for the trainee's turns: no engine spoke. With ``mood_visible`` false, mood, moves
    and changes are left empty: they would give the mood away.
    """
    shown = record.mood is not None and mood_visible
    return {
        "turn": record.turn,
        "speaker": record.speaker.value,
        "text": record.text,
        "mood": mood_document(record.mood) if record.mood is not None and shown else None,
        "moves": moves_document(record.moves) if mood_visible else [],
        "changes": changes_document(record.changes) if mood_visible else [],
        "disclosed": list(record.disclosed),
        "ended": outcome is not None,
        "outcome": outcome.value if outcome is not None else None,
        "status": record.status.value,
        "engine": record.engine.value if record.speaker is Speaker.CUSTOMER else None,
        "model": record.model,
        "ai_generated": record.speaker is Speaker.CUSTOMER,
    }


def session_document(session: Session) -> dict[str, Any]:
    """Return a session with its whole transcript; a mood the trainee chose not to see shows once it has ended."""
    visible = session.settings.mood_visible or session.ended
    last = session.turns[-1].turn if session.turns else 0
    return {
        "id": session.id,
        "scenario": {"id": session.scenario.id, "version": session.scenario.version},
        "archetype": {"id": session.archetype.id, "version": session.archetype.version},
        "rubric": {"id": session.rubric.id, "version": session.rubric.version},
        "engine": session.engine.value,
        "model": session.model,
        "prompt_version": session.prompt_version,
        "offline_from": session.offline_from,
        "seed": session.settings.seed,
        "intensity": session.settings.intensity,
        "mood_visible": session.settings.mood_visible,
        "created_at": session.created_at.isoformat(),
        "ended_at": session.ended_at.isoformat() if session.ended_at else None,
        "ended": session.ended,
        "outcome": session.outcome.value if session.outcome else None,
        "grading": session.grading.value,
        "next_index": None if session.ended else next_index(session),
        "turns": [
            turn_document(record, session.outcome if record.turn == last else None, mood_visible=visible)
            for record in session.turns
        ],
    }


def next_index(session: Session) -> int:
    """Return the index the next trainee line must carry: that of the unanswered one, or the one after the last turn."""
    last = session.turns[-1]
    if last.speaker is Speaker.TRAINEE:
        return last.turn
    return last.turn + 1 if last.status is TurnStatus.COMPLETE else last.turn - 1


def event_document(event: TurnEvent, *, mood_visible: bool) -> tuple[str, dict[str, Any]] | None:
    """Return an event's name and data, None where the trainee chose not to see it."""
    match event:
        case MoodMoved(mood, changes, moves):
            if not mood_visible:
                return None
            data = {**mood_document(mood), "changes": changes_document(changes), "moves": moves_document(moves)}
            return "mood", data
        case Queued(place):
            return "queue", {"place": place}
        case Delta(text):
            return "delta", {"text": text}
        case TurnDone(record, outcome):
            return "turn", turn_document(record, outcome, mood_visible=mood_visible)
        case TurnFailed():
            return "error", {
                "code": event.code,
                "message": event.message,
                "retryable": event.retryable,
                "retry_after": event.retry_after,
                "offline": event.offline,
            }
