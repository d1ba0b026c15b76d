"""What a better line can be made of: the facts, matters, authority and hidden need of a case, as said to a customer."""

import re
from dataclasses import dataclass
from functools import cached_property

from sim.domain.scenario import Fault, Scenario
from sim.domain.transcript import Speaker
from sim.grading.limits.apology import expected_word
from sim.grading.limits.bounds import apology_due
from sim.grading.words.dialogue import Dialogue
from sim.grading.words.substance import AUTHORITY_SHARE
from sim.grading.words.wording import figures, grams, overlap

LONG = 34
"""Characters from which on a fact is cut at a clause: nobody says more in one breath."""

ENOUGH = 8
"""Chinese characters a part of a fact has at least: a date by itself says nothing."""

SHORT, REPEATABLE = 8, 24
"""Characters of a customer's sentence that says something and can be given back in one breath."""

VOICED = 0.3
"""Share of the hidden need in the customer's own words from which on he has said it himself."""

TELLING = 3
"""Content pairs and figures of the case that such a sentence holds at least."""

_SAID = re.compile("[。！？!?；;…\n]+")
_UNFIT = re.compile(
    '[“”‘’「」"]|(?<![其吉])他(?![们人乡])|客户|坐席|柜员|你(?!们)|(什么|谁|哪|怎么|几点|多少|凭啥|吗|呢)|领导|工号|投诉|曝光|要求|必须|要不要|装死|骗|你们查'
)
_INNER = str.maketrans("“”", "‘’")
"""Quotation marks of what is said inside a line that stands in quotation marks itself."""
_CLAUSE = re.compile("(?:“[^”]*”|[^，；。“])+[，；。]?")
_SENTENCE = re.compile("(?:“[^”]*”|[^；。“])+[；。]")
_PLAIN = "客户|顾客|用户"
_ROLES = "业主|会员|乘客|旅客|患者|家长|家属|学员|房客|租客|读者|游客|机主|车主|参保人|投保人|户主|储户|申请人"
_NAMED = "(本人|自己|(?:[\\u4e00-\\u9fff]{1,3}?(?:先生|女士|师傅|小姐|大爷|阿姨|老师)))?"
_CUSTOMER = re.compile(f"({_PLAIN}){_NAMED}")
_CUSTOMER_BY_ROLE = re.compile(f"({_PLAIN}|{_ROLES}){_NAMED}")
_INTERNAL = re.compile(
    "没有录音|无录音|没有凭证|权限|规则|规定|需(经理|主管|组长|店长)|目前|预计|不得|口径|内部|授权|不许|前台可|须经|已来电|投诉次数|本年第|第[一二三四五六七八九十0-9]+次来电|可请"
)
_AGENT = re.compile("(坐席|座席|客服|柜员|(窗口)?经办人)(本人)?(?!姓名|主动)")
_ASIDE = re.compile(
    "(（[^）0-9一二三四五六七八九十免]*）)|[，；](坐席|我)?(可以?)?(自行决定|不再加码|半年内只能再发这一张)"
)
_CONDITION = re.compile("^[^，]{0,16}(后|的|了|以后|之后|核实)，|批准|审批|^确认")
_ADVICE = ("请您", "告诉您", "指引", "提醒", "建议")
_DEMANDS = re.compile("^(要求|想要|要)")
_HIM = re.compile("(?<![其吉])他(?![们人乡])")
_HAN = re.compile("[\\u4e00-\\u9fff]")
_NOUNS = ("原因", "水质", "问题", "经过", "情况", "责任", "结果", "金额")
_SOMEBODY_ELSE = re.compile(f"{_ROLES}|老人|孩子|母亲|父亲|妈妈|爸爸|妻子|丈夫|岳父|岳母|邻居|同事")
_WORRY = re.compile("^(客户)?(最|其实|真正|心里)?(怕|担心|害怕|顾虑)(的是)?")


@dataclass(frozen=True)
class Material:
    """A case seen from the trainee's chair."""

    dialogue: Dialogue

    @property
    def scenario(self) -> Scenario:
        """The case."""
        return self.dialogue.scenario

    @cached_property
    def heard(self) -> tuple[str, ...]:
        """What the customer himself said of the case, in his words, the most telling first; a title nobody says."""
        said = (fact for each in self.scenario.facts for fact in (each.text, *each.said))
        case = frozenset[str]().union(*(grams(text) | figures(text) for text in said))
        worth = {
            line: len(case & (grams(line) | figures(line)))
            for turn in self.dialogue.transcript.turns
            if turn.speaker is Speaker.CUSTOMER
            for line in map(str.strip, _SAID.split(turn.text))
            if SHORT <= len(line) <= REPEATABLE and not _UNFIT.search(line)
        }
        telling = [line for line, shared in worth.items() if shared >= TELLING]
        return tuple(sorted(telling, key=lambda line: -worth[line]))

    @cached_property
    def _customer(self) -> re.Pattern[str]:
        """What the case calls its customer. Where that is 客户, another role in it (户主, 患者) is somebody else."""
        return _CUSTOMER if _CUSTOMER.search(self._case_text) else _CUSTOMER_BY_ROLE

    @cached_property
    def _case_text(self) -> str:
        case = self.scenario
        matters = (matter.matter for matter in case.responsibility)
        return "\n".join((*(fact.text for fact in case.facts), *matters, *case.authority, case.hidden_need.text))

    def _to_customer(self, text: str) -> str:
        return _cut(_as_you(self._customer, text).removeprefix("您，").rstrip("。")).translate(_INNER)

    def _offer(self, item: str) -> str:
        """Put an item of the authority as the agent says it to the customer himself."""
        text = _as_you(self._customer, _ASIDE.sub("", _AGENT.sub("我", item)))
        return text.replace("：", "，").rstrip("。").translate(_INNER)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """Facts one can say to the customer, in the case's order: what happened to him stands first.

        "He" is the customer where nobody else is spoken of before.
        """
        told = (fact.text for fact in self.scenario.facts if not _INTERNAL.search(fact.text))
        return tuple(self._to_customer(_HIM.sub("您", text) if self._speaks_of_him(text) else text) for text in told)

    def _speaks_of_him(self, text: str) -> bool:
        found = self._customer.search(text)
        return found is not None and not _SOMEBODY_ELSE.search(text, 0, found.start())

    @property
    def matter(self) -> str:
        """The matter at hand: the first one that is ours, else the first, else the case's title."""
        matters = self.scenario.responsibility
        ours = [matter.matter for matter in matters if matter.fault is Fault.OURS]
        return self._to_customer(ours[0] if ours else matters[0].matter if matters else self.scenario.title.zh)

    @property
    def is_ours(self) -> bool:
        """Whether the matter at hand is ours and established."""
        return any(m.fault is Fault.OURS and m.established for m in self.scenario.responsibility)

    @property
    def unsettled(self) -> str:
        """The matter nobody has cleared up yet, "" where there is none."""
        open_matters = [m.matter for m in self.scenario.responsibility if not m.established]
        return self._to_customer(open_matters[0]) if open_matters else ""

    @property
    def need(self) -> str:
        """The hidden need as said to him who has it, "" where he has said it himself."""
        text = _HIM.sub("您", _WORRY.sub("怕", self.scenario.hidden_need.text))
        if overlap(text, self._told) >= VOICED:
            return ""
        return self._to_customer(text).replace("自己", "您自己").replace("您您", "您").replace("：", "，")

    @cached_property
    def _told(self) -> str:
        """Everything the customer said."""
        return "\n".join(turn.text for turn in self.dialogue.transcript.turns if turn.speaker is Speaker.CUSTOMER)

    @property
    def demand(self) -> str:
        """What the customer asks for, as repeated to him; "" where the case does not say."""
        return _DEMANDS.sub("", self._to_customer(self.scenario.demand.text))

    @property
    def affair(self) -> str:
        """The matter at hand as something one can speak about, whether the case names it by a clause or a noun."""
        return self.matter if self.matter.endswith(_NOUNS) else f"{self.matter}这件事"

    @cached_property
    def options(self) -> tuple[str, ...]:
        """What the agent may do, each in full: a condition cut off would be a promise nobody may make.

        What can be done at once stands before what waits for an approval or a finding, what the trainee left unused
        before what he used, what meets the customer's words and need before what does not.
        """
        spoken = "\n".join(turn.turn.text for turn in self.dialogue.turns)
        wanted = grams(self.scenario.hidden_need.text) | grams(self._told)

        def order(item: str) -> tuple[bool, bool, int]:
            used = overlap(item, spoken) >= AUTHORITY_SHARE
            return _CONDITION.search(item) is not None, used, -len(grams(item) & wanted)

        return tuple(sorted(map(self._offer, self.scenario.authority), key=order))

    @property
    def offer(self) -> str:
        """The first thing the agent can do himself, rather than advise; "" where he may do nothing."""
        own = (item for item in self.options if not item.startswith(_ADVICE))
        return next(own, self.options[0] if self.options else "")

    @property
    def is_customers(self) -> bool:
        """Whether the case is of the customer's own making."""
        return bool(self.scenario.responsibility) and not apology_due(self.scenario)

    @property
    def apology(self) -> str:
        """The word the table asks for in the matter at hand, "" where the case does not say."""
        for matter in self.scenario.responsibility:
            if self._to_customer(matter.matter) == self.matter:
                return expected_word(matter.fault, self.scenario.severity, established=matter.established)
        return ""


def said(material: Material, place: int, line: str) -> str:
    """Return a line to say, behind the customer's words number ``place`` given back to him where there are any."""
    heard = material.heard
    return f"“您说‘{heard[place % len(heard)]}’，{line}”" if heard else f"“{line}”"


def _as_you(customer: re.Pattern[str], text: str) -> str:
    return customer.sub("您", text).replace("您您", "您")


def _cut(text: str) -> str:
    """Shorten to what one can say in one breath: whole sentences where one fits, else whole clauses that say enough."""
    if len(text) <= LONG:
        return text.rstrip("。，；")
    if (first_sentence := _SENTENCE.match(text)) and ENOUGH <= len(first_sentence.group()) <= LONG:
        return first_sentence.group().rstrip("。，；")
    kept = ""
    for clause in _CLAUSE.findall(text):
        if len(_HAN.findall(kept)) >= ENOUGH and len(kept) + len(clause) > LONG:
            break
        kept += clause
    return kept.rstrip("。，；")
