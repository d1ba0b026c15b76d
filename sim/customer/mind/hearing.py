"""How the customer hears a line: pleas, blank cheques, fallbacks, and offers that are not about his matter."""

import re
from dataclasses import replace
from operator import attrgetter

from sim.customer.mind.assurance import over_promises
from sim.customer.mind.proposals import chosen_from, proposes
from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.scenario import Scenario
from sim.domain.spans import meet

_PLEA = re.compile(r"(恳请|请|求|求求|希望)(您|你)?(们)?(多多|多|能|千万)?(原谅|谅解|包涵|体谅|饶|高抬贵手)|饶了我们")
_BLANK_CHEQUE = re.compile(
    r"(要什么|要啥|想要什么|什么(要求|条件)|提什么|怎么(着|样)?都|多少(钱)?)[^。！？]{0,6}(都|全|一律|我们)(答应|可以|行|给|赔|满足|依|照办)"
    r"|(您|你)(想)?(要|提)的[^。！？]{0,4}(都|全)(能|可以)?(答应|给|办|满足)"
    r"|(赔|补|给)(您|你)?多少[^。！？]{0,4}(您|你)(说|开|定)|(您|你)(尽管|随便)?开(个)?(价|口|条件)|只要(您|你)(能)?(满意|消气|不投诉)[^。！？]{0,6}(都|什么)"
)
_FALLBACK = re.compile(r"没有?(结果|做到|办成|人|到|消息|兑现|修好)|做不到|办不成|逾期|超时|万一|要是|如果|到时")
_CONDUCT = re.compile(r"骂|攻击|这样说|这么说|说话|语言|侮辱|难听|尊重|再这样|继续这样")
_LOOK = re.compile(
    r"(帮|替|给|为)(您|你)(看|查|问|了解)(一下|一看|看)?(?!到|了|过|出)"
    r"|(先|现在|这就|马上|去)(把|将)?[^，。！？；]{0,10}(查|调|看|翻|核)(一下|看看|出来|一查)?(?!到|了|过)"
)
_ONCE_CHECKED = re.compile(r"(如果|要是|查实|核实|确认|查清|测完|检定|听完)[^。！？]*(退|免|补)")
_GUESS = re.compile(r"可能|也许|或许|大概|估计|应该是|怕是|多半")
_BLOWS = (MoveKind.LECTURE, MoveKind.ARGUE, MoveKind.DENY, MoveKind.LABEL, MoveKind.CALM_DOWN)
_TAKEN_BY_BLOWS = (MoveKind.PARAPHRASE, MoveKind.EMOTION, MoveKind.ACKNOWLEDGE, MoveKind.OPTIONS)
_CARRIED_BY_PROMISES = (
    MoveKind.PROMISE,
    MoveKind.OPTIONS,
    MoveKind.ACT_NOW,
    MoveKind.WRITTEN,
    MoveKind.FOLLOW_UP,
    MoveKind.GRANT,
    MoveKind.PARAPHRASE,
)
_STAYS = (MoveKind.LIMIT, MoveKind.PROMISE, MoveKind.FOLLOW_UP, MoveKind.TICKET, MoveKind.OPTIONS)
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


def as_heard(reading: Reading, scenario: Scenario) -> Reading:
    """Return the reading as it reaches him: without moves that are none to him, and with what he makes of the rest.

    A plea for pardon, or owning one's own bad manner, is no refusal; a supervisor who steps in when a promise fails is
    no limit; who says that he will have a look has found nothing and shows nothing; who has seen the customer's own
    papers brings no news; what is said in the breath of a lecture takes nothing up; guessing at causes offers no ways;
    the clock time of what has been found out is no deadline. An assurance nobody can keep carries no promise, and a
    question that puts an offer to him asks for nothing of his.
    """
    beyond = over_promises(scenario, reading)
    kept = [move for move in reading.moves if move.kind is not MoveKind.OVER_PROMISE]
    kept = [move for move in kept if not _goes_with(beyond, move, reading)]
    kept = [move for move in kept if not any(check(move, reading) for check in _NONE_TO_HIM)]
    kept = [move for move in kept if not _is_time_of_a_fact(move, reading, scenario)]
    heard = [_as_proposal(move, reading) for move in (*kept, *beyond, *chosen_from(reading))]
    return replace(reading, moves=tuple(sorted(heard, key=attrgetter("start"))))


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
    if move.kind is not MoveKind.REFUSE:
        return False
    if any(meet(move.span, slip.span) for slip in reading.of(MoveKind.TAKE_BACK)):
        return True
    return bool(reading.of(MoveKind.APOLOGY)) and bool(_PLEA.search(_sentence_of(move, reading)))


def _is_fallback(move: Move, reading: Reading) -> bool:
    if move.kind is not MoveKind.LIMIT or move.get("step") != "supervisor":
        return False
    sentence = _sentence_of(move, reading)
    return bool(_FALLBACK.search(sentence)) and not _CONDUCT.search(sentence)


def _is_about_to_look(move: Move, reading: Reading) -> bool:
    if move.kind not in (MoveKind.FINDING, MoveKind.PROOF):
        return False
    return any(meet(found.span(), move.span) for found in _LOOK.finditer(reading.text))


def _is_failing(move: Move, reading: Reading) -> bool:
    """到时候没到账您找我 says what happens if it fails, and puts nothing off."""
    return move.kind is MoveKind.VAGUE_PROMISE and bool(_FALLBACK.search(move.quote))


def _is_his_own_paper(move: Move, reading: Reading) -> bool:
    return move.kind is MoveKind.FINDING and _is_within(_HIS_PAPERS, move, reading)


def _is_shrug(move: Move, reading: Reading) -> bool:
    """我不清楚 that sends him away keeps nothing apart; 应该是系统的问题吧 and 我说错了 grant him nothing."""
    if move.kind is MoveKind.KNOWN_UNKNOWN:
        return any(meet(move.span, shrug.span) for shrug in reading.of(MoveKind.FORBIDDEN_PHRASE, MoveKind.SHIFT))
    slips = reading.of(MoveKind.TAKE_BACK)
    return move.kind is MoveKind.ADMIT and (
        bool(_GUESS.search(move.quote)) or any(meet(move.span, slip.span) for slip in slips)
    )


def _is_said_in_a_blow(move: Move, reading: Reading) -> bool:
    if move.kind is MoveKind.QUESTION:
        return any(
            meet(move.span, blow.span) for blow in reading.of(MoveKind.RED_LINE, MoveKind.INSULT, MoveKind.LABEL)
        )
    if move.kind not in _TAKEN_BY_BLOWS:
        return False
    blows = [blow for blow in reading.of(*_BLOWS) if meet(move.span, blow.span)]
    if move.kind is MoveKind.PARAPHRASE:
        return any(blow.kind is not MoveKind.CALM_DOWN for blow in blows)
    return bool(blows)


def _is_guess_at_causes(move: Move, reading: Reading) -> bool:
    return move.kind is MoveKind.OPTIONS and move.get("choice") != "yes" and bool(_GUESS.search(move.quote))


def _is_due(move: Move, reading: Reading) -> bool:
    """A heater lent free of charge, a refund that hangs on a check: no hush money; the rule it goes by no blow."""
    if move.kind is MoveKind.RULE:
        return any(_sentence_of(money, reading) == _sentence_of(move, reading) for money in reading.of(MoveKind.MONEY))
    if move.kind is not MoveKind.MONEY or move.get("within") != "yes":
        return False
    return move.quote.startswith("免费") or bool(_ONCE_CHECKED.search(_sentence_of(move, reading)))


def _is_going(move: Move, reading: Reading) -> bool:
    """Who promises something or sets a limit does not run away; who runs away does nothing by it."""
    if move.kind is MoveKind.BREAK_OFF:
        return bool(reading.of(*_STAYS))
    leaving = reading.of(MoveKind.BREAK_OFF)
    return move.kind in (MoveKind.ACT_NOW, MoveKind.MINIMAL) and any(meet(move.span, each.span) for each in leaving)


_NONE_TO_HIM = (
    _is_plea,
    _is_fallback,
    _is_about_to_look,
    _is_his_own_paper,
    _is_failing,
    _is_shrug,
    _is_said_in_a_blow,
    _is_guess_at_causes,
    _is_due,
    _is_going,
)


def _goes_with(beyond: tuple[Move, ...], move: Move, reading: Reading) -> bool:
    """Tell whether a move is part of the sentence of an over-promise: it is as empty as that."""
    return move.kind in _CARRIED_BY_PROMISES and any(
        meet(move.span, each.span) or _sentence_of(move, reading) == _sentence_of(each, reading) for each in beyond
    )


def _is_time_of_a_fact(move: Move, reading: Reading, scenario: Scenario) -> bool:
    """19:42 in "the system timed out at 19:42" is when it happened, not when anything will be done."""
    if move.kind is not MoveKind.PROMISE or ":" not in move.get("deadline") or not reading.of(MoveKind.FINDING):
        return False
    return any(move.get("deadline") in fact.text for fact in scenario.facts)


def _as_proposal(move: Move, reading: Reading) -> Move:
    if not proposes(move, reading):
        return move
    return replace(move, detail={**move.detail, "about": "hypothesis"})


def _is_within(words: re.Pattern[str], move: Move, reading: Reading) -> bool:
    """Tell whether the move is part of what the pattern finds in the line."""
    return any(found.start() <= move.start and move.end <= found.end() for found in words.finditer(reading.text))


def _sentence_of(move: Move, reading: Reading) -> str:
    """Return the sentence in which the move stands; the whole line where its place is not known."""
    spans = (match for match in _SENTENCES.finditer(reading.text) if match.start() <= move.start < match.end())
    found = next(spans, None)
    return found[0] if found and move.quote[:2] in found[0] else reading.text
