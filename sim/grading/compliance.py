"""Gate G3: promises beyond authority, admitted but unverified fault, leaked data, untruth. Rules over the reading."""

import re
from collections.abc import Iterator

from sim.domain.moves import Move, MoveKind
from sim.domain.scenario import Fault
from sim.domain.score import GateProposal, Quote
from sim.grading.conduct import whole_quote
from sim.grading.dialogue import Dialogue, ReadTurn
from sim.grading.forbidden import ForbiddenList
from sim.grading.substance import checked_at
from sim.grading.wording import overlap, sentence_around

GATE = "gate.compliance"

OVER_PROMISE, UNVERIFIED, LEAK, UNTRUTH = "over-promise", "unverified-admission", "leak", "untruth"

KINDS = {"privacy": LEAK, "verdict": UNTRUTH, "diagnose": UNTRUTH}
"""Under which name an offence against the forbidden list fails the gate; all others are promises beyond authority."""


def compliance_failures(dialogue: Dialogue) -> tuple[GateProposal, ...]:
    """Return what the rules hold against the trainee under G3, each with its quote and why no exception applies."""
    found = [
        *_forbidden(dialogue),
        *_unverified(dialogue),
        *_leaks(dialogue),
        *_denials(dialogue),
    ]
    return tuple(sorted(found, key=lambda proposal: proposal.quote.turn))


def _forbidden(dialogue: Dialogue) -> Iterator[GateProposal]:
    forbidden = ForbiddenList(dialogue.scenario)
    checked = False
    for turn in dialogue.turns:
        checked = checked or bool(checked_at(turn))
        for offence in forbidden.offences(turn.turn.text, checked=checked):
            named = f"案例明令不得“{offence.item}”" if offence.item else "拿没有的权限许诺，或瞒着规矩办"
            quote = Quote(turn.number, turn.turn.text[offence.start : offence.end])
            reasoning = f"{named}；不是如实告知做不到，也没有以核实或上级批准为前提。"
            yield GateProposal(GATE, KINDS.get(offence.kind, OVER_PROMISE), "severe", quote, reasoning)


def _unverified(dialogue: Dialogue) -> Iterator[GateProposal]:
    """Admitting a fault that is not ours, or not established by then, is a failure; regret is not admission.

    Owning one's own words in this talk, or what has just been found out, is none.
    """
    matters = dialogue.scenario.responsibility
    if not matters or any(matter.fault is Fault.OURS for matter in matters):
        return
    for turn, move in dialogue.faults(MoveKind.ADMIT):
        checked = any(other.moves(MoveKind.FINDING) for other in dialogue.turns[: turn.place + 1])
        own_words = re.search("我(说|讲|刚)", move.quote) is not None
        if not checked and not own_words and not turn.moves(MoveKind.KNOWN_UNKNOWN):
            yield _failure(turn, move, UNVERIFIED, "责任尚未查清就揽下；不是只为对方的遭遇致歉，也没有说以查清为准。")


def _leaks(dialogue: Dialogue) -> Iterator[GateProposal]:
    for turn, move in dialogue.faults(MoveKind.LEAK):
        yield _failure(turn, move, LEAK, "说出了他人的信息，或索要了办这件事用不着的信息；不是核对本人身份所必需。")


def _denials(dialogue: Dialogue) -> Iterator[GateProposal]:
    """Denying what the case has established as ours is untrue, however it is put."""
    ours = [m for m in dialogue.scenario.responsibility if m.fault is Fault.OURS and m.established]
    for turn, move in dialogue.faults(MoveKind.DENY):
        sentence = sentence_around(turn.turn.text, move.start, move.end)
        if any(overlap(matter.matter, sentence) > 0 for matter in ours):
            yield _failure(turn, move, UNTRUTH, "案情已经确认是我方的事，这里却予以否认；不是就尚未查清的部分存疑。")


def _failure(turn: ReadTurn, move: Move, kind: str, reasoning: str) -> GateProposal:
    return GateProposal(GATE, kind, "severe", whole_quote(turn, move.start, move.end), reasoning)
