"""Whether a model can keep the role: its record over the lines it has spoken, in all sessions of this process."""

from collections import deque

LINES_KEPT = 24
"""How far back the record goes, in lines."""
LINES_TO_JUDGE = 6
"""Below so many lines nothing is said of a model: one bad start is no character."""
FEWEST_STRIKES = 3
"""Below so many lines out of role neither."""
MOST_OUT_OF_ROLE = 1 / 3
"""Share of lines out of role above which a model is unfit. Capable models stay near one line in twenty, small ones that
talk like the agent pass one in three."""
MOST_ON_PROBATION = 1 / 5
"""The same over a model's first ``LINES_KEPT`` lines: one that nobody knows yet is trusted less. A capable model passes
in 97 of 100 starts, a small one is found out within some ten lines."""


class Fitness:
    """The record of one model. A model found unfit stays so until the service starts again or the model changes."""

    def __init__(self) -> None:
        self._struck: deque[bool] = deque(maxlen=LINES_KEPT)
        self._is_known = False
        self._unfit = False

    @property
    def is_fit(self) -> bool:
        """Tell whether the model may go on speaking for the customer."""
        return not self._unfit

    def note(self, *, struck: bool) -> bool:
        """Take in one line, ``struck`` where something out of role was held back; return whether this decided it."""
        self._struck.append(struck)
        decided = self.is_fit and self._is_bad()
        self._unfit = self._unfit or decided
        self._is_known = self._is_known or len(self._struck) == LINES_KEPT
        return decided

    def _is_bad(self) -> bool:
        lines, strikes = len(self._struck), sum(self._struck)
        most = MOST_OUT_OF_ROLE if self._is_known else MOST_ON_PROBATION
        return lines >= LINES_TO_JUDGE and strikes >= FEWEST_STRIKES and strikes > most * lines
