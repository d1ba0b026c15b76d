"""Where commands write: results on stdout, messages and progress on stderr."""

import sys
from collections.abc import Mapping
from typing import Any

import orjson
from rich.console import Console

output = Console(highlight=False, markup=False)
messages = Console(stderr=True, highlight=False)


def print_object(document: Mapping[str, Any]) -> None:
    """Write one JSON object as one line of stdout, at once, so that a pipe gets it while the rest is under way."""
    sys.stdout.buffer.write(orjson.dumps(document) + b"\n")
    sys.stdout.buffer.flush()
