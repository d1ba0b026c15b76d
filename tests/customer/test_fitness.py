"""The record of a model over all sessions: who falls out of role too often is not heard any more."""

from hypothesis import given
from hypothesis import strategies as st

from sim.customer import LlmCustomer
from sim.customer.fitness import LINES_KEPT, LINES_TO_JUDGE, Fitness
from sim.domain.ports import Spoken
from sim.domain.score import Engine
from sim.reading import default_reader
from tests.customer.builders import cast, dialogue
from tests.fakes import FakeChatModel


@given(st.lists(st.booleans(), max_size=LINES_TO_JUDGE - 1))
def test_a_bad_start_alone_decides_nothing(lines: list[bool]) -> None:
    fitness = Fitness()
    assert not any(fitness.note(struck=struck) for struck in lines)
    assert fitness.is_fit


@given(st.lists(st.booleans(), min_size=LINES_TO_JUDGE, max_size=60))
def test_it_is_decided_once_and_stays(lines: list[bool]) -> None:
    fitness = Fitness()
    decisions = [fitness.note(struck=struck) for struck in lines]
    assert sum(decisions) <= 1
    assert fitness.is_fit == (not any(decisions))


@given(st.integers(0, 200))
def test_one_slip_in_ten_lines_is_no_ground(start: int) -> None:
    fitness = Fitness()
    for number in range(start, start + 100):
        fitness.note(struck=number % 10 == 0)
    assert fitness.is_fit


def test_one_slip_in_four_lines_is_too_many_on_probation_alone() -> None:
    known = Fitness()
    for _ in range(LINES_KEPT):
        known.note(struck=False)
    new = Fitness()
    for number in range(LINES_KEPT):
        new.note(struck=number % 4 == 0)
        known.note(struck=number % 4 == 0)
    assert not new.is_fit
    assert known.is_fit


async def test_an_unfit_model_is_asked_no_more_in_any_session() -> None:
    model = FakeChatModel()
    customer = LlmCustomer(default_reader(), model)
    who = cast("stubborn", "water-bill-tripled")
    turns = dialogue("我家用水没变过。", "我们会尽快处理的。")

    async def a_new_session() -> Spoken:
        model.enqueue("我帮您查一下。", "您先消消气，我来处理。")
        reaction = customer.react(who, turns, customer.open(who).state)
        (spoken,) = [item async for item in customer.speak(who, turns, reaction) if isinstance(item, Spoken)]
        return spoken

    for _ in range(LINES_TO_JUDGE):
        await a_new_session()
    asked = len(model.requests)
    spoken = await a_new_session()
    assert len(model.requests) == asked
    assert [each.reason for each in spoken.interventions] == ["out-of-hand"]
    assert spoken.text == spoken.interventions[0].replaced_by
    assert (spoken.engine, spoken.model) == (Engine.OFFLINE, None)
