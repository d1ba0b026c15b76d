"""The pattern language of the lexicons: what a trainer writes, compiled to regular expressions.

A pattern is a phrase with a few signs::

    别(激动|生气)     one of several words           您?            the character before may be missing
    [一二两]          one of these characters        {2,4} * +      repeated
    <您>              a word class (classes.yaml)    ~  ~~          a gap inside a clause / inside a sentence
    ^  $              start / end of a clause        (?!…) (?<!…)   not followed by / not preceded by

Besides the regular expression each pattern yields sets of *triggers*: strings of up to three characters. Every match
contains at least one trigger of each set, so a line is only searched for patterns whose triggers it holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

_MISPLACED = frozenset(")?*+{")
_BOUNDARY = ",。!?;:、.\n~…—\"“”'‘’「」『』()《》【】[]"
_CLAUSE_START = f"(?<![^{re.escape(_BOUNDARY)}])"
_CLAUSE_END = f"(?![^{re.escape(_BOUNDARY)}])"
_GAP = "[^,。!?;:\n]{0,8}?"
_WIDE_GAP = "[^。!?;\n]{0,20}?"
_MAX_STRINGS = 300
TRIGGER_LENGTH = 3
_RATES = {1: 0.08, 2: 0.01, 3: 0.002}
_COMMON = frozenset("我您的是不了有在这就一个们你给来要到说会后可以上时没好先,。?:;、")


class PatternError(ValueError):
    """A pattern that cannot be understood. ``position`` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Node:
    """A compiled piece: its regular expression, all strings it can be (None: too many), and its trigger sets.

    ``branches`` are the alternatives it consists of. They are kept apart so that nested alternatives become one flat
    list: the regular expression engine skips quickly to possible starts only where every branch starts plainly.
    """

    regex: str
    strings: tuple[str, ...] | None
    triggers: tuple[frozenset[str], ...] = ()
    branches: tuple[str, ...] = ()


EMPTY = Node("", ("",))


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern ready for use. ``triggers`` are its sets, the rarest first; none means: search every line."""

    source: str
    regex: re.Pattern[str]
    triggers: tuple[frozenset[str], ...]


def compile_pattern(source: str, classes: Mapping[str, Node] | None = None) -> Pattern:
    """Compile one pattern; ``classes`` maps the names of word classes to their nodes. Raises PatternError."""
    node = parse(source, classes or {})
    try:
        regex = re.compile(node.regex)
    except re.error as error:
        raise PatternError(f"cannot be compiled: {error}", error.pos or 0) from error
    if regex.match(""):
        raise PatternError("would match an empty text", 0)
    return Pattern(source, regex, node.triggers)


def parse(source: str, classes: Mapping[str, Node]) -> Node:
    """Parse one pattern to a node. Raises PatternError with the position of the offending sign."""
    reader = _Reader(source.replace(" ", ""), classes)
    node = reader.alternatives()
    if reader.position < len(reader.source):
        raise PatternError(f"unexpected {reader.source[reader.position]!r}", reader.position)
    return node


def one_of(nodes: list[Node]) -> Node:
    """Join nodes to an alternative, longest strings first where all are plain."""
    if len(nodes) == 1:
        return nodes[0]
    strings: tuple[str, ...] | None = ()
    for node in nodes:
        strings = strings + node.strings if strings is not None and node.strings is not None else None
    best = [min(node.triggers, key=_frequency) for node in nodes if node.triggers]
    triggers = (frozenset[str]().union(*best),) if len(best) == len(nodes) else ()
    if strings is not None and len(strings) > _MAX_STRINGS:
        strings = None
    branches = tuple(branch for node in nodes for branch in node.branches or (node.regex,))
    return Node(f"(?:{'|'.join(branches)})", strings, triggers, branches)


def _sequence(nodes: list[Node]) -> Node:
    if len(nodes) < 2:
        return nodes[0] if nodes else EMPTY
    sets: list[frozenset[str]] = []
    run: list[str] | None = [""]
    whole: list[str] | None = [""]
    for node in nodes:
        whole = _joined(whole, node.strings)
        longer = _joined(run, node.strings)
        if longer is None:
            sets += _triggers_of(run)
            sets += node.triggers if node.strings is None else ()
            run = list(node.strings) if node.strings is not None else [""]
        else:
            run = longer
    sets += _triggers_of(run)
    sets.sort(key=_frequency)
    return Node("".join(node.regex for node in nodes), tuple(whole) if whole is not None else None, tuple(sets[:3]))


def _joined(left: list[str] | None, right: tuple[str, ...] | None) -> list[str] | None:
    if left is None or right is None or len(left) * len(right) > _MAX_STRINGS:
        return None
    return [first + second for first, second in product(left, right)]


def _triggers_of(strings: list[str] | tuple[str, ...] | None) -> list[frozenset[str]]:
    if not strings or "" in strings:
        return []
    return [frozenset(_trigger(text) for text in strings)]


def _frequency(triggers: frozenset[str]) -> float:
    """Estimate how often a line of Chinese holds one of these: the shorter a trigger, the commoner."""
    return sum(_RATES[len(each)] if len(each) > 1 or each not in _COMMON else 0.5 for each in triggers)


def _trigger(text: str) -> str:
    return text[:TRIGGER_LENGTH]


class _Reader:
    """Recursive descent over one pattern."""

    def __init__(self, source: str, classes: Mapping[str, Node]) -> None:
        self.source = source
        self.classes = classes
        self.position = 0

    def alternatives(self) -> Node:
        nodes = [self.sequence()]
        while self._next() == "|":
            self.position += 1
            nodes.append(self.sequence())
        return one_of(nodes)

    def sequence(self) -> Node:
        nodes: list[Node] = []
        while (sign := self._next()) and sign not in "|)":
            nodes.append(self._repeated(self._atom()))
        return _sequence(nodes)

    def _next(self) -> str:
        return self.source[self.position : self.position + 1]

    def _atom(self) -> Node:
        sign = self._next()
        start = self.position
        self.position += 1
        if sign == "(":
            return self._group(start)
        if sign == "[":
            return self._set(start)
        if sign == "<":
            return self._class(start)
        if sign == "~":
            wide = self._next() == "~"
            self.position += wide
            return Node(_WIDE_GAP if wide else _GAP, None)
        if sign in "^$.":
            regex = {"^": _CLAUSE_START, "$": _CLAUSE_END, ".": "[^\n]"}[sign]
            return Node(regex, None if sign == "." else ("",))
        if sign == "\\":
            sign = self._next()
            self.position += 1
            return Node(re.escape(sign), (sign,), (frozenset(sign),))
        if sign in _MISPLACED:
            raise PatternError(f"{sign!r} stands where a word is expected", start)
        return Node(re.escape(sign), (sign,), (frozenset(sign),))

    def _group(self, start: int) -> Node:
        look = next((look for look in ("?!", "?<!", "?=", "?<=") if self.source.startswith(look, self.position)), "")
        self.position += len(look)
        node = self.alternatives()
        if self._next() != ")":
            raise PatternError("'(' is never closed", start)
        self.position += 1
        if look:
            return Node(f"({look}{node.regex})", ("",))
        return node if node.branches else Node(f"(?:{node.regex})", node.strings, node.triggers)

    def _set(self, start: int) -> Node:
        end = self.source.find("]", self.position + 1)
        if end < 0:
            raise PatternError("'[' is never closed", start)
        body = self.source[self.position : end]
        self.position = end + 1
        if body.startswith("^") or "-" in body:
            return Node(f"[{body}]", None)
        return Node("[" + re.escape(body) + "]", tuple(body), (frozenset(body),))

    def _class(self, start: int) -> Node:
        end = self.source.find(">", self.position)
        name = self.source[self.position : end] if end > 0 else ""
        if name not in self.classes:
            raise PatternError(f"no word class <{name}>; known: {', '.join(sorted(self.classes))}", start)
        self.position = end + 1
        return self.classes[name]

    def _repeated(self, node: Node) -> Node:
        start = self.position
        sign = self._next()
        if sign == "?":
            self.position += 1
            strings = (*node.strings, "") if node.strings is not None else None
            return Node(f"(?:{node.regex})?", strings)
        if sign == "*":
            self.position += 1
            return Node(f"(?:{node.regex})*", None)
        if sign == "+":
            self.position += 1
            return Node(f"(?:{node.regex})+", None, node.triggers)
        if sign == "{":
            times = re.compile(r"\{(\d+)(,\d*)?\}").match(self.source, self.position)
            if times is None:
                raise PatternError("'{' needs a number of times, for example {2,4}", start)
            self.position = times.end()
            return Node(f"(?:{node.regex}){times[0]}", None, node.triggers if int(times[1]) else ())
        return node
