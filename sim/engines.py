"""From settings to those who play and grade: a model behind queue, breakers and fallback, or the offline engine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from sim.customer import LlmCustomer, OfflineCustomer
from sim.domain.ports import Customer, Grader
from sim.domain.score import Engine, EngineChoice
from sim.grading.judge.llm import LlmGrader
from sim.grading.rules.offline import OfflineGrader
from sim.llm.queue import CallQueue
from sim.reading import Reader, default_reader
from sim.settings import Endpoint, Settings

if TYPE_CHECKING:
    from sim.llm.failover import FailoverModel

CUSTOMER = "customer"
GRADER = "grader"
"""Whom a model serves, as the figures and the administrator's page name it."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Who plays and who grades, on which reader; ``models`` are those behind them, by whom they serve."""

    reader: Reader
    customer: Customer
    grader: Grader
    models: Mapping[str, "FailoverModel"] = field(default_factory=dict)

    @property
    def understudy(self) -> Customer | None:
        """The offline engine, to play on where the customer's model fails; None where he is offline anyway."""
        return OfflineCustomer(self.reader) if self.customer.engine is Engine.LLM else None

    @property
    def rules(self) -> Grader | None:
        """The rules, to grade where the grader's model fails; None where they grade anyway."""
        return OfflineGrader(self.reader) if self.grader.engine is Engine.LLM else None

    async def __aenter__(self) -> Self:
        """Return the engines."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections to the models."""
        await self.close()

    async def close(self) -> None:
        """Close the connections to the models."""
        for model in self.models.values():
            await model.close()


def make_engines(settings: Settings, choice: EngineChoice | None = None) -> Engines:
    """Return the engines the settings describe; ``choice`` overrides ``DUILIAN_ENGINE``.

    Where customer and grader live at one address they wait in one queue, so that people go before gradings there. The
    fallback stands behind the customer's endpoint, also where that grades; a grader with settings of its own has none.
    Raises SettingsError where a model is wanted and not fully described.
    """
    reader = default_reader()
    speaking, judging = settings.customer_endpoint(choice), settings.grader_endpoint(choice)
    fallback = settings.fallback_endpoint(choice)
    queues: dict[str | None, CallQueue] = {}
    models: dict[str, FailoverModel] = {}
    for served, first, total in (
        (CUSTOMER, speaking, settings.answer_timeout),
        (GRADER, judging, settings.grader_timeout),
    ):
        if first is not None:
            endpoints = [first, fallback] if fallback and first == speaking else [first]
            queue = queues.setdefault(first.base_url, CallQueue(settings.llm_at_once))
            models[served] = _model(endpoints, queue, settings, total)
    voice, judge = models.get(CUSTOMER), models.get(GRADER)
    return Engines(
        reader,
        LlmCustomer(reader, voice) if voice else OfflineCustomer(reader),
        LlmGrader(judge, reader, settings.grader_samples) if judge else OfflineGrader(reader),
        models,
    )


def _model(endpoints: list[Endpoint], queue: CallQueue, settings: Settings, total: float) -> "FailoverModel":
    from sim.llm.failover import FailoverModel  # who plays offline need not wait for the client's import
    from sim.llm.limits import IMPATIENT, PATIENT, TimeLimits
    from sim.llm.openai_model import OpenAIChatModel

    limits = TimeLimits(
        first_token=min(settings.first_token_timeout, total),
        between_tokens=min(settings.between_tokens_timeout, total),
        total=total,
    )
    *others, last = endpoints
    patience = [(each, IMPATIENT) for each in others] + [(last, PATIENT)]
    return FailoverModel(
        [
            OpenAIChatModel(each.base_url, each.api_key, each.model, limits=limits, retries=retries)
            for each, retries in patience
        ],
        queue,
    )
