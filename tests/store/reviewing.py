"""Graded sessions, and what people say of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.domain.audit import Action, AuditNote
from sim.domain.review import Appeal, Author, Override, Verdict
from sim.domain.score import Evidence
from sim.store import Store
from sim.store.reviews.records import QueueFilter
from tests.store.samples import CONTENT, LINE, NOW, session, to_grade

TEACHER, OTHER = Author("t1", "王老师"), Author("t2", "李老师")
RULED = AuditNote("t1", "王老师", Action.OVERRIDDEN, "s1", NOW)
ALL = 10_000
SOUND: Mapping[str, Any] = {"total": 71.5, "passed": True, "flags": [], "criteria": [], "gates": []}
CAPPED = {**SOUND, "total": 59, "passed": False, "gates": [{"id": "gate.red-line", "passed": False}]}
DOUBTED = {**SOUND, "criteria": [{"id": "listening.facts", "level": 2, "status": "needs-review"}]}
OUT_OF_ROLE = {**SOUND, "flags": ["customer-out-of-role"]}


async def graded(
    store: Store, session_id: str = "s1", card: Mapping[str, Any] = SOUND, *, owner: str = "learner"
) -> None:
    await store.create_session(session(session_id, owner=owner), CONTENT)
    await store.finish_grading(await to_grade(store, session_id), card)


def override(subject: str = "listening.facts", level: int | None = 3, author: Author = TEACHER) -> Override:
    quote = Evidence(2, 0, 3, LINE[:3])
    return Override(subject, Verdict.ADJUST, author, NOW, level, evidence=(quote,), reason="“<b>说得准</b>”")


def recomputed(overrides: Sequence[Override]) -> Mapping[str, Any]:
    return {**SOUND, "total": 80.0 + len(overrides), "passed": False}


def appeal(appeal_id: str = "a1", subject: str = "listening.facts", session_id: str = "s1") -> Appeal:
    quote = Evidence(2, 0, 3, LINE[:3])
    return Appeal(appeal_id, session_id, subject, "我复述过了", Author("learner", "小陈"), NOW, quote)


def queue(**changed: Any) -> QueueFilter:
    return QueueFilter(**{"owners": None, "sample": 0, **changed})


async def listed(store: Store, **changed: Any) -> list[str]:
    return [entry.session_id for entry in (await store.reviews.queue(queue(**changed))).entries]
