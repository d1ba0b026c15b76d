"""What a reviewer decides on one criterion or gate, checked and turned into an override."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sim.domain.account import Viewer
from sim.domain.errors import InvalidInputError
from sim.domain.review import Override, Verdict
from sim.domain.rubric import LEVEL_MAX, Gate
from sim.domain.score import CriterionScore, Evidence, GateScore, Quote, Status
from sim.grading.limits.conduct import LIGHT, SEVERE
from sim.grading.rules.levels import UNQUOTED_MAX
from sim.practice.reviews.graded import Reviewed, author_of, no_such_part
from sim.practice.reviews.texts import checked_text

Locate = Callable[[Quote, bool], Evidence]
"""Finds a quote; the second argument says whether it speaks against the trainee."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision as a reviewer sends it: ``subject`` is a criterion's or gate's id.

    ``level`` belongs to ``adjust`` (None: not applicable), ``severity`` to ``fail``; ``quote`` is optional, but from
    level 2 on, and for a gate that had been passed, some words must stand behind a decision.
    """

    subject: str
    verdict: Verdict
    level: int | None = None
    severity: str = ""
    reason: str = ""
    quote: Quote | None = None


def override_of(viewer: Viewer, reviewed: Reviewed, ruling: Ruling, locate: Locate, *, appeal: str = "") -> Override:
    """Return the override a ruling amounts to.

    Raises NotFoundError for an unknown subject, and InvalidInputError naming the field (``verdict``, ``level``,
    ``severity``, ``reason``, ``quote``, ``turn``) for a decision that is not one.
    """
    if ruling.verdict.is_of_gate:
        evidence = _on_gate(reviewed, ruling, locate)
    else:
        evidence = _on_criterion(reviewed, ruling, locate)
    changes = ruling.verdict not in (Verdict.ACCEPT, Verdict.UPHOLD)
    return Override(
        subject=ruling.subject,
        verdict=ruling.verdict,
        author=author_of(viewer),
        created_at=datetime.now(UTC),
        level=ruling.level if ruling.verdict is Verdict.ADJUST else None,
        severity=ruling.severity if ruling.verdict is Verdict.FAIL else "",
        evidence=evidence,
        reason=checked_text(ruling.reason, "reason", least=1 if changes else 0),
        appeal=appeal,
    )


def _on_criterion(reviewed: Reviewed, ruling: Ruling, locate: Locate) -> tuple[Evidence, ...]:
    score = reviewed.criterion(ruling.subject)
    if score is None:
        raise no_such_part(ruling.subject)
    if ruling.verdict is Verdict.ACCEPT and score.status is Status.UNSCORED:
        raise InvalidInputError(
            "这一条没有评出来，没有可认可的等级，请给一个。 / This criterion is unscored: nothing can be accepted.",
            field="verdict",
        )
    if ruling.verdict is not Verdict.ADJUST:
        return ()
    if ruling.level is not None and not 0 <= ruling.level <= LEVEL_MAX:
        raise InvalidInputError(
            f"等级是 0–{LEVEL_MAX} 或不适用。 / A level is 0–{LEVEL_MAX} or not applicable.", field="level"
        )
    return _words_for(score, ruling, locate)


def _words_for(score: CriterionScore, ruling: Ruling, locate: Locate) -> tuple[Evidence, ...]:
    if ruling.quote is not None:
        against = ruling.level is not None and ruling.level <= UNQUOTED_MAX
        return (locate(ruling.quote, against),)
    if ruling.level is not None and ruling.level > UNQUOTED_MAX and not score.evidence:
        raise InvalidInputError(
            f"{UNQUOTED_MAX + 1} 级以上要有学员的原话作证，请引一句。"
            f" / From level {UNQUOTED_MAX + 1} on a quote of the trainee is needed.",
            field="quote",
        )
    return ()


def _on_gate(reviewed: Reviewed, ruling: Ruling, locate: Locate) -> tuple[Evidence, ...]:
    score = reviewed.gate(ruling.subject)
    gate = next((item for item in reviewed.played.rubric.gates if item.id == ruling.subject), None)
    if score is None or gate is None:
        raise no_such_part(ruling.subject)
    if ruling.verdict is Verdict.LIFT and score.passed:
        raise InvalidInputError(
            "这道关卡原本就通过了，要恢复原判请选“维持”。 / This gate was passed; to restore that, uphold it.",
            field="verdict",
        )
    return _words_against(score, gate, ruling, locate) if ruling.verdict is Verdict.FAIL else ()


def _words_against(score: GateScore, gate: Gate, ruling: Ruling, locate: Locate) -> tuple[Evidence, ...]:
    allowed = (SEVERE,) if gate.light_cap is None else (LIGHT, SEVERE)
    if ruling.severity not in allowed:
        raise InvalidInputError(
            "请选轻重；这道关卡不分轻重时按严重算。 / Choose a severity this gate knows.", field="severity"
        )
    if ruling.quote is not None:
        return (locate(ruling.quote, True),)
    if score.passed:
        raise InvalidInputError(
            "判关卡没过，要引学员的一句原话。 / A gate fails only with a quote of the trainee.", field="quote"
        )
    return ()
