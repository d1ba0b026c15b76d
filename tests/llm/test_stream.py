"""Real bytes of good and bad streams through the adapter."""

import asyncio
import itertools
from collections.abc import AsyncIterator

import httpx
import httpx2
import pytest
import respx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.domain.chat import StreamEnd, TextPiece, Usage
from sim.domain.errors import EmptyAnswerError, ModelFaultError, ModelTimeoutError, StreamCutError
from sim.llm import answer
from sim.llm.listening import only_the_end_matters
from sim.llm.openai_model import OpenAIChatModel
from tests.llm.bridge import Pieces, RespxTransport
from tests.llm.conftest import BASE_URL
from tests.llm.wire import DONE, ENDING, EVENT_STREAM, REQUEST, STOP, USAGE, delta, event, listen, ok, streamed

LINE = "十五度！😤你们今天到底几点来？"


async def test_texts_usage_and_model_come_through(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(return_value=ok(streamed("十五度！", "几点来？")))
    texts, end = await listen(model)
    assert "".join(texts) == "十五度！几点来？"
    assert end == StreamEnd("qwen-mini-0625", Usage(90, 12, 64), "stop", BASE_URL)


@pytest.mark.parametrize(
    "address", ["http://models.invalid", "http://models.invalid/", "http://models.invalid/deep/v1/"]
)
async def test_an_address_may_end_as_it_likes(address: str) -> None:
    router = respx.Router()
    route = router.post(f"{address.rstrip('/')}/chat/completions").mock(return_value=ok(streamed("几点来？")))
    model = OpenAIChatModel(address, "k", "m", http_client=httpx2.AsyncClient(transport=RespxTransport(router)))
    texts, _ = await listen(model)
    await model.close()
    assert (texts, route.call_count) == (["几点来？"], 1)


async def test_a_piece_is_handed_on_as_soon_as_it_is_there(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    gate = asyncio.Event()

    class Slow(Pieces):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield delta(content="先听见")
            await gate.wait()
            yield delta(content="后听见") + ENDING

    endpoint.mock(return_value=httpx.Response(200, headers=EVENT_STREAM, stream=Slow(())))
    heard = model.stream(REQUEST)
    assert await anext(heard) == TextPiece("先听见")
    gate.set()
    assert await anext(heard) == TextPiece("后听见")
    assert isinstance(await anext(heard), StreamEnd)


@pytest.mark.parametrize("written", [b'": null', b'":null'])
@pytest.mark.parametrize("size", [7, 1000])
async def test_who_waits_for_the_end_alone_hears_no_more_text(
    model: OpenAIChatModel, endpoint: respx.Route, written: bytes, size: int
) -> None:
    rest = b"".join(delta(content=text).replace(b'": null', written) for text in ("后来", "又说", "一句。"))
    pieces = [rest[at : at + size] for at in range(0, len(rest), size)]
    endpoint.mock(return_value=ok(delta(content="先听见。"), *pieces, event(STOP), event(USAGE), DONE))
    heard = model.stream(REQUEST)
    assert await anext(heard) == TextPiece("先听见。")
    with only_the_end_matters():
        assert await anext(heard) == StreamEnd("qwen-mini-0625", Usage(90, 12, 64), "stop", BASE_URL)


async def test_who_waits_for_the_end_alone_is_told_of_a_cut(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(return_value=ok(delta(content="先听见。"), delta(content="后来"), httpx2.ReadError("gone")))
    heard = model.stream(REQUEST)
    assert await anext(heard) == TextPiece("先听见。")
    with only_the_end_matters(), pytest.raises(StreamCutError):
        await anext(heard)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(cuts=st.lists(st.integers(0, len(streamed(LINE, LINE))), max_size=30), newline=st.sampled_from([b"\n", b"\r\n"]))
async def test_bytes_may_be_split_anywhere(
    model: OpenAIChatModel, endpoint: respx.Route, cuts: list[int], newline: bytes
) -> None:
    sent = b": ping" + b"\n\n" + streamed(LINE, LINE)
    sent = sent.replace(b"\n", newline)
    edges = [0, *sorted(cuts), len(sent)]
    endpoint.mock(return_value=ok(*(sent[a:b] for a, b in itertools.pairwise(edges) if a < b)))
    texts, end = await listen(model)
    assert "".join(texts) == LINE * 2
    assert end.usage.prompt_tokens == 90


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 1000])
@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("<think>他很生气</think>\n\n几点来？", "几点来？"),
        ("几点<think>想</think>来？<think>再想", "几点来？"),
        ("3 < 5，a<b，<thin 布", "3 < 5，a<b，<thin 布"),
        ("<think></think>好<", "好<"),
        ("<<think>x</think>y", "<y"),
    ],
)
async def test_reasoning_is_never_shown(
    model: OpenAIChatModel, endpoint: respx.Route, said: str, shown: str, size: int
) -> None:
    pieces = [delta(reasoning_content="我想想", reasoning="嗯")]
    pieces += [delta(content=said[at : at + size], reasoning_content=None) for at in range(0, len(said), size)]
    endpoint.mock(return_value=ok(*pieces, ENDING))
    texts, _ = await listen(model)
    assert "".join(texts) == shown
    assert all(texts)


async def test_a_lone_closing_tag_is_cut_from_a_whole_answer(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(return_value=ok(streamed("先想想", "</think>\n{}")))
    reply = await model.complete(REQUEST)
    assert (reply.text, reply.usage.completion_tokens, reply.model) == ("{}", 12, "qwen-mini-0625")


@pytest.mark.parametrize(
    "body",
    [
        [DONE],
        [],
        [delta(content=""), ENDING],
        [delta(content="<think>只想不说"), ENDING],
        [delta(reasoning_content="只想不说"), ENDING],
    ],
)
async def test_nothing_said_is_an_error(model: OpenAIChatModel, endpoint: respx.Route, body: list[bytes]) -> None:
    endpoint.mock(return_value=ok(*body))
    with pytest.raises(EmptyAnswerError, match=r"qwen-mini at http://models\.invalid/v1"):
        await listen(model)
    assert endpoint.call_count == 1


@pytest.mark.parametrize("end", [httpx.ReadError("reset"), httpx.RemoteProtocolError("incomplete"), b""])
async def test_a_cut_after_the_first_word_is_told_and_not_retried(
    model: OpenAIChatModel, endpoint: respx.Route, end: bytes | Exception
) -> None:
    endpoint.mock(side_effect=lambda _: ok(delta(content="你们到"), end))
    heard = model.stream(REQUEST)
    assert await anext(heard) == TextPiece("你们到")
    with pytest.raises(StreamCutError):
        await anext(heard)
    assert endpoint.call_count == 1


async def test_a_cut_before_the_first_word_is_tried_again(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    cut = ok(delta(role="assistant", content=""), httpx.ReadError("reset"))
    endpoint.mock(side_effect=[cut, ok(streamed("来了"))])
    assert (await listen(model))[0] == ["来了"]
    assert endpoint.call_count == 2


async def test_a_loss_after_the_last_word_loses_nothing(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(return_value=ok(delta(content="来了"), event(STOP), httpx.ReadError("reset")))
    texts, end = await listen(model)
    assert (texts, end.finish_reason) == (["来了"], "stop")


async def test_the_last_event_may_lack_its_blank_line(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(return_value=ok(delta(content="来了"), event(STOP).rstrip()))
    assert (await listen(model))[0] == ["来了"]


@pytest.mark.parametrize(
    "bad", [b'data: {"choices": [{"delta": \n\n', b"data: 7\n\n", b'data: {"choices": 1}\n\n', event({"choices": [3]})]
)
async def test_a_chunk_that_cannot_be_read_is_named(model: OpenAIChatModel, endpoint: respx.Route, bad: bytes) -> None:
    endpoint.mock(side_effect=lambda _: ok(delta(content="你们到"), bad, ENDING))
    heard = model.stream(REQUEST)
    await anext(heard)
    with pytest.raises(ModelFaultError, match="cannot be read"):
        await anext(heard)


async def test_an_error_inside_the_stream(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    broken = event({"error": {"message": "CUDA out of memory", "code": 500}})
    endpoint.mock(side_effect=lambda _: ok(broken))
    with pytest.raises(ModelFaultError, match="CUDA out of memory"):
        await listen(model)
    assert endpoint.call_count == 3
    endpoint.mock(side_effect=lambda _: ok(delta(content="你们到"), broken))
    heard = model.stream(REQUEST)
    await anext(heard)
    with pytest.raises(StreamCutError, match="CUDA"):
        await anext(heard)


def hanging(*pieces: bytes, forever: bool = True) -> httpx.Response:
    class Hanging(Pieces):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            for piece in pieces:
                yield piece
            while True:
                await asyncio.sleep(60 if forever else 0.02)
                yield delta(content="唉")

    return httpx.Response(200, headers=EVENT_STREAM, stream=Hanging(()))


@pytest.mark.parametrize(
    ("response", "heard", "message"),
    [
        (hanging(), 0, "no first word within 0.5 s"),
        (hanging(delta(content="你们到")), 1, "fell silent for 0.3 s"),
        (hanging(forever=False), 2, "no whole answer within 1 s"),
    ],
)
async def test_time_limits(
    hasty_model: OpenAIChatModel, endpoint: respx.Route, response: httpx.Response, heard: int, message: str
) -> None:
    endpoint.mock(return_value=response)
    pieces = []

    async def collect() -> None:
        async for piece in hasty_model.stream(REQUEST):
            pieces.append(piece)  # noqa: PERF401  what came before the error counts too

    with pytest.raises(ModelTimeoutError, match=message):
        await collect()
    assert len(pieces) >= heard


async def test_an_endpoint_that_never_hangs_up_after_its_last_word(
    hasty_model: OpenAIChatModel, endpoint: respx.Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "_TAIL_SECONDS", 0.02)
    endpoint.mock(return_value=hanging(delta(content="来了"), event(STOP)))
    texts, end = await listen(hasty_model)
    assert (texts, end.finish_reason) == (["来了"], "stop")


async def test_an_endpoint_that_does_not_answer_at_all(hasty_model: OpenAIChatModel, endpoint: respx.Route) -> None:
    async def hang(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(60)
        raise AssertionError("slept through")

    endpoint.mock(side_effect=hang)
    with pytest.raises(ModelTimeoutError, match="no first word"):
        await listen(hasty_model)


async def test_who_stops_listening_frees_the_connection(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    body = Pieces([delta(content="一"), delta(content="二"), ENDING])
    endpoint.mock(return_value=httpx.Response(200, headers=EVENT_STREAM, stream=body))
    heard = model.stream(REQUEST)
    await anext(heard)
    assert not body.closed
    await heard.aclose()
    assert body.closed


async def test_an_endpoint_that_does_not_stream(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    message = {"role": "assistant", "content": "来了\n", "reasoning_content": "嗯"}
    whole = {"model": "m", "choices": [{"message": message, "finish_reason": "stop"}], "usage": {"prompt_tokens": 3}}
    endpoint.mock(return_value=httpx.Response(200, json=whole))
    texts, end = await listen(model)
    assert (texts, end) == (["来了\n"], StreamEnd("m", Usage(3, 0, 0), "stop", BASE_URL))


async def test_content_in_parts(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    parts = [{"type": "thinking", "text": "嗯"}, {"type": "text", "text": "来了"}]
    endpoint.mock(return_value=ok(delta(content=parts), ENDING))
    assert (await listen(model))[0] == ["来了"]
