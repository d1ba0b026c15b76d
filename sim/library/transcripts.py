"""Transcript files: one JSON object, a JSON array of them, or JSON Lines.

The scenario of a transcript is the id of one in the library, or an inline object whose facts, hidden need and texts
may be plain strings. Dialogues from elsewhere are welcome: what an inline scenario does not say stays empty.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import orjson
from pydantic import ValidationError

from sim.domain.errors import ContentError
from sim.domain.scenario import Scenario
from sim.domain.transcript import Speaker, Transcript
from sim.library.checks import check_unique
from sim.library.flaws import close_names, flaws_of
from sim.library.forms import adapter, document, expand
from sim.library.source import Flaw, field_name, kind_of, parse

MAX_BYTES = 64 * 1024 * 1024
"""Largest transcript file, in bytes."""

BESIDE = frozenset({"notice", "aigc", "scorecard", "trainee"})
"""What an export carries beside the transcript: the labels of AI-generated content, a scorecard, a name. Read over."""

_SURROGATE = re.compile(
    r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
)  # legal in JSON, refused by YAML; lines are all that is read


class TranscriptError(ContentError):
    """A transcript file is wrong. Carries all that was found; reads as one line each, the first gives file and line."""

    def __init__(self, problems: tuple[ContentError, ...]) -> None:
        first = problems[0]
        super().__init__(first.message, file=first.file, line=first.line, field=first.field)
        self.problems = problems
        self.message = "\n".join(problem.message for problem in problems)
        self.args = (self.message,)


@dataclass(frozen=True, slots=True)
class _Record:
    """One JSON value of a file: its text, the line of the file it starts in, and its path where it sits in an array."""

    value: Any
    text: str
    first_line: int = 1
    path: tuple[int, ...] = ()


def read_transcripts(path: Path, scenarios: Mapping[str, Scenario]) -> list[Transcript]:
    """Read a transcript file.

    Args:
        path: The file, UTF-8.
        scenarios: The library's scenarios, for transcripts that name theirs by id.

    Returns:
        The transcripts in the order of the file, at least one.

    Raises:
        TranscriptError: naming file, line and field of everything wrong.
    """
    file = str(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        _fail(file, f"cannot be read: {error.strerror}")
    try:
        return parse_transcripts(data.decode("utf-8-sig"), scenarios, file=file)
    except UnicodeDecodeError as error:
        _fail(file, "is not UTF-8; save the file as UTF-8", data.count(b"\n", 0, error.start) + 1)


def parse_transcripts(text: str, scenarios: Mapping[str, Scenario], *, file: str) -> list[Transcript]:
    """Parse the text of a transcript file; ``file`` is its name in messages. Raises as ``read_transcripts`` does."""
    if not text.strip():
        _fail(file, "is empty; allowed: one JSON object, an array of them, or one object a line")
    if len(text) > MAX_BYTES:
        _fail(file, f"has {len(text)} characters; at most {MAX_BYTES} are allowed")
    transcripts: list[Transcript] = []
    problems: list[ContentError] = []
    ids: list[tuple[_Record, str]] = []
    for record in _records(text, file):
        transcript, flaws = _build(record.value, scenarios)
        if transcript is None:
            problems += _errors(record, flaws, file)
            continue
        transcripts.append(transcript)
        ids.append((record, transcript.id))
    problems += _repeated_ids(ids, file)
    if problems:
        raise TranscriptError(tuple(sorted(problems, key=lambda problem: problem.line)))
    return transcripts


def _fail(file: str, message: str, line: int = 1) -> NoReturn:
    raise TranscriptError((ContentError(message, file=file, line=line),))


def _records(text: str, file: str) -> list[_Record]:
    try:
        value = _decode(text)
    except json.JSONDecodeError as error:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if len(lines) > 1 and _is_object(lines[0][1]):
            return list(_line_records(lines, file))
        _fail(file, f"is not JSON: {error.msg} (column {error.colno})", error.lineno)
    except (ValueError, RecursionError) as error:
        _fail(file, f"is not JSON that can be read: {error}")
    if not isinstance(value, list):
        return [_Record(value, text)]
    if not value:
        _fail(file, "is an empty array; at least one transcript must be given")
    return [_Record(item, text, path=(index,)) for index, item in enumerate(value)]


def _line_records(lines: list[tuple[int, str]], file: str) -> Iterator[_Record]:
    for number, line in lines:
        try:
            yield _Record(_decode(line), line, number)
        except json.JSONDecodeError as error:
            _fail(file, f"is not JSON: {error.msg} (column {error.colno})", number)
        except (ValueError, RecursionError) as error:
            _fail(file, f"is not JSON that can be read: {error}", number)


def _is_object(line: str) -> bool:
    try:
        return isinstance(_decode(line), dict)
    except (ValueError, RecursionError):
        return False


def _decode(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_fields, parse_constant=_no_constant)


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the field {twice!r} stands twice in one object")
    return fields


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _build(value: Any, scenarios: Mapping[str, Scenario]) -> tuple[Transcript | None, list[Flaw]]:
    if not isinstance(value, dict):
        return None, [
            Flaw((), f"a transcript is an object with id, archetype, scenario and turns, not {kind_of(value)}")
        ]
    try:
        data = {name: part for name, part in value.items() if name not in BESIDE} | {
            "scenario": _scenario_document(value.get("scenario"), scenarios)
        }
    except _UnknownScenarioError as error:
        return None, [Flaw(("scenario",), str(error))]
    if "scenario" not in value:
        del data["scenario"]
    try:
        transcript: Transcript = adapter(Transcript).validate_json(orjson.dumps(data))
    except ValidationError as error:
        return None, flaws_of(error, Transcript)
    except TypeError as error:
        return None, [Flaw((), f"holds a value that is out of range: {error}")]
    flaws = list(_check(transcript))
    return (None if flaws else transcript), flaws


class _UnknownScenarioError(Exception):
    pass


def _scenario_document(value: Any, scenarios: Mapping[str, Scenario]) -> Any:
    if isinstance(value, str):
        if value not in scenarios:
            close = close_names(value, scenarios)
            hint = f"did you mean {' or '.join(close)}?" if close else "allowed: an id of the library, or an object"
            raise _UnknownScenarioError(f"there is no scenario {value!r}; {hint}")
        return document(scenarios[value])
    expanded = expand(value, Scenario, inline=True)
    facts = expanded.get("facts") if isinstance(expanded, dict) else None
    for number, fact in enumerate(facts if isinstance(facts, list) else (), start=1):
        if isinstance(fact, dict):
            fact.setdefault("id", f"f{number}")
    return expanded


def _check(transcript: Transcript) -> Iterator[Flaw]:
    if not transcript.id.strip():
        yield Flaw(("id",), "is blank; a transcript needs an id")
    if not transcript.scenario.id.strip():
        yield Flaw(("scenario", "id"), "is blank; a scenario needs an id")
    if not transcript.scenario.title.zh.strip():
        yield Flaw(("scenario", "title"), "is blank; a scenario needs a title")
    facts = enumerate(transcript.scenario.facts)
    yield from check_unique(((("scenario", "facts", i, "id"), fact.id) for i, fact in facts), "the fact id", "事实编号")
    if not transcript.turns:
        yield Flaw(("turns",), "is empty; at least one turn must be given")
    for i, turn in enumerate(transcript.turns):
        if turn.turn < 1:
            yield Flaw(("turns", i, "turn"), f"{turn.turn} is no turn number; turns count from 1")
        if not turn.text.strip():
            yield Flaw(("turns", i, "text"), "is blank; a turn says something, or is left out")
    yield from _check_order(transcript)


def _check_order(transcript: Transcript) -> Iterator[Flaw]:
    for i, (before, turn) in enumerate(pairwise(transcript.turns), start=1):
        if turn.turn <= before.turn:
            yield Flaw(("turns", i, "turn"), f"{turn.turn} follows {before.turn}; turn numbers must rise")
        if turn.speaker is before.speaker:
            who = "customer" if turn.speaker is Speaker.CUSTOMER else "trainee"
            message = f"turns {before.turn} and {turn.turn} are both the {who}'s; join them into one turn"
            yield Flaw(("turns", i, "speaker"), message)


def _errors(record: _Record, flaws: list[Flaw], file: str) -> Iterator[ContentError]:
    """Give the flaws their lines. JSON is parsed as YAML for it, and only here, where something is wrong."""
    source = parse(_SURROGATE.sub(r"\\u0020", record.text))
    for flaw in flaws:
        path = (*record.path, *flaw.path)
        line = source.line(path) + record.first_line - 1
        yield ContentError(flaw.message, file=file, line=line, field=field_name(path))


def _repeated_ids(ids: list[tuple[_Record, str]], file: str) -> Iterator[ContentError]:
    seen: set[str] = set()
    for record, name in ids:
        if name in seen:
            yield from _errors(record, [Flaw(("id",), f"{name!r} is used twice; each transcript has its own id")], file)
        seen.add(name)


def transcript_document(transcript: Transcript) -> dict[str, Any]:
    """Return a transcript as a JSON object of the file form, self-contained: the scenario inline, in plain strings.

    What only the customer needs of a scenario (his wordings, openings) is left out, so that anybody can read the file.
    """
    scenario = transcript.scenario
    return {
        "id": transcript.id,
        "archetype": transcript.archetype,
        "scenario": {
            "id": scenario.id,
            "title": scenario.title.zh,
            "trade": scenario.trade.zh,
            "briefing": scenario.briefing.zh,
            "facts": [fact.text for fact in scenario.facts],
            "responsibility": [
                {"matter": part.matter, "fault": part.fault.value, "established": part.established}
                for part in scenario.responsibility
            ],
            "severity": scenario.severity.value,
            "opinion_risk": scenario.opinion_risk.value,
            "hidden_need": scenario.hidden_need.text,
            "authority": list(scenario.authority),
            "forbidden": list(scenario.forbidden),
        },
        "turns": [
            {"turn": turn.turn, "speaker": turn.speaker.value, "text": turn.text}
            | ({"interrupted": True} if turn.interrupted else {})
            for turn in transcript.turns
        ],
    }
