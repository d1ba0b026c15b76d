"""Every id of the domain that a page shows has words."""

import pytest

from sim.domain import errors
from sim.domain.mood import Outcome, Stage
from sim.domain.scenario import Fault, OpinionRisk, Severity
from sim.domain.score import Engine, Status
from sim.domain.session import GradingStatus
from web.rendering.words import ERRORS, OUTCOMES, STAGES, engine_words, error_words, flag_words, word

SHOWN = [
    *(("severity", code) for code in Severity),
    *(("opinion_risk", code) for code in OpinionRisk),
    *(("fault", code) for code in Fault),
    *(("outcome", code) for code in Outcome),
    *(("grading", code) for code in GradingStatus),
    *(("status", code) for code in Status if code is not Status.SCORED),
    *(("status_short", code) for code in Status if code is not Status.SCORED),
    *((kind, code) for kind in ("apology_code", "apology_short") for code in "OUFTCB"),
]


@pytest.mark.parametrize(("kind", "code"), SHOWN)
def test_an_id_has_words(kind: str, code: str) -> None:
    assert word(kind, code) != code


def test_content_from_elsewhere_goes_by_its_own_word() -> None:
    assert word("complaint_class", "weather") == "weather"


def test_a_flag_keeps_its_subject() -> None:
    text, subject = flag_words("disagreement:empathy.validate")
    assert text.endswith("：")
    assert subject == "empathy.validate"
    assert flag_words("something-new")[1] == "something-new"


def test_engines_are_named_plainly() -> None:
    assert engine_words(Engine.OFFLINE, None) == ("离线引擎", "")
    assert engine_words(Engine.LLM, "m-1")[1] == "m-1"
    assert set(OUTCOMES) == set(Outcome)
    assert set(STAGES) == set(Stage)


def test_every_expected_error_has_words() -> None:
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.DuilianError)]
    assert {kind.code for kind in kinds} <= set(ERRORS)
    assert error_words("never-heard-of") == ERRORS["error"]
