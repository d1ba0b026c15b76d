"""A complaint as it was pasted, made fit to be shown to a model: personal data is covered, and told what."""

import re
import unicodedata
from dataclasses import dataclass

from sim.domain.errors import InvalidInputError
from sim.reading.masking import COVER, Finding, PersonalKind, mask

SHORTEST = 20
LONGEST = 6000
"""Length of a complaint, in characters."""

_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚"
    "卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_FULL_NAME = rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}"
_NAMES = (
    rf"(?:我叫|名叫|叫做|(?:姓名|联系人|投诉人|户主|机主|患者)[是为:： ]{{0,2}})(?P<it>{_FULL_NAME})"
    r"(?=[，。,、；;：:\s（(]|$|是|的|家)",
    rf"(?:我是|本人)(?P<it>{_FULL_NAME})(?=[，。,、；;\s]|$)",
    rf"(?P<it>{_FULL_NAME})(?=先生|女士|小姐)",
)
_DOOR = re.compile(
    r"(?P<it>[0-9A-Za-z一二三四五六七八九十]{1,4}(?:号楼|栋|幢|座)(?:[0-9A-Za-z一二三四五六七八九十]{1,4}(?:单元|门))?"
    r"[0-9]{0,4}[一二三四五六七八九十]{0,4}(?:室|户|房)?|[0-9]{1,4}单元[0-9]{1,4}(?:室|户)?|[0-9]{1,5}弄[0-9]{1,5}号(?:[0-9]{1,4}室)?)"
)
_NUMERALS = "一二三四五六七八九十"
_KEPT_CONTROLS = "\n\t"


@dataclass(frozen=True, slots=True)
class Complaint:
    """A complaint that may be shown to a model. ``removals``, what was covered, are in order and do not overlap."""

    text: str
    removals: tuple[Finding, ...] = ()


def take_in(text: str) -> Complaint:
    """Clean a pasted complaint and cover the personal data in it; what is covered already stays covered.

    Names are only known where something says that they are names (我叫…, …女士), doors where a house number does: an
    author has to look it over and cover what is left. Raises InvalidInputError for a text too short or too long.
    """
    unified = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    clean = "".join(char for char in unified if char in _KEPT_CONTROLS or unicodedata.category(char)[0] != "C").strip()
    if not SHORTEST <= len(clean) <= LONGEST:
        raise InvalidInputError(
            f"投诉内容有 {len(clean)} 个字，要在 {SHORTEST} 到 {LONGEST} 个字之间。"
            f" / The complaint has {len(clean)} characters; {SHORTEST} to {LONGEST} are allowed.",
            field="complaint",
        )
    masked = mask(clean)
    removals = list(masked.findings)
    chars = list(masked.text)
    for kind, pattern in _MORE:
        for match in pattern.finditer("".join(chars)):
            start, end = match.span("it")
            places = [place for place in range(start, end) if _is_told(chars[place], kind, first=place == start)]
            if places and all(end <= other.start or other.end <= start for other in removals):
                removals.append(Finding(kind, start, end))
                for place in places:
                    chars[place] = COVER
    return Complaint("".join(chars), tuple(sorted(removals, key=lambda removal: removal.start)))


def _is_told(char: str, kind: PersonalKind, *, first: bool) -> bool:
    """Tell whether a character is to be covered: all of a name but the family name, of a door its numbers alone."""
    if kind is PersonalKind.NAME:
        return char != COVER and not first
    return (char.isascii() and char.isalnum()) or char in _NUMERALS


_MORE = (*((PersonalKind.NAME, re.compile(pattern)) for pattern in _NAMES), (PersonalKind.ADDRESS, _DOOR))
