"""What the page of a draft shows: its parts under headings, each with the sentence it comes from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sim.domain.scenario import Disclosure
from sim.library import Library
from sim.library.source import FieldPath
from sim.practice.authoring.drafts import Draft
from sim.practice.drafting.draft import locate
from web.authoring.drafting.words import DISCLOSURES
from web.authoring.forms.parts import Part
from web.authoring.forms.scenario import SCENARIO
from web.marking import _
from web.rendering.renderer import Pages

Piece = tuple[str, str]
"""A piece of a text, and what it is marked as ("" for nothing)."""
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Passage:
    """One part of a draft. ``source`` is the sentence it comes from, "" for a suggestion, None where none is traced."""

    text: str
    details: tuple[tuple[str, str], ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Chapter:
    """Parts of a draft under a heading."""

    title: str
    passages: tuple[Passage, ...]


def cut(text: str, spans: Sequence[tuple[int, int, str]]) -> list[Piece]:
    """Cut a text into pieces along marked spans (start, end, mark); of two that overlap the later is left out."""
    pieces: list[Piece] = []
    at = 0
    for start, end, mark in sorted(spans):
        if start >= at:
            pieces += [(text[at:start], ""), (text[start:end], mark)]
            at = end
    return [piece for piece in (*pieces, (text[at:], "")) if piece[0]]


def sourced(complaint: str, sentences: Sequence[str]) -> list[Piece]:
    """Cut a complaint into pieces, those sentences marked that a draft was made of."""
    found = [locate(sentence, complaint) for sentence in dict.fromkeys(sentences)]
    return cut(complaint, [(source.start, source.end, "source") for source in found if source is not None])


def choices_of(name: str) -> tuple[tuple[str, str], ...]:
    """Return the words of a choice of the scenario's form. Raises KeyError where it has none of this name."""
    return _CHOICES[name]


def chapters(draft: Draft, notes: Mapping[FieldPath, str], library: Library, pages: Pages) -> tuple[Chapter, ...]:
    """Return what a draft says, whatever of it can be shown; headings with nothing below them are left out.

    ``notes`` tell where parts come from, by path: a sentence, or "" for a suggestion.
    """
    data = draft.data
    told = [
        Chapter(pages.text(_("这个案例")), tuple(Passage(text) for text in _head(data))),
        Chapter(pages.text(_("事实")), tuple(_facts(data, notes, pages))),
        Chapter(pages.text(_("责任")), tuple(_matters(data, notes, pages))),
        Chapter(pages.text(_("他开口要的")), tuple(_wish(data, "demand", notes, pages))),
        Chapter(pages.text(_("他真正怕的、要的")), tuple(_wish(data, "hidden_need", notes, pages))),
        Chapter(pages.text(_("有权做的")), _passages(data.get("authority"))),
        Chapter(pages.text(_("不能答应的")), _passages(data.get("forbidden"))),
        *_openings(data, library, pages),
    ]
    return tuple(chapter for chapter in told if chapter.passages)


def _head(data: Data) -> Iterator[str]:
    for name in ("title", "trade", "briefing"):
        part = data.get(name)
        text = _text(part.get("zh") if isinstance(part, dict) else part)
        if text:
            yield text


def _facts(data: Data, notes: Mapping[FieldPath, str], pages: Pages) -> Iterator[Passage]:
    for place, item in _items(data, "facts"):
        when = {disclosure.value: words for disclosure, words in DISCLOSURES.items()}
        disclosure = item.get("disclosure", Disclosure.OPENING.value)
        details = (
            (pages.text(_("什么时候说")), pages.text(when.get(str(disclosure), ""))),
            (pages.text(_("他会说")), _joined(item.get("said"))),
            (pages.text(_("问到它的词")), _joined(item.get("asked_by"))),
        )
        yield Passage(_text(item.get("text")), details, notes.get(("facts", place)))


def _matters(data: Data, notes: Mapping[FieldPath, str], pages: Pages) -> Iterator[Passage]:
    faults = dict(choices_of("fault"))
    for place, item in _items(data, "responsibility"):
        settled = _("已经查清") if item.get("established") is True else _("还没查清")
        whose = pages.text(faults.get(str(item.get("fault")), ""))
        details = ((pages.text(_("谁的责任")), whose), ("", pages.text(settled)))
        yield Passage(_text(item.get("matter")), details, notes.get(("responsibility", place)))


def _wish(data: Data, name: str, notes: Mapping[FieldPath, str], pages: Pages) -> Iterator[Passage]:
    part = data.get(name)
    if isinstance(part, dict) and _text(part.get("text")):
        details = (
            (pages.text(_("他会漏出半句")), _joined(part.get("hints"))),
            (pages.text(_("他会说")), _joined(part.get("said"))),
            (pages.text(_("问到它的词")), _joined(part.get("asked_by"))),
        )
        yield Passage(_text(part.get("text")), details, notes.get((name,)))


def _openings(data: Data, library: Library, pages: Pages) -> Iterator[Chapter]:
    openings = data.get("openings")
    for archetype, lines in openings.items() if isinstance(openings, dict) else ():
        known = library.archetypes.get(archetype)
        yield Chapter(pages.text(_("开场白：")) + (pages.own(known.name) if known else archetype), _passages(lines))


def _items(data: Data, name: str) -> Iterator[tuple[int, Data]]:
    found = data.get(name)
    for place, item in enumerate(found if isinstance(found, list) else ()):
        if isinstance(item, dict):
            yield place, item


def _passages(lines: Any) -> tuple[Passage, ...]:
    return tuple(Passage(text) for line in (lines if isinstance(lines, list) else ()) if (text := _text(line)))


def _joined(lines: Any) -> str:
    return " / ".join(passage.text for passage in _passages(lines))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _all_parts(parts: Sequence[Part]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _all_parts(part.parts)


_CHOICES = {part.name: part.options for section in SCENARIO for part in _all_parts(section.parts) if part.options}
