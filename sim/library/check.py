"""Checking content files by path, for authors."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sim.domain.errors import ContentError
from sim.library.files import read
from sim.library.forms import Kind
from sim.library.shelf import SUFFIXES, archetype_ids, content_files, default_roots, without_twins


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What was checked and what is wrong, in the order of the files."""

    files: tuple[Path, ...]
    problems: tuple[ContentError, ...]

    @property
    def ok(self) -> bool:
        """Tell whether there was something to check and nothing is wrong with it."""
        return bool(self.files) and not self.problems


def check_paths(paths: Iterable[Path] = ()) -> CheckReport:
    """Check content files.

    Args:
        paths: Files, or folders that are searched for content; none means the content that comes with the program.
            A file's kind is told by its folder (archetypes, scenarios, rubrics).

    Returns:
        The report. A path that does not exist, or a file of no known kind, is a problem of that path.
    """
    problems: list[ContentError] = []
    todo: list[tuple[Kind, Path]] = []
    for path in tuple(paths) or default_roots():
        found = _files_at(path)
        todo += found
        if not found:
            problems.append(_nothing_at(path))
    siblings = {path.stem for kind, path in todo if kind is Kind.ARCHETYPE}
    for root in {_root_of(kind, path) for kind, path in todo}:
        siblings.update(archetype_ids((root,)))
    known = tuple(sorted(siblings | set(archetype_ids(default_roots()))))
    single, twins = without_twins(todo)
    problems += twins
    for kind, path in single:
        problems += read(kind, path, archetypes=known).problems
    return CheckReport(tuple(path for _, path in todo), tuple(problems))


def _files_at(path: Path) -> list[tuple[Kind, Path]]:
    if path.is_dir():
        if below := content_files((path,)):
            return below
        files = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES)
    else:
        files = [path] if path.is_file() else []
    return [(kind, file) for file in files if (kind := _kind_of(file)) is not None]


def _kind_of(path: Path) -> Kind | None:
    folder = path.resolve().parent.name
    return next((kind for kind in Kind if Path(kind.folder).name == folder), None)


def _root_of(kind: Kind, path: Path) -> Path:
    parents = path.resolve().parents
    return parents[min(len(Path(kind.folder).parts), len(parents) - 1)]


def _nothing_at(path: Path) -> ContentError:
    if not path.exists():
        return ContentError("there is no such file or folder", file=str(path))
    folders = ", ".join(f"{kind.folder}/" for kind in Kind)
    return ContentError(f"holds no content; allowed: YAML files in {folders}", file=str(path))
