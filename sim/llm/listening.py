"""Whether the text of an answer still matters: known to the task that reads it, as the caller is.

Who has heard enough, but waits for the end and its count of tokens, saves the way of every token he would throw away.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_text_matters: ContextVar[bool] = ContextVar("text_matters", default=True)


def text_matters() -> bool:
    """Tell whether the running task still listens to the text."""
    return _text_matters.get()


@contextmanager
def only_the_end_matters() -> Iterator[None]:
    """Have streams read in this block leave their text out: what comes of an answer is its end."""
    token = _text_matters.set(False)
    try:
        yield
    finally:
        _text_matters.reset(token)
