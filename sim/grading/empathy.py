"""Profiles of the empathy dimension (E1–E4)."""

from collections.abc import Mapping

from sim.grading.profile import Material, Profile, first

COLD = {
    "calm-down": "劝客户别激动",
    "emotion-template": "模板式共情",
    "gush": "夸张的客气话",
    "flattery": "恭维",
    "lecture": "说教",
    "lecture-you": "把事推给客户自己",
    "conditional-care": "“如果您觉得”式的关心",
    "red-line-severe": "触及红线",
    "red-line-light": "触及红线",
    "brush-off": "套话应付",
    "stock": "套话应付",
}


def _validate(material: Material) -> str:
    return f"“{first(material.facts, 1)}，换谁都会着急，这口气不冲别人。”" if material.facts else ""


def _interpret(material: Material) -> str:
    return f"“您怕的恐怕不只是眼前这一件，而是{material.need}，是这样吗？”" if material.need else ""


def _explore(material: Material) -> str:
    return f"“{material.matter}，眼下最耽误您的是哪一头？我按这个来排先后。”"


def _positive(material: Material) -> str:
    return f"“我现在就办{first(material.options, 1)}，办好告诉您。”" if material.options else ""


EMPATHY: Mapping[str, Profile] = {
    "empathy.validate": Profile(
        shows={
            "emotion-own-terms": "用客户自己的说法说出感受",
            "emotion-cause": "把情绪和起因连起来",
            "emotion": "说出情绪",
            "impact": "说出这件事的影响",
            "grant": "先认对的一面",
        },
        against=COLD,
        line=_validate,
        support=("worry", "worry-hit", "need-touched", "take-up", "care", "opening-taken", "safety"),
    ),
    "empathy.interpret": Profile(
        shows={
            "worry-hit": "说中没明说的担心",
            "worry": "试着说出担心",
            "impact": "说出影响",
            "need-touched": "触到隐藏需要",
            "emotion-cause": "把情绪和起因连起来",
        },
        against=COLD,
        line=_interpret,
        support=("emotion", "emotion-own-terms", "asks-need", "take-up", "grant", "opening-taken"),
    ),
    "empathy.explore": Profile(
        shows={
            "asks-impact": "问影响",
            "asks-need": "问需要",
            "leaves-choice": "请客户拿主意",
            "choice": "请客户拿主意",
            "act-on-it": "听完就调整做法",
            "open-question": "开放提问",
            "tied-question": "贴着案情问",
        },
        against={"bad-question": "诱导或质问", **COLD},
        line=_explore,
        support=("need-touched", "worry", "worry-hit", "safety", "confirm", "closed-question", "options"),
    ),
    "empathy.positive-language": Profile(
        shows={
            "positive-action": "正向表达并落到行动",
            "act-now": "当场办一步",
            "leaves-choice": "把选择留给客户",
            "refuse-with-way": "办不到时给出路",
            "just-done": "说完就办",
            "promise-when": "说清时间",
        },
        against={"order": "命令口气", "forbidden-phrase": "服务忌语", "dead-end": "只说不行", **COLD},
        line=_positive,
        support=("options", "authority-used", "deadline", "single-contact", "own-check", "grant", "care"),
    ),
}
