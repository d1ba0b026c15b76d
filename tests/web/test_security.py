import re

import pytest

from tests.web.desk import Desk

ORDER = {"scenario": "water-bill", "archetype": "stubborn"}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "localhost@evil.example"])
async def test_foreign_hosts_are_refused(desk: Desk, host: str) -> None:
    response = await desk.client.get("/livez", headers={"host": host})
    assert (response.status_code, response.json()["code"]) == (421, "host")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST", "127.0.0.2:1"])
async def test_this_machine_is_served(desk: Desk, host: str) -> None:
    assert (await desk.client.get("/livez", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1:8000"},
    ],
)
async def test_writes_from_other_sites_are_refused(desk: Desk, headers: dict[str, str]) -> None:
    response = await desk.client.post("/api/v1/sessions", json=ORDER, headers=headers)
    assert (response.status_code, response.json()["code"]) == (403, "cross-site")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer whatever"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"},
    ],
)
async def test_own_writes_are_taken(desk: Desk, headers: dict[str, str]) -> None:
    assert (await desk.client.post("/api/v1/sessions", json=ORDER, headers=headers)).status_code == 201


async def test_every_answer_carries_the_security_headers_and_a_fresh_nonce(desk: Desk) -> None:
    policies = set()
    for path in ("/livez", "/livez", "/nothing"):
        response = await desk.client.get(path)
        assert response.headers["x-content-type-options"] == "nosniff"
        assert response.headers["x-frame-options"] == "DENY"
        assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])
        policies.add(response.headers["content-security-policy"])
    assert len(policies) == 3
    assert all("unsafe" not in policy for policy in policies)
