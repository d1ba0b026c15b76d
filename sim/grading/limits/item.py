"""One item of what a case forbids: of what kind it is, what it is about, and whether a clause goes against it."""

import re
from dataclasses import dataclass
from functools import lru_cache

from sim.grading.limits.offences import offences
from sim.grading.words.skeleton import Skeleton
from sim.grading.words.sums import Sums
from sim.grading.words.wording import shared
from sim.reading.normalise import normalise

COVERED = {
    "outcome": 0.5,
    "privacy": 0.0,
    "staff": 0.0,
    "hush": 0.5,
    "bypass": 0.6,
    "pay": 0.5,
    "verdict": 0.6,
    "diagnose": 0.0,
    "discipline": 0.0,
    "unchecked": 0.0,
    "queue": 0.0,
    "waive": 0.5,
    "sign": 0.0,
    "favour": 0.0,
    "charge": 0.0,
    "deed": 0.5,
}
"""Share of an item's own characters that a sentence must hold to be about it; some kinds speak for themselves."""

COVERED_EARLY, COVERED_BLAME, COVERED_UNNAMED = 0.3, 0.3, 0.65
"""What is enough where an item forbids to pay before a check, and where somebody is blamed outright; and what a
judgement needs that has no two characters running in common with its item."""

EARLY = re.compile("没[^,，]{1,8}就|未[^,，]{1,8}就|之前|以前")
"""What is forbidden only before something has been found out."""

_OF_ITS_OWN_CLAUSE = ("verdict", "bypass", "waive", "deed")
_DEEDS = frozenset({"outcome", "bypass", "deed"})
"""Kinds beside which doing what an item says counts as such; the others know better how their offences sound."""
_MONEY = frozenset("款费钱额金元")
_FIGURES = frozenset("0123456789")
_BLAMES = re.compile(
    "怪|(责任|错)(都)?在|的(责任|错|问题|事(?=$|[,。!]))|归咎|造成|引起|导致|(弄|搞|按)的|有问题|"
    "是(您|你|客户|顾客|他|她)(自己)?[^,、]{1,4}的"
)
_LIMIT = re.compile("超出|超过|以外|额外|规定外|高于|以上")
_MANIFOLD = re.compile("退一(?=赔)")
"""The name of a penalty, 退一赔三: whoever gives somebody's own money back pays none."""
_OWN_MONEY_BACK = re.compile("退")
_NO_PAYMENT = re.compile("退(?=订|网|出|休|烧|让|一步|订单|群|回(?:来|去|柜))")
"""Cancelling, leaving, yielding: 退 that gives no money back."""
_COMPENSATION = re.compile("赔|补偿")
_WAYS_OF_PAYING = (
    re.compile("退|返|撤销"),
    re.compile(
        "赔|补|报(销|了|$|[,。!])|承担|垫|负责|(我们|公司|这边|我|全|都)(来|全|都|给您)*(出|管|包)|[0-9一二两三四五六七八九十百千万]+(元|块)"
    ),
    re.compile("免|减|抹|勾掉|销掉|不收|不要钱|包邮"),
    re.compile("送|赠|券|多给|延|白(拿|用)"),
)
"""Giving back, making good, letting off, giving on top: whoever is forbidden the one is not accused by the other."""
_GIVES_MORE = re.compile("赔|补|送|赠|免|双倍|倍")
_ASKS_WHEN = re.compile("几点|几分|哪一?天|日期|时间|[今当]([天日晚])")
_WHEN = re.compile(
    "[0-9零一二两三四五六七八九十半](个)?(点|时|分钟|小时|钟头|天|日|号|周)|[今明后当][天日晚早儿夜]|[早晚夜]上|上午|中午|下午|"
    "傍晚|半夜|凌晨|夜里|(之|以)?(前|内)|(周|星期|礼拜)[一二三四五六日天]|马上|立刻|这就|准点"
)

_SPLIT = re.compile("[、,，;；或和及]")
_FRAME = re.compile(
    "不得|不能|不可|不许|要求|承诺|许诺|保证|答应|断言|认定|直接|擅自|自行|确认|判断|评价|透露|泄露|外传|承认|否认|解读|"
    "把[^、,;]{1,12}(?:说成|推给|怪到)是?|一口咬定|咬定|断定|打包票说?|某个?|"
    "客户|顾客|由?公司|客服|前台|员工|会员|读者|主人|任何|具体|规定|以外|超过|超出|其他|他人|一定|"
    "[^、,，;；]{0,8}(之前|以前|前(?!台|面|往|后))|未(经|查|核|鉴|定)[^、,，;；]{0,6}(就|不得|先)?|没[^、,，;；]{0,4}就"
)
_FUNCTION = frozenset("的了是在里把被给让对以就到过地得不有无能会要可")


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause and the one before it, ``plain[start:end]``; ``around`` tells what it is on, ``wider`` may free it."""

    text: str
    start: int
    end: int
    around: str
    wider: str


@dataclass(frozen=True, slots=True)
class Item:
    """An item as written, the kinds of offence it belongs to, and the characters of each thing it is about."""

    text: str
    kinds: tuple[str, ...]
    cores: tuple[frozenset[str], ...]

    def offended(self, clause: Clause, allowed: Sums) -> str | None:
        """Return the kind of offence by which a clause goes against the item, None if it does not.

        ``allowed`` are the sums the case speaks of: an item against paying more is offended by a larger one.
        """
        said = _NO_PAYMENT.sub("", clause.text)
        if _LIMIT.search(self.text):
            return self._exceeded(said, allowed)
        return next((kind for kind in self.kinds if self._sounds(kind, said, clause)), None)

    def tells_when(self, said: str) -> bool:
        """Tell whether something said names a time, where the item is about one."""
        return _WHEN.search(said) is not None or not _ASKS_WHEN.search(self.text)

    def _exceeded(self, said: str, allowed: Sums) -> str | None:
        kinds = offences().kinds
        if _COMPENSATION.search(self.text) and _OWN_MONEY_BACK.search(said) and not _GIVES_MORE.search(said):
            return None
        if "charge" in self.kinds and kinds["charge"].said.search(said):
            return "charge"
        return "pay" if kinds["pay"].said.search(said) and allowed.exceeded_in(said) else None

    def _sounds(self, kind: str, said: str, clause: Clause) -> bool:
        patterns = offences()
        if kind == "outcome" and not self.tells_when(said):
            return False
        around = said if kind in _OF_ITS_OWN_CLAUSE else clause.around
        return patterns.kinds[kind].said.search(said) is not None and self._about(patterns.named(around), kind)

    def _about(self, around: str, kind: str) -> bool:
        needed = self._needed(around, kind)
        if not needed:
            return True
        if kind == "pay" and not _pays_likewise(self.text, around):
            return False
        present = set(around)
        cores = [core - _MONEY - _FIGURES for core in self.cores] if kind == "pay" else self.cores
        return any(len(core & present) >= needed * len(core) for core in cores if core)

    def _needed(self, around: str, kind: str) -> float:
        """Return the share of the item's characters that words of a kind must hold to be about it."""
        if kind == "waive" and shared(self.text, around):
            return 0.0
        if kind == "pay" and EARLY.search(self.text):
            return COVERED_EARLY
        if kind == "verdict" and _BLAMES.search(around) and _BLAMES.search(self.text):
            return COVERED_BLAME
        if kind == "verdict" and any(len(core) > 2 for core in self.cores) and not shared(self.text, around):
            return COVERED_UNNAMED
        return COVERED[kind]


def _pays_likewise(item: str, said: str) -> bool:
    """Tell whether the way of paying an item names is the one spoken of; an item may name none, or several."""
    named = [way for way in _WAYS_OF_PAYING if way.search(_MANIFOLD.sub("", item))]
    return not named or any(way.search(said) for way in named)


@lru_cache(maxsize=2048)
def item_of(text: str) -> Item:
    """Return an item of a case's list, as its author wrote it, made ready to hold clauses against."""
    kinds = tuple(name for name, kind in offences().kinds.items() if kind.item.search(text))
    if not _DEEDS.issuperset(kinds):
        kinds = tuple(kind for kind in kinds if kind != "deed")
    parts = (_FRAME.sub("", part) for part in _SPLIT.split(_MANIFOLD.sub("", normalise(text).text)))
    cores = (frozenset(Skeleton.of(part).text) - _FUNCTION for part in parts)
    return Item(text, kinds, tuple(core for core in cores if len(core) >= 2))
