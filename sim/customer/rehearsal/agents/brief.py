"""What an agent can say about a case: the scenario's truth turned into parts of speech."""

import re
from dataclasses import dataclass

from sim.domain.scenario import CaseFact, Disclosure, Fault, OpinionRisk, Scenario

LONGEST_PART = 52
_OPTION_LENGTH = 34
_TIME = re.compile(
    r"(?:今天|今晚|今早|明天|明早|次日|当天)\s?\d{1,2}[:：]\d{2}(?:至(?:明天)?\d{1,2}[:：]\d{2}|前)?"
    r"|\d{1,2}月\d{1,2}日(?:上午|下午)?(?:\d{1,2}点)?(?:\d{1,2}[:：]\d{2})?前?(?!的)|\d+个(?:工作日|小时)内?|\d+小时内|明早\d+点前"
)
_WRITTEN = re.compile(r"书面|盖章的?.{0,6}(说明|告知单|证明)")
_CONTACT = re.compile(r"联系人|专人跟办|回访|回电|打电话报|电话通报")
_MONEY = re.compile(r"券|退费|退回|退还|全额退|利息|减免|运费|道歉")
_CONDITIONAL = re.compile(r"^(录音核实|测温记录|确认|今天赶不上|材料齐了|客户另备|占用期间)")
_BLAMING = re.compile(r"提醒|提过\d+次|勾选")
"""Findings that put the customer in the wrong come last."""


@dataclass(frozen=True, slots=True)
class CaseBrief:
    """The parts an agent's lines are made of; every one can be said to the customer as it stands.

    ``points`` are facts the customer came with, ``findings`` what only the agent can look up, ``options`` ways within
    authority, ``deed`` the dated step the agent takes on, ``deadline`` its time, ``written`` the written answer.
    """

    points: tuple[str, ...]
    findings: tuple[str, ...]
    options: tuple[str, ...]
    deed: str
    deadline: str
    written: str
    fault: str
    ours: bool
    unclear: str
    high_risk: bool
    worry: str


def brief_of(scenario: Scenario) -> CaseBrief:
    """Return the parts of speech of this scenario."""
    ways = [way for way in scenario.authority if not _CONDITIONAL.search(way)]
    written = next((way for way in ways if _WRITTEN.search(way)), "")
    steps = [way for way in ways if not (_WRITTEN.search(way) or _CONTACT.search(way) or _MONEY.search(way))]
    if not any(_meets(scenario, way) for way in steps):
        steps = [*(way for way in ways if _meets(scenario, way))][:1] + steps
    dated = next((way for way in steps if _TIME.search(way)), "")
    ours = [part.matter for part in scenario.responsibility if part.fault is Fault.OURS and part.established]
    unknown = [fact for fact in scenario.facts if fact.disclosure is Disclosure.UNKNOWN]
    unclear = [part.matter for part in scenario.responsibility if part.fault is Fault.UNCLEAR]
    return CaseBrief(
        points=tuple(_part(fact) for fact in scenario.facts if fact.disclosure is Disclosure.OPENING),
        findings=tuple(_part(fact) for fact in sorted(unknown, key=lambda fact: bool(_BLAMING.search(fact.text)))),
        options=tuple(_short(_addressed(way)) for way in steps),
        deed=_short(_addressed(dated or (steps[0] if steps else "把您的事跟到底"))),
        deadline=_time(dated) or "今天17:30前",
        written=_time(written) or "三个工作日内",
        fault=_addressed(ours[0] if ours else ""),
        ours=bool(ours),
        unclear=_addressed(unclear[0] if unclear else "具体卡在哪一步"),
        high_risk=scenario.opinion_risk is OpinionRisk.HIGH,
        worry=_clause(_addressed(scenario.hidden_need.text)),
    )


def _meets(scenario: Scenario, way: str) -> bool:
    return not scenario.demand.met_by or any(word in way for word in scenario.demand.met_by)


def _part(fact: CaseFact) -> str:
    return _clause(_addressed(fact.text))


def _addressed(text: str) -> str:
    """Turn talk about the customer into talk to him."""
    return re.sub(r"(?<!其)他(?!们)", "您", re.sub(r"(?<!床)客户", "您", text))


def _clause(text: str) -> str:
    """Return the first whole clauses of the text, as many as fit."""
    first = re.split(r"[。；]", text)[0]
    kept = ""
    for clause in first.split("，"):
        if kept and len(kept) + len(clause) > LONGEST_PART:
            break
        kept = f"{kept}，{clause}" if kept else clause
    return kept


def _short(text: str) -> str:
    clauses = re.split(r"[，；。：]", text)
    if (len(clauses[0]) <= 5 or clauses[0].endswith("后")) and len(clauses) > 1:
        return f"{clauses[0]}，{clauses[1]}"[:_OPTION_LENGTH]
    return clauses[0][:_OPTION_LENGTH]


def _time(text: str) -> str:
    found = _TIME.search(text)
    return found.group() if found else ""
