"""Talks as the tests of pages have them."""

from datetime import UTC, datetime

from sim.domain.session import TurnRecord, TurnStatus
from sim.domain.transcript import Speaker

NOW = datetime(2026, 1, 5, tzinfo=UTC)


def said(*texts: str) -> tuple[TurnRecord, ...]:
    """Return what customer and trainee said by turns; the customer begins."""
    speakers = (Speaker.CUSTOMER, Speaker.TRAINEE)
    return tuple(
        TurnRecord(number, speakers[(number - 1) % 2], text, TurnStatus.COMPLETE, NOW)
        for number, text in enumerate(texts, start=1)
    )
