"""Gates G1 and G2 by rule: the five red lines, and composure from trading insults (0) to even with set limits (4)."""

from collections.abc import Iterator
from dataclasses import dataclass

from sim.domain.moves import Move, MoveKind
from sim.domain.score import Evidence, GateProposal, Quote
from sim.grading.dialogue import Dialogue, ReadTurn

RED_LINE_GATE = "gate.red-line"
COMPOSURE_GATE = "gate.composure"
RED_LINE_KINDS = ("蔑视", "烦躁", "拒绝", "质疑", "随意")

COMPOSED = 2
"""Composure below this level fails the gate."""

_FAWNING = (MoveKind.FLATTERY,)
_ARGUING = (MoveKind.ARGUE, MoveKind.LECTURE, MoveKind.TAKE_THREAT, MoveKind.LABEL)


@dataclass(frozen=True, slots=True)
class Composure:
    """Composure level 0–4, why, and the words that show it."""

    level: int
    reasoning: str
    evidence: tuple[Evidence, ...] = ()


def red_lines(dialogue: Dialogue) -> tuple[GateProposal, ...]:
    """Return the red lines that rules see, each with kind, severity and the exceptions that do not apply."""
    return tuple(
        GateProposal(
            RED_LINE_GATE,
            move.get("kind"),
            move.get("severity", "light"),
            Quote(turn.number, move.quote),
            "不是必要的核实、不是按规定拒绝并给出替代，也不是引用别人的话。",
        )
        for turn, move in dialogue.moves(MoveKind.RED_LINE)
        if not (move.get("kind") == "拒绝" and has_way_out(turn))
    )


def has_way_out(turn: ReadTurn) -> bool:
    """Tell whether a turn that refuses also offers a way: options, or a step done at once."""
    offers = turn.moves(MoveKind.OPTIONS, MoveKind.ACT_NOW)
    refusals = turn.moves(MoveKind.REFUSE)
    return bool(offers) or any(move.get("alternative") == "yes" for move in refusals)


def composure(dialogue: Dialogue) -> Composure:
    """Return the composure level: insults 0, arguing 1, stiff or fawning 2, even 3, even with limits set 4."""
    insults = list(dialogue.moves(MoveKind.INSULT))
    if insults:
        return Composure(0, "与客户对骂或还击。", tuple(_evidence(insults)))
    arguing = list(dialogue.moves(*_ARGUING))
    harsh = [
        (turn, move)
        for turn, move in dialogue.moves(MoveKind.RED_LINE)
        if move.get("severity") == "severe" and move.get("kind") in ("蔑视", "烦躁")
    ]
    if len({turn.number for turn, _ in [*arguing, *harsh]}) >= 2:
        return Composure(1, "多处与客户争辩、说教或使气。", tuple(_evidence([*arguing, *harsh])))
    fawning = list(dialogue.moves(*_FAWNING))
    if arguing or harsh or len(fawning) >= 2:
        return Composure(2, "语气有一处生硬或讨好。", tuple(_evidence([*arguing, *harsh, *fawning])))
    limits = list(dialogue.moves(MoveKind.LIMIT))
    if limits:
        return Composure(4, "情绪平稳，对不当言行平和地立了界限。", tuple(_evidence(limits)))
    return Composure(3, "情绪平稳。")


def composure_failures(dialogue: Dialogue) -> tuple[GateProposal, ...]:
    """Return the failure of G2 where composure is below its level, one proposal per quote."""
    shown = composure(dialogue)
    if shown.level >= COMPOSED:
        return ()
    return tuple(
        GateProposal(COMPOSURE_GATE, f"level-{shown.level}", "severe", Quote(item.turn, item.quote), shown.reasoning)
        for item in shown.evidence
    )


def _evidence(found: list[tuple[ReadTurn, Move]]) -> Iterator[Evidence]:
    for turn, move in found:
        yield Evidence(turn.number, move.start, move.end, move.quote)
