from hypothesis import given
from hypothesis import strategies as st

from sim.llm.breaker import Breaker, BreakerPolicy, BreakerState

POLICY = BreakerPolicy(failures=3, lasting=0.0, pause=10.0, longest=35.0)

STEPS = st.lists(
    st.tuples(st.sampled_from(["begin", "succeed", "fail", "abandon"]), st.floats(0, 40)), min_size=1, max_size=60
)


def played(steps: list[tuple[str, float]]) -> list[tuple[str, float, Breaker, Breaker]]:
    """Return each step with its moment and the breaker before and after it; calls begin only where admitted."""
    now, breaker, seen = 0.0, Breaker(POLICY), []
    for step, later in steps:
        now += later
        before = breaker
        if step == "begin" and breaker.admits(now):
            breaker = breaker.begun()
        elif step == "succeed":
            breaker = breaker.succeeded()
        elif step == "fail":
            breaker = breaker.failed(now)
        elif step == "abandon":
            breaker = breaker.abandoned(now)
        seen.append((step, now, before, breaker))
    return seen


def failing(times: int, now: float = 0.0) -> Breaker:
    breaker = Breaker(POLICY)
    for _ in range(times):
        breaker = breaker.begun().failed(now)
    return breaker


def test_it_opens_at_the_number_of_failures_in_a_row() -> None:
    assert failing(2).state is BreakerState.CLOSED
    assert failing(3).state is BreakerState.OPEN
    assert failing(2).succeeded().failed(0.0).failed(0.0).state is BreakerState.CLOSED


def test_failures_of_one_moment_do_not_open_it() -> None:
    breaker = Breaker(BreakerPolicy(failures=3, lasting=2.0))
    for _ in range(50):
        breaker = breaker.failed(100.0)
    assert breaker.state is BreakerState.CLOSED
    assert breaker.failed(101.9).state is BreakerState.CLOSED
    assert breaker.failed(102.0).state is BreakerState.OPEN
    assert breaker.succeeded().failed(102.0).state is BreakerState.CLOSED


def test_after_its_pause_one_trial_decides() -> None:
    opened = failing(3, now=100.0)
    assert not opened.admits(109.9)
    assert opened.rests_for(104.0) == 6.0
    assert opened.admits(110.0)
    trial = opened.begun()
    assert trial.state is BreakerState.HALF_OPEN
    assert not trial.admits(500.0)
    assert trial.succeeded() == Breaker(POLICY)
    again = trial.failed(110.0)
    assert (again.state, again.open_until) == (BreakerState.OPEN, 130.0)


def test_pauses_double_up_to_the_longest() -> None:
    breaker, now, pauses = failing(3), 0.0, []
    for _ in range(4):
        pauses.append(breaker.open_until - now)
        now = breaker.open_until
        breaker = breaker.begun().failed(now)
    assert pauses == [10.0, 20.0, 35.0, 35.0]


def test_a_trial_given_up_makes_room_for_the_next() -> None:
    trial = failing(3).begun()
    assert trial.abandoned(12.0).admits(12.0)


def test_what_began_before_it_opened_changes_nothing() -> None:
    opened = failing(3)
    assert opened.failed(5.0) == opened
    assert opened.succeeded() == opened


@given(STEPS)
def test_in_every_state_it_admits_what_the_state_says(steps: list[tuple[str, float]]) -> None:
    for _, now, _, after in played(steps):
        admits = after.admits(now)
        assert admits == {
            BreakerState.CLOSED: True,
            BreakerState.HALF_OPEN: False,
            BreakerState.OPEN: now >= after.open_until,
        }.get(after.state)
        assert after.rests_for(now) >= 0
        assert after.rests_for(now) <= POLICY.longest


@given(STEPS)
def test_it_never_stays_shut_for_good(steps: list[tuple[str, float]]) -> None:
    _, now, _, after = played(steps)[-1]
    if after.state is BreakerState.HALF_OPEN:
        after = after.abandoned(now)
    assert after.admits(now + POLICY.longest)


@given(STEPS)
def test_only_these_ways_lead_from_state_to_state(steps: list[tuple[str, float]]) -> None:
    ways = {
        (BreakerState.CLOSED, "fail"): {BreakerState.CLOSED, BreakerState.OPEN},
        (BreakerState.OPEN, "begin"): {BreakerState.OPEN, BreakerState.HALF_OPEN},
        (BreakerState.HALF_OPEN, "succeed"): {BreakerState.CLOSED},
        (BreakerState.HALF_OPEN, "fail"): {BreakerState.OPEN},
        (BreakerState.HALF_OPEN, "abandon"): {BreakerState.OPEN},
    }
    for step, now, before, after in played(steps):
        assert after.state in ways.get((before.state, step), {before.state})
        assert after.state is not BreakerState.CLOSED or after.failures < POLICY.failures
        assert after.failing_since <= now
