"""The draft of a case: a scenario that may still lack parts, and where in the complaint each part comes from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.domain.scenario import Scenario
from sim.grading.words.skeleton import Skeleton
from sim.library import dump
from sim.library.source import FieldPath, parse

SUGGESTED = "模型的建议，投诉里没有"
TAKEN_FROM = "出处："
"""How the comments begin that tell where a part comes from."""

_SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;]?")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Source:
    """The sentence of the complaint at ``text[start:end]`` that a part was taken from."""

    start: int
    end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A scenario in the making.

    ``sources`` maps parts (("facts", 0), ("demand",) …) to where they come from; of those in ``traced`` a part without
    a source is the model's own suggestion. ``remarks`` says what a model's answer lacked.
    """

    scenario: Scenario
    sources: Mapping[FieldPath, Source] = field(default_factory=dict, hash=False)
    traced: tuple[FieldPath, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def suggested(self) -> tuple[FieldPath, ...]:
        """The parts the complaint does not say."""
        return tuple(path for path in self.traced if path not in self.sources)

    def to_yaml(self) -> str:
        """Return the draft as YAML for the library's editor, each part's source as a comment above it."""
        text = dump(self.scenario)
        lines, places = text.split("\n"), parse(text).lines
        notes = {places[path]: self._note(path) for path in self.traced if path in places}
        for number in sorted(notes, reverse=True):
            indent = re.match(r"\s*", lines[number - 1])
            lines.insert(number - 1, (indent[0] if indent else "") + notes[number])
        return "\n".join(lines)

    def _note(self, path: FieldPath) -> str:
        source = self.sources.get(path)
        return f"# {SUGGESTED}" if source is None else f"# {TAKEN_FROM}{_BLANKS.sub(' ', source.sentence)}"


def notes_in(text: str) -> dict[FieldPath, str]:
    """Return what the comments of a draft's YAML say of its parts: the source's sentence, "" for a suggestion."""
    lines = text.split("\n")
    notes: dict[FieldPath, str] = {}
    for path, number in parse(text).lines.items():
        above = lines[number - 2].strip().removeprefix("# ") if number > 1 else ""
        told = above == SUGGESTED or above.startswith(TAKEN_FROM)
        if told and not any(path[:length] in notes for length in range(1, len(path))):
            notes[path] = "" if above == SUGGESTED else above.removeprefix(TAKEN_FROM)
    return notes


def locate(quote: str, text: str) -> Source | None:
    """Find a quote in the complaint and return its whole sentence; None where the complaint does not say it.

    Spelling may differ in width, blanks and punctuation, nothing else. The place is what code found, never what a
    model said.
    """
    wanted = Skeleton.of(quote).text
    found = next(Skeleton.of(text).places(wanted), None) if len(wanted) >= _SHORTEST_QUOTE else None
    if found is None:
        return None
    spans = [match.span() for match in _SENTENCE.finditer(text) if match[0]]
    start = min((span[0] for span in spans if span[1] > found[0]), default=found[0])
    end = max((span[1] for span in spans if span[0] < found[1]), default=found[1])
    sentence = text[start:end]
    return Source(start + len(sentence) - len(sentence.lstrip()), start + len(sentence.rstrip()), sentence.strip())


_SHORTEST_QUOTE = 4
"""Fewest content characters of a quote: a shorter one stands in every complaint."""
