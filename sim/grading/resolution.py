"""Profiles of the resolution dimension (R1–R6), and the signs that come from promises and options taken apart."""

from collections.abc import Iterator, Mapping

from sim.grading.dialogue import Dialogue
from sim.grading.options import option_set
from sim.grading.profile import Material, Profile, first
from sim.grading.promises import commitments
from sim.grading.signs import Sign

UNRESOLVED = {
    "vague-promise": "没有时限的承诺",
    "brush-off": "套话应付",
    "hedge": "含糊其词",
    "dead-end": "只说不行",
    "shift": "推给别人",
    "excuse": "找理由",
    "lecture-you": "把事推给客户自己",
    "over-promise": "超出授权的许诺",
    "stock": "套话应付",
}


def resolution_signs(dialogue: Dialogue) -> Iterator[Sign]:
    """Yield signs for whole promises (who, what, when), backed ones (token, fallback), and several real options."""
    for commitment in commitments(dialogue):
        for evidence in commitment.evidence[:1]:
            if commitment.level >= 3:
                yield Sign("whole-promise", evidence)
            if commitment.level == 4:
                yield Sign("backed-promise", evidence)
    options = option_set(dialogue)
    if options.number >= 2:
        for evidence in options.evidence:
            yield Sign("several-options", evidence)


def _confirm(material: Material) -> str:
    want = f"，最要紧的是{material.need}" if material.need else ""
    return f"“您要的是把{material.matter}弄清并办好{want}，先办这一样，对吗？”"


def _cause(material: Material) -> str:
    known = f"已经清楚的是：{first(material.facts, 1)}；" if material.facts else ""
    return f"“{known}还没查清的，查到了我把记录给您看，您可以一起核对。”"


def _options(material: Material) -> str:
    if not material.options:
        return ""
    listed = "；".join(f"{number}、{item}" for number, item in zip("一二三", material.options, strict=False))
    return f"“能走的有：{listed}。各有快慢，您定哪一条？”"


def _commitment(material: Material) -> str:
    what = first(material.options, 1) or material.matter
    return f"“{what}由我负责，今天下班前给您结果，我把单号报给您；到点没办成，我转主管，当天再回您。”"


def _act(material: Material) -> str:
    what = first(material.options, 1) or material.matter
    return f"“{what}，我现在就提交……好了；情况都写进单子，后面谁接都不用您重讲。”"


def _follow_up(material: Material) -> str:
    return f"“明天上午十点我打给您，核对{material.matter}有没有办到位；同样的疏漏我们记下来改。”"


RESOLUTION: Mapping[str, Profile] = {
    "resolution.confirm": Profile(
        shows={
            "confirm": "复述并请客户确认",
            "asks-need": "问想要的结果",
            "worry-hit": "说中没明说的担心",
            "need-touched": "触到隐藏需要",
            "paraphrase": "复述事情",
            "tied-question": "贴着案情确认",
        },
        against=UNRESOLVED,
        line=_confirm,
        support=("leaves-choice", "choice", "opening-taken", "fact-told", "case-figure", "take-up", "options"),
    ),
    "resolution.cause": Profile(
        shows={
            "proof": "请客户核对凭据",
            "known-unknown": "分清已知和未知",
            "honest-limit": "不知道的直说",
            "finding": "报告查到的情况",
            "cause-grounded": "有依据的原因",
            "own-check": "当场查证",
        },
        against={"cause-bare": "没有依据的原因", "deny": "否认", **UNRESOLVED},
        line=_cause,
        support=("fact-told", "case-figure", "admit", "safety"),
    ),
    "resolution.options": Profile(
        shows={
            "choice": "给出选项并请客户选",
            "several-options": "两个以上不同的办法",
            "leaves-choice": "请客户拿主意",
            "price": "说清各项代价",
            "options": "列出办法",
            "authority-used": "用到授权内的办法",
            "refuse-with-way": "办不到时给替代",
        },
        against=UNRESOLVED,
        line=_options,
        support=("act-now", "promise-when", "new-figure", "deadline"),
    ),
    "resolution.commitment": Profile(
        shows={
            "backed-promise": "有凭据、有兜底的承诺",
            "whole-promise": "谁、做什么、何时都有的承诺",
            "fallback": "说明办不成怎么办",
            "promise-token": "给出凭据",
            "promise-when": "承诺有时限",
            "deadline": "说出具体时间",
            "contact": "留下姓名或单号",
            "single-contact": "一个人负责到底",
        },
        against=UNRESOLVED,
        line=_commitment,
        support=("ticket", "follow-up-when", "written", "act-now", "promise-who", "new-figure"),
    ),
    "resolution.act": Profile(
        shows={
            "no-repeat": "交接不用客户重讲",
            "act-now": "当场办一步",
            "just-done": "当场办好",
            "ticket": "开了单",
            "hand-over": "交接",
            "single-contact": "一个人负责到底",
        },
        against=UNRESOLVED,
        line=_act,
        support=("own-check", "contact", "promise-when", "deadline", "safety", "authority-used", "finding"),
    ),
    "resolution.follow-up": Profile(
        shows={
            "prevention": "说到防止再发生",
            "follow-up-check": "约定怎么验收",
            "follow-up-when": "约定回访时间",
            "follow-up": "答应回访",
            "written": "答应书面答复",
        },
        against=UNRESOLVED,
        line=_follow_up,
        support=("promise-when", "deadline", "contact", "single-contact", "fallback"),
    ),
}
