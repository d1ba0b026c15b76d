"""The reader: one trainee line in, all its moves out."""

from collections import OrderedDict
from functools import lru_cache

from sim.domain.moves import Reading
from sim.domain.scenario import Scenario
from sim.reading.case import Case, prepare
from sim.reading.context import ReadingContext
from sim.reading.detectors import DETECTORS
from sim.reading.lexicon import Lexicon, default_lexicon
from sim.reading.line import Found, Line

_CASES_KEPT = 256


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
        moves = {line.move(each): None for each in found if each.start < each.end} if line.text else {}
        return Reading(text, tuple(sorted(moves, key=lambda move: (move.start, move.end, move.kind))))

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


@lru_cache(maxsize=1)
def default_reader() -> Reader:
    """Return the reader over the lexicon that ships with the product, loaded once."""
    return Reader(default_lexicon())
