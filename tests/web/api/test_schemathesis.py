"""The API under requests made up from its own description, right and wrong ones: answers as described, never a 5xx."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.result import Err

from sim.domain.account import Scope
from tests.web.desk import BASE, Desk
from tests.web.people import hash_quickly, make

EXAMPLES = 15
"""Requests of each kind for each operation."""
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def made_up(operation: Any, mode: GenerationMode) -> list[Any]:
    """Return requests for an operation, the same in every run: such as it describes, or such as it does not.

    There are none of the second kind where an operation takes any text.
    """
    found: list[Any] = []

    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def collect(case: Any) -> None:
        found.append(case)

    with suppress(Unsatisfiable):
        collect()
    return found


def operations(description: dict[str, Any]) -> Iterator[Any]:
    """Yield the described operations of /api/v1."""
    for found in schemathesis.openapi.from_dict(description).get_all_operations():
        assert not isinstance(found, Err), found.err()
        operation = found.ok()
        if operation.path.startswith("/api/v1/"):
            yield operation


@pytest.mark.slow
@pytest.mark.parametrize("who", ["single-user", "token"])
async def test_whatever_is_sent_is_answered_as_described(desk: Desk, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
    description = (await desk.client.get("/api/v1/openapi.json")).json()
    session = (await desk.start())["id"]
    if who == "token":
        lee = await make(desk, "lee")
        _, secret = await desk.runtime.accounts.tokens.create(lee.viewer(), "script", frozenset(Scope), 9)
        desk.client.headers["authorization"] = f"Bearer {secret}"
        started = await desk.client.post("/api/v1/sessions", json={"scenario": "water-bill", "archetype": "stubborn"})
        session = started.json()["id"]
    sent = 0
    for operation in operations(description):
        for mode in MODES:
            for number, case in enumerate(made_up(operation, mode)):
                request = case.as_transport_kwargs(base_url=BASE)
                if number % 2 and "session_id" in (case.path_parameters or {}):
                    request["url"] = BASE + operation.path.replace("{session_id}", session)
                response = await desk.client.request(**httpx_form(request))
                told = f"{operation.label} {mode} {request}: {response.status_code} {response.text[:500]}"
                assert response.status_code < 500, told
                assert mode is GenerationMode.NEGATIVE or str(response.status_code) in described(operation), told
                if response.is_client_error:
                    assert response.headers["content-type"] == "application/problem+json", told
                sent += 1
    assert sent > 100


def described(operation: Any) -> set[str]:
    """Return the statuses an operation describes."""
    return set(operation.definition.raw["responses"])


def httpx_form(request: dict[str, Any]) -> dict[str, Any]:
    """Return a request made for the client that schemathesis uses as one for ours: headers in bytes, body by kind."""
    headers = {
        name: quote(str(value), safe=" !#$%&'()*+,-./:;<=>?@[]^_`{|}~\"") for name, value in request["headers"].items()
    }
    found = {"method": request["method"], "url": request["url"], "headers": headers, "params": request.get("params")}
    if "json" in request:
        found["json"] = request["json"]
    elif request.get("data") is not None:
        found["content"] = request["data"]
    return found
