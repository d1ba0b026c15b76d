"""Changing a document's YAML text where a form has changed it, and nowhere else: comments, order and spelling stay."""

import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString, SingleQuotedScalarString

from sim.domain.errors import ContentError
from sim.library.carrying import carried
from sim.library.source import Data, parse, resolve

ORIGIN = "@"
"""The key by which an item of a list names the item it was made of (its index in the old list); never written."""

_LINE_WIDTH = 1_000_000  # a text is never broken: a break inside Chinese reads as a space
_UNSEEN = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})
_OLD_WORDS = frozenset({"y", "n", "yes", "no", "on", "off"})
_PLAIN = re.compile(r"[^\s:#\[\]{},\"'&*!|>%@`\\?-][^:#\[\]{},\"\\]*(?<!\s)")
"""Texts that every reader of YAML takes for the same without quotes, in block and flow alike."""
_FLUSH_LIST = re.compile(r"^( *)[^\s#-][^\n]*:[ \t]*\n(?:[ \t]*(?:#[^\n]*)?\n)*\1- ", re.MULTILINE)


def edited(text: str, changes: Mapping[str, Any], *, file: str) -> str:
    """Return ``text`` with the fields of ``changes`` saying what they are to say.

    Args:
        text: A document that ``source.parse`` takes without a flaw (so: no aliases, no tags, limited in size).
        changes: Field → value as plain data; None takes the field out. An item of a list of mappings may name the
            item it was made of under ``ORIGIN``; where none does, each is made of the one in its place. What a
            mapping does not name stays as it is.
        file: The document's name in messages.

    Returns:
        The text in which only the lines that had to be changed differ.

    Raises:
        ContentError: where the text is no sound YAML, or a value holds what YAML cannot (see ``legible``).
    """
    source = parse(text)
    if source.flaws:
        raise source.error(source.flaws[0], file)
    writer = _writer(text)
    tree = writer.load(text)
    before = _written(writer, tree)
    _merge_mapping(tree, changes)
    wanted = _plain(tree)
    after = _written(writer, tree)
    for candidate in (carried(text, before, after), after):
        if parse(candidate).data == wanted:
            return candidate
    message = "cannot be written back as YAML; change it in the YAML itself"
    raise ContentError(message, file=file, zh="改动写不回 YAML，请到“YAML”页直接修改")


def _writer(text: str) -> YAML:
    writer = YAML(typ="rt", pure=True)
    writer.preserve_quotes = True
    writer.width = _LINE_WIDTH
    writer.allow_duplicate_keys = False
    writer.brace_single_entry_mapping_in_flow_sequence = True
    if _FLUSH_LIST.search(text):
        writer.indent(mapping=2, sequence=2, offset=0)
    else:
        writer.indent(mapping=2, sequence=4, offset=2)
    return writer


def _written(writer: YAML, tree: Any) -> str:
    out = io.StringIO()
    writer.dump(tree, out)
    return out.getvalue()


def _merge(old: Any, new: Any) -> Any:
    """Return the node that says ``new``, made of ``old`` as far as that goes."""
    if isinstance(new, Mapping):
        if isinstance(old, CommentedMap):
            _merge_mapping(old, new)
            return old
        return _short(old, new)
    if isinstance(new, list):
        if isinstance(old, CommentedSeq):
            _merge_list(old, new)
            return old
        return CommentedSeq([_merge(None, item) for item in new])
    if old is not None and type(new) is not bool and _plain(old) == new and isinstance(old, type(new)):
        return old
    return _scalar(old, new) if isinstance(new, str) else new


def _short(old: Any, new: Mapping[str, Any]) -> Any:
    """Return a new mapping, or a bare string where a text has only its Chinese: that is how authors write it."""
    filled = {key: value for key, value in new.items() if value is not None and key != ORIGIN}
    if set(filled) == {"zh"}:
        return _merge(old, filled["zh"])
    made = CommentedMap()
    for key, value in filled.items():
        made[key] = _merge(old if key == "zh" and isinstance(old, str) else None, value)
    return made


def _merge_mapping(old: CommentedMap, new: Mapping[str, Any]) -> None:
    place = 0
    for key, value in new.items():
        if key == ORIGIN:
            continue
        if value is None:
            old.pop(key, None)
        elif key in old:
            old[key] = _merge(old[key], value)
            place = list(old).index(key) + 1
        else:
            old.insert(place, key, _merge(None, value))
            place += 1


def _merge_list(old: CommentedSeq, new: Sequence[Any]) -> None:
    origins = _origins(old, new)
    nodes = [_merge(None if origin is None else old[origin], item) for origin, item in zip(origins, new, strict=True)]
    if origins == list(range(len(old))):
        for index, node in enumerate(nodes):
            old[index] = node
        return
    comments = dict(old.ca.items)
    list.clear(old)
    old.ca.items.clear()
    for index, (origin, node) in enumerate(zip(origins, nodes, strict=True)):
        list.append(old, node)
        if origin in comments:
            old.ca.items[index] = comments[origin]


def _origins(old: CommentedSeq, new: Sequence[Any]) -> list[int | None]:
    """Say for each new item which old one it is made of; None for what is new. No old item is used twice."""
    named = [item.get(ORIGIN) if isinstance(item, Mapping) else None for item in new]
    if any(isinstance(item, Mapping) for item in new):
        if all(name is None for name in named):
            return [index if index < len(old) else None for index in range(len(new))]
        found: list[int | None] = []
        for name in named:
            known = isinstance(name, int) and 0 <= name < len(old) and name not in found
            found.append(name if known else None)
        return found
    found = [None] * len(new)
    was = [repr(_plain(item)) for item in old]
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=was, b=[repr(item) for item in new], autojunk=False).get_opcodes():
        if tag in ("equal", "replace"):
            for step in range(min(i2 - i1, j2 - j1)):
                found[j1 + step] = i1 + step
    return found


def _scalar(old: Any, text: str) -> Any:
    """Return a text in the style of the old one where that can hold it, else in the plainest that can."""
    if "\n" in text:  # a tab at the beginning would be taken for part of a block's indentation
        return (DoubleQuotedScalarString if text.lstrip(" \n").startswith("\t") else LiteralScalarString)(text)
    if isinstance(old, DoubleQuotedScalarString | SingleQuotedScalarString):
        return type(old)(text)
    if not _PLAIN.fullmatch(text) or not isinstance(resolve(text), str) or text.lower() in _OLD_WORDS:
        return DoubleQuotedScalarString(text)
    return text


def legible(text: str) -> str:
    """Return a text as it can stand in YAML: line breaks as ``\\n``, without what nobody can see or type.

    Taken out are control characters other than tab and line break, halves of characters, unassigned and private ones,
    and the separators U+2028 and U+2029.
    """
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in unified if char in "\t\n" or unicodedata.category(char) not in _UNSEEN)


def _plain(node: Any) -> Data:
    """Return a node as plain data, as ``source.parse`` gives it."""
    if isinstance(node, Mapping):
        return {str(key): _plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if isinstance(node, bool) or node is None:
        return node
    for kind in (str, int, float):
        if isinstance(node, kind):
            return kind(node)
    raise TypeError(f"{type(node).__name__} is no value of a document")
