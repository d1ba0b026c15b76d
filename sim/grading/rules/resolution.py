"""Profiles of the resolution dimension (R1–R6), and the signs that come from promises and options taken apart."""

from collections.abc import Iterator, Mapping

from sim.grading.rules.material import Material, said
from sim.grading.rules.options import option_set
from sim.grading.rules.profile import Profile, first
from sim.grading.rules.promises import commitments
from sim.grading.rules.signs import Sign
from sim.grading.words.dialogue import Dialogue


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


_ON_THE_SPOT = ("当场", "现在", "立即", "马上")
"""How an offer begins that needs no call later on: it is done before the customer's eyes."""

_FILL = "（方括号里照实填，没有的不说。）"
"""What stands in brackets only the trainee can know: a line with a made-up time would teach an empty promise."""

_PICKS = ("choice", "leaves-choice", "asks-pick")
"""What leaves the choice to the customer; one way alone leaves none."""

_TOKEN = ("backed-promise", "promise-token", "contact", "ticket", "single-contact", "owner", "written")
_FALLBACK = ("backed-promise", "if-fails", "fallback")
"""What a full commitment needs beside who, what and when: something to hold on to, and what happens if it fails."""


def _confirm(material: Material) -> str:
    if not material.demand:
        return said(material, 0, "您最想先办成的是哪一样？我按这个先后来办。")
    return f"“您要的我说一遍：{material.demand}。您看对不对，里头哪样最急？最急的先办。”"


def _cause(material: Material) -> str:
    if material.unsettled:
        known = f"已经清楚的是{first(material.facts, 1)}；" if material.facts else ""
        return f"“{known}{material.unsettled}还没查清，查到了我把记录给您看，跟您一起核对。”"
    found = first(material.facts, 1) if material.is_customers else material.matter
    return f"“查到的是这样：{found}。记录在这儿，跟您一起核对。”" if found else ""


def _options(material: Material) -> str:
    if not material.options:
        return ""
    listed = "；".join(f"{number}、{item}" for number, item in zip("一二三", material.options, strict=False))
    return f"“能走的有：{listed}。您看先走哪一条？能一起办的我一起办。”"


def _commitment(material: Material) -> str:
    what = material.offer or material.affair
    if what.startswith(_ON_THE_SPOT):
        return f"“{what}，我现在就办，办好给您过目，单号〔单号〕您留着；今天办不成，〔几点〕前我给您一句准话。”{_FILL}"
    fallback = "到点没办成，我转主管，再给您回话"
    return f"“{what}。这一样由我负责，〔几点〕我打给您报结果，单号〔单号〕您记一下；{fallback}。”{_FILL}"


def _act(material: Material) -> str:
    what = material.offer or material.affair
    return f"“{what}。我现在就提交……好了。经过都写进单子了，后面谁接都不用您重讲。”"


def _follow_up(_: Material) -> str:
    checked = "一样一样核对办到位没有，您点头才算办完"
    return f"“〔哪天几点〕我打给您，{checked}；哪儿漏的，我们记下来改，不让下一位再碰上。”{_FILL}"


RESOLUTION: Mapping[str, Profile] = {
    "resolution.confirm": Profile(
        shows={
            "confirm": "复述后请客户确认",
            "asks-need": "问了客户想要的结果",
            "need-guess": "说出了客户真正要的",
            "worry-hit": "说中没明说的担心",
            "need-full": "说透客户真正在意的事",
            "paraphrase": "复述了这件事",
            "tied-question": "就这件事追问",
        },
        against={"unanswered-demand": "客户明着要的没有回应", "off-topic": "没弄清要求就往下说"},
        line=_confirm,
        support={
            "need-met": "说到客户真正在意的事",
            "asks-pick": "请客户定先办哪样",
            "need-touched": "碰到了客户真正在意的事",
            "leaves-choice": "请客户拿主意",
            "choice": "请客户选",
            "opening-taken": "提到了客户的要求",
            "fact-told": "提到了案情",
            "case-figure": "提到了案情里的数字",
            "take-up": "接住了客户的话",
        },
        must={4: (("confirm", "asks-need", "need-guess", "worry-hit", "need-full"),)},
    ),
    "resolution.cause": Profile(
        shows={
            "proof": "请客户一起核对凭据",
            "shown": "把凭据摆给客户看",
            "known-unknown": "分清了已知和未知",
            "honest-limit": "不知道的直说",
            "finding": "说出了查到的情况",
            "cause-grounded": "原因有依据",
            "own-check": "当场去查",
        },
        against={
            "deny": "该认的不认",
            "shift": "把责任推给别人",
            "cause-bare": "原因没有依据",
            "excuse": "拿难处当理由",
        },
        line=_cause,
        support={
            "admit": "认了我方的过失",
            "grants-plain": "说清了不是客户的问题",
            "fact-told": "说出了案情",
            "case-figure": "说出了案情里的数字",
        },
        must={4: (("proof", "shown"),)},
    ),
    "resolution.options": Profile(
        shows={
            "choice": "给出几样并请客户选",
            "several-options": "前后给的办法不止一样，这是其中一样",
            "ways": "把几条路摆开来说",
            "leaves-choice": "请客户拿主意",
            "price": "说清了各样的代价",
            "asks-pick": "请客户挑",
            "options": "列出了办法",
            "authority-used": "用到了能用的办法",
            "refuse-with-way": "办不到的，给了替代",
        },
        against={"dead-end": "只说不行，没给出路", "send-away": "把客户支到别处"},
        line=_options,
        support={"adapts": "照客户的情况换了办法", "act-now": "直接办了一步", "promise-when": "说了怎么办、什么时候"},
        must={
            3: ((*_PICKS, "several-options", "ways", "options", "price", "refuse-with-way"),),
            4: (_PICKS,),
        },
    ),
    "resolution.commitment": Profile(
        shows={
            "backed-promise": "有凭据，也说了办不成怎么办",
            "whole-promise": "谁、做什么、什么时候都说清了",
            "if-fails": "说了没办成怎么办",
            "fallback": "说了没办成怎么办",
            "promise-token": "给了凭据",
            "deadline": "说出了具体时间",
            "promise-when": "说出了具体时间",
            "contact": "留了姓名或单号",
            "owner": "一个人管到底",
            "single-contact": "一个人管到底",
        },
        against={
            "unanswered-demand": "客户明着要的没有回应",
            "vague-promise": "没有时限的空话",
            "hedge": "“应该”“大概”，客户没法指望",
        },
        line=_commitment,
        support={
            "ticket": "开了单",
            "follow-up-when": "约了回访时间",
            "written": "答应给书面的",
            "promise-who": "说了谁来办",
            "act-now": "当场办了一步",
            "new-figure": "说出了具体的数",
        },
        must={4: (_TOKEN, _FALLBACK)},
    ),
    "resolution.act": Profile(
        shows={
            "no-repeat": "交接后不用客户重讲",
            "no-retell": "交接后不用客户重讲",
            "live-done": "当着客户的面就办了",
            "act-now": "当场办了一步",
            "just-done": "当场办好",
            "ticket": "开了单",
            "hand-over": "转给了对的人",
            "single-contact": "一个人管到底",
        },
        against={"send-away": "让客户自己跑", "shift": "推给别人去办", "brush-off": "客套话，没有动手"},
        line=_act,
        support={
            "own-check": "当场去查",
            "shown": "把结果给客户看",
            "contact": "留了姓名或单号",
            "promise-when": "说了什么时候办",
            "authority-used": "用到了能用的办法",
            "finding": "查到了情况",
        },
        must={
            3: (("live-done", "act-now", "just-done", "ticket", "hand-over", "no-repeat", "no-retell"),),
            4: (("no-repeat", "no-retell", "single-contact", "hand-over"),),
        },
    ),
    "resolution.follow-up": Profile(
        shows={
            "prevention": "说到怎么不再发生",
            "prevents": "说到怎么不再发生",
            "follow-up-check": "约了怎么验收",
            "checks-back": "答应自己回头核实",
            "follow-up-when": "约了回访时间",
            "follow-up": "答应回访",
        },
        against={"unanswered-demand": "客户明着要的没有回应", "vague-promise": "“有消息通知您”，没有时间"},
        line=_follow_up,
        support={
            "written": "答应书面答复",
            "if-fails": "说了没办成怎么办",
            "fallback": "说了没办成怎么办",
            "promise-when": "给了时限",
            "deadline": "说出了具体时间",
            "contact": "留了姓名或单号",
        },
        must={
            3: (
                (
                    "follow-up-when",
                    "follow-up-check",
                    "checks-back",
                    "promise-when",
                    "deadline",
                    "if-fails",
                    "fallback",
                ),
            ),
            4: (("prevention", "prevents", "follow-up-check", "checks-back"),),
        },
    ),
}
