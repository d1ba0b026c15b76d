"""Agents by skill: the excellent one adapts to type and answers, the middling one half does, the poor one harms."""

import re
from collections.abc import Sequence

from sim.customer.agents.agent import Agent
from sim.customer.agents.brief import brief_of
from sim.customer.agents.steps import STEPS
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
        "options",
        "written",
        "finding-more",
        "close",
        "deadline",
    ),
    "hurtful-speech": ("take-up", "limit-care", "deadline", "limit", "act", "settle", "finding", "close", "worry"),
}
_DEFAULT_PLAN = ("take-up", "finding", "deadline", "options", "act", "settle", "written", "close", "prevent")

_ANSWERS = (
    (re.compile(r"几点|哪天|什么时候|多久|准点|准时间|钟点|日子|今天还是明天"), ("deadline", "act")),
    (re.compile(r"书面|白纸黑字|写下来|纸面"), ("written",)),
    (re.compile(r"凭什么|凭据|看得见|拿样东西|真凭实据|量一量"), ("proof", "finding")),
    (re.compile(r"新查到|新东西|原因呢|查出什么|没听过的"), ("finding", "finding-more")),
    (re.compile(r"怎么办|办法|走法|法子|一条道"), ("options", "options-with-face", "limit")),
    (re.compile(r"归谁|找谁|换人|跟到底|谁管|给我个信|叫我知道|没兑现"), ("settle", "act")),
)
"""What in the customer's words calls for which step next."""

_HALF = (
    "您好，您的心情我理解，请您先消消气，我帮您看一下。",
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


def _wording(cast: Cast, step: str) -> str:
    return shuffled(STEPS[step](brief_of(cast.scenario)), cast.seed, step)[0]


def _next_step(plan: Sequence[str], done: set[str], heard: str) -> str | None:
    """Return the planned step the customer's words call for, else the next one of the plan."""
    left = [step for step in plan if step not in done]
    for called, steps in _ANSWERS:
        if called.search(heard):
            for step in steps:
                if step in left:
                    return step
    return left[0] if left else None


def _excellent(cast: Cast, turns: Sequence[Turn]) -> str:
    plan = _PLANS.get(cast.archetype.id, _DEFAULT_PLAN)
    said = _said(turns)
    wordings = {step: _wording(cast, step) for step in plan}
    done = {step for step, line in wordings.items() if line in said}
    step = _next_step(plan, done, turns[-1].text) if said else plan[0]
    left = [other for other in STEPS if other not in plan and _wording(cast, other) not in said]
    return _wording(cast, step or (left[0] if left else "close"))


def _middling(cast: Cast, turns: Sequence[Turn]) -> str:
    """Alternate half-hearted lines with steps of good work, in a seeded mixture."""
    said = _said(turns)
    plan = _PLANS.get(cast.archetype.id, _DEFAULT_PLAN)
    if draw(cast.seed, cast.scenario.id, "half", len(said)) % 2 == 0:
        halves = [line for line in shuffled(_HALF, cast.seed, "half") if line not in said]
        if halves:
            return halves[0]
    left = [line for step in plan if (line := _wording(cast, step)) not in said]
    return left[0] if left else _HALF[len(said) % len(_HALF)]


def _poor(cast: Cast, turns: Sequence[Turn]) -> str:
    ordered = shuffled(_POOR, cast.seed, "poor")
    return ordered[len(_said(turns)) % len(ordered)]


EXCELLENT = Agent("excellent", _excellent)
MIDDLING = Agent("middling", _middling)
POOR = Agent("poor", _poor)
