"""What trials find out: rehearsals, regradings, agreement."""

import json
import pickle
from dataclasses import replace

import pytest

from sim.customer.rehearsal.agents import AGENTS
from sim.domain.errors import InvalidInputError, ModelRefusedError, ModelTimeoutError
from sim.grading.agreement.comparing import compare
from sim.grading.agreement.labels import Label
from sim.grading.grade import grade
from sim.practice.tryout.agreeing import Agreeing, agreement_document
from sim.practice.tryout.regrading import GradedSession, Regrading
from sim.practice.tryout.rehearsing import Rehearsing
from sim.practice.tryout.work import Crew, Step, Work, offline_crew
from tests.customer.builders import archetype, scenario
from tests.grading.cases import GOOD, POOR, grading_case, shipped_rubric, transcript
from tests.practice.stage import ScriptedCustomer, ScriptedGrader

CREW = offline_crew()


async def steps_of(work: Work, crew: Crew = CREW) -> list[Step]:
    return [step async for step in work.steps(crew)]


def scripted(customer: ScriptedCustomer | None = None, grader: ScriptedGrader | None = None) -> Crew:
    return Crew(CREW.reader, customer or ScriptedCustomer(), grader or ScriptedGrader())


async def test_a_good_persona_passes_its_rehearsal() -> None:
    work = Rehearsing(archetype("stubborn"), (scenario("water-cloudy"),), seeds=1)

    *before, last = await steps_of(work)

    assert [step.done for step in (*before, last)] == list(range(1, work.total + 1))
    assert all(step.passed is None for step in before)
    assert last.passed is True
    assert last.result is not None
    assert last.result["passed"]
    assert last.result["failures"] == last.result["worst"] == last.result["broken"] == []
    assert [agent["agent"] for agent in last.result["agents"]] == list(AGENTS)
    (partner,) = last.result["partners"]
    assert (partner["id"], partner["agents"]) == ("water-cloudy", last.result["agents"])
    assert json.loads(json.dumps(last.result)) == last.result


async def test_a_persona_nobody_can_win_fails_and_shows_where() -> None:
    hard = replace(
        archetype("stubborn"), doors=tuple(replace(door, max_anger=0) for door in archetype("stubborn").doors)
    )

    *_, last = await steps_of(Rehearsing(hard, (scenario("water-cloudy"),), seeds=1))

    assert last.passed is False
    assert last.result is not None
    failure = last.result["failures"][0]
    assert (failure["agent"], failure["shortfall"], failure["count"]) == ("excellent", "too-few-wins", 0)
    line = last.result["worst"][0]
    assert (line["blemish"], line["agent"]) == ("not-won", "excellent")
    assert line["said"]


async def test_a_session_the_model_broke_off_is_told_and_no_pass() -> None:
    customer = ScriptedCustomer((ModelTimeoutError("too slow"),))

    *_, last = await steps_of(
        Rehearsing(archetype("stubborn"), (scenario("water-cloudy"),), seeds=1), scripted(customer)
    )

    assert last.passed is False
    assert last.result is not None
    (broken,) = last.result["broken"]
    assert (broken["agent"], broken["error"]) == ("excellent", "too slow")
    assert last.done == len(AGENTS)


async def test_a_model_that_refuses_ends_the_rehearsal() -> None:
    customer = ScriptedCustomer((ModelRefusedError("bad key"),))

    with pytest.raises(ModelRefusedError, match="bad key"):
        await steps_of(Rehearsing(archetype("stubborn"), (scenario("water-cloudy"),), seeds=1), scripted(customer))


@pytest.mark.parametrize("seeds", [0, 11])
def test_a_rehearsal_has_its_bounds(seeds: int) -> None:
    with pytest.raises(InvalidInputError, match=str(seeds)):
        Rehearsing(archetype("stubborn"), (scenario(),), seeds)
    with pytest.raises(InvalidInputError):
        Rehearsing(archetype("stubborn"), (), 1)


async def test_a_case_is_rehearsed_with_each_of_its_customers() -> None:
    customers = (archetype("stubborn"), archetype("hurtful-speech"))

    *_, last = await steps_of(Rehearsing(scenario("water-cloudy"), customers, seeds=1))

    assert last.result is not None
    assert {agent["sessions"] for agent in last.result["agents"]} == {2}
    assert [partner["id"] for partner in last.result["partners"]] == ["stubborn", "hurtful-speech"]
    assert {agent["sessions"] for partner in last.result["partners"] for agent in partner["agents"]} == {1}


async def test_a_regrading_tells_what_would_change() -> None:
    rubric = shipped_rubric()
    old = await grade(grading_case(GOOD, rubric), CREW.grader, CREW.reader)
    grader = ScriptedGrader()
    first = next(item for item in old.criteria if item.level == 4)
    draft = replace(rubric, version="draft")

    *_, last = await steps_of(
        Regrading(draft, (GradedSession(grading_case(GOOD, rubric), old),)), scripted(grader=grader)
    )

    assert last.result is not None
    moved = {item["id"]: item for item in last.result["criteria"]}[first.id]
    assert (moved["n"], moved["up"], moved["down"], moved["before"], moved["after"]) == (1, 0, 1, 4.0, 3.0)
    (session,) = last.result["sessions"]
    change = {item["id"]: item for item in session["criteria"]}[first.id]
    assert change == {"id": first.id, "before": 4, "after": 3, "known": True}
    assert (session["id"], session["before"]["total"], session["error"]) == ("t1", old.total, "")
    assert session["after"]["engine"] == "llm"
    assert {gate["id"] for gate in session["gates"]} == {gate.id for gate in rubric.gates}


async def test_the_same_rubric_changes_nothing() -> None:
    rubric = shipped_rubric()
    cases = [grading_case(lines, rubric, name) for name, lines in (("good", GOOD), ("poor", POOR))]
    sessions = tuple([GradedSession(case, await grade(case, CREW.grader, CREW.reader)) for case in cases])

    *_, last = await steps_of(Regrading(rubric, sessions))

    assert last.result is not None
    assert all(item["up"] == item["down"] == 0 for item in last.result["criteria"])
    assert [session["before"] for session in last.result["sessions"]] == [
        session["after"] for session in last.result["sessions"]
    ]


async def test_a_criterion_the_old_rubric_lacked_is_marked() -> None:
    rubric = shipped_rubric()
    old = await grade(grading_case(GOOD, rubric), CREW.grader, CREW.reader)
    lacking = replace(old, criteria=old.criteria[1:])

    *_, last = await steps_of(Regrading(rubric, (GradedSession(grading_case(GOOD, rubric), lacking),)))

    assert last.result is not None
    added = last.result["sessions"][0]["criteria"][0]
    assert (added["id"], added["before"], added["known"]) == (old.criteria[0].id, None, False)
    assert last.result["criteria"][0]["n"] == 0


def test_a_regrading_needs_sessions() -> None:
    with pytest.raises(InvalidInputError):
        Regrading(shipped_rubric(), ())


def label(name: str, level: int) -> Label:
    return Label(name, {criterion.id: level for criterion in shipped_rubric().criteria()}, {"gate.red-line": level > 1})


async def test_agreement_brings_the_figures_of_the_comparison() -> None:
    rubric = shipped_rubric()
    transcripts = tuple(transcript(lines, name) for name, lines in (("good", GOOD), ("poor", POOR), ("other", POOR)))
    raters = ((label("good", 3), label("poor", 0)),)

    *before, last = await steps_of(Agreeing(rubric, transcripts, raters))

    cards = [
        await grade(grading_case(lines, rubric, name), CREW.grader, CREW.reader)
        for name, lines in (("good", GOOD), ("poor", POOR))
    ]
    assert last.result is not None
    assert last.result["agreement"] == agreement_document(compare(rubric, cards, raters))
    assert last.result["agreement"]["n"] == last.done == 2
    assert [step.done for step in before] == [1]


async def test_what_the_model_did_not_judge_is_told() -> None:
    rubric = shipped_rubric()
    grader = ScriptedGrader()
    grader.errors["apology"] = ModelTimeoutError("too slow")

    *_, last = await steps_of(
        Agreeing(rubric, (transcript(GOOD, "good"),), ((label("good", 3),),)), scripted(grader=grader)
    )

    assert last.result is not None
    assert last.result["broken"] == [{"id": "good", "error": "too slow"}]
    by_id = {item["id"]: item["n"] for item in last.result["agreement"]["criteria"]}
    assert (by_id["listening.facts"], by_id["apology.level"]) == (1, 0)


def test_agreement_needs_labels_of_these_transcripts() -> None:
    with pytest.raises(InvalidInputError, match="label"):
        Agreeing(shipped_rubric(), (transcript(GOOD, "good"),), ((label("moon", 3),),))
    with pytest.raises(InvalidInputError, match="not in rubric"):
        Agreeing(shipped_rubric(), (transcript(GOOD, "good"),), ((Label("good", {"moon": 1}),),))


def test_work_travels_between_processes() -> None:
    rubric = shipped_rubric()
    works: list[Work] = [
        Rehearsing(archetype("stubborn"), (scenario(),), 2),
        Agreeing(rubric, (transcript(GOOD, "good"),), ((label("good", 3),),)),
    ]
    for work in works:
        assert pickle.loads(pickle.dumps(work)) == work
