"""What the prompts cost in tokens, counted on the prompts as they are rendered.

Tokens are estimated from above, so that a bound kept here is kept at any endpoint: every character outside ASCII is
one token (present tokenizers need 0.6 to 0.8 for Chinese), ASCII words and numbers are one token for three characters
begun, every other mark is one, and a message costs four more.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from sim.customer.core import open_session, react
from sim.customer.voice.prompt import messages
from sim.domain.chat import ChatMessage
from sim.domain.ports import Cast, GradingCase
from sim.domain.transcript import Speaker, Transcript
from sim.grading.judge.llm import APOLOGY
from sim.grading.judge.prompt import gates_asked_with, judge_messages
from sim.grading.limits.apology import analyse
from sim.grading.words.dialogue import dialogue_of
from sim.reading import default_reader
from tests.bench.dialogues import ALL, library, played
from tests.bench.figures import Figure

_PART = re.compile(r"[A-Za-z0-9]{1,3}|[^\sA-Za-z0-9]|\n")
_A_MESSAGE = 4
_TRANSCRIPT_TURNS = 12
_Prompts = tuple[tuple[ChatMessage, ...], ...]


def tokens(prompt: Sequence[ChatMessage]) -> int:
    """Return the estimated tokens of a prompt, from above."""
    return sum(_tokens_of(message.content) + _A_MESSAGE for message in prompt)


def prompt_figures(scenarios: int = ALL) -> list[Figure]:
    """Return the token budgets of customer and grader, at their worst over all archetypes and so many scenarios."""
    sessions = [tuple(_prompts(transcript)) for transcript in played(scenarios)]
    first = [prompts[0] for prompts in sessions]
    steps = [pair for prompts in sessions for pair in pairwise(prompts)]
    calls = [grading_prompts(transcript) for transcript in _twelve_turns(played(scenarios))]
    return [
        Figure("customer prompt, first turn, most", max(map(tokens, first)), "tokens", at_most=1500),
        Figure("customer prompt, growth an exchange, mean", _growth(sessions), "tokens", at_most=120),
        Figure("prompt unchanged since the last turn, least", min(map(_unchanged, steps)), "share", at_least=0.85),
        Figure("grading of 12 turns, calls", max(map(len, calls)), "calls", at_most=5),
        Figure(
            "grading of 12 turns, most", max(sum(map(tokens, prompts)) for prompts in calls), "tokens", at_most=14e3
        ),
        Figure("grading prompt shared by all calls, least", min(map(_shared, calls)), "share", at_least=0.6),
    ]


def grading_prompts(transcript: Transcript) -> list[tuple[ChatMessage, ...]]:
    """Return the prompts that grade one dialogue."""
    rubric = library().rubric("service-complaint")
    case = GradingCase(transcript, rubric)
    apologies = analyse(dialogue_of(case, default_reader()))
    return [
        judge_messages(case, each, gates_asked_with(rubric, each), apologies if each.id == APOLOGY else ())
        for each in rubric.dimensions
    ]


def _prompts(transcript: Transcript) -> Iterator[tuple[ChatMessage, ...]]:
    """Replay a dialogue's trainee lines and yield the prompt a model would have been sent for each answer."""
    cast = Cast(library().archetype(transcript.archetype), transcript.scenario, 0)
    state = open_session(cast).state
    for end, turn in enumerate(transcript.turns, start=1):
        if turn.speaker is not Speaker.TRAINEE:
            continue
        reaction = react(default_reader(), cast, transcript.turns[:end], state)
        yield messages(cast, transcript.turns[:end], reaction.direction)
        if reaction.outcome is not None:
            return
        state = reaction.state


def _growth(sessions: Sequence[_Prompts]) -> float:
    grown = [(tokens(prompts[-1]) - tokens(prompts[0]), len(prompts) - 1) for prompts in sessions]
    return sum(more for more, _ in grown) / sum(exchanges for _, exchanges in grown)


def _unchanged(pair: tuple[tuple[ChatMessage, ...], tuple[ChatMessage, ...]]) -> float:
    """Return which share of a prompt is the beginning of the next turn's prompt too."""
    earlier, later = map(_flat, pair)
    return _tokens_of(earlier[: _same(earlier, later)]) / _tokens_of(earlier)


def _twelve_turns(transcripts: Iterable[Transcript]) -> list[Transcript]:
    """Return those of twelve turns or more, cut to twelve."""
    return [
        Transcript(each.id, each.archetype, each.scenario, each.turns[:_TRANSCRIPT_TURNS])
        for each in transcripts
        if len(each.turns) >= _TRANSCRIPT_TURNS
    ]


def _shared(prompts: Sequence[tuple[ChatMessage, ...]]) -> float:
    """Return the share of all prompt tokens that every call begins with alike."""
    first, *others = map(_flat, prompts)
    shared = first[: min(_same(first, other) for other in others)]
    return _tokens_of(shared) * len(prompts) / sum(map(tokens, prompts))


def _flat(prompt: Sequence[ChatMessage]) -> str:
    return "".join(f"<{message.role}>{message.content}" for message in prompt)


def _same(one: str, other: str) -> int:
    """Return the length of the beginning that two texts share."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _tokens_of(text: str) -> int:
    return len(_PART.findall(text))
