"""Character cards: read in every form, refused with a reason, written so that others read them again."""

import base64
import io
import json
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from sim.domain.errors import ContentError
from sim.library import cards
from sim.library.cards import card_json, card_picture, read_card

DATA: dict[str, Any] = {
    "name": "老周",
    "description": "脾气急",
    "personality": "说话快",
    "scenario": "",
    "first_mes": "人呢？",
    "mes_example": "",
    "alternate_greetings": ["到底来不来？"],
    "extensions": {"depth_prompt": {"depth": 4}},
    "unheard_of": [1, {"a": None}],
}


def picture(keyword: str = "chara", text: str | None = None, size: tuple[int, int] = (2, 2)) -> bytes:
    chunks = PngImagePlugin.PngInfo()
    if text is None:
        text = base64.b64encode(json.dumps({"spec": "chara_card_v2", "data": DATA}).encode()).decode()
    if keyword:
        chunks.add_text(keyword, text)
    out = io.BytesIO()
    Image.new("L", size).save(out, "PNG", pnginfo=chunks)
    return out.getvalue()


@pytest.mark.parametrize(
    "raw",
    [
        json.dumps(DATA).encode(),
        json.dumps({"spec": "chara_card_v2", "spec_version": "2.0", "data": DATA}).encode(),
        b"\xef\xbb\xbf" + json.dumps({"spec": "chara_card_v3", "data": DATA}).encode(),
        picture("chara"),
        picture("ccv3"),
    ],
    ids=["v1", "v2", "v3 with a byte order mark", "png v2", "png v3"],
)
def test_a_card_is_read_in_every_form(raw: bytes) -> None:
    card = read_card(raw, file="card")
    assert card.data == DATA
    assert card.greetings == ("人呢？", "到底来不来？")


BROKEN = {
    "no card in it": picture(""),
    "another text": picture("Comment", "hello"),
    "no base64": picture("chara", "%%%"),
    "half a picture": picture()[:60],
    "no picture": cards.PNG_SIGNATURE + b"x" * 200,
    "too many pixels": picture(size=(20_000, 3_000)),
    "no JSON": b"{name: x}",
    "not UTF-8": '{"name": "周"}'.encode("gb18030"),
    "deep": b"[" * 100_000,
    "a list": b"[1]",
    "no name": b'{"description": "x"}',
    "a number for a text": b'{"name": "x", "description": 3}',
    "no list of greetings": b'{"name": "x", "alternate_greetings": "x"}',
    "another spec": b'{"spec": "lorebook_v3", "data": {"name": "x"}}',
    "too large": b'{"name": "' + b"x" * cards.CARD_LIMIT + b'"}',
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_card_is_refused_with_a_reason(name: str) -> None:
    with pytest.raises(ContentError, match=r"^card\.png:") as told:
        read_card(BROKEN[name], file="card.png")
    assert told.value.what.zh != told.value.what.en


@pytest.mark.parametrize("version", [2, 3])
def test_what_is_written_is_read_again_with_all_that_was_unknown(version: int) -> None:
    for raw in (card_json(DATA, version), card_picture(DATA)):
        data = read_card(raw, file="x").data
        assert {name: data[name] for name in DATA} == DATA
    document = json.loads(card_json(DATA, version))
    assert document["spec"] == f"chara_card_v{version}"
    assert document["data"]["system_prompt"] == ""
