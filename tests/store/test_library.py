"""Documents of the desk in both databases: versions on top of versions, publications, archive, concurrent savers."""

import asyncio
from datetime import UTC, datetime

import pytest

from sim.domain.audit import AuditFilter, AuditNote
from sim.domain.errors import InvalidInputError, NotFoundError
from sim.store import Store
from sim.store.library import Author, LibraryKey, NewVersion, ShelfEntry, StaleVersionError

KEY = LibraryKey("scenario", "late-bus")
NOTE = AuditNote("a1", "林", "content-changed", "scenario/late-bus", datetime.now(UTC))
LIN, WANG = Author("a1", "林"), Author("a2", "王")


def version(text: str, *, author: Author = LIN, note: str = "", hash_: str = "") -> NewVersion:
    return NewVersion(KEY, text, "晚点", hash_, author, note, {"card": {"spec": "x"}} if note else {})


async def test_versions_stand_on_each_other(store: Store) -> None:
    assert await store.library.document(KEY) is None
    assert await store.library.add_version(version("id: a", note="起草"), base=0, note=NOTE) == 1
    assert await store.library.add_version(version("id: b", author=WANG, hash_="h2"), base=1, note=NOTE) == 2
    document = await store.library.document(KEY)
    assert document is not None
    assert (document.newest, document.published, document.author, document.title) == (2, None, WANG, "晚点")
    notes = await store.library.versions(KEY)
    assert [(note.number, note.note, note.author.name, note.hash) for note in notes] == [
        (2, "", "王", "h2"),
        (1, "起草", "林", ""),
    ]
    first = await store.library.version(KEY, 1)
    assert first.text == "id: a"
    assert first.extras == {"card": {"spec": "x"}}


async def test_a_version_on_an_old_base_is_refused_and_changes_nothing(store: Store) -> None:
    await store.library.add_version(version("one"), base=0, note=NOTE)
    await store.library.add_version(version("two"), base=1, note=NOTE)
    with pytest.raises(StaleVersionError) as stale:
        await store.library.add_version(version("mine", author=WANG), base=1, note=NOTE)
    assert stale.value.newest == 2
    assert [note.number for note in await store.library.versions(KEY)] == [2, 1]


async def test_of_two_who_save_at_once_one_is_told(store: Store) -> None:
    await store.library.add_version(version("one"), base=0, note=NOTE)
    both = [store.library.add_version(version(f"by {n}"), base=1, note=NOTE) for n in range(2)]
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == ["StaleVersionError", "int"]


async def test_publishing_keeps_the_document_and_the_ground(store: Store) -> None:
    await store.library.add_version(version("one", hash_="h1"), base=0, note=NOTE)
    await store.library.publish(KEY, 1, {"id": "late-bus", "version": "h1"}, ground="试过了", author=WANG, note=NOTE)
    assert await store.library.shelf() == (ShelfEntry(KEY, "h1", archived=False),)
    assert await store.library.published_document(KEY, "h1") == {"id": "late-bus", "version": "h1"}
    await store.library.add_version(version("two", hash_="h2"), base=1, note=NOTE)
    assert await store.library.shelf() == (ShelfEntry(KEY, "h1", archived=False),)
    await store.library.publish(KEY, 2, {"id": "late-bus", "version": "h2"}, ground="改了一句", author=LIN, note=NOTE)
    told = await store.library.publications(KEY)
    assert [(each.number, each.hash, each.ground, each.author) for each in told] == [
        (2, "h2", "改了一句", LIN),
        (1, "h1", "试过了", WANG),
    ]
    assert await store.library.published_document(KEY, "h1") == {"id": "late-bus", "version": "h1"}


async def test_what_changes_a_document_is_in_the_audit_log_and_what_changes_nothing_is_not(store: Store) -> None:
    async def noted() -> int:
        return len((await store.audit.page(AuditFilter(subject=NOTE.subject), limit=50)).entries)

    document = {"id": "late-bus", "version": "h1"}
    await store.library.add_version(version("one", hash_="h1"), base=0, note=NOTE)
    with pytest.raises(StaleVersionError):
        await store.library.add_version(version("two"), base=0, note=NOTE)
    assert await noted() == 1
    for _ in range(2):
        await store.library.publish(KEY, 1, document, ground="试过了", author=WANG, note=NOTE)
    assert (await noted(), len(await store.library.publications(KEY))) == (2, 1)
    await store.library.archive(KEY, "晚点", LIN, NOTE)
    await store.library.publish(KEY, 1, document, ground="又要用", author=WANG, note=NOTE)
    assert (await noted(), len(await store.library.publications(KEY))) == (4, 2)
    assert await store.library.shelf() == (ShelfEntry(KEY, "h1", archived=False),)


async def test_only_what_is_there_can_be_published(store: Store) -> None:
    with pytest.raises(NotFoundError):
        await store.library.publish(KEY, 1, {"version": "h"}, ground="x", author=LIN, note=NOTE)
    assert await store.library.documents() == ()
    with pytest.raises(NotFoundError):
        await store.library.published_document(KEY, "h")


async def test_an_archived_file_is_remembered_and_comes_back(store: Store) -> None:
    await store.library.archive(KEY, "晚点", LIN, NOTE)
    assert await store.library.shelf() == (ShelfEntry(KEY, None, archived=True),)
    await store.library.unarchive(KEY, "晚点", LIN, NOTE)
    assert await store.library.shelf() == (ShelfEntry(KEY, None, archived=False),)
    assert await store.library.add_version(version("first"), base=0, note=NOTE) == 1


async def test_what_no_database_can_hold_is_refused(store: Store) -> None:
    with pytest.raises(InvalidInputError, match="NUL"):
        await store.library.add_version(version("a\x00b"), base=0, note=NOTE)
