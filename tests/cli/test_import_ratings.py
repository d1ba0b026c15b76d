"""Labelled transcripts loaded as rated sessions: the page of agreement shows what ``duilian agree`` prints."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sim.cli import app
from sim.domain.account import LOCAL, Role, Viewer
from sim.domain.errors import NotAllowedError
from sim.practice.accounts import Access
from sim.practice.reviews.agreement import AgreementDesk, AgreementQuery, AgreementReport
from sim.practice.reviews.labels import LabelSource
from sim.store import Store
from sim.store.reviews.records import QueueFilter

GOOD = "水费多了三倍，换谁都着急。我今天下午三点前上门查表，单号217，明天这时我再打给您，您看行吗？"
FAIR = "您说水费从六十涨到一百八，是吗？给您添麻烦了，很抱歉。我报给抄表班，尽快给您答复。"
LINES = {
    "t1": GOOD,
    "t2": "这是规定，没办法。您自己看账单吧。",
    "t3": FAIR,
    "t4": "您好，请讲。",
    "t5": "我理解您的心情。水表是准的，您是不是用多了？",
    "t6": "对不起，三倍的水费确实吓人。先查表再查漏，两样您选哪样？今天五点前我给您回电话。",
}
FIRST = {"t1": 3, "t2": 0, "t3": 2, "t4": 1, "t5": 1, "t6": 4}
SECOND = {"t1": 4, "t2": 0, "t3": 3, "t4": 1, "t5": 0, "t6": 3}
CRITERIA = ("listening.acknowledge", "empathy.validate", "resolution.commitment", "resolution.options")


@pytest.fixture(autouse=True)
def _small_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("talks.jsonl").write_text("".join(json.dumps(_transcript(name, line)) + "\n" for name, line in LINES.items()))
    for name, levels in {"first": FIRST, "second": SECOND}.items():
        lines = (json.dumps(_label(key, level)) + "\n" for key, level in levels.items())
        Path(f"{name}.jsonl").write_text("".join(lines))


def _transcript(name: str, line: str) -> dict[str, Any]:
    return {
        "id": name,
        "archetype": "stubborn" if name < "t4" else "somebody-else",
        "scenario": "water-bill-tripled" if name < "t5" else {"id": "elsewhere", "title": "别处的水费"},
        "turns": [
            {"turn": 1, "speaker": "customer", "text": "水费怎么翻了三倍？"},
            {"turn": 2, "speaker": "trainee", "text": line},
        ],
    }


def _label(name: str, level: int) -> dict[str, Any]:
    gates = {"gate.red-line": level > 0, "gate.compliance": True}
    return {"id": name, "criteria": dict.fromkeys(CRITERIA, level), "gates": gates, "total": level * 25}


def run(command: str, *arguments: str) -> Result:
    labels = ("--labels", "first.jsonl", "--labels", "second.jsonl")
    return CliRunner().invoke(app, [command, *labels, "talks.jsonl", "--engine", "offline", *arguments])


def loaded(*arguments: str) -> Result:
    return run("import-ratings", "--set", "gold", "--data", ".", *arguments)


def report(viewer: Viewer = LOCAL, **query: Any) -> AgreementReport:
    async def ask() -> AgreementReport:
        store = await Store.open("sqlite:///duilian.db")
        try:
            desk = AgreementDesk(store, Access(store.people))
            return await desk.report(viewer, AgreementQuery("service-complaint", **query))
        finally:
            await store.close()

    return asyncio.run(ask())


def test_the_page_shows_what_agree_prints() -> None:
    printed = json.loads(run("agree", "--json").stdout)
    result = loaded()
    assert result.exit_code == 0, result.stderr
    found = report(source=LabelSource.BLIND)
    assert found.agreement is not None
    shown = json.loads(json.dumps(asdict(found.agreement)))
    for item in shown["worst"]:
        item["id"] = item["id"].removeprefix("gold/")
    assert shown == printed
    assert (shown["n"], found.raters, found.sets) == (6, 2, ("gold",))
    kappas = {item["id"]: item["kappa"] for item in shown["criteria"]}
    assert kappas["resolution.commitment"] is not None  # the comparison is one of figures, not of nothing


def test_loading_again_changes_nothing_and_corrected_labels_take_the_place_of_the_old() -> None:
    loaded()
    before = report()
    assert loaded().exit_code == 0
    assert report().agreement == before.agreement
    Path("second.jsonl").write_text("".join(json.dumps(_label(key, 2)) + "\n" for key in LINES))
    loaded()
    after = report()
    assert len(after.cards) == len(before.cards)
    assert after.agreement != before.agreement


def test_a_loaded_set_is_nobodys_practice() -> None:
    loaded()

    async def look() -> tuple[int, int, int]:
        store = await Store.open("sqlite:///duilian.db")
        try:
            queue = await store.reviews.queue(QueueFilter(None, sample=10_000))
            own = await store.list_sessions(LOCAL.id)
            return len(queue.entries), len(own.sessions), len(await store.queued_gradings())
        finally:
            await store.close()

    assert asyncio.run(look()) == (0, 0, 0)


def test_trainers_of_every_group_may_use_a_labelled_set_and_trainees_may_not() -> None:
    loaded()
    assert len(report(Viewer("t1", "王老师", Role.TRAINER)).cards) == 6
    with pytest.raises(NotAllowedError):
        report(Viewer("u1", "小陈", Role.TRAINEE))


def test_months_and_grader_versions_add_up_to_the_whole() -> None:
    loaded()
    found = report(criterion="resolution.commitment")
    assert found.agreement is not None
    whole = next(item for item in found.agreement.criteria if item.id == "resolution.commitment")
    (month,), (grader,) = found.by_month, found.by_grader
    assert (month.levels.kappa, month.levels.bias, month.sessions) == (whole.kappa, whole.bias, 6)
    assert (grader.name, grader.levels.kappa) == ("offline", whole.kappa)
    assert report(grader=grader.grader).agreement == found.agreement


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "a/b"), "slash"),
        (("--set", " "), "empty"),
        (("--set", "很" * 61), "at most 60"),
        (("--labels", "other/first.jsonl"), "same name"),
    ],
)
def test_bad_input_is_refused(arguments: tuple[str, ...], said: str) -> None:
    Path("other").mkdir()
    Path("other/first.jsonl").write_text(Path("first.jsonl").read_text())
    result = loaded(*arguments)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "duilian import-ratings:" in result.stderr


def test_other_words_under_a_known_id_are_refused() -> None:
    loaded()
    Path("talks.jsonl").write_text(json.dumps(_transcript("t1", "换了一句话。")) + "\n")
    result = loaded()
    assert result.exit_code == 2
    assert "gold" in result.stderr
