"""What people said in levels, as the labels that graders are measured against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sim.domain.review import Override, Verdict
from sim.domain.rubric import Rubric
from sim.domain.score import Engine, Scorecard
from sim.grading.agreement.labels import Label
from sim.grading.documents import scorecard_from_document
from sim.store.reviews.records import Rated


class LabelSource(StrEnum):
    """Which of people's judgements are taken.

    ``blind`` are ratings given without sight of the grader's, and those of labelled sets: the fair measure. ``reviews``
    are decisions of people who saw the grader's level first and tend towards it.
    """

    ALL = "all"
    BLIND = "blind"
    REVIEWS = "reviews"


@dataclass(frozen=True, slots=True, order=True)
class GraderVersion:
    """What makes one grader: engine, model ("" offline) and the version of its prompts ("" offline)."""

    engine: Engine
    model: str
    prompt_version: str


@dataclass(frozen=True, slots=True)
class LabelledCard:
    """A session with its original scorecard and what each person said of it, by the person's id.

    ``card`` and the labels go by ``name``: the session's id, or set and transcript of a labelled set.
    """

    name: str
    rated: Rated
    card: Scorecard
    labels: Mapping[str, Label]

    @property
    def grader(self) -> GraderVersion:
        """Return who graded it."""
        return GraderVersion(self.card.engine, self.card.model or "", self.card.prompt_version)

    @property
    def month(self) -> str:
        """Return the month in which it was graded, as ``2026-03``."""
        return self.rated.graded_at.astimezone().strftime("%Y-%m")


def labelled_cards(found: Sequence[Rated], rubric: Rubric, source: LabelSource) -> tuple[LabelledCard, ...]:
    """Join scorecards with the labels people gave, by name; what nobody labelled from this source is left out.

    Where somebody rated a session blindly and decided on it later, his blind rating counts. Criteria and gates that
    the rubric does not know are left out.
    """
    cards = (_labelled(item, rubric, source) for item in found)
    return tuple(sorted((card for card in cards if card.labels), key=lambda card: card.name))


def raters_of(cards: Sequence[LabelledCard]) -> dict[str, tuple[Label, ...]]:
    """Return the labels of each person, by the person's id, in the order of the cards."""
    people = sorted({person for card in cards for person in card.labels})
    return {person: tuple(card.labels[person] for card in cards if person in card.labels) for person in people}


def _labelled(rated: Rated, rubric: Rubric, source: LabelSource) -> LabelledCard:
    name = f"{rated.labelled_set}/{rated.transcript_id}" if rated.labelled_set else rated.session_id
    card = scorecard_from_document({**rated.scorecard, "id": name})
    labels: dict[str, Label] = {}
    if source is not LabelSource.BLIND:
        labels = _decided(name, card, rated.overrides)
    if source is not LabelSource.REVIEWS:
        labels |= {item.author.id: Label(name, item.criteria, item.gates, item.total) for item in rated.ratings}
    known = {person: _known(label, rubric) for person, label in labels.items()}
    return LabelledCard(name, rated, card, {person: label for person, label in known.items() if _says(label)})


def _decided(name: str, card: Scorecard, overrides: Sequence[Override]) -> dict[str, Label]:
    """Return what each reviewer decided: his last word on each part; what he rejected has no level to compare with."""
    last = {(item.author.id, item.subject): item for item in overrides}
    levels = {score.id: score.level for score in card.criteria}
    passed = {score.id: score.passed for score in card.gates}
    labels: dict[str, Label] = {}
    for (person, subject), item in last.items():
        label = labels.setdefault(person, Label(name, {}, {}))
        criteria, gates = dict(label.criteria), dict(label.gates)
        match item.verdict:
            case Verdict.ACCEPT if subject in levels:
                criteria[subject] = levels[subject]
            case Verdict.ADJUST:
                criteria[subject] = item.level
            case Verdict.UPHOLD if subject in passed:
                gates[subject] = passed[subject]
            case Verdict.LIFT:
                gates[subject] = True
            case Verdict.FAIL:
                gates[subject] = False
        labels[person] = Label(name, criteria, gates)
    return labels


def _known(label: Label, rubric: Rubric) -> Label:
    criteria, gates = {item.id for item in rubric.criteria()}, {item.id for item in rubric.gates}
    return Label(
        label.id,
        {name: level for name, level in label.criteria.items() if name in criteria},
        {name: passed for name, passed in label.gates.items() if name in gates},
        label.total,
    )


def _says(label: Label) -> bool:
    return bool(label.criteria or label.gates)
