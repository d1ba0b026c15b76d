"""Decisions as forms send them: one word for verdict and level, the quote as words and turn."""

from sim.domain.errors import InvalidInputError
from sim.domain.review import AppealStatus, Verdict
from sim.domain.rubric import LEVEL_MAX
from sim.domain.score import Quote
from sim.grading.limits.conduct import LIGHT, SEVERE
from sim.practice.reviews.rulings import Ruling

NOT_APPLICABLE = "na"
LEVELS = {**{str(level): level for level in range(LEVEL_MAX + 1)}, NOT_APPLICABLE: None}
"""Levels as they are sent."""

_VERDICTS = {verdict.value: verdict for verdict in (Verdict.ACCEPT, Verdict.REJECT, Verdict.UPHOLD, Verdict.LIFT)}


def ruling_of(subject: str, decision: str, reason: str, quote: str, turn: str) -> Ruling:
    """Return the decision a form sent.

    Args:
        subject: The id of the criterion or gate.
        decision: ``accept``, ``reject``, a level ``0`` … ``4`` or ``na``; for a gate ``uphold``, ``lift``, ``light``
            or ``severe``.
        reason: Why.
        quote: Words of the trainee, "" for none.
        turn: The number of the turn they stand in.

    Raises:
        InvalidInputError: Field ``decision`` or ``turn``.
    """
    words = quote_of(quote, turn)
    if decision in LEVELS:
        return Ruling(subject, Verdict.ADJUST, LEVELS[decision], reason=reason, quote=words)
    if decision in (LIGHT, SEVERE):
        return Ruling(subject, Verdict.FAIL, severity=decision, reason=reason, quote=words)
    if decision in _VERDICTS:
        return Ruling(subject, _VERDICTS[decision], reason=reason, quote=words)
    raise InvalidInputError("请先选一个判断。 / Choose a decision first.", field="decision")


def quote_of(quote: str, turn: str) -> Quote | None:
    """Return the quote a form sent, None where it was left empty. Raises InvalidInputError (``turn``)."""
    if not quote.strip():
        return None
    if not turn.isdecimal() or len(turn) > 6:
        raise InvalidInputError("请选引文出自哪一句。 / Choose the line the quote is from.", field="turn")
    return Quote(int(turn), quote)


def appeal_status_of(text: str) -> AppealStatus:
    """Return the status a form sent. Raises InvalidInputError (``status``)."""
    try:
        return AppealStatus(text)
    except ValueError as error:
        raise InvalidInputError(
            "请选成立或不成立。 / Choose whether to uphold or dismiss it.", field="status"
        ) from error
