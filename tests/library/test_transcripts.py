"""Transcript files: the three forms, what they may leave out, and what each mistake is answered with."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.domain.scenario import CaseFact, Fault, Scenario
from sim.domain.text import Bilingual
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.library import (
    Kind,
    TranscriptError,
    parse_content,
    parse_transcripts,
    read_transcripts,
    transcript_document,
)
from tests.library.samples import SCENARIO, spoil

LIBRARY = {"gym-closed-pool": Scenario("gym-closed-pool", Bilingual("泳池停用"), version="abc")}
INLINE: dict[str, Any] = {
    "id": "lift-stopped",
    "title": "电梯停运",
    "trade": "物业",
    "briefing": "能派维修",
    "facts": ["电梯停了两天", "住户在九楼"],
    "responsibility": [{"matter": "停运未公告", "fault": "ours", "established": True}],
    "severity": "moderate",
    "opinion_risk": "high",
    "hidden_need": "家里有老人要下楼",
    "authority": ["派人背扶"],
    "forbidden": ["答应免物业费"],
}
TEXT = """\
{
  "id": "t1",
  "archetype": "stubborn",
  "scenario": "gym-closed-pool",
  "turns": [
    {"turn": 1, "speaker": "customer", "text": "池子呢"},
    {"turn": 2, "speaker": "trainee", "text": "您好 "},
    {"turn": 5, "speaker": "customer", "text": "\\ud83d\\ude20"}
  ]
}
"""


def parse(text: str) -> list[Transcript]:
    return parse_transcripts(text, LIBRARY, file="t.json")


def flaws(text: str) -> list[str]:
    with pytest.raises(TranscriptError) as caught:
        parse(text)
    assert str(caught.value) == caught.value.message == "\n".join(p.message for p in caught.value.problems)
    return [problem.message for problem in caught.value.problems]


def made(name: str = "t1", **changes: Any) -> dict[str, Any]:
    return {**json.loads(TEXT), "id": name, **changes}


def test_reads_one_object_with_a_scenario_of_the_library() -> None:
    (transcript,) = parse(TEXT)
    assert transcript.scenario == LIBRARY["gym-closed-pool"]
    assert transcript.turns == (
        Turn(1, Speaker.CUSTOMER, "池子呢"),
        Turn(2, Speaker.TRAINEE, "您好 "),
        Turn(5, Speaker.CUSTOMER, "😠"),
    )


def test_reads_an_array_and_json_lines() -> None:
    many = [made("a"), made("b"), made("c")]
    lines = "\n".join(json.dumps(one) for one in many)
    for text in (json.dumps(many, indent=1), lines, f"\n{lines}\n\n", lines.replace("\n", "\r\n")):
        assert [transcript.id for transcript in parse(text)] == ["a", "b", "c"]


def test_reads_an_inline_scenario_in_plain_strings() -> None:
    (transcript,) = parse(json.dumps(made(scenario=INLINE)))
    scenario = transcript.scenario
    assert scenario.title == Bilingual("电梯停运")
    assert scenario.facts == (CaseFact("f1", "电梯停了两天"), CaseFact("f2", "住户在九楼"))
    assert scenario.responsibility[0].fault is Fault.OURS
    assert scenario.hidden_need.text == "家里有老人要下楼"
    assert transcript_document(transcript)["scenario"] == INLINE


def test_an_inline_scenario_needs_only_id_and_title() -> None:
    empty = {"trade": "", "briefing": "", "facts": [], "responsibility": [], "hidden_need": "", "authority": []}
    for scenario in ({"id": "a", "title": "b"}, {"id": "a", "title": "b", **empty}):
        assert parse(json.dumps(made(scenario=scenario)))[0].scenario == Scenario("a", Bilingual("b"))


def test_a_transcript_of_a_library_scenario_is_written_so_that_anybody_can_read_it() -> None:
    scenario = parse_content(Kind.SCENARIO, SCENARIO, file="x", archetypes=("stubborn",)).content
    assert isinstance(scenario, Scenario)
    transcript = Transcript("t", "stubborn", scenario, (Turn(1, Speaker.CUSTOMER, "退钱", interrupted=True),))
    written = transcript_document(transcript)
    assert written["scenario"]["facts"] == [fact.text for fact in scenario.facts]
    (again,) = parse_transcripts(json.dumps(written), {}, file="t.json")
    assert again.turns == transcript.turns
    assert transcript_document(again) == written


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip), min_size=1, max_size=6)
)
def test_turns_keep_every_character(texts: list[str]) -> None:
    speakers = [Speaker.CUSTOMER, Speaker.TRAINEE] * 3
    turns = tuple(Turn(i + 1, speakers[i], text) for i, text in enumerate(texts))
    transcript = Transcript("t", "stubborn", Scenario("a", Bilingual("b")), turns)
    for ascii_only in (True, False):
        assert parse(json.dumps(transcript_document(transcript), ensure_ascii=ascii_only)) == [transcript]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ('  "archetype": "stubborn",\n', "", 1, "archetype: is lacking"),
        ('"gym-closed-pool"', '"gym-closed-poll"', 4, "no scenario 'gym-closed-poll'; did you mean gym-closed-pool?"),
        ('"gym-closed-pool"', "7", 4, "scenario: must be the id of a scenario of the library, or a mapping"),
        ('"gym-closed-pool"', '{"id": "a"}', 4, "scenario.title: is lacking"),
        ('"gym-closed-pool"', '{"id": "a", "title": "b", "mood": 1}', 4, "scenario.mood: is not a known field"),
        ('"id": "t1",', '"id": "", ', 2, "id: is blank"),
        ('"trainee"', '"agent"', 7, "turns[1].speaker: 'agent' is not known; allowed: customer, trainee"),
        ('"turn": 2', '"turn": 1', 7, "turns[1].turn: 1 follows 1; turn numbers must rise"),
        ('"turn": 1', '"turn": 0', 6, "turns[0].turn: 0 is no turn number"),
        ('"turn": 1', '"turn": "1"', 6, "turns[0].turn: must be a whole number, not a text"),
        ('"text": "池子呢"', '"text": " "', 6, "turns[0].text: is blank"),
        (', "text": "池子呢"', "", 6, "turns[0].text: is lacking"),
        ('"text": "池子呢"', '"text": "池子呢", "txt": ""', 6, "turns[0].txt: is not a known field, did you mean"),
        ('"turn": 5, "speaker": "customer"', '"turn": 5, "speaker": "trainee"', 8, "turns 2 and 5 are both the"),
        ('"customer", "text": "池子呢"},', '"customer", "text": "池子呢"}', 7, "is not JSON: Expecting ',' delimiter"),
    ],
)  # fmt: skip
def test_each_mistake_is_answered_with_its_line_and_field(old: str, new: str, line: int, message: str) -> None:
    (said,) = flaws(spoil(TEXT, old, new))
    assert said.startswith(f"t.json:{line}: ")
    assert message in said


def test_two_turns_of_one_speaker_in_a_row_are_named() -> None:
    assert flaws(spoil(TEXT, '"trainee"', '"customer"')) == [
        "t.json:7: turns[1].speaker: turns 1 and 2 are both the customer's; join them into one turn",
        "t.json:8: turns[2].speaker: turns 2 and 5 are both the customer's; join them into one turn",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "t.json:1: is empty"),
        (" \n", "t.json:1: is empty"),
        ("[]", "t.json:1: is an empty array"),
        ("3", "t.json:1: a transcript is an object"),
        ("hello", "t.json:1: is not JSON"),
        ("[" * 100_000, "t.json:1: is not JSON that can be read"),
        ('{"id": "a", "id": "b"}', "the field 'id' stands twice"),
        ('{"id": NaN}', "NaN is no JSON number"),
        (json.dumps(made(turns=[])), "turns: is empty"),
        (TEXT.replace("\\ud83d\\ude20", "\\ud83d"), "out of range"),
    ],
)
def test_files_that_hold_no_transcript_say_why(text: str, message: str) -> None:
    (said,) = flaws(text)
    assert message in said


def test_all_mistakes_of_all_lines_are_told() -> None:
    lines = [made("a"), made("b", archetype=3), made("c", scenario="x"), made("a")]
    assert [said.split(": ", 2)[:2] for said in flaws("\n".join(json.dumps(one) for one in lines))] == [
        ["t.json:2", "archetype"],
        ["t.json:3", "scenario"],
        ["t.json:4", "id"],
    ]
    assert flaws(json.dumps(made("a")) + '\n{"id": ')[0].startswith("t.json:2: is not JSON")


def test_mistakes_in_an_array_are_found_at_their_line() -> None:
    text = json.dumps([made("a"), made("b", turns=[{"turn": 1, "speaker": "boss", "text": "a"}])], indent=1)
    (said,) = flaws(text)
    line = text[: text.index('"boss"')].count("\n") + 1
    assert said.startswith(f"t.json:{line}: [1].turns[0].speaker: 'boss'")


def test_reads_files_and_says_why_it_cannot(tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    assert [transcript.id for transcript in read_transcripts(path, LIBRARY)] == ["t1"]
    path.write_bytes(b'{"id":\n "\xff"}')
    with pytest.raises(TranscriptError, match=r"t\.json:2: is not UTF-8"):
        read_transcripts(path, LIBRARY)
    with pytest.raises(TranscriptError, match="cannot be read: No such file"):
        read_transcripts(tmp_path / "lost.json", LIBRARY)
