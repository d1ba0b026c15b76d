"""JSON Schemas of the content documents, made from the adapters that validate them, so that editors help authors."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from sim.library.checks import COMPLAINT_CLASSES, ID, ID_LENGTH, PSYCHOLOGIES, ROOT_CAUSES, SPECIAL_GROUPS
from sim.library.forms import Kind, adapter
from sim.library.notes import NOTES

_WORDS = {
    "complaint_class": COMPLAINT_CLASSES,
    "root_cause": ROOT_CAUSES,
    "psychology": PSYCHOLOGIES,
    "special_group": SPECIAL_GROUPS,
}


def schema(kind: Kind) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a kind of document as authors write it."""
    made = adapter(kind.type).json_schema()
    definitions: dict[str, Any] = made.setdefault("$defs", {})
    name = kind.type.__name__
    for title, part in [*definitions.items(), (name, made)]:
        _describe(title, part)
    _allow_bare_text(definitions)
    properties = made["properties"]
    properties.pop("version")
    made["required"] = [field for field in made["required"] if field != "version"]
    properties["id"] |= {"pattern": f"^{ID.pattern}$", "maxLength": ID_LENGTH}
    for field, words in _WORDS.items():
        if field in properties:
            properties[field]["enum"] = list(words)
            properties[field].pop("default", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}


def _describe(title: str, part: dict[str, Any]) -> None:
    part["title"] = title
    if "description" in part:
        part["description"] = part["description"].split("\n\n")[0].replace("\n", " ").replace("``", "")
    for field, rule in part.get("properties", {}).items():
        rule.pop("title", None)
        if note := NOTES.get(title, {}).get(field):
            rule["description"] = note


def _allow_bare_text(definitions: dict[str, Any]) -> None:
    if "Bilingual" in definitions:
        both = definitions["Bilingual"]
        definitions["Bilingual"] = {
            "title": both.pop("title"),
            "description": both.pop("description"),
            "anyOf": [{"type": "string"}, both],
        }


def schema_text(kind: Kind) -> str:
    """Return the JSON Schema as the text of its file."""
    return orjson.dumps(schema(kind), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def stale_schemas(root: Path) -> Iterator[Path]:
    """Yield the schema files below a content root that are lacking or differ from what the types say now."""
    for kind in Kind:
        path = root / kind.schema_path
        if not path.is_file() or path.read_text(encoding="utf-8") != schema_text(kind):
            yield path


def write_schemas(root: Path) -> tuple[Path, ...]:
    """Write the JSON Schemas below a content root and return the files that changed. Raises OSError."""
    changed = tuple(stale_schemas(root))
    for kind in Kind:
        path = root / kind.schema_path
        if path in changed:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(schema_text(kind), encoding="utf-8")
    return changed
