"""Lapses of ours beside a case's main matter: a call that left no ticket, a wrong word, a visit nobody told of.

The canon (section 3) splits them from the matter that is still open: waiting, a missed appointment or a manner that is
ours and certain gets 对不起 for that part, while the cause of the trouble stays unclear.
"""

import re

from sim.domain.moves import MoveKind
from sim.domain.scenario import Fault, Responsibility
from sim.domain.spans import Span, meet
from sim.grading.words.dialogue import Dialogue, ReadTurn
from sim.grading.words.wording import overlap

TOLD = 0.2
"""Share of a fact's content in a sentence from which on it is told: a lapse is owned in one clause of a long fact."""

_OURS = re.compile(
    "坐席|客服|热线|柜员|柜台|窗口|营业[员厅]|师傅|员工|前台|引导|司机|护士|店员|工作人员|网点|专员|经理|主管|抄表|派件|经办|我方|我们|"
    "(再)?(打|问|来电|反映)[^，。；]{0,8}(答复|回复|说)"
)
_WENT_WRONG = re.compile('没有?(?!异常|问题)|未|漏|错|晚到|迟|拖|忘|推|挂断|失约|不理|又扣|空等|白跑|答复|说[“"]')


def lapse_of_ours(dialogue: Dialogue, turn: ReadTurn, span: Span) -> Responsibility | None:
    """Return a lapse of ours, as a matter that is established, that a sentence of the trainee owns up to.

    ``span`` is the sentence in the turn's text. It must tell a fact of the case in which somebody of ours went wrong,
    and be more about that fact than about any matter that is not ours or not cleared up; else None.
    """
    sentence = turn.turn.text[slice(*span)]
    told = {move.get("fact") for move in turn.moves(MoveKind.PARAPHRASE) if meet(move.span, span)}
    closest = max((overlap(matter.matter, sentence) for matter in dialogue.scenario.responsibility), default=0.0)
    for fact in dialogue.scenario.facts:
        share = overlap(fact.text, sentence)
        if not (_OURS.search(fact.text) and _WENT_WRONG.search(fact.text)):
            continue
        if (fact.id in told or share >= TOLD) and share >= closest:
            return Responsibility(matter=fact.text, fault=Fault.OURS, established=True)
    return None
