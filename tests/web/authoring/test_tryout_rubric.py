"""Trying out a rubric: a talk graded by the draft, old sessions graded anew, agreement with an uploaded set."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from sim.cli import app
from sim.domain.account import Role
from sim.domain.score import Engine
from sim.domain.session import GradingStatus
from sim.domain.trial import Trial, TrialSort, TrialStatus
from sim.library import Kind
from tests.grading.cases import CUSTOMER, GOOD, POOR
from tests.web.desk import Desk
from tests.web.people import browser, hash_quickly, make

PAGE = "/content/rubrics/service-complaint/tryout"
LINE = "水费多了三倍，换谁都着急。我今天下午三点前上门查表，您看行吗？"


async def open_page(desk: Desk) -> httpx.Response:
    return await desk.client.get(PAGE, headers={"accept": "text/html"})


async def graded_session(desk: Desk) -> str:
    """Play a session of one line and have it graded."""
    session_id: str = (await desk.start(scenario="water-bill-tripled"))["id"]
    await desk.say(session_id, 2, LINE)
    await desk.client.post(f"/api/v1/sessions/{session_id}/end")
    async with asyncio.timeout(30):
        while (await desk.runtime.store.grading_status(session_id)).status is not GradingStatus.DONE:  # noqa: ASYNC110
            await asyncio.sleep(0.02)  # graded in the background
    return session_id


async def ended(desk: Desk, sort: TrialSort) -> Trial:
    content = await desk.runtime.tryouts.sound(Kind.RUBRIC, "service-complaint")
    async with asyncio.timeout(60):
        while True:
            trial = await desk.runtime.tryouts.trial(content, sort)
            assert trial is not None
            if trial.status is not TrialStatus.RUNNING:
                return trial
            await asyncio.sleep(0.02)  # it runs behind the page


def a_transcript(name: str, lines: tuple[str, ...]) -> dict[str, Any]:
    texts = [text for place, line in enumerate(lines) for text in (CUSTOMER[place], line)]
    turns = [
        {"turn": number, "speaker": "trainee" if number % 2 == 0 else "customer", "text": text}
        for number, text in enumerate(texts, start=1)
    ]
    return {"id": name, "archetype": "stubborn", "scenario": "water-bill-tripled", "turns": turns}


def files() -> tuple[str, str]:
    """Transcripts and labels, as JSON lines."""
    talks = [a_transcript("good", GOOD), a_transcript("poor", POOR)]
    labels = [
        {"id": name, "criteria": {"listening.facts": level, "apology.level": level}, "gates": {"gate.red-line": good}}
        for name, level, good in (("good", 4, True), ("poor", 0, False))
    ]
    return tuple("".join(json.dumps(each) + "\n" for each in group) for group in (talks, labels))  # type: ignore[return-value]  # two of them


def uploads(talks: str | bytes, labels: str | bytes) -> list[tuple[str, tuple[str, str | bytes]]]:
    return [("transcripts", ("talks.jsonl", talks)), ("labels", ("labels.jsonl", labels))]


async def test_a_talk_is_graded_by_the_draft(desk: Desk) -> None:
    started = await desk.client.post(f"{PAGE}/talk", data={"scenario": "water-bill-tripled", "archetype": "stubborn"})
    session = await desk.runtime.sessions.load(started.headers["location"].removeprefix("/sessions/"))
    assert session.tryout
    assert session.rubric.version == desk.runtime.library.rubric("service-complaint").version


async def test_old_sessions_are_graded_anew_and_stay_as_they_were(desk: Desk) -> None:
    session_id = await graded_session(desk)
    before = await desk.runtime.store.load_scorecard(session_id)
    offered = (await open_page(desk)).text
    assert f'value="{session_id}"' in offered
    assert re.search(
        r'tick-facts small soft"><span class="whole">\d+年[^<]* ·</span> <span class="whole">[\d.]+ 分<', offered
    )
    desk.grader.level = 0

    begun = await desk.client.post(f"{PAGE}/regrading", data={"sessions": [session_id], "engine": "llm"})
    trial = await ended(desk, TrialSort.REGRADING)
    page = (await open_page(desk)).text

    assert begun.status_code == 303
    assert (trial.status, trial.error, trial.done) == (TrialStatus.DONE, "", 1)
    assert any(item["down"] for item in trial.result["criteria"])
    assert "→ 0" in page
    assert "原来的评分单一个字也没有改" in page
    assert await desk.runtime.store.load_scorecard(session_id) == before


@pytest.mark.parametrize("sessions", [[], ["moon"]])
async def test_a_regrading_needs_sessions_one_may_see(desk: Desk, sessions: list[str]) -> None:
    refused = await desk.client.post(f"{PAGE}/regrading", data={"sessions": sessions})
    assert refused.status_code == (404 if sessions else 422)


async def test_agreement_with_an_uploaded_set(desk: Desk) -> None:
    begun = await desk.client.post(f"{PAGE}/agreement", files=uploads(*files()), data={"engine": "llm"})
    trial = await ended(desk, TrialSort.AGREEMENT)
    page = (await open_page(desk)).text

    assert begun.status_code == 303, begun.text
    assert (trial.status, trial.error, trial.engine) == (TrialStatus.DONE, "", Engine.LLM)
    assert trial.result["agreement"]["n"] == 2
    assert "各维度的平均 κ" in page


@pytest.mark.slow
async def test_the_figures_are_those_of_the_command_line(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talks, labels = files()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talks.jsonl").write_text(talks)
    (tmp_path / "labels.jsonl").write_text(labels)

    await desk.client.post(f"{PAGE}/agreement", files=uploads(talks, labels), data={"engine": "offline"})
    trial = await ended(desk, TrialSort.AGREEMENT)
    command = ["agree", "--labels", "labels.jsonl", "talks.jsonl", "--engine", "offline", "--json"]
    printed = await asyncio.to_thread(CliRunner().invoke, app, command)

    assert printed.exit_code == 0, printed.stderr
    assert trial.result["agreement"] == json.loads(printed.stdout)


@pytest.mark.parametrize(
    ("talks", "labels", "said"),
    [
        ("{", files()[1], "talks.jsonl:1"),
        (files()[0], "{}", "labels.jsonl:1"),
        (files()[0], '{"id": "good", "criteria": {"moon": 1}}', "moon"),
        (files()[0], '{"id": "other", "criteria": {"listening.facts": 1}}', "label"),
        (b"\xff\xfe", files()[1], "UTF-8"),
        (files()[0], "", "labels.jsonl"),
    ],
)
async def test_bad_files_are_named_on_the_page(desk: Desk, talks: str | bytes, labels: str | bytes, said: str) -> None:
    refused = await desk.client.post(f"{PAGE}/agreement", files=uploads(talks, labels))
    assert refused.status_code == 422
    assert said in refused.text


async def test_no_file_is_asked_for(desk: Desk) -> None:
    refused = await desk.client.post(f"{PAGE}/agreement", data={"engine": "offline"})
    assert refused.status_code == 422
    assert "请选好" in refused.text


async def test_what_one_may_not_see_is_not_offered_nor_shown(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    session_id = await graded_session(desk)
    await desk.client.post(f"{PAGE}/regrading", data={"sessions": [session_id], "engine": "llm"})
    await ended(desk, TrialSort.REGRADING)
    hash_quickly(monkeypatch)
    await make(desk, "li")
    await make(desk, "wang", Role.TRAINER)
    async with browser(desk, "li") as trainee, browser(desk, "wang") as trainer:
        assert (await trainee.get(PAGE)).status_code == 403
        assert (await trainee.post(f"{PAGE}/regrading", sessions=session_id)).status_code == 403
        assert (await trainee.post(f"{PAGE}/agreement")).status_code == 403
        assert session_id not in (await trainer.get(PAGE)).text
        assert (await trainer.post(f"{PAGE}/regrading", sessions=session_id)).status_code == 404
