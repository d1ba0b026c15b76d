"""The library: content as YAML that people write, checked and loaded into the types of the domain."""

from sim.library.check import CheckReport, check_paths
from sim.library.files import Parsed, dump, parse_content
from sim.library.forms import Kind, document, from_document, versioned
from sim.library.schemas import schema, stale_schemas, write_schemas
from sim.library.shelf import Library, default_roots

__all__ = [
    "CheckReport",
    "Kind",
    "Library",
    "Parsed",
    "check_paths",
    "default_roots",
    "document",
    "dump",
    "from_document",
    "parse_content",
    "schema",
    "stale_schemas",
    "versioned",
    "write_schemas",
]
