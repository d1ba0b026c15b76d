"""Carrying changes over: what was changed between two texts, done to a third that says the same in another spelling."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

Span = tuple[int, int]


def carried(text: str, before: str, after: str) -> str:
    """Return ``text`` with the lines changed that differ between ``before`` and ``after``.

    ``before`` is ``text`` as a writer spells it, ``after`` the same with some changes. Lines the changes leave alone
    keep the spelling of ``text``; where a change touches lines that are spelled otherwise, it takes those along.
    """
    if text == before:
        return after
    own, old, new = (part.splitlines(keepends=True) for part in (text, before, after))
    at_home = _same_lines(old, own)
    kept = _same_lines(old, new)
    out: list[str] = []
    done = 0
    for start, end in _changed(old, new, at_home, kept):
        begins, ends = _place(start, end, at_home, len(old), len(own))
        first, last = _place(start, end, kept, len(old), len(new))
        out += own[done:begins] + new[first:last]
        done = ends
    return "".join(out + own[done:])


def _same_lines(a: Sequence[str], b: Sequence[str]) -> dict[int, int]:
    """Return which line of ``b`` each line of ``a`` is found again in."""
    blocks = SequenceMatcher(a=a, b=b, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _changed(old: Sequence[str], new: Sequence[str], at_home: dict[int, int], kept: dict[int, int]) -> list[Span]:
    """Return the spans of old lines that change, each grown until the lines around it are found in both other texts."""
    spans: list[Span] = []
    both = [index in at_home and index in kept for index in range(len(old))]
    for tag, start, end, _first, _last in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        while start > 0 and not both[start - 1]:
            start -= 1
        while end < len(old) and not both[end]:
            end += 1
        if spans and start <= spans[-1][1]:
            start, end = spans[-1][0], max(end, spans.pop()[1])
        spans.append((start, end))
    assert all(one[1] < two[0] for one, two in pairwise(spans))  # noqa: S101 - spans that touch were joined above
    return spans


def _place(start: int, end: int, found: dict[int, int], length: int, other: int) -> Span:
    """Return where a span of old lines stands in the other text: between the neighbours found there."""
    return (found[start - 1] + 1 if start > 0 else 0, found[end] if end < length else other)
