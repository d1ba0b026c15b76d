"""Proposals: an offer put to the customer with a question. He is to say yes or no to it, not to tell anything."""

import re
from dataclasses import replace

from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.spans import meet

_CHOICE = re.compile(
    "(选|要|走|用|挑|定|取|算)(的)?(是)?(哪|那)(一|两)?(个|样|种|条|项|边|套|头)|(哪|那)(一|两)?(个|样|种|条|项|边|套)(方案|办法|路|方式|法子)?"
    "(更|最|比较|对您)?(合适|方便|合您|好|行|可以|省事)|[您你](来)?(选|挑|定)(一?下|吧|就行)?[？?。！!]*$"
)
_CONSENT = re.compile(
    "((可以|行|好|成|中|合适|方便|愿意|同意|接受|需要)(吗|么|不|吧)|(行|好|成|中)不(行|好|成|中)|可不可以|合不合适|要不要"
    "|[您你](看|觉得)(这样|这么)?(着|办|安排)?(行|成|好|可以|怎么样|怎样|如何|合适)?(吗|么|不|呢)?)[？?。！!]*$"
)
_BETWEEN = re.compile("[^。！？!?；;，,]{2,24}还是[^。！？!?；;，,]{2,24}")
_TENTATIVE = re.compile(
    "^(那|那么|要不|好|行)?[，,]?(我|我们|咱们)(先|就|现在|这就|再)*(给|帮|替|为|把|去|陪|带)|(要|用|需要?)(不要|不用|不需要)?(我|我们)?(给|帮|替)[您你]"
)
_WILLING = re.compile("[您你](愿不愿意|愿意|要不要|想不想|同不同意|肯不肯)[^。！？!?，,]{2,}")
_HIS_DOING = re.compile("^[您你]")
LONG_ENOUGH = 6
"""Characters before "is that all right?" from which it speaks of more than his convenience."""
_OURS = re.compile(
    "(我|我们|咱们|这边|师傅|同事|主管)[^。！？!?；;]{0,14}(给|帮|替|为|陪|带|送|派|请|找|接|叫|约|安排|联系|登记|申请|办|查|看|量|测|打)"
    "|(给|帮|替|为|陪|带)[您你老]|安排|上门|先[^。！？!?，,]{0,8}(试|看|量|测|送|办)|要不|或者"
)
_ASKS_HIM = re.compile(
    "几(点|号|度|岁|楼|口|栋|月|单元|个人)|多少|什么|啥|谁|怎么(称呼|联系|回事)|哪(?!一?个|一?样|一?种|一?条|一?项)"
    "|多大|多久|为什么|请问|麻烦|劳驾|(核对|确认|说|报|留|提供|念)(一下|下)?[，,]?$"
)
_WAYS = re.compile("也可以|还可以|也行|或者|还是|要么|一是|第一|另外")
_SENTENCES = re.compile("[^。！？!?；;\n]+[。！？!?；;]*")


def offers_choice(reading: Reading) -> bool:
    """Tell whether he is asked which of several ways he takes."""
    if reading.has(MoveKind.OPTIONS, choice="yes"):
        return True
    return any(_chooses(move.quote) for move in reading.of(MoveKind.QUESTION))


def chosen_from(reading: Reading) -> tuple[Move, ...]:
    """Return the ways he is asked to choose from where they were not read as such: "or a hotel, which do you take?"."""
    if reading.of(MoveKind.OPTIONS) or not _WAYS.search(reading.text):
        return ()
    questions = [move for move in reading.of(MoveKind.QUESTION) if _chooses(move.quote)]
    return tuple(replace(move, kind=MoveKind.OPTIONS, detail={"choice": "yes"}) for move in questions[:1])


def asks_consent(reading: Reading) -> bool:
    """Tell whether he is offered something and asked whether it suits him."""
    return any(_consents(sentence) for sentence in _asking_sentences(reading))


def proposes(move: Move, reading: Reading) -> bool:
    """Tell whether a question puts something to him and calls for no fact, no need and no worry of his."""
    if move.kind is not MoveKind.QUESTION:
        return False
    if _chooses(move.quote):
        return True
    return any(_consents(found[0]) for found in _SENTENCES.finditer(reading.text) if meet(found.span(), move.span))


def _asking_sentences(reading: Reading) -> list[str]:
    questions = reading.of(MoveKind.QUESTION)
    sentences = _SENTENCES.finditer(reading.text)
    return [found[0] for found in sentences if any(meet(found.span(), question.span) for question in questions)]


def _chooses(words: str) -> bool:
    return bool(_CHOICE.search(words) or _BETWEEN.search(words))


def _consents(sentence: str) -> bool:
    """An offer of ours with "is that all right?" behind it; "when would suit you, please?" asks him for something."""
    tag = _CONSENT.search(sentence)
    offer = sentence[: tag.start()] if tag else sentence
    if _ASKS_HIM.search(offer):
        return False
    if tag is None:
        return bool(_TENTATIVE.search(offer) or _WILLING.search(offer))
    his = _HIS_DOING.search(offer) is not None or len(offer) < LONG_ENOUGH
    return bool(_OURS.search(offer)) or not his
