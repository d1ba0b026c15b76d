"""Files as they leave the house: labelled, masked by choice, written down, and one's own whole."""

import csv
import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from sim.domain.account import LOCAL, Role, Scope, Viewer
from sim.domain.audit import Action, AuditFilter
from sim.domain.review import Verdict
from sim.library import read_transcripts
from sim.practice.accounts.people import PersonChange
from sim.practice.overview.exports import exports
from sim.practice.reviews.rulings import Ruling
from tests.store.test_privacy import whole_database
from tests.web.overview.conftest import House, practise
from web.overview.exports import Wanted


async def file(house: House, who: str, **query: str) -> bytes:
    response = await house.browsers[who].client.get("/overview/export/file", params=query)
    assert response.status_code == 200, response.text
    assert response.headers["content-disposition"].startswith("attachment;")
    return response.content


def rows_of(data: bytes) -> list[dict[str, str]]:
    """Read a CSV file into rows by the titles of its columns."""
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    return [dict(zip(head, row, strict=True)) for row in rows]


async def test_a_sheet_has_a_row_for_each_graded_session_of_ones_people(house: House) -> None:
    await practise(house.desk, house.ids["cyd"])
    (row,) = rows_of(await file(house, "tom", form="csv"))
    assert (row["练习编号"], row["学员"], row["班组"], row["总分"], row["L1 listening"]) == (
        house.ids["session"],
        "ann",
        "north",
        "75.0",
        "3",
    )
    assert row["说明"].startswith("AI 生成")
    assert json.loads(row["AIGC"])["ProduceID"] == house.ids["session"]
    assert {row["班组"] for row in rows_of(await file(house, "boss", form="csv"))} == {"north", "south"}


async def test_a_sheet_holds_the_total_before_review_beside_the_one_that_holds(house: House) -> None:
    ruling = Ruling("listening.acknowledge", Verdict.ADJUST, 0, reason="没接住")
    await house.desk.runtime.reviews.desk.rule(LOCAL, house.ids["session"], ruling)
    (row,) = rows_of(await file(house, "tom", form="csv"))
    assert float(row["总分"]) < float(row["原评总分"]) == 75


async def test_people_go_by_numbers_that_stay_within_a_file(house: House) -> None:
    ids = [house.ids["ann"], house.ids["bob"], house.ids["ann"]]
    for who in ids[1:]:
        await practise(house.desk, who)
    covered = await file(house, "tom", form="csv", cover="yes")
    assert [row["学员"] for row in rows_of(covered)] == ["学员 1", "学员 2", "学员 1"]
    assert b"ann" not in covered
    assert [row["学员"] for row in rows_of(await file(house, "tom", form="csv"))] == ["ann", "bob", "ann"]
    talks = json.loads(await file(house, "tom", form="transcript", cover="yes", lang="en"))
    assert [talk["trainee"] for talk in talks] == ["Trainee 1", "Trainee 2", "Trainee 1"]
    messages = (await file(house, "tom", form="messages")).splitlines()
    assert [json.loads(line)["metadata"]["trainee"] for line in messages] == ["ann", "bob", "ann"]


async def test_names_that_are_formulas_arrive_as_text(house: House) -> None:
    await house.desk.runtime.accounts.people.change(LOCAL, house.ids["ann"], PersonChange(shown_name="=1+1"))
    assert ",'=1+1," in (await file(house, "tom", form="csv")).decode()
    book = load_workbook(io.BytesIO(await file(house, "tom", form="xlsx")))
    (sheet,) = book.worksheets
    assert [cell.value for cell in sheet["B"]] == ["学员", "'=1+1"]


async def test_transcripts_are_masked_unless_asked_otherwise(house: House) -> None:
    for form in (Wanted.TRANSCRIPT, Wanted.MESSAGES, Wanted.LABEL_STUDIO):
        covered = (await file(house, "tom", form=form)).decode()
        assert "13812345678" not in covered
        assert "138****5678" in covered
        assert '"aigc"' in covered
        assert "AI 生成" in covered
        assert "13812345678" in (await file(house, "tom", form=form, cover="no")).decode()


async def test_the_forms_of_transcripts(house: House) -> None:
    (transcript,) = json.loads(await file(house, "tom", form="transcript"))
    assert [turn["speaker"] for turn in transcript["turns"]] == ["customer", "trainee", "customer"]
    (line,) = (await file(house, "tom", form="messages")).splitlines()
    messages = json.loads(line)["messages"]
    assert [message["role"] for message in messages] == ["system", "assistant", "user", "assistant"]
    (task,) = json.loads(await file(house, "tom", form="label-studio", cover="no"))
    region = task["predictions"][0]["result"][0]["value"]
    text = task["data"]["dialogue"][int(region["start"])]["text"]
    assert text[region["startOffset"] : region["endOffset"]] == region["text"]
    assert task["predictions"][0]["score"] == 0.75


async def test_an_export_of_transcripts_is_graded_like_any_file(house: House, tmp_path: Path) -> None:
    path = tmp_path / "talks.json"
    path.write_bytes(await file(house, "tom", form="transcript"))
    (transcript,) = read_transcripts(path, {})
    assert transcript.id == house.ids["session"]


@pytest.mark.parametrize(("scope", "status"), [(Scope.EXPORT, 200), (Scope.READ, 403)])
async def test_a_program_gets_the_same_files_with_a_token_of_that_scope(
    house: House, scope: Scope, status: int
) -> None:
    tom = Viewer(house.ids["tom"], "tom", Role.TRAINER)
    _, secret = await house.desk.runtime.accounts.tokens.create(tom, "sheets", {scope}, 30)
    answer = await house.desk.client.get("/api/v1/exports/csv", headers={"authorization": f"Bearer {secret}"})
    assert answer.status_code == status
    assert (house.ids["session"] in answer.text) == (status == 200)


async def test_an_empty_export_is_a_file_all_the_same(house: House) -> None:
    assert json.loads(await file(house, "sue", form="transcript")) == []
    assert await file(house, "sue", form="messages") == b""
    assert len((await file(house, "sue", form="csv")).splitlines()) == 1


async def test_too_much_for_a_sheet_is_refused_with_a_way_out(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "XLSX_ROWS", 0)
    page = await house.get("tom", "/overview/export/file?form=xlsx", 422)
    assert "CSV" in page


async def test_every_export_is_written_down(house: House) -> None:
    await file(house, "tom", form="csv", group=house.ids["north"])
    page = await house.desk.runtime.audit.page(AuditFilter(actions=frozenset({Action.EXPORTED})))
    (note,) = [entry.note for entry in page.entries]
    assert (note.actor, note.subject) == (house.ids["tom"], house.ids["north"])
    assert (note.detail["form"], note.detail["cover"]) == ("csv", "talk")


async def test_one_takes_home_ones_own_session_and_nobody_elses(house: House) -> None:
    path = f"/sessions/{house.ids['session']}/export.json"
    document = json.loads(await house.get("ann", path))
    assert document["turns"][1]["text"].startswith("您好，水费翻了三倍，电话 13812345678")
    assert document["scorecard"]["total"] == 75
    assert document["aigc"]["Label"] == "1"
    await house.get("bob", path, 404)
    await house.get("sue", path, 404)


async def test_one_persons_data_is_handed_out_and_deleted_whole(house: House) -> None:
    ann = house.ids["ann"]
    await house.browsers["tom"].post(
        "/overview/assignments", to=f"person:{ann}", scenario="water-bill", archetype="stubborn"
    )
    lines = (await house.get("ann", f"/overview/people/{ann}/data.jsonl")).splitlines()
    tables = {json.loads(line)["table"] for line in lines}
    assert tables >= {
        "account",
        "membership",
        "sign_in",
        "session",
        "turn",
        "scorecard",
        "result",
        "assignment",
        "audit",
    }
    assert "password_hash" not in "".join(lines)
    assert "secret_hash" not in "".join(lines)
    assert "会删掉" in await house.get("boss", f"/overview/people/{ann}/delete")
    assert (await house.browsers["boss"].post(f"/overview/people/{ann}/delete")).status_code == 303
    await house.get("boss", f"/overview/people/{ann}", 404)
    assert (await house.browsers["ann"].get("/history")).status_code == 303
    stored = await whole_database(house.desk.runtime.store)
    assert [table for table, text in stored.items() if ann in text] == ["audit"]
    assert [table for table, text in stored.items() if "13812345678" in text] == []


async def test_nobody_deletes_the_account_he_uses(house: House) -> None:
    answer = await house.browsers["boss"].post(f"/overview/people/{house.ids['boss']}/delete")
    assert answer.status_code == 409
