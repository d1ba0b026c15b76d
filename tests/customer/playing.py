"""Playing whole talks with the customer who needs no model."""

from sim.customer import OfflineCustomer
from sim.domain.ports import Cast, Reaction, Sentence, Spoken
from sim.domain.transcript import Speaker, Turn
from sim.reading import default_reader

CUSTOMER = OfflineCustomer(default_reader())


async def play(who: Cast, *lines: str) -> tuple[list[Turn], list[Reaction]]:
    opening = CUSTOMER.open(who)
    turns, reactions, state = [Turn(1, Speaker.CUSTOMER, opening.text)], [], opening.state
    for text in lines:
        turns.append(Turn(len(turns) + 1, Speaker.TRAINEE, text))
        reactions.append(CUSTOMER.react(who, turns, state))
        items = [item async for item in CUSTOMER.speak(who, turns, reactions[-1])]
        assert isinstance(items[-1], Spoken)
        assert "".join(item.text for item in items[:-1] if isinstance(item, Sentence)) == items[-1].text
        turns.append(Turn(len(turns) + 1, Speaker.CUSTOMER, items[-1].text))
        state = items[-1].state
        if reactions[-1].outcome:
            break
    return turns, reactions


def customer_lines(turns: list[Turn]) -> list[str]:
    return [turn.text for turn in turns if turn.speaker is Speaker.CUSTOMER]
