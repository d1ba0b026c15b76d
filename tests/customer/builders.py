"""What the customer's tests are built from: archetypes and scenarios of the library, readings made by hand."""

from functools import cache

from sim.domain.archetype import Archetype
from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.ports import Cast
from sim.domain.scenario import Scenario
from sim.domain.transcript import Speaker, Turn
from sim.library import Library, default_roots

ARCHETYPES = ("irritable-threatening", "stubborn", "habitual-complainer", "hurtful-speech")


@cache
def library() -> Library:
    return Library.load(default_roots())


def archetype(archetype_id: str) -> Archetype:
    return library().archetype(archetype_id)


def scenario(scenario_id: str = "heating-missed-visit") -> Scenario:
    return library().scenario(scenario_id)


def cast(archetype_id: str, scenario_id: str = "heating-missed-visit", seed: int = 1, intensity: int = 2) -> Cast:
    return Cast(archetype(archetype_id), scenario(scenario_id), seed, intensity)


def move(kind: MoveKind, quote: str = "", **detail: str) -> Move:
    """A move whose quote is ``quote``; underscores in names stand for dashes."""
    words = quote or kind.value
    return Move(kind, 0, len(words), words, {name.replace("_", "-"): value for name, value in detail.items()})


def reading(*moves: Move, text: str = "") -> Reading:
    return Reading(text or "，".join(each.quote for each in moves) or "嗯嗯啊啊", moves)


def dialogue(*texts: str) -> tuple[Turn, ...]:
    """Turns that alternate, the customer first."""
    speakers = (Speaker.CUSTOMER, Speaker.TRAINEE)
    return tuple(Turn(number, speakers[(number - 1) % 2], text) for number, text in enumerate(texts, 1))
