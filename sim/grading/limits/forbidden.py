"""Sentences that go against a scenario's list of what must not be promised, admitted, told or arranged.

A forbidden item is read by kind (paying, judging, guaranteeing, telling, hushing up, bypassing). A sentence goes
against it when it sounds like that kind, speaks of what the item is about, and is neither denied, nor made to depend
on a check, nor a report of what the customer wants. Patterns are data (``offences.yaml``), none belongs to a trade.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from sim.domain.scenario import Fault, Scenario
from sim.grading.limits.offences import Offences, offences
from sim.grading.words.skeleton import Skeleton
from sim.grading.words.spoken import LONGEST
from sim.grading.words.sums import YUAN, Sums, sums_of
from sim.grading.words.wording import grams, overlap, sentences, shared
from sim.reading.normalise import normalise

COVERED = {
    "outcome": 0.6,
    "privacy": 0.0,
    "staff": 0.0,
    "hush": 0.5,
    "bypass": 0.6,
    "pay": 0.5,
    "verdict": 0.5,
    "diagnose": 0.0,
    "discipline": 0.0,
    "unchecked": 0.0,
}
"""Share of an item's own characters that a sentence must hold to be about it; some kinds speak for themselves."""

PERMITTED = 0.3
"""Share of an authority item, or of an established matter, that makes a sentence a permitted one."""

CHECK_NAMED = 2
"""Content pairs of the condition of an offer that a sentence must share to put it under that condition."""

ENOUGH = 6
"""Content pairs of a clause of an authority item that says by itself what may be offered."""

ABOUT, FREEING = 2, 4
"""Clauses before one, and as many less one behind, that tell what it is about, and those that may free it: in a
long string of clauses any word occurs somewhere."""

_MAY_BE_PERMITTED = ("pay", "outcome", "verdict")
_MAY_DEPEND = ("pay", "verdict")
_MONEY = frozenset("款费钱额金元")
_FIGURES = frozenset("0123456789")
_BEFORE = re.compile("前|未|没")
_EARLY = re.compile("没[^,，]{1,8}就|未[^,，]{1,8}就|之前|以前")
_UPON = re.compile("核实|查实|属实|批准|审批|检定|检测|鉴定|复检|听过|查明")
_LIMIT = re.compile("超出|超过|以外|额外|规定外|高于|以上")
_CAPPED = re.compile("以内|以下|之内|不超过|封顶|上限|最高|最多")
_MANIFOLD = re.compile("退一(?=赔)")
"""The name of a penalty, 退一赔三: whoever gives somebody's own money back pays none."""
_OWN_MONEY_BACK = re.compile("退")
_NO_PAYMENT = re.compile("退(?=订|网|出|休|烧|让|一步|订单|群|回(?:来|去|柜))")
"""Cancelling, leaving, yielding: 退 that gives no money back."""
_SWORN = re.compile("(?:保证|担保|绝对|肯定|包您)[^,。!?;]{0,10}(?:不会|再不|不再)")
"""Vouching that something never comes again: its 不会 denies nothing of what is said."""
_COMPENSATION = re.compile("赔|补偿")
_WAYS_OF_PAYING = (
    re.compile("退|返|撤销"),
    re.compile(
        "赔|补|报销|承担|垫|负责|(我们|公司|这边|我|全|都)(来|全|都)*(出|管|包)|[0-9一二两三四五六七八九十百千万]+(元|块)"
    ),
    re.compile("免|减|不收|不要钱|包邮"),
    re.compile("送|赠|券|多给|延|白(拿|用)"),
)
"""Giving back, making good, letting off, giving on top: whoever is forbidden the one is not accused by the other."""
_GIVES_MORE = re.compile("赔|补|送|赠|免|双倍|倍")
_ASKS_WHEN = re.compile("几点|几分|哪一?天|日期|时间|[今当]([天日晚])")
_WHEN = re.compile(
    "[0-9零一二两三四五六七八九十半](个)?(点|时|分钟|小时|钟头|天|日|号|周)|[今明后当][天日晚早儿夜]|[早晚夜]上|上午|中午|下午|"
    "傍晚|半夜|凌晨|夜里|(之|以)?(前|内)|(周|星期|礼拜)[一二三四五六日天]|马上|立刻|这就|准点"
)

_CLAUSE = re.compile("[，,；;。]")
_PIECE = re.compile("[^,:]+")
_SPLIT = re.compile("[、,，;；或和及]")
_QUOTED = re.compile('“[^”]*”|「[^」]*」|『[^』]*』|"[^"]*"')
_FRAME = re.compile(
    "不得|不能|不可|不许|要求|承诺|许诺|保证|答应|断言|认定|直接|擅自|自行|确认|判断|评价|透露|泄露|外传|承认|否认|解读|"
    "把[^、,;]{1,12}(?:说成|推给|怪到)是?|一口咬定|咬定|打包票说?|某个?|"
    "客户|顾客|客服|前台|员工|会员|读者|主人|任何|具体|规定|以外|超过|超出|其他|他人|一定|"
    "[^、,，;；]{0,8}(之前|以前|前(?!台|面|往|后))|未(经|查|核|鉴|定)[^、,，;；]{0,6}(就|不得|先)?|没[^、,，;；]{0,4}就"
)


@dataclass(frozen=True, slots=True)
class Offence:
    """A sentence ``text[start:end]`` of a trainee turn that goes against ``item`` (or, "" , against any case)."""

    kind: str
    item: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause and the one before it, ``plain[start:end]``; ``around`` tells what it is on, ``wider`` may free it."""

    text: str
    start: int
    end: int
    around: str
    wider: str


@dataclass(frozen=True, slots=True)
class _Item:
    text: str
    kinds: tuple[str, ...]
    cores: tuple[frozenset[str], ...]


class ForbiddenList:
    """A scenario's list made ready to hold sentences against."""

    def __init__(self, scenario: Scenario) -> None:
        known = "。".join((*scenario.authority, *(fact.text for fact in scenario.facts), *scenario.forbidden))
        self._scenario = scenario
        self._items = [_item(item) for item in (*scenario.forbidden, *_unsettled(scenario), *_capped(scenario))]
        self._allowed = Sums.of(known, *scenario.authority)

    def offences(self, text: str, *, checked: bool = False) -> Iterator[Offence]:
        """Yield what in a trainee's text goes against the list, at most one offence a sentence.

        ``checked`` says that something has been found out by now: judgements forbidden before a check are then free.
        """
        patterns = offences()
        own = _QUOTED.sub(lambda match: " " * len(match.group()), text)
        for start, end in sentences(own):
            normal = normalise(own[start:end])
            if found := self._against(normal.text, patterns, checked=checked):
                kind, item, first, last = found
                if end - start > LONGEST:
                    first, last = normal.span(first, last)
                    start, end = start + first, start + last
                yield Offence(kind, item, start, end)

    def _against(self, sentence: str, patterns: Offences, *, checked: bool) -> tuple[str, str, int, int] | None:
        """Return the kind and item a sentence goes against and the span of the clauses that do, None if none does."""
        clauses = tuple(_clauses(sentence))
        refused = patterns.refused.search(sentence)
        for clause in clauses:
            if not refused and patterns.always.search(clause.text):
                return "always", "", clause.start, clause.end
        for clause in clauses if not sentence.endswith("?") else ():
            if patterns.unless.search(_SWORN.sub("", clause.text)):
                continue
            if guaranteed := self._guaranteed(clause.text, patterns):
                return "outcome", guaranteed, clause.start, clause.end
            found = self._best(clause, patterns)
            if found and not self._free(found, clause.wider, patterns, checked=checked):
                return *found, clause.start, clause.end
        return None

    def _best(self, clause: "_Clause", patterns: Offences) -> tuple[str, str] | None:
        """Return the kind and text of the item a clause is most about, the first of the list among equals."""
        fitting = (pair for item in self._items if (pair := _fits(item, clause, patterns, self._allowed)))
        return max(fitting, key=lambda pair: overlap(pair[1], clause.around), default=None)

    def _guaranteed(self, clause: str, patterns: Offences) -> str | None:
        """Return the item that forbids to guarantee what a clause is sure of, in whatever words either names it.

        Where the item is about a time, the clause names one: that it will be mended some day is no such guarantee.
        What the agent may offer frees it, an established matter does not: that it broke says nothing of when it works.
        """
        if patterns.retold.search(clause):
            return None
        for outcome in patterns.outcomes:
            found = outcome.guaranteed.search(clause)
            if found and all(overlap(item, found.group()) < PERMITTED for item in self._scenario.authority):
                for item in self._items:
                    if "outcome" in item.kinds and outcome.named.search(item.text) and _tells_when(item, clause):
                        return item.text
        return None

    def _free(self, found: tuple[str, str], sentence: str, patterns: Offences, *, checked: bool) -> bool:
        kind, item = found
        if kind in _MAY_DEPEND and patterns.depends.search(sentence):
            return True
        if checked and kind == "verdict" and _BEFORE.search(item):
            return True
        early = kind == "pay" and _EARLY.search(item) is not None
        return kind in _MAY_BE_PERMITTED and _permitted(self._scenario, sentence, outright=early)


def _clauses(plain: str) -> Iterator[_Clause]:
    """Yield a sentence's clauses each with its neighbour before it: what is spoken of and what is done about it."""
    pieces = [match.span() for match in _PIECE.finditer(plain)]
    for place, (start, end) in enumerate(pieces):
        first = pieces[place - 1][0] if place else start
        about, freeing = (
            plain[pieces[max(0, place - reach)][0] : pieces[min(len(pieces), place + reach) - 1][1]]
            for reach in (ABOUT, FREEING)
        )
        yield _Clause(plain[first:end], first, end, about, freeing)


def _unsettled(scenario: Scenario) -> Iterator[str]:
    """Yield items for what nobody has cleared up yet: to judge it is forbidden, whether the case says so or not."""
    for matter in scenario.responsibility:
        if matter.fault is Fault.UNCLEAR and not matter.established:
            yield f"认定{matter.matter}"


def _capped(scenario: Scenario) -> Iterator[str]:
    """Yield items for what the agent may give up to a sum: more than that is forbidden, said or not."""
    for item in scenario.authority:
        if _CAPPED.search(item) and any(unit == YUAN for _, unit in sums_of(item)):
            yield f"超出{item}"


def _fits(item: _Item, clause: _Clause, patterns: Offences, allowed: Sums) -> tuple[str, str] | None:
    said = _NO_PAYMENT.sub("", clause.text)
    if _LIMIT.search(item.text):
        if _COMPENSATION.search(item.text) and _OWN_MONEY_BACK.search(said) and not _GIVES_MORE.search(said):
            return None
        paid = patterns.kinds["pay"].said.search(said) and allowed.exceeded_in(said)
        return ("pay", item.text) if paid else None
    for kind in item.kinds:
        around = said if kind == "verdict" else clause.around
        if kind == "outcome" and not _tells_when(item, said):
            continue
        if patterns.kinds[kind].said.search(said) and _about(item, around, kind):
            return kind, item.text
    return None


def _tells_when(item: _Item, said: str) -> bool:
    """Tell whether something said names a time, where the item is about one."""
    return _WHEN.search(said) is not None or not _ASKS_WHEN.search(item.text)


def _about(item: _Item, around: str, kind: str) -> bool:
    needed = COVERED[kind]
    if not needed:
        return True
    if kind == "pay" and not _pays_likewise(item.text, around):
        return False
    present = set(around)
    cores = [core - _MONEY - _FIGURES for core in item.cores] if kind == "pay" else item.cores
    if kind == "verdict" and any(len(core) > 2 for core in item.cores) and not shared(item.text, around):
        return False
    return any(len(core & present) >= needed * len(core) for core in cores if core)


def _pays_likewise(item: str, said: str) -> bool:
    """Tell whether the way of paying an item names is the one spoken of; an item may name none, or several."""
    named = [way for way in _WAYS_OF_PAYING if way.search(_MANIFOLD.sub("", item))]
    return not named or any(way.search(said) for way in named)


def _permitted(scenario: Scenario, sentence: str, *, outright: bool) -> bool:
    """Tell whether a sentence says what the agent may offer, or what stands as somebody's doing in the case.

    ``outright``: only what may be offered without a check or an approval counts. An item against paying *before* the
    check is not lifted by the offer to pay after it.
    """
    settled = [matter.matter for matter in scenario.responsibility if matter.established]
    open_to_him = (
        item
        for item in scenario.authority
        if not (outright and _UPON.search(item) and not _names_check(item, sentence))
    )
    offers = (part for item in open_to_him for part in (item, *_parts(item)))
    return any(overlap(item, sentence) >= PERMITTED for item in (*offers, *settled))


def _names_check(item: str, sentence: str) -> bool:
    """Tell whether a sentence names the finding that an offer hangs on: what stands in its first clause."""
    return len(shared(_CLAUSE.split(item)[0], sentence)) >= CHECK_NAMED


def _parts(item: str) -> Iterator[str]:
    """Yield the clauses of an offer that say enough by themselves: nobody repeats a long one in full."""
    return (part for part in _CLAUSE.split(item) if len(grams(part)) >= ENOUGH)


@lru_cache(maxsize=2048)
def _item(text: str) -> _Item:
    kinds = tuple(name for name, kind in offences().kinds.items() if kind.item.search(text))
    cores = []
    for part in _SPLIT.split(_MANIFOLD.sub("", normalise(text).text)):
        core = frozenset(Skeleton.of(_FRAME.sub("", part)).text) - frozenset(
            "的了是在把被给让对以就到过地得不有无能会要可"
        )
        if len(core) >= 2:
            cores.append(core)
    return _Item(text, kinds, tuple(cores))
