"""A span for each request, named by its route, where traces are wanted."""

from fastapi import FastAPI

from sim.telemetry import Telemetry

_UNTRACED = "livez,readyz,metrics,static/"


def trace_requests(app: FastAPI, telemetry: Telemetry) -> None:
    """Make a span of every request but those of probes and assets. Events of a stream make none of their own."""
    from opentelemetry.instrumentation.fastapi import FastAPIInstrumentor  # only where it is wanted

    FastAPIInstrumentor.instrument_app(
        app, tracer_provider=telemetry.provider, excluded_urls=_UNTRACED, exclude_spans=["receive", "send"]
    )
