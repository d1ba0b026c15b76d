"""The bounds of A1–A4 that follow from the apology table: no judge, model or rule, can leave them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sim.domain.moves import MoveKind
from sim.domain.rubric import LEVEL_MAX
from sim.domain.scenario import Fault, Scenario, Severity
from sim.domain.score import ApologyScore, Evidence
from sim.grading.limits.apology import ACTS, GRADE, SORRY, STRING
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.wording import sentence_span

LEVEL, TARGET, TIMING, FREQUENCY = "apology.level", "apology.target", "apology.timing", "apology.frequency"


@dataclass(frozen=True, slots=True)
class Bounds:
    """Lowest and highest level a criterion can have. Not applicable where an apology was neither due nor given.

    ``evidence`` are the words the lowest level stands on, found by code; ``reason`` is told where no apology came
    at all, "" elsewhere.
    """

    low: int = 0
    high: int = LEVEL_MAX
    applicable: bool = True
    evidence: tuple[Evidence, ...] = ()
    reason: str = ""

    def clamp(self, level: int) -> int:
        """Return the level within the bounds."""
        return max(self.low, min(self.high, level))


NOT_APPLICABLE = Bounds(applicable=False)

NONE_GIVEN = "案情里有该道歉的事，整场没有一句道歉，道歉这四项都因此失分"
NONE_LIKEWISE = "整场没有道歉，同“道歉的分量”"
"""Why A1 is so low where no apology came, and why the other three are."""

_EMPTY = {"mood": 0, "inconvenience": 1}
"""Targets that are nothing in particular and how far A2 reaches with them. Nor do their moment or number earn much."""


def apology_due(scenario: Scenario) -> bool:
    """Tell whether a case asks for an apology at all: one in which any matter is not the customer's own doing.

    Where it hits lightly, the table asks for 不好意思 "for the wait" alone, so that only a fault of ours makes one due.
    """
    light = scenario.severity is Severity.MINOR
    owed = (Fault.OURS,) if light else (Fault.OURS, Fault.UNCLEAR, Fault.THIRD_PARTY)
    return any(matter.fault in owed for matter in scenario.responsibility)


def apology_bounds(dialogue: Dialogue, apologies: Sequence[ApologyScore]) -> Mapping[str, Bounds]:
    """Return the bounds of A1–A4 from the apology timeline.

    Where the scenario does not say whose fault the matter is, the word cannot be judged: A1 is not applicable.
    """
    meant = [apology for apology in apologies if not apology.courtesy]
    known = bool(dialogue.scenario.responsibility)
    if not meant:
        return (
            _none_given(dialogue)
            if known and apology_due(dialogue.scenario)
            else dict.fromkeys((LEVEL, TARGET, TIMING, FREQUENCY), NOT_APPLICABLE)
        )
    empty = all(apology.target in _EMPTY for apology in meant)
    found = {
        LEVEL: _level(dialogue, meant) if known else NOT_APPLICABLE,
        TARGET: _target(meant),
        TIMING: _at_most(_timing(meant), 2 if empty else LEVEL_MAX),
        FREQUENCY: _at_most(_frequency(dialogue, meant), 3 if empty else LEVEL_MAX),
    }
    said = tuple(dict.fromkeys(apology_evidence(dialogue, apology) for apology in meant))
    return {name: replace(bounds, evidence=said) for name, bounds in found.items()}


def apology_evidence(dialogue: Dialogue, apology: ApologyScore) -> Evidence:
    """Return the sentence of an apology: the word alone says too little to be quoted."""
    text = dialogue.by_number[apology.turn].turn.text
    start, end = sentence_span(text, apology.start, apology.end)
    return Evidence(apology.turn, start, end, text[start:end])


def _none_given(dialogue: Dialogue) -> Mapping[str, Bounds]:
    """An apology was due and none came: nothing to weigh in how often, everything else at the bottom.

    Owning the fault in plain words without any of the three is half an apology, so A1 may still be 1.
    """
    nothing = Bounds(0, 0, reason=NONE_LIKEWISE)
    return {LEVEL: Bounds(0, 1, reason=NONE_GIVEN), TARGET: nothing, TIMING: nothing, FREQUENCY: nothing}


def _at_most(bounds: Bounds, high: int) -> Bounds:
    return replace(bounds, low=min(bounds.low, high), high=min(bounds.high, high))


def _level(dialogue: Dialogue, meant: Sequence[ApologyScore]) -> Bounds:
    """A1: right words reach 3–4; one grade off 2, two grades 1; taking on too much or denying 0–1."""
    codes = [apology.code for apology in meant]
    denied = any(True for _ in dialogue.faults(MoveKind.DENY))
    if any(code in ("O", "T") for code in codes):
        return Bounds(0, 1)
    if None in codes:
        low = 3 if set(codes) == {None} else 2
        return Bounds(0 if denied else low, 3 if "U" in codes or denied else LEVEL_MAX)
    off = [abs(GRADE.get(_base(apology.word), 2) - GRADE[apology.expected]) for apology in meant if apology.expected]
    return Bounds(0, 1 if off and min(off) >= 2 else 2)


def _target(meant: Sequence[ApologyScore]) -> Bounds:
    """A2: a but undoes it; mood 0; inconvenience 1; nothing named 2; what is named, in whichever words, up to 4.

    A right word that names the matter or what it did to the customer is 2 at least, one that names the fault 3.
    """
    if all(apology.code == "B" for apology in meant):
        return Bounds(0, 0)
    if any(apology.code == "B" for apology in meant) and all(apology.code is not None for apology in meant):
        return Bounds(0, 1)
    best = max(2 if _bare(apology) else _EMPTY.get(apology.target, LEVEL_MAX) for apology in meant)
    if all(apology.code is None and apology.target == "fault" for apology in meant):
        return Bounds(3)
    if all(apology.code is None and apology.target in ("event", "hardship") for apology in meant):
        return Bounds(2)
    return Bounds(0, 3 if any(apology.code == "B" for apology in meant) and best > 3 else best)


def _bare(apology: ApologyScore) -> bool:
    """Tell whether an apology names nothing. One that is right as it stands names it in words the lexicon lacks."""
    return apology.target == "none" and apology.code is not None


def _timing(meant: Sequence[ApologyScore]) -> Bounds:
    """A3: admitting before the facts is 0, regret before them 2 at most; every word right at its moment 3 at least."""
    early = [_base(apology.word) for apology in meant if apology.code == "T"]
    if early:
        return Bounds(0, 0 if SORRY in early else 2)
    if meant[0].code == "O":
        return Bounds(0, 2)
    return Bounds(3) if all(apology.code is None for apology in meant) else Bounds()


def _frequency(dialogue: Dialogue, meant: Sequence[ApologyScore]) -> Bounds:
    """A4: four turns with apologies, or a string of them, is 0; three 1; two 2–3; one up to 4, see ``_once``."""
    turns = {
        turn.number for turn, word in dialogue.faults(MoveKind.APOLOGY) if word.get("use") in ("", "apology", "regret")
    }
    turns |= {apology.turn for apology in meant}
    strung = any(sum(apology.turn == turn for apology in meant) >= STRING for turn in turns)
    if len(turns) >= 4 or strung:
        return Bounds(0, 0)
    empty = sum(apology.code == "F" for apology in meant)
    often = {3: Bounds(0, 1 if empty else 3), 2: Bounds(1, 3 if empty else LEVEL_MAX)}
    return often.get(len(turns), Bounds(_once(dialogue, meant)))


def _once(dialogue: Dialogue, meant: Sequence[ApologyScore]) -> int:
    """Return the least A4 for words of one turn: 2 where each was right at its moment, 3 where the turn also acts."""
    if any(apology.code is not None for apology in meant):
        return 1
    return 3 if dialogue.by_number[meant[0].turn].moves(*ACTS) else 2


def _base(word: str) -> str:
    return next((base for base in GRADE if base and base in word), "很抱歉" if "抱歉" in word else "对不起")
