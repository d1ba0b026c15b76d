"""Which patterns are worth trying on a text: those whose triggers it holds, found in one pass over it."""

from collections.abc import Sequence
from functools import reduce
from operator import or_

from ahocorasick_rs import AhoCorasick

_SETS = 2
"""So many trigger sets of a pattern are looked at, the rarest; a third one rules out hardly anything more."""


class TriggerIndex:
    """An index over the trigger sets of patterns, which are numbered from 0 in the order given.

    Every set is a bit, and a trigger's mask has the bits of all sets it belongs to. The bits of a pattern's first set
    and of its second stand ``count`` places apart, so that one shift brings them together; what is missing counts as
    met. The first pattern has the highest bit.
    """

    def __init__(self, triggers: Sequence[Sequence[frozenset[str]]]) -> None:
        self._count = count = len(triggers)
        self._met_by_all = 0
        bits: dict[frozenset[str], int] = {}
        for number, sets in enumerate(triggers):
            for place in range(_SETS):
                bit = 1 << (place + 1) * count - 1 - number
                if place < len(sets):
                    bits[sets[place]] = bits.get(sets[place], 0) | bit
                else:
                    self._met_by_all |= bit
        masks: dict[str, int] = {}
        for each, its_bits in bits.items():
            for trigger in each:
                masks[trigger] = masks.get(trigger, 0) | its_bits
        shared: dict[int, int] = {}  # few distinct ones, so that they stay in the processor's cache
        self._masks = [shared.setdefault(mask, mask) for mask in masks.values()]
        self._automaton = AhoCorasick(masks, store_patterns=False)

    def worth_trying(self, text: str) -> list[int]:
        """Return the numbers of the patterns whose trigger sets ``text`` meets, ascending: no other can match it."""
        count = self._count
        triggers = {match[0] for match in self._automaton.find_matches_as_indexes(text, overlapping=True)}
        met = reduce(or_, map(self._masks.__getitem__, triggers), self._met_by_all)
        met = met >> count & met & (1 << count) - 1
        numbers: list[int] = []
        while met:
            length = met.bit_length()
            met ^= 1 << length - 1
            numbers.append(count - length)
        return numbers
