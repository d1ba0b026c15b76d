"""The curve of anger and trust, each point with the words that moved it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.domain.mood import MoodChange
from sim.domain.session import Session
from sim.domain.transcript import Speaker
from web.rendering.lines import Lines


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """The mood after a turn of the customer. ``turn`` is the trainee's line before it (0 for the opening)."""

    turn: int
    anger: int
    trust: int
    stage: str
    rank: int
    changes: tuple[MoodChange, ...]


def curve_points(curve: Sequence[CurvePoint], lines: Lines) -> list[dict[str, int]]:
    """Return what the chart draws; ``line`` is the place of ``turn`` among the trainee's lines (0 for the opening)."""
    return [
        {"turn": point.turn, "line": lines.number(point.turn), "anger": point.anger, "trust": point.trust}
        for point in curve
    ]


def curve_of(session: Session) -> tuple[CurvePoint, ...]:
    """Return the points of a session, the opening first; lines that were never answered have none."""
    points = []
    said = 0
    pending: Sequence[MoodChange] = ()
    for record in session.turns:
        if record.speaker is Speaker.TRAINEE:
            said, pending = record.turn, record.changes
        elif record.mood is not None:
            mood = record.mood
            changes = record.changes or tuple(pending)
            points.append(CurvePoint(said, mood.anger, mood.trust, mood.stage.value, mood.stage.rank, changes))
    return tuple(points)
