"""The library: content as YAML that people write, checked and loaded into the types of the domain."""

from sim.library.check import CheckReport, check_paths
from sim.library.files import Parsed, dump, parse_content
from sim.library.forms import Content, Kind, document, from_document, versioned
from sim.library.schemas import schema, stale_schemas, write_schemas
from sim.library.shelf import Library, default_roots
from sim.library.transcripts import TranscriptError, parse_transcripts, read_transcripts, transcript_document

__all__ = [
    "CheckReport",
    "Content",
    "Kind",
    "Library",
    "Parsed",
    "TranscriptError",
    "check_paths",
    "default_roots",
    "document",
    "dump",
    "from_document",
    "parse_content",
    "parse_transcripts",
    "read_transcripts",
    "schema",
    "stale_schemas",
    "transcript_document",
    "versioned",
    "write_schemas",
]
