"""Whether a model can keep the role: its record over the lines it has spoken, in all sessions of this process."""

from collections import deque

LINES_KEPT = 24
"""How far back the record goes, in lines."""
LINES_TO_JUDGE = 8
"""Below so many lines nothing is said of a model: one bad start is no character."""
MOST_OUT_OF_ROLE = 1 / 3
"""Share of lines out of role above which a model is unfit. Capable models stay near one line in twenty, small ones that
talk like the agent pass one in two."""


class Fitness:
    """The record of one model. A model found unfit stays so until the service starts again or the model changes."""

    def __init__(self) -> None:
        self._struck: deque[bool] = deque(maxlen=LINES_KEPT)
        self._unfit = False

    @property
    def is_fit(self) -> bool:
        """Tell whether the model may go on speaking for the customer."""
        return not self._unfit

    def note(self, *, struck: bool) -> bool:
        """Take in one line, ``struck`` where something out of role was held back; return whether this decided it."""
        self._struck.append(struck)
        enough = len(self._struck) >= LINES_TO_JUDGE
        decided = not self._unfit and enough and sum(self._struck) > MOST_OUT_OF_ROLE * len(self._struck)
        self._unfit = self._unfit or decided
        return decided
