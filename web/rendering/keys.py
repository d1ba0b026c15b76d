"""Keys of pages as they stand in an address: the moment and id of the last row shown."""

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query

from sim.domain.errors import InvalidInputError
from sim.store import PageKey


def write_key(key: PageKey | None) -> str:
    """Return a key as it stands in an address, "" for none."""
    return f"{key.created_at.isoformat()}~{key.id}" if key else ""


def read_key(text: str) -> PageKey | None:
    """Return the key an address names, None for "". Raises InvalidInputError for what no page has written."""
    if not text:
        return None
    moment, _, row_id = text.partition("~")
    try:
        created_at = datetime.fromisoformat(moment)
    except ValueError as error:
        raise InvalidInputError(f"{text!r} is no place in the list", field="before") from error
    if created_at.tzinfo is None:
        raise InvalidInputError(f"{text!r} lacks a time zone", field="before")
    return PageKey(created_at, row_id)


async def key_of(before: Annotated[str, Query(max_length=100)] = "") -> PageKey | None:
    """Return the key in the address of a request."""
    return read_key(before)


KeyDep = Annotated[PageKey | None, Depends(key_of)]
