"""What the customer plainly demands, and whether it is ever taken up: granted, declined or put off makes no difference.

A demand is a superior, something in writing, a time, or a name to hold on to. An answer is any later line of the
trainee that speaks of the same thing. Silence on it is no listening, however friendly: the outcome wanted was not
confirmed, and no promise meets it (canon, section 2, R1, R4, R6; ISO 10002, 7.2 and 8.3 to 8.5).
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from sim.domain.score import Evidence
from sim.grading.rules.signs import Sign, Signs
from sim.grading.words.dialogue import Dialogue
from sim.reading.normalise import normalise

UNANSWERED = "unanswered-demand"
"""The sign of a reply that passes over a demand no later line takes up either."""

UNMET_MAX = 2
"""The highest level of what a demand bears on while it stands unanswered."""

REPEATED = 2
"""From so many passed-over demands on it is listening that fails."""

_BEARS_ON = ("resolution.confirm", "resolution.commitment", "resolution.follow-up")
_HEARING = ("listening.acknowledge", "listening.needs")

_SUPERIOR = "(领导|经理|主管|负责人|店长|站长|科长|主任|院长|馆长|值班长|护士长|上级|管事的|管事儿的|说了算的|老板)"
_TIME = (
    "[0-9零一二两三四五六七八九十半]+个?(点|:|分|号|天|小时|日|工作|周|月|刻)|[今明后当]天|[今明]晚|[今明]早|周[一二三四五六日末]"
    "|上午|下午|晚上|中午|现在|说不准|定不了|没法说|不敢说|不知道|还不清楚|不好说"
)


class _Demand(NamedTuple):
    asked: re.Pattern[str]
    taken_up: re.Pattern[str]


_DEMANDS = (
    _Demand(
        re.compile(
            f"(叫|喊|找|换|请|让|把|见|要)(一?下|个|你们?|您们?|恁|这里|店里|公司)*的?{_SUPERIOR}"
            "(?!(说|讲|答应|同意|批|骂|不让|让))|" + _SUPERIOR + "(在哪|呢[?。!]|出来)"
        ),
        re.compile(_SUPERIOR + "|值班|上报|往上|上面"),
    ),
    _Demand(
        re.compile(
            "(书面|白纸黑字|纸质)的?(给我|答复|回复|说明|材料|保证|承诺)|(给我|要|出|开)(一?个|一?份|张)?(书面|白纸黑字|盖章的?)"
            "|白纸黑字[^,。]{0,4}[!。]"
        ),
        re.compile("书面|盖|写|纸|文字|函|邮件|短信|凭证|证明|截图|发[您你]|发给"),
    ),
    _Demand(
        re.compile(
            "(什么时候|啥时候|几点|几号|哪天|多久|多长时间)(能|可以|给|到|来|修|好|解决|答复|有|办|退|才|跟我|给我)[^,。]{0,10}([?。!]|$)"
            "|给(我)?(一?个)?准?(话|信儿?|日子|时间|期限|准信)"
        ),
        re.compile(_TIME),
    ),
    _Demand(
        re.compile(
            "工号(报|给|多少|是)|报(一下|下|个|上|你的?)*(工号|名字)|你叫什么|你姓什么|你贵姓|留个(姓名|名字|电话)"
        ),
        re.compile("工号|我叫|姓|[0-9]{3,}"),
    ),
)


def demand_signs(dialogue: Dialogue) -> Iterator[Sign]:
    """Yield a sign for every reply to a demand that neither it nor any later line of the trainee takes up."""
    said = [turn.normal.text if turn.doubtful is None else normalise(turn.own_text).text for turn in dialogue.turns]
    for turn in dialogue.turns:
        before = normalise(turn.before).text
        asked = [demand for demand in _DEMANDS if before and demand.asked.search(before)]
        if any(not any(demand.taken_up.search(text) for text in said[turn.place :]) for demand in asked):
            text = turn.turn.text
            yield Sign(UNANSWERED, Evidence(turn.number, 0, len(text), text))


def ceilings(signs: Signs) -> Mapping[str, int]:
    """Return the highest levels that unanswered demands leave, by criterion; those not named are free."""
    passed_over = signs.count(UNANSWERED)
    bounded = (_BEARS_ON if passed_over else ()) + (_HEARING if passed_over >= REPEATED else ())
    return MappingProxyType(dict.fromkeys(bounded, UNMET_MAX))
