"""What two texts have in common: content pairs of characters and figures, no word list of any trade."""

import re
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise

from sim.grading.words.skeleton import Skeleton

_FUNCTION = frozenset(
    "的了是我您你他她它们咱在有和与就都也还又再很更最太不没无吗呢吧啊呀哦嗯着过把被让给对向从到上下里这那个些什么怎样样"
    "一二两三四五六七八九十会能可要想说请好先后去来做为以及或但而且如果因所之其于并等将已经只跟比得地"
)
_ENDS = "。！？!?；;\n"
_NUMERALS = str.maketrans("零〇一二两三四五六七八九", "001223456789")
_FIGURE = re.compile(r"\d+(?:[.:]\d+)*|[〇零一二两三四五六七八九十百千]{2,}")
_TENS = re.compile(r"^([一二三四五六七八九]?)十([一二三四五六七八九]?)$")


@lru_cache(maxsize=4096)
def grams(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring content characters of a text; pairs of mere function words are left out."""
    skeleton = Skeleton.of(text).text
    return frozenset(
        pair
        for pair in map("".join, pairwise(skeleton))
        if not (pair[0] in _FUNCTION or pair[1] in _FUNCTION) and not pair.isdigit()
    )


@lru_cache(maxsize=4096)
def figures(text: str) -> frozenset[str]:
    """Return the figures of a text (two digits or more, Chinese numerals read), e.g. amounts, times, numbers."""
    found = set()
    for match in _FIGURE.finditer(Skeleton.of(text).text if not re.search(r"\d[.:：]\d", text) else _plain(text)):
        figure = _arabic(match.group())
        if len(figure) >= 2:
            found.add(figure)
    return frozenset(found)


def overlap(part: str, whole: str) -> float:
    """Return which share of the content of ``part`` (pairs and figures) is in ``whole``; 0 if it has none."""
    content = grams(part) | figures(part)
    return len(content & (grams(whole) | figures(whole))) / len(content) if content else 0.0


def shared(first: str, second: str) -> frozenset[str]:
    """Return the content pairs and figures two texts have in common."""
    return (grams(first) | figures(first)) & (grams(second) | figures(second))


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence of ``text`` that holds ``text[start:end]``."""
    first, last = sentence_span(text, start, end)
    return text[first:last]


def sentence_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the sentence that holds ``text[start:end]``, its closing mark included."""
    ends = _ends(text)
    before = bisect_left(ends, start)
    first = ends[before - 1] + 1 if before else 0
    after = bisect_left(ends, max(start, end - 1))
    last = ends[after] + 1 if after < len(ends) else len(text)
    while first < start and text[first].isspace():
        first += 1
    return first, last


@lru_cache(maxsize=256)
def _ends(text: str) -> tuple[int, ...]:
    return tuple(place for place, char in enumerate(text) if char in _ENDS)


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Return the spans of the sentences of a text, blanks at their start left out."""
    spans, start = [], 0
    while start < len(text):
        if text[start].isspace():
            start += 1
            continue
        _, end = sentence_span(text, start, start + 1)
        spans.append((start, max(end, start + 1)))
        start = spans[-1][1]
    return tuple(spans)


def _plain(text: str) -> str:
    return text.replace("：", ":").replace(" ", "")


def _arabic(figure: str) -> str:
    tens = _TENS.match(figure)
    if tens:
        return (tens[1].translate(_NUMERALS) or "1") + (tens[2].translate(_NUMERALS) or "0")
    return figure if figure[0].isdigit() else figure.translate(_NUMERALS)
