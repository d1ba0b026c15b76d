"""From settings to a running service: which content, engines and database, and who closes them."""

from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Self

from sim.customer import LlmCustomer, OfflineCustomer
from sim.domain.ports import Customer, Grader
from sim.domain.score import EngineChoice
from sim.grading.llm import LlmGrader
from sim.grading.offline import OfflineGrader
from sim.jobs import GradingRunner
from sim.library import Library, default_roots
from sim.practice.casting import Casting
from sim.practice.gradings import Gradings
from sim.practice.meters import Meters
from sim.practice.sessions import Sessions
from sim.practice.turns import Turns
from sim.reading import Reader, default_reader
from sim.settings import Endpoint, Settings
from sim.store import Store

if TYPE_CHECKING:
    from sim.llm.openai_model import OpenAIChatModel


@dataclass(frozen=True, slots=True)
class Engines:
    """Who plays and who grades, on which reader; ``models`` are the connections behind them."""

    reader: Reader
    customer: Customer
    grader: Grader
    models: tuple["OpenAIChatModel", ...] = ()

    async def __aenter__(self) -> Self:
        """Return the engines."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections to the models."""
        await self.close()

    async def close(self) -> None:
        """Close the connections to the models."""
        for model in self.models:
            await model.close()


@dataclass(frozen=True, slots=True)
class Runtime:
    """The running service. Enter it to start the background work; leaving it closes everything."""

    settings: Settings
    library: Library
    engines: Engines
    store: Store
    meters: Meters
    sessions: Sessions
    turns: Turns
    gradings: Gradings
    runner: GradingRunner

    @property
    def customer(self) -> Customer:
        """Who plays in new sessions."""
        return self.engines.customer

    @property
    def grader(self) -> Grader:
        """Who grades."""
        return self.engines.grader

    async def __aenter__(self) -> Self:
        """Start grading what waits."""
        self.runner.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what is under way, note what was broken off, close database and models."""
        await self.runner.stop()
        await self.turns.close()
        await self.engines.close()
        await self.store.close()


def load_library(settings: Settings) -> Library:
    """Load the content that comes with the program and, over it, that of ``DUILIAN_CONTENT``."""
    own = (settings.content,) if settings.content is not None else ()
    return Library.load((*default_roots(), *own))


def make_engines(settings: Settings, choice: EngineChoice | None = None) -> Engines:
    """Return the engines the settings describe; ``choice`` overrides ``DUILIAN_ENGINE``.

    Raises SettingsError where a model is wanted and not fully described.
    """
    reader = default_reader()
    speaking, judging = settings.customer_endpoint(choice), settings.grader_endpoint(choice)
    voice = _chat_model(speaking, settings, settings.answer_timeout) if speaking else None
    judge = _chat_model(judging, settings, settings.grader_timeout) if judging else None
    return Engines(
        reader,
        LlmCustomer(reader, voice) if voice else OfflineCustomer(reader),
        LlmGrader(judge, reader, settings.grader_samples) if judge else OfflineGrader(reader),
        tuple(model for model in (voice, judge) if model is not None),
    )


async def open_runtime(settings: Settings) -> Runtime:
    """Load the content, make the engines, open the database.

    Raises SettingsError, InvalidInputError (the database's address) or StorageError.
    """
    return assemble_runtime(
        settings, load_library(settings), make_engines(settings), await Store.open(settings.store_url)
    )


def assemble_runtime(settings: Settings, library: Library, engines: Engines, store: Store) -> Runtime:
    """Join the parts; needs a running event loop."""
    meters = Meters()
    casting = Casting(store)
    gradings = Gradings(engines.grader, engines.reader, store, casting, meters)
    runner = GradingRunner(gradings, at_once=settings.gradings_at_once, alone=settings.database_url is None)
    return Runtime(
        settings=settings,
        library=library,
        engines=engines,
        store=store,
        meters=meters,
        sessions=Sessions(library, engines.customer, store, casting),
        turns=Turns(engines.customer, store, casting, meters, on_end=runner.wake),
        gradings=gradings,
        runner=runner,
    )


def _chat_model(endpoint: Endpoint, settings: Settings, total: float) -> "OpenAIChatModel":
    from sim.llm.limits import TimeLimits
    from sim.llm.openai_model import OpenAIChatModel  # who plays offline need not wait for the client's import

    limits = TimeLimits(
        first_token=min(settings.first_token_timeout, total),
        between_tokens=min(settings.between_tokens_timeout, total),
        total=total,
    )
    return OpenAIChatModel(endpoint.base_url, endpoint.api_key, endpoint.model, limits=limits)
