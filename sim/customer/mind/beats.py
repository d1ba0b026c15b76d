"""How the customer takes a line: the first entry of an ordered table that fits the reading, worst news first."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from sim.customer.mind.hearing import offers_anything
from sim.customer.mind.mood import breaks_play, severe
from sim.customer.mind.proposals import asks_consent, offers_choice
from sim.domain.archetype import Beat
from sim.domain.moves import Move, MoveKind, Reading

QUOTE_SHORTEST, QUOTE_LONGEST = 3, 12
"""Bounds, in characters, of the trainee's words that are thrown back."""

_CLAUSE_ENDS = str.maketrans(dict.fromkeys('，。！？；：、…,.!?;:“”"（）() ', "\n"))


@dataclass(frozen=True, slots=True)
class Heard:
    """What the table looks at: the reading, the facts asked for, and what was heard before."""

    reading: Reading
    facts_asked: bool = False
    need_earned: bool = False
    apologies_before: int = 0


def _has(*kinds: MoveKind) -> Callable[[Heard], bool]:
    return lambda heard: bool(heard.reading.of(*kinds))


def _with(kind: MoveKind, name: str, *values: str) -> Callable[[Heard], bool]:
    return lambda heard: any(move.get(name) in values for move in heard.reading.of(kind))


def _both(first: Callable[[Heard], bool], second: Callable[[Heard], bool]) -> Callable[[Heard], bool]:
    return lambda heard: first(heard) and second(heard)


def _lacking(first: Callable[[Heard], bool], *kinds: MoveKind) -> Callable[[Heard], bool]:
    return lambda heard: first(heard) and not heard.reading.of(*kinds)


_DEALING = (MoveKind.OPTIONS, MoveKind.PROMISE, MoveKind.ACT_NOW, MoveKind.FINDING, MoveKind.PROOF, MoveKind.WRITTEN)

_POINTED = ("拒绝", "质疑", "蔑视", "烦躁")
"""Red lines that are felt as meant for him; the fifth, carelessness, he takes for the empty talk it is."""

_SOOTHING = re.compile(r"消消?气|(别|不要)生气|息怒")


_TAG = re.compile(r"(好|行|可以|成|对|是)(吧|吗|不(好|行|可以|成|对|是))[？?！!。…]*$")
_ASKING_WORD = re.compile(r"什么|啥|哪|几|多少|多久|谁|怎么|为什么|有没有|是不是|还是")


def _asks_something(reading: Reading) -> bool:
    """Tell whether a question waits for an answer; 好吧？ at the end of a statement does not."""
    plain = (move.quote for move in reading.of(MoveKind.QUESTION))
    return any(
        not _TAG.search(quote) or bool(_ASKING_WORD.search(_TAG.sub("", quote).replace("什么都", "")))
        for quote in plain
    )


def _told_to_calm_down(reading: Reading) -> bool:
    """Tell whether he was told to calm down; beside an apology or money, 消消气 is part of the begging."""
    begging = bool(reading.of(MoveKind.APOLOGY, MoveKind.MONEY))
    return any(not (begging and _SOOTHING.search(move.quote)) for move in reading.of(MoveKind.CALM_DOWN))


_TABLE: tuple[tuple[Beat, Callable[[Heard], bool]], ...] = (
    (Beat.PUZZLED, lambda heard: breaks_play(heard.reading)),
    (Beat.INSULTED, _has(MoveKind.INSULT)),
    (Beat.BROKEN_OFF, _has(MoveKind.BREAK_OFF)),
    (Beat.THREAT_TAKEN, _has(MoveKind.TAKE_THREAT)),
    (Beat.RED_LINE, lambda heard: severe(heard.reading)),
    (Beat.LABELLED, _has(MoveKind.LABEL)),
    (Beat.CALM_DOWN, lambda heard: _told_to_calm_down(heard.reading)),
    (Beat.ARGUED, _has(MoveKind.ARGUE, MoveKind.LECTURE)),
    (Beat.SHIFTED, _has(MoveKind.SHIFT)),
    (Beat.WRONG, _with(MoveKind.PARAPHRASE, "value", "wrong")),
    (Beat.DENIED, _lacking(_has(MoveKind.DENY), *_DEALING)),
    (Beat.REFUSED, _lacking(_with(MoveKind.REFUSE, "alternative", "no", ""), *_DEALING)),
    (Beat.RED_LINE, _with(MoveKind.RED_LINE, "kind", *_POINTED)),
    (Beat.NEED_ASKED, lambda heard: heard.need_earned),
    (Beat.ANSWER, lambda heard: heard.facts_asked),
    (Beat.OVER_PROMISE, lambda heard: offers_anything(heard.reading.text)),
    (Beat.GUARANTEED, _lacking(_has(MoveKind.OVER_PROMISE), MoveKind.MONEY)),
    (Beat.LIMIT, _has(MoveKind.LIMIT)),
    (Beat.OPTIONS, lambda heard: offers_choice(heard.reading)),
    (Beat.OFFERED, _lacking(lambda heard: asks_consent(heard.reading), MoveKind.MONEY)),
    (Beat.WRITTEN, _has(MoveKind.WRITTEN)),
    (Beat.FINDING, _has(MoveKind.FINDING)),
    (Beat.OPTIONS, _has(MoveKind.OPTIONS)),
    (Beat.DEADLINE, _with(MoveKind.PROMISE, "when", "yes")),
    (Beat.PROOF, _has(MoveKind.PROOF)),
    (Beat.ACTED, _has(MoveKind.ACT_NOW)),
    (Beat.SINGLE_CONTACT, _has(MoveKind.SINGLE_CONTACT)),
    (Beat.FOLLOW_UP, _with(MoveKind.FOLLOW_UP, "when", "yes")),
    (Beat.MONEY, _has(MoveKind.MONEY)),
    (Beat.TAKEN_BACK, _has(MoveKind.TAKE_BACK)),
    (Beat.REPEATED, _has(MoveKind.REPEAT)),
    (Beat.RULED, _has(MoveKind.RULE)),
    (Beat.GRANTED, _has(MoveKind.GRANT)),
    (Beat.EMOTION, _with(MoveKind.EMOTION, "form", "named", "own-terms")),
    (Beat.TAKEN_UP, _has(MoveKind.PARAPHRASE, MoveKind.IMPACT, MoveKind.WORRY)),
    (Beat.TAKEN_UP, _with(MoveKind.ACKNOWLEDGE, "by", "content", "action")),
    (Beat.VAGUE, _has(MoveKind.VAGUE_PROMISE)),
    (Beat.VAGUE, _lacking(_with(MoveKind.PROMISE, "when", "no"), MoveKind.APOLOGY, MoveKind.RED_LINE)),
    (Beat.APOLOGY_STRING, _both(_has(MoveKind.APOLOGY), lambda heard: heard.apologies_before > 0)),
    (Beat.APOLOGY_ONLY, _has(MoveKind.APOLOGY)),
    (Beat.ASKED_AGAIN, lambda heard: _asks_something(heard.reading)),
    (Beat.FLATTERED, _has(MoveKind.FLATTERY)),
    (Beat.SILENCE, _lacking(_has(MoveKind.MINIMAL), MoveKind.GREETING)),
    (Beat.OFF_TOPIC, _has(MoveKind.OFF_TOPIC)),
    (Beat.STOCK, _has(MoveKind.STOCK, MoveKind.EMOTION, MoveKind.CONDITIONAL_CARE, MoveKind.RED_LINE)),
    (Beat.GREETED, _has(MoveKind.GREETING)),
    (Beat.SILENCE, lambda heard: not heard.reading.text.strip()),
)

GIVEN = (
    Beat.OPTIONS,
    Beat.OFFERED,
    Beat.DEADLINE,
    Beat.ACTED,
    Beat.FINDING,
    Beat.PROOF,
    Beat.WRITTEN,
    Beat.SINGLE_CONTACT,
    Beat.FOLLOW_UP,
)
"""Beats with which the trainee puts something into his hands."""

ANSWERED = (
    *GIVEN,
    Beat.ANSWER,
    Beat.ASKED_AGAIN,
    Beat.NEED_ASKED,
    Beat.GRANTED,
    Beat.EMOTION,
    Beat.TAKEN_UP,
    Beat.TAKEN_BACK,
)
"""Beats after which he cannot say that nothing came: he was given, asked or granted something."""

_QUOTED_FIRST = {
    Beat.VAGUE: (MoveKind.VAGUE_PROMISE,),
    Beat.STOCK: (MoveKind.STOCK, MoveKind.EMOTION),
    Beat.TAKEN_UP: (MoveKind.PARAPHRASE, MoveKind.ACKNOWLEDGE),
}


def taken_as(heard: Heard) -> Beat:
    """Return how he takes the line; NOTHING where nothing in it moves him."""
    return next((beat for beat, fits in _TABLE if fits(heard)), Beat.NOTHING)


def quote_for(beat: Beat, reading: Reading) -> str:
    """Return the trainee's words he throws back with this beat (3–12 characters), "" where none are short enough."""
    for move in reading.of(*_QUOTED_FIRST.get(beat, ())):
        clause = _clause(move.quote)
        if clause:
            return clause
    return ""


def deadline_in(reading: Reading) -> str:
    """Return the time the trainee named, as he said it; "" where none was found."""
    timed = (MoveKind.PROMISE, MoveKind.WRITTEN, MoveKind.FOLLOW_UP)
    return next((words for move in reading.of(*timed) if (words := _short(move))), "")


def _short(move: Move) -> str:
    words = move.get("deadline").strip()
    return words if 2 <= len(words) <= QUOTE_LONGEST else ""


def _clause(text: str) -> str:
    clauses = text.translate(_CLAUSE_ENDS).split("\n")
    return next((clause for clause in clauses if QUOTE_SHORTEST <= len(clause) <= QUOTE_LONGEST), "")
