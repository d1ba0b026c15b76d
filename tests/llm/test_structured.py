"""Structured answers: which form is asked for, what is taken out of the text, what one repair can mend."""

import json
from collections.abc import Sequence
from typing import Any

import httpx
import pytest
import respx

from sim.domain.chat import AnswerForm, ChatMessage, ChatRequest, Usage
from sim.domain.errors import AnswerFormError, FormUnsupportedError, ModelBusyError, StreamCutError
from sim.llm import ask
from sim.llm.openai_model import OpenAIChatModel
from sim.llm.structured import find_object
from tests.fakes import FakeChatModel
from tests.llm.wire import delta, event, ok, refusal, streamed

SCHEMA = {"type": "object", "properties": {"level": {"type": "integer"}}, "required": ["level"]}
REQUEST = ChatRequest((ChatMessage("system", "你是考官"), ChatMessage("user", "请评分")), purpose="grade")


def level_is_known(data: Any) -> Sequence[str]:
    return [] if data.get("level") in range(5) else ["level 应为 0 到 4 的整数"]


async def test_a_good_answer_costs_one_request(chat_model: FakeChatModel) -> None:
    chat_model.enqueue({"level": 3})
    reply = await ask(chat_model, REQUEST, SCHEMA, level_is_known)
    assert (reply.data, reply.form, reply.repaired, reply.problems) == ({"level": 3}, AnswerForm.JSON_SCHEMA, False, ())
    assert chat_model.requests[0].schema == SCHEMA
    assert chat_model.requests[0].messages == REQUEST.messages


async def test_forms_fall_back_and_the_schema_moves_to_the_end_of_the_prompt(chat_model: FakeChatModel) -> None:
    unknown = FormUnsupportedError("no")
    chat_model.enqueue(unknown, unknown, '好的：\n```json\n{"level": 2}\n```\n完毕')
    reply = await ask(chat_model, REQUEST, SCHEMA, level_is_known)
    assert (reply.data, reply.form) == ({"level": 2}, AnswerForm.TEXT)
    assert [request.form for request in chat_model.requests] == list(AnswerForm)
    for request in chat_model.requests[1:]:
        assert request.messages[0] == REQUEST.messages[0]
        assert request.messages[-1].content.startswith("请评分")
        assert json.dumps(SCHEMA) in request.messages[-1].content


async def test_the_repair_states_the_problem_and_sends_the_answer_back(chat_model: FakeChatModel) -> None:
    chat_model.enqueue({"level": 9}, {"level": 4})
    reply = await ask(chat_model, REQUEST, SCHEMA, level_is_known)
    assert (reply.data, reply.repaired, reply.problems) == ({"level": 4}, True, ())
    answered, told = chat_model.requests[1].messages[-2:]
    assert (answered.role, answered.content) == ("assistant", '{"level": 9}')
    assert "level 应为 0 到 4 的整数" in told.content
    assert chat_model.requests[1].messages[:-2] == chat_model.requests[0].messages
    assert reply.usage.completion_tokens == len('{"level": 9}') + len('{"level": 4}')


async def test_what_the_repair_cannot_mend_is_told_with_the_answer(chat_model: FakeChatModel) -> None:
    chat_model.enqueue({"level": 9}, {"level": 8})
    reply = await ask(chat_model, REQUEST, SCHEMA, level_is_known)
    assert (reply.data, reply.problems) == ({"level": 8}, ("level 应为 0 到 4 的整数",))
    chat_model.enqueue({"level": 9}, "我不想评")
    reply = await ask(chat_model, REQUEST, SCHEMA, level_is_known)
    assert (reply.data, reply.problems) == ({"level": 9}, ("level 应为 0 到 4 的整数",))


async def test_no_json_twice_is_hopeless(chat_model: FakeChatModel) -> None:
    chat_model.enqueue("我不想评", "[1, 2]")
    with pytest.raises(AnswerFormError, match="fake-model"):
        await ask(chat_model, REQUEST, SCHEMA, level_is_known)
    assert len(chat_model.requests) == 2


@pytest.mark.parametrize("error", [ModelBusyError("429"), StreamCutError("cut")])
async def test_other_faults_pass(chat_model: FakeChatModel, error: ModelBusyError) -> None:
    chat_model.enqueue(error)
    with pytest.raises(type(error)):
        await ask(chat_model, REQUEST, SCHEMA, level_is_known)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', {"a": 1}),
        ('前 {x} 中 {"a": {"b": "}{"}} 后 {"c": 1}', {"a": {"b": "}{"}}),
        ('```\n{"a": "一\n二"}\n```', {"a": "一\n二"}),
        ('{"a": 1', None),
        ("[1]", None),
        ("", None),
        ("{" * 3000, None),
        ('{"a":' * 3000, None),
        ('{"a": ' + "9" * 5000 + "}", None),
    ],
)
def test_the_object_in_a_text(text: str, found: dict[str, Any] | None) -> None:
    assert find_object(text) == found


async def test_over_the_wire_forms_are_remembered(model: OpenAIChatModel, endpoint: respx.Route) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if "response_format" in json.loads(request.content):
            return refusal(400, "response_format is not supported")
        return ok(streamed('{"level"', ": 1}"))

    endpoint.mock(side_effect=answer)
    first = await ask(model, REQUEST, SCHEMA, level_is_known)
    assert (first.data, first.form, first.usage) == ({"level": 1}, AnswerForm.TEXT, Usage(90, 12, 64))
    assert endpoint.call_count == 3
    await ask(model, REQUEST, SCHEMA, level_is_known)
    assert endpoint.call_count == 4


TEXTS = {
    "type": "object",
    "properties": {
        "level": {"type": "integer"},
        "kind": {"type": "string", "enum": ["a"]},
        "for": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
    },
}


def schema_of(request: httpx.Request) -> Any:
    return json.loads(request.content)["response_format"]["json_schema"]["schema"]


def cut() -> httpx.Response:
    too_long = event({"choices": [{"delta": {}, "finish_reason": "length"}]})
    return ok(delta(content='{"level": 4, "for": ["同样的话，同样的话，'), too_long)


async def test_over_the_wire_a_cut_answer_is_asked_for_again_with_bounded_texts(
    model: OpenAIChatModel, endpoint: respx.Route
) -> None:
    endpoint.mock(side_effect=[cut(), ok(streamed('{"level": 1}'))])
    reply = await ask(model, REQUEST, TEXTS, level_is_known)
    assert (reply.data, reply.repaired, reply.problems) == ({"level": 1}, True, ())
    first, again = (call.request for call in endpoint.calls)
    assert schema_of(first) == TEXTS
    bounded = schema_of(again)["properties"]
    assert bounded["for"] == {"type": "array", "items": {"type": "string", "maxLength": 100}, "maxItems": 3}
    assert bounded["kind"] == {"type": "string", "enum": ["a"]}
    told = json.loads(again.content)["messages"]
    assert len(told) == len(REQUEST.messages)
    assert told[-1]["content"].startswith("请评分")
    assert "100 字" in told[-1]["content"]
    assert "同样的话" not in again.content.decode()


async def test_over_the_wire_bounds_an_endpoint_refuses_are_left_out_and_its_form_kept(
    model: OpenAIChatModel, endpoint: respx.Route
) -> None:
    answers = [cut(), ok(streamed('{"level": 1}'))]

    def answer(request: httpx.Request) -> httpx.Response:
        if "maxLength" in request.content.decode():
            return refusal(400, "Invalid schema for response_format 'grade': 'maxLength' is not permitted.")
        return answers.pop(0)

    endpoint.mock(side_effect=answer)
    reply = await ask(model, REQUEST, TEXTS, level_is_known)
    assert (reply.data, reply.form) == ({"level": 1}, AnswerForm.JSON_SCHEMA)
    assert endpoint.call_count == 3
    answers += [cut(), ok(streamed('{"level": 2}'))]
    assert (await ask(model, REQUEST, TEXTS, level_is_known)).data == {"level": 2}
    assert endpoint.call_count == 5
    assert schema_of(endpoint.calls.last.request) == TEXTS
