"""Help: the cards, the terms, the newcomer's note."""

import re

import pytest

from sim.domain.text import Bilingual
from sim.library import Library, default_roots
from tests.web.desk import Desk
from web.pages.help import TOUR_COOKIE
from web.rendering.knowledge import Card, cards, cards_by_link, glossary


def texts(card: Card) -> list[Bilingual]:
    found = [card.title, card.lead]
    for part in card.parts:
        found += [text for text in (part.heading, part.text) if text is not None] + list(part.items)
        if part.table is not None:
            found += [*part.table.head, *(cell for row in part.table.rows for cell in row)]
    return found


@pytest.mark.parametrize("card", cards().values(), ids=lambda card: card.id)
def test_a_card_says_everything_in_both_languages(card: Card) -> None:
    assert all(text.zh and text.en for text in texts(card))
    for part in card.parts:
        assert part.table is None or {len(row) for row in part.table.rows} == {len(part.table.head)}


def test_terms_are_in_both_languages_and_lead_to_cards_that_exist() -> None:
    for term in glossary().values():
        assert all((term.word.zh, term.word.en, term.meaning.zh, term.meaning.en)), term.id
        assert term.card in ("", *cards())


def test_every_dimension_and_gate_of_the_published_rubric_has_its_card() -> None:
    rubric = Library.load(default_roots()).rubrics["service-complaint"]
    parts = {item.id for item in rubric.dimensions} | {gate.code for gate in rubric.gates}
    assert set(cards_by_link()) == parts


def test_caps_and_pass_marks_on_the_cards_are_those_of_the_rubric() -> None:
    rubric = Library.load(default_roots()).rubrics["service-complaint"]
    told = " ".join(text.en for name in ("gates", "red-lines") for text in texts(cards()[name]))
    figures = {gate.cap for gate in rubric.gates} | {gate.light_cap for gate in rubric.gates if gate.light_cap}
    figures |= {level.total for level in rubric.certifications}
    assert figures <= {int(figure) for figure in re.findall(r"\d+", told)}


async def test_cards_are_pages_and_an_unknown_one_is_not(desk: Desk) -> None:
    assert "对不起" in (await desk.client.get("/help/apologies")).text
    assert "Escalat" not in (await desk.client.get("/help?lang=en")).text
    assert (await desk.client.get("/help/nothing")).status_code == 404


async def test_the_note_for_newcomers_stays_away_once_put_away(desk: Desk) -> None:
    assert "data-tour" in (await desk.client.get("/")).text
    answer = await desk.client.post("/tour")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert TOUR_COOKIE in answer.headers["set-cookie"]
    assert "data-tour" not in (await desk.client.get("/")).text


async def test_who_has_taken_a_customer_is_no_newcomer_any_more(desk: Desk) -> None:
    choice = {"archetype": "stubborn", "scenario": "water-bill"}
    assert (await desk.client.post("/sessions", data=choice)).status_code == 303
    assert "data-tour" not in (await desk.client.get("/")).text
