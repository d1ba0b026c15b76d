"""What an administrator asks of the database, and the two switches from a sick model to the offline engine."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, text, update

from sim.domain.errors import ConflictError, SessionEndedError, StorageError
from sim.domain.session import GradingStatus, TurnStatus
from sim.domain.transcript import Speaker
from sim.store import processes, schema
from sim.store.databases.runners import Runner
from sim.store.migrations import HEAD
from sim.store.statements import lock_session
from sim.store.talks import gradings

FAILED_LISTED = 50
"""Most failed gradings that are listed."""

_session, _turn, _grading = schema.session, schema.turn, schema.grading
_OPEN = (GradingStatus.QUEUED.value, GradingStatus.RUNNING.value, GradingStatus.FAILED.value)
_SPENT = (
    select(func.coalesce(func.sum(_turn.c.prompt_tokens + _turn.c.completion_tokens), 0))
    .join(_session, _session.c.id == _turn.c.session_id)
    .where(_session.c.owner == bindparam("of_owner"), _turn.c.created_at >= bindparam("since"))
)


@dataclass(frozen=True, slots=True)
class GradingQueue:
    """How many gradings wait, run and have failed; since when the one that waits longest has waited."""

    queued: int
    running: int
    failed: int
    oldest_queued_at: datetime | None


@dataclass(frozen=True, slots=True)
class FailedGrading:
    """A grading that has failed: whose session it is, how often it was tried, when and why it failed last."""

    session_id: str
    attempts: int
    failed_at: datetime
    code: str
    error: str


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """Which database it is: its kind and version, the schema's revision, its size in bytes."""

    kind: str
    version: str
    revision: str
    size: int


class OperationsStore:
    """Figures and switches of operations. Every method is one transaction."""

    def __init__(self, runner: Runner) -> None:
        """``runner`` reaches the database."""
        self._runner = runner

    async def grading_queue(self) -> GradingQueue:
        """Return how many gradings are in which state."""
        return await self._runner.read(_grading_queue)

    async def failed_gradings(self) -> tuple[FailedGrading, ...]:
        """Return the gradings that have failed, latest first, at most ``FAILED_LISTED``."""
        return await self._runner.read(_failed_gradings)

    async def retry_gradings(self, *, now: datetime) -> int:
        """Queue all failed gradings again, with the dimensions they have; return how many."""
        return await self._runner.write(lambda connection: _retry_gradings(connection, now))

    async def check_ready(self) -> None:
        """Return where the database answers at the schema of this program. Raises StorageError."""
        revision = await self._runner.read(_revision)
        if revision != HEAD:
            raise StorageError(f"the database is at schema {revision}, this program works with {HEAD}: restart it")

    async def database(self) -> DatabaseFacts:
        """Return which database this is."""
        return await self._runner.read(_database)

    async def tokens_spent(self, owner: str, *, since: datetime) -> int:
        """Return the tokens of the turns an owner's customers have spoken since a moment, prompts included."""
        values = {"of_owner": owner, "since": since}
        return await self._runner.read(lambda connection: int(connection.execute(_SPENT, values).scalar_one()))

    async def play_offline(self, session_id: str) -> int:
        """Have the offline engine answer the line that waits, and all later ones; return the turn it begins with.

        Doing it twice changes nothing. Raises NotFoundError, SessionEndedError, and ConflictError where no line waits
        or a living process is getting its answer.
        """
        return await self._runner.write(lambda connection: _play_offline(connection, session_id))

    async def grade_by_rules(self, session_id: str, *, now: datetime) -> None:
        """Queue a failed grading again, to be done by the rules. Raises NotFoundError or ConflictError."""
        await self._runner.write(lambda connection: _grade_by_rules(connection, session_id, now))


def _grading_queue(connection: Connection) -> GradingQueue:
    query = select(_grading.c.status, func.count(), func.min(_grading.c.queued_at))
    found = connection.execute(query.where(_grading.c.status.in_(_OPEN)).group_by(_grading.c.status)).all()
    counts = {status: count for status, count, _ in found}
    oldest = next((since for status, _, since in found if status == GradingStatus.QUEUED.value), None)
    queued, running, failed = (counts.get(status, 0) for status in _OPEN)
    return GradingQueue(queued, running, failed, oldest)


def _failed_gradings(connection: Connection) -> tuple[FailedGrading, ...]:
    columns = ("session_id", "attempts", "touched_at", "error_code", "error")
    query = select(*(_grading.c[name] for name in columns)).where(_grading.c.status == GradingStatus.FAILED.value)
    found = connection.execute(query.order_by(_grading.c.touched_at.desc()).limit(FAILED_LISTED))
    return tuple(FailedGrading(*row) for row in found)


def _retry_gradings(connection: Connection, now: datetime) -> int:
    query = select(_grading.c.session_id).where(_grading.c.status == GradingStatus.FAILED.value)
    failed = connection.execute(query.with_for_update()).scalars().all()
    for session_id in failed:
        gradings.queue(connection, session_id, now)
    return len(failed)


def _revision(connection: Connection) -> str:
    revision: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return revision


def _database(connection: Connection) -> DatabaseFacts:
    revision = _revision(connection)
    if connection.dialect.name == "postgresql":
        version: str = connection.execute(text("SHOW server_version")).scalar_one()
        size: int = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
        return DatabaseFacts("PostgreSQL", version, revision, size)
    version = connection.execute(text("SELECT sqlite_version()")).scalar_one()
    pages, page_size = (connection.execute(text(f"PRAGMA {name}")).scalar_one() for name in ("page_count", "page_size"))
    return DatabaseFacts("SQLite", version, revision, pages * page_size)


def _play_offline(connection: Connection, session_id: str) -> int:
    if lock_session(connection, session_id) is not None:
        raise SessionEndedError(f"session {session_id!r} has ended and takes no more turns")
    last_line = (
        select(_turn.c.turn, _turn.c.status, _turn.c.holder)
        .where(_turn.c.session_id == session_id, _turn.c.speaker == Speaker.TRAINEE.value)
        .order_by(_turn.c.turn.desc())
        .limit(1)
    )
    line = connection.execute(last_line).one_or_none()
    if line is None or line.status != TurnStatus.PENDING.value:
        raise ConflictError(
            "没有在等回答的话，不必换引擎。 / No line waits for an answer, so nothing needs to step in."
        )
    if processes.is_alive(connection, line.holder):
        raise ConflictError("客户正在回答，请等一等。 / The customer is answering; wait a moment.")
    from_turn: int | None = connection.execute(
        select(_session.c.offline_from).where(_session.c.id == session_id)
    ).scalar_one()
    if from_turn is None:
        from_turn = int(line.turn) + 1
        connection.execute(update(_session).where(_session.c.id == session_id).values(offline_from=from_turn))
    return from_turn


def _grade_by_rules(connection: Connection, session_id: str, now: datetime) -> None:
    lock_session(connection, session_id)
    state = gradings.state(connection, session_id)
    if state.status is not GradingStatus.FAILED:
        raise ConflictError(
            "只有没成功的评分才能改用规则。 / Only a grading that has failed can be done by the rules instead."
        )
    connection.execute(update(_grading).where(_grading.c.session_id == session_id).values(by_rules=True))
    gradings.queue(connection, session_id, now)
