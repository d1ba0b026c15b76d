"""A desk of authors over the content that comes with the program, and a database of its own."""

import pytest

from sim.domain.account import Role, Viewer
from sim.library import Library, default_roots
from sim.practice.authoring import Authoring, PublishGate, Shelf
from sim.practice.sessions import DEFAULT_RUBRIC
from sim.store import Store

LIN = Viewer("a1", "林老师", Role.TRAINER)
WANG = Viewer("a2", "王老师", Role.TRAINER)


@pytest.fixture(scope="session")
def files() -> Library:
    """The content that comes with the program."""
    return Library.load(default_roots())


@pytest.fixture
def shelf(files: Library, store: Store) -> Shelf:
    return Shelf(files, store.library)


@pytest.fixture
def authoring(shelf: Shelf, store: Store) -> Authoring:
    gate = PublishGate(store.tryouts)
    return Authoring(shelf, store.library, gate, default_rubric=DEFAULT_RUBRIC)
