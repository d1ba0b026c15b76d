"""From settings to a running service: which content, engines and database, and who closes them."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from types import TracebackType
from typing import Self

from sim.domain.ports import Customer, Grader
from sim.engines import CUSTOMER, GRADER, Engines, make_engines
from sim.jobs import GradingRunner, Heartbeat, Idle, Runner
from sim.jobs.sweeper import Sweeper
from sim.library import Library, default_roots
from sim.practice.accounts import Access, Accounts, Audit, Lifetimes, make_accounts
from sim.practice.authoring import Authoring, Exchange, PublishGate, Shelf
from sim.practice.budget import Budget
from sim.practice.casting import Casting
from sim.practice.drafting.drafting import Drafting
from sim.practice.gradings import Gradings
from sim.practice.meters import Meters
from sim.practice.operations import Operations
from sim.practice.overview.room import Overview, make_overview
from sim.practice.overview.spending import Price, Prices
from sim.practice.reviews import Reviews, make_reviews
from sim.practice.sessions import DEFAULT_RUBRIC, Sessions
from sim.practice.talk.stand_ins import StandIns
from sim.practice.talk.turns import Turns
from sim.practice.tryout.desk import TryoutDesk
from sim.practice.tryout.trials import Trials
from sim.practice.tryout.work import Crew
from sim.settings import ServeGrading, Settings, SettingsError
from sim.store import ProcessKind, Store
from sim.telemetry import Telemetry, make_telemetry

__all__ = ["Engines", "Runtime", "assemble_runtime", "load_library", "make_engines", "open_runtime"]


@dataclass(frozen=True, slots=True)
class Runtime:
    """The running service. Enter it to start the background work; leaving it closes everything."""

    settings: Settings
    shelf: Shelf
    engines: Engines
    store: Store
    meters: Meters
    casting: Casting
    sessions: Sessions
    turns: Turns
    stand_ins: StandIns
    operations: Operations
    gradings: Gradings
    runner: Runner
    heartbeat: Heartbeat
    accounts: Accounts
    access: Access
    audit: Audit
    reviews: Reviews
    overview: Overview
    sweeper: Sweeper
    trials: Trials
    tryouts: TryoutDesk
    drafting: Drafting
    authoring: Authoring
    exchange: Exchange
    telemetry: Telemetry | None = None

    @property
    def library(self) -> Library:
        """The content in use now: that of the files, and over it what was published at the desk."""
        return self.shelf.library

    @property
    def customer(self) -> Customer:
        """Who plays in new sessions."""
        return self.engines.customer

    @property
    def grader(self) -> Grader:
        """Who grades."""
        return self.engines.grader

    async def __aenter__(self) -> Self:
        """Join the processes on the database, load what was published at the desk, start grading what waits."""
        await self.shelf.open()
        await self.heartbeat.start()
        self.runner.start()
        self.sweeper.start()
        return self

    @property
    def draining(self) -> bool:
        """Whether this process is being stopped and takes no new turns."""
        return self.turns.draining

    async def drain(self, seconds: float) -> None:
        """Take nothing new; let what is under way end, at most so long.

        Answers that did not end are broken off, and those who listen are told; gradings are handed back.
        """
        self.turns.drain()
        await asyncio.gather(self.turns.finish(seconds), self.runner.stop(seconds))
        await self.turns.close()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what is under way, note what was broken off, close database and models."""
        await self.sweeper.stop()
        await self.trials.close()
        await self.runner.stop()
        await self.turns.close()
        await self.heartbeat.stop()
        await self.shelf.close()
        await self.engines.close()
        await self.store.close()
        if self.telemetry is not None:
            await asyncio.to_thread(self.telemetry.close)


def load_library(settings: Settings) -> Library:
    """Load the content that comes with the program and, over it, that of ``DUILIAN_CONTENT``."""
    own = (settings.content,) if settings.content is not None else ()
    return Library.load((*default_roots(), *own))


def lifetimes_of(settings: Settings) -> Lifetimes:
    """Return how long a sign-in holds."""
    return Lifetimes(timedelta(seconds=settings.sign_in_idle), timedelta(seconds=settings.sign_in_lifetime))


def prices_of(settings: Settings) -> Prices:
    """Return what tokens cost; what is not set for the grader is as for the customer, for cached ones as for others."""
    prompt, cached, completion = settings.price_prompt, settings.price_cached, settings.price_completion
    customer = Price(prompt, prompt if cached is None else cached, completion)
    grader_prompt = customer.prompt if settings.grader_price_prompt is None else settings.grader_price_prompt
    usual = customer.cached if settings.grader_price_prompt is None else grader_prompt
    grader = Price(
        grader_prompt,
        usual if settings.grader_price_cached is None else settings.grader_price_cached,
        completion if settings.grader_price_completion is None else settings.grader_price_completion,
    )
    return Prices(customer, grader, settings.price_currency)


async def open_runtime(settings: Settings, kind: ProcessKind = ProcessKind.SERVE) -> Runtime:
    """Load the content, make the engines, open the database. ``kind`` is what this process does.

    Raises SettingsError, InvalidInputError (the database's address) or StorageError.
    """
    return assemble_runtime(
        settings, load_library(settings), make_engines(settings), await Store.open(settings.store_url), kind
    )


def assemble_runtime(
    settings: Settings, library: Library, engines: Engines, store: Store, kind: ProcessKind = ProcessKind.SERVE
) -> Runtime:
    """Join the parts; needs a running event loop."""
    meters = Meters(engines.models)
    casting = Casting(store)
    shelf = Shelf(library, store.library)
    gradings = Gradings(engines.grader, engines.reader, store, casting, meters, rules=engines.rules)
    runner = _runner(settings, gradings, store, kind, lambda: meters.answers_open)
    access, audit = Access(store.people), Audit(store)
    accounts = make_accounts(store, lifetimes_of(settings))
    prices, days = prices_of(settings), settings.retention_days
    overview = make_overview(store, accounts, access, audit, casting, shelf, prices=prices, retention_days=days)
    sessions = Sessions(shelf, engines.customer, store, casting)
    authoring = Authoring(shelf, store.library, PublishGate(store.tryouts), default_rubric=DEFAULT_RUBRIC)
    trials = Trials(store.tryouts, Crew(engines.reader, engines.customer, engines.grader), store.usage.spend)
    return Runtime(
        settings=settings,
        shelf=shelf,
        engines=engines,
        store=store,
        meters=meters,
        casting=casting,
        sessions=sessions,
        turns=Turns(
            engines.customer,
            store,
            casting,
            meters,
            on_end=runner.wake,
            understudy=engines.understudy,
            budget=Budget(store.operations, settings.tokens_per_day) if settings.tokens_per_day else None,
        ),
        stand_ins=StandIns(store, runner.wake),
        operations=Operations(store, engines.models, settings.data),
        gradings=gradings,
        runner=runner,
        heartbeat=Heartbeat(store.processes, kind),
        accounts=accounts,
        access=access,
        audit=audit,
        reviews=make_reviews(store, casting, access, audit, engines.reader, sample=settings.review_sample),
        overview=overview,
        sweeper=Sweeper(overview.retention),
        authoring=authoring,
        exchange=Exchange(authoring, shelf, engines.reader, audit),
        trials=trials,
        tryouts=TryoutDesk(authoring, shelf, sessions, trials, store, casting, access),
        drafting=Drafting(engines.models.get(GRADER) or engines.models.get(CUSTOMER), store.usage.spend),
        telemetry=make_telemetry(settings, engines.models),
    )


def _runner(
    settings: Settings, gradings: Gradings, store: Store, kind: ProcessKind, answers_open: Callable[[], int]
) -> Runner:
    place = settings.serve_grading
    if not settings.on_postgresql:
        if place is ServeGrading.NEVER:
            raise SettingsError("DUILIAN_SERVE_GRADING: never needs workers, and those need PostgreSQL")
        return GradingRunner(gradings, at_once=settings.gradings_at_once, answers_open=answers_open)
    serves = kind is ProcessKind.SERVE
    if serves and place is ServeGrading.NEVER:
        return Idle()
    from sim.jobs.job_runner import JobRunner  # costs SQLite's users a third of a second at start

    yielding = serves and place is ServeGrading.AUTO
    at_once = settings.gradings_at_once
    return JobRunner(gradings, store, settings.store_url, at_once=at_once, yielding=yielding)
