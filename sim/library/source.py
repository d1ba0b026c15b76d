"""YAML text as plain data that remembers the line of every key.

The C parser of libyaml gives events; values are built from them here, so that one pass yields data and line numbers.
Only what content needs is accepted: one document, mappings, lists and the scalars of YAML 1.2's core schema (``yes``
and ``no`` are words, not booleans). Aliases, anchors and tags are refused, size and depth are limited.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import yaml

from sim.domain.errors import ContentError

MAX_BYTES = 1024 * 1024
"""Largest content file, in bytes."""

MAX_DEPTH = 24
"""Deepest nesting of mappings and lists."""

_TYPE_NAMES = {
    str: "a text",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
}

Data = str | int | float | bool | list["Data"] | dict[str, "Data"] | None
FieldPath = tuple[str | int, ...]
"""The way to a part of a document: keys, and indices from 0."""

_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_NUMBER = re.compile(r"[-+]?(\.[0-9]{1,18}|[0-9]{1,18}(\.[0-9]{0,18})?)([eE][-+]?[0-9]{1,3})?")
_FOLDED_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef] [\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a document: where (path, and the line where the path alone cannot tell) and what.

    ``message`` says it in English, as the command line prints it; ``zh`` in Chinese, for authors at the desk.
    """

    path: FieldPath
    message: str
    line: int | None = None
    zh: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """The data of a document, the line (from 1) of each key and list item, and what is wrong with the text."""

    data: Data
    lines: Mapping[FieldPath, int] = field(default_factory=dict, hash=False)
    flaws: tuple[Flaw, ...] = ()

    def line(self, path: FieldPath) -> int:
        """Return the line of ``path``, or of its nearest part that stands in the text."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def error(self, flaw: Flaw, file: str) -> ContentError:
        """Return a flaw of this document as the error people read."""
        line = self.line(flaw.path) if flaw.line is None else flaw.line
        return ContentError(flaw.message, file=file, line=line, field=field_name(flaw.path), zh=flaw.zh)


def field_name(path: FieldPath) -> str:
    """Return a path as people write it: ``facts[2].asked_by[0]``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def kind_of(value: object) -> str:
    """Name the kind of a value for an error message."""
    return "nothing" if value is None else _TYPE_NAMES.get(type(value), type(value).__name__)


def parse(text: str) -> Source:
    """Parse one YAML document whose top level is a mapping. Never raises; what is wrong stands in ``flaws``."""
    size = len(text.encode())
    if size > MAX_BYTES:
        message = f"the file has {size} bytes; at most {MAX_BYTES} are allowed"
        return Source(None, flaws=(Flaw((), message, zh=f"共 {size} 字节，太大了，最多 {MAX_BYTES} 字节"),))
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        line = _line(error.problem_mark)
        column = error.problem_mark.column + 1 if error.problem_mark else 1
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        zh = f"第 {column} 列不合 YAML 写法（{problem}），请检查缩进、冒号和引号"
        return builder.stopped(f"is not valid YAML in column {column}: {problem}", line, zh)
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"has a character YAML does not allow (code {error.character:#x})"
        return builder.stopped(message, line, f"有一个 YAML 不允许的字符（编码 {error.character:#x}）")
    except _TooDeepError as error:
        return builder.stopped(
            f"is nested deeper than {MAX_DEPTH} levels", error.line, f"套得太深，最多 {MAX_DEPTH} 层"
        )
    return builder.finished()


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


@dataclass(slots=True)
class _Frame:
    """A mapping or list being filled. ``key`` is the mapping key whose value comes next."""

    value: list[Data] | dict[str, Data]
    path: FieldPath
    key: str | None = None


class _Builder:
    """Builds data from parser events without recursion."""

    def __init__(self) -> None:
        self._root: Data = None
        self._documents = 0
        self._frames: list[_Frame] = []
        self._lines: dict[FieldPath, int] = {}
        self._flaws: list[Flaw] = []

    def take(self, event: yaml.Event) -> None:
        line = _line(event.start_mark)
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents == 2:
                self._flaw(
                    "holds a second document; one file holds one document", line, "有第二份文档（---），一次只能有一份"
                )
        elif isinstance(event, yaml.AliasEvent):
            self._flaw(
                "aliases (*name) are not allowed; write the value out", line, "不能用别名（*名称），请把内容写出来"
            )
            self._put(None, line)
        elif isinstance(event, yaml.ScalarEvent):
            self._refuse_marks(event, line)
            self._scalar(event, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._refuse_marks(event, line)
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._frames.pop()

    def finished(self) -> Source:
        if not isinstance(self._root, dict):
            what = "is empty" if self._root is None else f"holds {kind_of(self._root)}"
            self._flaw(f"{what}; a content file is a mapping of fields", 1, "不是“字段: 内容”这样写的文档")
        return Source(self._root, self._lines, tuple(self._flaws))

    def stopped(self, message: str, line: int, zh: str) -> Source:
        return Source(None, self._lines, (*self._flaws, Flaw((), message, line, zh)))

    def _flaw(self, message: str, line: int, zh: str, path: FieldPath | None = None) -> None:
        self._flaws.append(Flaw(self._next_path() if path is None else path, message, line, zh))

    def _next_path(self) -> FieldPath:
        if not self._frames:
            return ()
        frame = self._frames[-1]
        if isinstance(frame.value, list):
            return (*frame.path, len(frame.value))
        return frame.path if frame.key is None else (*frame.path, frame.key)

    def _refuse_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, line: int) -> None:
        if event.anchor is not None:
            message = f"anchors (&{event.anchor}) are not allowed; write the value out"
            self._flaw(message, line, f"不能用锚点（&{event.anchor}），请把内容写出来")
        if event.tag is not None:
            self._flaw(
                f"tags ({event.tag}) are not allowed; write plain values",
                line,
                f"不能用标签（{event.tag}），请直接写内容",
            )

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        frame = self._frames[-1] if self._frames else None
        if frame is not None and isinstance(frame.value, dict) and frame.key is None:
            self._key(frame, event.value, line)
            return
        if _line(event.end_mark) > line and event.style != "|" and _FOLDED_CHINESE.search(event.value):
            message = "a line break inside Chinese text reads as a space; keep the text on one line"
            self._flaw(message, line, "一段中文折成了两行，读出来会多一个空格，请写在一行里")
        self._put(resolve(event.value) if event.implicit[0] else event.value, line)

    def _key(self, frame: _Frame, key: str, line: int) -> None:
        path = (*frame.path, key)
        if isinstance(frame.value, dict) and key in frame.value:
            first = self._lines[path]
            self._flaw(
                f"stands twice, first in line {first}; once is allowed", line, f"写了两次，头一次在第 {first} 行", path
            )
        else:
            self._lines[path] = line
        frame.key = key

    def _open(self, value: list[Data] | dict[str, Data], line: int) -> None:
        if len(self._frames) >= MAX_DEPTH:
            raise _TooDeepError(line)
        path = self._next_path()
        if self._frames and isinstance(self._frames[-1].value, dict) and self._frames[-1].key is None:
            self._flaw("a key must be a plain word", line, "字段名要是一个普通的词")
            self._frames[-1].key = f"(line {line})"
            self._frames.append(_Frame(value, path))
            return
        self._put(value, line)
        self._frames.append(_Frame(value, path))

    def _put(self, value: Data, line: int) -> None:
        if not self._frames:
            self._root = value if self._documents == 1 else self._root
            return
        frame = self._frames[-1]
        if isinstance(frame.value, list):
            self._lines[(*frame.path, len(frame.value))] = line
            frame.value.append(value)
        elif frame.key is not None:
            frame.value.setdefault(frame.key, value)
            frame.key = None


class _Mark(Protocol):
    """A place in the text, as the C parser and the pure one both give it; lines count from 0."""

    line: int


def _line(mark: _Mark | None) -> int:
    return 1 if mark is None else mark.line + 1


def resolve(text: str) -> Data:
    """Return what a plain scalar means by the core schema of YAML 1.2."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _NUMBER.fullmatch(text):
        return float(text)
    return text
