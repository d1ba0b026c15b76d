"""The store's surface: every method is one transaction, begun and ended inside it."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from sim.domain.errors import InvalidInputError, StorageError
from sim.domain.mood import Outcome
from sim.domain.session import Session, TurnRecord
from sim.store.accounts import (
    AuditStore,
    FailureStore,
    GroupStore,
    InvitationStore,
    PeopleStore,
    SignInStore,
    TokenStore,
)
from sim.store.databases.address import parsed
from sim.store.databases.codec import check_text
from sim.store.databases.runners import Runner
from sim.store.databases.sqlite_runner import SqliteRunner
from sim.store.library import LibraryStore
from sim.store.operations import OperationsStore
from sim.store.overview import AssignmentStore, OverviewStore, PrivacyStore, UsageStore
from sim.store.processes import Processes
from sim.store.records import Accepted, Claim, GradingState, PageKey, PinnedContent, SessionPage
from sim.store.reviews.review_store import ReviewStore
from sim.store.talks import contents, gradings, sessions, turns
from sim.store.tryouts import TryoutStore
from sim.store.upkeep.migrate import check_schema, migrate


class Store:
    """Sessions, turns, pinned content and gradings in SQLite or PostgreSQL; the attributes are the other rooms' stores.

    Every method is one transaction, and what it wrote is committed when it returns. All may raise a StorageError that
    says which database is at fault and what to do. Times are moments with a zone.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self.people = PeopleStore(runner)
        self.groups = GroupStore(runner)
        self.sign_ins = SignInStore(runner)
        self.failures = FailureStore(runner)
        self.invitations = InvitationStore(runner)
        self.tokens = TokenStore(runner)
        self.audit = AuditStore(runner)
        self.overview = OverviewStore(runner)
        self.assignments = AssignmentStore(runner)
        self.usage = UsageStore(runner)
        self.privacy = PrivacyStore(runner)
        self.library = LibraryStore(runner)
        self.processes = Processes(runner)
        self.reviews = ReviewStore(runner)
        self.tryouts = TryoutStore(runner)
        self.operations = OperationsStore(runner)

    @classmethod
    async def open(cls, url: str, *, migrate: bool = True) -> "Store":
        """Open the database at ``url`` and bring its schema up to date.

        Args:
            url: ``sqlite:///FILE`` (four slashes for an absolute path) or ``postgresql+psycopg://USER:…@HOST/NAME``.
            migrate: False only checks that the schema is the present one.

        Raises:
            InvalidInputError: the address is none of the two forms.
            StorageError: the database cannot be opened, or a newer version of the program has written it.
        """
        address = parsed(url)
        await asyncio.to_thread(_prepare, address, migrate)
        if address.get_backend_name() == "sqlite":
            return cls(SqliteRunner(address))
        from sim.store.databases.postgres_runner import (
            PostgresRunner,  # costs SQLite's users a third of a second at start
        )

        return cls(PostgresRunner(address))

    async def close(self) -> None:
        """Commit what is under way and close all connections. May be called twice."""
        await self._runner.close()

    async def create_session(self, session: Session, content: Sequence[PinnedContent]) -> None:
        """Store a new session with its opening turns; each content version is kept once. Raises ConflictError."""
        for turn in session.turns:
            check_text(turn.text, f"turn {turn.turn}")
        await self._runner.write(lambda connection: sessions.create(connection, session, content), brief=True)

    async def load_session(self, session_id: str) -> Session:
        """Return a session with all its turns. Raises NotFoundError."""
        return await self._runner.read(lambda connection: sessions.load(connection, session_id))

    async def load_content(self, kind: str, version: str) -> PinnedContent:
        """Return a pinned version of a content document. Raises NotFoundError."""
        return await self._runner.read(lambda connection: contents.load(connection, kind, version))

    async def list_sessions(self, owner: str | None, *, limit: int = 50, before: PageKey | None = None) -> SessionPage:
        """Return a page of one owner's sessions (None: everybody's), newest first, without transcripts.

        Raises InvalidInputError for an odd ``limit``.

        Args:
            owner: whose sessions.
            limit: rows on the page, 1 to ``PAGE_LIMIT``.
            before: the ``next`` of the page before; None for the first.
        """
        if not 1 <= limit <= sessions.PAGE_LIMIT:
            raise InvalidInputError(f"limit is {limit}, allowed is 1 to {sessions.PAGE_LIMIT}", field="limit")
        return await self._runner.read(lambda connection: sessions.page(connection, owner, limit, before))

    async def accept_turn(self, session_id: str, turn: int, text: str, *, now: datetime) -> Accepted:
        """Store a trainee line, pending its answer. The same line under the same number is found, not doubled.

        The line is held by this process until it is answered or interrupted. A line that another process holds is
        taken over once that process is dead; while it lives, ``held`` says so.

        Raises:
            NotFoundError: no such session.
            SessionEndedError: it takes no more turns.
            ConflictError: another number is due (the message names it), other words are stored under this number,
                or the last line still waits for its answer.
        """
        check_text(text, "text")
        own = self.processes.own_id
        return await self._runner.write(
            lambda connection: turns.accept(connection, session_id, turn, text, now, own), brief=True
        )

    async def is_answered_elsewhere(self, session_id: str, turn: int) -> bool:
        """Tell whether another process, which lives, is getting the answer to this trainee line."""
        own = self.processes.own_id
        return await self._runner.read(lambda connection: turns.is_held(connection, session_id, turn, own))

    async def save_reply(
        self,
        session_id: str,
        trainee: TurnRecord,
        customer: TurnRecord,
        state: Mapping[str, Any],
        *,
        outcome: Outcome | None,
        ended_at: datetime | None,
    ) -> None:
        """Store the customer's answer, what the trainee's line did, and the customer's state, in one transaction.

        With ``ended_at`` the session ends with this answer and its grading is queued, in the same transaction.
        The same answer stored again changes nothing. Raises NotFoundError, SessionEndedError, ConflictError, or
        ClaimLostError where another process has taken the line over.
        """
        check_text(customer.text, f"turn {customer.turn}")
        own = self.processes.own_id
        await self._runner.write(
            lambda connection: turns.reply(connection, session_id, trainee, customer, state, outcome, ended_at, own),
            brief=True,
        )

    async def mark_interrupted(self, session_id: str, turn: int) -> None:
        """Mark the customer's turn ``turn`` as broken off: a row without text that the retried answer replaces.

        Nothing changes where the turn is stored whole, or another process has taken the line over. Raises
        NotFoundError, and ConflictError where no line waits.
        """
        now, own = _now(), self.processes.own_id
        await self._runner.write(lambda connection: turns.interrupt(connection, session_id, turn, now, own), brief=True)

    async def end_session(
        self, session_id: str, *, now: datetime, outcome: Outcome | None = None, grade: bool
    ) -> Session:
        """Close a session and, with ``grade``, queue its grading, in one transaction; doing it twice changes nothing.

        A session that has ended keeps its end and outcome. A grading that has failed is queued again. Raises
        NotFoundError.
        """
        return await self._runner.write(lambda connection: sessions.end(connection, session_id, now, outcome, grade))

    async def claim_grading(self, session_id: str | None = None) -> Claim | None:
        """Take a queued grading (this session's, or the one waiting longest); None where there is none to take.

        One whose process is dead can be taken too.
        """
        now, own = _now(), self.processes.own_id
        return await self._runner.write(lambda connection: gradings.claim(connection, session_id, now, own))

    async def queued_gradings(self) -> tuple[str, ...]:
        """Return the sessions whose grading can be claimed, longest waiting first."""
        return await self._runner.read(gradings.waiting)

    async def queue_gradings_without_job(self) -> int:
        """Put a job into PostgreSQL's queue for each grading that waits without one; return how many. 0 on SQLite."""
        return await self._runner.write(gradings.defer_lacking)

    async def hand_back_grading(self, claim: Claim) -> None:
        """Queue a claimed grading again, for any process to go on with. Raises ClaimLostError."""
        now = _now()
        await self._runner.write(lambda connection: gradings.hand_back(connection, claim, now))

    async def save_judgement(self, claim: Claim, dimension: str, document: Mapping[str, Any]) -> None:
        """Keep one dimension's judgement (JSON-able), so that a crash repeats nothing that was paid for.

        Raises ClaimLostError where another process has taken the grading over.
        """
        now = _now()
        await self._runner.write(
            lambda connection: gradings.save_judgement(connection, claim, dimension, document, now)
        )

    async def judgements(self, session_id: str) -> Mapping[str, Mapping[str, Any]]:
        """Return the judgements kept so far, by dimension."""
        return await self._runner.read(lambda connection: gradings.judgements(connection, session_id))

    async def finish_grading(self, claim: Claim, scorecard: Mapping[str, Any]) -> None:
        """Keep the scorecard (JSON-able, its ``total`` is shown in lists) and mark the grading done.

        Raises ClaimLostError where another process has taken the grading over.
        """
        now = _now()
        await self._runner.write(lambda connection: gradings.finish(connection, claim, scorecard, now))

    async def fail_grading(self, claim: Claim, code: str, error: str) -> None:
        """Mark the grading failed and say why: the error's short id, and its message for people.

        Raises ClaimLostError where another process has taken the grading over.
        """
        now = _now()
        reason = error.replace("\x00", "�").encode(errors="replace").decode()
        await self._runner.write(lambda connection: gradings.fail(connection, claim, code, reason, now))

    async def grading_status(self, session_id: str) -> GradingState:
        """Return where the session's grading stands. Raises NotFoundError."""
        return await self._runner.read(lambda connection: gradings.state(connection, session_id))

    async def load_scorecard(self, session_id: str) -> Mapping[str, Any] | None:
        """Return the scorecard's document, None while there is none."""
        return await self._runner.read(lambda connection: gradings.load_scorecard(connection, session_id))


def _prepare(address: URL, upgrade: bool) -> None:
    if address.get_backend_name() == "sqlite":
        file = Path(str(address.database))
        if file.is_dir():
            raise StorageError(f"database {file} is a folder: name a file in it")
        if not file.parent.is_dir():
            raise StorageError(f"database {file} cannot be made, there is no folder {file.parent}: create it first")
    if upgrade:
        migrate(address)
    else:
        check_schema(address)


def _now() -> datetime:
    return datetime.now(UTC)
