"""What authors do with documents: nothing is overwritten, nothing lost, and what is published is what was read."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from sim.domain.audit import AuditFilter
from sim.domain.errors import InvalidInputError, NotFoundError
from sim.domain.score import Engine
from sim.domain.session import ContentRef
from sim.domain.trial import Trial, TrialSort
from sim.library import Kind
from sim.library.edit import edited
from sim.practice.accounts import Audit
from sim.practice.authoring import Authoring, ReasonNeededError, Shelf, UnreadableDraftError
from sim.practice.authoring.entries import RESERVED_IDS, Origin, State
from sim.store import Store
from sim.store.library import StaleVersionError
from tests.practice.authoring.conftest import LIN, WANG

CASE = "water-bill-tripled"


async def changed(authoring: Authoring, name: str, number: int, changes: Mapping[str, object]) -> str:
    """Return the text of a version as a form would change it."""
    return edited((await authoring.draft(Kind.SCENARIO, name, number)).text, changes, file="case.yaml")


async def renamed(authoring: Authoring, title: str, *, base: int = 0, name: str = CASE) -> int:
    """Save a version with another title and return its number."""
    text = await changed(authoring, name, base, {"title": {"zh": title}})
    return (await authoring.save(Kind.SCENARIO, name, text, base=base, viewer=LIN)).number


async def test_a_file_is_the_version_before_the_first(authoring: Authoring, shelf: Shelf) -> None:
    draft = await authoring.draft(Kind.SCENARIO, CASE)
    assert (draft.number, draft.problems) == (0, ())
    assert draft.hash == shelf.files.scenario(CASE).version
    assert await renamed(authoring, "水费不对") == 1
    newest = await authoring.draft(Kind.SCENARIO, CASE)
    assert newest.title.zh == "水费不对"
    assert (await authoring.draft(Kind.SCENARIO, CASE, 0)).text == draft.text


async def test_saving_the_same_text_is_no_new_version(authoring: Authoring) -> None:
    draft = await authoring.draft(Kind.SCENARIO, CASE)
    again = await authoring.save(Kind.SCENARIO, CASE, draft.text, base=0, viewer=LIN)
    assert again.number == 0
    assert (await authoring.history(Kind.SCENARIO, CASE)).versions == ()


async def test_a_save_sent_again_because_its_answer_was_lost_is_no_conflict(authoring: Authoring) -> None:
    text = await changed(authoring, CASE, 0, {"title": {"zh": "水费不对"}})
    for _ in range(2):
        assert (await authoring.save(Kind.SCENARIO, CASE, text, base=0, viewer=LIN)).number == 1
    assert len((await authoring.history(Kind.SCENARIO, CASE)).versions) == 1


async def test_the_second_of_two_is_told_and_the_first_stays(authoring: Authoring) -> None:
    await renamed(authoring, "甲的")
    text = await changed(authoring, CASE, 0, {"title": {"zh": "乙的"}})
    with pytest.raises(StaleVersionError) as told:
        await authoring.save(Kind.SCENARIO, CASE, text, base=0, viewer=WANG)
    assert told.value.newest == 1
    merged = await authoring.save(Kind.SCENARIO, CASE, text, base=1, viewer=WANG)
    titles = [(note.title, note.author.name) for note in (await authoring.history(Kind.SCENARIO, CASE)).versions]
    assert titles == [("乙的", "王老师"), ("甲的", "林老师")]
    assert merged.number == 2


async def test_a_draft_need_not_be_sound_but_is_not_published(authoring: Authoring, shelf: Shelf) -> None:
    text = await changed(authoring, CASE, 0, {"facts": []})
    draft = await authoring.save(Kind.SCENARIO, CASE, text, base=0, viewer=LIN)
    assert (draft.hash, draft.content) == ("", None)
    assert [problem.field for problem in draft.problems] == ["facts"]
    assert "没有填" in draft.problems[0].what.zh
    with pytest.raises(UnreadableDraftError):
        await authoring.publish(Kind.SCENARIO, CASE, base=1, viewer=LIN, reason="急用")
    assert shelf.library is shelf.files


async def test_publishing_asks_for_a_reason_and_puts_it_on_record(
    authoring: Authoring, shelf: Shelf, store: Store
) -> None:
    await renamed(authoring, "水费不对")
    with pytest.raises(ReasonNeededError):
        await authoring.publish(Kind.SCENARIO, CASE, base=1, viewer=LIN, reason="  ")
    published = await authoring.publish(Kind.SCENARIO, CASE, base=1, viewer=LIN, reason="只改了标题")
    assert shelf.library.scenario(CASE) == published.content
    assert shelf.library.scenario(CASE).version == published.hash
    told = (await authoring.history(Kind.SCENARIO, CASE)).publications
    assert [(each.number, each.ground, each.author.name) for each in told] == [(1, "只改了标题", "林老师")]
    noted = (await Audit(store).page(AuditFilter(subject=f"scenario/{CASE}"))).entries
    assert [entry.note.action for entry in noted] == ["content-published", "content-changed"]
    assert noted[0].note.detail["ground"] == "只改了标题"


@pytest.mark.parametrize("passed", [True, False])
async def test_a_rehearsal_of_this_very_draft_takes_the_place_of_a_reason(
    authoring: Authoring, store: Store, passed: bool
) -> None:
    await renamed(authoring, "水费不对")
    draft = await authoring.draft(Kind.SCENARIO, CASE)
    await rehearsed(store, draft.hash, passed=passed)
    assert (await authoring.standing(draft)).passed is passed
    if not passed:
        with pytest.raises(ReasonNeededError):
            await authoring.publish(Kind.SCENARIO, CASE, base=1, viewer=LIN)
        return
    await authoring.publish(Kind.SCENARIO, CASE, base=1, viewer=LIN)
    assert (await authoring.history(Kind.SCENARIO, CASE)).publications[0].ground == "rehearsal:t1"
    await renamed(authoring, "又改了", base=1)
    with pytest.raises(ReasonNeededError):  # that was another draft
        await authoring.publish(Kind.SCENARIO, CASE, base=2, viewer=LIN)


async def rehearsed(store: Store, hash_: str, *, passed: bool) -> None:
    now = datetime.now(UTC)
    about = ContentRef(CASE, hash_)
    trial = Trial("t1", TrialSort.REHEARSAL, "scenario", about, "a1", Engine.OFFLINE, None, 1, now, now)
    await store.tryouts.begin(trial)
    await store.tryouts.finish("t1", passed=passed)


async def test_publishing_what_somebody_has_changed_since_is_refused(authoring: Authoring) -> None:
    await renamed(authoring, "甲的")
    await renamed(authoring, "乙的", base=1)
    with pytest.raises(StaleVersionError):
        await authoring.publish(Kind.SCENARIO, CASE, base=1, viewer=LIN, reason="急用")


async def test_an_old_version_comes_back_on_top(authoring: Authoring) -> None:
    original = (await authoring.draft(Kind.SCENARIO, CASE)).text
    await renamed(authoring, "甲的")
    restored = await authoring.restore(Kind.SCENARIO, CASE, 0, base=1, viewer=WANG)
    assert (restored.number, restored.text) == (2, original)
    with pytest.raises(NotFoundError):
        await authoring.restore(Kind.SCENARIO, CASE, 7, base=2, viewer=WANG)


async def test_a_copy_has_its_own_id_and_all_comments(authoring: Authoring) -> None:
    copy = await authoring.copy(Kind.RUBRIC, "service-complaint", "window-service", viewer=LIN)
    original = (await authoring.draft(Kind.RUBRIC, "service-complaint")).text
    assert copy.text == original.replace("id: service-complaint", "id: window-service", 1)
    assert copy.problems == ()
    for taken in ("window-service", "service-complaint"):
        with pytest.raises(InvalidInputError, match="已经有了"):
            await authoring.copy(Kind.RUBRIC, "service-complaint", taken, viewer=LIN)
    with pytest.raises(InvalidInputError, match="不能作编号"):
        await authoring.copy(Kind.RUBRIC, "service-complaint", "../Etc", viewer=LIN)
    for page in RESERVED_IDS:
        with pytest.raises(InvalidInputError, match="是页面自己的地址"):
            await authoring.copy(Kind.RUBRIC, "service-complaint", page, viewer=LIN)


async def test_ids_that_do_not_match_are_named(authoring: Authoring) -> None:
    text = await changed(authoring, CASE, 0, {"id": "another"})
    draft = await authoring.save(Kind.SCENARIO, CASE, text, base=0, viewer=LIN)
    assert [problem.field for problem in draft.problems] == ["id"]
    assert CASE in draft.problems[0].what.zh


async def test_archiving_takes_from_the_shelf_and_back(authoring: Authoring, shelf: Shelf) -> None:
    await authoring.archive(Kind.SCENARIO, CASE, viewer=LIN)
    assert CASE not in shelf.library.scenarios
    entry = next(entry for entry in await authoring.entries() if entry.id == CASE)
    assert (entry.state, entry.origin, entry.title.zh) == (
        State.ARCHIVED,
        Origin.SHIPPED,
        shelf.files.scenario(CASE).title.zh,
    )
    await authoring.unarchive(Kind.SCENARIO, CASE, viewer=LIN)
    assert shelf.library.scenario(CASE) == shelf.files.scenario(CASE)


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [(Kind.RUBRIC, "service-complaint", "默认"), (Kind.ARCHETYPE, "stubborn", "典型客户")],
)
async def test_what_is_needed_cannot_be_archived(authoring: Authoring, kind: Kind, name: str, said: str) -> None:
    with pytest.raises(InvalidInputError, match=said):
        await authoring.archive(kind, name, viewer=LIN)


async def test_the_list_tells_where_each_stands(authoring: Authoring) -> None:
    await authoring.copy(Kind.SCENARIO, CASE, "my-case", viewer=WANG)
    await renamed(authoring, "水费不对")
    await authoring.publish(Kind.SCENARIO, CASE, base=1, viewer=LIN, reason="急用")
    await renamed(authoring, "水费还是不对", base=1)
    found = {entry.id: entry for entry in await authoring.entries()}
    assert (found[CASE].origin, found[CASE].state) == (Origin.CHANGED, State.PENDING)
    assert (found["my-case"].origin, found["my-case"].state) == (Origin.OWN, State.DRAFT)
    assert found["my-case"].author is not None
    assert found["my-case"].author.name == "王老师"
    assert (found["stubborn"].origin, found["stubborn"].state) == (Origin.SHIPPED, State.PUBLISHED)


BAD_TEXTS = {
    "5 MB": "id: x\nbriefing: " + "很" * 1_700_000,
    "bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "tag": "id: !!python/object/apply:os.system ['true']\n",
    "no mapping": "- a\n- b\n",
    "broken": "id: [a\n",
    "empty": "",
    "deep": "a: " + "[" * 100,
    "two": "id: a\n---\nid: b\n",
}


@pytest.mark.parametrize("name", BAD_TEXTS)
async def test_what_is_no_document_is_not_kept(authoring: Authoring, name: str) -> None:
    with pytest.raises(UnreadableDraftError) as told:
        await authoring.save(Kind.SCENARIO, CASE, BAD_TEXTS[name], base=0, viewer=LIN)
    assert all(problem.line >= 1 and problem.what.zh != problem.what.en for problem in told.value.problems)
    assert (await authoring.draft(Kind.SCENARIO, CASE)).number == 0


async def test_nothing_is_there_under_an_unknown_id(authoring: Authoring) -> None:
    for call in (authoring.draft, authoring.history, authoring.document):
        with pytest.raises(NotFoundError):
            await call(Kind.SCENARIO, "moon")
