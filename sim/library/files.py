"""Reading and writing one content document as YAML text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import yaml
from pydantic import ValidationError

from sim.domain.archetype import Archetype
from sim.domain.errors import ContentError
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.library.checks import check_archetype, check_blanks, check_id, check_scenario
from sim.library.flaws import flaws_of
from sim.library.forms import Content, Kind, adapter, essence, expand, versioned
from sim.library.rubric_checks import check_rubric
from sim.library.source import Flaw, Source, parse, resolve

_LINE_WIDTH = 1_000_000  # a text is never broken: a break inside Chinese reads as a space


@dataclass(frozen=True, slots=True)
class Parsed:
    """What became of a document: the content where it is sound, else None and all that is wrong with it."""

    content: Content | None
    problems: tuple[ContentError, ...] = ()


def read(kind: Kind, path: Path, *, archetypes: Sequence[str] = ()) -> Parsed:
    """Read one content file. Errors of reading (no such file, not UTF-8) are problems too; nothing is raised."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        return Parsed(None, (ContentError(f"cannot be read: {error.strerror}", file=str(path)),))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Parsed(None, (ContentError("is not UTF-8; save the file as UTF-8", file=str(path), line=line),))
    return parse_content(kind, text, file=str(path), name=path.stem, archetypes=archetypes)


def parse_content(
    kind: Kind, text: str, *, file: str, name: str | None = None, archetypes: Sequence[str] = ()
) -> Parsed:
    """Parse and check YAML text.

    Args:
        kind: What the document is to become.
        text: The YAML text.
        file: The file's name as errors shall say it.
        name: The id the document must have (its file's name), None where any id will do.
        archetypes: Ids of the archetypes a scenario may name.

    Returns:
        The content with its version set, or every problem found, in the order of their lines.
    """
    source = parse(text)
    flaws = list(source.flaws)
    content: Content | None = None
    if isinstance(source.data, dict):
        flaws += check_id(source.data, name)
        flaws += check_blanks(source.data)
        content, found = _validate(kind, source)
        flaws += found
    if content is not None:
        flaws += _check(content, archetypes)
    if content is None or flaws:
        problems = sorted((source.error(flaw, file) for flaw in flaws), key=lambda problem: problem.line)
        return Parsed(None, tuple(problems))
    return Parsed(versioned(content))


def _validate(kind: Kind, source: Source) -> tuple[Content | None, list[Flaw]]:
    data: Any = dict(source.data) if isinstance(source.data, dict) else {}
    flaws = []
    if "version" in data:
        message = "is not written in the file: it is worked out from the content; leave it out"
        flaws.append(Flaw(("version",), message, zh="不用写：版本由内容算出来，请去掉"))
    data["version"] = ""
    try:
        content: Content = adapter(kind.type, trimmed=True).validate_json(orjson.dumps(expand(data, kind.type)))
    except ValidationError as error:
        return None, flaws + flaws_of(error, kind.type)
    return content, flaws


def _check(content: Content, archetypes: Sequence[str]) -> Iterator[Flaw]:
    if isinstance(content, Scenario):
        yield from check_scenario(content, archetypes)
    elif isinstance(content, Archetype):
        yield from check_archetype(content)
    elif isinstance(content, Rubric):
        yield from check_rubric(content)


def dump(content: Content) -> str:
    """Write content as the YAML text an author would write: no version, no defaults, the schema named on top."""
    head = f"# yaml-language-server: $schema={Kind.of(content).schema_reference}\n"
    body: str = yaml.dump(
        _plain(essence(content)), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_LINE_WIDTH
    )
    return head + body


class _Dumper(yaml.CSafeDumper):
    """Writes YAML that reads the same by version 1.1, which PyYAML writes, and 1.2, which is read here."""

    def represent_text(self, text: str) -> yaml.ScalarNode:
        """Quote what 1.2 takes for a number; write several lines as a block, where no break is folded away."""
        style = "|" if "\n" in text else None if isinstance(resolve(text), str) else "'"
        return self.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _Dumper.represent_text)


def _plain(value: Any) -> Any:
    """Shorten texts that have no English to a bare string."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"zh"} and isinstance(value["zh"], str):
        return value["zh"]
    return {key: _plain(item) for key, item in value.items()}
