"""Assignments: given by trainers, done by practising."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sim.domain.account import Group, Role, Viewer
from sim.domain.assignment import Assignment, Duty, Progress
from sim.domain.audit import Action, AuditNote
from sim.domain.errors import InvalidInputError, NotAllowedError
from sim.practice.accounts.audit import noted_by
from sim.practice.authoring.shelf import Shelf
from sim.practice.overview.next_practice import Suggestion, suggest
from sim.practice.overview.roster import Person, Roster
from sim.practice.sessions import DEFAULT_RUBRIC
from sim.store import PageKey, Store, cut_page

NOTE_LIMIT = 500
ON_A_PAGE = 20
ON_HOME = 20
"""How many assignments home looks through; those done long ago fall behind."""
GROUP, PERSON = "group:", "person:"
"""What stands before the id of whom an assignment is given to, in a form."""


@dataclass(frozen=True, slots=True)
class AssignmentOrder:
    """An assignment as a form asks for it: ``to`` reads ``group:ID`` or ``person:ID``, ``due`` is a date or ""."""

    to: str
    scenario: str
    archetype: str
    rubric: str = DEFAULT_RUBRIC
    due: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class AssignmentLine:
    """An assignment in a trainer's list: to how many people it was given, and how many have come how far."""

    assignment: Assignment
    given_to: int
    reached: Mapping[Progress, int]


@dataclass(frozen=True, slots=True)
class AssignmentPage:
    """Assignments, newest first. ``next`` is the key of the next page, None on the last."""

    lines: tuple[AssignmentLine, ...]
    next: PageKey | None


class Assignments:
    """What trainers ask people to practise, and what people should practise next."""

    def __init__(self, store: Store, roster: Roster, shelf: Shelf) -> None:
        """``roster`` knows whom a viewer may ask; ``shelf`` what there is to practise."""
        self._store = store
        self._roster = roster
        self._shelf = shelf

    async def give(self, viewer: Viewer, order: AssignmentOrder) -> Assignment:
        """Give an assignment to one of the viewer's groups or people.

        Raises InvalidInputError naming the field, NotFoundError for a group or person that is not the viewer's.
        """
        _require_trainer(viewer)
        group, account = await self._addressee(viewer, order.to)
        now, library = datetime.now(UTC), self._shelf.library
        given = Assignment(
            id=secrets.token_hex(12),
            scenario=_chosen(library.scenarios, order.scenario, "scenario"),
            archetype=_chosen(library.archetypes, order.archetype, "archetype"),
            rubric=_chosen(library.rubrics, order.rubric, "rubric"),
            author=viewer.id,
            created_at=now,
            group=group,
            account=account,
            due_at=_due(order.due, now),
            note=_checked_note(order.note),
        )
        await self._store.assignments.give(given, _noted(viewer, Action.ASSIGNMENT_GIVEN, given))
        return given

    async def withdraw(self, viewer: Viewer, assignment_id: str) -> None:
        """Take an assignment back. Raises NotFoundError where it was not given to the viewer's people."""
        given = await self.load(viewer, assignment_id)
        note = _noted(viewer, Action.ASSIGNMENT_WITHDRAWN, given)
        await self._store.assignments.withdraw(assignment_id, datetime.now(UTC), note)

    async def load(self, viewer: Viewer, assignment_id: str) -> Assignment:
        """Return an assignment given to the viewer's people. Raises NotFoundError."""
        _require_trainer(viewer)
        found = await self._store.assignments.load(assignment_id)
        if found.group is not None and not viewer.is_at_least(Role.ADMINISTRATOR):
            await self._roster.group(viewer, found.group)
        if found.account is not None:
            await self._roster.person(viewer, Person(found.account, "").key)
        return found

    async def page(
        self, viewer: Viewer, looked_after: Collection[Group], group: str = "", before: PageKey | None = None
    ) -> AssignmentPage:
        """Return a page of what was given to a group and its members, or ("") to all the viewer looks after.

        ``looked_after`` are his groups, as ``Roster.groups`` told them.
        """
        _require_trainer(viewer)
        groups = {each.id: each for each in looked_after}
        owners = await self._roster.owners(viewer, group)
        wanted = None if owners is None else ({group} if group else groups.keys())
        found = await self._store.assignments.given_to(wanted, owners, limit=ON_A_PAGE + 1, before=before)
        shown, following = cut_page(found, ON_A_PAGE)
        reached = await self._store.assignments.reached([each.id for each in shown]) if shown else {}
        lines = []
        for each in shown:
            trainees = groups[each.group].trainees if each.group in groups else 0
            lines.append(AssignmentLine(each, 1 if each.group is None else trainees, reached.get(each.id, {})))
        return AssignmentPage(tuple(lines), following)

    async def standing(self, given: Assignment) -> tuple[Duty, ...]:
        """Return how far each person it was given to has come."""
        return await self._store.assignments.standing(given, await self._people(given))

    async def duties(self, viewer: Viewer) -> tuple[Duty, ...]:
        """Return what the viewer himself was asked to practise, newest first. A trainer's groups are not his own."""
        groups = frozenset() if viewer.is_at_least(Role.TRAINER) else viewer.groups
        return await self._store.assignments.duties(viewer.id, groups, limit=ON_HOME)

    async def suggestion(self, viewer: Viewer) -> Suggestion | None:
        """Return which case the viewer should practise next, by all he ever practised."""
        practised = await self._store.overview.practised_by(viewer.id)
        return suggest(practised, self._shelf.library.scenarios, self._shelf.library.archetypes)

    async def _addressee(self, viewer: Viewer, to: str) -> tuple[str | None, str | None]:
        if to.startswith(GROUP):
            return (await self._roster.group(viewer, to.removeprefix(GROUP))).id, None
        if to.startswith(PERSON):
            return None, (await self._roster.person(viewer, to.removeprefix(PERSON))).id
        raise InvalidInputError("请选一个班组或一个人。 / Choose a group or a person.", field="to")

    async def _people(self, given: Assignment) -> frozenset[str]:
        if given.group is None:
            return frozenset({given.account or ""})
        return await self._store.people.members_of({given.group}, Role.TRAINEE)


def _noted(viewer: Viewer, action: Action, given: Assignment) -> AuditNote:
    """Return the entry of the audit log for what was done to an assignment: it is about whom it was given to."""
    due = f"{given.due_at.astimezone():%Y-%m-%d}" if given.due_at else ""
    detail = {"scenario": given.scenario, "archetype": given.archetype, "due": due}
    return noted_by(viewer, action, given.group or Person(given.account or "", "").key, detail)


def _require_trainer(viewer: Viewer) -> None:
    if not viewer.is_at_least(Role.TRAINER):
        raise NotAllowedError


def _chosen(known: Mapping[str, object], wanted: str, field: str) -> str:
    if wanted in known:
        return wanted
    if not wanted:
        raise InvalidInputError("请选一个。 / Choose one.", field=field)
    raise InvalidInputError(f"没有“{wanted}”。 / There is no {field} {wanted!r}.", field=field)


def _due(text: str, now: datetime) -> datetime | None:
    """Return the last second of the due day in the server's time zone."""
    if not text:
        return None
    try:
        due = datetime.combine(date.fromisoformat(text), time(23, 59, 59)).astimezone()
    except (ValueError, OverflowError) as error:
        raise InvalidInputError(f"“{text}”不是日期。 / {text!r} is no date.", field="due") from error
    if due <= now:
        raise InvalidInputError("截止日期已经过去了。 / The due date has passed.", field="due")
    return due


def _checked_note(note: str) -> str:
    plain = note.strip()
    if len(plain) > NOTE_LIMIT:
        raise InvalidInputError(
            f"说明最多 {NOTE_LIMIT} 个字，现在 {len(plain)} 个。"
            f" / The note may have {NOTE_LIMIT} characters; it has {len(plain)}.",
            field="note",
        )
    return plain
