"""Where commands write: results on stdout, messages and progress on stderr."""

import os
import sys
from collections.abc import Mapping
from typing import Any

import orjson
from rich.console import Console

from sim.settings import Settings, load_settings, unknown_variables

output = Console(highlight=False, markup=False)
messages = Console(stderr=True, highlight=False)


def command_settings(**options: Any) -> Settings:
    """Load the settings, ``options`` of the command over them, and tell of variables that no setting knows."""
    for line in unknown_variables(os.environ):
        messages.print(f"setting: {line}", markup=False, soft_wrap=True)
    return load_settings(**options)


def print_object(document: Mapping[str, Any]) -> None:
    """Write one JSON object as one line of stdout, at once, so that a pipe gets it while the rest is under way."""
    sys.stdout.buffer.write(orjson.dumps(document) + b"\n")
    sys.stdout.buffer.flush()
