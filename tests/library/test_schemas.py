"""The published JSON Schemas: current, named by every file, and of one mind with the loader."""

from pathlib import Path

import jsonschema_rs
import pytest

from sim.library import Kind, default_roots, schema, stale_schemas, write_schemas
from sim.library.shelf import content_files
from sim.library.source import parse
from tests.library.samples import SCENARIO, TEXTS, spoil

FILES = [pytest.param(kind, path, id=path.name) for kind, path in content_files(default_roots())]


def test_committed_schemas_say_what_the_types_say() -> None:
    assert list(stale_schemas(default_roots()[0])) == [], "write them anew with `duilian check --write-schemas .`"


def test_writes_only_what_changed(tmp_path: Path) -> None:
    assert len(write_schemas(tmp_path)) == 3
    assert write_schemas(tmp_path) == ()
    path = tmp_path / Kind.RUBRIC.schema_path
    path.write_text("{}", encoding="utf-8")
    assert write_schemas(tmp_path) == (path,)


@pytest.mark.parametrize("kind", list(Kind))
def test_describes_every_field(kind: Kind) -> None:
    made = schema(kind)
    parts = [made, *made["$defs"].values()]
    parts += [option for part in parts for option in part.get("anyOf", ())]
    fields = {name: rule for part in parts for name, rule in part.get("properties", {}).items()}
    assert [name for name, rule in fields.items() if not rule.get("description")] == []
    assert "version" not in fields


@pytest.mark.parametrize(("kind", "path"), FILES)
def test_every_shipped_file_names_its_schema_and_keeps_to_it(kind: Kind, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    head, reference = text.split("\n", 1)[0].split("=")
    assert head == "# yaml-language-server: $schema"
    assert (path.parent / reference).resolve() == (default_roots()[0] / kind.schema_path).resolve()
    errors = jsonschema_rs.validator_for(schema(kind)).iter_errors(parse(text).data)
    assert [error.message for error in errors] == []


@pytest.mark.parametrize("kind", list(Kind))
def test_accepts_what_the_loader_accepts(kind: Kind) -> None:
    assert jsonschema_rs.validator_for(schema(kind)).is_valid(parse(TEXTS[kind]).data)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("severity: moderate", "severity: severe"),
        ("severity: moderate", "severty: moderate"),
        ("established: true", "established: yes"),
        ("id: gym-closed-pool", "id: Gym"),
        ("trade: 健身", "trade: {en: gym}"),
        ("psychology: fairness", "psychology: joy"),
        ("trade: 健身", "trade: 健身\nversion: a1"),
    ],
)
def test_refuses_what_the_loader_refuses(old: str, new: str) -> None:
    assert not jsonschema_rs.validator_for(schema(Kind.SCENARIO)).is_valid(parse(spoil(SCENARIO, old, new)).data)
