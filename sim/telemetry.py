"""Traces by OpenTelemetry, where they are wanted: a span for each request and for each call to a model.

Spans carry ids, times, counts and names, and never a word of a transcript: events, which would hold what exceptions
say, are not recorded. Where no collector is set nothing is imported and nothing is paid.
"""

import time
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from sim import __version__
from sim.llm.failover import ABANDONED, OK, FailoverModel, ModelCall
from sim.settings import Settings, SettingsError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter

_NANOSECONDS = 1_000_000_000
_SECONDS_TO_SEND = 3.0
"""A collector that does not answer must not hold up a stop."""


class Telemetry:
    """The way of spans out of this process. ``provider`` makes the tracers; it is nobody's global."""

    def __init__(self, exporter: "SpanExporter") -> None:
        """``exporter`` is where spans go."""
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import SpanLimits, TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        resource = Resource.create({"service.name": "duilian", "service.version": __version__})
        self.provider: TracerProvider = TracerProvider(
            resource=resource, span_limits=SpanLimits(max_events=0), shutdown_on_exit=False
        )
        self.provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self.provider.get_tracer("duilian", __version__)

    def watch(self, models: Mapping[str, FailoverModel]) -> None:
        """Make a span of every call to these models, by whom they serve."""
        for served, model in models.items():
            model.observe(partial(self._called, served))

    def close(self) -> None:
        """Send what is not sent yet."""
        self.provider.shutdown()

    def _called(self, served: str, call: ModelCall) -> None:
        """Make the span of a call that is over; the request it was made for is the parent."""
        from opentelemetry.trace import SpanKind, Status, StatusCode

        ended = time.time_ns()
        attributes: dict[str, str | int | float] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": call.model,
            "gen_ai.usage.input_tokens": call.usage.prompt_tokens,
            "gen_ai.usage.output_tokens": call.usage.completion_tokens,
            "server.address": call.endpoint,
            "duilian.served": served,
            "duilian.purpose": call.purpose,
            "duilian.outcome": call.outcome,
            "duilian.waited_seconds": call.waited,
            "duilian.first_text_seconds": call.first,
        }
        began = ended - int(call.whole * _NANOSECONDS)
        span = self._tracer.start_span(
            f"chat {call.model}", kind=SpanKind.CLIENT, attributes=attributes, start_time=began
        )
        if call.outcome not in (OK, ABANDONED):
            span.set_status(Status(StatusCode.ERROR, call.outcome))
        span.end(ended)


def make_telemetry(settings: Settings, models: Mapping[str, FailoverModel]) -> Telemetry | None:
    """Return the way to the collector that is set (OTLP over HTTP), with ``models`` watched; None where none is.

    The exporter reads its other settings (headers, certificates, compression) from the usual ``OTEL_*`` variables.
    Raises SettingsError where the packages it needs are not there.
    """
    if not settings.otel_endpoint:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    except ImportError as error:
        raise SettingsError(
            "OTEL_EXPORTER_OTLP_ENDPOINT: set, but traces need more: pip install 'duilian[telemetry]'"
        ) from error
    endpoint = f"{settings.otel_endpoint.rstrip('/')}/v1/traces"
    telemetry = Telemetry(OTLPSpanExporter(endpoint=endpoint, timeout=_SECONDS_TO_SEND))
    telemetry.watch(models)
    return telemetry
