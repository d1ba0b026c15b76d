"""Logs as JSON lines on stderr, in the same form for every process, and never a word of a transcript.

What an exception says may repeat what a trainee or a model said (a value that did not fit, an endpoint's complaint that
quotes its prompt). So a log names the kind of each error and where it arose; of our own errors also what they say for
logs (``DuilianError.summary``).
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import structlog

from sim.domain.errors import DuilianError

_FRAMES = 12
"""Innermost frames that are told of each error."""


def configure_logging() -> None:
    """Send structlog and the standard library's warnings to stderr as JSON lines."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _tell_exception,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=orjson.dumps)],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    last = [_first_line, structlog.stdlib.ProcessorFormatter.remove_processors_meta, _as_text]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=last))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def told_errors(error: BaseException) -> list[dict[str, Any]]:
    """Return an error and those that caused it, outermost first, as a log may tell them.

    Each is ``{"kind", "at": ["file:line function", …]}``, innermost frame last, with ``"said"`` where it is ours.
    """
    return [_told(each) for each in _chain(error)]


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        yield following
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)


def _told(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
    told: dict[str, Any] = {
        "kind": type(error).__name__,
        "at": [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
    }
    return {**told, "said": error.summary} if isinstance(error, DuilianError) else told


def _short(filename: str) -> str:
    """Return the last parts of a path: enough to find the file, nothing about the machine."""
    return "/".join(Path(filename).parts[-3:])


def _tell_exception(_: Any, __: str, event: Any) -> Any:
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else sys.exc_info()[1] if found is True else found
    if isinstance(error, BaseException):
        event["errors"] = told_errors(error)
    return event


def _first_line(_: Any, __: str, event: Any) -> Any:
    """Cut what other libraries log to its first line: what follows may show values."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _as_text(_: Any, __: str, event: Any) -> str:
    return orjson.dumps(event, default=str).decode()
