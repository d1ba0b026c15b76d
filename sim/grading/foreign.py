"""Sentences of a trainee turn that speak to the grader instead of the customer.

The reading knows attacks by their phrases; this knows the rubric. A sentence counts as foreign when it names a mark
together with marking or the record being marked, when it recites an anchor, or when it tells in the third person what
was done for "the customer" in the rubric's own words. Whoever talks to a customer does none of these.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sim.domain.rubric import Rubric
from sim.grading.wording import grams, sentences
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
_ASKED_OF_CUSTOMER = re.compile(
    "(请|麻烦|邀请|帮忙)?(您|你)[^,。]{0,8}(评价|打分|评分|好评)|满意度|服务(评价|评分)|五星|短信|按键"
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
        if _about_marks(normalise(sentence).text) or _recites(sentence, words):
            yield start, end


def _about_marks(plain: str) -> bool:
    if not _MARK.search(plain) or _ASKED_OF_CUSTOMER.search(plain):
        return False
    return bool(_MARKING.search(plain) or _RECORD.search(plain))


def _recites(sentence: str, words: RubricWords) -> bool:
    own = grams(sentence)
    known = own & words.all
    if len(known) < ENOUGH:
        return False
    if any(len(anchor & known) >= RECITED * len(anchor) for anchor in words.anchors):
        return True
    reported = _THIRD_PERSON.search(sentence) and not _ADDRESS.search(sentence)
    return bool(reported) and len(known) >= RUBRIC_WORDS * len(own)
