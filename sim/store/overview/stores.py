"""The surface of this room: four classes over the runner, every method one transaction."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from sim.domain.assignment import Assignment, Duty, Progress
from sim.domain.audit import AuditNote
from sim.domain.chat import Usage
from sim.store.accounts.audit import noted, write
from sim.store.databases.codec import check_text
from sim.store.databases.runners import Runner
from sim.store.overview import assignments, chores, listing, people, spending, statistics
from sim.store.overview.listing import Wanted
from sim.store.overview.records import Counts, MonthUsage, PartMean, Practised, Result, Selection, SessionUsage
from sim.store.records import PageKey, SessionPage

Rows = list[tuple[str, Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a selection adds up to: in all, by week, by case, and the means of the parts of its rubrics."""

    totals: Counts
    weeks: Mapping[str, Counts]
    cases: Mapping[str, Counts]
    parts: tuple[PartMean, ...]


@dataclass(frozen=True, slots=True)
class OwnerCounts:
    """What one owner's results add up to, and how many sessions of which case they are."""

    counts: Counts
    cases: Mapping[str, int]


class OverviewStore:
    """Results and what they add up to."""

    def __init__(self, runner: Runner) -> None:
        """``runner`` reaches the database."""
        self._runner = runner

    async def summary(self, chosen: Selection) -> Summary:
        """Return what a selection adds up to."""

        def read(connection: Connection) -> Summary:
            weeks = statistics.by_week(connection, chosen)
            cases, parts = statistics.by_case(connection, chosen), statistics.parts(connection, chosen)
            return Summary(sum(weeks.values(), Counts()), weeks, cases, parts)

        return await self._runner.read(read)

    async def by_owner(self, chosen: Selection) -> Mapping[str, OwnerCounts]:
        """Return what each owner named by the selection has practised; those without any are left out."""

        def read(connection: Connection) -> Mapping[str, OwnerCounts]:
            cases = statistics.cases_of(connection, chosen)
            counts = statistics.by_owner(connection, chosen)
            return {owner: OwnerCounts(each, cases.get(owner, {})) for owner, each in counts.items()}

        return await self._runner.read(read)

    async def practised_by(self, owner: str) -> tuple[Practised, ...]:
        """Return what one owner has ever practised, by case and type of customer."""
        return await self._runner.read(lambda connection: statistics.practised_by(connection, owner))

    async def parts(self, chosen: Selection) -> tuple[PartMean, ...]:
        """Return the means of the parts of a selection's rubrics."""
        return await self._runner.read(lambda connection: statistics.parts(connection, chosen))

    async def sessions(self, wanted: Wanted, *, limit: int = 20, before: PageKey | None = None) -> SessionPage:
        """Return a page of sessions, newest first, paged by key. Raises InvalidInputError for an odd ``limit``."""
        return await self._runner.read(lambda connection: listing.sessions(connection, wanted, limit, before))

    async def results(self, wanted: Wanted, *, limit: int, before: PageKey | None = None) -> tuple[Result, ...]:
        """Return a page of results, newest first; the next begins before the last one's moment and session."""
        return await self._runner.read(lambda connection: listing.results(connection, wanted, limit, before))


class AssignmentStore:
    """What people were asked to practise."""

    def __init__(self, runner: Runner) -> None:
        """``runner`` reaches the database."""
        self._runner = runner

    async def give(self, given: Assignment, note: AuditNote) -> None:
        """Store a new assignment; ``note`` goes to the audit log with it."""
        check_text(given.note, "note")
        await self._runner.write(noted(lambda connection: assignments.give(connection, given), note))

    async def withdraw(self, assignment_id: str, now: datetime, note: AuditNote) -> None:
        """Take an assignment back; ``note`` goes to the audit log with it, once however often it is taken back."""

        def withdraw(connection: Connection) -> None:
            if assignments.withdraw(connection, assignment_id, now):
                write(connection, note)

        await self._runner.write(withdraw)

    async def load(self, assignment_id: str) -> Assignment:
        """Return an assignment. Raises NotFoundError."""
        return await self._runner.read(lambda connection: assignments.load(connection, assignment_id))

    async def given_to(
        self,
        groups: AbstractSet[str] | None,
        accounts: AbstractSet[str] | None,
        *,
        limit: int = 20,
        before: PageKey | None = None,
    ) -> tuple[Assignment, ...]:
        """Return the assignments of these groups and accounts (both None: all), newest first, paged by key."""
        return await self._runner.read(
            lambda connection: assignments.given_to(connection, groups, accounts, limit, before)
        )

    async def duties(self, owner: str, groups: AbstractSet[str], *, limit: int = 20) -> tuple[Duty, ...]:
        """Return what one person was asked to practise, and how far he is, newest first."""
        return await self._runner.read(lambda connection: assignments.duties(connection, owner, groups, limit))

    async def standing(self, given: Assignment, owners: AbstractSet[str]) -> tuple[Duty, ...]:
        """Return how far each of these people is with one assignment."""
        return await self._runner.read(lambda connection: assignments.standing(connection, given, owners))

    async def reached(self, ids: Sequence[str]) -> Mapping[str, Mapping[Progress, int]]:
        """Return how many of those it was given to have started, done and passed each assignment."""
        return await self._runner.read(lambda connection: assignments.reached(connection, ids))


class UsageStore:
    """Tokens used."""

    def __init__(self, runner: Runner) -> None:
        """``runner`` reaches the database."""
        self._runner = runner

    async def spend(self, owner: str, purpose: str, usage: Usage) -> None:
        """Book tokens that were used for an owner outside any session (a try-out, a draft) under a purpose."""
        now = datetime.now(UTC)
        await self._runner.write(lambda connection: spending.spend_for(connection, owner, purpose, usage, now))

    async def months(self, owners: frozenset[str] | None, first: str, last: str) -> tuple[MonthUsage, ...]:
        """Return the tokens of the months ``first`` to ``last`` (``2026-03``), newest first; owners None: everybody."""
        return await self._runner.read(lambda connection: spending.months(connection, owners, first, last))

    async def by_owner(self, owners: frozenset[str], first: str, last: str) -> tuple[MonthUsage, ...]:
        """Return the tokens of each of these owners over the months, by purpose."""
        return await self._runner.read(lambda connection: spending.by_owner(connection, owners, first, last))

    async def of_sessions(self, session_ids: Sequence[str]) -> Mapping[str, SessionUsage]:
        """Return the tokens of these sessions, customer and grading apart."""
        return await self._runner.read(lambda connection: spending.of_sessions(connection, session_ids))


class PrivacyStore:
    """The data of one person, and data past its time."""

    def __init__(self, runner: Runner) -> None:
        """``runner`` reaches the database."""
        self._runner = runner

    async def rows_of(self, owner: str) -> Rows:
        """Return every row about a person but those of his sessions, as (table, row), without credentials."""
        return await self._runner.read(lambda connection: list(people.rows_of(connection, owner)))

    async def sessions_of(self, owner: str, after: str = "") -> tuple[str, ...]:
        """Return some of a person's sessions by id, from behind ``after``; none when there are no more."""
        return await self._runner.read(lambda connection: people.sessions_of(connection, owner, after))

    async def rows_of_session(self, session_id: str) -> Rows:
        """Return the row of a session and every row that hangs on it, as (table, row)."""
        return await self._runner.read(lambda connection: list(people.rows_of_session(connection, session_id)))

    async def purge_owner(self, owner: str) -> int:
        """Delete some of a person's sessions with all that hangs on them; return how many, 0 when none is left."""
        return await self._runner.write(
            lambda connection: people.purge(connection, people.sessions_of(connection, owner))
        )

    async def forget(self, owner: str, stand_in: str, note: AuditNote) -> None:
        """Delete what is left of a person after his sessions; others' rows then name ``stand_in`` in his place.

        ``note`` goes to the audit log in the same transaction.
        """
        await self._runner.write(noted(lambda connection: people.forget(connection, owner, stand_in), note))

    async def claim_chore(self, name: str, now: datetime, every: timedelta) -> bool:
        """Take a chore that was not done within ``every``; False where another process has it."""
        return await self._runner.write(lambda connection: chores.claim(connection, name, now, every))

    async def purge_older(self, before: datetime, *, limit: int = 100) -> int:
        """Delete up to ``limit`` of the sessions begun before a moment; return how many."""
        return await self._runner.write(lambda connection: chores.purge_older(connection, before, limit))

    async def make_usage_anonymous(self, before: datetime) -> None:
        """Book the tokens of months that ended before a moment on nobody."""
        month = spending.month_of(before)
        await self._runner.write(lambda connection: spending.make_anonymous(connection, before_month=month))
