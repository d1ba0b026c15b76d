"""The outer form: sentences cut from a stream, labels and stage directions stripped, garbage and length."""

import re

from sim.customer.guard.scene import GuardScene

LONGEST_SENTENCE = 60
_ENOUGH_CHINESE = 0.5
_LABEL = re.compile(
    r"^\s*(客户|顾客|用户|我|本人|客人|回复|回答|台词|customer)\s*(说|（[^）]*）)?\s*[:：]\s*", re.IGNORECASE
)
_ASIDE = re.compile(r"[（(【\[〔<＜][^）)】\]〕>＞]*[）)】\]〕>＞]|\*[^*]*\*|#+\s*|`+|—{2,}\s*$|[〔【].*$", re.DOTALL)
_OPEN_ASIDE = re.compile(r"[（(【\[〔][^）)】\]〕]*$")
_CLOSERS = "”’」』\"'"
_OPENERS = "“‘「『\"'"
_SPACE = " \t\r\n"
_WRAPPING = _OPENERS + _CLOSERS + _SPACE
_MARKED = re.compile(r"\*\*([^*]*)\*\*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_ODD = re.compile(r"[\ufffd／|{}\\]|https?:")
_STUTTER = re.compile(r"(.)\1{5,}|(.{2})\2{3,}|([^，。！？]{3,})\3|([^，。！？]{5,}).*\4")
"""Models that lose the thread say the same characters over and over."""
_ENDS = "。！？!?\n"


class SentenceCutter:
    """Collects pieces of a stream and gives out whole sentences only."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, piece: str) -> list[str]:
        """Take a piece, return the sentences it completes. The last end mark waits for what may belong to it."""
        self._rest += piece
        sentences = []
        while (end := self._end()) is not None:
            sentences.append(self._rest[:end])
            self._rest = self._rest[end:]
        return sentences

    def flush(self) -> str:
        """Return what is left at the end of the stream."""
        rest, self._rest = self._rest, ""
        return rest

    def _end(self) -> int | None:
        for at, char in enumerate(self._rest):
            if char not in _ENDS or _OPEN_ASIDE.search(self._rest[: at + 1]):
                continue
            end = at + 1
            while end < len(self._rest) and self._rest[end] in _ENDS + _CLOSERS:
                end += 1
            return end if end < len(self._rest) or char == "\n" else None
        return None


def cleaned(sentence: str) -> str:
    """Return the sentence without speaker label, stage directions, markdown and wrapping quotation marks."""
    text = _ASIDE.sub("", _MARKED.sub(r"\1", sentence)).strip(_SPACE)
    text = _LABEL.sub("", text).strip(_SPACE + "*")
    if text[:1] in _OPENERS and text[-1:] in _CLOSERS:
        text = text[1:-1]
    if text.count("“") != text.count("”") or text.count('"') % 2:
        text = text.strip(_WRAPPING)
    return text


def is_garbage(sentence: str, scene: GuardScene) -> str | None:
    """Return "garbage" for text that is not Chinese speech, or stutters."""
    letters = [char for char in sentence if char.isalnum()]
    chinese = len(_HAN.findall(sentence))
    if letters and chinese < _ENOUGH_CHINESE * len(letters):
        return "garbage"
    return "garbage" if _ODD.search(sentence) or _STUTTER.search(sentence) else None


def is_too_long(sentence: str, scene: GuardScene) -> str | None:
    """Return "too-long" where the sentence, or the line with it, is longer than this customer speaks."""
    limit = max(
        scene.cast.archetype.longest, *(len(fact) + 12 for fact in (*scene.direction.facts, scene.direction.need))
    )
    too_long = len(sentence) > max(LONGEST_SENTENCE, limit) or (
        bool(scene.so_far) and len(scene.so_far) + len(sentence) > limit
    )
    return "too-long" if too_long else None
