"""What the service counts about itself (Prometheus). Numbers only: no text of any transcript."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from sim.domain.score import Judgement
from sim.domain.session import TurnRecord

_TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Meters:
    """One process's counters, in a registry of their own so that two services in one process never mix."""

    def __init__(self) -> None:
        """Make all counters at zero."""
        self.registry = CollectorRegistry(auto_describe=True)
        by_engine = ("engine",)
        self._turns = Counter("duilian_turns", "Customer turns given", by_engine, registry=self.registry)
        self._failed = Counter("duilian_turn_errors", "Customer turns broken off", ("code",), registry=self.registry)
        self._first = Histogram(
            "duilian_first_text_seconds",
            "From the trainee's line stored to the first sentence shown",
            by_engine,
            buckets=_TURN_SECONDS,
            registry=self.registry,
        )
        self._whole = Histogram(
            "duilian_turn_seconds",
            "From the trainee's line stored to the customer's turn stored",
            by_engine,
            buckets=_TURN_SECONDS,
            registry=self.registry,
        )
        self._tokens = Counter("duilian_tokens", "Tokens as counted by the endpoint", ("kind",), registry=self.registry)
        self._guard = Counter("duilian_guard_interventions", "Sentences stopped", ("reason",), registry=self.registry)
        self._gradings = Counter("duilian_gradings", "Gradings ended", ("status",), registry=self.registry)
        self.answers_open = Gauge("duilian_answers_open", "Answers being given now", registry=self.registry)

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

    def _count_tokens(self, prompt: int, completion: int, cached: int) -> None:
        for kind, count in (("prompt", prompt), ("completion", completion), ("cached", cached)):
            if count:
                self._tokens.labels(kind).inc(count)
