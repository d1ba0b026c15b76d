"""What home tells the viewer about his own practice: what he was asked to do, and what to practise next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from sim.domain.account import Viewer
from sim.domain.assignment import Assignment, Duty, Progress
from sim.grading.feedback.advice import advised
from sim.practice.overview.next_practice import Suggestion
from sim.runtime import Runtime
from sim.store import SessionSummary
from web.overview.view import case_name, type_name
from web.overview.words import PROGRESS, WHY
from web.rendering.renderer import Pages

SHOWN = 5


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One assignment as its trainee sees it.

    ``href`` leads to its briefing card, ``talk`` to the talk begun for it that has not ended ("" for none).
    ``can_start`` is false where the desk has its case, type or rubric no more.
    """

    scenario: str
    archetype: str
    rubric: str
    href: str
    talk: str
    can_start: bool
    case: str
    type: str
    note: str
    due_at: datetime | None
    late: bool
    progress: Progress
    words: str

    @property
    def is_next(self) -> bool:
        """Tell whether home opens with it ticked: it can be started and is not passed yet."""
        return self.can_start and self.progress is not Progress.PASSED


@dataclass(frozen=True, slots=True)
class NextLine:
    """Which case to practise next and why; ``advised`` names what the last scorecard says to practise, if any."""

    href: str
    case: str
    type: str
    why: str
    advised: str


@dataclass(frozen=True, slots=True)
class Own:
    """The viewer's own parts of home."""

    duties: tuple[DutyLine, ...]
    next: NextLine | None

    @property
    def first(self) -> DutyLine | None:
        """Return the assignment to practise first, None where nothing is left to do."""
        return next((duty for duty in self.duties if duty.is_next), None)


async def own_parts(runtime: Runtime, viewer: Viewer, pages: Pages, sessions: Sequence[SessionSummary]) -> Own:
    """Return what home shows: assignments not passed yet first, those due soonest before others.

    ``sessions`` are the viewer's of late, newest first; assignments are gone on with in those that have not ended.
    """
    duties = await runtime.overview.assignments.duties(viewer)
    suggestion = await runtime.overview.assignments.suggestion(viewer)
    lines = [_duty(duty, sessions, runtime, pages) for duty in sorted(duties, key=_urgency)[:SHOWN]]
    return Own(tuple(lines), _next(suggestion, await _advised(runtime, viewer, pages), pages) if suggestion else None)


def _urgency(duty: Duty) -> tuple[bool, datetime]:
    return duty.progress is Progress.PASSED, duty.assignment.due_at or datetime.max.replace(tzinfo=UTC)


def _duty(duty: Duty, sessions: Sequence[SessionSummary], runtime: Runtime, pages: Pages) -> DutyLine:
    given, library = duty.assignment, runtime.library
    begun = (item for item in sessions if item.ended_at is None and _counts(item, given))
    talk = next(begun, None)
    return DutyLine(
        scenario=given.scenario,
        archetype=given.archetype,
        rubric=given.rubric,
        href=_briefing(given.scenario, given.archetype),
        talk=f"/sessions/{talk.id}" if talk else "",
        can_start=(
            given.scenario in library.scenarios
            and given.archetype in library.archetypes
            and given.rubric in library.rubrics
        ),
        case=case_name(runtime, pages, given.scenario),
        type=type_name(runtime, pages, given.archetype),
        note=given.note,
        due_at=given.due_at,
        late=duty.is_late(datetime.now(UTC)),
        progress=duty.progress,
        words=pages.text(PROGRESS[duty.progress]),
    )


def _counts(session: SessionSummary, given: Assignment) -> bool:
    is_same = (session.scenario, session.archetype) == (given.scenario, given.archetype)
    return is_same and session.created_at >= given.created_at


async def _advised(runtime: Runtime, viewer: Viewer, pages: Pages) -> str:
    last = await runtime.reviews.graded.latest(viewer.id)
    part = advised(last.played.rubric, last.effective.feedback) if last is not None else None
    return pages.own(part.name) if part is not None else ""


def _next(suggestion: Suggestion, advice: str, pages: Pages) -> NextLine:
    return NextLine(
        href=_briefing(suggestion.scenario.id, suggestion.archetype.id),
        case=pages.own(suggestion.scenario.title),
        type=pages.own(suggestion.archetype.name),
        why=pages.text(WHY[suggestion.why]),
        advised=advice,
    )


def _briefing(scenario: str, archetype: str) -> str:
    return f"/?{urlencode({'scenario': scenario, 'archetype': archetype})}#card-title"
