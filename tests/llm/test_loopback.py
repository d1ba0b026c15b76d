"""The adapter with its own transport over a real connection, bytes on loopback."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from sim.domain.chat import TextPiece
from sim.domain.errors import ModelFaultError, ModelUnreachableError, StreamCutError
from sim.llm.limits import RetryPolicy, TimeLimits
from sim.llm.openai_model import OpenAIChatModel
from tests.llm.wire import DONE, ENDING, REQUEST, delta, listen, streamed

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"
Answer = Callable[[asyncio.StreamWriter], Awaitable[bool]]


def chunked(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


class Server:
    """Answers every request the same way and counts connections; an answer that returns False hangs up."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.address = ""
        self.connections = 0
        self.requests = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = re.search(rb"content-length: (\d+)", head.lower())
                assert length is not None
                await reader.readexactly(int(length[1]))
                self.requests += 1
                if not await self._answer(writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client has left
        finally:
            writer.close()


@asynccontextmanager
async def served(answer: Answer) -> AsyncIterator[tuple[Server, OpenAIChatModel]]:
    handler = Server(answer)
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    handler.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    model = OpenAIChatModel(handler.address, "", "m", limits=TimeLimits(total=60), retries=RetryPolicy(pause=0.001))
    yield handler, model
    await model.close()
    server.close()
    await server.wait_closed()


async def whole(writer: asyncio.StreamWriter) -> bool:
    writer.write(HEAD)
    for part in (delta(content="你们到底"), delta(content="来不来？"), ENDING):
        writer.write(chunked(part))
        await writer.drain()
        await asyncio.sleep(0.002)
    writer.write(b"0\r\n\r\n")
    return True


async def test_many_answers_at_once_and_connections_used_again() -> None:
    async with served(whole) as (server, model):
        answers = await asyncio.gather(*(listen(model) for _ in range(50)))
        assert all("".join(texts) == "你们到底来不来？" for texts, _ in answers)
        assert all(end.usage.cached_tokens == 64 for _, end in answers)
        opened = server.connections
        assert opened == 50
        await asyncio.gather(*(listen(model) for _ in range(50)))
        assert (server.connections, server.requests) == (opened, 100)


async def test_a_connection_that_breaks_in_the_middle() -> None:
    async def cut(writer: asyncio.StreamWriter) -> bool:
        writer.write(HEAD + chunked(delta(content="你们到底")))
        await writer.drain()
        return False

    async with served(cut) as (server, model):
        answer = model.stream(REQUEST)
        assert await anext(answer) == TextPiece("你们到底")
        with pytest.raises(StreamCutError, match="broke off"):
            await anext(answer)
        assert server.requests == 1


async def test_a_server_that_hangs_up_without_a_word() -> None:
    async def hang_up(_: asyncio.StreamWriter) -> bool:
        return False

    async with served(hang_up) as (server, model):
        with pytest.raises(ModelUnreachableError, match=r"127\.0\.0\.1"):
            await listen(model)
        assert server.requests == 3


async def test_a_server_error_comes_with_its_words() -> None:
    async def fail(writer: asyncio.StreamWriter) -> bool:
        body = b'{"error": {"message": "out of memory"}}'
        writer.write(
            b"HTTP/1.1 500 X\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body) + body
        )
        return True

    async with served(fail) as (_, model):
        with pytest.raises(ModelFaultError, match="out of memory"):
            await model.complete(REQUEST)


async def test_nobody_listens() -> None:
    async with served(whole) as (server, _):
        pass
    gone = OpenAIChatModel(server.address, "", "m", retries=RetryPolicy(retries=0))
    with pytest.raises(ModelUnreachableError, match="cannot be reached"):
        await listen(gone)
    await gone.close()


async def test_a_listener_who_leaves_costs_the_server_nothing_more() -> None:
    left = asyncio.Event()

    async def endless(writer: asyncio.StreamWriter) -> bool:
        writer.write(HEAD)
        try:
            while True:
                writer.write(chunked(delta(content="唉")))
                await writer.drain()
                await asyncio.sleep(0.001)
        except ConnectionError:
            left.set()
        return False

    async with served(endless) as (_, model):
        task = asyncio.create_task(listen(model))
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(left.wait(), 2)


async def test_bytes_after_the_end_are_passed_over() -> None:
    async def chatty(writer: asyncio.StreamWriter) -> bool:
        writer.write(HEAD + chunked(streamed("来了")) + chunked(b": goodbye\n\n" + DONE) + b"0\r\n\r\n")
        return True

    async with served(chatty) as (server, model):
        for _ in range(3):
            assert (await listen(model))[0] == ["来了"]
        assert server.connections == 1
