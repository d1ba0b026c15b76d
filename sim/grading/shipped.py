"""Data that ships with the grading room: calibration, phrasing, offences. Readable by people, loaded once."""

from importlib import resources
from typing import Any

import yaml


def shipped(name: str) -> Any:
    """Return the document ``name`` of this room; it is ours, so its form is taken for granted."""
    text = (resources.files("sim.grading") / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)
