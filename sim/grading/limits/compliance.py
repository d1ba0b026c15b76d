"""Gate G3: promises beyond authority, unverified fault admitted, leaks, untruth, what the case forbids. By rules."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from sim.domain.moves import Move, MoveKind
from sim.domain.scenario import Fault
from sim.domain.score import Evidence, GateProposal, Quote
from sim.domain.spans import meet
from sim.grading.limits.conduct import takes_back, whole_quote
from sim.grading.limits.forbidden import ForbiddenList
from sim.grading.limits.lapse import lapse_of_ours
from sim.grading.words.dialogue import Dialogue, ReadTurn
from sim.grading.words.substance import checked_at
from sim.grading.words.wording import grams, overlap, sentence_around, sentence_span, sentences
from sim.reading.normalise import normalise

GATE = "gate.compliance"

OVER_PROMISE, UNVERIFIED, LEAK, UNTRUTH = "over-promise", "unverified-admission", "leak", "untruth"
FORBIDDEN = "forbidden"
"""What a case forbids and is none of the others: hushing up, running down a colleague."""

_CONCEALING = re.compile("编造|捏造|推给|推诿|推卸|隐瞒|谎|虚构|甩锅")
_HEDGED = re.compile(
    "如果|要是|查(清|实|明)|还(没|不)|(您|你)(说|觉得|认为)|不(会|能|敢)说|是不是|有没有"
    "|(是|算)我们|我们(的|没|漏)|对不起|抱歉"
)
_CATEGORICAL = re.compile(
    "不可能(有|出|是)?(问题|错|坏|假)|(没有|不会)(算|弄|搞|登|录|计)错|不会(骗人|有错|出错|算错)|那就是(您|你|客户)(自己)?(确认|同意|签|点|操作)"
    "|(流程|操作|手续|收费|程序)上?(是|都是|完全)(合规|合法|没问题|没有问题)|结论(应当|已经|就)?是?(清楚|明确)"
)
_ALL_WELL = re.compile(
    "(流程|处理|派单|操作|手续|收费|计费|系统|程序|服务|记录)(显示|上|都|也|是|就|本身|完全)*(是)?(正常|合规|没问题|没有问题|没毛病|没有错|没出错)(的|,|。|!|$)"
)
_BY_NOW = re.compile("恢复|现在|已经|这会儿|修好|以后|之后|后来|平时|应该|本来|另外|别的|其他")
_NEGATED = re.compile("没|未|不|无|漏|缺|少")
_CUSTOMER = re.compile("(客户|顾客|用户|业主|患者|乘客|家属|家长|会员|customer|client)")

KINDS = {
    "privacy": LEAK,
    "staff": LEAK,
    "verdict": UNTRUTH,
    "diagnose": UNTRUTH,
    "hush": FORBIDDEN,
    "unchecked": FORBIDDEN,
    "sign": FORBIDDEN,
    "favour": FORBIDDEN,
}
"""Under which name an offence against the forbidden list fails the gate; all others are promises beyond authority."""


@lru_cache(maxsize=4)
def compliance_failures(dialogue: Dialogue) -> tuple[GateProposal, ...]:
    """Return what the rules hold against the trainee under G3, each with its quote and why no exception applies.

    Kept for the last few dialogues: gates and levels both ask.
    """
    found = [
        *_forbidden(dialogue),
        *_unverified(dialogue),
        *_leaks(dialogue),
        *_denials(dialogue),
        *_contradictions(dialogue),
        *_verdicts(dialogue),
        *_put_in_mouth(dialogue),
    ]
    return tuple(sorted(found, key=lambda proposal: proposal.quote.turn))


def is_offending(dialogue: Dialogue, words: Evidence) -> bool:
    """Tell whether any of these words stands in a sentence that promises too much or does what the case forbids."""
    spans = _offending(dialogue).get(words.turn, ())
    return any(meet(words.span, span) for span in spans)


@lru_cache(maxsize=4)
def _offending(dialogue: Dialogue) -> Mapping[int, tuple[tuple[int, int], ...]]:
    spans: dict[int, tuple[tuple[int, int], ...]] = {}
    for failure in compliance_failures(dialogue):
        if failure.kind not in (OVER_PROMISE, FORBIDDEN):
            continue
        quote = failure.quote
        start = dialogue.by_number[quote.turn].turn.text.find(quote.text)
        if start >= 0:
            spans[quote.turn] = (*spans.get(quote.turn, ()), (start, start + len(quote.text)))
    return spans


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

    Owning one's own words in this talk, a lapse of ours that the facts tell beside the open matter, or what has just
    been found out, is none; nor are words written for the customer, which are held against the trainee as such.
    """
    matters = dialogue.scenario.responsibility
    if not matters or any(matter.fault is Fault.OURS for matter in matters):
        return
    for turn, move in dialogue.faults(MoveKind.ADMIT):
        checked = any(other.moves(MoveKind.FINDING) for other in dialogue.turns[: turn.place + 1])
        forged = any(meet(move.span, other.span) for other in turn.faults(MoveKind.FORGED))
        owned = lapse_of_ours(dialogue, turn, sentence_span(turn.turn.text, move.start, move.end))
        excused = checked or forged or owned or takes_back(turn, move) or turn.moves(MoveKind.KNOWN_UNKNOWN)
        if not excused:
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


def _contradictions(dialogue: Dialogue) -> Iterator[GateProposal]:
    """Saying that an established matter of ours is not so, or naming another culprit where the case forbids it."""
    ours = [m.matter for m in dialogue.scenario.responsibility if m.fault is Fault.OURS and m.established]
    denial = _denial_of(ours)
    told = any(_CONCEALING.search(item) for item in dialogue.scenario.forbidden)
    for turn in dialogue.turns:
        text = turn.turn.text
        for start, end in sentences(text):
            plain = normalise(text[start:end]).text
            denied = denial is not None and denial.search(plain) is not None
            glossed = bool(ours) and _ALL_WELL.search(plain) is not None and not _BY_NOW.search(plain)
            if (denied or glossed) and not plain.endswith("?") and not _HEDGED.search(plain):
                reasoning = "案情已经确认有这回事，这里却说没有；不是就尚未查清的部分存疑。"
                yield GateProposal(GATE, UNTRUTH, "severe", Quote(turn.number, text[start:end]), reasoning)
        for move in turn.faults(MoveKind.SHIFT) if ours and told else ():
            if move.get("to") in ("third-party", "system"):
                yield _failure(turn, move, UNTRUTH, "案情已经确认是我方的事，这里另说原因；不是转述别人的说法。")


def _denial_of(matters: Sequence[str]) -> re.Pattern[str] | None:
    """Return what denies these matters in so many words; a matter that is itself something left undone has none."""
    named = {gram for matter in matters if not _NEGATED.search(matter) for gram in grams(matter)}
    if not named:
        return None
    return re.compile("(没有|并没有|不存在|绝无|从未|没)(什么|任何|出现|发生)?(" + "|".join(sorted(named)) + ")")


def _verdicts(dialogue: Dialogue) -> Iterator[GateProposal]:
    """Ruling our fault out while the case leaves it open is an untruth, whatever turns out later."""
    if not any(m.fault is Fault.UNCLEAR and not m.established for m in dialogue.scenario.responsibility):
        return
    for turn in dialogue.turns:
        text = turn.turn.text
        for start, end in sentences(text):
            plain = normalise(text[start:end]).text
            if not plain.endswith("?") and _CATEGORICAL.search(plain) and not _HEDGED.search(plain):
                reasoning = "事情还没有查清，这里已经断定不是我方的问题；没有说以查清为准，也不是转述。"
                yield GateProposal(GATE, UNTRUTH, "severe", Quote(turn.number, text[start:end]), reasoning)


def _put_in_mouth(dialogue: Dialogue) -> Iterator[GateProposal]:
    """Speech of the customer written by the trainee himself is made up, whoever it is meant to deceive."""
    for turn, move in dialogue.faults(MoveKind.FORGED):
        if _CUSTOMER.match(normalise(move.quote).text.lstrip("【[(（*# ")):
            yield _failure(turn, move, UNTRUTH, "这些话是学员替客户写的，客户没有说过；不是复述客户原话。")


def _failure(turn: ReadTurn, move: Move, kind: str, reasoning: str) -> GateProposal:
    return GateProposal(GATE, kind, "severe", whole_quote(turn, move.start, move.end), reasoning)
