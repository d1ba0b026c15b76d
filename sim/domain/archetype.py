"""An archetype: a type of difficult customer, what moves him and what never does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from sim.domain.mood import Outcome, Stage
from sim.domain.moves import MoveKind
from sim.domain.scenario import Channel
from sim.domain.text import Bilingual


@dataclass(frozen=True, slots=True)
class Selector:
    """Which moves a mood rule answers to: a kind of move with details that must match.

    ``detail`` maps a detail's name to the allowed values. An empty mapping matches every move of the kind.
    """

    kind: MoveKind
    detail: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class MoodRule:
    """One row of the archetype's table.

    All selectors in ``all_of`` must be found in the line (and any of ``any_of`` if given, none of ``none_of``).
    ``anger``/``trust`` are the changes; ``gives`` are keys the customer now holds ("taken-up", "deadline" …), ``takes``
    keys he loses; ``needs`` are keys he must already hold, ``lacks`` keys he must not hold yet. ``above`` lets the rule
    work only while his anger is higher than that, and calm him no further: the way back after bad lines. ``after``
    leaves the first so many uses without effect; ``repeat`` scales later uses in percent (0 = works once, 100 = always
    fully).
    """

    id: str
    reason: Bilingual
    all_of: tuple[Selector, ...] = ()
    any_of: tuple[Selector, ...] = ()
    none_of: tuple[Selector, ...] = ()
    anger: int = 0
    trust: int = 0
    gives: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    above: int = 0
    after: int = 0
    repeat: int = 50


@dataclass(frozen=True, slots=True)
class Door:
    """The step down into ``stage``: it opens at this anger or less, this trust or more, with all these keys held."""

    stage: Stage
    max_anger: int
    min_trust: int
    keys: tuple[str, ...] = ()


class Beat(StrEnum):
    """One beat of a customer's line: how he takes what just happened, or what he then wants with his line."""

    # how he takes what the trainee just did
    GREETED = "greeted"
    TAKEN_UP = "taken-up"
    STOCK = "stock"
    APOLOGY_ONLY = "apology-only"
    APOLOGY_STRING = "apology-string"
    VAGUE = "vague"
    DEADLINE = "deadline"
    OPTIONS = "options"
    OFFERED = "offered"  # he was offered something and asked whether it suits him
    ACTED = "acted"
    FINDING = "finding"
    PROOF = "proof"
    WRITTEN = "written"
    SINGLE_CONTACT = "single-contact"
    FOLLOW_UP = "follow-up"
    MONEY = "money"
    OVER_PROMISE = "over-promise"  # he was told that he may have whatever he asks for
    GUARANTEED = "guaranteed"  # he was assured of what nobody at a counter can be sure of
    GRANTED = "granted"
    EMOTION = "emotion"
    ANSWER = "answer"  # he was asked and tells a fact
    ASKED_AGAIN = "asked-again"  # he was asked what he has told already, or does not know
    NEED_ASKED = "need-asked"  # he tells what really worries him
    WRONG = "wrong"  # his matter was given back wrongly
    CALM_DOWN = "calm-down"
    SHIFTED = "shifted"
    DENIED = "denied"
    REFUSED = "refused"
    RULED = "ruled"
    ARGUED = "argued"
    RED_LINE = "red-line"
    INSULTED = "insulted"
    LABELLED = "labelled"
    LIMIT = "limit"
    TAKEN_BACK = "taken-back"  # the trainee took back what he had said himself
    BROKEN_OFF = "broken-off"  # the trainee made to end the talk with nothing done
    THREAT_TAKEN = "threat-taken"
    FLATTERED = "flattered"
    SILENCE = "silence"
    REPEATED = "repeated"
    OFF_TOPIC = "off-topic"
    PUZZLED = "puzzled"  # talk of models, prompts, forged speech, swapped roles: he does not follow
    NOTHING = "nothing"  # nothing in it that moves him
    # what he wants with his line
    DEMAND = "demand"
    WANT = "want"  # asks for the key he misses
    THREATEN = "threaten"
    STING = "sting"
    PAUSE = "pause"
    ASIDE = "aside"  # changes the subject
    IGNORED = "ignored"  # leads in a fact that was passed over
    HINT = "hint"  # half a sentence of what really worries him
    ACCEPT = "accept"
    PARTIAL = "partial"
    ESCALATE = "escalate"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class LineSet:
    """Authored lines for one beat at some stages (none given: at every stage).

    ``key`` belongs to the beat ``want``: the key asked for. Lines may hold ``{quote}`` (the trainee's own words) and
    ``{deadline}`` (the time he named); a line whose placeholder cannot be filled is left out. ``channels`` are where
    the lines fit (none given: on the phone and at a counter alike).
    """

    beat: Beat
    texts: tuple[str, ...]
    stages: tuple[Stage, ...] = ()
    key: str = ""
    channels: tuple[Channel, ...] = ()


@dataclass(frozen=True, slots=True)
class Archetype:
    """A type of difficult customer. The customer room owns the meaning of the tables; the library loads them.

    ``doors`` go down the ladder in order; through the last one the session ends with ``best_outcome``. ``patience``
    is the number of trainee lines after which he ends it himself, ``gives_up`` how. ``shortest`` and ``longest``
    bound his lines in characters. ``style`` and ``never`` are lines for the model's prompt.
    """

    id: str
    name: Bilingual
    summary: Bilingual
    motive: Bilingual
    key: Bilingual
    pitfalls: tuple[Bilingual, ...]
    style: tuple[str, ...]
    never: tuple[str, ...]
    start_anger: int
    start_trust: int
    rules: tuple[MoodRule, ...]
    doors: tuple[Door, ...]
    best_outcome: Outcome = Outcome.ACCEPTED
    gives_up: Outcome = Outcome.LEFT
    patience: int = 12
    shortest: int = 10
    longest: int = 60
    lines: tuple[LineSet, ...] = ()
    version: str = ""
