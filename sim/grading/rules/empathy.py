"""Profiles of the empathy dimension (E1–E4)."""

from collections.abc import Mapping

from sim.grading.rules.material import Material, said
from sim.grading.rules.profile import Profile

_COLD = {
    "calm-down": "叫客户别激动",
    "red-line-severe": "这句话伤人",
    "red-line-light": "这句话带刺",
    "emotion-template": "“理解您”式的套话，没落到这件事上",
    "preach": "劝客户想开点",
    "gush": "客气得过了头，不像真话",
    "flattery": "恭维客户",
    "lecture": "教训客户",
    "conditional-care": "“如果您觉得”，等于没认",
}


def _validate(material: Material) -> str:
    if not material.heard:
        return f"“{material.affair}，落到谁头上心里都过不去。”"
    return said(material, 1, "碰上这一桩，难怪您心里过不去。")


def _interpret(material: Material) -> str:
    if not material.need:
        return ""
    return f"“我听下来，压着您的不光是这一件：{material.need}。是这样吗？”"


def _explore(material: Material) -> str:
    return said(material, 2, "眼下最耽误您的是哪一头？您说了，我照这个排先后。")


def _positive(material: Material) -> str:
    return f"“能办的有这一样：{material.offer}。我这就去办，办好告诉您。”" if material.options else ""


EMPATHY: Mapping[str, Profile] = {
    "empathy.validate": Profile(
        shows={
            "emotion-own-terms": "用客户自己的说法说出他的感受",
            "emotion-cause": "说出客户为什么有这个情绪",
            "hardship": "说到客户受的累",
            "impact": "说出这件事给客户带来什么",
            "emotion": "说出了客户的情绪",
            "grants-plain": "认客户气得有理",
            "grant": "认客户有道理",
        },
        against=_COLD,
        line=_validate,
        support={
            "need-guess": "说到客户心里在意的事",
            "worry": "说到客户的担心",
            "worry-hit": "说中客户的担心",
            "need-met": "说到客户真正在意的事",
            "need-full": "说透客户真正在意的事",
            "care": "有一句实在的关心",
            "safety": "先问人好不好",
            "adapts": "顺着客户的话接",
            "take-up": "接住了客户的话",
        },
        must={4: (("emotion-own-terms", "emotion-cause", "hardship", "impact", "emotion", "grants-plain", "grant"),)},
        spoilt={"calm-down": 2},
    ),
    "empathy.interpret": Profile(
        shows={
            "need-full": "说透客户真正在意的事",
            "worry-hit": "说中没明说的担心",
            "need-met": "说到客户真正在意的事",
            "need-guess": "说出话背后在意的事",
            "worry": "试着说出担心",
            "impact": "说出这件事的影响",
            "hardship": "说到客户受的累",
            "emotion-cause": "把情绪和起因连起来",
            "need-touched": "碰到了客户真正在意的事",
        },
        against={"emotion-template": "“理解您”式的套话", "preach": "拿大道理劝客户"},
        line=_interpret,
        support={
            "tentative": "用留余地的语气说出担心",
            "emotion": "说出了情绪",
            "emotion-own-terms": "用了客户的说法",
            "asks-need": "问了客户在意什么",
        },
        must={4: (("tentative",),)},
    ),
    "empathy.explore": Profile(
        shows={
            "adapts": "照客户的回答改了办法",
            "asks-impact": "问这件事影响到什么",
            "asks-need": "问客户最要紧的是什么",
            "act-on-it": "听完就调整做法",
            "open-question": "请客户多说一点",
            "tied-question": "就这件事追问",
        },
        against={"bad-question": "带着结论问", "preach": "没问就劝"},
        line=_explore,
        support={
            "need-guess": "试着说出客户在意的事",
            "worry": "试着说出担心",
            "worry-hit": "说中担心",
            "need-met": "说到客户真正在意的事",
            "need-full": "说透客户真正在意的事",
            "safety": "问人好不好",
            "confirm": "复述后确认",
            "leaves-choice": "请客户拿主意",
            "closed-question": "问了一句是或不是",
        },
        must={4: (("adapts", "act-on-it"),)},
    ),
    "empathy.positive-language": Profile(
        shows={
            "positive-action": "话说得积极，并且落到行动",
            "live-done": "边说边办",
            "act-now": "说完就办",
            "refuse-with-way": "办不到的，同时给了出路",
            "ways": "说的是能怎么办",
            "leaves-choice": "把选择留给客户",
            "no-retell": "替客户省事",
            "just-done": "当场办好",
            "promise-when": "话里有准时间",
        },
        against={
            "order": "命令口气",
            "forbidden-phrase": "服务忌语",
            "dead-end": "只说不行，没给出路",
            "send-away": "把客户支到别处",
            "grovel": "低声下气，客户听着更不踏实",
            "brush-off": "官腔套话",
            "rule": "拿规定说事",
            "red-line-severe": "这句话伤人",
            "red-line-light": "这句话带刺",
        },
        line=_positive,
        support={
            "options": "说了办法",
            "authority-used": "用到了能用的办法",
            "grants-plain": "认客户对的一面",
            "deadline": "给了准时间",
            "single-contact": "一个人管到底",
            "care": "有一句实在的关心",
        },
    ),
}
