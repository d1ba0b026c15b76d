"""Triggers: short strings without which a pattern cannot match, and how rare they are in a line of Chinese."""

_TRIGGER_LENGTH = 3
_RATES = {(1, 0): 0.08, (1, 1): 0.5, (2, 0): 0.005, (2, 1): 0.01, (2, 2): 0.03}
_RATES |= {(3, 0): 0.001, (3, 1): 0.002, (3, 2): 0.004, (3, 3): 0.01}
_RATE_OF_ASCII = 0.02
"""How often a line holds a certain string, by its length and the number of common characters in it; rough."""
_COMMON = frozenset("我您的是不了有在这就一个们你给来要到说会后可以上时没好先,。?:;、")


def frequency(triggers: frozenset[str]) -> float:
    """Estimate how many of these a line of Chinese holds."""
    return sum([_rate(each) for each in triggers])


def _rate(text: str) -> float:
    if len(text) == 1 and text.isascii() and text.isalnum():
        return _RATE_OF_ASCII
    return _RATES[len(text), len(_COMMON.intersection(text))]


def trigger_of(text: str) -> str:
    """Return the rarest piece of ``text``; of two equally rare the first."""
    if len(text) <= _TRIGGER_LENGTH:
        return text
    common = [char in _COMMON for char in text]  # of pieces of one length the one with the fewest of these is rarest
    count = least = sum(common[:_TRIGGER_LENGTH])
    first = 0
    for end in range(_TRIGGER_LENGTH, len(text)):
        if not least:
            break
        count += common[end] - common[end - _TRIGGER_LENGTH]
        if count < least:
            least, first = count, end - _TRIGGER_LENGTH + 1
    return text[first : first + _TRIGGER_LENGTH]
