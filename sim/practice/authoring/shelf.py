"""The living shelf: the content of the files with what was published at the desk over it, as it stands now."""

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any, Protocol

import structlog

from sim.domain.errors import ContentError, StorageError
from sim.library import Content, Kind, Library, from_document
from sim.store.library import LibraryKey, ShelfEntry

log = structlog.get_logger()

LOOK_EVERY = 2.0
"""Seconds between two looks at what other processes have published."""


class PublishedSource(Protocol):
    """Where published content is kept: the store."""

    async def shelf(self) -> tuple[ShelfEntry, ...]:
        """Return what stands for every id the desk has a say about."""
        ...

    async def published_document(self, key: LibraryKey, hash_: str) -> Mapping[str, Any]:
        """Return a published document by its hash."""
        ...


class Shelf:
    """What can be practised. ``library`` is a whole, fixed library; a publication puts a new one in its place.

    Whoever publishes calls ``refresh``; other processes see it at their next look. Sessions pin what they were
    started with, so that a change of the shelf touches none that runs.
    """

    def __init__(self, files: Library, source: PublishedSource | None = None) -> None:
        """``files`` is what the folders hold; without a ``source`` there is nothing over it."""
        self._files = files
        self._source = source
        self._library = files
        self._entries: tuple[ShelfEntry, ...] = ()
        self._published: dict[tuple[LibraryKey, str], Content] = {}
        self._turn = asyncio.Lock()
        self._watcher: asyncio.Task[None] | None = None

    @property
    def library(self) -> Library:
        """The content in use now."""
        return self._library

    @property
    def files(self) -> Library:
        """The content of the files alone, archived or replaced as it may be."""
        return self._files

    async def refresh(self) -> None:
        """Bring the library to what is published now. Raises StorageError."""
        if self._source is None:
            return
        async with self._turn:
            entries = await self._source.shelf()
            if entries != self._entries:
                self._library = await self._shelve(entries, self._source)
                self._entries = entries

    async def open(self) -> None:
        """Load what is published and keep looking for what other processes publish. Raises StorageError."""
        await self.refresh()
        if self._source is not None:
            self._watcher = asyncio.create_task(self._watch(), name="shelf")

    async def close(self) -> None:
        """Stop looking."""
        if self._watcher is not None:
            self._watcher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watcher
            self._watcher = None

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await self.refresh()
            except StorageError as error:  # the next look may succeed
                log.warning("shelf-not-refreshed", error=error.message)

    async def _shelve(self, entries: tuple[ShelfEntry, ...], source: PublishedSource) -> Library:
        contents: dict[LibraryKey, Content] = {_key(content): content for content in self._files.contents()}
        files = dict(self._files.files)
        problems = list(self._files.problems)
        for entry in entries:
            if entry.archived:
                contents.pop(entry.key, None)
            elif entry.hash is not None:
                try:
                    contents[entry.key] = await self._load(entry.key, entry.hash, source)
                except ContentError as error:  # an older program's document whose shape is no longer known
                    problems.append(error)
                    continue
                files.pop((Kind(entry.key.kind), entry.key.id), None)
        return Library.of(contents.values(), tuple(problems), files)

    async def _load(self, key: LibraryKey, hash_: str, source: PublishedSource) -> Content:
        kept = self._published.get((key, hash_))
        if kept is None:
            document = await source.published_document(key, hash_)
            kept = self._published[key, hash_] = from_document(Kind(key.kind).type, document)
        return kept


def _key(content: Content) -> LibraryKey:
    return LibraryKey(Kind.of(content).value, content.id)
