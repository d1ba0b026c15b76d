"""Two texts side by side, line by line, with what stayed the same folded away."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

CONTEXT = 3


@dataclass(frozen=True, slots=True)
class Line:
    """One line of one side: its number from 1, its text."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the same line on both sides, a changed one, or a line that only one side has.

    ``folded`` is the number of equal lines left out at this place; such a row has neither side.
    """

    old: Line | None
    new: Line | None
    changed: bool
    folded: int = 0


def side_by_side(old: str, new: str, context: int = CONTEXT) -> tuple[Row, ...]:
    """Return the rows of a comparison; equal texts give none. ``context`` equal lines stay around each change."""
    a, b = old.splitlines(), new.splitlines()
    codes = SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes()
    if all(code[0] == "equal" for code in codes):
        return ()
    rows: list[Row] = []
    for at, (tag, i1, i2, j1, j2) in enumerate(codes):
        if tag == "equal":
            pairs = [
                Row(Line(i1 + n + 1, a[i1 + n]), Line(j1 + n + 1, b[j1 + n]), changed=False) for n in range(i2 - i1)
            ]
            rows += _folded(pairs, 0 if at == 0 else context, 0 if at == len(codes) - 1 else context)
        else:
            rows += _changed(_lines(a, i1, i2), _lines(b, j1, j2))
    return tuple(rows)


def _lines(text: Sequence[str], start: int, end: int) -> list[Line]:
    return [Line(index + 1, text[index]) for index in range(start, end)]


def _changed(old: list[Line], new: list[Line]) -> Iterator[Row]:
    for index in range(max(len(old), len(new))):
        yield Row(
            old[index] if index < len(old) else None,
            new[index] if index < len(new) else None,
            changed=True,
        )


def _folded(rows: list[Row], head: int, tail: int) -> list[Row]:
    """Leave out the middle of equal rows, where that spares at least two."""
    left_out = len(rows) - head - tail
    if left_out < 2:
        return rows
    return [*rows[:head], Row(None, None, changed=False, folded=left_out), *rows[len(rows) - tail :]]
