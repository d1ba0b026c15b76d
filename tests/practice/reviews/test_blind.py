"""Blind ratings: the scores stay hidden until one's own are in, and who has seen them is not blind."""

import pytest

from sim.domain.audit import Action, AuditFilter
from sim.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from sim.domain.review import Verdict
from sim.grading.agreement.labels import parse_labels
from sim.library import parse_transcripts
from sim.practice.reviews.agreement import AgreementQuery
from sim.practice.reviews.labels import LabelSource
from sim.practice.reviews.rulings import Ruling
from tests.practice.reviews.house import House

pytestmark = pytest.mark.asyncio(loop_scope="session")

LEVELS: dict[str, int | None] = {"listening.acknowledge": 1, "empathy.validate": None}
GATES = {"gate.red-line": True}
RUBRIC = "service-complaint"


async def test_a_rating_is_kept_with_its_own_total_and_given_once(house: House) -> None:
    session = await house.graded()
    await house.reviews.blind.transcript(house.teacher, session)
    rating = await house.reviews.blind.rate(house.teacher, session, LEVELS, GATES, "没有共情的机会")
    assert (rating.total, rating.author.id) == (25.0, house.teacher.id)
    assert await house.reviews.blind.ratings(session) == (rating,)
    with pytest.raises(ConflictError):
        await house.reviews.blind.rate(house.teacher, session, LEVELS, GATES)
    log = (
        await house.runtime.audit.page(AuditFilter(subject=session, actions=frozenset({Action.BLIND_RATED})))
    ).entries
    assert [(entry.note.actor, entry.note.detail) for entry in log] == [(house.teacher.id, {})]
    high = {**LEVELS, "listening.acknowledge": 4}
    failed = await house.reviews.blind.rate(house.colleague, session, high, {"gate.red-line": False})
    assert failed.total == 59
    assert (await house.reviews.graded.load(session)).effective.total == 75.0


async def test_who_has_seen_the_scores_rates_no_more(house: House) -> None:
    session = await house.graded()
    assert (await house.reviews.blind.transcript(house.teacher, session)).session.id == session
    await house.reviews.desk.open(house.teacher, session)
    for action in (
        house.reviews.blind.transcript(house.teacher, session),
        house.reviews.blind.rate(house.teacher, session, LEVELS, GATES),
    ):
        with pytest.raises(ConflictError, match="看过"):
            await action
    assert await house.reviews.blind.transcript(house.colleague, session)


@pytest.mark.parametrize(
    ("levels", "gates", "field"),
    [
        ({"listening.acknowledge": 1}, GATES, "empathy.validate"),
        ({**LEVELS, "empathy.validate": 5}, GATES, "empathy.validate"),
        ({**LEVELS, "empathy.validate": -1}, GATES, "empathy.validate"),
        (LEVELS, {}, "gate.red-line"),
        ({**LEVELS, "moon": 1}, GATES, "moon"),
        (LEVELS, {**GATES, "gate.moon": True}, "gate.moon"),
    ],
)
async def test_a_rating_must_be_whole(
    house: House, levels: dict[str, int | None], gates: dict[str, bool], field: str
) -> None:
    session = await house.graded()
    with pytest.raises(InvalidInputError) as caught:
        await house.reviews.blind.rate(house.teacher, session, levels, gates)
    assert caught.value.field == field
    assert (await house.reviews.blind.transcript(house.teacher, session)).session.id == session


async def test_who_may_not_see_a_session_may_not_rate_it(house: House) -> None:
    session = await house.graded()
    for viewer, error in ((house.learner, NotAllowedError), (house.stranger, NotFoundError)):
        with pytest.raises(error):
            await house.reviews.blind.transcript(viewer, session)
    own = await house.graded(house.teacher)
    with pytest.raises(NotAllowedError):
        await house.reviews.blind.rate(house.teacher, own, LEVELS, GATES)


async def test_drawing_leads_to_what_is_left_to_rate(house: House) -> None:
    await house.graded()
    drawn = await house.reviews.blind.draw(house.colleague)
    assert drawn is not None
    await house.reviews.blind.rate(house.colleague, drawn, LEVELS, GATES)
    assert await house.reviews.blind.draw(house.colleague) != drawn
    assert await house.reviews.blind.draw(house.stranger) is None


async def test_a_blind_rating_counts_before_what_the_same_person_decided_later(house: House) -> None:
    session = await house.graded()
    await house.reviews.blind.rate(house.teacher, session, LEVELS, GATES)
    change = Ruling("listening.acknowledge", Verdict.ADJUST, 4, reason="再看一遍")
    await house.reviews.desk.rule(house.teacher, session, change)
    found = {}
    for source in LabelSource:
        report = await house.reviews.agreement.report(house.teacher, AgreementQuery(RUBRIC, source))
        found[source] = report.card(session).labels[house.teacher.id].criteria
    assert found[LabelSource.ALL] == found[LabelSource.BLIND] == LEVELS
    assert found[LabelSource.REVIEWS] == {"listening.acknowledge": 4}


async def test_what_is_measured_is_the_original_and_what_was_rejected_is_no_level(house: House) -> None:
    session = await house.graded()
    await house.reviews.desk.rule(
        house.teacher, session, Ruling("listening.acknowledge", Verdict.ADJUST, 0, reason="反着说")
    )
    await house.reviews.desk.rule(house.teacher, session, Ruling("empathy.validate", Verdict.REJECT, reason="不成立"))
    await house.reviews.desk.rule(house.teacher, session, Ruling("gate.red-line", Verdict.UPHOLD))
    report = await house.reviews.agreement.report(house.teacher, AgreementQuery(RUBRIC, LabelSource.REVIEWS))
    card = report.card(session)
    label = card.labels[house.teacher.id]
    assert (label.criteria, label.gates) == ({"listening.acknowledge": 0}, {"gate.red-line": True})
    assert [score.level for score in card.card.criteria] == [3, 3]
    assert report.agreement is not None
    worst = [item for item in report.agreement.worst if item.id == session]
    assert [(item.criterion, item.label, item.grader) for item in worst] == [("listening.acknowledge", 0, 3)]


async def test_a_trainer_sees_the_figures_of_his_groups_only(house: House) -> None:
    session = await house.graded()
    await house.reviews.blind.rate(house.teacher, session, LEVELS, GATES)
    mine = await house.reviews.agreement.report(house.teacher, AgreementQuery(RUBRIC))
    assert session in {card.name for card in mine.cards}
    theirs = await house.reviews.agreement.report(house.stranger, AgreementQuery(RUBRIC))
    assert (theirs.cards, theirs.agreement, theirs.appeals) == ((), None, ())


async def test_the_labelled_set_given_out_can_be_read_again(house: House) -> None:
    session = await house.graded()
    await house.reviews.blind.rate(house.teacher, session, LEVELS, GATES)
    report = await house.reviews.agreement.report(house.teacher, AgreementQuery(RUBRIC, LabelSource.BLIND))
    files = (await house.reviews.labelled.export(house.teacher, report)).files
    transcripts = parse_transcripts(files["transcripts.jsonl"].decode(), {}, file="transcripts.jsonl")
    assert session in {item.id for item in transcripts}
    labels = [parse_labels(content.splitlines()) for name, content in files.items() if name.startswith("labels-")]
    mine = next(label for rater in labels for label in rater if label.id == session and label.criteria == LEVELS)
    assert mine.gates == GATES
    assert not any(house.teacher.shown_name in name for name in files)
