"""Errors that carry a message for people. Every error says what went wrong and where; the web turns them into pages."""

from sim.domain.text import Bilingual


class DuilianError(Exception):
    """Base of all expected errors. ``code`` is a stable short id, the message is for people."""

    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    @property
    def summary(self) -> str:
        """What may stand in a log: the message without anything that could repeat words of a transcript."""
        return self.message


class NotFoundError(DuilianError):
    """Something named by id does not exist."""

    code = "not-found"


class NotAllowedError(DuilianError):
    """The account that asks may not do this."""

    code = "not-allowed"

    def __init__(self, message: str = "你的账号无权这样做。 / Your account may not do this.") -> None:
        super().__init__(message)


class InvalidInputError(DuilianError):
    """Input outside what is allowed. ``field`` names the part at fault."""

    code = "invalid-input"

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class ConflictError(DuilianError):
    """The request contradicts what is already stored (wrong index, other text for a stored turn)."""

    code = "conflict"


class BudgetSpentError(DuilianError):
    """The tokens an owner may use in a day are used up. ``retry_after`` is in seconds."""

    code = "budget-spent"

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SessionEndedError(DuilianError):
    """A turn was sent to a session that has ended."""

    code = "session-ended"


class ClaimLostError(ConflictError):
    """Work that was claimed is no longer the caller's: another process has taken it over or finished it."""

    code = "claim-lost"


class StoppingError(DuilianError):
    """The service is being stopped and takes nothing new. ``retry_after`` in seconds."""

    code = "stopping"

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StorageError(DuilianError):
    """The database cannot be written or read (read-only, disk full, locked)."""

    code = "storage"


class ContentError(DuilianError):
    """A content file is wrong. Reads ``file:line: field: what is wrong, what is allowed``.

    ``what`` is the same without the place, in Chinese too where ``zh`` was given.
    """

    code = "content"

    def __init__(self, message: str, *, file: str, line: int = 1, field: str = "", zh: str = "") -> None:
        where = f"{file}:{line}: " + (f"{field}: " if field else "")
        super().__init__(where + message)
        self.what = Bilingual(zh or message, message)
        self.file = file
        self.line = line
        self.field = field


class ModelError(DuilianError):
    """The model could not answer. ``retryable`` tells whether asking again may help.

    ``quoted`` are the endpoint's own words; they follow the message, and may repeat what was sent to it.
    """

    code = "model"
    retryable = True

    def __init__(self, message: str, *, quoted: str = "") -> None:
        super().__init__(f"{message}: {quoted}" if quoted else message)
        self._summary = message

    @property
    def summary(self) -> str:
        """The message without the endpoint's words."""
        return self._summary


class ModelUnreachableError(ModelError):
    """No connection to the endpoint."""

    code = "model-unreachable"


class ModelTimeoutError(ModelError):
    """The endpoint did not answer in time."""

    code = "model-timeout"


class ModelBusyError(ModelError):
    """The endpoint says too many requests. ``retry_after`` in seconds where it said so."""

    code = "model-busy"

    def __init__(self, message: str, *, quoted: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, quoted=quoted)
        self.retry_after = retry_after


class ModelFaultError(ModelError):
    """The endpoint failed (5xx)."""

    code = "model-fault"


class ModelRestingError(ModelError):
    """The endpoint has failed so often that it is left alone for ``retry_after`` seconds."""

    code = "model-resting"

    def __init__(self, message: str, *, retry_after: float) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class ModelRefusedError(ModelError):
    """The endpoint refuses this client: bad key, unknown model, wrong address (400, 401, 403, 404)."""

    code = "model-refused"
    retryable = False


class FormUnsupportedError(ModelError):
    """The endpoint does not know the answer form asked for."""

    code = "model-form-unsupported"
    retryable = False


class StreamCutError(ModelError):
    """A streamed answer broke off before its end."""

    code = "model-stream-cut"


class EmptyAnswerError(ModelError):
    """The model answered nothing, or only reasoning."""

    code = "model-empty"


class AnswerFormError(ModelError):
    """The model's answer is not in the form asked for, also after one repair."""

    code = "model-answer-form"
