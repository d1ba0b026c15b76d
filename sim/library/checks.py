"""What the shape of a document cannot say: identities, references, sums and orders. Each check yields flaws."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from sim.domain.archetype import Archetype, Beat, MoodRule
from sim.domain.mood import ANGER_MAX, TRUST_MAX
from sim.domain.scenario import Disclosure, Scenario
from sim.library.flaws import close_names
from sim.library.source import Data, FieldPath, Flaw

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
ID_LENGTH = 64
LONGEST_LINE = 200
MOST_USES = 20
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

COMPLAINT_CLASSES = ("broken-promise", "technical-error", "attitude", "special-need")
"""The four classes of complaint (canon, section 1)."""

ROOT_CAUSES = ("skill", "attitude", "process")
"""The three causes of a complaint (canon, section 1)."""

PSYCHOLOGIES = (
    "vent",
    "respect",
    "solution",
    "compensation",
    "fairness",
    "spoilt",
    "freebie-seeking",
    "ignoring-rules",
)
"""What a complaining customer is after: five reasonable motives, three unreasonable ones (canon, section 1)."""

SPECIAL_GROUPS = ("elderly", "infant", "child", "patient", "disabled", "dialect", "home-service")
"""Groups that need other ways of service (canon, section 1)."""


def check_id(data: Data, expected: str | None) -> Iterator[Flaw]:
    """Check the document's id: its pattern, and that it is ``expected`` (the file's name), where one is expected."""
    value = data.get("id") if isinstance(data, dict) else None
    if not isinstance(value, str):
        return
    if not ID.fullmatch(value) or len(value) > ID_LENGTH:
        message = f"{value!r} is no id; allowed: lower-case letters, digits and single dashes, up to {ID_LENGTH}"
        yield Flaw(("id",), message, zh=f"“{value}”不能作编号：只用小写字母、数字和单个短横，最多 {ID_LENGTH} 个字符")
    elif expected is not None and value != expected:
        message = f"{value!r} differs from the file's name; allowed: {expected!r}"
        yield Flaw(("id",), message, zh=f"编号“{value}”与这份内容的编号不符，应当是“{expected}”")


def check_blanks(data: Data, path: FieldPath = ()) -> Iterator[Flaw]:
    """Check that no text in the document is blank (a move's detail may be)."""
    if isinstance(data, str) and not data.strip() and "detail" not in path:
        if "anchors" in path:
            yield Flaw(path, "is blank; every level has its text", zh="是空的：每一级都要写上")
        else:
            yield Flaw(path, "is blank; write a text or leave it out", zh="是空的：写上内容，或者整条去掉")
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from check_blanks(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from check_blanks(value, (*path, index))


def check_unique(items: Iterable[tuple[FieldPath, str]], what: str, zh: str) -> Iterator[Flaw]:
    """Check that no two of ``items`` (path, value) are alike. ``what`` and ``zh`` name the value in the message."""
    seen: dict[str, FieldPath] = {}
    for path, value in items:
        if value in seen:
            message = f"{what} {value!r} is used twice; each may stand once"
            yield Flaw(path, message, zh=f"{zh}“{value}”用了两次，只能出现一次")
        seen.setdefault(value, path)


def check_range(path: FieldPath, value: float, low: float, high: float) -> Iterator[Flaw]:
    """Check that a number lies between two bounds, both included."""
    if not low <= value <= high:
        message = f"{value} is out of range; allowed: {low} to {high}"
        yield Flaw(path, message, zh=f"{value} 超出范围，应在 {low} 到 {high} 之间")


def check_word(path: FieldPath, value: str, allowed: Sequence[str]) -> Iterator[Flaw]:
    """Check that a word is one of a fixed set, or left empty."""
    if value and value not in allowed:
        words = ", ".join(allowed)
        yield Flaw(path, f"{value!r} is not known; allowed: {words}", zh=f"“{value}”不是可用的值，可以是：{words}")


def check_filled(content: Any, paths: Iterable[str]) -> Iterator[Flaw]:
    """Check that the named parts (dotted) hold something."""
    for dotted in paths:
        path: FieldPath = tuple(dotted.split("."))
        value = content
        for part in path:
            value = getattr(value, str(part))
        if not value:
            message = "is lacking; a case cannot be played without it"
            yield Flaw(path, message, zh="没有填：缺了它就没法对练")


def check_scenario(scenario: Scenario, archetypes: Sequence[str]) -> Iterator[Flaw]:
    """Check a scenario of the library: it must be whole enough to be played by any of ``archetypes`` (known ids)."""
    texts = ("title.zh", "trade.zh", "briefing.zh", "hidden_need.text", "demand.text")
    lists = ("facts", "responsibility", "hidden_need.hints", "hidden_need.said", "hidden_need.asked_by", "demand.said")
    yield from check_filled(scenario, (*texts, *lists, "authority", "forbidden", "openings", "typical_archetype"))
    yield from check_unique(
        ((("facts", i, "id"), fact.id) for i, fact in enumerate(scenario.facts)), "the fact id", "事实编号"
    )
    matters = (((("responsibility", i, "matter"), part.matter)) for i, part in enumerate(scenario.responsibility))
    yield from check_unique(matters, "the matter", "事项")
    for name, lines in (("authority", scenario.authority), ("forbidden", scenario.forbidden)):
        yield from check_unique((((name, i), line) for i, line in enumerate(lines)), "the line", "这一条")
    yield from _check_facts(scenario)
    yield from _check_english("authority", scenario.authority, scenario.authority_en)
    yield from _check_english("forbidden", scenario.forbidden, scenario.forbidden_en)
    yield from _check_openings(scenario, archetypes)
    yield from check_word(("complaint_class",), scenario.complaint_class, COMPLAINT_CLASSES)
    yield from check_word(("root_cause",), scenario.root_cause, ROOT_CAUSES)
    yield from check_word(("psychology",), scenario.psychology, PSYCHOLOGIES)
    yield from check_word(("special_group",), scenario.special_group, SPECIAL_GROUPS)


def _check_facts(scenario: Scenario) -> Iterator[Flaw]:
    for i, fact in enumerate(scenario.facts):
        if fact.disclosure is Disclosure.UNKNOWN and fact.said:
            message = "must be left out: the customer does not know this fact"
            yield Flaw(("facts", i, "said"), message, zh="要空着：客户不知道这件事，说不出来")
        if fact.disclosure is not Disclosure.UNKNOWN and not fact.said:
            message = "is lacking; a fact the customer may tell needs his own words for it"
            yield Flaw(("facts", i, "said"), message, zh="没有填：客户会说的事实，要写上他自己的说法")
        if fact.disclosure is Disclosure.ASKED and not fact.asked_by:
            message = "is lacking; a fact told when asked needs the words that ask for it"
            yield Flaw(("facts", i, "asked_by"), message, zh="没有填：问到才说的事实，要写上问话里会出现的词")


def _check_english(name: str, chinese: Sequence[str], english: Sequence[str]) -> Iterator[Flaw]:
    """Check that a list in English, where there is one, goes item by item with the Chinese."""
    if english and len(english) != len(chinese):
        message = f"has {len(english)} items, {name} has {len(chinese)}; give one for each, in order, or leave it out"
        zh = f"有 {len(english)} 条，中文有 {len(chinese)} 条：要一条对一条，顺序相同；也可以整个不填"
        yield Flaw((f"{name}_en",), message, zh=zh)


def _check_openings(scenario: Scenario, archetypes: Sequence[str]) -> Iterator[Flaw]:
    for archetype, lines in scenario.openings.items():
        yield from _check_reference(("openings", archetype), archetype, archetypes, "archetype", "客户类型")
        if not lines:
            message = "is empty; at least one opening line must be given"
            yield Flaw(("openings", archetype), message, zh="没有填：至少要有一句开场白")
        yield from check_unique(
            ((("openings", archetype, i), line) for i, line in enumerate(lines)), "the line", "这句话"
        )
    typical = scenario.typical_archetype
    if typical:
        yield from _check_reference(("typical_archetype",), typical, archetypes, "archetype", "客户类型")
        if scenario.openings and typical not in scenario.openings:
            message = f"has no line for {typical}, the typical archetype of this case"
            yield Flaw(("openings",), message, zh=f"缺“{typical}”的开场白：它是这件事的典型客户")


def _check_reference(path: FieldPath, value: str, known: Sequence[str], what: str, zh: str) -> Iterator[Flaw]:
    if value not in known:
        close = close_names(value, known, limit=1)
        hint = f", did you mean {close[0]}?" if close else ";"
        message = f"no {what} {value!r}{hint} allowed: {', '.join(known) or 'none'}"
        meant = f"，是不是想写 {close[0]}？" if close else "。"
        yield Flaw(path, message, zh=f"没有{zh}“{value}”{meant}可以是：{'、'.join(known) or '（还没有）'}")


def check_archetype(archetype: Archetype) -> Iterator[Flaw]:
    """Check an archetype: its texts, the rows of its mood table, and the order of its doors."""
    texts = ("name.zh", "summary.zh", "motive.zh", "key.zh", "pitfalls", "style", "never", "rules", "doors", "lines")
    yield from check_filled(archetype, texts)
    yield from check_range(("start_anger",), archetype.start_anger, 0, ANGER_MAX)
    yield from check_range(("start_trust",), archetype.start_trust, 0, TRUST_MAX)
    yield from check_range(("patience",), archetype.patience, 1, 60)
    yield from check_range(("longest",), archetype.longest, archetype.shortest, LONGEST_LINE)
    yield from check_unique(
        ((("rules", i, "id"), rule.id) for i, rule in enumerate(archetype.rules)), "the rule id", "规则编号"
    )
    for i, rule in enumerate(archetype.rules):
        yield from _check_rule(("rules", i), rule)
    yield from _check_keys(archetype)
    yield from _check_doors(archetype)
    yield from _check_lines(archetype)


def _check_rule(path: FieldPath, rule: MoodRule) -> Iterator[Flaw]:
    if not rule.all_of and not rule.any_of:
        message = "has neither all_of nor any_of; a rule answers to at least one move"
        yield Flaw(path, message, zh="没有写触发的言语动作：至少要有一个")
    yield from check_range((*path, "anger"), rule.anger, -ANGER_MAX, ANGER_MAX)
    yield from check_range((*path, "trust"), rule.trust, -TRUST_MAX, TRUST_MAX)
    yield from check_range((*path, "above"), rule.above, 0, ANGER_MAX)
    yield from check_range((*path, "repeat"), rule.repeat, 0, 100)
    yield from check_range((*path, "after"), rule.after, 0, MOST_USES)


def _check_keys(archetype: Archetype) -> Iterator[Flaw]:
    """Check that every key a rule or door asks for is given by some rule: else it could never open."""
    given = tuple(sorted({key for rule in archetype.rules for key in rule.gives}))
    for i, rule in enumerate(archetype.rules):
        for name, keys in (("needs", rule.needs), ("lacks", rule.lacks), ("takes", rule.takes)):
            for j, key in enumerate(keys):
                yield from _check_reference(
                    ("rules", i, name, j), key, given, "rule gives the key", "哪条规则给出的筹码"
                )
    for i, door in enumerate(archetype.doors):
        for j, key in enumerate(door.keys):
            yield from _check_reference(("doors", i, "keys", j), key, given, "rule gives the key", "哪条规则给出的筹码")


def _check_lines(archetype: Archetype) -> Iterator[Flaw]:
    """Check the authored lines: none empty, none twice for a beat, a key only where the beat asks for one."""
    given = tuple(sorted({key for rule in archetype.rules for key in rule.gives}))
    for i, line_set in enumerate(archetype.lines):
        path: FieldPath = ("lines", i)
        if not line_set.texts:
            yield Flaw((*path, "texts"), "is empty; at least one line must be given", zh="没有填：至少要有一句")
        if line_set.key and line_set.beat is not Beat.WANT:
            message = f"belongs to the beat {Beat.WANT.value} only; leave it out"
            yield Flaw((*path, "key"), message, zh=f"只有节拍 {Beat.WANT.value} 才填，这里要空着")
        elif line_set.key:
            yield from _check_reference((*path, "key"), line_set.key, given, "rule gives the key", "哪条规则给出的筹码")
        texts = (((*path, "texts", j), text) for j, text in enumerate(line_set.texts))
        yield from check_unique(texts, "the line", "这句话")
        for j, text in enumerate(line_set.texts):
            for name in PLACEHOLDER.findall(text):
                yield from check_word((*path, "texts", j), name, ("quote", "deadline"))


def _check_doors(archetype: Archetype) -> Iterator[Flaw]:
    for i, door in enumerate(archetype.doors):
        yield from check_range(("doors", i, "max_anger"), door.max_anger, 0, ANGER_MAX)
        yield from check_range(("doors", i, "min_trust"), door.min_trust, 0, TRUST_MAX)
    for i, (before, door) in enumerate(pairwise(archetype.doors), start=1):
        if door.stage.rank <= before.stage.rank:
            message = f"{door.stage.value} does not come after {before.stage.value}; doors go down the ladder in order"
            zh = f"“{door.stage.value}”不在“{before.stage.value}”之后：台阶要按顺序往下走"
            yield Flaw(("doors", i, "stage"), message, zh=zh)
        if door.max_anger > before.max_anger:
            message = f"{door.max_anger} is looser than the door before; allowed: 0 to {before.max_anger}"
            zh = f"{door.max_anger} 比上一级还松，应在 0 到 {before.max_anger} 之间"
            yield Flaw(("doors", i, "max_anger"), message, zh=zh)
        if door.min_trust < before.min_trust:
            message = f"{door.min_trust} is looser than the door before; allowed: {before.min_trust} to {TRUST_MAX}"
            zh = f"{door.min_trust} 比上一级还松，应在 {before.min_trust} 到 {TRUST_MAX} 之间"
            yield Flaw(("doors", i, "min_trust"), message, zh=zh)
