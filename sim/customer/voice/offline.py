"""The authored voice: composes a line from what the archetype's author wrote and the scenario's wordings.

Every part is chosen by seed among those not said before, so no line occurs twice in a session and a session can be
replayed.
"""

from collections.abc import Callable, Iterable, Sequence

from sim.customer.mind.beats import ANSWERED
from sim.customer.mind.direction import Direction
from sim.customer.wording import draw, own_lines, plain, said_before, session_seed, shuffled
from sim.domain.archetype import Archetype, Beat, LineSet
from sim.domain.mood import Stage
from sim.domain.ports import Cast
from sim.domain.transcript import Turn

ALONE_EVERY = 7
"""One line in so many is only his reaction, with nothing pushed after it."""

SHORT = 0.55
"""Share of the archetype's longest line below which a line counts as short."""

_THROWN_BACK = ("尽快", "马上", "冷静", "激动", "大概", "别急")
"""Words of the trainee's that authored lines throw back."""

_BLOWS = (Beat.DEMAND, Beat.THREATEN, Beat.NOTHING)
_PRESSURE = (Beat.DEMAND, Beat.THREATEN)
_NEIGHBOURS = {
    Beat.APOLOGY_STRING: (Beat.APOLOGY_STRING, Beat.APOLOGY_ONLY),
    Beat.APOLOGY_ONLY: (Beat.APOLOGY_ONLY, Beat.STOCK),
    Beat.STOCK: (Beat.STOCK, Beat.NOTHING),
    Beat.STING: (Beat.STING, Beat.THREATEN),
    Beat.WANT: (Beat.WANT, Beat.DEMAND),
    Beat.OFFERED: (Beat.OFFERED, Beat.ACTED),
    Beat.GUARANTEED: (Beat.GUARANTEED, Beat.OVER_PROMISE),
    Beat.TAKEN_BACK: (Beat.TAKEN_BACK, Beat.GRANTED),
    Beat.BROKEN_OFF: (Beat.BROKEN_OFF, Beat.REFUSED),
    Beat.THREATEN: (Beat.THREATEN, Beat.DEMAND),
}
_ENDINGS = (Beat.ACCEPT, Beat.PARTIAL, Beat.ESCALATE, Beat.LEAVE)


def authored_line(cast: Cast, turns: Sequence[Turn], direction: Direction) -> str:
    """Return this line in the author's words: how he takes it, then what he wants. Never one he has said before."""
    composer = _Composer(cast, own_lines(turns), direction, turns[-1].text if turns else "")
    if direction.push in _ENDINGS:
        return composer.pick(direction.push) or composer.anything()
    if direction.facts and direction.push is None:
        lead = composer.pick(Beat.FINDING) if direction.news else composer.pick(Beat.ANSWER)
        return composer.joined(lead, *direction.facts)
    if direction.need:
        return composer.joined(composer.pick(Beat.NEED_ASKED), direction.need)
    taken = composer.pick(direction.taken) or ("" if direction.taken in ANSWERED else composer.pick(Beat.NOTHING))
    pushed = composer.pushed()
    if taken and _long_enough(taken, cast.archetype) and (cast.seed + direction.turn) % ALONE_EVERY == 0:
        pushed = ""
    return composer.filled_out(composer.joined(taken, pushed)) or composer.anything()


def opening_line(cast: Cast) -> str:
    """Return his first line: one the scenario's author wrote for this archetype, else his demand in his own words."""
    written = cast.scenario.openings.get(cast.archetype.id, ())
    facts = [wording for fact in cast.scenario.facts for wording in fact.said]
    for pool in (written, cast.scenario.demand.said, facts, (cast.scenario.demand.text,), _all_texts(cast.archetype)):
        texts = [text for text in pool if text and "{" not in text]
        if texts:
            return shuffled(texts, session_seed(cast), "opening")[0]
    raise ValueError(f"archetype {cast.archetype.id!r} has no lines to open with")


def _long_enough(text: str, archetype: Archetype) -> bool:
    return len(text) >= archetype.shortest


def _all_texts(archetype: Archetype) -> Iterable[str]:
    return [text for line_set in archetype.lines if line_set.beat is Beat.DEMAND for text in line_set.texts]


class _Composer:
    """Picks and joins unused parts for one line."""

    def __init__(self, cast: Cast, spoken: tuple[str, ...], direction: Direction, heard: str) -> None:
        self._heard = heard
        self._cast = cast
        self._seed = session_seed(cast)
        self._spoken = spoken
        self._direction = direction

    def draw(self, *marks: object) -> int:
        """Return a seeded number for this line."""
        return draw(self._seed, self._direction.turn, *marks)

    def pick(self, beat: Beat, key: str = "") -> str:
        """Return an unused text of this beat, written for this stage if there is one; "" where all are used."""
        for each in _NEIGHBOURS.get(beat, (beat,)):
            sets = [
                line_set for line_set in self._cast.archetype.lines if line_set.beat is each and self._fits(line_set)
            ]
            for fits in (_for_stage(self._direction.mood.stage), _for_any_stage):
                texts = [
                    text for line_set in sets if fits(line_set) and key in ("", line_set.key) for text in line_set.texts
                ]
                found = self._unused(texts, each)
                if found:
                    return found
        return ""

    def _fits(self, line_set: LineSet) -> bool:
        return not line_set.channels or self._cast.scenario.channel in line_set.channels

    def _answers(self, text: str) -> bool:
        """Tell whether a text throws back only what was said: 冷静？ is no answer to somebody who did not say it."""
        return all(word in self._heard for word in _THROWN_BACK if word in text)

    def pushed(self) -> str:
        """Return what he wants with this line, in words not used before."""
        direction = self._direction
        if direction.push is None:
            return ""
        if direction.push is Beat.DEMAND and direction.demand and self.draw("own") % 3:
            return direction.demand
        if direction.push is Beat.IGNORED and direction.facts:
            return self.joined(self.pick(Beat.IGNORED), *direction.facts)
        if direction.push is Beat.HINT and direction.hint:
            return direction.hint
        return self.pick(direction.push, direction.want) or self.pick(Beat.DEMAND) or direction.demand

    def filled_out(self, line: str) -> str:
        """Return a short line of an angry man with one more blow, four times in five; others as they are."""
        short = len(line) < self._cast.archetype.longest * SHORT
        calm = self._direction.mood.stage.rank >= Stage.LOOSENING.rank or self._direction.push in (
            Beat.PAUSE,
            Beat.HINT,
        )
        if not line or calm or not short or self.draw("blow") % 5 == 0:
            return line
        answered = self._direction.taken in (*ANSWERED, Beat.GREETED)
        blows = (Beat.THREATEN,) if self._direction.offered else _PRESSURE if answered else _BLOWS
        blow = self.pick(blows[self.draw("which") % len(blows)])
        return self.joined(line, "" if blow in line else blow)

    def anything(self) -> str:
        """Return any unused line: the last resort of a very long session."""
        for beat in (Beat.DEMAND, Beat.NOTHING, Beat.THREATEN, Beat.ASIDE, Beat.PAUSE, *Beat):
            found = self.pick(beat)
            if found:
                return found
        return self._direction.demand or "……"

    def joined(self, *parts: str) -> str:
        """Join parts up to the archetype's longest line; later parts that do not fit are left out."""
        line = ""
        for part in parts:
            if part and (not line or len(line) + len(part) <= self._cast.archetype.longest):
                line += _gap(line) + part
        return line

    def _unused(self, texts: list[str], beat: Beat) -> str:
        ordered = shuffled(texts, self._seed, self._direction.turn, beat)
        unsaid = (text for text in ordered if self._answers(text) and not said_before(text, self._spoken))
        return next((line for text in unsaid if (line := self._filled(text))), "")

    def _filled(self, text: str) -> str:
        direction = self._direction
        if ("{quote}" in text and not direction.quote) or ("{deadline}" in text and not direction.deadline):
            return ""
        return text.replace("{quote}", direction.quote).replace("{deadline}", direction.deadline)


def _for_stage(stage: Stage) -> Callable[[LineSet], bool]:
    return lambda line_set: stage in line_set.stages


def _for_any_stage(line_set: LineSet) -> bool:
    return not line_set.stages


def _gap(line: str) -> str:
    """Return the mark that parts need between them."""
    if not line or not plain(line[-1]):
        return ""
    return "。"
