"""Traces: a span for each request and each call to a model, joined, and without a word of what was said."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from sim.customer import LlmCustomer
from sim.domain.errors import ModelFaultError
from sim.engines import CUSTOMER
from sim.grading.rules.offline import OfflineGrader
from sim.library import Library, default_roots
from sim.llm.failover import FailoverModel
from sim.llm.queue import CallQueue
from sim.reading import default_reader
from sim.runtime import Engines, assemble_runtime
from sim.settings import Settings, SettingsError, load_settings
from sim.store import Store
from sim.telemetry import Telemetry, make_telemetry
from tests.fakes import FakeChatModel
from tests.practice.stage import database
from tests.web.desk import BASE, events
from web.app import create_app

LINE = "您好，您先说说是怎么回事？"
ANSWER = "光打招呼有什么用？你先把这账给我算清楚！"


class Traced:
    """An application whose spans are kept."""

    def __init__(self, client: httpx.AsyncClient, model: FakeChatModel, kept: InMemorySpanExporter, way: Telemetry):
        self.client = client
        self.model = model
        self._kept = kept
        self._way = way

    def spans(self) -> list[ReadableSpan]:
        """Return the spans that have ended."""
        self._way.provider.force_flush()
        return list(self._kept.get_finished_spans())

    async def start(self) -> str:
        order = {"scenario": "water-bill-tripled", "archetype": "stubborn", "seed": 7}
        return str((await self.client.post("/api/v1/sessions", json=order)).json()["id"])

    async def say(self, session_id: str) -> list[tuple[str, Any]]:
        line = {"index": 2, "text": LINE}
        return events((await self.client.post(f"/api/v1/sessions/{session_id}/turns", json=line)).text)


@pytest.fixture
async def traced(tmp_path: Path) -> AsyncIterator[Traced]:
    reader, model = default_reader(), FakeChatModel("fake", "http://one/v1")
    voice = FailoverModel((model,), CallQueue(4))
    runtime = assemble_runtime(
        Settings(data=tmp_path),
        Library.load(default_roots()),
        Engines(reader, LlmCustomer(reader, voice), OfflineGrader(reader), {CUSTOMER: voice}),
        await Store.open(database(tmp_path)),
    )
    kept = InMemorySpanExporter()
    telemetry = Telemetry(kept)
    telemetry.watch({CUSTOMER: voice})
    runtime = replace(runtime, telemetry=telemetry)
    transport = httpx.ASGITransport(create_app(runtime), raise_app_exceptions=False)
    async with runtime, httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield Traced(client, model, kept, telemetry)


def attributes(span: ReadableSpan) -> Mapping[str, Any]:
    assert span.attributes is not None
    return span.attributes


async def test_a_call_to_a_model_belongs_to_the_request_it_was_made_for(traced: Traced) -> None:
    session_id = await traced.start()
    traced.model.enqueue(ANSWER)
    await traced.say(session_id)
    spans = {span.name: span for span in traced.spans()}
    request, call = spans["POST /api/v1/sessions/{session_id}/turns"], spans["chat fake"]
    assert call.parent is not None
    assert request.context is not None
    assert call.parent.span_id == request.context.span_id
    told = attributes(call)
    assert (told["duilian.served"], told["duilian.purpose"], told["duilian.outcome"]) == ("customer", "customer", "ok")
    assert told["gen_ai.usage.output_tokens"] == len(ANSWER)
    assert call.start_time is not None
    assert call.end_time is not None
    assert call.start_time <= call.end_time


async def test_no_span_repeats_what_was_said(traced: Traced) -> None:
    session_id = await traced.start()
    traced.model.enqueue(ModelFaultError("the endpoint failed (500)", quoted=LINE), ANSWER)
    assert (await traced.say(session_id))[-1][0] == "error"
    await traced.say(session_id)
    await traced.client.get(f"/sessions/{session_id}")
    everything = "".join(span.to_json() for span in traced.spans())
    assert "model-fault" in everything
    assert LINE not in everything
    assert ANSWER not in everything


async def test_an_unforeseen_failure_tells_nothing_either(traced: Traced, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError(LINE)

    monkeypatch.setattr("web.api.sessions.session_document", fail)
    response = await traced.client.post(
        "/api/v1/sessions", json={"scenario": "water-bill-tripled", "archetype": "stubborn"}
    )
    assert response.status_code == 500
    span = next(span for span in traced.spans() if span.name == "POST /api/v1/sessions")
    assert attributes(span)["http.status_code"] == 500
    assert LINE not in span.to_json()


async def test_probes_are_not_traced_and_streams_make_one_span(traced: Traced) -> None:
    for path in ("/livez", "/readyz", "/metrics"):
        await traced.client.get(path)
    assert traced.spans() == []
    session_id = await traced.start()
    traced.model.enqueue(ANSWER)
    await traced.say(session_id)
    assert sorted(span.name for span in traced.spans()) == [
        "POST /api/v1/sessions",
        "POST /api/v1/sessions/{session_id}/turns",
        "chat fake",
    ]


def test_nothing_is_traced_unless_a_collector_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert make_telemetry(load_settings(), {}) is None
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    made = make_telemetry(load_settings(), {})
    assert made is not None
    made.close()


def test_lacking_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opentelemetry.exporter.otlp.proto.http.trace_exporter", None)
    with pytest.raises(SettingsError, match=r"duilian\[telemetry\]"):
        make_telemetry(Settings(otel_endpoint="http://127.0.0.1:4318"), {})
