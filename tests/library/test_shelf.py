"""The library as a whole: what is found, what is broken, what is asked for by a wrong name."""

import time
from pathlib import Path

import pytest

import sim
from sim.domain.errors import NotFoundError
from sim.library import Kind, Library, default_roots
from tests.library.samples import SCENARIO, spoil, write_root


def test_loads_all_kinds_below_a_root(tmp_path: Path) -> None:
    library = Library.load([write_root(tmp_path)])
    assert library.problems == ()
    assert list(library.scenarios) == ["gym-closed-pool"]
    assert list(library.archetypes) == ["stubborn"]
    assert list(library.rubrics) == ["little"]
    assert library.scenario("gym-closed-pool").version == library.scenarios["gym-closed-pool"].version != ""


def test_a_broken_file_keeps_nothing_else_from_being_used(tmp_path: Path) -> None:
    root = write_root(tmp_path)
    broken = root / "personas/archetypes/stubborn.yaml"
    broken.write_text("id: stubborn\nname: [", encoding="utf-8")
    (root / "personas/scenarios/other.yml").write_text("id: other\n", encoding="utf-8")
    (root / "personas/scenarios/notes.txt").write_text("not content", encoding="utf-8")
    library = Library.load([root])
    assert list(library.scenarios) == ["gym-closed-pool"]
    assert list(library.archetypes) == []
    assert {problem.file for problem in library.problems} == {str(broken), str(root / "personas/scenarios/other.yml")}


def test_of_two_files_with_one_id_the_first_is_used_and_the_other_told(tmp_path: Path) -> None:
    root = write_root(tmp_path)
    twin = root / "personas/scenarios/gym-closed-pool.yml"
    twin.write_text(spoil(SCENARIO, "trade: 健身", "trade: 游泳"), encoding="utf-8")
    library = Library.load([root])
    assert library.scenario("gym-closed-pool").trade.zh == "健身"
    assert [(problem.file, "gym-closed-pool.yaml" in problem.message) for problem in library.problems] == [
        (str(twin), True)
    ]


def test_a_later_root_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    first, second = write_root(tmp_path / "first"), write_root(tmp_path / "second")
    changed = spoil(SCENARIO, "trade: 健身", "trade: 游泳")
    (second / "personas/scenarios/gym-closed-pool.yaml").write_text(changed, encoding="utf-8")
    assert Library.load([first, second]).scenario("gym-closed-pool").trade.zh == "游泳"
    assert Library.load([second, first]).scenario("gym-closed-pool").trade.zh == "健身"


def test_a_wrong_name_is_answered_with_close_ones(tmp_path: Path) -> None:
    library = Library.load([write_root(tmp_path)])
    with pytest.raises(NotFoundError, match="no scenario 'gym-closed-poll'; did you mean gym-closed-pool"):
        library.scenario("gym-closed-poll")
    with pytest.raises(NotFoundError, match="no archetype 'xyz'; known: stubborn"):
        library.archetype("xyz")
    with pytest.raises(NotFoundError, match="no rubric 'littel'; did you mean little"):
        library.rubric("littel")


def test_finds_its_content_in_a_checkout_and_in_a_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site-packages" / "sim"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.setattr(sim, "__file__", str(package / "__init__.py"))
    assert default_roots() == (package / "_content",)
    for kind in Kind:
        (package.parent / kind.folder).mkdir(parents=True)
    assert default_roots() == (package.parent,)


def test_loads_the_shipped_content_well_under_a_second() -> None:
    Library.load(default_roots())  # builds the adapters
    start = time.process_time()
    Library.load(default_roots())
    assert time.process_time() - start < 0.5
