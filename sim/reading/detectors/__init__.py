"""The detectors, in the order they run: a later one may look at what the earlier ones found."""

from collections.abc import Callable, Iterable, Sequence

from sim.reading.case import Case
from sim.reading.context import ReadingContext
from sim.reading.detectors import (
    apology,
    attack,
    cause,
    commitment,
    emotion,
    form,
    limit,
    money,
    option,
    paraphrase,
    plain,
    promise,
    question,
    redline,
    refusal,
    responsibility,
)
from sim.reading.line import Found, Line

type_of_detector = Callable[[Line, Case, ReadingContext, Sequence[Found]], Iterable[Found]]

DETECTORS: tuple[type_of_detector, ...] = (
    plain.detect,
    attack.detect,
    question.detect,
    paraphrase.detect,
    emotion.detect,
    apology.detect,
    responsibility.detect,
    cause.detect,
    promise.detect,
    commitment.detect,
    option.detect,
    money.detect,
    refusal.detect,
    limit.detect,
    redline.detect,
    form.detect,
)
