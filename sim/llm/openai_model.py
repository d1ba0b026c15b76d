"""The one adapter to chat models: any endpoint that speaks OpenAI's chat completions.

The openai client sends the request over its aiohttp transport and gives the raw response back; the stream is read by
``sim.llm.answer``. ``client.post`` is used rather than ``chat.completions.create``, which walks through every message
of the prompt to transform it (a third of the cost of a request, and more with every turn). The client's own retries
are off: it cannot know whether a trainee has already seen the first word.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, cast
from urllib.parse import urlsplit

import httpx2
import openai
import orjson

from sim.domain.chat import ChatReply, ChatRequest, StreamEnd, TextPiece
from sim.domain.errors import (
    FormUnsupportedError,
    InvalidInputError,
    ModelError,
    ModelRefusedError,
    ModelTimeoutError,
)
from sim.llm.answer import StreamedAnswer
from sim.llm.faults import Endpoint, from_connection, from_status, said_by
from sim.llm.limits import PATIENT, RetryPolicy, TimeLimits
from sim.llm.parameters import Parameters
from sim.llm.reasoning import after_reasoning

DEFAULT_BASE_URL = "https://api.openai.com/v1"

DEFAULT_LIMITS = TimeLimits()

_CONNECTIONS = 4000
_IDLE_CONNECTIONS = 1000
_KEEP_ALIVE_SECONDS = 120.0
_ADAPTATIONS = 6
_UNTOLD = {
    f"X-Stainless-{about}": openai.omit
    for about in ("Lang", "Package-Version", "OS", "Arch", "Runtime", "Runtime-Version", "Async", "Retry-Count")
}
"""What the client would tell of this machine. No endpoint needs it, and each header costs on every layer it passes."""
_HEADERS: dict[str, str | openai.Omit] = {"Content-Type": "application/json", **_UNTOLD}


class OpenAIChatModel:
    """A model behind an OpenAI-compatible endpoint; implements ``sim.domain.ports.ChatModel``.

    What the endpoint refuses to know (a parameter, an answer form) is remembered for the life of the object.
    """

    def __init__(
        self,
        base_url: str | None,
        api_key: str,
        model: str,
        *,
        limits: TimeLimits = DEFAULT_LIMITS,
        retries: RetryPolicy = PATIENT,
        http_client: httpx2.AsyncClient | None = None,
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Args:
            base_url: the endpoint up to and including ``/v1``; None for OpenAI's own.
            api_key: "" where the endpoint asks for none.
            model: its name at the endpoint.
            limits: how long to wait.
            retries: how often to try while nothing of an answer has been seen.
            http_client: another way to the network, for tests.

        Raises:
            InvalidInputError: the address is no http or https URL, or the model has no name.
        """
        address = base_url or DEFAULT_BASE_URL
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            raise InvalidInputError(f"the model's address {address!r} is no http:// or https:// URL", field="base_url")
        if not model:
            raise InvalidInputError("the model has no name", field="model")
        self._name = model
        self._limits = limits
        self._retries = retries
        self._endpoint = Endpoint(address, model, api_key)
        self._parameters = Parameters(model)
        timeout = httpx2.Timeout(None, connect=limits.connect)
        self._client = openai.AsyncOpenAI(
            base_url=address,
            api_key=api_key or "none",
            max_retries=0,
            timeout=timeout,
            http_client=http_client or _http_client(),
        )
        # All said: what is left to the client's defaults it copies deeply for each request.
        self._options: openai.RequestOptions = {
            "headers": _HEADERS,
            "params": {},
            "max_retries": 0,
            "timeout": timeout,
            "idempotency_key": "",
            "security": {"bearer_auth": True},
        }
        # Whole, so that the client need not put it together each time. An address without a path ends in no slash.
        self._url = f"{str(self._client.base_url).rstrip('/')}/chat/completions"

    @property
    def name(self) -> str:
        """The model's name as the endpoint knows it."""
        return self._name

    @property
    def address(self) -> str:
        """The endpoint's address, without anything secret."""
        return self._endpoint.address

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()

    async def stream(self, request: ChatRequest) -> AsyncGenerator[TextPiece | StreamEnd]:
        """Yield pieces as they come, never empty and never reasoning, then one StreamEnd.

        Raises:
            ModelError: no answer; a StreamCutError or ModelTimeoutError also after pieces were yielded.
        """
        answer, text = await self._begin(request)
        try:
            while text is not None:
                yield TextPiece(text)
                text = await answer.next_text()
            if answer.end is not None:
                yield answer.end
            await answer.drain()
        finally:
            await answer.close()

    async def complete(self, request: ChatRequest) -> ChatReply:
        """Return a whole answer, read as a stream so that silence is noticed early. Raises a ModelError."""
        answer, text = await self._begin(request)
        try:
            texts = []
            while text is not None:
                texts.append(text)
                text = await answer.next_text()
            await answer.drain()
        finally:
            await answer.close()
        end = answer.end or StreamEnd(self._name, endpoint=self.address)
        return ChatReply(after_reasoning("".join(texts)), end.model, end.usage, end.finish_reason, end.endpoint)

    async def _begin(self, request: ChatRequest) -> tuple[StreamedAnswer, str | None]:
        """Return an answer with its first text, after as many tries as the policy grants."""
        if not self._parameters.knows(request.form):
            raise self._form_unsupported(request)
        deadline = asyncio.get_running_loop().time() + self._limits.total
        tried = 0
        while True:
            try:
                return await self._try_once(request, deadline)
            except ModelError as error:
                tried += 1
                delay = self._retries.delay(error, tried)
                if delay is None or asyncio.get_running_loop().time() + delay >= deadline:
                    raise
                await asyncio.sleep(delay)

    async def _try_once(self, request: ChatRequest, deadline: float) -> tuple[StreamedAnswer, str | None]:
        first_by = min(deadline, asyncio.get_running_loop().time() + self._limits.first_token)
        response, pieces = await self._send(request, first_by)
        answer = StreamedAnswer(
            pieces,
            response.aclose,
            self._endpoint,
            self._name,
            self._limits,
            first_by=first_by,
            deadline=deadline,
            handed_on_at=request.handed_on_at,
        )
        try:
            return answer, await answer.next_text()
        except BaseException:
            await answer.close()
            raise

    async def _send(self, request: ChatRequest, first_by: float) -> tuple[httpx2.Response, AsyncIterator[bytes]]:
        """Send the request, without what the endpoint turns out not to know; return the response and its bytes."""
        for _ in range(_ADAPTATIONS):
            sent = self._parameters.of(request)
            try:
                async with asyncio.timeout_at(first_by):
                    return await self._open(sent)
            except TimeoutError as error:
                message = f"no first word within {self._limits.first_token:g} s"
                raise ModelTimeoutError(self._endpoint.says(message)) from error
            except openai.APIStatusError as error:
                if not self._adapt(request, sent, error):
                    raise from_status(error, self._endpoint) from error
            except openai.APIConnectionError as error:
                raise from_connection(error, self._endpoint) from error
        raise ModelRefusedError(self._endpoint.says("refuses one parameter after the other"))

    async def _open(self, sent: dict[str, Any]) -> tuple[httpx2.Response, AsyncIterator[bytes]]:
        sending = self._client.post(
            self._url,
            cast_to=httpx2.Response,
            content=_encoded(sent),
            options=self._options,
            stream=True,
            stream_cls=openai.AsyncStream[Any],
        )
        response = cast(httpx2.Response, await sending)  # with this cast_to the client gives the raw response back
        try:
            return response, await self._pieces_of(response)
        except BaseException:
            await response.aclose()
            raise

    async def _pieces_of(self, response: httpx2.Response) -> AsyncIterator[bytes]:
        kind = response.headers.get("content-type", "")
        if kind.startswith("text/html"):
            raise ModelRefusedError(self._endpoint.says("answers with a web page: is the address right, with its /v1?"))
        if kind.startswith("application/json"):
            return _as_events(await response.aread())
        if "content-encoding" in response.headers:
            return response.aiter_bytes()
        # nothing to decode: two generators less on the way of every token
        return aiter(cast(httpx2.AsyncByteStream, response.stream))

    def _adapt(self, request: ChatRequest, sent: dict[str, Any], error: openai.APIStatusError) -> bool:
        if error.status_code not in (400, 422):
            return False
        said, named = said_by(error), error.param if isinstance(error.param, str) else None
        if self._parameters.refused_bound(request, said):
            return True
        if self._parameters.refused_form(request, said, named):
            raise self._form_unsupported(request) from error
        return self._parameters.adapt(sent, said, named)

    def _form_unsupported(self, request: ChatRequest) -> FormUnsupportedError:
        return FormUnsupportedError(self._endpoint.says(f"does not know the answer form {request.form.value}"))


def _http_client() -> httpx2.AsyncClient:
    limits = httpx2.Limits(
        max_connections=_CONNECTIONS,
        max_keepalive_connections=_IDLE_CONNECTIONS,
        keepalive_expiry=_KEEP_ALIVE_SECONDS,
    )
    return openai.DefaultAioHttpClient(limits=limits)


def _encoded(sent: dict[str, Any]) -> bytes:
    try:
        return orjson.dumps(sent)
    except TypeError as error:
        raise InvalidInputError(f"the prompt cannot be sent as JSON: {error}", field="messages") from error


async def _as_events(body: bytes) -> AsyncIterator[bytes]:
    """Give a whole answer from an endpoint that does not stream the form of a stream."""
    yield b"data: " + body.replace(b"\n", b" ") + b"\n\ndata: [DONE]\n\n"
