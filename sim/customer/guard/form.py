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
_END = re.compile(f"[{_ENDS}][{_ENDS}{_CLOSERS}]*")
_PAIRS = (("“", "”"), ("‘", "’"), ("「", "」"), ("『", "』"))


class SentenceCutter:
    """Collects pieces of a stream and gives out whole sentences only."""

    def __init__(self) -> None:
        self._rest = ""
        self._at_end = False

    def feed(self, piece: str) -> list[str]:
        """Take a piece, return the sentences it completes.

        A sentence is given out with its end mark, not a token later. Marks that still follow are dropped, except
        where a quotation is open: its closing mark is waited for.
        """
        if self._at_end:
            piece = piece.lstrip(_ENDS + _CLOSERS)
            self._at_end = not piece
        self._rest += piece
        sentences = []
        while (end := self._end()) is not None:
            sentences.append(self._rest[:end])
            self._rest = self._rest[end:]
            self._at_end = not self._rest
        return sentences

    def flush(self) -> str:
        """Return what is left at the end of the stream."""
        rest, self._rest = self._rest, ""
        return rest

    def _end(self) -> int | None:
        for mark in _END.finditer(self._rest):
            if _OPEN_ASIDE.search(self._rest[: mark.start() + 1]):
                continue
            waits = mark.end() == len(self._rest) and mark[0] != "\n" and _in_quotation(self._rest)
            return None if waits else mark.end()
        return None


def _in_quotation(text: str) -> bool:
    return any(text.count(opener) > text.count(closer) for opener, closer in _PAIRS) or bool(text.count('"') % 2)


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
