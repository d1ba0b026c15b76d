"""Mending: a made-up count or number is said vaguely. The figure never reaches the trainee, and no second call is made.

Models make up counts in passing ("打了53次电话") far more often than they say anything else that may not be shown;
asking again costs a whole prompt and the trainee's time, and brings another made-up count as often as not.
"""

import re

from sim.customer.voice.guard.invention import made_up_figures
from sim.customer.voice.guard.numerals import chinese_number
from sim.customer.voice.guard.scene import GuardScene

MENDED = "mended"
"""The reason under which a mended sentence is recorded."""
_NUMERAL = r"(?P<number>\d+(?:\.\d+)?|[零〇一二两三四五六七八九十百千万]+)"
_COUNT = re.compile(
    rf"(?P<order>第)?{_NUMERAL}[多来几]?"
    r"(?P<unit>次|遍|趟|回|天|个?小时|个?钟头|分钟|个?星期|个?礼拜|周|个月|年|口人|个人|个|户|段|通|条|份|页|张|件)"
)
_LABEL = re.compile(
    rf"{_NUMERAL}(?P<unit>号(?P<place>窗口?|柜台?|楼|线|机|桌)?|单元|栋|幢|层|楼|室)(?P<pointed>(?=[那这]))?"
)
_POINTING = ("这", "那", "前", "后", "头", "上")
"""Before these it is 几次, not 好几次."""
_EACH = ("每", "隔", "哪")
"""Before these a vague count is no Chinese."""


def with_vague_figure(sentence: str, scene: GuardScene) -> str:
    """Return the sentence with its one made-up figure said vaguely: 打了53次 becomes 打了好几次, 64号窗口 那个窗口.

    A sentence with several of them, or with one that is no count and no number of a place or a day (an amount of
    money, a temperature, a time of day), is returned as it is: there the figure is what the sentence is about.
    """
    made_up = made_up_figures(sentence, scene)
    for pattern, say in ((_COUNT, _count), (_LABEL, _label)):
        places = [match for match in pattern.finditer(sentence) if _value(match) in made_up]
        if len(places) == len(made_up) == 1:
            place = places[0]
            before = sentence[: place.start()]
            return sentence if before.endswith(_EACH) else before + say(place) + sentence[place.end() :]
    return sentence


def _value(place: re.Match[str]) -> float | None:
    number = place["number"]
    return float(number) if number[0].isdecimal() else chinese_number(number)


def _count(place: re.Match[str]) -> str:
    if place["order"]:
        return f"不知第几{place['unit']}"
    pointed = place.string[: place.start()].endswith(_POINTING)
    return f"{'几' if pointed else '好几'}{place['unit']}"


def _label(place: re.Match[str]) -> str:
    if place["pointed"] is not None:  # 17号那张工单: the pointing word is enough
        return ""
    if place["place"]:
        return f"那个{place['place']}"
    return "那天" if place["unit"] == "号" else f"那{place['unit']}"
