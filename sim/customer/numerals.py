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
_SPOKEN_LIGHTLY = 2
"""Chinese numerals up to here are mostly manners of speaking (一天到晚, 两回事) and count as no figure."""
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000}


@lru_cache(maxsize=2048)
def figures(text: str) -> frozenset[float]:
    """Return the figures in the text as numbers; idioms with numerals are passed over."""
    plain = _IDIOMS.sub("", text)
    found = {float(match) for match in _ARABIC.findall(plain)}
    spoken = {chinese_number(match) for match in _CHINESE.findall(plain)}
    return frozenset(found | {value for value in spoken if value is not None and value > _SPOKEN_LIGHTLY})


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
