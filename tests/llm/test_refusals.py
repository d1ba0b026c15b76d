"""What endpoints refuse, and what becomes of it."""

import json
from email.utils import formatdate
from typing import Any

import httpx
import pytest
import respx

from sim.domain.chat import AnswerForm, ChatMessage, ChatRequest
from sim.domain.errors import (
    FormUnsupportedError,
    InvalidInputError,
    ModelBusyError,
    ModelError,
    ModelFaultError,
    ModelRefusedError,
    ModelTimeoutError,
    ModelUnreachableError,
)
from sim.llm.openai_model import OpenAIChatModel
from tests.llm.conftest import KEY
from tests.llm.wire import REQUEST, listen, ok, refusal, streamed


def sent(endpoint: respx.Route, call: int = -1) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(endpoint.calls[call].request.content)
    return body


async def test_what_is_sent(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(return_value=ok(streamed("来了")))
    await listen(model, ChatRequest(REQUEST.messages, 0.3, 200, 7, stop=("。",)))
    assert sent(endpoint) == {
        "model": "qwen-mini",
        "messages": [{"role": "system", "content": "你是客户"}, {"role": "user", "content": "您好"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.3,
        "max_tokens": 200,
        "seed": 7,
        "stop": ["。"],
    }
    assert endpoint.calls.last.request.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("status", "message", "kind", "calls"),
    [
        (400, "messages: invalid role", ModelRefusedError, 1),
        (401, f"Incorrect API key provided: {KEY}", ModelRefusedError, 1),
        (403, "not for you", ModelRefusedError, 1),
        (404, "The model `qwen-mini` does not exist", ModelRefusedError, 1),
        (500, "boom", ModelFaultError, 3),
        (503, "loading", ModelFaultError, 3),
        (504, "gateway", ModelTimeoutError, 1),
    ],
)
async def test_error_statuses(
    model: OpenAIChatModel, endpoint: respx.Route, status: int, message: str, kind: type[ModelError], calls: int
) -> None:
    endpoint.mock(side_effect=lambda _: refusal(status, message))
    with pytest.raises(kind) as caught:
        await listen(model)
    said = caught.value.message
    assert "qwen-mini at http://models.invalid/v1" in said
    assert str(status) in said
    assert message.partition(":")[0] in said
    assert KEY not in said
    assert endpoint.call_count == calls


@pytest.mark.parametrize(
    "body", [{"content": b"<html>Bad gateway</html>"}, {"content": b""}, {"json": {"detail": "x"}}, {"json": ["x"]}]
)
async def test_error_bodies_of_any_shape(model: OpenAIChatModel, endpoint: respx.Route, body: dict[str, Any]) -> None:
    endpoint.mock(side_effect=lambda _: httpx.Response(502, **body))
    with pytest.raises(ModelFaultError, match=r"\(502\): .+"):
        await listen(model)


async def test_one_fault_then_an_answer(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(side_effect=[refusal(500, "boom"), httpx.ConnectError("refused"), ok(streamed("来了"))])
    assert (await listen(model))[0] == ["来了"]


@pytest.mark.parametrize("header", ["0.02", formatdate(0, usegmt=True)])
async def test_too_many_requests_waits_as_asked(model: OpenAIChatModel, endpoint: respx.Route, header: str) -> None:
    endpoint.mock(side_effect=[refusal(429, "slow down", headers={"retry-after": header}), ok(streamed("来了"))])
    assert (await listen(model))[0] == ["来了"]
    assert endpoint.call_count == 2


async def test_a_long_wait_is_left_to_the_caller(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(return_value=refusal(429, "slow down", headers={"retry-after": "30"}))
    with pytest.raises(ModelBusyError, match="asks to wait 30 s") as caught:
        await listen(model)
    assert caught.value.retry_after == 30
    assert endpoint.call_count == 1


async def test_always_too_many_requests(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(side_effect=lambda _: refusal(429, "slow down"))
    with pytest.raises(ModelBusyError) as caught:
        await listen(model)
    assert (caught.value.retry_after, endpoint.call_count) == (None, 3)


async def test_a_used_up_quota_is_not_tried_again(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(return_value=refusal(429, "You exceeded your current quota", code="insufficient_quota"))
    with pytest.raises(ModelRefusedError, match="quota"):
        await listen(model)
    assert endpoint.call_count == 1


@pytest.mark.parametrize(
    ("fault", "kind", "calls"),
    [
        (httpx.ConnectError("connection refused"), ModelUnreachableError, 3),
        (httpx.ConnectTimeout("slow"), ModelUnreachableError, 3),
        (httpx.ReadTimeout("slow"), ModelTimeoutError, 1),
    ],
)
async def test_no_connection(
    model: OpenAIChatModel, endpoint: respx.Route, fault: httpx.RequestError, kind: type[ModelError], calls: int
) -> None:
    endpoint.mock(side_effect=fault)
    with pytest.raises(kind, match=r"http://models\.invalid/v1"):
        await listen(model)
    assert endpoint.call_count == calls


async def test_a_web_page_instead_of_an_answer(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    endpoint.mock(return_value=httpx.Response(200, html="<p>Welcome</p>"))
    with pytest.raises(ModelRefusedError, match="web page"):
        await listen(model)


@pytest.mark.parametrize(
    ("refused", "message", "param", "instead"),
    [
        ("stream_options", "Unrecognized request argument supplied: stream_options", None, None),
        ("seed", "Extra inputs are not permitted: seed", None, None),
        ("temperature", "Unsupported value: only the default (1) value is supported", "temperature", None),
        ("stream_options", "unknown field", "stream_options.include_usage", None),
        (
            "max_tokens",
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens'.",
            "max_tokens",
            "max_completion_tokens",
        ),
    ],
)
async def test_a_refused_parameter_is_left_out_and_remembered(
    model: OpenAIChatModel, endpoint: respx.Route, refused: str, message: str, param: str | None, instead: str | None
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if refused in json.loads(request.content):
            return refusal(400, message, param=param)
        return ok(streamed("来了"))

    endpoint.mock(side_effect=answer)
    assert (await listen(model))[0] == ["来了"]
    assert (await listen(model))[0] == ["来了"]
    assert endpoint.call_count == 3
    before, after = sent(endpoint, 0), sent(endpoint)
    assert before.keys() - after.keys() == {refused}
    assert after.keys() - before.keys() == ({instead} if instead else set())


async def test_an_endpoint_that_refuses_everything_gets_few_requests(
    model: OpenAIChatModel, endpoint: respx.Route
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        extra = json.loads(request.content).keys() - {"model", "messages", "stream"}
        return refusal(400, f"unsupported: {', '.join(sorted(extra))}") if extra else refusal(400, "still no")

    endpoint.mock(side_effect=answer)
    with pytest.raises(ModelRefusedError):
        await listen(model)
    assert endpoint.call_count <= 7


async def test_a_prompt_too_long_is_told_and_nothing_is_left_out(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    message = "'max_tokens' is too large: 400. This model's maximum context length does not allow 2100 tokens"
    endpoint.mock(return_value=refusal(400, message, param="max_tokens"))
    with pytest.raises(ModelRefusedError, match="context length"):
        await listen(model)
    assert endpoint.call_count == 1


@pytest.mark.parametrize(
    ("form", "message"),
    [
        (AnswerForm.JSON_SCHEMA, "This response_format type is unavailable now"),
        (AnswerForm.JSON_SCHEMA, "json_schema is not supported"),
        (AnswerForm.JSON_OBJECT, "'response_format.type' must be 'json_schema' or 'text'"),
    ],
)
async def test_an_unknown_answer_form_is_asked_for_once(
    model: OpenAIChatModel, endpoint: respx.Route, form: AnswerForm, message: str
) -> None:
    endpoint.mock(return_value=refusal(400, message))
    request = ChatRequest(REQUEST.messages, form=form, schema={"type": "object"}, purpose="grade listening")
    for _ in range(2):
        with pytest.raises(FormUnsupportedError, match=form.value):
            await model.complete(request)
    assert endpoint.call_count == 1
    asked = sent(endpoint)["response_format"]
    assert asked["type"] == form.value
    if form is AnswerForm.JSON_SCHEMA:
        assert asked["json_schema"] == {"name": "grade_listening", "schema": {"type": "object"}, "strict": True}


async def test_a_prompt_with_half_a_character_is_not_sent(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    with pytest.raises(InvalidInputError, match="surrogates"):
        await listen(model, ChatRequest((ChatMessage("user", "\ud83d"),)))
    assert not endpoint.called


@pytest.mark.parametrize("address", ["models.invalid/v1", "ftp://models.invalid", "http://", "://"])
def test_an_address_that_is_none(address: str) -> None:
    with pytest.raises(InvalidInputError, match="http://") as caught:
        OpenAIChatModel(address, "", "m")
    assert caught.value.field == "base_url"


def test_a_model_without_a_name() -> None:
    with pytest.raises(InvalidInputError, match="no name"):
        OpenAIChatModel("http://127.0.0.1:1/v1", "", "")
