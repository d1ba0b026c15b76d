"""How the models are doing at the moment somebody looks: breakers and queues, read when Prometheus asks."""

from collections.abc import Iterator, Mapping

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from sim.llm.breaker import BreakerState
from sim.llm.failover import FailoverModel

_STATES = {BreakerState.CLOSED: 0, BreakerState.HALF_OPEN: 1, BreakerState.OPEN: 2}


class ModelGauges(Collector):
    """A collector that keeps nothing of its own."""

    def __init__(self, models: Mapping[str, FailoverModel]) -> None:
        """``models`` by whom they serve."""
        self._models = models

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the gauges as they are now."""
        breaker = GaugeMetricFamily(
            "duilian_breaker", "0 closed, 1 half-open, 2 open", labels=("served", "endpoint", "model")
        )
        waiting = GaugeMetricFamily("duilian_calls_waiting", "Calls waiting in the queue", labels=("served",))
        running = GaugeMetricFamily("duilian_calls_open", "Calls made at this moment", labels=("served",))
        for served, model in self._models.items():
            waiting.add_metric((served,), model.queue.waiting)
            running.add_metric((served,), model.queue.open)
            for state in model.states():
                breaker.add_metric((served, state.address, state.model), _STATES[state.breaker])
        yield from (breaker, waiting, running)
