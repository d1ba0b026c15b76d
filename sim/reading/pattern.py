"""The pattern language of the lexicons: what a trainer writes, compiled to regular expressions.

A pattern is a phrase with a few signs::

    别(激动|生气)     one of several words           您?            the character before may be missing
    [一二两]          one of these characters        {2,4} * +      repeated
    <您>              a word class (classes.yaml)    ~  ~~          a gap inside a clause / inside a sentence
    ^  $              start / end of a clause        (?!…) (?<!…)   not followed by / not preceded by

Besides the regular expression each pattern yields sets of *triggers*: short strings. Every match contains at least one
trigger of each set, so a line is only searched for patterns whose triggers it holds.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from sim.reading.trigger import frequency, trigger_of

_MISPLACED = frozenset(")?*+{")
_BOUNDARY = ",。!?;:、.\n~…—\"“”'‘’「」『』()《》【】[]"
_CLAUSE_START = f"(?<![^{re.escape(_BOUNDARY)}])"
_CLAUSE_END = f"(?![^{re.escape(_BOUNDARY)}])"
_GAP = "[^,。!?;:\n]{0,8}?"
_WIDE_GAP = "[^。!?;\n]{0,20}?"
_MAX_STRINGS = 120
_MAX_SETS = 3
_WORD = r"[^()\[\]<>~^$.\\?*+{}|]"
_PLAIN = re.compile(f"{_WORD}+(?![?*+{{])")
_WORDS = re.compile(rf"({_WORD}+(?:\|{_WORD}+)*)\)")
_RANGE = re.compile("(.)-(.)")
_DELICATE = re.compile(r"\[[^\]]*[-^]|\{|\(\?<")
"""Ranges, numbers and look-behinds: what the regular expression engine may object to though we could read it."""


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
    may_be_empty: bool = False


EMPTY = Node("", ("",), may_be_empty=True)


@dataclass(frozen=True)
class Pattern:
    """A pattern ready for use. ``triggers`` are its sets, the rarest first; none means: search every line."""

    source: str
    expression: str
    triggers: tuple[frozenset[str], ...]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The regular expression, compiled at first use: most patterns are not needed for most lines."""
        return re.compile(self.expression)


def compile_pattern(source: str, classes: Mapping[str, Node] | None = None) -> Pattern:
    """Compile one pattern; ``classes`` maps the names of word classes to their nodes. Raises PatternError."""
    node = parse(source, classes or {})
    if node.may_be_empty:
        raise PatternError("would match an empty text", 0)
    return Pattern(source, node.regex, node.triggers)


def parse(source: str, classes: Mapping[str, Node]) -> Node:
    """Parse one pattern to a node. Raises PatternError with the position of the offending sign."""
    reader = _Reader(source.replace(" ", ""), classes)
    node = reader.alternatives()
    if reader.position < len(reader.source):
        raise PatternError(f"unexpected {reader.source[reader.position]!r}", reader.position)
    if _DELICATE.search(source):
        try:
            re.compile(node.regex)
        except re.error as error:
            raise PatternError(f"cannot be compiled: {error}", error.pos or 0) from error
    return node


def one_of(nodes: list[Node]) -> Node:
    """Join nodes to an alternative, longest strings first where all are plain."""
    if len(nodes) == 1:
        return nodes[0]
    strings: tuple[str, ...] | None = ()
    for node in nodes:
        strings = strings + node.strings if strings is not None and node.strings is not None else None
    best = [min(node.triggers, key=frequency) for node in nodes if node.triggers]
    triggers = (frozenset[str]().union(*best),) if len(best) == len(nodes) else ()
    if strings is not None and len(strings) > _MAX_STRINGS:
        strings = None
    branches = tuple(branch for node in nodes for branch in node.branches or (node.regex,))
    empty = any(node.may_be_empty for node in nodes)
    return Node(f"(?:{'|'.join(branches)})", strings, triggers, branches, empty)


def _word(text: str) -> Node:
    return Node(re.escape(text), (text,), (frozenset((trigger_of(text),)),))


def _words(texts: Sequence[str]) -> Node:
    """Return the alternative of plain words, as ``one_of`` would, without building a node for each."""
    if len(texts) == 1:
        return _word(texts[0])
    branches = tuple(map(re.escape, texts))
    strings = tuple(texts) if len(texts) <= _MAX_STRINGS else None
    return Node(f"(?:{'|'.join(branches)})", strings, (frozenset(map(trigger_of, texts)),), branches)


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
    sets.sort(key=frequency)
    return Node(
        "".join([node.regex for node in nodes]),
        tuple(whole) if whole is not None else None,
        tuple(sets[:_MAX_SETS]),
        may_be_empty=all(node.may_be_empty for node in nodes),
    )


def _joined(left: list[str] | None, right: tuple[str, ...] | None) -> list[str] | None:
    if left is None or right is None or len(left) * len(right) > _MAX_STRINGS:
        return None
    return [first + second for first, second in product(left, right)]


def _triggers_of(strings: list[str] | tuple[str, ...] | None) -> list[frozenset[str]]:
    if not strings or "" in strings:
        return []
    return [frozenset(trigger_of(text) for text in strings)]


def _spelt_out(body: str) -> tuple[str, ...] | None:
    """Return the characters of a set with ranges like ``0-9``; None where they are too many or a sign is escaped."""
    if "\\" in body:
        return None
    characters = _RANGE.sub(lambda found: "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1))), body)
    return tuple(dict.fromkeys(characters)) if len(characters) <= _MAX_STRINGS else None


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
            plain = _PLAIN.match(self.source, self.position)
            if plain:
                self.position = plain.end()
                nodes.append(_word(plain[0]))
            else:
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
            return Node(_WIDE_GAP if wide else _GAP, None, may_be_empty=True)
        if sign in "^$.":
            regex = {"^": _CLAUSE_START, "$": _CLAUSE_END, ".": "[^\n]"}[sign]
            return Node(regex, None if sign == "." else ("",), may_be_empty=sign != ".")
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
        words = _WORDS.match(self.source, self.position)
        if words:
            self.position = words.end()
            node = _words(words[1].split("|"))
        else:
            node = self.alternatives()
            if self._next() != ")":
                raise PatternError("'(' is never closed", start)
            self.position += 1
        if look:
            return Node(f"({look}{node.regex})", ("",), may_be_empty=True)
        return node if node.branches else Node(f"(?:{node.regex})", node.strings, node.triggers, (), node.may_be_empty)

    def _set(self, start: int) -> Node:
        end = self.source.find("]", self.position + 1)
        if end < 0:
            raise PatternError("'[' is never closed", start)
        body = self.source[self.position : end]
        self.position = end + 1
        if body.startswith("^"):
            return Node(f"[{body}]", None)
        if "-" in body:
            characters = _spelt_out(body)
            return Node(f"[{body}]", characters, (frozenset(characters),) if characters else ())
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
            return Node(f"(?:{node.regex})?", strings, may_be_empty=True)
        if sign == "*":
            self.position += 1
            return Node(f"(?:{node.regex})*", None, may_be_empty=True)
        if sign == "+":
            self.position += 1
            return Node(f"(?:{node.regex})+", None, node.triggers, (), node.may_be_empty)
        if sign == "{":
            times = re.compile(r"\{(\d+)(,\d*)?\}").match(self.source, self.position)
            if times is None:
                raise PatternError("'{' needs a number of times, for example {2,4}", start)
            self.position = times.end()
            least = int(times[1])
            empty = node.may_be_empty or not least
            return Node(f"(?:{node.regex}){times[0]}", None, node.triggers if least else (), (), empty)
        return node
