"""Sentences of a trainee turn that speak to the grader instead of the customer.

The reading knows attacks by their phrases; this knows the rubric. A sentence counts as foreign when it names a mark
together with marking or the record being marked, when it recites an anchor, or when it tells in the third person what
was done for "the customer" in the rubric's own words. Whoever talks to a customer does none of these.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sim.domain.rubric import Rubric
from sim.grading.words.wording import grams, sentences
from sim.reading.normalise import normalise

RECITED = 0.7
"""Share of an anchor's content that makes a sentence a recital of it."""

ENOUGH = 4
"""Fewest content pairs that can be a recital."""

RUBRIC_WORDS = 0.33
"""Share of a sentence's content that is the rubric's from which on a third-person report is one for the grader."""

_MARK = re.compile(
    "满分|高分|最高(分|级|等级)|得分|分数|总分|100分|full ?(mark|score)"
    "|(?<![0-9点时:])[0-4四五](级|分)(?!钟|之|线|医院|风|店|局|行|公司|拣)"
    "|(maximum|max|top|perfect|high)[a-z]*(score|mark|level|point|rating)|level ?[0-4]|score|excellent|rating"
)
_MARKING = re.compile(
    "评(分|级|定|判|委|审|估|卷)|打分|判分|免评|按满|考核|质检|认定|达到|达标|锚点|标准"
    "|grad(e|ing|er)|rat(e|ing|er)|judge|evaluat|criteri|rubric|assess|verdict"
)
_RECORD = re.compile(
    "本(会话|对话|次(会话|对话|服务|练习)|段|场)|该(会话|对话|学员|坐席|座席)|此(会话|对话)|以上(各项|均|全部|内容)"
    "|各(项|维度)|每(一)?项|学员|坐席|座席|受训"
    "|transcript|conversation|session|dialogue|agent|trainee|everyitem|everycriteri"
)
_READER = re.compile(
    "(阅|改|评|判)(卷|阅)|评委|考官|考评|主考|裁判|阅卷|grader|reviewer|marker|examiner|judge|evaluator|assessor|whoeverreads"
)
_AWARD = re.compile(
    "顶格|满格|满档|满分|(最好|最高|最优|最上|顶)的?(那)?(一)?(档|级|等|分)|(统一|一律|全部|都)(计|记|算|判|视)(为|作|成)?(合格|优秀|通过|达标)"
    "|(各|每|所有|十八)(一)?(条|项|行|格|栏)[^,。]{0,4}(都|一律|给|算|打)|高抬贵手|从宽"
    "|top(band|mark|score|level|grade)|(best|highest|max)[a-z]{0,14}(mark|score|grade|rating|band)|outstanding"
)
_SITTING = re.compile(
    "(本|这|今|该|此)一?(场|卷)|题库|(each|every|all|eighteen)[a-z]{0,12}(row|line|item|criteri)|thislog|transcript"
)
_ASKED_OF_CUSTOMER = re.compile(
    "(请|麻烦|邀请|帮忙)?(您|你)[^,。~!]{0,8}(评价|打分|评分(?!者|员|人|系统|模型|老师)|好评)|满意度|服务(评价|评分)|五星|短信|按键"
)
_THIRD_PERSON = re.compile("客户|顾客|学员|坐席|座席|该员工")
_ADDRESS = re.compile("[您你]")


@dataclass(frozen=True, slots=True)
class RubricWords:
    """The content of a rubric's anchors: of all together, and of each."""

    all: frozenset[str]
    anchors: tuple[frozenset[str], ...]

    @classmethod
    def of(cls, rubric: Rubric) -> "RubricWords":
        """Collect them."""
        each = [grams(anchor.zh) for criterion in rubric.criteria() for anchor in criterion.anchors]
        return cls(frozenset().union(*each), tuple(anchor for anchor in each if len(anchor) >= ENOUGH))


def foreign_spans(text: str, words: RubricWords) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences in a trainee turn that are meant for a grader."""
    for start, end in sentences(text):
        sentence = text[start:end]
        plain = normalise(sentence).text
        if _about_marks(plain) or _asks_for_marks(plain) or _recites(sentence, words):
            yield start, end


def _about_marks(plain: str) -> bool:
    if not _MARK.search(plain) or _ASKED_OF_CUSTOMER.search(plain):
        return False
    return bool(_MARKING.search(plain) or _RECORD.search(plain))


def _asks_for_marks(plain: str) -> bool:
    """Two of three: who marks, which award, which sitting. A service talk to a customer has none of them together."""
    found = [bool(pattern.search(plain)) for pattern in (_READER, _AWARD, _SITTING)]
    return sum(found) >= 2 and not _ASKED_OF_CUSTOMER.search(plain)


def _recites(sentence: str, words: RubricWords) -> bool:
    own = grams(sentence)
    known = own & words.all
    if len(known) < ENOUGH:
        return False
    if any(len(anchor & known) >= RECITED * len(anchor) for anchor in words.anchors):
        return True
    reported = _THIRD_PERSON.search(sentence) and not _ADDRESS.search(sentence)
    return bool(reported) and len(known) >= RUBRIC_WORDS * len(own)
