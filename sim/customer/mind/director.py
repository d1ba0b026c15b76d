"""The director: from mood, scenario and the line just heard to what this customer does with his next line. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sim.customer.mind.beats import GIVEN, Heard, deadline_in, quote_for, taken_as
from sim.customer.mind.direction import HIDDEN_NEED, Direction, Turnabout
from sim.customer.mind.disclosure import asked_facts, need_earned, passed_over
from sim.customer.mind.mood import breaks_play
from sim.customer.mind.state import CustomerState
from sim.customer.wording import draw, fresh, own_lines, session_seed
from sim.domain.archetype import Archetype, Beat
from sim.domain.mood import Outcome, Stage
from sim.domain.moves import MoveKind, Reading
from sim.domain.ports import Cast
from sim.domain.scenario import CaseFact
from sim.domain.transcript import Speaker, Turn
from sim.reading.case import pairs_in

FURIOUS = 8
"""Anger from which he threatens or stings rather than asks."""
TRUST_FOR_HINT = 4
RUN = 2
"""Lines in a row that earned nothing from which he changes his way of answering."""
HINT_EVERY = 3
"""One line in so many may let half a sentence of the hidden need slip."""

_LIMIT_KEY = "limit"
"""The key of a limit set evenly: after it he stings no more."""

_ENDINGS = {
    Outcome.ACCEPTED: Beat.ACCEPT,
    Outcome.PARTIAL: Beat.PARTIAL,
    Outcome.ESCALATED: Beat.ESCALATE,
    Outcome.LEFT: Beat.LEAVE,
}
_TELLING = (Beat.ANSWER, Beat.NEED_ASKED)
_UNHEARD = (Beat.NOTHING, Beat.STOCK, Beat.APOLOGY_ONLY, Beat.APOLOGY_STRING, Beat.OFF_TOPIC, Beat.VAGUE, Beat.WRONG)


_WEARING = (*_UNHEARD, Beat.SILENCE, Beat.REPEATED, Beat.PUZZLED, Beat.MONEY, Beat.OVER_PROMISE, Beat.FLATTERED)


@dataclass(frozen=True, slots=True)
class _Scene:
    """All that one decision looks at."""

    cast: Cast
    before: CustomerState
    after: CustomerState
    reading: Reading
    spoken: tuple[str, ...]
    heard: tuple[str, ...]
    seed: int

    def draw(self, *marks: object) -> int:
        return draw(self.seed, self.after.lines, *marks)

    def fresh(self, texts: Sequence[str], *marks: object) -> str:
        return fresh(texts, self.spoken, self.seed, self.after.lines, *marks)


def direct(
    cast: Cast, before: CustomerState, after: CustomerState, reading: Reading, turns: Sequence[Turn]
) -> tuple[Direction, CustomerState, tuple[str, ...]]:
    """Decide the next line. Returns the direction, the state with what he will have told, and ids newly disclosed."""
    heard = tuple(turn.text for turn in turns if turn.speaker is Speaker.TRAINEE)
    scene = _Scene(cast, before, after, reading, own_lines(turns), heard, session_seed(cast))
    facts = asked_facts(cast.scenario, reading, before)
    earned = need_earned(cast.scenario, reading, after)
    taken = taken_as(
        Heard(reading, bool(facts), earned, before.uses.get("apology-string", 0)),
    )
    if after.outcome is not None:
        return _last(scene, taken), after, ()
    direction = Direction(
        taken=taken,
        push=None,
        mood=after.mood,
        turn=after.lines,
        quote="" if breaks_play(reading) else quote_for(taken, reading),
        deadline=deadline_in(reading),
        news=bool(reading.of(MoveKind.FINDING)) and not breaks_play(reading),
        may_choose=bool(reading.of(MoveKind.OPTIONS)) and after.stage.rank >= Stage.STALEMATE.rank,
        turnabout=_turnabout(scene, taken),
        offered=taken in GIVEN and after.on_matter,
    )
    if taken in _TELLING:
        return _tell(scene, direction, facts)
    return _push(scene, direction)


def _turnabout(scene: _Scene, taken: Beat) -> Turnabout | None:
    """Choose what he does differently once a run of lines has earned nothing; each way once before any comes again."""
    run = scene.after.stuck - RUN
    if taken not in _WEARING or run < 0:
        return None
    ways = sorted(Turnabout, key=lambda way: draw(scene.seed, "turnabout", way.value))
    return ways[run % len(ways)]


def missing_key(archetype: Archetype, state: CustomerState) -> str:
    """Return the first key the next door down still lacks, "" where it lacks none."""
    for door in archetype.doors:
        if door.stage.rank > state.stage.rank:
            lacking = [key for key in door.keys if key not in state.keys]
            if lacking:
                return lacking[0]
    return ""


def _last(scene: _Scene, taken: Beat) -> Direction:
    outcome = scene.after.outcome
    if outcome is None:
        raise ValueError("a last line needs an outcome")
    return Direction(taken, _ENDINGS[outcome], scene.after.mood, scene.after.lines, outcome=outcome)


def _tell(
    scene: _Scene, direction: Direction, facts: tuple[CaseFact, ...]
) -> tuple[Direction, CustomerState, tuple[str, ...]]:
    """Tell the hidden need, or the facts asked for; without an unused wording left he says that he told it already."""
    if direction.taken is Beat.NEED_ASKED:
        need = scene.fresh(scene.cast.scenario.hidden_need.said, "need")
        if need:
            return replace(direction, need=need), replace(scene.after, need_told=True), (HIDDEN_NEED,)
    wordings = [(fact, scene.fresh(fact.said, fact.id)) for fact in facts]
    told = [(fact, wording) for fact, wording in wordings if wording]
    if not told:
        return _push(scene, replace(direction, taken=Beat.ASKED_AGAIN))
    ids = tuple(fact.id for fact, _ in told)
    state = replace(scene.after, told=tuple(dict.fromkeys((*scene.after.told, *ids))))
    direction = replace(direction, facts=tuple(wording for _, wording in told))
    return direction, state, tuple(fact_id for fact_id in ids if fact_id not in scene.before.told)


def _push(scene: _Scene, direction: Direction) -> tuple[Direction, CustomerState, tuple[str, ...]]:
    push = _chosen_push(scene, direction.taken)
    state = scene.after
    if push is Beat.WANT:
        direction = replace(direction, want=missing_key(scene.cast.archetype, state))
    elif push is Beat.DEMAND:
        direction = replace(direction, demand=scene.fresh(_unmet(scene), "demand"))
    elif push is Beat.IGNORED:
        again = scene.fresh(passed_over(scene.cast.scenario, state, scene.spoken), "again")
        direction = replace(direction, facts=(again,) if again else ())
    elif push is Beat.HINT:
        direction = replace(direction, hint=scene.fresh(scene.cast.scenario.hidden_need.hints, "hint"))
        state = replace(state, hints=state.hints + 1)
    return replace(direction, push=push), state, ()


def _unmet(scene: _Scene) -> tuple[str, ...]:
    """Return the wordings of his demand that speak of nothing the trainee has offered yet, in whatever line it was."""
    said = scene.cast.scenario.demand.said
    if not scene.after.on_matter:
        return said
    offers = frozenset().union(*(pairs_in(line) for line in scene.heard))
    return tuple(wording for wording in said if not pairs_in(wording) & offers)


def _chosen_push(scene: _Scene, taken: Beat) -> Beat | None:
    """Choose what he wants now: the key he misses where he was given something, pressure where he was not."""
    state = scene.after
    missing = missing_key(scene.cast.archetype, state)
    if _may_hint(scene):
        return Beat.HINT
    if not missing and not state.on_matter:
        return Beat.DEMAND
    if state.stuck == 0:
        rest = None if state.stage.rank >= Stage.EASING.rank else Beat.ASIDE
        return _one_of(scene, (Beat.WANT, Beat.WANT, Beat.WANT, None) if missing else (None, None, rest))
    if taken is Beat.SILENCE:
        return _one_of(scene, (Beat.DEMAND, Beat.WANT if missing else Beat.DEMAND, Beat.PAUSE))
    given = taken in GIVEN and state.on_matter
    pressing: list[Beat | None] = [None] if given else [Beat.DEMAND, Beat.DEMAND]
    pressing += [Beat.WANT, Beat.WANT] if missing else [None]
    pressing += [Beat.IGNORED, Beat.IGNORED] if taken in _UNHEARD else []
    pressing += _temper(scene)
    pressing += [Beat.ASIDE, Beat.PAUSE, None] if state.stage.rank >= Stage.STALEMATE.rank else [None]
    return _one_of(scene, tuple(pressing))


def _temper(scene: _Scene) -> list[Beat | None]:
    """Threats and stings, more of them the angrier he is; a sting needs an intensity above the mildest."""
    has = {line_set.beat for line_set in scene.cast.archetype.lines}
    times = 2 if scene.after.anger >= FURIOUS else 1
    temper: list[Beat | None] = []
    if Beat.THREATEN in has and scene.after.stage.rank < Stage.EASING.rank:
        temper += [Beat.THREATEN] * times
    limited = _LIMIT_KEY in scene.after.keys
    if Beat.STING in has and scene.cast.intensity > 1 and not limited and scene.after.stage.rank < Stage.EASING.rank:
        temper += [Beat.STING] * (times * (scene.cast.intensity - 1))
    return temper


def _may_hint(scene: _Scene) -> bool:
    state, need = scene.after, scene.cast.scenario.hidden_need
    if state.need_told or state.trust < TRUST_FOR_HINT or state.hints >= len(need.hints) or state.stuck:
        return False
    return scene.draw("hint?") % HINT_EVERY == 0


def _one_of(scene: _Scene, choices: tuple[Beat | None, ...]) -> Beat | None:
    """Walk through the choices in a seeded order, so that no want comes up by chance line after line."""
    order = sorted(range(len(choices)), key=lambda place: draw(scene.seed, "push", place))
    return choices[order[scene.after.lines % len(choices)]]
