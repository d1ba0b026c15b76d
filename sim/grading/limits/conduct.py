"""Gates G1 and G2 by rule: the five red lines, and composure from trading insults (0) to even with set limits (4)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sim.domain.moves import Move, MoveKind
from sim.domain.score import Evidence, GateProposal, Quote
from sim.domain.spans import meet
from sim.grading.words.dialogue import Dialogue, ReadTurn
from sim.grading.words.spoken import whole
from sim.grading.words.substance import phrases
from sim.grading.words.wording import sentence_span

RED_LINE_GATE = "gate.red-line"
COMPOSURE_GATE = "gate.composure"
RED_LINE_KINDS = ("蔑视", "烦躁", "拒绝", "质疑", "随意")

COMPOSED = 2
"""Composure below this level fails the gate."""

_TOLD = {
    "蔑视": "话里看低客户",
    "烦躁": "嫌客户烦",
    "拒绝": "把路堵死了",
    "质疑": "疑心客户",
    "随意": "随口打发客户",
}

EXCEPTED = "这不是必要的核实，不是按规定拒绝并给出替代，也不是引用别人的话。"
"""What was considered and ruled out before a red line was held against a trainee."""

LIGHT, SEVERE = "light", "severe"
WEAK = "signs"
"""What the reading calls a red line put together from weak signs: enough to lower a level, not to fail a gate."""

IN_PASSING = "aside"
"""The manner of a red line said in passing: tone enough for its own gate, no heat."""

SLIPS = 3
"""So many turns with sharp words are heat; where one of them is grave, or he argues twice, two are."""

_ARGUING = (MoveKind.ARGUE, MoveKind.TAKE_THREAT)


@dataclass(frozen=True, slots=True)
class Composure:
    """Composure level 0–4, why, and the words that show it."""

    level: int
    reasoning: str
    evidence: tuple[Evidence, ...] = ()


def red_lines(dialogue: Dialogue) -> tuple[GateProposal, ...]:
    """Return the red lines that rules see, each with kind, severity and the exceptions that do not apply."""
    return tuple(
        _red_line(turn, move, taken_back=_is_taken_back(dialogue, turn))
        for turn, move in dialogue.faults(MoveKind.RED_LINE)
        if move.get("basis") != WEAK and not _excused(dialogue, turn, move)
    )


def _red_line(turn: ReadTurn, move: Move, *, taken_back: bool) -> GateProposal:
    kind = move.get("kind")
    return GateProposal(
        RED_LINE_GATE,
        kind,
        LIGHT if taken_back else move.get("severity", LIGHT),
        whole_quote(turn, move.start, move.end),
        f"{_TOLD.get(kind, '')}。{'下一句就当面收回，按轻的算。' if taken_back else ''}{EXCEPTED}",
    )


def takes_back(turn: ReadTurn, move: Move) -> bool:
    """Tell whether the sentence of a move takes back the trainee's own words: a slip in the talk, no matter of the
    case."""
    span = sentence_span(turn.turn.text, move.start, move.end)
    return any(meet(other.span, span) for other in turn.faults(MoveKind.TAKE_BACK))


def _is_taken_back(dialogue: Dialogue, turn: ReadTurn) -> bool:
    """Tell whether the trainee's next line takes back how he spoke: a slip owned up to at once is one of tone."""
    following = _following(dialogue, turn)
    return following is not None and bool(following.moves(MoveKind.TAKE_BACK))


def _following(dialogue: Dialogue, turn: ReadTurn) -> ReadTurn | None:
    return next((later for later in dialogue.turns if later.number > turn.number), None)


def _excused(dialogue: Dialogue, turn: ReadTurn, move: Move) -> bool:
    """Tell whether a turn makes good what its words alone would be: refusing with a way out, loose words that act.

    A way out that comes with the next line is one: the door was not shut.
    """
    if move.get("kind") == "拒绝":
        following = _following(dialogue, turn)
        return has_way_out(turn) or (following is not None and has_way_out(following))
    if move.get("kind") == "烦躁":
        return _sets_limit(turn, move)
    if move.get("kind") == "随意" and move.get("severity") == "light":
        return bool(turn.moves(MoveKind.ACT_NOW, MoveKind.OPTIONS)) or any(
            promise.get("when") == "yes" for promise in turn.moves(MoveKind.PROMISE)
        )
    return False


def _sets_limit(turn: ReadTurn, move: Move) -> bool:
    """Tell whether impatient words set a limit: the sentence is one, or holds up the customer's own words to him."""
    start, end = sentence_span(turn.turn.text, move.start, move.end)
    limits = any(start <= limit.start < end for limit in turn.moves(MoveKind.LIMIT))
    return limits or "“" in turn.turn.text[start : move.start]


def has_way_out(turn: ReadTurn) -> bool:
    """Tell whether a turn that refuses also offers a way: options, or a step done at once."""
    offers = turn.moves(MoveKind.OPTIONS, MoveKind.ACT_NOW)
    refusals = turn.moves(MoveKind.REFUSE)
    return bool(offers) or any(move.get("alternative") == "yes" for move in refusals)


def composure(dialogue: Dialogue) -> Composure:
    """Return the composure level: insults 0, arguing 1, stiff or fawning 2, even 3, even with limits set 4.

    One harsh word is stiffness; hitting back or arguing takes a second one beside it, in whichever form.
    """
    insults = [pair for pair in dialogue.faults(MoveKind.INSULT) if not in_case_words(dialogue, pair[1].quote)]
    arguing = list(dialogue.faults(*_ARGUING))
    lines = [(turn, move) for turn, move in dialogue.faults(MoveKind.RED_LINE) if move.get("basis") != WEAK]
    impatient = [
        (turn, move)
        for turn, move in lines
        if move.get("kind") == "烦躁" and move.get("manner") != IN_PASSING and not _sets_limit(turn, move)
    ]
    scorn = [pair for pair in lines if pair[1].get("kind") == "蔑视" and pair[1].get("severity") == "severe"]
    heated = [*insults, *arguing, *impatient, *scorn]
    if insults and len(heated) >= 2:
        return Composure(0, "与客户对骂或还击。", tuple(_evidence(insults)))
    hot = {turn.number for turn, _ in heated}
    grave = any(move.get("severity") == SEVERE for _, move in heated) or len(arguing) >= 2
    if len(hot) >= (2 if grave else SLIPS) and len(heated) > len(scorn):
        return Composure(1, "多处与客户争辩、说教或使气。", tuple(_evidence(heated)))
    fawning = [*_evidence(dialogue.faults(MoveKind.FLATTERY)), *_grovelling(dialogue)]
    if heated or len(fawning) >= 2:
        return Composure(2, "语气有生硬或讨好的地方。", (*_evidence(heated), *fawning))
    limits = list(dialogue.moves(MoveKind.LIMIT))
    if limits:
        return Composure(4, "情绪平稳，对不当言行平和地立了界限。", tuple(_evidence(limits)))
    return Composure(3, "情绪平稳。")


def _grovelling(dialogue: Dialogue) -> Iterator[Evidence]:
    """Yield where the trainee runs himself down: no failure, but no composure to learn from either."""
    for turn in dialogue.turns:
        yield from (whole(turn, evidence) for name, evidence in phrases(turn) if name == "grovel")


def composure_failures(dialogue: Dialogue) -> tuple[GateProposal, ...]:
    """Return the failure of G2 where composure is below its level, one proposal per quote."""
    shown = composure(dialogue)
    if shown.level >= COMPOSED:
        return ()
    return tuple(
        GateProposal(
            COMPOSURE_GATE,
            f"level-{shown.level}",
            "severe",
            Quote(item.turn, item.quote),
            shown.reasoning,
        )
        for item in shown.evidence
    )


def in_case_words(dialogue: Dialogue, words: str) -> bool:
    """Tell whether words belong to the case itself: where refuse is collected, 垃圾 is no insult."""
    scenario = dialogue.scenario
    case = (scenario.title.zh, scenario.briefing.zh, *(fact.text for fact in scenario.facts), *scenario.authority)
    return any(words in text for text in case)


def whole_quote(turn: ReadTurn, start: int, end: int) -> Quote:
    """Return the words as a quote of whole clauses."""
    return Quote(turn.number, whole(turn, Evidence(turn.number, start, end, turn.turn.text[start:end])).quote)


def _evidence(found: Iterable[tuple[ReadTurn, Move]]) -> Iterator[Evidence]:
    for turn, move in found:
        yield whole(turn, Evidence(turn.number, move.start, move.end, move.quote))
