"""How built files and pages are sent: packed where the client takes it, streams never."""

import gzip
from pathlib import Path

import httpx
import pytest

from tests.web.desk import Desk
from web.rendering.assets import BUILT, URL, AssetsMissingError, load_manifest

STYLE = "page.css"


async def fetch(desk: Desk, coding: str) -> tuple[httpx.Response, bytes]:
    """Fetch the style sheet; returns the answer and its bytes as they came over the wire."""
    headers = {"accept-encoding": coding}
    async with desk.client.stream("GET", load_manifest()[STYLE], headers=headers) as answer:
        return answer, b"".join([part async for part in answer.aiter_raw()])


@pytest.mark.parametrize(("asked", "sent"), [("gzip, br", "br"), ("gzip", "gzip"), ("br;q=0, gzip", "gzip")])
async def test_a_file_is_sent_as_small_as_the_client_takes_it(desk: Desk, asked: str, sent: str) -> None:
    answer, body = await fetch(desk, asked)
    assert answer.headers["content-encoding"] == sent
    assert answer.headers["content-type"].startswith("text/css")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) == len(body)
    plain = (BUILT / load_manifest()[STYLE].removeprefix(f"{URL}/")).read_bytes()
    assert len(body) < len(plain) / 3
    if sent == "gzip":
        assert gzip.decompress(body) == plain


async def test_a_file_is_sent_plain_where_nothing_else_is_taken(desk: Desk) -> None:
    answer, body = await fetch(desk, "identity")
    assert "content-encoding" not in answer.headers
    assert "--paper" in body.decode()


async def test_a_packed_file_is_not_sent_again(desk: Desk) -> None:
    first, _body = await fetch(desk, "br")
    headers = {"accept-encoding": "br", "if-none-match": first.headers["etag"]}
    assert (await desk.client.get(load_manifest()[STYLE], headers=headers)).status_code == 304


async def test_pages_are_packed_and_answers_that_stream_are_not(desk: Desk) -> None:
    page = await desk.client.get("/", headers={"accept-encoding": "gzip"})
    assert page.headers["content-encoding"] == "gzip"
    started = await desk.start()
    answer = await desk.client.post(
        f"/api/v1/sessions/{started['id']}/turns",
        json={"index": 2, "text": "您好，水费翻了三倍。"},
        headers={"accept-encoding": "gzip"},
    )
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert "content-encoding" not in answer.headers


def test_missing_assets_say_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissingError, match="pip install -e"):
        load_manifest(tmp_path)
