"""Lets respx, which mocks httpx, stand behind the openai client, which speaks httpx2: bytes in, the same bytes out."""

from collections.abc import AsyncIterator, Iterable

import httpx
import httpx2
import respx

_FAULTS: dict[type[httpx.RequestError], type[httpx2.RequestError]] = {
    httpx.ConnectError: httpx2.ConnectError,
    httpx.ConnectTimeout: httpx2.ConnectTimeout,
    httpx.ReadTimeout: httpx2.ReadTimeout,
    httpx.ReadError: httpx2.ReadError,
    httpx.RemoteProtocolError: httpx2.RemoteProtocolError,
}


class _Bytes(httpx2.AsyncByteStream):
    def __init__(self, response: httpx.Response, request: httpx2.Request) -> None:
        self._response = response
        self._request = request

    async def __aiter__(self) -> AsyncIterator[bytes]:
        assert isinstance(self._response.stream, httpx.AsyncByteStream)
        try:
            async for piece in self._response.stream:
                yield piece
        except httpx.RequestError as error:
            raise _FAULTS[type(error)](str(error), request=self._request) from error

    async def aclose(self) -> None:
        await self._response.aclose()


class RespxTransport(httpx2.AsyncBaseTransport):
    """An httpx2 transport that asks a respx router."""

    def __init__(self, router: respx.Router) -> None:
        self._router = router

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        asked = httpx.Request(
            request.method, str(request.url), headers=request.headers.raw, content=await request.aread()
        )
        try:
            response = await self._router.async_handler(asked)
        except httpx.RequestError as error:
            raise _FAULTS[type(error)](str(error), request=request) from error
        return httpx2.Response(
            response.status_code, headers=response.headers.raw, stream=_Bytes(response, request), request=request
        )


class Pieces(httpx.AsyncByteStream):
    """A response body that comes in exactly these pieces; a fault or a wait may stand among them."""

    def __init__(self, pieces: Iterable[bytes | Exception]) -> None:
        self._pieces = tuple(pieces)
        self.closed = False

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    async def aclose(self) -> None:
        self.closed = True
