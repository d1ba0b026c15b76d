"""Drafting help on its pages: what is covered and shown, what the model makes of it, the guided form."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from sim.domain.account import Role
from sim.domain.errors import ModelTimeoutError
from sim.practice.drafting.drafting import Drafting
from tests.customer.builders import library
from tests.fakes import FakeChatModel
from tests.practice.drafting.samples import ANSWER, COMPLAINT
from tests.practice.drafting.test_guide import ANSWERS
from tests.web.desk import Desk, open_desk
from tests.web.people import browser, hash_quickly, make
from web.app import create_app

PAGE = "/content/scenarios/new-from-complaint"
GUIDE = "/content/scenarios/new-step-by-step"
KEEP = "/content/scenarios/keep-draft"
FIELD = r'<(?:input class="input"|textarea|select|input type="checkbox")[^>]* name="([^"]+)"'
SECRETS = ("13812345678", "3021456789", "陈小芳", "501室")


@pytest.fixture
async def client(tmp_path: Path, chat_model: FakeChatModel) -> AsyncIterator[httpx.AsyncClient]:
    """A client of a desk whose drafts the fake model writes."""
    async with open_desk(tmp_path, library()) as desk:
        runtime = replace(desk.runtime, drafting=Drafting(chat_model, desk.runtime.store.usage.spend))
        transport = httpx.ASGITransport(create_app(runtime))
        async with httpx.AsyncClient(transport=transport, base_url=str(desk.client.base_url)) as client:
            client.headers["accept"] = "text/html"
            yield client


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    text = found[1]
    for code, char in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(code, char)
    return text


async def test_what_was_covered_is_shown_and_the_rest_can_be_edited(client: httpx.AsyncClient) -> None:
    assert "贴上一份真实的投诉" in (await client.get(PAGE)).text

    shown = await client.post(PAGE, data={"complaint": COMPLAINT, "act": "cover"})

    assert shown.status_code == 200
    assert not any(secret in shown.text for secret in SECRETS)
    assert '<mark class="covered" title="电话">138****5678</mark>' in shown.text
    assert "姓名 1" in shown.text
    assert "请模型起草" in shown.text


async def test_the_model_gets_nothing_personal_whatever_is_sent(
    client: httpx.AsyncClient, chat_model: FakeChatModel
) -> None:
    chat_model.enqueue(ANSWER)

    await client.post(PAGE, data={"complaint": COMPLAINT, "act": "draft"})

    asked = "".join(message.content for message in chat_model.requests[0].messages)
    assert not any(secret in asked for secret in SECRETS)


async def test_a_draft_is_shown_with_its_sources_and_kept_in_the_library(
    client: httpx.AsyncClient, chat_model: FakeChatModel
) -> None:
    chat_model.enqueue(ANSWER)

    drafted = await client.post(PAGE, data={"complaint": COMPLAINT, "act": "draft"})
    page = drafted.text
    kept = await client.post(
        KEEP, data={"text": hidden(page, "text"), "complaint": hidden(page, "complaint"), "new_id": "cold-baby"}
    )
    form = await client.get(kept.headers["location"])
    yaml = await client.get(kept.headers["location"] + "/yaml")

    assert "<q>11月18日约好上午九点到十一点半上门测温，我在家等了一上午没人来！</q>" in page
    assert "<mark>客厅只有16.5度，孩子才四个月。</mark>" in page
    assert page.count("模型的建议，投诉里没有</p>") == 2
    assert (kept.status_code, kept.headers["location"]) == (303, "/content/scenarios/cold-baby")
    assert "约好测温没人来" in form.text
    assert "# 出处：客厅只有16.5度，孩子才四个月。" in yaml.text


@pytest.mark.parametrize(
    ("new_id", "status"), [("", 422), ("Not An Id", 422), ("water-bill-tripled", 422), ("<script>", 422)]
)
async def test_a_bad_name_loses_nothing(
    client: httpx.AsyncClient, chat_model: FakeChatModel, new_id: str, status: int
) -> None:
    chat_model.enqueue(ANSWER)
    page = (await client.post(PAGE, data={"complaint": COMPLAINT, "act": "draft"})).text
    sent = {"text": hidden(page, "text"), "complaint": hidden(page, "complaint"), "new_id": new_id}

    refused = await client.post(KEEP, data=sent)

    assert refused.status_code == status
    assert "field-error" in refused.text
    assert hidden(refused.text, "text") == sent["text"]
    assert "<mark>客厅只有16.5度，孩子才四个月。</mark>" in refused.text
    assert "<script>" not in refused.text.split("<body", 1)[1]


@pytest.mark.parametrize("answers", [("没有 JSON", "还是没有"), (ModelTimeoutError("太慢。 / Too slow."),)])
async def test_a_model_that_fails_loses_nothing(
    client: httpx.AsyncClient, chat_model: FakeChatModel, answers: tuple[object, ...]
) -> None:
    chat_model.enqueue(*answers)  # type: ignore[arg-type]  # what the fake knows

    failed = await client.post(PAGE, data={"complaint": COMPLAINT, "act": "draft"})

    assert failed.status_code == 502
    assert "模型没能写成草稿" in failed.text
    assert "138****5678" in failed.text
    assert GUIDE in failed.text


async def test_markup_in_an_answer_is_text(client: httpx.AsyncClient, chat_model: FakeChatModel) -> None:
    chat_model.enqueue({**ANSWER, "title": "<img src=x onerror=alert(1)>"})
    page = (await client.post(PAGE, data={"complaint": COMPLAINT + "<b>粗</b>", "act": "draft"})).text
    assert "<img src=x" not in page
    assert "<b>粗</b>" not in page


@pytest.mark.parametrize("complaint", ["", "太短"])
async def test_a_complaint_too_short_is_said(client: httpx.AsyncClient, complaint: str) -> None:
    refused = await client.post(PAGE, data={"complaint": complaint})
    assert refused.status_code == 422
    assert "field-error" in refused.text


async def test_without_a_model_there_are_the_questions(desk: Desk) -> None:
    shown = await desk.client.post(PAGE, data={"complaint": COMPLAINT}, headers={"accept": "text/html"})
    assert "请模型起草" not in shown.text
    assert GUIDE in shown.text
    asked = await desk.client.post(PAGE, data={"complaint": COMPLAINT, "act": "draft"}, headers={"accept": "text/html"})
    assert asked.status_code == 422


async def test_the_questions_lead_to_a_draft(client: httpx.AsyncClient) -> None:
    page = (await client.get(GUIDE)).text
    sent: dict[str, str] = {}
    for _ in range(7):
        names = set(
            re.findall(r'<(?:input class="input"|textarea|select|input type="checkbox")[^>]* name="([^"]+)"', page)
        )
        kept = set(re.findall(r'type="hidden" name="([^"]+)"', page)) - {"step"}
        assert kept <= sent.keys()
        sent |= {name: ANSWERS.get(name, "") for name in names if name in ANSWERS or not name.startswith("established")}
        page = (await client.post(GUIDE, data={**sent, "step": hidden(page, "step"), "act": "next"})).text

    assert "客厅16.5度" in page
    kept_draft = await client.post(KEEP, data={"text": hidden(page, "text"), "new_id": "cold-again"})
    assert kept_draft.status_code == 303


async def test_a_step_that_lacks_something_says_what(client: httpx.AsyncClient) -> None:
    refused = await client.post(GUIDE, data={"step": "case", "title": "没人来", "act": "next"})
    assert refused.status_code == 422
    assert refused.text.count("field-error") == 2
    assert 'value="没人来"' in refused.text


async def test_one_step_back_keeps_what_was_said(client: httpx.AsyncClient) -> None:
    back = await client.post(
        GUIDE, data={"step": "facts", "title": "没人来", "opening-facts": "等了一上午", "act": "back"}
    )
    assert 'name="title"' in back.text
    assert 'value="没人来"' in back.text
    assert hidden(back.text, "opening-facts") == "等了一上午"


@pytest.mark.parametrize("step", ["moon", ""])
async def test_an_unknown_step_is_the_first(client: httpx.AsyncClient, step: str) -> None:
    assert hidden((await client.post(GUIDE, data={"step": step})).text, "step") == "case"


async def test_trainees_are_kept_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    await make(desk, "li")
    await make(desk, "wang", Role.TRAINER)
    async with browser(desk, "li") as trainee, browser(desk, "wang") as trainer:
        for path in (PAGE, GUIDE):
            assert (await trainee.get(path)).status_code == 403
            assert (await trainee.post(path)).status_code == 403
            assert (await trainer.get(path)).status_code == 200
        assert (await trainee.post(KEEP, text="id: x", new_id="x")).status_code == 403
    assert await desk.runtime.store.library.documents() == ()
