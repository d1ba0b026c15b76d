"""The mood: pure code moves anger and trust by the archetype's table and decides stage and outcome.

A line can calm only so much; the same words calm once; a step down the ladder needs its door open (anger, trust and
keys) and is one step a line; rising anger walks back up. After the canon's section on the four types.
"""

import unicodedata
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from sim.customer.mind.matching import MovesByKind, by_kind, hits
from sim.customer.mind.state import CustomerState
from sim.domain.archetype import Archetype, Door, MoodRule
from sim.domain.mood import ANGER_MAX, MoodChange, Outcome, Stage
from sim.domain.moves import Move, MoveKind, Reading

MOST_CALMED = 2
"""Points of anger one line can take away: real people come down slowly."""
MOST_ANGERED = 3
MOST_TRUST_WON = 2
MOST_TRUST_LOST = 3

CALMEST = 1
TRUST_REACH = 8
"""How far one talk can bring him: angry customers come down to neutral, hardly ever to content."""

SAME_WORDS = 88
"""Likeness (0–100) from which words count as said before."""
BOILING_LINES = 4
"""Lines in a row at full anger, earning nothing, after which he breaks off."""
SILENT_LINES = 3
"""Empty answers in a row after which he leaves."""
STUCK_LINES = 7
"""Lines in a row that earn nothing after which he gives up."""
LIMITS_BEFORE_CLOSE = 2
"""Limits set before a session may be closed by protocol."""
BREAK_OFFS_BORNE = 2
"""The trainee's attempt to end the talk with nothing done at which he lets him, in his own way."""
LIMIT_CLOSES = ("announce", "supervisor")

_PLAY_BREAKING = (MoveKind.INJECTION, MoveKind.FORGED, MoveKind.OUT_OF_ROLE)


def step(
    archetype: Archetype, state: CustomerState, reading: Reading, *, on_matter: bool = True
) -> tuple[CustomerState, tuple[MoodChange, ...]]:
    """Return the state after one trainee line, and every change with the words that caused it. Pure.

    ``on_matter`` tells whether the line offers or promises something about what he came for: without that once in the
    session, the last door stays shut, however well everything around it was handled.
    """
    tally = _Tally(state, barred=_earns_nothing(reading))
    moves = by_kind(reading)
    for rule in archetype.rules:
        tally.apply(rule, moves)
    moved = replace(
        state,
        anger=tally.anger,
        trust=tally.trust,
        keys=tuple(tally.keys),
        uses=tally.uses,
        spent=tuple(tally.spent),
        lines=state.lines + 1,
        stuck=0 if tally.earned else state.stuck + 1,
        boiling=state.boiling + 1 if tally.anger == ANGER_MAX and not tally.earned else 0,
        silences=state.silences + 1 if _silent(reading) else 0,
        limits=state.limits + bool(reading.of(MoveKind.LIMIT)),
        break_offs=state.break_offs + bool(reading.of(MoveKind.BREAK_OFF)),
        on_matter=state.on_matter or on_matter,
    )
    moved = replace(moved, stage=_stage(archetype, state, moved, may_descend=not tally.barred))
    return replace(moved, outcome=_outcome(archetype, state, moved, reading)), tuple(tally.changes)


def severe(reading: Reading) -> bool:
    """Tell whether the line holds an attack on the person: a severe red line or an insult."""
    return reading.has(MoveKind.RED_LINE, severity="severe") or reading.has(MoveKind.INSULT)


def breaks_play(reading: Reading) -> bool:
    """Tell whether the line speaks to the exercise instead of the customer."""
    return bool(reading.of(*_PLAY_BREAKING))


def _earns_nothing(reading: Reading) -> bool:
    return severe(reading) or breaks_play(reading) or bool(reading.of(MoveKind.BREAK_OFF))


def _silent(reading: Reading) -> bool:
    minimal = bool(reading.of(MoveKind.MINIMAL)) and not reading.of(MoveKind.GREETING)
    return minimal or not reading.text.strip()


@dataclass(slots=True)
class _Budget:
    """How far one measure may still go within one line."""

    down: int
    up: int

    def spend(self, wanted: int, value: int, lowest: int, highest: int) -> int:
        """Return the change allowed: within the line's budget and, starting at ``value``, within these bounds."""
        least = -min(self.down, max(0, value - lowest))
        most = min(self.up, max(0, highest - value))
        allowed = max(least, min(wanted, most))
        if allowed < 0:
            self.down += allowed
        else:
            self.up -= allowed
        return allowed


class _Tally:
    """Adds up one line's changes, rule by rule, within the line's budgets."""

    def __init__(self, state: CustomerState, *, barred: bool) -> None:
        self.anger = state.anger
        self.trust = state.trust
        self.keys = list(state.keys)
        self.uses = dict(state.uses)
        self.spent = list(state.spent)
        self.changes: list[MoodChange] = []
        self.barred = barred
        self.earned = False
        self._anger_budget = _Budget(MOST_CALMED, MOST_ANGERED)
        self._trust_budget = _Budget(MOST_TRUST_LOST, MOST_TRUST_WON)

    def apply(self, rule: MoodRule, made: MovesByKind) -> None:
        """Let one rule of the table act on the moves made, if it applies."""
        moves = hits(rule, made)
        if not moves:
            return
        if not all(key in self.keys for key in rule.needs) or any(key in self.keys for key in rule.lacks):
            return
        if rule.above and self.anger <= rule.above:
            return
        favourable = rule.anger < 0 or rule.trust > 0 or bool(rule.gives)
        move: Move | None = moves[0]
        if favourable:
            move = None if self.barred else self._fresh(rule, moves)
        if move is None:
            return
        self._take_effect(rule, move, favourable=favourable)

    def _take_effect(self, rule: MoodRule, move: Move, *, favourable: bool) -> None:
        """Add the rule's effect. What does him good counts as used only where it had room to: else it is still owed."""
        times = self.uses.get(rule.id, 0) + 1
        scale = (rule.repeat / 100) ** max(0, times - rule.after - 1)
        if times <= rule.after:
            self.uses[rule.id] = times
            return
        anger = self._anger_budget.spend(int(rule.anger * scale), self.anger, max(CALMEST, rule.above), ANGER_MAX)
        trust = self._trust_budget.spend(int(rule.trust * scale), self.trust, 0, TRUST_REACH)
        new_keys = [key for key in rule.gives if key not in self.keys]
        if favourable and not (anger or trust or new_keys):
            return
        self.uses[rule.id] = times
        self.keys = [key for key in (*self.keys, *new_keys) if key not in rule.takes]
        self.anger += anger
        self.trust += trust
        if favourable:
            self.spent.append((rule.id, _plain(move.quote)))
            self.earned = True
        if anger or trust:
            self.changes.append(MoodChange(rule.id, move.kind.value, move.quote, anger, trust, rule.reason.zh))

    def _fresh(self, rule: MoodRule, moves: tuple[Move, ...]) -> Move | None:
        """Return the first move whose words have not moved him by this rule before."""
        used = [quote for rule_id, quote in self.spent if rule_id == rule.id]
        for move in moves:
            plain = _plain(move.quote)
            if not any(fuzz.ratio(plain, quote) >= SAME_WORDS for quote in used):
                return move
        return None


def _plain(words: str) -> str:
    folded = unicodedata.normalize("NFKC", words).casefold()
    return "".join(char for char in folded if char.isalnum())[:80]


def _stage(archetype: Archetype, before: CustomerState, after: CustomerState, *, may_descend: bool) -> Stage:
    """Walk at most one step down through an open door, or up again where anger or trust no longer allow the stage."""
    doors = {door.stage: door for door in archetype.doors}
    if after.anger > before.anger or after.trust < before.trust:
        stage = before.stage
        while stage in doors and _relapses(doors[stage], after):
            stage = tuple(Stage)[stage.rank - 1]
        return stage
    following = before.stage.rank + 1
    if not may_descend or following >= len(tuple(Stage)):
        return before.stage
    door = doors.get(tuple(Stage)[following])
    if door is archetype.doors[-1] and not after.on_matter:
        return before.stage
    return door.stage if door and _open(door, after) else before.stage


def _open(door: Door, state: CustomerState) -> bool:
    held = all(key in state.keys for key in door.keys)
    return held and state.anger <= door.max_anger and state.trust >= door.min_trust


def _relapses(door: Door, state: CustomerState) -> bool:
    """One point of grace either way, so that one clumsy word does not undo a step."""
    return state.anger > door.max_anger + 1 or state.trust < door.min_trust - 1


def _outcome(archetype: Archetype, before: CustomerState, after: CustomerState, reading: Reading) -> Outcome | None:
    if after.stage is archetype.doors[-1].stage and before.stage is not after.stage:
        return archetype.best_outcome
    closes = any(move.get("step") in LIMIT_CLOSES for move in reading.of(MoveKind.LIMIT))
    if closes and before.limits >= LIMITS_BEFORE_CLOSE:
        return Outcome.ESCALATED
    if after.silences >= SILENT_LINES:
        return Outcome.LEFT
    if after.break_offs >= BREAK_OFFS_BORNE and reading.of(MoveKind.BREAK_OFF):
        return archetype.gives_up
    if after.boiling >= BOILING_LINES or after.stuck >= STUCK_LINES:
        return archetype.gives_up
    if after.lines >= archetype.patience:
        return Outcome.PARTIAL if after.stage is Stage.EASING else archetype.gives_up
    return None
