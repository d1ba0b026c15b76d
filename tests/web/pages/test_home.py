"""Home: cases trade by trade, and what stands ticked when it opens."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sim.domain.account import LOCAL
from sim.library import Library
from sim.practice.overview.assignments import PERSON, AssignmentOrder
from sim.practice.overview.roster import LOCAL_PERSON
from sim.practice.sessions import SessionOrder
from tests.web.desk import Desk, open_desk
from tests.web.pages.reading import Page


@pytest.fixture
async def desk(tmp_path: Path, files: Library) -> AsyncIterator[Desk]:
    async with open_desk(tmp_path, library=files) as desk:
        yield desk


async def offered(desk: Desk, query: str = "") -> tuple[list[str | None], str | None]:
    """Return the cases that home offers, and the one that is ticked."""
    radios = Page(await desk.client.get(f"/{query}")).all("input", type="radio", name="scenario")
    (ticked,) = [radio["value"] for radio in radios if "checked" in radio]
    return [radio["value"] for radio in radios], ticked


async def test_a_newcomer_finds_the_easiest_case_ticked(desk: Desk, files: Library) -> None:
    cases, ticked = await offered(desk)
    assert set(cases) == set(files.scenarios)
    assert ticked is not None
    easy = files.scenarios[ticked]
    assert (easy.severity, easy.opinion_risk) == ("minor", "low")


async def test_who_has_practised_finds_that_case_again_unless_another_is_asked_for(desk: Desk) -> None:
    await desk.runtime.sessions.start(SessionOrder("water-cloudy", "stubborn"))
    assert (await offered(desk))[1] == "water-cloudy"
    assert (await offered(desk, "?scenario=heating-missed-visit"))[1] == "heating-missed-visit"


async def test_what_was_assigned_is_ticked_unless_another_case_is_asked_for(desk: Desk) -> None:
    await desk.runtime.sessions.start(SessionOrder("water-cloudy", "stubborn"))
    order = AssignmentOrder(f"{PERSON}{LOCAL_PERSON}", "heating-missed-visit", "hurtful-speech")
    await desk.runtime.overview.assignments.give(LOCAL, order)
    page = Page(await desk.client.get("/"))
    ticked = [radio["value"] for radio in page.all("input", type="radio") if "checked" in radio]
    assert ticked[:2] == ["hurtful-speech", "heating-missed-visit"]
    assert (await offered(desk, "?scenario=water-cloudy"))[1] == "water-cloudy"


async def test_a_trade_is_chosen_by_a_plain_button_and_the_rest_stays_chosen(desk: Desk) -> None:
    page = Page(await desk.client.get("/?scenario=water-cloudy&archetype=stubborn&intensity=3&trade=供热"))
    assert [radio["value"] for radio in page.all("input", type="radio", name="scenario")] == [
        "heating-burst-pipe",
        "heating-missed-visit",
    ]
    (ticked,) = [radio for radio in page.all("input", type="radio", name="scenario") if "checked" in radio]
    assert ticked["value"] == "heating-missed-visit"
    (archetype,) = [radio for radio in page.all("input", type="radio", name="archetype") if "checked" in radio]
    assert archetype["value"] == "stubborn"
    chips = page.all("button", name="trade", formmethod="get")
    assert [chip["value"] for chip in chips if "aria-current" in chip] == ["供热"]
    assert {"all", "银行", "供水"} < {chip["value"] for chip in chips}


@pytest.mark.parametrize("trade", ["all", "no-such-trade"])
async def test_all_trades_are_there_on_demand_and_for_a_trade_that_is_gone(
    desk: Desk, files: Library, trade: str
) -> None:
    assert set((await offered(desk, f"?trade={trade}"))[0]) == set(files.scenarios)


async def test_a_cause_not_established_is_called_open_not_an_error(desk: Desk, files: Library) -> None:
    assert files.scenario("water-cloudy").is_cause_open
    assert not files.scenario("bank-double-charge").is_cause_open
    open_case = (await desk.client.get("/briefing?scenario=water-cloudy")).text
    assert "原因待查" in open_case
    assert "业务差错" not in open_case
    assert "业务差错" in (await desk.client.get("/briefing?scenario=bank-double-charge")).text
    assert "特殊需求" in (await desk.client.get("/briefing?scenario=shop-engraved-cup")).text


async def test_what_is_ticked_is_named_beside_the_button(desk: Desk, files: Library) -> None:
    page = (await desk.client.get("/?scenario=water-cloudy&archetype=stubborn&mood=hidden")).text
    case, customer = files.scenario("water-cloudy").title.zh, files.archetype("stubborn").name.zh
    assert f"data-chosen>{case} · {customer} · 情绪隐藏<" in page
