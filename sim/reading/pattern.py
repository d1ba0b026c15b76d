"""The pattern language of the lexicons: what a trainer writes, compiled to regular expressions.

A pattern is a phrase with a few signs::

    别(激动|生气)     one of several words           您?            the character before may be missing
    [一二两]          one of these characters        {2,4} * +      repeated
    <您>              a word class (classes.yaml)    ~  ~~          a gap inside a clause / inside a sentence
    ^  $              start / end of a clause        (?!…) (?<!…)   not followed by / not preceded by

Besides the regular expression each pattern yields *triggers*: pairs of characters (or single ones) of which every
match must contain at least one. A line is only searched for patterns whose trigger it holds.
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
_COMMON = frozenset(
    [
        "我们",
        "给您",
        "您的",
        "这个",
        "一下",
        "可以",
        "我给",
        "的话",
        "不是",
        "现在",
        "就是",
        "了,",
        "。您",
        ",您",
        ",我",
        "。我",
        "是不",
        "没有",
        "什么",
    ]
)


class PatternError(ValueError):
    """A pattern that cannot be understood. ``position`` counts characters from 0."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Node:
    """A compiled piece: its regular expression, all strings it can be (None: too many), and its triggers."""

    regex: str
    strings: tuple[str, ...] | None
    triggers: frozenset[str] | None


EMPTY = Node("", ("",), None)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern ready for use. ``triggers`` None means that every line must be searched."""

    source: str
    regex: re.Pattern[str]
    triggers: frozenset[str] | None


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
    triggers: frozenset[str] | None = frozenset()
    for node in nodes:
        strings = strings + node.strings if strings is not None and node.strings is not None else None
        triggers = triggers | node.triggers if triggers is not None and node.triggers is not None else None
    if strings is not None and len(strings) > _MAX_STRINGS:
        strings = None
    return Node("(?:" + "|".join(node.regex for node in nodes) + ")", strings, triggers)


def _sequence(nodes: list[Node]) -> Node:
    if not nodes:
        return EMPTY
    best: frozenset[str] | None = None
    run: list[str] | None = [""]
    whole: list[str] | None = [""]
    for node in nodes:
        whole = _joined(whole, node.strings)
        longer = _joined(run, node.strings)
        if longer is None:
            best = _better(best, _triggers_of(run))
            best = _better(best, node.triggers)
            run = list(node.strings) if node.strings is not None else [""]
        else:
            run = longer
    best = _better(best, _triggers_of(run))
    return Node("".join(node.regex for node in nodes), tuple(whole) if whole is not None else None, best)


def _joined(left: list[str] | None, right: tuple[str, ...] | None) -> list[str] | None:
    if left is None or right is None or len(left) * len(right) > _MAX_STRINGS:
        return None
    return [first + second for first, second in product(left, right)]


def _triggers_of(strings: list[str] | tuple[str, ...] | None) -> frozenset[str] | None:
    if not strings or "" in strings:
        return None
    return frozenset(_trigger(text) for text in strings)


def _trigger(text: str) -> str:
    if len(text) == 1:
        return text
    pairs = [text[i : i + 2] for i in range(len(text) - 1)]
    return next((pair for pair in pairs if pair not in _COMMON), pairs[0])


def _better(left: frozenset[str] | None, right: frozenset[str] | None) -> frozenset[str] | None:
    if left is None or right is None:
        return left if right is None else right
    return max(left, right, key=lambda found: (min(map(len, found)), -len(found)))


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
            return Node(_WIDE_GAP if wide else _GAP, None, None)
        if sign in "^$.":
            regex = {"^": _CLAUSE_START, "$": _CLAUSE_END, ".": "[^\n]"}[sign]
            return Node(regex, None if sign == "." else ("",), None)
        if sign == "\\":
            sign = self._next()
            self.position += 1
            return Node(re.escape(sign), (sign,), frozenset(sign))
        if sign in _MISPLACED:
            raise PatternError(f"{sign!r} stands where a word is expected", start)
        return Node(re.escape(sign), (sign,), frozenset(sign))

    def _group(self, start: int) -> Node:
        look = next((look for look in ("?!", "?<!", "?=", "?<=") if self.source.startswith(look, self.position)), "")
        self.position += len(look)
        node = self.alternatives()
        if self._next() != ")":
            raise PatternError("'(' is never closed", start)
        self.position += 1
        if look:
            return Node(f"({look}{node.regex})", ("",), None)
        return Node(f"(?:{node.regex})", node.strings, node.triggers)

    def _set(self, start: int) -> Node:
        end = self.source.find("]", self.position + 1)
        if end < 0:
            raise PatternError("'[' is never closed", start)
        body = self.source[self.position : end]
        self.position = end + 1
        if body.startswith("^") or "-" in body:
            return Node(f"[{body}]", None, None)
        return Node("[" + re.escape(body) + "]", tuple(body), frozenset(body))

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
            return Node(f"(?:{node.regex})?", strings, None)
        if sign == "*":
            self.position += 1
            return Node(f"(?:{node.regex})*", None, None)
        if sign == "+":
            self.position += 1
            return Node(f"(?:{node.regex})+", None, node.triggers)
        if sign == "{":
            times = re.compile(r"\{(\d+)(,\d*)?\}").match(self.source, self.position)
            if times is None:
                raise PatternError("'{' needs a number of times, for example {2,4}", start)
            self.position = times.end()
            return Node(f"(?:{node.regex}){times[0]}", None, node.triggers if int(times[1]) else None)
        return node
