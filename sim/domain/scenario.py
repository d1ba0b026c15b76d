"""A scenario: the case that is practised, with its truth (facts, responsibility) and the agent's room for action."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain, repeat

from sim.domain.text import Bilingual


class Fault(StrEnum):
    """Whose doing a matter is."""

    OURS = "ours"
    UNCLEAR = "unclear"
    CUSTOMER = "customer"
    THIRD_PARTY = "third-party"


class Severity(StrEnum):
    """How hard the matter hits the customer."""

    MINOR = "minor"
    MODERATE = "moderate"
    MAJOR = "major"


class OpinionRisk(StrEnum):
    """How easily the case becomes public opinion (health, safety, children, fairness, vulnerable groups)."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Disclosure(StrEnum):
    """When the customer may say a fact: in his opening, once he is asked about it, or never (he does not know it)."""

    OPENING = "opening"
    ASKED = "asked"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    """Where the two speak: on the phone they hear each other only, at a counter they stand face to face."""

    PHONE = "phone"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Responsibility:
    """One matter of the case, whose fault it is, and whether that stands before the talk begins.

    ``matter_en`` is the matter in English; it may be empty.
    """

    matter: str
    fault: Fault
    established: bool
    matter_en: str = ""

    @property
    def named(self) -> Bilingual:
        """The matter in both languages."""
        return Bilingual(self.matter, self.matter_en)


@dataclass(frozen=True, slots=True)
class CaseFact:
    """One fact of the case.

    ``text`` is the neutral truth. ``said`` are ways in which this customer says it himself (first person, short);
    empty where he does not know it. ``asked_by`` are words in a question that call for this fact.
    """

    id: str
    text: str
    disclosure: Disclosure = Disclosure.OPENING
    said: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HiddenNeed:
    """What the customer really needs behind his stated ask.

    ``hints`` are half sentences that let a good listener guess; ``said`` is how he says it once it is earned;
    ``asked_by`` are words in a question that come near it.
    """

    text: str
    hints: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    asked_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Demand:
    """The stated ask: ``text`` neutrally, ``said`` in the customer's words, each another wording.

    ``met_by`` are words of which an offer or promise must hold one to be about this ask; empty: any offer is.
    """

    text: str
    said: tuple[str, ...] = ()
    met_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scenario:
    """A case. Only ``id`` and ``title`` must be filled: transcripts from elsewhere are graded with what is known.

    ``authority`` lists what the agent may do or offer, ``forbidden`` what he must not promise or admit;
    ``authority_en`` and ``forbidden_en`` say the same in English, item by item, or are empty.
    ``openings`` maps an archetype id to opening lines of that type.
    """

    id: str
    title: Bilingual
    trade: Bilingual = Bilingual("")
    briefing: Bilingual = Bilingual("")
    facts: tuple[CaseFact, ...] = ()
    responsibility: tuple[Responsibility, ...] = ()
    severity: Severity = Severity.MODERATE
    opinion_risk: OpinionRisk = OpinionRisk.LOW
    hidden_need: HiddenNeed = HiddenNeed("")
    demand: Demand = Demand("")
    authority: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    openings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    typical_archetype: str = ""
    complaint_class: str = ""
    root_cause: str = ""
    psychology: str = ""
    version: str = ""
    special_group: str = ""
    channel: Channel = Channel.COUNTER
    authority_en: tuple[str, ...] = ()
    forbidden_en: tuple[str, ...] = ()

    @property
    def is_cause_open(self) -> bool:
        """Tell whether nothing of who is responsible is established yet, so that no error may be spoken of."""
        return bool(self.responsibility) and not any(part.established for part in self.responsibility)

    @property
    def offers(self) -> tuple[Bilingual, ...]:
        """What the agent may do or offer, in both languages."""
        return _paired(self.authority, self.authority_en)

    @property
    def limits(self) -> tuple[Bilingual, ...]:
        """What the agent must not promise or admit, in both languages."""
        return _paired(self.forbidden, self.forbidden_en)


def _paired(chinese: tuple[str, ...], english: tuple[str, ...]) -> tuple[Bilingual, ...]:
    """Join the items of two lists; English that is short of the Chinese leaves the rest in Chinese alone."""
    return tuple(map(Bilingual, chinese, chain(english, repeat(""))))
