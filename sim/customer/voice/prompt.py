"""The model's prompt: what never changes first, the dialogue next, this line's direction last and only there.

The roles are flipped: the customer is the assistant, the trainee the user. As the direction is part of the last message
alone, everything before it is the beginning of the next turn's prompt too, and providers need not read it again.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from sim.customer.mind.direction import Direction
from sim.customer.wording import fresh, own_lines, session_seed, shuffled
from sim.domain.archetype import Beat
from sim.domain.chat import ChatMessage
from sim.domain.ports import Cast
from sim.domain.scenario import Channel, Disclosure
from sim.domain.transcript import Speaker, Turn
from sim.reading.masking import mask

TEMPLATES = Path(__file__).with_name("prompts")
CALL = "您好，请讲。"
"""Stands before the customer's first line: some chat templates want the user to begin."""
_CALL = ChatMessage("user", CALL)
NOTHING_SAID = "（没有出声）"
SAMPLES = 4
LONG_WINDED = 50
"""Longest line, in characters, from which a customer speaks in one or two long sentences rather than short ones."""
_SAMPLED = (Beat.DEMAND, Beat.NOTHING, Beat.STOCK, Beat.WANT)

_REASONS = {
    "agent": "那是工作人员的口气，你是客户",
    "thanks": "还没到道谢的时候",
    "yield": "还没到松口的时候",
    "leak": "你不知道这些，只说你的事",
    "invented": "编了没有的数字",
    "too-early": "这件事现在不能说",
    "repeat": "这话你说过了",
    "parrot": "别照搬对方的话",
    "babble": "别绕来绕去说同几个字",
    "too-long": "太长",
    "insult": "太伤人，过了界",
    "garbage": "不像人话，用中文口语",
    "unfinished": "没说完",
    "left-out": "没说到该说的",
}
_HAN_RUNS = re.compile(r"[\u4e00-\u9fff，]{4,}")
_CONTROL = re.compile(r"<\|[^|>]*\|>|</?(?:s|think|system|user|assistant)>|[\x00-\x08\x0b-\x1f]|〔|〕")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        auto_reload=False,  # or every prompt would look at the files again
        autoescape=False,  # noqa: S701 - the result is a prompt, never a page
        trim_blocks=False,
        keep_trailing_newline=False,
    )
    environment.filters["bare"] = _bare
    return environment


@cache
def _template(name: str) -> Template:
    return _environment().get_template(name)


@cache
def prompt_version() -> str:
    """Return the short hash of the templates: sessions pin it, so a score can be traced to its prompt."""
    digest = hashlib.sha256()
    for path in sorted(TEMPLATES.glob("*.jinja")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


@cache
def stage_words() -> tuple[str, ...]:
    """Return the fixed Chinese words of the stage direction: none of them may be heard from him."""
    return tuple(_HAN_RUNS.findall((TEMPLATES / "direction.jinja").read_text(encoding="utf-8")))


def messages(
    cast: Cast, turns: Sequence[Turn], direction: Direction, *, said: str = "", stopped: str = "", reason: str = ""
) -> tuple[ChatMessage, ...]:
    """Return the whole prompt of one line, with personal data masked.

    ``said`` is what of the line was shown already; ``stopped`` and ``reason`` tell a second try what was wrong.
    """
    history = [_message(turn.speaker, turn.text) for turn in turns[:-1]]
    last = turns[-1]
    spoken = own_lines(turns)
    note = _template("direction.jinja").render(
        d=direction,
        want=_wanted(cast, direction, spoken),
        like=_in_his_manner(cast, direction, spoken),
        over=_over_promised(cast) if direction.taken is Beat.OVER_PROMISE else "",
        phone=cast.scenario.channel is Channel.PHONE,
        longest=cast.archetype.longest,
        said=said,
        stopped=stopped[:40],
        reason=_REASONS.get(reason, reason),
    )
    return (_persona_message(_SameCast(cast)), _CALL, *history, _message(last.speaker, last.text, note))


@dataclass(frozen=True, slots=True, eq=False)
class _SameCast:
    """A cast as the key of a cache, compared by what it is made of and not by all that this says."""

    cast: Cast

    def __hash__(self) -> int:
        cast = self.cast
        return hash((id(cast.archetype), id(cast.scenario), cast.seed, cast.intensity))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, _SameCast):
            return NotImplemented
        ours, theirs = self.cast, other.cast
        same_content = ours.archetype is theirs.archetype and ours.scenario is theirs.scenario
        return same_content and (ours.seed, ours.intensity) == (theirs.seed, theirs.intensity)


@lru_cache(maxsize=2000)
def _persona_message(same: _SameCast) -> ChatMessage:
    """Return the first message of all prompts of a session, rendered for its first turn and kept for the others."""
    return ChatMessage("system", mask(persona(same.cast)).text)


def persona(cast: Cast) -> str:
    """Return the part of the prompt that is the same from the first turn to the last."""
    scenario = cast.scenario
    return _template("persona.jinja").render(
        archetype=cast.archetype,
        trade=scenario.trade.zh,
        facts=[fact for fact in scenario.facts if fact.disclosure is Disclosure.OPENING],
        demand=scenario.demand.text,
        samples=_samples(cast),
        phone=scenario.channel is Channel.PHONE,
        sentences="一到三个短句" if cast.archetype.longest < LONG_WINDED else "一两句",
    )


def _samples(cast: Cast) -> list[str]:
    texts = [
        text
        for line_set in cast.archetype.lines
        if line_set.beat in _SAMPLED and (not line_set.channels or cast.scenario.channel in line_set.channels)
        for text in line_set.texts
        if "{" not in text
    ]
    return shuffled(texts, session_seed(cast), "samples")[:SAMPLES]


def _wanted(cast: Cast, direction: Direction, spoken: Sequence[str]) -> str:
    """Return an authored wording for the key he misses, not said yet: it says best what it means."""
    key = direction.want
    texts = [text for each in cast.archetype.lines if key and each.key == key for text in each.texts]
    return fresh(texts, spoken, session_seed(cast), "want") or next(iter(texts), "下一步怎么办")


def _in_his_manner(cast: Cast, direction: Direction, spoken: Sequence[str]) -> str:
    """Return how this customer threatens or stings: each archetype has a way of his own, one never raises his voice."""
    if direction.push not in (Beat.THREATEN, Beat.STING):
        return ""
    texts = [text for each in cast.archetype.lines if each.beat is direction.push for text in each.texts]
    return _bare(fresh([text for text in texts if "{" not in text], spoken, session_seed(cast), "manner"))


def _over_promised(cast: Cast) -> str:
    """Return one authored answer to a blank cheque, in this customer's manner."""
    texts = [text for each in cast.archetype.lines if each.beat is Beat.OVER_PROMISE for text in each.texts]
    return _bare(next(iter(shuffled(texts, session_seed(cast), "over-promise")), "你做得了主吗"))


def _bare(text: str) -> str:
    """Return a wording without its end mark, for use inside a sentence."""
    return text.rstrip("。！？!?…；;，, ")


@lru_cache(maxsize=4096)
def _message(speaker: Speaker, text: str, note: str = "") -> ChatMessage:
    """Return a turn as a message, masked: the same in each of the prompts that follow it."""
    customer = speaker is Speaker.CUSTOMER
    said = text if customer else _CONTROL.sub("", text).strip() or NOTHING_SAID
    whole = f"{said}\n\n{note}" if note else said
    return ChatMessage("assistant" if customer else "user", mask(whole).text)
