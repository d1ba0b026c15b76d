"""What the customer may tell now: a fact when it was asked for or passed over, the hidden need only when earned."""

import re
from collections.abc import Sequence
from functools import cache

from sim.customer.mind.mood import breaks_play, severe
from sim.customer.mind.proposals import proposes
from sim.customer.mind.state import CustomerState
from sim.customer.wording import said_before
from sim.domain.mood import Stage
from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.scenario import CaseFact, Disclosure, Scenario

FACTS_AT_ONCE = 2
TRUST_TO_CONFIDE = 4
"""Below this trust he tells nobody what really worries him."""
TRUST_FOR_NEED = 5
"""From this trust on any question after impact or need is enough; below it the question must come near the need."""

_OPEN = ("open", "mixed")
_TOWARDS_NEED = ("impact", "need", "outcome", "extension")
_PRESSING = ("leading", "accusing")
_GENERAL = re.compile(r"情况|经过|怎么回事|发生|说说|讲讲|详细|具体|来龙去脉|从头")
_WIDE = re.compile(
    r"怎么回事|来龙去脉|(从头|慢慢|先)(到尾)?(给我|跟我)?(说|讲)|(您|先)(说说|讲讲)(看|吧)?$|(具体|当时)[^，。]{0,6}(情况|经过)"
    r"|(什么|啥)情况$|(发生|出)了?(什么|啥)"
)
_ASKS = re.compile(r"[？?]|[吗呢么][？?。！!]?$|说说|讲讲|说一下|讲一下|告诉|请问|描述|介绍")
_STATES = re.compile(r"(不知道|不清楚|没查清|还没|没有结论|未知|要查|查清|等测|才知道)")
_LOOSE_FROM = 2


def asked_facts(scenario: Scenario, reading: Reading, state: CustomerState) -> tuple[CaseFact, ...]:
    """Return the facts a question calls for, unknown ones left out, those not told yet first (two at most).

    What is asked by name comes first. A wide question ("what happened?") gets what he came with; a general one that
    is not quite so wide the next fact he has not told. A question inside a statement ("whether … is not known yet")
    one that only asks him to confirm what was just repeated, and one that puts an offer to him call for no fact.
    """
    questions = [move for move in reading.of(MoveKind.QUESTION) if _really_asks(move, reading)]
    if not questions or breaks_play(reading):
        return ()
    known = [fact for fact in scenario.facts if fact.said and fact.disclosure is not Disclosure.UNKNOWN]
    asked = [fact for fact in known if any(_calls_for(move, fact.asked_by) for move in questions)]
    untold = [fact for fact in asked if fact.id not in state.told]
    if untold or asked:
        return tuple((untold or asked)[:FACTS_AT_ONCE])
    if any(_is_wide(move) for move in questions):
        return tuple([fact for fact in known if fact.disclosure is Disclosure.OPENING][:FACTS_AT_ONCE])
    if not reading.of(MoveKind.OPTIONS) and any(
        move.get("form") in _OPEN and _GENERAL.search(move.quote) for move in questions
    ):
        return tuple([fact for fact in known if fact.id not in state.told][:1])
    return ()


def need_earned(scenario: Scenario, reading: Reading, after: CustomerState) -> bool:
    """Tell whether this line earns the hidden need, given the state after it.

    The worry itself, or a question that comes near it, needs a little trust; any question after impact or need enough
    trust, or a customer who is loosening already.
    """
    need = scenario.hidden_need
    if after.need_told or not need.said or severe(reading) or breaks_play(reading) or after.trust < TRUST_TO_CONFIDE:
        return False
    if reading.has(MoveKind.WORRY, match="yes"):
        return True
    questions = [
        move
        for move in reading.of(MoveKind.QUESTION)
        if move.get("form") not in _PRESSING and not proposes(move, reading)
    ]
    if any(_calls_for(move, need.asked_by) for move in questions):
        return True
    towards = any(move.get("about") in _TOWARDS_NEED for move in questions)
    return towards and (after.trust >= TRUST_FOR_NEED or after.stage.rank >= Stage.LOOSENING.rank)


def passed_over(scenario: Scenario, state: CustomerState, spoken: Sequence[str]) -> tuple[str, ...]:
    """Return unused wordings of facts he has told already, to bring them up again when they were ignored."""
    return tuple(
        wording
        for fact in scenario.facts
        if fact.id in state.told
        for wording in fact.said
        if not said_before(wording, spoken)
    )


def told_by_opening(scenario: Scenario) -> tuple[str, ...]:
    """Return the ids of the facts he comes with."""
    return tuple(fact.id for fact in scenario.facts if fact.disclosure is Disclosure.OPENING)


def _really_asks(move: Move, reading: Reading) -> bool:
    """Tell whether the move is a question that waits for an answer of his."""
    if move.get("form") in _PRESSING:
        return False
    after = reading.text[move.end : move.end + 1]
    if not _ASKS.search(move.quote + after) or _STATES.search(move.quote):
        return False
    if proposes(move, reading):
        return False
    return move.get("form") == "open" or not _within(move, reading, MoveKind.PARAPHRASE)


def _within(move: Move, reading: Reading, kind: MoveKind) -> bool:
    return any(each.start <= move.start < each.end for each in reading.of(kind))


def _is_wide(move: Move) -> bool:
    return bool(_WIDE.search(move.quote.rstrip("，。！？!? ")))


def _calls_for(move: Move, words: Sequence[str]) -> bool:
    return any(_loosely(word).search(move.quote) for word in words)


@cache
def _loosely(word: str) -> re.Pattern[str]:
    """Let up to two characters stand between those of a longer word: 家里还有 is asked by 家里现在还有谁 too."""
    gap = ".{0,2}" if len(word) > _LOOSE_FROM else ""
    return re.compile(gap.join(map(re.escape, word)))
