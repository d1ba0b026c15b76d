"""The shelf: files, over them what was published, without what was archived; seen here at once, elsewhere soon."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from sim.domain.audit import AuditNote
from sim.domain.scenario import Scenario
from sim.domain.text import Bilingual
from sim.library import Library, document, versioned
from sim.practice.authoring import shelf as room
from sim.practice.authoring.shelf import Shelf
from sim.store import Store
from sim.store.library import Author, LibraryKey, NewVersion
from tests.practice.stage import make_library

KEY = LibraryKey("scenario", "water-bill")
LIN = Author("a1", "林")
NOTE = AuditNote("a1", "林", "content-changed", "scenario/water-bill", datetime.now(UTC))


def changed(library: Library) -> Scenario:
    return versioned(replace(library.scenario("water-bill"), title=Bilingual("改过的标题")))


async def publish(store: Store, scenario: Scenario) -> None:
    found = await store.library.document(LibraryKey("scenario", scenario.id))
    base = found.newest if found else 0
    key = LibraryKey("scenario", scenario.id)
    number = await store.library.add_version(NewVersion(key, "…", "", scenario.version, LIN), base=base, note=NOTE)
    await store.library.publish(key, number, document(scenario), ground="试过了", author=LIN, note=NOTE)


async def test_what_is_published_lies_over_the_file(store: Store) -> None:
    files = make_library()
    shelf = Shelf(files, store.library)
    await shelf.refresh()
    before = shelf.library
    new = changed(files)
    await publish(store, new)
    await shelf.refresh()
    assert shelf.library.scenario("water-bill") == new
    assert before.scenario("water-bill") == files.scenario("water-bill")
    assert shelf.library.archetypes == files.archetypes


async def test_a_new_id_is_added_in_order(store: Store) -> None:
    shelf = Shelf(make_library(), store.library)
    await publish(store, versioned(Scenario("a-case", Bilingual("新的一件事"))))
    await shelf.refresh()
    assert list(shelf.library.scenarios) == ["a-case", "water-bill"]


async def test_an_archived_document_is_gone_and_comes_back(store: Store) -> None:
    shelf = Shelf(make_library(), store.library)
    await store.library.archive(KEY, "水费翻三倍", LIN, NOTE)
    await shelf.refresh()
    assert shelf.library.scenarios == {}
    assert "water-bill" in shelf.files.scenarios
    await store.library.unarchive(KEY, "水费翻三倍", LIN, NOTE)
    await shelf.refresh()
    assert list(shelf.library.scenarios) == ["water-bill"]


async def test_another_process_sees_it_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "LOOK_EVERY", 0.01)
    files = make_library()
    there = Shelf(files, store.library)
    await there.open()
    try:
        await publish(store, changed(files))
        for _ in range(1000):
            await asyncio.sleep(0.01)
            if there.library.scenario("water-bill").title.zh == "改过的标题":
                return
        pytest.fail("the publication was not seen")
    finally:
        await there.close()


async def test_a_document_of_a_shape_no_longer_known_leaves_the_file_in_use(store: Store) -> None:
    files = make_library()
    key = LibraryKey("scenario", "water-bill")
    await store.library.add_version(NewVersion(key, "…", "", "h", LIN), base=0, note=NOTE)
    await store.library.publish(
        key, 1, {"id": "water-bill", "version": "h", "mood": 3}, ground="x", author=LIN, note=NOTE
    )
    shelf = Shelf(files, store.library)
    await shelf.refresh()
    assert shelf.library.scenario("water-bill") == files.scenario("water-bill")
    assert "water-bill" in str(shelf.library.problems[0])
