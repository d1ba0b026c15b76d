import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message

from sim.domain.errors import ModelBusyError, StreamCutError
from sim.domain.mood import Outcome
from sim.domain.transcript import Speaker, Turn
from sim.practice.talk.answer import Answer
from sim.practice.talk.events import Delta
from tests.web.desk import Desk, open_desk
from web.sse import AnswerStream, events_seen


async def test_a_turn_streams_mood_sentences_and_turn(desk: Desk) -> None:
    session = await desk.start()
    assert session["opening"]["text"] == "水费怎么翻了三倍？"
    assert (session["opening"]["turn"], session["next_index"]) == (1, 2)
    desk.customer.scripts = [("凭什么？", "你查过没有？")]
    told = await desk.say(session["id"], 2, "您好，我来查。")
    assert [name for name, _ in told] == ["mood", "delta", "delta", "turn"]
    assert told[0][1]["changes"][0]["quote"] == "您好"
    turn = told[-1][1]
    assert (turn["turn"], turn["speaker"], turn["text"]) == (3, "customer", "凭什么？你查过没有？")
    assert turn["mood"] == {"anger": 4, "trust": 5, "stage": "僵持"}
    assert (turn["ended"], turn["outcome"], turn["ai_generated"]) == (False, None, True)
    whole = (await desk.client.get(f"/api/v1/sessions/{session['id']}")).json()
    assert [turn["text"] for turn in whole["turns"]] == ["水费怎么翻了三倍？", "您好，我来查。", "凭什么？你查过没有？"]
    assert whole["turns"][1]["moves"] == [{"kind": "greeting", "quote": "您好"}]
    assert whole["next_index"] == 4


async def test_the_stream_is_not_buffered_on_its_way(desk: Desk) -> None:
    session = await desk.start()
    path = f"/api/v1/sessions/{session['id']}/turns"
    response = await desk.client.post(path, json={"index": 2, "text": "您好。"})
    assert response.headers["content-type"].startswith("text/event-stream")
    assert response.headers["x-accel-buffering"] == "no"
    assert response.headers["cache-control"] == "no-store"


async def test_the_last_event_ends_the_stream(desk: Desk) -> None:
    session = await desk.start()
    answer = await desk.runtime.turns.say(session["id"], 2, "您好。")
    await desk.runtime.turns.finish(2)
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    await AnswerStream(answer, (1, ""), 5)({"type": "http"}, asyncio.Event().wait, send)  # type: ignore[arg-type]  # never told anything
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]
    assert b"event: turn" in sent[-1]["body"]
    assert sent[-1]["more_body"] is False


async def test_who_leaves_is_not_told_on(desk: Desk) -> None:
    session = await desk.start()
    gate = asyncio.Event()
    desk.customer.scripts = [("第一句。", gate, "第二句。")]
    answer = await desk.runtime.turns.say(session["id"], 2, "您好。")
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await asyncio.wait_for(AnswerStream(answer, (0, ""), 0.02)({"type": "http"}, receive, send), 2)
    assert not answer.closed
    assert all(message.get("more_body", True) for message in sent)
    gate.set()
    await desk.runtime.turns.finish(2)
    assert (await desk.runtime.sessions.load(session["id"])).turns[-1].text == "第一句。第二句。"


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (b'{"index": 2, "text": "\xe6\x82\xa8\xe5\xa5\xbd\xe3\x80\x82"}', {}),
        (b'{"index": "2", "text": "\\u60a8\\u597d\xe3\x80\x82"}', {"Last-Event-ID": "2.1"}),
        (b'{"index": 3, "text": "x"}', {}),
        (b'{"index": 2, "text": "x", "more": 1}', {}),
        (b'{"index": 2}', {}),
        (b'{"index": 2, "text": "\\ud800"}', {}),
        (b'{"index": 2, "text": ', {}),
        (b"[]", {}),
        (b"", {}),
    ],
)
async def test_the_short_way_of_a_request_answers_like_the_long_one(
    desk: Desk, body: bytes, headers: dict[str, str]
) -> None:
    answers = []
    for content_type in ("application/json", "application/json; charset=utf-8"):  # the second goes FastAPI's way
        session = await desk.start(seed=3)
        desk.customer.scripts = [("哼。",)]
        path = f"/api/v1/sessions/{session['id']}/turns"
        answer = await desk.client.post(path, content=body, headers={"content-type": content_type, **headers})
        told = re.sub(r"(?m)^id: .*$|[0-9a-f]{24}|\"created_at\":\"[^\"]*\"", "", answer.text)
        answers.append((answer.status_code, answer.headers["content-type"], told))
    assert answers[0] == answers[1]


async def test_a_hidden_mood_stays_hidden_until_the_end(desk: Desk) -> None:
    session = await desk.start(mood_visible=False)
    assert session["opening"]["mood"] is None
    told = await desk.say(session["id"], 2, "您好。")
    assert [name for name, _ in told] == ["delta", "turn"]
    assert (told[-1][1]["mood"], told[-1][1]["changes"], told[-1][1]["moves"]) == (None, [], [])
    path = f"/api/v1/sessions/{session['id']}"
    assert {turn["mood"] is None for turn in (await desk.client.get(path)).json()["turns"]} == {True}
    await desk.client.post(f"{path}/end")
    assert (await desk.client.get(path)).json()["turns"][-1]["mood"]["anger"] == 4


async def test_last_event_id_brings_only_what_is_missing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    session = await desk.start()
    gate, said = asyncio.Event(), asyncio.Semaphore(0)
    say = desk.runtime.turns.say

    async def say_and_tell(session_id: str, index: int, text: str) -> Answer:
        answer = await say(session_id, index, text)
        said.release()
        return answer

    monkeypatch.setattr(desk.runtime.turns, "say", say_and_tell)
    desk.customer.scripts = [("第一句。", "第二句。", gate, "第三句。")]
    first = asyncio.create_task(desk.say(session["id"], 2, "您好。"))
    await said.acquire()
    second = asyncio.create_task(desk.say(session["id"], 2, "您好。", **{"Last-Event-ID": "2.2"}))
    await said.acquire()
    gate.set()
    assert [name for name, _ in await first] == ["mood", "delta", "delta", "delta", "turn"]
    assert [data.get("text") for _, data in await second] == ["第二句。", "第三句。", "第一句。第二句。第三句。"]
    again = await desk.say(session["id"], 2, "您好。", **{"Last-Event-ID": "2.9"})
    assert [name for name, _ in again] == ["turn"]
    anew = await desk.say(session["id"], 2, "您好。", **{"Last-Event-ID": "nonsense"})
    assert [name for name, _ in anew] == ["mood", "delta", "turn"]
    assert len(desk.customer.heard) == 1


async def test_a_broken_answer_is_told_and_can_be_asked_for_again(desk: Desk) -> None:
    session = await desk.start()
    desk.customer.scripts = [("说到一半", StreamCutError("断了")), (ModelBusyError("忙", retry_after=3),), ("好。",)]
    cut = await desk.say(session["id"], 2, "您好。")
    assert cut[-1] == (
        "error",
        {"code": "model-stream-cut", "message": "断了", "retryable": True, "retry_after": None, "offline": False},
    )
    whole = (await desk.client.get(f"/api/v1/sessions/{session['id']}")).json()
    assert [turn["status"] for turn in whole["turns"]] == ["complete", "pending", "interrupted"]
    assert whole["next_index"] == 2
    assert (await desk.say(session["id"], 2, "您好。"))[-1][1]["retry_after"] == 3
    assert [name for name, _ in await desk.say(session["id"], 2, "您好。")] == ["mood", "delta", "turn"]


async def test_pings_come_while_the_customer_thinks(tmp_path: Path) -> None:
    async with open_desk(tmp_path, ping_interval=0.02) as desk:
        session = await desk.start()
        gate = asyncio.Event()
        desk.customer.scripts = [(gate, "哼。")]
        path = f"/api/v1/sessions/{session['id']}/turns"
        request = asyncio.create_task(desk.client.post(path, json={"index": 2, "text": "您好。"}))
        await asyncio.sleep(0.1)
        gate.set()
        assert ": ping\n\n" in (await request).text


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"index": 2, "text": ""}, 422, "invalid-input"),
        ({"index": 2, "text": " \n"}, 422, "invalid-input"),
        ({"index": 2, "text": "测" * 5000}, 422, "invalid-input"),
        ({"index": 2, "text": "\u202e好您"}, 422, "invalid-input"),
        ({"index": 2, "text": "您\u0000好"}, 422, "invalid-input"),
        ({"index": 2, "text": 7}, 422, "invalid-input"),
        ({"index": 2}, 422, "invalid-input"),
        ({"index": 2, "text": "好", "more": 1}, 422, "invalid-input"),
        ({"index": 3, "text": "好"}, 422, "invalid-input"),
        ({"index": 0, "text": "好"}, 422, "invalid-input"),
        ({"index": 10**30, "text": "好"}, 422, "invalid-input"),
        ({"index": 4, "text": "好"}, 409, "conflict"),
        ([], 422, "invalid-input"),
    ],
)
async def test_wrong_lines_are_refused_before_anything_streams(desk: Desk, body: Any, status: int, code: str) -> None:
    session = await desk.start()
    response = await desk.client.post(f"/api/v1/sessions/{session['id']}/turns", json=body)
    assert (response.status_code, response.json()["code"]) == (status, code), response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert len((await desk.client.get(f"/api/v1/sessions/{session['id']}")).json()["turns"]) == 1


async def test_an_emoji_is_a_line(desk: Desk) -> None:
    session = await desk.start()
    assert (await desk.say(session["id"], 2, "😡"))[-1][0] == "turn"


async def test_two_lines_at_once_and_other_words_conflict(desk: Desk) -> None:
    session = await desk.start()
    gate = asyncio.Event()
    desk.customer.scripts = [(gate, "哼。")]
    path = f"/api/v1/sessions/{session['id']}/turns"
    first = asyncio.create_task(desk.client.post(path, json={"index": 2, "text": "您好。"}))
    while not desk.customer.heard:  # noqa: ASYNC110  the script tells nobody
        await asyncio.sleep(0.005)
    other = await desk.client.post(path, json={"index": 2, "text": "再见。"})
    assert other.status_code == 409
    gate.set()
    assert (await first).status_code == 200


async def test_an_ended_session_takes_no_more_turns(desk: Desk) -> None:
    session = await desk.start()
    desk.customer.ends_with = Outcome.ESCALATED
    told = await desk.say(session["id"], 2, "您好。")
    assert (told[-1][1]["ended"], told[-1][1]["outcome"]) == (True, "escalated")
    response = await desk.client.post(f"/api/v1/sessions/{session['id']}/turns", json={"index": 4, "text": "等等"})
    assert (response.status_code, response.json()["code"]) == (409, "session-ended")


async def test_an_unknown_session_is_not_found(desk: Desk) -> None:
    response = await desk.client.post("/api/v1/sessions/nothing/turns", json={"index": 2, "text": "您好。"})
    assert (response.status_code, response.json()["code"]) == (404, "not-found")


def test_of_an_answer_that_takes_the_place_of_a_lost_one_all_is_told() -> None:
    answer = Answer(Turn(2, Speaker.TRAINEE, "您好。"), mood_visible=True)
    answer.publish(Delta("第一句。"))
    answer.publish(Delta("第二句。"))
    assert answer.resume_from(*events_seen(f"2.1.{answer.key}", 2)) == 1
    assert answer.resume_from(*events_seen("2.1", 2)) == 1
    assert answer.resume_from(*events_seen("2.1.another", 2)) == 0
    assert answer.resume_from(*events_seen(f"4.1.{answer.key}", 2)) == 0
    answer.close()
    assert answer.resume_from(*events_seen("2.7.another", 2)) == 1, "the last event says everything"
