"""Sums of money and multiples in a text, and which of them a case knows of."""

import re
from dataclasses import dataclass

from sim.reading.case import numbers_of
from sim.reading.normalise import normalise

YUAN = "元"
"""The unit of every sum of money, however it is written."""

_SUM = re.compile(
    "(?P<figure>[0-9]+(?:\\.[0-9]+)?|[一二两三四五六七八九十百千万]+)(?P<unit>元|块|倍|%|(?=以内|以下|之内|封顶|全报|报销))|(?P<spelt>[一二两三四五六七八九十百千万]{4,})|双倍"
)


def sums_of(text: str) -> frozenset[tuple[float, str]]:
    """Return the sums and multiples of a text as (value, unit)."""
    found = set()
    for match in _SUM.finditer(normalise(text).text):
        unit = match["unit"] or (YUAN if match["figure"] or match["spelt"] else "倍")
        unit = YUAN if unit == "块" else unit
        for value, read in numbers_of(f"{match['figure'] or match['spelt'] or '2'}元"):
            if read == YUAN:
                found.add((float(value), unit))
    return frozenset(found)


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums a case knows of, and the most its authority lets the agent give."""

    known: frozenset[tuple[float, str]]
    most: float

    @classmethod
    def of(cls, known: str, *authority: str) -> "Sums":
        """Collect them."""
        given = [value for item in authority for value, unit in sums_of(item) if unit == YUAN]
        return cls(sums_of(known), max(given, default=0.0))

    def exceeded_in(self, clause: str) -> bool:
        """Tell whether a clause names a sum the case does not know and nobody may give."""
        return bool(self.known) and any(
            (value, unit) not in self.known and (unit != YUAN or value > self.most) for value, unit in sums_of(clause)
        )
