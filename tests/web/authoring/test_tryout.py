"""Trying out a customer or a case: the talk, the rehearsal, who may."""

import asyncio
from dataclasses import replace

import httpx
import pytest

from sim.domain.account import Role
from sim.domain.trial import Trial, TrialSort, TrialStatus
from sim.library import Kind
from tests.web.desk import Desk
from tests.web.people import browser, hash_quickly, make

PAGE = "/content/scenarios/water-bill-tripled/tryout"


async def open_page(desk: Desk, path: str = PAGE) -> httpx.Response:
    return await desk.client.get(path, headers={"accept": "text/html"})


async def trial_of(desk: Desk) -> Trial:
    content = await desk.runtime.tryouts.sound(Kind.SCENARIO, "water-bill-tripled")
    trial = await desk.runtime.tryouts.trial(content, TrialSort.REHEARSAL)
    assert trial is not None
    return trial


async def ended(desk: Desk) -> Trial:
    async with asyncio.timeout(30):
        while (trial := await trial_of(desk)).status is TrialStatus.RUNNING:  # noqa: ASYNC110 - it runs behind the page
            await asyncio.sleep(0.02)
    return trial


async def test_an_author_talks_with_the_draft_and_it_counts_nowhere(desk: Desk) -> None:
    page = await open_page(desk)
    assert page.status_code == 200
    assert "水费一个月翻了三倍" in page.text
    assert "验收试演" in page.text

    started = await desk.client.post(f"{PAGE}/talk", data={"archetype": "stubborn", "intensity": "3"})

    assert started.status_code == 303
    session = await desk.runtime.sessions.load(started.headers["location"].removeprefix("/sessions/"))
    assert (session.tryout, session.settings.intensity) == (True, 3)
    assert session.scenario.version == desk.runtime.library.scenario("water-bill-tripled").version
    talk = await open_page(desk, started.headers["location"])
    assert "水费怎么翻了三倍？" in talk.text
    assert "不计入记录、统计和复核" in talk.text
    assert f'href="{PAGE}"' in talk.text
    assert session.id not in (await open_page(desk, "/history")).text
    assert session.id not in (await open_page(desk, "/")).text


async def test_again_repeats_the_draft_itself(desk: Desk) -> None:
    started = await desk.client.post(f"{PAGE}/talk", data={"archetype": "stubborn"})

    again = await desk.client.post(started.headers["location"] + "/again")

    assert again.headers["location"] != started.headers["location"]
    assert (await desk.runtime.sessions.load(again.headers["location"].removeprefix("/sessions/"))).tryout


@pytest.mark.parametrize("fields", [{"archetype": "moon"}, {"archetype": "stubborn", "intensity": "9"}])
async def test_a_wrong_order_comes_back_with_the_page(desk: Desk, fields: dict[str, str]) -> None:
    refused = await desk.client.post(f"{PAGE}/talk", data=fields)
    assert refused.status_code == 422
    assert "试演" in refused.text


async def test_a_rehearsal_runs_behind_the_page_and_stays_after_a_reload(desk: Desk) -> None:
    gate = asyncio.Event()
    desk.customer.scripts = [(gate, "你说什么？")]
    form = {"partners": ["stubborn"], "seeds": "1", "engine": "llm"}

    begun = await desk.client.post(f"{PAGE}/rehearsal", data=form)
    running = await open_page(desk)
    second = await desk.client.post(f"{PAGE}/rehearsal", data=form)
    gate.set()
    trial = await ended(desk)
    done = await open_page(desk)

    assert (begun.status_code, begun.headers["location"]) == (303, f"{PAGE}#rehearsal")
    assert 'hx-trigger="every 1s"' in running.text
    assert "0 / 6" in running.text
    assert second.status_code == 409
    assert trial.status is TrialStatus.DONE
    assert "hx-trigger" not in done.text
    assert (await open_page(desk, f"{PAGE}/rehearsal")).headers["hx-refresh"] == "true"
    assert "没有通过" in done.text  # a customer who says one line over and over is none
    assert "原样重复" in done.text
    assert "按客户类型分开看" in done.text
    assert "你说什么？" in done.text or "我说的你听见没有？" in done.text


async def test_a_passed_rehearsal_says_how_many_sessions_it_rests_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.client.post(f"{PAGE}/rehearsal", data={"partners": ["stubborn"], "seeds": "1", "engine": "llm"})
    trial = await ended(desk)

    async def passed(*_wanted: object) -> Trial:
        return replace(trial, passed=True)

    monkeypatch.setattr(type(desk.runtime.tryouts), "trial", passed)
    assert "每位坐席演了 1 场。要看得出差别，最好演满 12 场。" in (await open_page(desk)).text


async def test_the_part_that_tells_of_it_comes_alone(desk: Desk) -> None:
    part = await open_page(desk, f"{PAGE}/rehearsal")
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "还没有试演过" in part.text
    assert "hx-refresh" not in part.headers


async def test_a_rehearsal_is_stopped(desk: Desk) -> None:
    desk.customer.scripts = [(asyncio.Event(), "不会说到这儿")]
    await desk.client.post(f"{PAGE}/rehearsal", data={"partners": ["stubborn"], "seeds": "1", "engine": "llm"})

    stopped = await desk.client.post(f"{PAGE}/rehearsal/stop")

    assert stopped.status_code == 303
    assert (await trial_of(desk)).status is TrialStatus.STOPPED
    assert "已停下" in (await open_page(desk)).text
    assert (await desk.client.post(f"{PAGE}/rehearsal/stop")).status_code == 303


@pytest.mark.parametrize(
    "form",
    [
        {"partners": ["moon"], "seeds": "1"},
        {"partners": [], "seeds": "1"},
        {"partners": ["stubborn"], "seeds": "0"},
        {"partners": ["stubborn"], "seeds": "99"},
    ],
)
async def test_a_wrong_rehearsal_is_refused_on_the_page(desk: Desk, form: dict[str, str | list[str]]) -> None:
    refused = await desk.client.post(f"{PAGE}/rehearsal", data=form)
    assert refused.status_code == 422
    assert "notice-bad" in refused.text


async def test_a_customer_is_rehearsed_in_cases(desk: Desk) -> None:
    page = await open_page(desk, "/content/archetypes/stubborn/tryout")
    assert 'name="partners" value="water-bill-tripled" checked' in page.text
    assert 'name="scenario"' in page.text


async def test_what_is_not_there_is_said(desk: Desk) -> None:
    assert (await open_page(desk, "/content/scenarios/moon/tryout")).status_code == 404
    assert (await open_page(desk, "/content/moons/water-bill-tripled/tryout")).status_code in (404, 422)


async def test_trainees_are_kept_out(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    await make(desk, "li")
    await make(desk, "wang", Role.TRAINER)
    async with browser(desk, "li") as trainee, browser(desk, "wang") as trainer:
        assert (await trainee.get(PAGE)).status_code == 403
        assert (await trainee.get(f"{PAGE}/rehearsal")).status_code == 403
        for path, fields in (
            ("talk", {"archetype": "stubborn"}),
            ("rehearsal", {"partners": "stubborn", "seeds": "1"}),
            ("rehearsal/stop", {}),
        ):
            assert (await trainee.post(f"{PAGE}/{path}", **fields)).status_code == 403
        started = await trainer.post(f"{PAGE}/talk", archetype="stubborn")
        assert started.status_code == 303
        assert (await trainee.get(started.headers["location"])).status_code == 404
        assert (await trainer.get(started.headers["location"])).status_code == 200
