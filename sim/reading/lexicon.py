"""The lexicons: word classes and groups of patterns, read from YAML once and searched line by line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.domain.errors import ContentError
from sim.domain.moves import MoveKind
from sim.domain.spans import Span
from sim.reading import pattern as language
from sim.reading.index import TriggerIndex
from sim.reading.pattern import Pattern, PatternError

CLASSES_FILE = "classes.yaml"
_SCOPES = ("clause", "sentence", "line")
_GROUP_KEYS = frozenset({"kind", "detail", "scope", "quoted", "patterns", "with", "unless"})


@dataclass(frozen=True, slots=True)
class Group:
    """A group of patterns that mean the same.

    ``kind`` makes every hit a move of that kind with ``detail``; without a kind the group only serves a detector.
    A hit counts only where a pattern of ``partners`` (``with`` in the file; none: anywhere) stands in the same
    ``scope`` (clause, sentence or line): so one list says who is spoken of, the other what is said of him. It is void
    where a pattern of ``unless`` stands there, and, unless ``quoted`` is true, inside quotation marks or reported
    speech.
    """

    id: str
    patterns: tuple[Pattern, ...]
    partners: tuple[Pattern, ...] = ()
    unless: tuple[Pattern, ...] = ()
    kind: MoveKind | None = None
    detail: Mapping[str, str] = field(default_factory=dict, hash=False)
    scope: str = "clause"
    quoted: bool = False


"""Start and end of a passage; the end is exclusive."""


class Lexicon:
    """All groups, searched together: ``naming`` are those that name a kind of move, by id."""

    def __init__(self, groups: Iterable[Group]) -> None:
        self.groups = {group.id: group for group in groups}
        self.naming = {group.id: group for group in self.groups.values() if group.kind is not None}
        self._patterns = [(group.id, pattern) for group in self.groups.values() for pattern in group.patterns]
        self._patterns += [(partners_of(group.id), each) for group in self.groups.values() for each in group.partners]
        self._patterns += [(exceptions_to(group.id), each) for group in self.groups.values() for each in group.unless]
        self._index = TriggerIndex([pattern.triggers for _, pattern in self._patterns])

    def candidates(self, text: str) -> dict[str, list[Pattern]]:
        """Return by group id, in the order of the groups, the patterns worth trying on ``text``: no other can match.

        The exceptions of a group stand under ``exceptions_to`` its id, its partners under ``partners_of``.
        """
        found: dict[str, list[Pattern]] = {}
        for number in self._index.worth_trying(text):
            group, pattern = self._patterns[number]
            if group in found:
                found[group].append(pattern)
            else:
                found[group] = [pattern]
        return found


def exceptions_to(group: str) -> str:
    """Return the name under which the exceptions of a group are found among the candidates."""
    return f"unless {group}"


def partners_of(group: str) -> str:
    """Return the name under which the partners of a group are found among the candidates."""
    return f"with {group}"


def search(patterns: Iterable[Pattern], text: str) -> list[Span]:
    """Return where these patterns match ``text``, ordered; overlapping passages are joined."""
    spans: list[Span] = []
    for pattern in patterns:
        find = pattern.regex.search
        match = find(text)
        while match is not None:
            spans.append(match.span())
            match = find(text, match.end())
    return _joined(sorted(spans)) if len(spans) > 1 else spans


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined = spans[:1]
    for start, end in spans[1:]:
        first, last = joined[-1]
        if start < last:
            joined[-1] = (first, max(last, end))
        else:
            joined.append((start, end))
    return joined


@lru_cache(maxsize=1)
def default_lexicon() -> Lexicon:
    """Return the lexicon that ships with the product. Raises ContentError where a file is wrong."""
    return load_lexicon(resources.files("sim.reading") / "lexicon")


def load_lexicon(folder: Traversable) -> Lexicon:
    """Load every ``*.yaml`` of ``folder``: ``classes.yaml`` first, then the groups. Raises ContentError."""
    files = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    if CLASSES_FILE not in {entry.name for entry in files}:
        raise ContentError("the lexicon lacks its word classes", file=f"{folder}/{CLASSES_FILE}")
    classes = _classes(_Document(folder / CLASSES_FILE))
    groups: dict[str, Group] = {}
    for entry in files:
        if entry.name == CLASSES_FILE:
            continue
        document = _Document(entry)
        for key, node in document.mapping(document.root, "file"):
            if key.value in groups:
                raise document.error(key, f"group {key.value!r} is defined twice")
            groups[key.value] = _group(document, key.value, node, classes)
    return Lexicon(groups.values())


class _Document:
    """One YAML file as nodes, so that every error can name its line."""

    def __init__(self, file: Traversable) -> None:
        self.file = str(file)
        try:
            root = yaml.compose(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line = mark.line + 1 if mark else 1
            raise ContentError(str(error.problem or error), file=self.file, line=line) from error
        if root is None:
            raise ContentError("the file is empty", file=self.file)
        self.root: Node = root

    def error(self, node: Node, message: str, field_name: str = "") -> ContentError:
        return ContentError(message, file=self.file, line=node.start_mark.line + 1, field=field_name)

    def mapping(self, node: Node, what: str) -> list[tuple[ScalarNode, Node]]:
        if not isinstance(node, MappingNode):
            raise self.error(node, f"{what} must be a mapping of names")
        return [(key, value) for key, value in node.value]

    def texts(self, node: Node, what: str) -> list[ScalarNode]:
        if not isinstance(node, SequenceNode) or not node.value:
            raise self.error(node, "must be a list of patterns, at least one", what)
        for item in node.value:
            if not isinstance(item, ScalarNode) or not item.value:
                raise self.error(item, "must be a pattern in one line", what)
        return list(node.value)

    def text(self, node: Node, what: str, allowed: Iterable[str] = ()) -> str:
        choices = tuple(allowed)
        if not isinstance(node, ScalarNode) or (choices and node.value not in choices):
            raise self.error(node, f"must be one of {', '.join(choices)}" if choices else "must be a word", what)
        return str(node.value)

    def patterns(self, node: Node, what: str, classes: Mapping[str, language.Node]) -> tuple[Pattern, ...]:
        compiled = []
        for item in self.texts(node, what):
            try:
                compiled.append(language.compile_pattern(item.value, classes))
            except PatternError as error:
                raise self.error(item, f"{item.value!r}, character {error.position + 1}: {error}", what) from error
        return tuple(compiled)


def _classes(document: _Document) -> dict[str, language.Node]:
    classes: dict[str, language.Node] = {}
    for key, node in document.mapping(document.root, "file"):
        if key.value in classes:
            raise document.error(key, f"word class {key.value!r} is defined twice")
        words = []
        for item in document.texts(node, key.value):
            try:
                words.append(language.parse(item.value, classes))
            except PatternError as error:
                raise document.error(item, f"character {error.position + 1}: {error}", key.value) from error
        classes[key.value] = language.one_of(words)
    return classes


def _group(document: _Document, name: str, node: Node, classes: Mapping[str, language.Node]) -> Group:
    if isinstance(node, SequenceNode):
        return Group(name, document.patterns(node, name, classes))
    parts = {key.value: (key, value) for key, value in document.mapping(node, f"group {name!r}")}
    for unknown in parts.keys() - _GROUP_KEYS:
        raise document.error(parts[unknown][0], f"unknown; allowed: {', '.join(sorted(_GROUP_KEYS))}", unknown)
    if "patterns" not in parts:
        raise document.error(node, f"group {name!r} has no patterns")
    values = {key: value for key, (_, value) in parts.items()}
    kind = document.text(values["kind"], "kind", MoveKind) if "kind" in values else None
    detail = document.mapping(values["detail"], "detail") if "detail" in values else []
    return Group(
        id=name,
        patterns=document.patterns(values["patterns"], "patterns", classes),
        partners=document.patterns(values["with"], "with", classes) if "with" in values else (),
        unless=document.patterns(values["unless"], "unless", classes) if "unless" in values else (),
        kind=MoveKind(kind) if kind else None,
        detail={key.value: document.text(value, f"detail.{key.value}") for key, value in detail},
        scope=document.text(values["scope"], "scope", _SCOPES) if "scope" in values else "clause",
        quoted="quoted" in values and document.text(values["quoted"], "quoted", ("true", "false")) == "true",
    )
