"""The customer's state between two trainee lines: frozen, and JSON-able so that a session can be stored and rewound."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.domain.archetype import Archetype
from sim.domain.errors import InvalidInputError
from sim.domain.mood import Mood, Outcome, Stage


@dataclass(frozen=True, slots=True)
class CustomerState:
    """Where the customer stands.

    ``keys`` are what he has been given, ``uses`` how often each rule has moved him, ``spent`` the words (``rule``,
    normalised quote) that already had their effect. ``told`` are ids of facts he has said. ``stuck`` counts lines in a
    row that earned nothing, ``boiling`` those of them at full anger, ``silences`` empty answers in a row, ``limits``
    limits set so far, ``break_offs`` the trainee's attempts to end the talk with nothing done, ``hints`` half sentences
    about the hidden need, ``lines`` all trainee lines. ``on_matter`` tells whether anything offered so far was about
    what he came for. ``strikes`` counts answers of a model that fell out of his role and were held back.
    """

    anger: int
    trust: int
    stage: Stage
    keys: tuple[str, ...] = ()
    uses: Mapping[str, int] = field(default_factory=dict, hash=False)
    spent: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    need_told: bool = False
    lines: int = 0
    stuck: int = 0
    boiling: int = 0
    silences: int = 0
    limits: int = 0
    break_offs: int = 0
    hints: int = 0
    on_matter: bool = False
    strikes: int = 0
    outcome: Outcome | None = None

    @property
    def mood(self) -> Mood:
        """The part of the state that people see."""
        return Mood(self.anger, self.trust, self.stage)

    def to_json(self) -> dict[str, Any]:
        """Return the state as plain JSON types."""
        return {
            "anger": self.anger,
            "trust": self.trust,
            "stage": self.stage.value,
            "keys": list(self.keys),
            "uses": dict(self.uses),
            "spent": [list(pair) for pair in self.spent],
            "told": list(self.told),
            "need_told": self.need_told,
            "lines": self.lines,
            "stuck": self.stuck,
            "boiling": self.boiling,
            "silences": self.silences,
            "limits": self.limits,
            "break_offs": self.break_offs,
            "hints": self.hints,
            "on_matter": self.on_matter,
            "strikes": self.strikes,
            "outcome": self.outcome.value if self.outcome else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "CustomerState":
        """Read a state written by ``to_json``. Raises InvalidInputError where a field is lacking or wrong."""
        try:
            return cls(
                anger=int(data["anger"]),
                trust=int(data["trust"]),
                stage=Stage(data["stage"]),
                keys=tuple(data["keys"]),
                uses=dict(data["uses"]),
                spent=tuple((rule, quote) for rule, quote in data["spent"]),
                told=tuple(data["told"]),
                need_told=bool(data["need_told"]),
                lines=int(data["lines"]),
                stuck=int(data["stuck"]),
                boiling=int(data["boiling"]),
                silences=int(data["silences"]),
                limits=int(data["limits"]),
                break_offs=int(data.get("break_offs", 0)),
                hints=int(data["hints"]),
                on_matter=bool(data["on_matter"]),
                strikes=int(data.get("strikes", 0)),
                outcome=Outcome(data["outcome"]) if data["outcome"] else None,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInputError(f"the stored customer state cannot be read: {error!r}", field="state") from error


def start(archetype: Archetype) -> CustomerState:
    """Return the state a session with this archetype starts in: as low on the ladder as his start mood puts him."""
    stage = Stage.OUTBURST
    for door in archetype.doors:
        if door.keys or archetype.start_anger > door.max_anger or archetype.start_trust < door.min_trust:
            break
        stage = door.stage
    return CustomerState(archetype.start_anger, archetype.start_trust, stage)
