"""What rehearsals add up to: a summary per subject and agent, and the pass mark a persona needs to be published.

The subject is what is on trial: an archetype in several cases, or a case with several archetypes.
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from statistics import median
from typing import Any, Literal

from sim.customer.rehearsal.agents import EARNING
from sim.customer.rehearsal.rehearse import Rehearsal
from sim.domain.mood import Outcome, Stage

Subject = Literal["archetype", "scenario"]

WON = (Outcome.ACCEPTED, Outcome.PARTIAL)
IN_TIME = range(5, 10)
"""Trainee lines in which a good agent should get there: sooner is too cheap, later wears people out."""
EXCELLENT_SHARE = 0.9
"""Share of sessions in which the excellent agent must win in time."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The sessions of one agent with one subject, an archetype or a scenario.

    ``outcomes`` counts sessions by outcome ("open" where it was broken off), ``won`` those that ended well,
    ``in_time`` those won within 5–9 trainee lines. ``stages`` holds the median line at which each stage was reached by
    those who reached it. ``swaps``, ``unearned``, ``leaks`` and ``repeats`` count customer lines; ``distinct`` is the
    share of different lines among all; ``interventions`` counts reasons.
    """

    subject: str
    agent: str
    sessions: int
    outcomes: Mapping[str, int]
    won: int
    in_time: int
    stages: Mapping[str, float]
    lines: int
    distinct: float
    swaps: int
    unearned: int
    leaks: int
    repeats: int
    interventions: Mapping[str, int] = field(default_factory=dict, hash=False)

    def to_json(self) -> dict[str, Any]:
        """Return the summary as plain JSON types, without its subject."""
        counted = (
            "agent",
            "sessions",
            "won",
            "in_time",
            "lines",
            "distinct",
            "swaps",
            "unearned",
            "leaks",
        )
        return {name: getattr(self, name) for name in (*counted, "repeats")} | {
            "outcomes": dict(self.outcomes),
            "stages": dict(self.stages),
            "interventions": dict(self.interventions),
        }


class Shortfall(StrEnum):
    """What a rehearsal may fall short in."""

    SWAPS = "swaps"
    UNEARNED = "unearned"
    LEAKS = "leaks"
    REPEATS = "repeats"
    UNEARNED_WINS = "unearned-wins"
    TOO_FEW_WINS = "too-few-wins"
    NO_DIFFERENCE = "no-difference"


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that fell short: with which agent, how often, in how many sessions. Reads as a line of text."""

    agent: str
    shortfall: Shortfall
    count: int
    sessions: int

    def __str__(self) -> str:
        """Return the failure as the command line prints it."""
        match self.shortfall:
            case Shortfall.UNEARNED_WINS:
                return f"{self.agent}: {self.count} unearned wins"
            case Shortfall.TOO_FEW_WINS:
                return f"{self.agent}: won in time in {self.count} of {self.sessions} only"
            case Shortfall.NO_DIFFERENCE:
                return f"{self.agent}: wins in time as often as excellent"
        return f"{self.agent}: {self.count} {self.shortfall}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a subject reaches the pass mark; ``failures`` says what fell short."""

    subject: str
    passed: bool
    failures: tuple[Failure, ...]


def summarise(rehearsals: Iterable[Rehearsal], by: Subject = "archetype") -> tuple[Summary, ...]:
    """Return one summary for each pair of subject and agent, in the order they first appear."""
    groups: dict[tuple[str, str], list[Rehearsal]] = {}
    for rehearsal in rehearsals:
        subject = rehearsal.archetype if by == "archetype" else rehearsal.scenario
        groups.setdefault((subject, rehearsal.agent), []).append(rehearsal)
    return tuple(_summary(subject, agent, group) for (subject, agent), group in groups.items())


def verdicts(summaries: Sequence[Summary]) -> tuple[Verdict, ...]:
    """Hold each subject's summaries against the pass mark.

    Nobody sees a swap, leak, repeat or unearned yielding; agents who earn nothing win nothing; the excellent agent wins
    in time in nine sessions of ten; the middling one does so less often.
    """
    by_subject: dict[str, list[Summary]] = {}
    for summary in summaries:
        by_subject.setdefault(summary.subject, []).append(summary)
    return tuple(_verdict(subject, group) for subject, group in by_subject.items())


def _summary(subject: str, agent: str, group: Sequence[Rehearsal]) -> Summary:
    won = [rehearsal for rehearsal in group if rehearsal.outcome in WON]
    said = [line for rehearsal in group for line in rehearsal.customer_lines]
    records = [rehearsal.fidelity for rehearsal in group]
    return Summary(
        subject=subject,
        agent=agent,
        sessions=len(group),
        outcomes=dict(Counter(rehearsal.outcome.value if rehearsal.outcome else "open" for rehearsal in group)),
        won=len(won),
        in_time=sum(rehearsal.lines in IN_TIME for rehearsal in won),
        stages=_stages(group),
        lines=len(said),
        distinct=round(len(set(said)) / len(said), 3) if said else 0.0,
        swaps=sum(len(record.role_breaks) for record in records),
        unearned=sum(len(record.unearned) for record in records),
        leaks=sum(len(record.leaks) for record in records),
        repeats=sum(len(record.repeats) for record in records),
        interventions=dict(sum((Counter(record.interventions) for record in records), Counter())),
    )


def _stages(group: Sequence[Rehearsal]) -> dict[str, float]:
    reached = {stage: [each.stages[stage] for each in group if stage in each.stages] for stage in Stage}
    return {stage.value: float(median(lines)) for stage, lines in reached.items() if lines}


def _verdict(subject: str, group: Sequence[Summary]) -> Verdict:
    failures = [failure for summary in group for failure in _shown(summary)]
    rates = {summary.agent: summary.in_time / summary.sessions for summary in group}
    for summary in group:
        if summary.agent not in EARNING and summary.won:
            failures.append(Failure(summary.agent, Shortfall.UNEARNED_WINS, summary.won, summary.sessions))
        if summary.agent == "excellent" and summary.in_time < EXCELLENT_SHARE * summary.sessions:
            failures.append(Failure(summary.agent, Shortfall.TOO_FEW_WINS, summary.in_time, summary.sessions))
        if summary.agent == "middling" and rates["middling"] >= rates.get("excellent", math.inf):
            failures.append(Failure(summary.agent, Shortfall.NO_DIFFERENCE, summary.in_time, summary.sessions))
    return Verdict(subject, not failures, tuple(failures))


def _shown(summary: Summary) -> list[Failure]:
    kinds = (Shortfall.SWAPS, Shortfall.UNEARNED, Shortfall.LEAKS, Shortfall.REPEATS)
    counts = [(kind, int(getattr(summary, kind.value))) for kind in kinds]
    return [Failure(summary.agent, kind, count, summary.sessions) for kind, count in counts if count]
