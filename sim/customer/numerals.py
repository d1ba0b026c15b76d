"""Figures in Chinese speech: 16.5, 三天, 十四号, 两千八 all become numbers that can be compared."""

import re

_ARABIC = re.compile(r"\d+(?:\.\d+)?")
_UNITS = (
    "块|元|毛|天|年|月|号|日|点|次|遍|小时|钟头|分钟|秒|度|岁|趟|回|周|星期|礼拜|户|人|吨|万|倍|层|楼|斤|件|页|米|公里"
)
_CHINESE = re.compile(rf"([零〇一二两三四五六七八九十百千万]+)(?=(?:多|来|几)?个?(?:{_UNITS}))")
_IDIOMS = re.compile(
    r"三天两头|一天到晚|一五一十|七上八下|三番[五两]次|乱七八糟|十有八九|千万(?!块|元)|万一|一次次|一遍遍|一点|一回|一次|一遍"
    r"|一天天|一年到头|一日三餐|一层|一个人|一天(?!内)|两天|几[次遍天]|半天|两回事|一回事|百分之百|一件|两件|一人|一页|两次三番"
)
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000}


def figures(text: str) -> set[float]:
    """Return the figures in the text as numbers; idioms with numerals are passed over."""
    plain = _IDIOMS.sub("", text)
    found = {float(match) for match in _ARABIC.findall(plain)}
    return found | {value for match in _CHINESE.findall(plain) if (value := chinese_number(match)) is not None}


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
