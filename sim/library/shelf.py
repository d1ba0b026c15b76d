"""The library: all content found below its roots, sound documents by id, problems beside them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import sim
from sim.domain.archetype import Archetype
from sim.domain.errors import ContentError, NotFoundError
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.library.files import dump, read
from sim.library.flaws import close_names
from sim.library.forms import Content, Kind

T = TypeVar("T", bound=Content)
SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Library:
    """Content by id. A broken file is a problem and keeps no other document from being used.

    ``files`` tells which file a document was read from; content that came from elsewhere has none.
    """

    scenarios: Mapping[str, Scenario] = field(default_factory=dict, hash=False)
    archetypes: Mapping[str, Archetype] = field(default_factory=dict, hash=False)
    rubrics: Mapping[str, Rubric] = field(default_factory=dict, hash=False)
    problems: tuple[ContentError, ...] = ()
    files: Mapping[tuple[Kind, str], Path] = field(default_factory=dict, hash=False)

    @classmethod
    def load(cls, roots: Iterable[Path]) -> "Library":
        """Load all documents below the roots. A document of a later root takes the place of one with the same id."""
        folders = tuple(roots)
        archetypes = archetype_ids(folders)
        found: dict[Kind, dict[str, Content]] = {kind: {} for kind in Kind}
        problems: list[ContentError] = []
        files: dict[tuple[Kind, str], Path] = {}
        single, twins = without_twins(content_files(folders))
        problems += twins
        for kind, path in single:
            parsed = read(kind, path, archetypes=archetypes)
            problems += parsed.problems
            if parsed.content is not None:
                found[kind][parsed.content.id] = parsed.content
                files[kind, parsed.content.id] = path
        return cls.of((content for shelf in found.values() for content in shelf.values()), tuple(problems), files)

    @classmethod
    def of(
        cls,
        contents: Iterable[Content],
        problems: tuple[ContentError, ...] = (),
        files: Mapping[tuple[Kind, str], Path] | None = None,
    ) -> "Library":
        """Return a library of these documents, each kind in the order of its ids."""
        ordered = sorted(contents, key=lambda content: content.id)
        return cls(
            scenarios={content.id: content for content in ordered if isinstance(content, Scenario)},
            archetypes={content.id: content for content in ordered if isinstance(content, Archetype)},
            rubrics={content.id: content for content in ordered if isinstance(content, Rubric)},
            problems=problems,
            files=files or {},
        )

    def of_kind(self, kind: Kind) -> Mapping[str, Content]:
        """Return the documents of one kind by id."""
        shelves: Mapping[Kind, Mapping[str, Content]] = {
            Kind.SCENARIO: self.scenarios,
            Kind.ARCHETYPE: self.archetypes,
            Kind.RUBRIC: self.rubrics,
        }
        return shelves[kind]

    def contents(self) -> Iterator[Content]:
        """Yield all documents."""
        for kind in Kind:
            yield from self.of_kind(kind).values()

    def text(self, kind: Kind, content_id: str) -> str:
        """Return a document as YAML: its file as it stands, else written out. Raises NotFoundError, or OSError."""
        path = self.files.get((kind, content_id))
        if path is not None:
            return path.read_text(encoding="utf-8-sig")
        return dump(_pick(self.of_kind(kind), content_id, kind.value))

    def scenario(self, scenario_id: str) -> Scenario:
        """Return a scenario; NotFoundError with close ids where there is none."""
        return _pick(self.scenarios, scenario_id, "scenario")

    def archetype(self, archetype_id: str) -> Archetype:
        """Return an archetype; NotFoundError with close ids where there is none."""
        return _pick(self.archetypes, archetype_id, "archetype")

    def rubric(self, rubric_id: str) -> Rubric:
        """Return a rubric; NotFoundError with close ids where there is none."""
        return _pick(self.rubrics, rubric_id, "rubric")


def default_roots() -> tuple[Path, ...]:
    """Return the content that comes with the program: beside the package in a checkout, inside it in a wheel."""
    package = Path(sim.__file__).resolve().parent
    checkout = package.parent
    if all((checkout / kind.folder).is_dir() for kind in Kind):
        return (checkout,)
    return (package / "_content",)


def content_files(roots: Iterable[Path]) -> list[tuple[Kind, Path]]:
    """List the content files below the roots with their kinds, in a stable order."""
    return [
        (kind, path)
        for root in roots
        for kind in Kind
        for path in sorted((root / kind.folder).glob("*"))
        if path.suffix in SUFFIXES
    ]


def without_twins(files: Iterable[tuple[Kind, Path]]) -> tuple[list[tuple[Kind, Path]], list[ContentError]]:
    """Leave out files of one name in one folder, of which only the ending differs; say of each beside which it stands.

    Neither can be meant to win over the other; the first is kept, so that the rest of the content can be used.
    """
    first: dict[Path, Path] = {}
    single: list[tuple[Kind, Path]] = []
    problems: list[ContentError] = []
    for kind, path in files:
        before = first.setdefault(path.resolve().with_suffix(""), path)
        if before.suffix == path.suffix:
            single.append((kind, path))
        else:
            message = f"{path.stem!r} stands in {before.name} already; keep one of the two files"
            zh = f"“{path.stem}”在 {before.name} 里已经有了：两个文件只留一个"
            problems.append(ContentError(message, file=str(path), zh=zh))
    return single, problems


def archetype_ids(roots: Iterable[Path]) -> tuple[str, ...]:
    """Name the archetypes below the roots by their files: one broken archetype must not make every scenario wrong."""
    return tuple(sorted({path.stem for kind, path in content_files(roots) if kind is Kind.ARCHETYPE}))


def _pick(shelf: Mapping[str, T], name: str, what: str) -> T:
    if name in shelf:
        return shelf[name]
    close: Sequence[str] = close_names(name, shelf)
    hint = f"did you mean {' or '.join(close)}?" if close else f"known: {', '.join(shelf) or 'none'}"
    raise NotFoundError(f"there is no {what} {name!r}; {hint}")
