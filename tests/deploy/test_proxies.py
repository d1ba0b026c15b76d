"""The guide's proxies for real: nginx and Caddy with its files, TLS, before ``duilian serve`` and a fake model."""

import asyncio
import os
import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from sim.domain.audit import Action, AuditFilter
from sim.store import Store
from tests.bench.processes import COMMAND, clean_environment, service, upstream
from tests.deploy.proxies import NAME, Front, caddy, nginx

pytestmark = pytest.mark.slow

PROXIES = {"nginx": nginx, "caddy": caddy}
FROM = "127.0.0.5"
"""Where people come from: an address of this machine that is not the proxy's."""
PACED = "paced-40-40-100"
"""A model whose answer takes about two seconds, in several sentences."""
MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class House:
    """A proxy, the server behind it, its data, and somebody signed in through the proxy."""

    front: Front
    server: str
    data: Path
    visitor: httpx2.Client
    answer: httpx2.Response
    """What signing in was answered with."""


@pytest.fixture(scope="module", params=PROXIES)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    if shutil.which(request.param) is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"{request.param} is not installed")
    data, folder = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp(request.param)
    password = administrator(data)
    with upstream() as model:
        settings = {
            "DUILIAN_ALLOWED_HOSTS": NAME,
            "DUILIAN_TRUSTED_PROXIES": "127.0.0.1",
            "DUILIAN_LLM_BASE_URL": f"{model}/v1",
            "DUILIAN_LLM_API_KEY": "none",
            "DUILIAN_LLM_MODEL": PACED,
        }
        with (
            service(data, settings) as served,
            PROXIES[request.param](folder, int(served.url.rpartition(":")[2])) as front,
            visitor(front) as signed_in,
        ):
            answer = signed_in.post("/sign-in", data={"name": "boss", "password": password, "next": ""})
            yield House(front, served.url, data, signed_in, answer)


def administrator(data: Path) -> str:
    """Make the first account as the guide says; return its password."""
    command = [str(COMMAND), "user", "add", "boss", "--role", "administrator", "--data", str(data)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=clean_environment(), cwd=data)
    return done.stdout.strip()


def visitor(front: Front) -> httpx2.Client:
    """Return a browser's stand-in that knows the site by its name alone and trusts its certificate alone."""
    context = ssl.create_default_context(cafile=str(front.certificate))
    transport = httpx2.HTTPTransport(verify=context, local_address=FROM)
    headers = {"Host": NAME, "Origin": f"https://{NAME}", "Accept": "text/html"}
    return NamedClient(base_url=f"https://127.0.0.1:{front.port}", transport=transport, headers=headers, timeout=30)


class NamedClient(httpx2.Client):
    """Asks for the site's name in the handshake, whatever the address."""

    def build_request(self, *arguments: object, **options: object) -> httpx2.Request:
        request = super().build_request(*arguments, **options)  # type: ignore[arg-type]  # handed on as they came
        request.extensions["sni_hostname"] = NAME
        return request


def test_signing_in_sets_a_cookie_for_https_alone(house: House) -> None:
    assert house.answer.status_code == 303
    cookie = house.answer.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("; secure", "; httponly", "; samesite=lax"))
    assert house.visitor.get("/account").status_code == 200


def test_every_answer_carries_the_headers_of_service_and_proxy(house: House) -> None:
    headers = house.visitor.get("/").headers
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_plain_http_leads_to_https(house: House) -> None:
    answer = httpx2.get(f"http://127.0.0.1:{house.front.plain_port}/help", headers={"Host": NAME})
    assert answer.status_code in (301, 308)
    assert re.fullmatch(rf"https://{NAME}(:\d+)?/help", answer.headers["location"])


def test_browsers_may_speak_http_2(house: House) -> None:
    address = f"https://{NAME}:{house.front.port}/livez"
    known = ("--cacert", str(house.front.certificate), "--resolve", f"{NAME}:{house.front.port}:127.0.0.1")
    told = ("--silent", "--output", os.devnull, "--write-out", "%{http_version} %{http_code}")
    done = subprocess.run(["curl", *known, *told, address], check=True, capture_output=True, text=True)
    assert done.stdout == "2 200"


def test_sentences_arrive_one_by_one(house: House) -> None:
    order = {"scenario": "heating-missed-visit", "archetype": "stubborn", "seed": 7}
    session = house.visitor.post("/api/v1/sessions", json=order).json()["id"]
    line = {"index": 2, "text": "您好，我先把您家的事查清楚。"}
    began = time.monotonic()
    with house.visitor.stream("POST", f"/api/v1/sessions/{session}/turns", json=line) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "content-encoding" not in answer.headers
        heard = [(line, time.monotonic() - began) for line in answer.iter_lines() if line]
    sentences = [at for line, at in heard if line == "event: delta"]
    assert len(sentences) >= 3, heard
    assert [line for line, _ in heard if line.startswith("event: ")][-1] == "event: turn"
    assert sentences[-1] - sentences[0] > 0.5, "they came in one lump"


def test_the_address_is_the_visitors_whatever_he_claims(house: House) -> None:
    wrong = {"name": "boss", "password": "wrong", "next": ""}
    with visitor(house.front) as stranger:
        for claim in ({"X-Forwarded-For": "6.6.6.6"}, {"Forwarded": "for=6.6.6.6"}, {"X-Real-IP": "6.6.6.6"}):
            assert stranger.post("/sign-in", data=wrong, headers=claim).status_code == 422
    assert addresses(house) == {FROM}


def addresses(house: House) -> set[str]:
    """Return the addresses failed sign-ins came from, by the audit log."""

    async def read() -> set[str]:
        store = await Store.open(f"sqlite:///{house.data / 'duilian.db'}")
        page = await store.audit.page(AuditFilter(actions=frozenset({Action.SIGN_IN_FAILED})), limit=50)
        await store.close()
        return {entry.note.detail["address"] for entry in page.entries}

    return asyncio.run(read())


def test_a_large_file_reaches_the_service_and_a_huge_one_is_refused(house: House) -> None:
    token = re.search(r'name="form-token" content="([^"]+)"', house.visitor.get("/content/import").text)
    assert token is not None
    form = {"form_token": token[1]}
    large = house.visitor.post("/content/import", data=form, files={"file": ("a.zip", b"PK" * (5 * MEBIBYTE + 9))})
    assert (large.status_code, "太大" in large.text) == (422, True)
    huge = house.visitor.post("/content/import", data=form, files={"file": ("a.zip", b"PK" * (7 * MEBIBYTE))})
    assert huge.status_code == 413


def test_figures_are_for_collectors_on_the_machine_alone(house: House) -> None:
    assert house.visitor.get("/metrics").status_code == 404
    assert httpx2.get(f"{house.server}/metrics").status_code == 200


def test_other_names_are_not_served(house: House) -> None:
    with visitor(house.front) as stranger:
        assert 'name="password"' in stranger.get("/sign-in").text
        assert 'name="password"' not in stranger.get("/sign-in", headers={"Host": "elsewhere.example.net"}).text


def test_of_two_servers_one_may_be_down(house: House) -> None:
    assert {house.visitor.get("/livez").status_code for _ in range(8)} == {200}
