"""The soak in short: the same trainees and the same sick model, a few of each, on both databases."""

import pytest

from tests.faults.soak import Findings, Soak, run

SHORT = Soak(
    clients=12, turns=3, tokens=12, between_ms=40, first_ms=200, stagger=1.0, settle=1.0, gradings_seconds=90.0
)


def check(found: Findings) -> None:
    assert found.lost == []
    assert found.stuck == []
    assert found.resumable == 0
    assert found.spoken_in_logs == []
    answered = sum(len(course.answered) for course in found.courses)
    assert answered == sum(len(course.said) for course in found.courses) >= SHORT.clients
    assert sum(found.gradings.values()) == SHORT.clients


@pytest.mark.slow
def test_on_sqlite_nothing_is_lost_and_nobody_is_stuck() -> None:
    check(run(SHORT))


@pytest.mark.slow
def test_on_postgresql_no_connection_waits_for_the_model(postgres_url: str) -> None:
    found = run(SHORT, postgres_url)
    check(found)
    assert found.seen.samples > 10
    assert found.seen.answers >= SHORT.clients / 2
    assert found.seen.oldest < SHORT.answer_seconds
