"""Which apology was due and which was used: the decision table of the canon (section 3), held against the dialogue.

The table weighs whose fault a matter is, whether that stood at this moment of the dialogue, and how hard it hits. It
decides the expected word, the error code of each word used, and the bounds of A1–A4 that no judge can leave.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sim.domain.moves import Move, MoveKind
from sim.domain.scenario import Fault, OpinionRisk, Responsibility, Severity
from sim.domain.score import ApologyScore
from sim.grading.limits.conduct import takes_back
from sim.grading.limits.lapse import lapse_of_ours
from sim.grading.words.dialogue import Dialogue, ReadTurn
from sim.grading.words.substance import FACT_SHARE, checked_at
from sim.grading.words.wording import grams, overlap, sentence_around, sentence_span, sentences

ACTS = (MoveKind.ACT_NOW, MoveKind.OPTIONS, MoveKind.PROMISE, MoveKind.TICKET, MoveKind.HAND_OVER, MoveKind.PROOF)
"""What turns from an apology to setting the matter right."""

PLAIN, REGRET, SORRY = "不好意思", "很抱歉", "对不起"
GRADE = {"": 0, PLAIN: 1, REGRET: 2, SORRY: 3}
"""The three apologies by weight; "" is none."""

STRING = 3
"""This many apology words in one turn are a string: they stand for nothing any more."""

CONTEXT = 60
"""Characters before an apology in which its matter is looked for where its own sentence names none."""

SAYS_SOMETHING = 4
"""Content pairs in an apology's sentence from which on it says what it is for."""

_CONCRETE = ("event", "fault", "hardship")
_NOT_MEANT = ("courtesy", "quoted")

_TABLE: dict[Fault, dict[Severity, str]] = {
    Fault.OURS: {Severity.MINOR: PLAIN, Severity.MODERATE: SORRY, Severity.MAJOR: SORRY},
    Fault.UNCLEAR: {Severity.MINOR: PLAIN, Severity.MODERATE: REGRET, Severity.MAJOR: REGRET},
    Fault.CUSTOMER: {Severity.MINOR: PLAIN, Severity.MODERATE: REGRET, Severity.MAJOR: REGRET},
    Fault.THIRD_PARTY: {Severity.MINOR: PLAIN, Severity.MODERATE: REGRET, Severity.MAJOR: REGRET},
}


def expected_word(fault: Fault, severity: Severity, *, established: bool) -> str:
    """Return the word the table asks for. A fault of ours that is not established yet counts as unclear."""
    known = fault if established or fault is not Fault.OURS else Fault.UNCLEAR
    return _TABLE[known][severity]


@dataclass(frozen=True, slots=True)
class Spoken:
    """One apology word with what the dialogue says about its moment."""

    turn: ReadTurn
    move: Move
    sentence: str
    matter: Responsibility | None
    established: bool
    expected: str
    in_string: bool
    opens_crisis: bool

    @property
    def word(self) -> str:
        """The base word: one of the three."""
        return self.move.get("base", self.move.quote)

    @property
    def target(self) -> str:
        """What it is for: mood, inconvenience, event, hardship, fault or none."""
        return self.move.get("target", "none")

    @property
    def meant(self) -> bool:
        """Tell whether it is an apology at all, not a courtesy word or somebody else's words.

        One that comes with an if or a but is meant as an apology, poor as it is.
        """
        twisted = self.move.get("conditional") == "yes" or self.move.get("but") == "yes"
        return self.move.get("use") not in _NOT_MEANT or (self.move.get("use") == "courtesy" and twisted)

    @property
    def off(self) -> int:
        """Grades above (+) or below (-) the expected word; 0 where nothing is expected to compare with."""
        return GRADE.get(self.word, 0) - GRADE[self.expected] if self.matter is not None else 0


def spoken_apologies(dialogue: Dialogue) -> tuple[Spoken, ...]:
    """Return every apology word of the trainee in order, each with its matter and the word expected at that moment."""
    spoken = []
    for turn in dialogue.turns:
        words = turn.moves(MoveKind.APOLOGY)
        string = sum(word.get("use") not in _NOT_MEANT for word in words) >= STRING
        for move in words:
            sentence = sentence_around(turn.turn.text, move.start, move.end)
            matter = _matter(dialogue, turn, move, sentence)
            established = matter is not None and is_established(dialogue, matter, turn, move.start)
            spoken.append(
                Spoken(
                    turn,
                    move,
                    sentence,
                    matter,
                    established,
                    _expected(dialogue, turn, matter, established),
                    string,
                    _opens_crisis(dialogue, turn, move, matter),
                )
            )
    return tuple(spoken)


def analyse(dialogue: Dialogue) -> tuple[ApologyScore, ...]:
    """Return the apology timeline: each word, what was expected at that moment, and its error code if any."""
    scores: list[ApologyScore] = []
    before: list[Spoken] = []
    for spoken in spoken_apologies(dialogue):
        start = _with_degree(spoken.turn.turn.text, spoken.move.start)
        scores.append(
            ApologyScore(
                turn=spoken.turn.number,
                word=spoken.turn.turn.text[start : spoken.move.end],
                expected=spoken.expected if spoken.meant else "",
                code=error_code(spoken, before),
                start=start,
                end=spoken.move.end,
                target=spoken.target,
                courtesy=not spoken.meant,
            )
        )
        if spoken.meant:
            before.append(spoken)
    return tuple(scores)


def _with_degree(text: str, start: int) -> int:
    """Return where an apology begins with its word of degree: 很抱歉 and 非常抱歉 are said as one."""
    if not text.startswith("抱歉", start):
        return start
    return next((start - len(word) for word in ("非常", "十分", "万分", "很") if text.endswith(word, 0, start)), start)


def error_code(spoken: Spoken, before: Sequence[Spoken]) -> str | None:
    """Return the error code of one word, None if it is right.

    Checked in this order: C conditional, B followed by a but, T before the facts in a public-opinion case,
    O over-admits (F where the same word has been said before: it weighs nothing any more), F in a string or a repeat
    that names nothing new, U under-apologises (unless the word that is due has been said before), F names nothing.
    """
    if not spoken.meant:
        return None
    if spoken.move.get("conditional") == "yes":
        return "C"
    if spoken.move.get("but") == "yes":
        return "B"
    if spoken.opens_crisis:
        return "T"
    named = _names_something(spoken)
    again = any(earlier.word == spoken.word for earlier in before)
    if _over(spoken) and (named or not before):
        return "F" if again else "O"
    repeated = any(earlier.turn is not spoken.turn for earlier in before)
    if spoken.in_string or (repeated and not _names_something_new(spoken, before)):
        return "F"
    if spoken.off < 0 and not _owned_in_full(spoken, before):
        return "U"
    return None if named else "F"


def _owned_in_full(spoken: Spoken, before: Sequence[Spoken]) -> bool:
    """Tell whether the word due for its matter has been said already: a gentler one after it takes nothing back."""
    return any(earlier.matter == spoken.matter and earlier.off >= 0 and earlier.meant for earlier in before)


def _over(spoken: Spoken) -> bool:
    """Tell whether 对不起 takes on what is not established as ours. Regret never admits anything, however strong."""
    if spoken.matter is None or spoken.word != SORRY:
        return False
    return not (spoken.matter.fault is Fault.OURS and spoken.established)


def _names_something(spoken: Spoken) -> bool:
    """Tell whether the apology says what it is for, in its own sentence or right behind the fault it admits."""
    if spoken.target in _CONCRETE:
        return True
    return spoken.target == "none" and (len(grams(spoken.sentence)) >= SAYS_SOMETHING or _admitted_beside(spoken))


def _names_something_new(spoken: Spoken, before: Sequence[Spoken]) -> bool:
    if spoken.target not in _CONCRETE or not grams(spoken.sentence):
        return False
    return all(overlap(spoken.sentence, earlier.sentence) < 0.5 for earlier in before)


def _admitted_beside(spoken: Spoken) -> bool:
    """A bare "对不起。" right behind the fault it is for names it well enough."""
    return any(
        0 <= spoken.move.start - move.end <= 12
        for move in spoken.turn.moves(MoveKind.ADMIT, MoveKind.FINDING, MoveKind.CAUSE)
    )


def _matter(dialogue: Dialogue, turn: ReadTurn, move: Move, sentence: str) -> Responsibility | None:
    """Choose the matter an apology is for: by its words; 对不起 goes to one of ours unless it names another.

    Where none is ours, a lapse of ours that the facts tell and his sentence owns up to is split off as one.
    None where the trainee takes his own words back: the table weighs matters of the case, not slips in the talk.
    """
    matters = dialogue.scenario.responsibility
    if not matters or takes_back(turn, move):
        return None
    ours = [matter for matter in matters if matter.fault is Fault.OURS]
    if move.get("base") == SORRY and ours and not _about_another(matters, sentence):
        return max(ours, key=lambda matter: overlap(matter.matter, sentence))
    if move.get("base") == SORRY and not ours:
        owned = lapse_of_ours(dialogue, turn, sentence_span(turn.turn.text, move.start, move.end))
        if owned is not None:
            return owned
    for context in (sentence, turn.turn.text[max(0, move.start - CONTEXT) : move.start]):
        best, place = max((overlap(matter.matter, context), -place) for place, matter in enumerate(matters))
        if best > 0:
            return matters[-place]
    return matters[0]


def _about_another(matters: Sequence[Responsibility], sentence: str) -> bool:
    """Tell whether a sentence is about a matter that is not ours rather than about one that is."""
    ours = max((overlap(matter.matter, sentence) for matter in matters if matter.fault is Fault.OURS), default=0.0)
    other = max((overlap(matter.matter, sentence) for matter in matters if matter.fault is not Fault.OURS), default=0.0)
    return other > ours


def is_established(dialogue: Dialogue, matter: Responsibility, turn: ReadTurn, position: int) -> bool:
    """Tell whether a matter's fault stood at this point: from the start, or by a finding the trainee reported."""
    if matter.established:
        return True
    if matter.fault is not Fault.OURS:
        return False
    return any(
        other is not turn or start <= position
        for other in dialogue.turns[: turn.place + 1]
        for start in checked_at(other)
    )


def _expected(dialogue: Dialogue, turn: ReadTurn, matter: Responsibility | None, established: bool) -> str:
    if matter is None:
        return ""
    return expected_word(matter.fault, dialogue.scenario.severity, established=established)


def _opens_crisis(dialogue: Dialogue, turn: ReadTurn, move: Move, matter: Responsibility | None) -> bool:
    """Tell whether the word comes before any fact in the first answer of a high public-opinion case.

    A fault of ours that stood before the talk need not be checked: who names it by then has said a fact.
    A second word in the sentence of the first stands no better than that one.
    """
    if dialogue.scenario.opinion_risk is not OpinionRisk.HIGH or turn.place != 0:
        return False
    start, end = sentence_span(turn.turn.text, move.start, move.end)
    stood = matter.matter if matter is not None and matter.fault is Fault.OURS and matter.established else ""
    if stood and (_names(move, stood) or _told_by(dialogue, turn, end, stood)):
        return False
    first = min(word.start for word in turn.moves(MoveKind.APOLOGY) if word.start >= start)
    checked = turn.moves(MoveKind.PARAPHRASE, MoveKind.FINDING, MoveKind.SAFETY, MoveKind.KNOWN_UNKNOWN)
    return not any(other.start < first for other in checked)


def _names(move: Move, matter: str) -> bool:
    """Tell whether the reader heard an apology name what went wrong in a matter."""
    return move.get("matter") == matter and move.get("target") in ("event", "fault")


def _told_by(dialogue: Dialogue, turn: ReadTurn, end: int, matter: str) -> bool:
    """Tell whether a turn speaks of a matter by then: its words, a fact of the case, or what it did to the customer."""
    said = [turn.turn.text[first:last] for first, last in sentences(turn.turn.text[:end])]
    if any(overlap(matter, each) or _names_fact(dialogue, each) for each in said):
        return True
    felt = [move for move in turn.moves(MoveKind.EMOTION) if move.get("cause") == "yes"]
    return any(move.start < end for move in (*felt, *turn.moves(MoveKind.IMPACT)))


def _names_fact(dialogue: Dialogue, sentence: str) -> bool:
    """Tell whether a sentence says a fact of the case."""
    return any(overlap(fact.text, sentence) >= FACT_SHARE for fact in dialogue.scenario.facts)
