"""Figures in Chinese speech: 16.5, 三天, 十四号, 两千八 all become numbers that can be compared."""

import re
from functools import lru_cache

_ARABIC = re.compile(r"\d+(?:\.\d+)?")
_UNITS = (
    "块|元|毛|天|年|月|号|日|点|次|遍|小时|钟头|分钟|秒|度|岁|趟|回|周|星期|礼拜|个|户|人|吨|万|倍|层|楼|斤|件|页|米"
)
_CHINESE = re.compile(rf"([零〇一二两三四五六七八九十百千万]+)(?=(?:多|来|几)?个?(?:{_UNITS}))")
_IDIOMS = re.compile(
    r"三天两头|一五一十|七上八下|三番[五两]次|乱七八糟|十有八九|千万别|万一|百分之百|[四五]?六神无主|三言两语|十分"
)
_SPEECH = re.compile(
    r"[零一二两三四五六七八九十百千万\d]+(?:个字|句|声|个歉)|[百千万]+(?:遍|次|回|个)"
    r"|再[^，。！？]{0,8}?[一二两三四五六七八九十\d]+(?:遍|次|回|声)"
)
"""Counts of words and wishful repetitions (这四个字, 再说十遍, 一百遍): manners of speaking, no facts."""
_ROUGHLY = re.compile(r"一两|两三|三四|四五|五六|六七|七八|八九|三五")
"""Two numerals side by side (七八次, 三五天) say roughly how many."""
_CLOCK = re.compile(r"(?<!\d)(\d{1,2})(?:[:：]\d{2}|点)")
_CHINESE_CLOCK = re.compile(r"([一二两三四五六七八九十]{1,3})点")
_HALF_DAY = 12.0
_SPOKEN_LIGHTLY = 2
"""Chinese numerals up to here are mostly manners of speaking (一天到晚, 两回事) and count as no figure."""
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000}


@lru_cache(maxsize=2048)
def figures(text: str) -> frozenset[float]:
    """Return the figures in the text as numbers; idioms with numerals are passed over."""
    plain = _SPEECH.sub("", _IDIOMS.sub("", text))
    found = {float(match) for match in _ARABIC.findall(plain)}
    spoken = {chinese_number(match) for match in _CHINESE.findall(plain) if not _ROUGHLY.fullmatch(match)}
    return frozenset(found | {value for value in spoken if value is not None and value > _SPOKEN_LIGHTLY})


@lru_cache(maxsize=2048)
def known_figures(text: str) -> frozenset[float]:
    """Return the figures in the text and how speech gives them: 19:00 is 七点 too, 16.5 is 十六度五, 1860 一千八."""
    written = figures(text)
    spoken_hours = (chinese_number(match) for match in _CHINESE_CLOCK.findall(text))
    hours = {float(hour) for hour in _CLOCK.findall(text)} | {hour for hour in spoken_hours if hour is not None}
    other_half = {hour - _HALF_DAY if hour > _HALF_DAY else hour + _HALF_DAY for hour in hours}
    whole = {float(int(value)) for value in written}
    rounded = {value - value % 100 for value in written if 1000 <= value < 10000}
    return frozenset(written | hours | other_half | whole | rounded)


def chinese_number(numeral: str) -> float | None:
    """Return the value of a Chinese numeral such as 三百二十 or 两千八; None where it is not one."""
    total = section = digit = 0
    scale = 1
    for char in numeral:
        if char in _DIGITS:
            digit = digit * 10 + _DIGITS[char] if scale == 1 and digit else _DIGITS[char]
        elif char == "万":
            total, section, digit = (total + section + digit) * 10000, 0, 0
            scale = 10000
        else:
            scale = _SCALES[char]
            section += (digit or 1) * scale
            digit = 0
    if digit and scale >= 100 and numeral[-2:-1] in _SCALES:
        digit *= scale // 10
    value = total + section + digit
    return float(value) if value or "零" in numeral else None
