"""``duilian chat``: a practice session in the terminal. Nothing is stored."""

import asyncio
import secrets
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

from sim.cli.console import command_settings, messages, print_object
from sim.domain.errors import InvalidInputError
from sim.domain.mood import Outcome
from sim.domain.ports import Cast, Customer
from sim.domain.score import EngineChoice
from sim.domain.session import TurnRecord, TurnStatus
from sim.domain.transcript import Speaker
from sim.practice.documents import turn_document
from sim.practice.sessions import SEEDS
from sim.practice.talk.events import Delta, MoodMoved
from sim.practice.talk.lines import checked_line
from sim.practice.talk.performance import Exchange, opening_record, perform
from sim.runtime import Engines, load_library, make_engines


class _Show(Protocol):
    """How a session is shown."""

    def piece(self, item: MoodMoved | Delta) -> None:
        """Show a part of an answer as it comes."""
        ...

    def turn(self, record: TurnRecord, outcome: Outcome | None) -> None:
        """Show a whole turn; ``outcome`` comes with the last."""
        ...


class _Objects:
    """Shows a JSON object a turn."""

    def piece(self, item: MoodMoved | Delta) -> None:
        """Wait for the whole turn."""

    def turn(self, record: TurnRecord, outcome: Outcome | None) -> None:
        """Print the turn's object."""
        print_object(turn_document(record, outcome))


class _Dialogue:
    """Shows a dialogue for people: the customer's words on stdout as they come, all else on stderr."""

    def piece(self, item: MoodMoved | Delta) -> None:
        """Print the mood, or a sentence."""
        if isinstance(item, Delta):
            print(item.text, end="", flush=True)
            return
        messages.print(f"[dim]怒气 {item.mood.anger}  信任 {item.mood.trust}  {item.mood.stage.value}[/]")

    def turn(self, record: TurnRecord, outcome: Outcome | None) -> None:
        """Print the opening, the end of a streamed line, and how it ended."""
        if record.turn == 1:
            print(record.text, flush=True)
        elif record.speaker is Speaker.CUSTOMER:
            print(flush=True)
        if outcome is not None:
            messages.print(f"[bold]{outcome.value}[/]")


def run(archetype: str, scenario: str, engine: EngineChoice, seed: int | None, as_json: bool) -> None:
    """Play until the input ends or the customer does.

    Raises NotFoundError for an unknown id, InvalidInputError for a line that cannot be sent, and a ModelError when
    the customer's voice fails.
    """
    settings = command_settings()
    library = load_library(settings)
    drawn = secrets.randbelow(SEEDS) if seed is None else seed
    cast = Cast(library.archetype(archetype), library.scenario(scenario), drawn)
    engines = make_engines(settings, engine)
    voice = engines.customer.model or "offline"
    messages.print(f"{cast.scenario.title.zh} · {cast.archetype.name.zh} · {voice} · AI 生成", markup=False)
    if not as_json:
        messages.print(cast.scenario.briefing.zh, markup=False)
    asyncio.run(_play(engines, cast, _Objects() if as_json else _Dialogue()))


async def _play(engines: Engines, cast: Cast, show: _Show) -> None:
    async with engines:
        opening = engines.customer.open(cast)
        records, state = [opening_record(opening, engines.customer.engine, datetime.now(UTC))], opening.state
        show.turn(records[0], None)
        lines = _lines()
        while (text := await asyncio.to_thread(next, lines, None)) is not None:
            line = TurnRecord(len(records) + 1, Speaker.TRAINEE, text, TurnStatus.PENDING, datetime.now(UTC))
            exchange = await _exchange(engines.customer, cast, (*records, line), state, show)
            records += (exchange.trainee, exchange.customer)
            state = exchange.state
            show.turn(exchange.trainee, None)
            show.turn(exchange.customer, exchange.outcome)
            if exchange.outcome is not None:
                return


async def _exchange(
    customer: Customer, cast: Cast, records: Sequence[TurnRecord], state: Mapping[str, Any], show: _Show
) -> Exchange:
    whole: Exchange | None = None
    async for item in perform(customer, cast, records, state):
        if isinstance(item, Exchange):
            whole = item
        else:
            show.piece(item)
    if whole is None:
        raise LookupError("an exchange ends with its whole or with an error")
    return whole


def _lines() -> Iterator[str]:
    """Yield the trainee's lines. Empty ones are left out; at a terminal a refused one may be typed again."""
    asked = sys.stdin.isatty()
    for number, raw in enumerate(_input(asked), start=1):
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise InvalidInputError(f"stdin:{number}: not UTF-8 at byte {error.start}") from error
        if not text.strip():
            continue
        try:
            yield checked_line(text)
        except InvalidInputError as error:
            if not asked:
                raise InvalidInputError(f"stdin:{number}: text: {error.message}", field="text") from error
            messages.print(error.message, markup=False)


def _input(asked: bool) -> Iterator[bytes]:
    while True:
        if asked:
            messages.print("[bold]你[/] ", end="")
        line = sys.stdin.buffer.readline()
        if not line:
            return
        yield line
