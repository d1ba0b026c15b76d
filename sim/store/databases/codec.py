"""JSON as it is kept in the database: orjson's, which is fast and strict."""

from typing import Any

import orjson

from sim.domain.errors import InvalidInputError


def to_json(value: Any) -> str:
    """Return the JSON text of a value. Raises InvalidInputError for what JSON or the database cannot hold."""
    try:
        return orjson.dumps(value).decode()
    except TypeError as error:
        raise InvalidInputError(f"a document cannot be stored as JSON: {error}") from error


def from_json(text: str | bytes) -> Any:
    """Return the value of a JSON text written by ``to_json``."""
    return orjson.loads(text)


def check_text(text: str, field: str) -> None:
    """Refuse what not every database can hold: NUL characters and lone surrogates. Raises InvalidInputError."""
    if "\x00" in text:
        raise InvalidInputError(f"{field} holds a NUL character at position {text.index(chr(0))}", field=field)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInputError(f"{field} holds half a character at position {error.start}", field=field) from error
