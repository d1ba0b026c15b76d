"""What the service counts about itself (Prometheus). Numbers only: no text of any transcript."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from sim.domain.score import Judgement
from sim.domain.session import TurnRecord
from sim.llm.failover import FailoverModel, ModelCall
from sim.practice.model_gauges import ModelGauges
from sim.store.operations import GradingQueue

_TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Meters:
    """One process's counters, in a registry of their own so that two services in one process never mix.

    ``answers_open`` is how many answers are being given now.
    """

    def __init__(self, models: Mapping[str, FailoverModel] | None = None) -> None:
        """Make all counters at zero; ``models`` are watched, by whom they serve."""
        self.registry = CollectorRegistry(auto_describe=True)
        self._turns = self._counter("turns", "Customer turns given", "engine")
        self._failed = self._counter("turn_errors", "Customer turns broken off", "code")
        self._first = self._seconds("first_text", "From a stored line to the first sentence shown", "engine")
        self._whole = self._seconds("turn", "From a stored line to the stored answer", "engine")
        self._tokens = self._counter("tokens", "Tokens as counted by the endpoint", "kind")
        self._guard = self._counter("guard_interventions", "Sentences stopped", "reason")
        self._gradings = self._counter("gradings", "Gradings ended", "status")
        self.answers_open = 0
        open_now = Gauge("duilian_answers_open", "Answers being given now", registry=self.registry)
        open_now.set_function(lambda: self.answers_open)
        self._calls = self._counter("model_calls", "Calls to an endpoint", "served", "endpoint", "model", "outcome")
        self._call_first = self._seconds("model_first_text", "From a call to its first text", "served", "endpoint")
        self._call_wait = self._seconds("model_wait", "In the queue before a call", "served")
        self._waiting = Gauge("duilian_grading_queue", "Gradings not done", ("status",), registry=self.registry)
        self._oldest = Gauge(
            "duilian_grading_queue_oldest_seconds", "Since when the oldest grading waits", registry=self.registry
        )
        self.database_up = Gauge("duilian_database_up", "1 where the database answers", registry=self.registry)
        for served, model in (models or {}).items():
            model.observe(partial(self._called, served))
        self.registry.register(ModelGauges(models or {}))

    def answered(self, record: TurnRecord, first_text: float, whole: float) -> None:
        """Count a whole customer turn; times in seconds."""
        self._turns.labels(record.engine.value).inc()
        self._first.labels(record.engine.value).observe(first_text)
        self._whole.labels(record.engine.value).observe(whole)
        for intervention in record.interventions:
            self._guard.labels(intervention.reason).inc()
        self._count_tokens(record.usage.prompt_tokens, record.usage.completion_tokens, record.usage.cached_tokens)

    def broke_off(self, code: str) -> None:
        """Count a customer turn that failed, by the error's code."""
        self._failed.labels(code).inc()

    def judged(self, judgement: Judgement) -> None:
        """Count the tokens of one dimension judged."""
        usage = judgement.usage
        self._count_tokens(usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens)

    def graded(self, status: str) -> None:
        """Count a grading that ended as ``status``."""
        self._gradings.labels(status).inc()

    def gradings_open(self, queue: GradingQueue, now: datetime) -> None:
        """Show how many gradings wait, run and have failed on the whole database, and how old the oldest is."""
        for status, count in (("queued", queue.queued), ("running", queue.running), ("failed", queue.failed)):
            self._waiting.labels(status).set(count)
        oldest = queue.oldest_queued_at
        self._oldest.set(0.0 if oldest is None else max(0.0, (now - oldest).total_seconds()))

    def _called(self, served: str, call: ModelCall) -> None:
        self._calls.labels(served, call.endpoint, call.model, call.outcome).inc()
        self._call_wait.labels(served).observe(call.waited)
        if call.first:
            self._call_first.labels(served, call.endpoint).observe(call.first)

    def _count_tokens(self, prompt: int, completion: int, cached: int) -> None:
        for kind, count in (("prompt", prompt), ("completion", completion), ("cached", cached)):
            if count:
                self._tokens.labels(kind).inc(count)

    def _counter(self, name: str, what: str, *labels: str) -> Counter:
        return Counter(f"duilian_{name}", what, labels, registry=self.registry)

    def _seconds(self, name: str, what: str, *labels: str) -> Histogram:
        return Histogram(f"duilian_{name}_seconds", what, labels, buckets=_TURN_SECONDS, registry=self.registry)
