"""What a group, or one person, has practised, and how well."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sim.domain.account import Role, Viewer
from sim.practice.overview.period import Period
from sim.practice.overview.roster import Person, Roster, Trainees
from sim.store import PageKey, SessionPage, Store
from sim.store.overview import Counts, OwnerCounts, PartMean, Practised, Selection, Standing, Summary, Wanted

SESSIONS_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at: a group (id; "" all of one's people), some weeks, one case (id; "" all)."""

    period: Period
    group: str = ""
    scenario: str = ""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person's line in the overview of a group."""

    person: Person
    counts: Counts
    cases: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people with what they have practised."""

    lines: tuple[PersonLine, ...]
    next: PageKey | None


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a trend; ``monday`` names it. A week without practice is there too."""

    monday: date
    counts: Counts


class Overviews:
    """Overviews from sums. No method reads a transcript or a scorecard."""

    def __init__(self, store: Store, roster: Roster) -> None:
        """``roster`` knows whom a viewer may look at."""
        self._store = store
        self._roster = roster

    async def summary(self, viewer: Viewer, view: View) -> Summary:
        """Return what the practice of a group's trainees, or of all the viewer looks after, adds up to.

        Raises NotFoundError for a group that is not the viewer's.
        """
        return await self._store.overview.summary(_selection(view, await self._roster.trainees(viewer, view.group)))

    async def people(self, viewer: Viewer, view: View, before: PageKey | None = None) -> PeoplePage:
        """Return a page of those whose practice ``summary`` adds up, with that of each. Raises as it does."""
        page = await self._roster.page(viewer, view.group, before, Role.TRAINEE)
        owners = frozenset(person.id for person in page.people)
        found = await self._store.overview.by_owner(_selection(view, Trainees(owners)))
        nothing = OwnerCounts(Counts(), {})
        lines = [PersonLine(person, *_of(found.get(person.id, nothing))) for person in page.people]
        shown = tuple(line for line in lines if line.person.id or line.counts.sessions)
        return PeoplePage(shown, page.next)

    async def of_person(self, person: Person, view: View) -> Summary:
        """Return what one person's practice adds up to; who may see him is checked by ``Roster.person``."""
        return await self._store.overview.summary(_selection(view, Trainees(frozenset({person.id}))))

    async def practised_by(self, person: Person) -> tuple[Practised, ...]:
        """Return what one person has ever practised, by case and type of customer."""
        return await self._store.overview.practised_by(person.id)

    async def sessions(
        self,
        viewer: Viewer,
        view: View,
        *,
        person: Person | None = None,
        standing: Standing = Standing.ANY,
        before: PageKey | None = None,
    ) -> SessionPage:
        """Return a page of sessions, newest first. Raises NotFoundError for a group that is not the viewer's."""
        wanted = await self.wanted(viewer, view, person=person, standing=standing)
        return await self._store.overview.sessions(wanted, limit=SESSIONS_ON_A_PAGE, before=before)

    async def wanted(
        self, viewer: Viewer, view: View, *, person: Person | None = None, standing: Standing = Standing.ANY
    ) -> Wanted:
        """Return which sessions a view holds, for lists and sheets. Raises as above."""
        if person is None:
            whose = await self._roster.trainees(viewer, view.group)
        else:
            whose = Trainees(frozenset({person.id}))
        period = view.period
        return Wanted(whose.owners, period.since, period.until, view.scenario, standing, whose.without)


def trend(summary: Summary, period: Period) -> tuple[Week, ...]:
    """Return every week of the period, in order."""
    return tuple(Week(week, summary.weeks.get(week.isoformat(), Counts())) for week in period.weeks)


def rubrics_of(parts: tuple[PartMean, ...]) -> tuple[str, ...]:
    """Return the rubrics that were graded with, the one with most results first."""
    return tuple(dict.fromkeys(part.rubric for part in parts))


def _of(found: OwnerCounts) -> tuple[Counts, Mapping[str, int]]:
    return found.counts, found.cases


def _selection(view: View, whose: Trainees) -> Selection:
    first, last = view.period.first.isoformat(), view.period.last.isoformat()
    return Selection(whose.owners, first, last, view.scenario, whose.without)
