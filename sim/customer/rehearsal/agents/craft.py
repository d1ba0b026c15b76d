"""Agents by skill: the excellent one adapts to type and answers, the middling one half does, the poor one harms."""

import re
from collections.abc import Iterable, Sequence

from sim.customer.rehearsal.agents.agent import Agent
from sim.customer.rehearsal.agents.brief import brief_of
from sim.customer.rehearsal.agents.steps import STEPS
from sim.customer.wording import draw, shuffled
from sim.domain.ports import Cast
from sim.domain.transcript import Speaker, Turn

_PLANS = {
    "irritable-threatening": (
        "take-up",
        "deadline",
        "finding",
        "options",
        "act",
        "settle",
        "close",
        "worry",
        "prevent",
    ),
    "stubborn": (
        "grant",
        "take-up-more",
        "proof",
        "finding",
        "options-with-face",
        "deadline",
        "act",
        "settle",
        "close",
    ),
    "habitual-complainer": (
        "take-up",
        "finding",
        "act",
        "settle",
        "written",
        "options",
        "close",
        "finding-more",
        "deadline",
    ),
    "hurtful-speech": ("take-up", "limit-care", "deadline", "limit", "act", "settle", "finding", "close", "worry"),
}
_HALF_PLANS = {
    "irritable-threatening": ("take-up", "deadline", "options", "act", "take-up-more"),
    "stubborn": ("grant", "proof", "options", "act", "take-up-more"),
    "habitual-complainer": ("take-up", "finding", "act", "written", "take-up-more"),
    "hurtful-speech": ("take-up", "deadline", "options", "act", "take-up-more"),
}
_DEFAULT_PLAN = ("take-up", "finding", "deadline", "options", "act", "settle", "written", "close", "prevent")

_ANSWERS = (
    (re.compile(r"几点|哪天|什么时候|多久|准点|准时间|给我个钟点|有个日子|今天还是明天"), ("deadline", "act")),
    (re.compile(r"书面|白纸黑字|写下来|纸面"), ("written",)),
    (re.compile(r"凭什么|凭据|看得见|拿样东西|真凭实据|量一量"), ("proof", "finding")),
    (re.compile(r"新查到|新东西|原因呢|查出什么|没听过的"), ("finding", "finding-more")),
    (re.compile(r"怎么办|办法|走法|法子|一条道"), ("options", "options-with-face", "limit")),
    (re.compile(r"归谁|找谁|换人|跟到底|谁管|给我个信|叫我知道|没兑现"), ("settle", "act")),
)
"""What in the customer's words calls for which step next."""

_HALF = (
    "您好，您的心情我理解，我帮您看一下是什么情况。",
    "给您带来不便非常抱歉，我这边帮您反映一下，尽快处理。",
    "我了解了，这个情况我帮您登记，后面会有人联系您的。",
    "很抱歉，感谢您的反馈，我们会重视的。",
    "请您放心，我会尽量帮您协调，您耐心等一下。",
    "这个我记录一下，明天给您回个电话。",
)
_POOR = (
    "您先冷静一下，别这么激动。",
    "这是规定，我也没办法。",
    "这个不归我管，您去找别的部门吧。",
    "我刚才不是跟您说过了吗？",
    "您自己是不是没看清楚？",
    "这种情况很正常，别人也都这样。",
    "您要投诉就去投诉吧，那是您的权利。",
    "这事跟我们没关系，是您自己的问题。",
    "办不了就是办不了，您跟我说也没用。",
    "您说话注意点，吵也解决不了问题。",
    "尽快吧，具体什么时候我也不知道。",
    "又是您啊，您这事说了多少遍了。",
)


def _said(turns: Sequence[Turn]) -> list[str]:
    return [turn.text for turn in turns if turn.speaker is Speaker.TRAINEE]


def _wordings(cast: Cast, step: str) -> list[str]:
    return shuffled(STEPS[step](brief_of(cast.scenario)), cast.seed, step)


def _unsaid(cast: Cast, steps: Iterable[str], said: Sequence[str]) -> str:
    """Return the first wording of these steps that was not used yet, "" where all were."""
    return next((line for step in steps for line in _wordings(cast, step) if line not in said), "")


def _excellent(cast: Cast, turns: Sequence[Turn]) -> str:
    """Take the step the customer's words call for, in new words if need be, else the next one of the plan."""
    plan = _PLANS.get(cast.archetype.id, _DEFAULT_PLAN)
    said = _said(turns)
    if not said:
        return _wordings(cast, plan[0])[0]
    for called, steps in _ANSWERS:
        if called.search(turns[-1].text):
            line = _unsaid(cast, _ordered(plan, steps, cast, said), said)
            if line:
                return line
    left = [step for step in plan if not any(line in said for line in _wordings(cast, step))]
    return _unsaid(cast, (*left, *plan, *STEPS), said)


def _ordered(plan: Sequence[str], steps: Sequence[str], cast: Cast, said: Sequence[str]) -> list[str]:
    """Put steps of the plan that were not taken yet before those that must be said again in other words."""
    in_plan = [step for step in steps if step in plan]
    return sorted(in_plan, key=lambda step: any(line in said for line in _wordings(cast, step)))


def _middling(cast: Cast, turns: Sequence[Turn]) -> str:
    """Take some steps of good work between half-hearted lines, in a seeded mixture, and run out of them."""
    said = _said(turns)
    plan = _HALF_PLANS.get(cast.archetype.id, _DEFAULT_PLAN[:4])
    left = [line for step in plan if (line := _wordings(cast, step)[0]) not in said]
    halves = [line for line in shuffled(_HALF, cast.seed, "half") if line not in said]
    half_hearted = draw(cast.seed, cast.scenario.id, "half", len(said)) % 2 == 0
    if left and (not half_hearted or not halves):
        return left[0]
    return halves[0] if halves else _HALF[len(said) % len(_HALF)]


def _poor(cast: Cast, turns: Sequence[Turn]) -> str:
    ordered = shuffled(_POOR, cast.seed, "poor")
    return ordered[len(_said(turns)) % len(ordered)]


EXCELLENT = Agent("excellent", _excellent)
MIDDLING = Agent("middling", _middling)
POOR = Agent("poor", _poor)
