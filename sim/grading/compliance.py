"""Gate G3: promises beyond authority, admitted but unverified fault, leaked data, untruth. Rules over the reading."""

from collections.abc import Iterator

from sim.domain.moves import Move, MoveKind
from sim.domain.scenario import Fault
from sim.domain.score import GateProposal, Quote
from sim.grading.apology import is_established
from sim.grading.dialogue import Dialogue, ReadTurn
from sim.grading.wording import overlap, sentence_around

GATE = "gate.compliance"

OVER_PROMISE, UNVERIFIED, LEAK, UNTRUTH = "over-promise", "unverified-admission", "leak", "untruth"


def compliance_failures(dialogue: Dialogue) -> tuple[GateProposal, ...]:
    """Return what the rules hold against the trainee under G3, each with its quote and why no exception applies."""
    found = [
        *_over_promises(dialogue),
        *_unverified(dialogue),
        *_leaks(dialogue),
        *_denials(dialogue),
    ]
    return tuple(sorted(found, key=lambda proposal: proposal.quote.turn))


def _over_promises(dialogue: Dialogue) -> Iterator[GateProposal]:
    for turn, move in dialogue.moves(MoveKind.OVER_PROMISE):
        rule = move.get("rule")
        named = "超出授权" if rule in ("", "authority") else f"案例明令不得“{rule}”"
        yield _failure(turn, move, OVER_PROMISE, f"{named}；不是如实告知做不到，也没有以核实或上级批准为前提。")


def _unverified(dialogue: Dialogue) -> Iterator[GateProposal]:
    """Admitting a fault that is not ours, or not established by then, is a failure; regret is not admission."""
    matters = dialogue.scenario.responsibility
    if not matters:
        return
    for turn, move in dialogue.moves(MoveKind.ADMIT):
        if any(matter.fault is Fault.OURS and is_established(dialogue, matter, turn, move.start) for matter in matters):
            sentence = sentence_around(turn.turn.text, move.start, move.end)
            about = max(matters, key=lambda matter: overlap(matter.matter, sentence))
            if about.fault is Fault.OURS or overlap(about.matter, sentence) == 0:
                continue
        if turn.moves(MoveKind.KNOWN_UNKNOWN):
            continue
        yield _failure(turn, move, UNVERIFIED, "责任尚未查清就揽下；不是只为对方的遭遇表示抱歉，也没有附上“查清为准”。")


def _leaks(dialogue: Dialogue) -> Iterator[GateProposal]:
    for turn, move in dialogue.moves(MoveKind.LEAK):
        yield _failure(turn, move, LEAK, "说出了他人的信息，或索要了办这件事用不着的信息；不是核对本人身份所必需。")


def _denials(dialogue: Dialogue) -> Iterator[GateProposal]:
    """Denying what the case has established as ours is untrue, however it is put."""
    ours = [m for m in dialogue.scenario.responsibility if m.fault is Fault.OURS and m.established]
    for turn, move in dialogue.moves(MoveKind.DENY):
        sentence = sentence_around(turn.turn.text, move.start, move.end)
        if any(overlap(matter.matter, sentence) > 0 for matter in ours):
            yield _failure(turn, move, UNTRUTH, "案情已经确认是我方的事，这里却予以否认；不是就尚未查清的部分存疑。")


def _failure(turn: ReadTurn, move: Move, kind: str, reasoning: str) -> GateProposal:
    return GateProposal(GATE, kind, "severe", Quote(turn.number, move.quote), reasoning)
