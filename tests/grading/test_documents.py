import orjson
import pytest

from sim.domain.chat import Usage
from sim.domain.errors import InvalidInputError
from sim.domain.score import (
    ApologyScore,
    CriterionScore,
    Engine,
    Evidence,
    Feedback,
    GateProposal,
    GateScore,
    Judgement,
    Proposal,
    Quote,
    Scorecard,
    Status,
    StepScore,
)
from sim.grading.documents import (
    judgement_document,
    judgement_from_document,
    scorecard_document,
    scorecard_from_document,
)

WORDS = Evidence(2, 0, 4, "我这就查")
CARD = Scorecard(
    id="t1",
    engine=Engine.LLM,
    model="m",
    rubric_id="service-complaint",
    rubric_version="v1",
    total=61.5,
    passed=False,
    level=None,
    dimensions={"listening": 50.0, "apology": None},
    criteria=(
        CriterionScore("listening.facts", 2, Status.NEEDS_REVIEW, (WORDS,), "因为", "改成这样", 4),
        CriterionScore("apology.level", None, Status.NOT_APPLICABLE),
    ),
    gates=(GateScore("gate.red-line", False, "light", 84, (WORDS,), "随意", "不属例外"),),
    apologies=(ApologyScore(2, "对不起", "很抱歉", "O", 3, 6, "fault"),),
    steps=(StepScore("R1", 3, (WORDS,)),),
    flags=("injection",),
    feedback=Feedback(strongest=WORDS, practise_next="R4 承诺"),
    usage=Usage(10, 5, 2),
    prompt_version="abc",
)
JUDGEMENT = Judgement(
    "listening",
    (Proposal("listening.facts", None, (Quote(2, "我这就查"),), "因为", "改成这样"),),
    (GateProposal("gate.red-line", "随意", "light", Quote(2, "对对对"), "不属例外"),),
    ("repaired",),
    Usage(1, 2, 3),
)


def test_a_scorecard_survives_the_journey_through_json() -> None:
    assert scorecard_from_document(orjson.loads(orjson.dumps(scorecard_document(CARD)))) == CARD


def test_a_judgement_survives_the_journey_through_json() -> None:
    assert judgement_from_document(orjson.loads(orjson.dumps(judgement_document(JUDGEMENT)))) == JUDGEMENT


def test_the_document_has_the_shape_of_the_contract() -> None:
    document = scorecard_document(CARD)
    assert {
        "id",
        "engine",
        "model",
        "rubric",
        "total",
        "passed",
        "level",
        "dimensions",
        "criteria",
        "gates",
        "apologies",
        "flags",
    } <= set(document)
    assert document["engine"] == "llm"
    assert document["rubric"] == {"id": "service-complaint", "version": "v1"}
    assert document["criteria"][0]["evidence"] == [{"turn": 2, "start": 0, "end": 4, "quote": "我这就查"}]
    assert document["criteria"][1]["level"] is None
    assert document["criteria"][1]["status"] == "not-applicable"
    assert document["gates"][0]["severity"] == "light"
    assert {"turn", "word", "expected", "code"} <= set(document["apologies"][0])


@pytest.mark.parametrize("broken", [{}, {"id": "t1"}, {**scorecard_document(CARD), "engine": "oracle"}])
def test_another_document_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(InvalidInputError, match="Not a scorecard"):
        scorecard_from_document(broken)


def test_another_judgement_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="Not a judgement"):
        judgement_from_document({**judgement_document(JUDGEMENT), "proposals": [{"criterion": "x"}]})
