"""Paraphrase: facts of the case and words of the customer given back, rightly or wrongly."""

from collections.abc import Iterable, Iterator, Sequence

from sim.domain.moves import MoveKind
from sim.reading.case import Case, Content, Number, content_of, numbers_of, pairs_of
from sim.reading.context import ReadingContext
from sim.reading.line import Found, Line

_CUSTOMER = "customer"
_MEASURES = frozenset({"元", "度", "天", "小时", "分钟", "次", "吨", "个月", "岁", "日", "楼", "公里", "斤", "%", "年"})


def detect(line: Line, case: Case, context: ReadingContext, found: Sequence[Found]) -> Iterable[Found]:
    """Yield one paraphrase per fact (or per passage of the customer's last line) that a sentence gives back."""
    said = content_of(context.customer_text)
    if not case.facts and not said.pairs:
        return
    seen: set[str] = set()
    for start, end in line.sentences():
        text = line.text[start:end]
        here = Content(text, pairs_of(text), numbers_of(text))
        if len(here.pairs) + len(here.numbers) < 2 or _promises(line, start, end):
            continue
        for fact, value in _facts_in(here, case, said):
            if fact in seen and value == "right":
                continue
            seen.add(fact)
            begin, stop = line.trimmed(start, end)
            yield Found(
                MoveKind.PARAPHRASE,
                begin,
                stop,
                {"fact": fact, "value": value, "confirm": "yes" if _confirms(line, start, end) else "no"},
            )


def _promises(line: Line, start: int, end: int) -> bool:
    return line.has("commissive-frame", start, end) or line.has("money-offer", start, end)


def _confirms(line: Line, start: int, end: int) -> bool:
    follows = line.sentence(end)[1] if end < len(line.text) and end - start > 6 else end
    return line.has("question-verify", start, min(follows, end + 16))


def _facts_in(here: Content, case: Case, said: Content) -> Iterator[tuple[str, str]]:
    matched = False
    for fact, content in case.facts:
        shared = here.pairs & content.pairs
        equal = _equal_numbers(here.numbers, content.numbers)
        if len(shared) >= 2 and _contradicts(here, content, case, said):
            yield fact, "wrong"
            matched = True
        elif (equal and (shared or len(equal) >= 2)) or len(shared) >= 4:
            yield fact, "right"
            matched = True
    if matched:
        return
    shared = here.pairs & said.pairs
    if len(shared) >= 3 or (shared and _equal_numbers(here.numbers, said.numbers)):
        yield _CUSTOMER, "right"


def _equal_numbers(left: Iterable[Number], right: Iterable[Number]) -> set[tuple[str, str]]:
    ours = {(number.value, number.unit) for number in left}
    theirs = {(number.value, number.unit) for number in right}
    bare = {value for value, unit in theirs if len(value) >= 3}
    return (ours & theirs) | {(value, unit) for value, unit in ours if value in bare}


def _contradicts(here: Content, fact: Content, case: Case, said: Content) -> bool:
    known = case.known | said.values()
    units = {number.unit for number in fact.numbers} & _MEASURES
    ours = [number for number in here.numbers if number.unit in units]
    return bool(ours) and all((number.value, number.unit) not in known for number in ours)
