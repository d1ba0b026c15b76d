"""Profiles of the listening dimension (L1–L4)."""

from collections.abc import Mapping

from sim.grading.rules.material import Material, said
from sim.grading.rules.profile import Profile, first


def _acknowledge(material: Material) -> str:
    if not material.heard:
        return f"“{material.affair}，我先核，核到什么当面告诉您。”"
    return said(material, 0, "这一条我先核，核到什么当面告诉您。")


def _facts(material: Material) -> str:
    return f"“我跟您对一遍：{first(material.facts, 2, '；')}。有没有出入？”" if material.facts else ""


def _needs(material: Material) -> str:
    if not material.need:
        return ""
    return f"“除了眼前这件事，您心里是不是还有一层：{material.need}？我说得不对您纠正我。”"


def _questions(_: Material) -> str:
    return "“这件事您从头给我说说？”听完再定一句：“那最要紧的是赶在什么时候之前？”"


_NEED = ("worry-hit", "need-full", "need-met", "need-guess")


LISTENING: Mapping[str, Profile] = {
    "listening.acknowledge": Profile(
        shows={
            "act-on-it": "接住话头并往下办",
            "adapts": "顺着客户的话往下走",
            "take-up": "接住了客户说的那件事",
            "grants-plain": "先认客户对的一面",
            "grant": "先认客户对的一面",
            "opening-taken": "用客户的原话接话",
        },
        against={
            "argue": "一上来就争对错",
            "deny": "先否认再听",
            "excuse": "先讲自己的难处",
            "unanswered-demand": "客户明着要的没有回应",
            "off-topic": "答的不是客户问的",
            "minimal": "一两个字打发",
            "brush-off": "用哪儿都能套的客气话应付",
            "stock-answer": "只应了一声，没接内容",
        },
        line=_acknowledge,
        support={
            "paraphrase": "提到了客户说的事实",
            "tied-question": "就客户说的事发问",
            "hardship": "说到客户受的累",
            "emotion-cause": "说出客户为什么急",
            "case-figure": "说出了案情里的数字",
            "need-touched": "听出了客户在意的事",
            "fact-told": "提到了案情",
        },
    ),
    "listening.facts": Profile(
        shows={
            "confirm": "复述后请客户核对",
            "asks-back": "复述后请客户核对",
            "paraphrase": "把事实复述对了",
            "fact-told": "说出了案情里的事实",
            "case-figure": "数字记得准",
            "shown": "拿记录跟客户对",
        },
        against={"paraphrase-wrong": "事实说错了"},
        line=_facts,
        support={"opening-taken": "提到了客户开头说的事", "finding": "说出了查到的情况"},
        must={4: (("confirm", "shown"),)},
    ),
    "listening.needs": Profile(
        shows={
            "worry-hit": "说中了客户没明说的担心",
            "need-full": "说透客户真正在意的事",
            "need-met": "说到客户真正在意的事",
            "need-guess": "听出话背后在意的是什么",
            "asks-need": "问了客户想要的结果",
            "asks-impact": "问了这件事的影响",
            "worry": "试着说出客户的担心",
            "need-touched": "碰到了客户真正在意的事",
        },
        against={"unanswered-demand": "客户明着要的没有回应", "off-topic": "没听客户要什么就往下说"},
        line=_needs,
        support={
            "asks-pick": "请客户说要哪一样",
            "leaves-choice": "请客户拿主意",
            "open-question": "开口问了客户",
            "tied-question": "就客户说的事追问",
            "paraphrase": "复述了客户说的事",
        },
        must={
            3: ((*_NEED, "asks-need", "asks-impact", "worry", "need-touched"),),
            4: ((*_NEED, "asks-need", "worry"),),
        },
    ),
    "listening.questions": Profile(
        shows={
            "open-question": "用开放式问题请客户说",
            "tied-question": "问题贴着这件事问",
            "asks-need": "问客户要什么",
            "asks-impact": "问影响",
            "asks-pick": "问清客户选哪样",
            "asks-fact": "问清关键事实",
            "confirm": "复述后确认",
        },
        against={"bad-question": "带着结论问，或者像在审问"},
        line=_questions,
        support={"closed-question": "只问了是或不是", "leaves-choice": "请客户拿主意", "choice": "请客户选"},
        must={4: (("open-question", "asks-need", "asks-impact", "asks-pick"),)},
    ),
}
