"""How offences sound: the patterns of ``offences.yaml``, compiled once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sim.grading.shipped import shipped


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of offence: the forbidden items it belongs to, and how it sounds."""

    item: re.Pattern[str]
    said: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A kind of outcome: what names it, and what is sure of it."""

    named: re.Pattern[str]
    guaranteed: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Offences:
    """All patterns, for simplified Chinese with half-width marks.

    ``always`` offends in any case unless ``refused`` stands in the sentence; a clause with ``unless`` in it does not
    offend (denied, conditional, a report); ``depends`` tells in the clauses around one that paying or judging hangs on
    a check or on somebody's approval; ``retold`` tells a guarantee that is reported or taken back; ``things`` tells
    what else a thing is called.
    """

    kinds: Mapping[str, Kind]
    always: re.Pattern[str]
    refused: re.Pattern[str]
    unless: re.Pattern[str]
    outcomes: tuple[Outcome, ...]
    retold: re.Pattern[str]
    depends: re.Pattern[str]
    things: Mapping[str, re.Pattern[str]]

    def named(self, plain: str) -> str:
        """Return a text with each thing called as lists of what is forbidden call it: 路费 becomes 车费."""
        for name, said in self.things.items():
            plain = said.sub(name, plain)
        return plain


@lru_cache(maxsize=1)
def offences() -> Offences:
    """Return the patterns that ship with the product."""
    document = shipped("limits/offences.yaml")
    return Offences(
        kinds={
            name: Kind(re.compile(kind["item"]), re.compile("|".join(kind["said"])))
            for name, kind in document["kinds"].items()
        },
        always=re.compile("|".join(document["always"])),
        refused=re.compile(document["refused"]),
        unless=re.compile("|".join(document["unless"])),
        outcomes=tuple(_outcome(document, named) for named in document["outcomes"]),
        retold=re.compile(document["retold"]),
        depends=re.compile("|".join(document["depends"])),
        things={name: re.compile(said) for name, said in document["things"].items()},
    )


def _outcome(document: Mapping[str, Any], named: str) -> Outcome:
    """Put together what is sure of an outcome: the assurance stands before it, nothing of what comes after behind."""
    sure = "|".join(document["sure"])
    return Outcome(re.compile(named), re.compile(f"(?:{sure})(?:{named})(?!{document['later']})"))
