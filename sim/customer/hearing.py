"""How the customer hears a line: pleas, blank cheques, fallbacks, and offers that are not about his matter."""

import re
from dataclasses import replace

from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.scenario import Scenario

_PLEA = re.compile(r"(恳请|请|求|求求|希望)(您|你)?(们)?(多多|多|能|千万)?(原谅|谅解|包涵|体谅|饶|高抬贵手)|饶了我们")
_BLANK_CHEQUE = re.compile(
    r"(要什么|要啥|想要什么|什么(要求|条件)|提什么|怎么(着|样)?都|多少(钱)?)[^。！？]{0,6}(都|全|一律|我们)(答应|可以|行|给|赔|满足|依|照办)"
    r"|(您|你)(想)?(要|提)的[^。！？]{0,4}(都|全)(能|可以)?(答应|给|办|满足)"
    r"|(赔|补|给)(您|你)?多少[^。！？]{0,4}(您|你)(说|开|定)|(您|你)(尽管|随便)?开(个)?(价|口|条件)|只要(您|你)(能)?(满意|消气|不投诉)[^。！？]{0,6}(都|什么)"
)
_FALLBACK = re.compile(r"没有?(结果|做到|办成|人|到|消息|兑现|修好)|做不到|办不成|逾期|超时|万一|要是|如果|到时")
_CONDUCT = re.compile(r"骂|攻击|这样说|这么说|说话|语言|侮辱|难听|尊重|再这样|继续这样")
_LOOK = re.compile(r"(帮|替|给|为)(您|你)(看|查|问|了解)(一下|一看|看)")
_HIS_PAPERS = re.compile(
    r"看(到|了|见|过)?了?(您|你)(的|这|那|手里|刚才)?[^，。！？]{0,6}"
    r"(单子|账单|单据|材料|工单|反映|投诉|来电|留言|信息|情况|照片|发票|票|信)"
)
_DEALING = (
    MoveKind.OPTIONS,
    MoveKind.PROMISE,
    MoveKind.ACT_NOW,
    MoveKind.TICKET,
    MoveKind.WRITTEN,
    MoveKind.MONEY,
    MoveKind.PROOF,
    MoveKind.FOLLOW_UP,
)
_SENTENCES = re.compile(r"[^。！？!?；;\n]+")


def as_heard(reading: Reading) -> Reading:
    """Return the reading without moves that are none to him.

    A plea for pardon beside an apology is no refusal; a supervisor who steps in when a promise fails is no limit; who
    says that he will have a look has found nothing and shows nothing; who has
    seen the customer's own papers brings no news.
    """
    kept = tuple(move for move in reading.moves if not any(check(move, reading) for check in _NONE_TO_HIM))
    return reading if len(kept) == len(reading.moves) else replace(reading, moves=kept)


def offers_anything(text: str) -> bool:
    """Tell whether the line promises whatever he asks for: nobody at a counter can keep that."""
    return bool(_BLANK_CHEQUE.search(text))


def deals_with(scenario: Scenario, reading: Reading) -> bool:
    """Tell whether something offered, promised or done in this line is about what he came for.

    The words are those of the scenario's demand (``met_by``), looked for in the sentence that makes the move: a
    deadline for something else is no answer to him.
    """
    moves = reading.of(*_DEALING)
    words = scenario.demand.met_by
    return bool(moves) and (not words or any(word in _sentence_of(move, reading) for move in moves for word in words))


def _is_plea(move: Move, reading: Reading) -> bool:
    apologises = bool(reading.of(MoveKind.APOLOGY))
    return move.kind is MoveKind.REFUSE and apologises and bool(_PLEA.search(_sentence_of(move, reading)))


def _is_fallback(move: Move, reading: Reading) -> bool:
    if move.kind is not MoveKind.LIMIT or move.get("step") != "supervisor":
        return False
    sentence = _sentence_of(move, reading)
    return bool(_FALLBACK.search(sentence)) and not _CONDUCT.search(sentence)


def _is_about_to_look(move: Move, reading: Reading) -> bool:
    return move.kind in (MoveKind.FINDING, MoveKind.PROOF) and _is_within(_LOOK, move, reading)


def _is_his_own_paper(move: Move, reading: Reading) -> bool:
    return move.kind is MoveKind.FINDING and _is_within(_HIS_PAPERS, move, reading)


_NONE_TO_HIM = (_is_plea, _is_fallback, _is_about_to_look, _is_his_own_paper)


def _is_within(words: re.Pattern[str], move: Move, reading: Reading) -> bool:
    """Tell whether the move is part of what the pattern finds in the line."""
    return any(found.start() <= move.start and move.end <= found.end() for found in words.finditer(reading.text))


def _sentence_of(move: Move, reading: Reading) -> str:
    """Return the sentence in which the move stands; the whole line where its place is not known."""
    spans = (match for match in _SENTENCES.finditer(reading.text) if match.start() <= move.start < match.end())
    found = next(spans, None)
    return found[0] if found and move.quote[:2] in found[0] else reading.text
