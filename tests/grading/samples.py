"""Small dialogues and rubrics for the tests of grading: moves are given, so each module is tested on its own."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sim.domain.moves import Move, MoveKind, Reading
from sim.domain.rubric import Certification, Criterion, Dimension, Gate, Rubric
from sim.domain.scenario import CaseFact, Fault, HiddenNeed, OpinionRisk, Responsibility, Scenario, Severity
from sim.domain.score import CriterionScore, Judgement, Proposal, Quote, Status
from sim.domain.text import Bilingual
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.grading.words.dialogue import Dialogue, ReadTurn

Said: TypeAlias = tuple[MoveKind, str] | tuple[MoveKind, str, Mapping[str, str]]
Line: TypeAlias = str | tuple[str, Sequence[Said]]

CRITERIA = {
    "listening": ("acknowledge", "facts", "needs", "questions"),
    "empathy": ("validate", "interpret", "explore", "positive-language"),
    "apology": ("level", "target", "timing", "frequency"),
    "resolution": ("confirm", "cause", "options", "commitment", "act", "follow-up"),
}
WEIGHTS = {"listening": 20, "empathy": 20, "apology": 20, "resolution": 40}


def rubric() -> Rubric:
    """The rubric's shape with short anchors."""

    def criterion(dimension: str, name: str, number: int) -> Criterion:
        anchors = tuple(Bilingual(f"{name}做到{level}级") for level in range(5))
        return Criterion(f"{dimension}.{name}", f"{dimension[0].upper()}{number}", Bilingual(name), anchors)  # type: ignore[arg-type]  # five of them

    return Rubric(
        id="service-complaint",
        version="v1",
        name=Bilingual("投诉处理"),
        dimensions=tuple(
            Dimension(
                key,
                Bilingual(key),
                WEIGHTS[key],
                tuple(criterion(key, name, number) for number, name in enumerate(names, start=1)),
            )
            for key, names in CRITERIA.items()
        ),
        gates=(
            Gate("gate.red-line", "G1", Bilingual("红线"), Bilingual(""), 59, 84),
            Gate("gate.composure", "G2", Bilingual("自控"), Bilingual(""), 59),
            Gate("gate.compliance", "G3", Bilingual("合规"), Bilingual(""), 59),
        ),
        certifications=(
            Certification("junior", Bilingual("初级"), 70, 2.0),
            Certification("senior", Bilingual("高级"), 85, 2.0, (Bilingual("四类客户都通过"),)),
        ),
    )


def scenario(
    *matters: tuple[str, Fault, bool],
    severity: Severity = Severity.MODERATE,
    risk: OpinionRisk = OpinionRisk.LOW,
    forbidden: tuple[str, ...] = ("承诺免单",),
) -> Scenario:
    """A ferry that sailed without its passengers."""
    return Scenario(
        id="ferry",
        title=Bilingual("渡轮提前开走"),
        facts=(
            CaseFact("f1", "客户杜女士订了6月3日14:20的渡轮，码头牌上写14:35"),
            CaseFact("f2", "渡轮14:18离岸，检票员没有核对人数"),
        ),
        responsibility=tuple(Responsibility(*matter) for matter in matters),
        severity=severity,
        opinion_risk=risk,
        hidden_need=HiddenNeed("怕赶不上父亲的手术签字"),
        authority=("改乘16:10末班渡轮", "派快艇送对岸码头", "退还船票全额"),
        forbidden=forbidden,
    )


def ours(matter: str = "渡轮提前离岸") -> tuple[str, Fault, bool]:
    """A matter that is established as ours."""
    return matter, Fault.OURS, True


def unclear(matter: str = "时刻牌写错的原因") -> tuple[str, Fault, bool]:
    """A matter nobody has cleared up yet."""
    return matter, Fault.UNCLEAR, False


def dialogue(case: Scenario, *lines: Line, customer: str = "船呢？你们把人扔码头上了！") -> Dialogue:
    """A dialogue in which the customer opens and says ``customer`` before every trainee line.

    A line is its text, or its text with moves as (kind, quote, details).
    """
    turns: list[Turn] = []
    read: list[ReadTurn] = []
    for place, line in enumerate(lines):
        text, said = (line, ()) if isinstance(line, str) else line
        number = 2 * place + 2
        turn = Turn(number, Speaker.TRAINEE, text)
        turns += [Turn(number - 1, Speaker.CUSTOMER, customer), turn]
        moves = tuple(sorted((_move(text, *item) for item in said), key=lambda move: move.start))
        barred = tuple((m.start, m.end) for m in moves if m.kind in (MoveKind.INJECTION, MoveKind.FORGED))
        read.append(ReadTurn(turn, Reading(text, moves), customer, place, barred))
    return Dialogue(Transcript("t1", "stubborn", case, tuple(turns)), tuple(read))


def _move(text: str, kind: MoveKind, quote: str, detail: Mapping[str, str] | None = None) -> Move:
    start = text.index(quote)
    return Move(kind, start, start + len(quote), quote, detail or {})


def sorry(quote: str = "对不起", base: str = "", **detail: str) -> Said:
    """An apology move; base defaults to the words, the target to a concrete fault."""
    return (MoveKind.APOLOGY, quote, {"base": base or quote, "target": "fault", "use": "apology", **detail})


def score(criterion: str, level: int | None, status: Status = Status.SCORED) -> CriterionScore:
    """A criterion score."""
    return CriterionScore(criterion, level, status)


def scores(level: int | None = 3, **changed: int | None) -> tuple[CriterionScore, ...]:
    """All criteria at one level; ``listening_facts=1`` changes one, None makes it not applicable."""
    levels = {item.id: level for item in rubric().criteria()}
    levels.update({name.replace("_", ".", 1).replace("_", "-"): value for name, value in changed.items()})
    return tuple(
        score(name, value, Status.NOT_APPLICABLE if value is None else Status.SCORED) for name, value in levels.items()
    )


def judgement(dimension: str, level: int | None, *quotes: Quote, only: Sequence[str] | None = None) -> Judgement:
    """A judge that gives every criterion of a dimension the same level and quotes."""
    names = [f"{dimension}.{name}" for name in CRITERIA[dimension]] if only is None else only
    return Judgement(dimension, tuple(Proposal(name, level, quotes, "因为", "这样说更好") for name in names))
