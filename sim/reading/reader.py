"""The reader: one trainee line in, all its moves out."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from operator import attrgetter

from sim.domain.moves import MoveKind, Reading
from sim.domain.scenario import Scenario
from sim.reading.case import Case, prepare
from sim.reading.context import ReadingContext
from sim.reading.detectors import DETECTORS
from sim.reading.lexicon import Lexicon, default_lexicon
from sim.reading.line import Found, Line

_CASES_KEPT = 256
_PLACE: Callable[[Found], tuple[int, int, MoveKind]] = attrgetter("start", "end", "kind")


class Reader:
    """Reads trainee lines. Deterministic; after construction it does no I/O and may be shared between threads."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._cases: OrderedDict[int, tuple[Scenario, Case]] = OrderedDict()

    def read(self, text: str, context: ReadingContext) -> Reading:
        """Return all moves in ``text``, ordered by start; every quote is the exact slice of ``text``. Never raises."""
        line = Line(text, self._lexicon)
        case = self._case(context.scenario)
        found: list[Found] = []
        for detect in DETECTORS:
            found.extend(detect(line, case, context, found))
        return Reading(text, tuple([line.move(each) for each in _in_order(found)]))

    def _case(self, scenario: Scenario) -> Case:
        key = id(scenario)
        kept = self._cases.get(key)
        if kept is not None and kept[0] is scenario:
            return kept[1]
        case = prepare(scenario)
        self._cases[key] = (scenario, case)
        while len(self._cases) > _CASES_KEPT:
            self._cases.popitem(last=False)
        return case


def _in_order(found: Iterable[Found]) -> Iterator[Found]:
    """Yield the findings that have words, by start, end and kind, each once."""
    alike: list[Found] = []
    for each in sorted(found, key=_PLACE):
        if each.start >= each.end:
            continue
        if not alike or _PLACE(alike[0]) != _PLACE(each):
            alike = [each]
            yield each
        elif each not in alike:
            alike.append(each)
            yield each


@lru_cache(maxsize=1)
def default_reader() -> Reader:
    """Return the reader over the lexicon that ships with the product, loaded once."""
    return Reader(default_lexicon())
