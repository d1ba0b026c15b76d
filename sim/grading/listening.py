"""Profiles of the listening dimension (L1–L4)."""

from collections.abc import Mapping

from sim.grading.profile import Material, Profile, first

BRUSHED_OFF = {
    "brush-off": "套话应付",
    "stock": "套话应付",
    "stock-answer": "只应一声",
    "excuse": "先找理由",
    "argue": "争辩",
    "deny": "否认",
    "minimal": "回应过于敷衍",
    "off-topic": "答非所问",
    "red-line-severe": "触及红线",
    "red-line-light": "触及红线",
}


def _acknowledge(material: Material) -> str:
    return f"“{first(material.facts, 1)}，这件事我接着往下办。”" if material.facts else ""


def _facts(material: Material) -> str:
    return f"“我核对一遍：{first(material.facts, 2, '；')}。有没有出入？”" if material.facts else ""


def _needs(material: Material) -> str:
    return f"“除了这件事本身，您心里是不是{material.need}？我说得对吗？”" if material.need else ""


def _questions(material: Material) -> str:
    return f"“{material.matter}这件事，您先说说当时的情形？”弄清后再问：“时间和经过，我记得对不对？”"


LISTENING: Mapping[str, Profile] = {
    "listening.acknowledge": Profile(
        shows={
            "act-on-it": "接住后往下办",
            "take-up": "接住话头",
            "grant": "先认对的一面",
            "opening-taken": "用客户的话接",
        },
        against=BRUSHED_OFF,
        line=_acknowledge,
        support=("paraphrase", "tied-question", "case-figure", "fact-told", "need-touched", "emotion-cause"),
    ),
    "listening.facts": Profile(
        shows={
            "confirm": "复述并请客户核对",
            "paraphrase": "复述事实",
            "fact-told": "说出案情事实",
            "case-figure": "说出案情里的数字",
        },
        against={"paraphrase-wrong": "事实说错", **BRUSHED_OFF},
        line=_facts,
        support=("opening-taken", "finding"),
    ),
    "listening.needs": Profile(
        shows={
            "worry-hit": "说中没明说的担心",
            "need-touched": "触到隐藏需要",
            "asks-need": "问想要的结果",
            "asks-impact": "问影响",
            "worry": "试着说出担心",
        },
        against=BRUSHED_OFF,
        line=_needs,
        support=("tied-question", "leaves-choice", "choice", "open-question", "paraphrase"),
    ),
    "listening.questions": Profile(
        shows={
            "open-question": "开放提问",
            "tied-question": "贴着案情问",
            "asks-need": "问需要",
            "asks-impact": "问影响",
            "asks-fact": "问事实",
            "confirm": "确认式提问",
        },
        against={"bad-question": "诱导或质问", **BRUSHED_OFF},
        line=_questions,
        support=("closed-question", "leaves-choice", "choice"),
    ),
}
