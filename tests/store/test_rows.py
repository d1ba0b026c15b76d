"""Rows and domain types: nothing is lost on the way there and back."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sim.domain.chat import Usage
from sim.domain.mood import Mood, MoodChange, Outcome, Stage
from sim.domain.moves import Move, MoveKind
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
from sim.store.databases.codec import from_json, to_json
from sim.store.rows import session_from_row, session_to_row, turn_from_row, turn_to_row

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
numbers = st.integers(0, 10**6)
zones = st.sampled_from([UTC, timezone(timedelta(hours=8))])
moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=zones)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


def tuples(of: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(of, max_size=2).map(tuple)


moods = st.builds(Mood, st.integers(0, 10), st.integers(0, 10), st.sampled_from(Stage))
moves = st.builds(Move, st.sampled_from(MoveKind), numbers, numbers, texts, st.dictionaries(texts, texts, max_size=2))
changes = st.builds(MoodChange, texts, texts, texts, st.integers(-9, 9), st.integers(-9, 9), texts)
turns = st.builds(
    TurnRecord,
    turn=numbers,
    speaker=st.sampled_from(Speaker),
    text=texts,
    status=st.sampled_from(TurnStatus),
    created_at=moments,
    mood=st.none() | moods,
    changes=tuples(changes),
    moves=tuples(moves),
    disclosed=tuples(texts),
    interventions=tuples(st.builds(Intervention, texts, texts, texts)),
    usage=st.builds(Usage, numbers, numbers, numbers),
    engine=st.sampled_from(Engine),
    model=st.none() | texts,
)
refs = st.builds(ContentRef, texts, texts)
sessions = st.builds(
    Session,
    id=texts,
    scenario=refs,
    archetype=refs,
    rubric=refs,
    settings=st.builds(SessionSettings, numbers, st.integers(1, 3), st.booleans()),
    engine=st.sampled_from(Engine),
    model=st.none() | texts,
    prompt_version=texts,
    created_at=moments,
    ended_at=st.none() | moments,
    outcome=st.none() | st.sampled_from(Outcome),
    grading=st.sampled_from(GradingStatus),
    turns=tuples(turns),
    state=st.dictionaries(texts, json_values, max_size=3),
    owner=texts,
)


def through_json(row: dict[str, Any], *columns: str) -> dict[str, Any]:
    """Return the row as it comes back from the database's JSON columns."""
    return {**row, **{column: from_json(to_json(row[column])) for column in columns}}


@given(turns)
def test_turns_come_back(turn: TurnRecord) -> None:
    assert turn_from_row(through_json(turn_to_row("s", turn), "details")) == turn


@given(sessions)
def test_sessions_come_back(session: Session) -> None:
    row = through_json(session_to_row(session), "settings", "state")
    assert session_from_row(row, session.turns, session.grading) == session
