"""Whether words look like what people are told they show: a quote under the wrong name costs the grader its trust.

A sign may move a level and still be a poor quote: an offer in which a fact of the case occurs gives no fact back to
whoever reads it. What a quote must hold, and what it must not, is data (``quotable.yaml``).
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from sim.grading.shipped import shipped
from sim.reading.normalise import normalise


class _Fit(NamedTuple):
    needs: re.Pattern[str] | None
    excludes: re.Pattern[str] | None


def fits(sign: str, quote: str) -> bool:
    """Tell whether ``quote``, as it would be shown, looks like what the sign of this name is called."""
    fit = _fits().get(sign)
    if fit is None:
        return True
    plain = normalise(quote).text
    if fit.needs is not None and fit.needs.search(plain) is None:
        return False
    return fit.excludes is None or fit.excludes.search(plain) is None


@lru_cache(maxsize=1)
def _fits() -> Mapping[str, _Fit]:
    document: Mapping[str, Mapping[str, str]] = shipped("rules/quotable.yaml")
    return {
        sign: _Fit(*(re.compile(fit[key]) if key in fit else None for key in ("needs", "not")))
        for sign, fit in document.items()
    }
