"""Checking paths: files, folders, content roots, and paths that hold nothing."""

from pathlib import Path

import pytest

from sim.library import check_paths
from tests.library.samples import SCENARIO, spoil, write_root


def test_a_sound_root_has_no_problems(tmp_path: Path) -> None:
    report = check_paths([write_root(tmp_path)])
    assert report.ok
    assert len(report.files) == 3


def test_a_single_file_knows_the_archetypes_beside_it(tmp_path: Path) -> None:
    root = write_root(tmp_path)
    archetype = root / "personas/archetypes/stubborn.yaml"
    shy = archetype.with_name("shy.yaml")
    shy.write_text(archetype.read_text(encoding="utf-8").replace("id: stubborn", "id: shy"), encoding="utf-8")
    path = root / "personas/scenarios/gym-closed-pool.yaml"
    path.write_text(spoil(SCENARIO, "typical_archetype: stubborn", "typical_archetype: shy"), encoding="utf-8")
    report = check_paths([path])
    assert [problem.field for problem in report.problems] == ["openings"]
    assert "no line for shy" in report.problems[0].message


def test_every_problem_of_every_file_is_told(tmp_path: Path) -> None:
    root = write_root(tmp_path)
    path = root / "personas/scenarios/gym-closed-pool.yaml"
    path.write_text(spoil(spoil(SCENARIO, "severity: moderate", "severity: 3"), "trade:", "trad:"), encoding="utf-8")
    (root / "rubrics/little.yaml").write_text("", encoding="utf-8")
    report = check_paths([root / "personas", root / "rubrics"])
    assert not report.ok
    assert [(Path(problem.file).name, problem.field) for problem in report.problems] == [
        ("gym-closed-pool.yaml", "trad"),
        ("gym-closed-pool.yaml", "severity"),
        ("little.yaml", ""),
    ]


@pytest.mark.parametrize(
    "place", ["personas/scenarios/gym-closed-pool", "personas/archetypes/stubborn", "rubrics/little"]
)
def test_an_id_in_two_files_is_told_with_both(tmp_path: Path, place: str) -> None:
    root = write_root(tmp_path)
    first, second = root / f"{place}.yaml", root / f"{place}.yml"
    second.write_bytes(first.read_bytes())
    third = first.with_name("another.yaml")
    third.write_bytes(first.read_bytes())
    told = {Path(problem.file).name: (problem.line, problem.message) for problem in check_paths([root]).problems}
    assert set(told) == {second.name, third.name}
    assert f"{first.stem!r} stands in {first.name} already" in told[second.name][1]
    assert told[third.name][0] == 1
    assert f"{first.stem!r} differs from the file's name; allowed: 'another'" in told[third.name][1]


def test_a_path_that_holds_nothing_is_a_problem(tmp_path: Path) -> None:
    lost, empty, stray = tmp_path / "lost.yaml", tmp_path / "empty", tmp_path / "stray.yaml"
    empty.mkdir()
    stray.write_text("id: stray\n", encoding="utf-8")
    report = check_paths([lost, empty, stray])
    assert not report.ok
    assert "no such file" in report.problems[0].message
    assert all("personas/scenarios/" in problem.message for problem in report.problems[1:])
    assert len(report.problems) == 3


def test_without_paths_the_shipped_content_is_checked() -> None:
    names = {path.name for path in check_paths().files}
    assert "service-complaint.yaml" in names
