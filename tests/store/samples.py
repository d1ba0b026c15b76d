"""Sessions and turns to store."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from sim.domain.chat import Usage
from sim.domain.mood import Mood, MoodChange, Stage
from sim.domain.moves import Move, MoveKind
from sim.domain.score import Engine
from sim.domain.session import ContentRef, Intervention, Session, SessionSettings, TurnRecord, TurnStatus
from sim.domain.transcript import Speaker
from sim.store import Claim, PinnedContent, Store, schema

NOW = datetime(2026, 3, 1, 8, 30, 15, 123456, tzinfo=UTC)
LATER = NOW + timedelta(minutes=1)
LINE = "您家现在多少度？我今天上门量一下，好吗？"
ANSWER = "十五度！你们今天到底几点来？"


def customer_turn(number: int, text: str = ANSWER) -> TurnRecord:
    return TurnRecord(
        turn=number,
        speaker=Speaker.CUSTOMER,
        text=text,
        status=TurnStatus.COMPLETE,
        created_at=LATER,
        mood=Mood(7, 4, Stage.CONFRONTATION),
        disclosed=("temperature",),
        interventions=(Intervention("speaks as the agent", "我马上安排。", "少来这套。"),),
        usage=Usage(900, 30, 800),
        engine=Engine.LLM,
        model="m",
    )


def trainee_turn(number: int, text: str = LINE) -> TurnRecord:
    return TurnRecord(
        turn=number,
        speaker=Speaker.TRAINEE,
        text=text,
        status=TurnStatus.COMPLETE,
        created_at=NOW,
        mood=Mood(7, 4, Stage.CONFRONTATION),
        changes=(MoodChange("asks", "question", "现在多少度", -1, 1, "问到了点子上"),),
        moves=(Move(MoveKind.QUESTION, 0, 8, text[:8], {"form": "open"}),),
    )


def session(session_id: str = "s1", *, owner: str = "", created_at: datetime = NOW) -> Session:
    opening = TurnRecord(
        1, Speaker.CUSTOMER, "家里冷得像冰窖！", TurnStatus.COMPLETE, created_at, Mood(8, 3, Stage.OUTBURST)
    )
    return Session(
        id=session_id,
        scenario=ContentRef("heating", "v1"),
        archetype=ContentRef("stubborn", "v2"),
        rubric=ContentRef("service", "v3"),
        settings=SessionSettings(seed=7, intensity=3, mood_visible=False),
        engine=Engine.LLM,
        model="m",
        prompt_version="p1",
        created_at=created_at,
        turns=(opening,),
        state={"keys": ["taken-up"], "用过": {"句": 1}},
        owner=owner,
    )


CONTENT = (
    PinnedContent("scenario", "heating", "v1", {"id": "heating", "标题": "暖气"}),
    PinnedContent("archetype", "stubborn", "v2", {"id": "stubborn"}),
    PinnedContent("rubric", "service", "v3", {"id": "service"}),
)


async def started(store: Store, session_id: str = "s1") -> Session:
    """Store a fresh session and return it."""
    fresh = session(session_id)
    await store.create_session(fresh, CONTENT)
    return fresh


async def exchange(store: Store, number: int, session_id: str = "s1") -> None:
    """Play trainee turn ``number`` and its answer."""
    await store.accept_turn(session_id, number, LINE, now=NOW)
    await store.save_reply(
        session_id, trainee_turn(number), customer_turn(number + 1), {"at": number}, outcome=None, ended_at=None
    )


async def to_grade(store: Store, session_id: str = "s1", now: datetime = LATER) -> Claim:
    """End a session and claim its grading."""
    await store.end_session(session_id, now=now, grade=True)
    claim = await store.claim_grading(session_id)
    assert claim is not None
    return claim


async def died(store: Store) -> None:
    """Let the process behind ``store`` have fallen silent a minute ago; it goes on writing all the same."""
    silent = datetime.now(UTC) - timedelta(minutes=1)
    mine = schema.process.c.id == store.processes.own_id
    await store._runner.write(
        lambda connection: connection.execute(update(schema.process).where(mine).values(seen_at=silent))
    )
