from dataclasses import replace

import pytest

from sim.customer import OfflineCustomer
from sim.customer.rehearsal.agents import AGENTS
from sim.customer.rehearsal.fidelity import Fidelity
from sim.customer.rehearsal.rehearse import Rehearsal, rehearse
from sim.customer.rehearsal.worst_lines import Blemish, worst_lines
from sim.domain.mood import Outcome
from sim.reading import default_reader
from tests.customer.builders import cast


@pytest.fixture
async def played() -> Rehearsal:
    return await rehearse(OfflineCustomer(default_reader()), cast("stubborn"), AGENTS["excellent"])


def test_a_good_rehearsal_has_none(played: Rehearsal) -> None:
    assert worst_lines([played], 10) == ()


def test_lines_come_worst_first_with_what_was_said_before(played: Rehearsal) -> None:
    blemished = replace(played, fidelity=Fidelity(5, role_breaks=(5,), repeats=(1, 3), leaks=(3,)))

    found = worst_lines([blemished], 3)

    assert [(line.blemish, line.turn) for line in found] == [
        (Blemish.SWAP, 5),
        (Blemish.LEAK, 3),
        (Blemish.REPEAT, 1),
    ]
    assert (found[0].heard, found[0].said) == (played.turns[3].text, played.turns[4].text)
    assert (found[2].heard, found[2].said) == ("", played.turns[0].text)
    assert (found[0].archetype, found[0].agent, found[0].seed) == ("stubborn", "excellent", played.seed)


@pytest.mark.parametrize(
    ("changes", "blemish"),
    [
        ({"agent": "silent"}, Blemish.UNEARNED_WIN),
        ({"outcome": Outcome.LEFT}, Blemish.NOT_WON),
        ({"outcome": None}, Blemish.NOT_WON),
        ({"lines": 3}, Blemish.NOT_IN_TIME),
        ({"lines": 13}, Blemish.NOT_IN_TIME),
    ],
)
def test_a_wrong_end_points_at_its_last_line(played: Rehearsal, changes: dict[str, object], blemish: Blemish) -> None:
    (line,) = worst_lines([replace(played, **changes)], 10)  # type: ignore[arg-type]  # the fields' own values

    assert (line.blemish, line.said) == (blemish, played.turns[-1].text)


def test_a_middling_agent_need_not_win(played: Rehearsal) -> None:
    assert worst_lines([replace(played, agent="middling", outcome=Outcome.LEFT)], 10) == ()
