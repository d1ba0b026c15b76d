"""Figures of a Chinese text and of its English, read so that they can be compared: amounts, dates, hours, counts."""

import re

from sim.customer.voice.guard.numerals import chinese_number, figures

_TIME = re.compile(r"(?<![\d.])(\d{1,2})[:：](\d{2})(?!\d)|(?<![\d.])(\d{1,2})\.(\d{2})(?=\s?[ap]\.?m)")
_ARABIC = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?([万亿千]|(?:hundred|thousand|million|billion)\b)?")
_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万]+")
_WORD = re.compile(r"[a-z]+")
_HALF_DAYS = re.compile(r"上午|下午|早|晚|夜|中午|[ap]\.?m\b|morning|afternoon|evening|night|noon")
_HALF_DAY = 12.0
_SAID_BY_A = frozenset({1.0})
"""1间 is "a room": an article says it."""
_MULTIPLES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_SCALES = {"": 1, "千": 1000, "万": 10_000, "亿": 100_000_000, **_MULTIPLES}

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_MONTHS = "january february march april may june july august september october november december"
_TIMES = {"once": 1, "twice": 2, "both": 2, "double": 2, "triple": 3, "tripled": 3, "dozen": 12, "fortnight": 14}
_VALUES = {
    **{word: value for value, word in enumerate(_SMALL.split())},
    **{word: 10 * value for value, word in enumerate(_TENS.split(), start=2)},
    **{word: value for value, word in enumerate(_ORDINALS.split(), start=1)},
}
_MONTH_NUMBERS = {word: value for value, word in enumerate(_MONTHS.split(), start=1)}


def figures_apart(zh: str, en: str) -> tuple[frozenset[float], frozenset[float]]:
    """Return the figures that only the Chinese says and those that only the English says.

    A text is held to its plain figures; on the other side any wording counts: a numeral however small, a number word,
    a month by its name, an hour of either half of the day where one is named.
    """
    english, chinese = en.lower(), zh
    in_english = _arabic(english) | _words(english)
    in_chinese = _arabic(chinese) | _numerals(chinese)
    if _HALF_DAYS.search(chinese) or _HALF_DAYS.search(english):
        in_english, in_chinese = _on_both_halves(in_english), _on_both_halves(in_chinese)
    spoken = figures(_TIME.sub("", _ARABIC.sub("", chinese)))
    return (_arabic(chinese) | spoken) - in_english - _SAID_BY_A, _arabic(english) - in_chinese - _SAID_BY_A


def _arabic(text: str) -> frozenset[float]:
    """Return what is written in digits; an hour and its minutes are two figures, and full hours have no minutes."""
    clock = [float(part) for found in _TIME.findall(text) for part in found if part.strip("0")]
    rest = _ARABIC.findall(_TIME.sub(" ", text))
    return frozenset([*clock, *(float(value.replace(",", "")) * _SCALES[scale] for value, scale in rest)])


def _numerals(text: str) -> frozenset[float]:
    values = (chinese_number(numeral) for numeral in _NUMERAL.findall(text))
    return frozenset(value for value in values if value is not None)


def _words(text: str) -> frozenset[float]:
    """Return what is written in English words: thirty-six is 36 (and 30 and 6), two hundred is 200."""
    found: set[float] = set()
    run = 0.0
    for word in _WORD.findall(text):
        if word in _MULTIPLES:
            run = (run or 1) * _MULTIPLES[word]
        elif word in _VALUES:
            run += _VALUES[word]
            found.add(float(_VALUES[word]))
        elif word != "and":
            run = 0.0
        found.add(run)
        found.update(float(table[word]) for table in (_TIMES, _MONTH_NUMBERS) if word in table)
    return frozenset(found)


def _on_both_halves(values: frozenset[float]) -> frozenset[float]:
    moved = {value + way * _HALF_DAY for value in values for way in (-1, 1) if 0 <= value + way * _HALF_DAY <= 24}
    return values | moved
