"""The outer form: sentences cut from a stream, labels and stage directions stripped, garbage and length."""

import re

from sim.customer.voice.guard.scene import GuardScene

LONGEST_SENTENCE = 60
_ENOUGH_CHINESE = 0.5
_LABEL = re.compile(
    r"^\s*(客户|顾客|用户|我|你|您|对方|本人|客人|回复|回答|台词|customer)\s*(说|（[^）]*）)?\s*[:：]\s*", re.IGNORECASE
)
_ASIDE = re.compile(r"[（(【\[〔<＜][^）)】\]〕>＞]*[）)】\]〕>＞]|\*[^*]*\*|#+\s*|`+|—{2,}\s*$|[〔【].*$", re.DOTALL)
_OPEN_ASIDE = re.compile(r"[（(【\[〔][^）)】\]〕]*$")
_CLOSERS = "”’」』\"'"
_OPENERS = "“‘「『\"'"
_SPACE = " \t\r\n"
_WRAPPING = _OPENERS + _CLOSERS + _SPACE
_MARKED = re.compile(r"\*\*([^*]*)\*\*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_CLAUSES = re.compile(r"[，。！？；：…\s]+")
_DENIAL = re.compile(r"[不没]")
_SHORTEST_DENIED = 4
_ODD = re.compile(r"[\ufffd／|{}\\]|https?:")
_STUTTER = re.compile(r"(.)\1{5,}|(.{2})\2{3,}|([^，。！？]{3,})\3|([^，。！？]{7,}).*\4")
"""Models that lose the thread say the same characters over and over."""
_FULL_WIDTH = {",": "，", "!": "！", "?": "？", ";": "；", ":": "：", ".": "。"}
_HALF_WIDTH = re.compile(r"(?<![0-9A-Za-z])[,!?;:]|[,!?;:](?![0-9A-Za-z])|(?<=[\u4e00-\u9fff])\.(?=$|[\u4e00-\u9fff])")
_DOTS = re.compile(r"\.{2,}|。{3,}|…+")
_DOUBLED = re.compile(r"([，。！？；：])[，。；：]+")
_ENDS = "。！？!?\n"
SENTENCE_MARKS = _ENDS + _CLOSERS
"""Text without one of these completes no sentence."""
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
    return _with_full_marks(text)


def _with_full_marks(text: str) -> str:
    """Return Chinese text with Chinese marks: half-width ones are the model's habit, not the customer's."""
    text = _DOTS.sub("……", text)
    text = _HALF_WIDTH.sub(lambda mark: _FULL_WIDTH[mark[0]], text)
    return _DOUBLED.sub(r"\1", text)


def is_garbage(sentence: str, scene: GuardScene) -> str | None:
    """Return "garbage" for text that is not Chinese speech, or stutters."""
    letters = sum(map(str.isalpha, sentence))
    if len(_HAN.findall(sentence)) < _ENOUGH_CHINESE * letters:
        return "garbage"
    stutters = _STUTTER.search(sentence) and not _written_for_him(sentence, scene)
    return "garbage" if _ODD.search(sentence) or stutters or _contradicts_itself(scene.so_far + sentence) else None


def _written_for_him(sentence: str, scene: GuardScene) -> bool:
    """Tell whether an author wrote the sentence for him: 一个月一个月给我讲 is no stutter."""
    direction, scenario = scene.direction, scene.cast.scenario
    wordings = (direction.demand, direction.need, direction.hint, *direction.facts, *scenario.demand.said)
    lines = (text for line_set in scene.cast.archetype.lines for text in line_set.texts)
    facts = (text for fact in scenario.facts for text in fact.said)
    return any(sentence.strip("。！？") in text for text in (*wordings, *lines, *facts))


def _contradicts_itself(line: str) -> bool:
    """Tell whether the line says a clause and its denial (说我不来测温, 我来测温): a model that has lost the thread."""
    if not _DENIAL.search(line):
        return False
    clauses = [clause for clause in _CLAUSES.split(line) if len(clause) >= _SHORTEST_DENIED]
    denied = [_DENIAL.sub("", clause, count=1) for clause in clauses if _DENIAL.search(clause)]
    return any(without.endswith(clause) for without in denied for clause in clauses if not _DENIAL.search(clause))


def is_too_long(sentence: str, scene: GuardScene) -> str | None:
    """Return "too-long" where the sentence, or the line with it, is longer than this customer speaks."""
    limit = max(
        scene.cast.archetype.longest, *(len(fact) + 12 for fact in (*scene.direction.facts, scene.direction.need))
    )
    too_long = len(sentence) > max(LONGEST_SENTENCE, limit) or (
        bool(scene.so_far) and len(scene.so_far) + len(sentence) > limit
    )
    return "too-long" if too_long else None
