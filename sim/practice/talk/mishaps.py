"""What is told where an answer does not come: always that the trainee's words are kept."""

from sim.domain.errors import ClaimLostError, ConflictError, DuilianError, SessionEndedError, StoppingError
from sim.practice.talk.events import TurnFailed

_RETRY_AFTER_SECONDS = 5.0


def failed(error: DuilianError, *, offline: bool = False) -> TurnFailed:
    """Return the event that tells of an error; ``offline`` offers to go on with the offline engine."""
    return TurnFailed(error.code, error.message, is_retryable(error), getattr(error, "retry_after", None), offline)


def is_retryable(error: DuilianError) -> bool:
    """Tell whether sending the same line again may bring an answer."""
    settled = isinstance(error, ConflictError | SessionEndedError) and not isinstance(error, ClaimLostError)
    return not settled and bool(getattr(error, "retryable", True))


def stopped() -> DuilianError:
    """Return the error of an answer broken off because the process ends."""
    return DuilianError("服务正在停止，你的话已保存，请稍后重试。 / The service stops; your words are kept, try again.")


def draining() -> StoppingError:
    """Return the error of a line that came after the process had begun to end."""
    return StoppingError(
        "服务正在更新，请几秒后再发送。 / The service is restarting; send your line again in a moment.",
        retry_after=_RETRY_AFTER_SECONDS,
    )


def unexpected() -> DuilianError:
    """Return the error of an answer that failed for a reason nobody foresaw."""
    return DuilianError("服务出了问题，你的话已保存，请重试。 / Something went wrong; your words are kept, try again.")
