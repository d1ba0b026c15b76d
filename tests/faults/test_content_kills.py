"""kill -9 while authors save, import and publish, over both databases: each version whole, none lost, none doubled."""

import asyncio
import random
from collections.abc import Mapping
from pathlib import Path

import pytest

from sim.domain.audit import Action, AuditFilter, AuditNote
from sim.practice.authoring import Shelf
from sim.store import Store
from sim.store.library import LibraryDocument
from tests.faults.authors import Author, Work, text_of
from tests.faults.clients import Client, Memory
from tests.faults.lives import Nursery, kind_of, nursery
from tests.practice.stage import make_library

KILLS = 15
"""On each database."""
AUTHORS = 3
_LONGEST_LIFE = 12
"""In acts of all authors together."""
_PATIENCE_SECONDS = 150.0

pytestmark = pytest.mark.slow


async def test_content_is_as_it_was_or_as_it_was_to_be(
    url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await (await Store.open(url)).close()
    memory, work = Memory(), Work()
    async with nursery(tmp_path, url) as started:
        await kill_while_they_write(started, memory, work)
    store = await Store.open(url)
    documents = await store.library.documents()
    for document in documents:
        await check(store, document, work)
    await check_shelf(store, documents)
    await store.close()
    with capsys.disabled():
        versions = sum(document.newest for document in documents)
        print(f"\n{kind_of(url)}: {KILLS} kills, {work.done} acts told, cut {dict(work.cut)}, {versions} versions")
    assert (memory.wrong, work.torn) == ([], [])
    assert {document.key.id for document in documents} == set(work.saved)
    assert work.cut.total() > KILLS / 2, "the kills hit nobody"


async def kill_while_they_write(servers: Nursery, memory: Memory, work: Work) -> None:
    """Kill one server after the other; when there are no more kills, all authors come to an end."""
    chance, over = random.Random(11), asyncio.Event()
    await servers.serve()
    writing = [
        asyncio.create_task(Author(Client(servers.port, memory), f"case-{number}", work).write(over))
        for number in range(AUTHORS)
    ]
    async with asyncio.timeout(2 * _PATIENCE_SECONDS):
        for _ in range(KILLS):
            until = work.done + chance.randrange(1, _LONGEST_LIFE)
            while work.done < until:  # noqa: ASYNC110  the authors tell nobody
                await asyncio.sleep(0.002)
            await asyncio.sleep(chance.uniform(0, 0.02))
            await servers.kill()
            await servers.serve()
    over.set()
    async with asyncio.timeout(_PATIENCE_SECONDS):
        await asyncio.gather(*writing)


async def check(store: Store, document: LibraryDocument, work: Work) -> None:
    """Hold a document, its versions, publications and entries of the audit log against what its author was told."""
    key = document.key
    versions = (await store.library.versions(key))[::-1]
    assert [version.number for version in versions] == list(range(1, document.newest + 1))
    texts = [(await store.library.version(key, version.number)).text for version in versions]
    assert texts == [text_of(key.id, number) for number in work.saved[key.id]]
    publications = (await store.library.publications(key))[::-1]
    assert [told.number for told in publications] == work.published.get(key.id, [])
    hashes = {version.number: version.hash for version in versions}
    assert all(told.hash == hashes[told.number] for told in publications)
    assert document.published == (publications[-1].number if publications else None)
    noted = await notes(store, f"{key.kind}/{key.id}")
    saved = [note.detail["version"] for note in noted if note.action == Action.CONTENT_CHANGED]
    assert saved == [str(version.number) for version in versions]
    published = [told_of(note) for note in noted if note.action == Action.CONTENT_PUBLISHED]
    assert published == [{"version": str(told.number), "hash": told.hash} for told in publications]


async def check_shelf(store: Store, documents: tuple[LibraryDocument, ...]) -> None:
    """Load the library as a process does when it starts: what is published stands in it, whole."""
    shelf = Shelf(make_library(), store.library)
    await shelf.refresh()
    assert shelf.library.problems == ()
    published = {each.key.id: each.published_hash for each in documents if each.published is not None}
    assert published
    assert {name: shelf.library.scenario(name).version for name in published} == published


async def notes(store: Store, subject: str) -> list[AuditNote]:
    """Return all entries of the audit log about a subject, oldest first."""
    found: list[AuditNote] = []
    page = await store.audit.page(AuditFilter(subject=subject), limit=200)
    found += [entry.note for entry in page.entries]
    while page.next is not None:
        page = await store.audit.page(AuditFilter(subject=subject), limit=200, before=page.next)
        found += [entry.note for entry in page.entries]
    return found[::-1]


def told_of(note: AuditNote) -> Mapping[str, str]:
    return {name: note.detail[name] for name in ("version", "hash")}
