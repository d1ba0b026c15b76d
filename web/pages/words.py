"""The words pages use for the ids of the domain: the one Python module with texts people read.

Strings are Chinese sources of the catalogue, marked with ``_`` for extraction and translated where they are rendered.
"""

from collections.abc import Mapping

from sim.domain.mood import Outcome, Stage
from sim.domain.score import Engine, Status
from sim.domain.session import GradingStatus


def _(text: str) -> str:
    """Mark a text for the catalogue."""
    return text


OUTCOMES: Mapping[str, str] = {
    Outcome.ACCEPTED: _("客户接受了你的处理。"),
    Outcome.PARTIAL: _("客户有所保留，先按你说的办。"),
    Outcome.ESCALATED: _("客户要求升级，不再和你谈。"),
    Outcome.LEFT: _("客户走了，没有谈成。"),
}

_WORDS: Mapping[str, Mapping[str, str]] = {
    "severity": {"minor": _("轻"), "moderate": _("中"), "major": _("重")},
    "opinion_risk": {"low": _("低"), "moderate": _("中"), "high": _("高")},
    "fault": {
        "ours": _("我方责任"),
        "unclear": _("责任不明"),
        "customer": _("客户自身原因"),
        "third-party": _("第三方原因"),
    },
    "complaint_class": {
        "broken-promise": _("承诺没兑现"),
        "technical-error": _("业务差错"),
        "attitude": _("服务态度"),
        "special-need": _("特殊需求"),
    },
    "special_group": {
        "elderly": _("涉及老人"),
        "infant": _("涉及婴儿"),
        "child": _("涉及儿童"),
        "patient": _("涉及病人"),
        "disabled": _("涉及残障人士"),
        "dialect": _("说方言"),
        "home-service": _("需要上门"),
    },
    "outcome": OUTCOMES,
    "status": {
        Status.NOT_APPLICABLE: _("不适用：这次没有机会表现，不计入平均"),
        Status.UNSCORED: _("没评出来：缺了这一项，总分暂不给出"),
        Status.NEEDS_REVIEW: _("待人工复核：证据不足或两种评法不一致"),
    },
    "status_short": {
        Status.NOT_APPLICABLE: _("不适用"),
        Status.UNSCORED: _("没评出来"),
        Status.NEEDS_REVIEW: _("待复核"),
    },
    "apology_code": {
        "O": _("揽责过头：责任没查清，或不在我方"),
        "U": _("分量不够：该用更重的一级"),
        "F": _("口头禅：没有说清为什么道歉"),
        "T": _("说早了：事实还没核对"),
        "C": _("“如果您觉得……”：把问题推给了对方的感受"),
        "B": _("后面跟着“但是”，前面等于没说"),
    },
    "apology_target": {
        "mood": _("为客户的情绪"),
        "inconvenience": _("为“不便”"),
        "event": _("为这件事"),
        "fault": _("为具体的过错"),
        "none": _("没说为什么"),
    },
    "gate_severity": {"light": _("轻微"), "severe": _("严重")},
    "grading": {
        GradingStatus.NONE: _("没有评分"),
        GradingStatus.QUEUED: _("排队评分"),
        GradingStatus.RUNNING: _("正在评分"),
        GradingStatus.DONE: _("已评分"),
        GradingStatus.FAILED: _("评分没成功"),
    },
    "flag": {
        "injection": _("学员的话里有写给程序或评分者的指令，已不予采信，请人看一眼。"),
        "forged": _("学员的话里夹着伪造的客户发言，已不予采信，请人看一眼。"),
        "customer-out-of-role": _("客户这次没演好（出戏、泄露或无故让步），评分不能照单全收。"),
        "disagreement": _("规则与模型的判断差得较多，请人复核："),
        "low-evidence": _("能引用的原话太少，评分把握不大："),
        "fabricated": _("评分模型引用了原文里没有的话，已经删去，请人复核："),
        "unscored": _("有标准没评出来："),
    },
}

_FLAG_UNKNOWN = _("请人看一眼：")

STAGES: tuple[str, ...] = tuple(stage.value for stage in Stage)

TALK_WORDS: Mapping[str, str] = {
    "empty": _("请先写一句话再发送。"),
    "long": _("这句话有 {n} 个字，最多 {limit} 个，请缩短后再发送。"),
    "shift": _("客户转为“{stage}”"),
    "cut": _("连接断了。"),
    "kept": _("你的话已经存好。"),
    "unreachable": _("没能送到对练台，你的话还在这里，请再试一次。"),
}
"""What chat.js says; {n}, {limit} and {stage} are filled in there."""

ERROR_TITLES: Mapping[int, str] = {
    403: _("这个请求不被允许"),
    404: _("没有这一页"),
    405: _("这个地址不这样用"),
    409: _("现在不能这样做"),
    422: _("有一处填得不对"),
    500: _("对练台出了错"),
    502: _("模型没有回应"),
    503: _("数据暂时读写不了"),
}
ERROR_HINTS: Mapping[int, str] = {
    404: _("地址可能抄错了，或者这次练习不在这台对练台上。"),
    409: _("回到上一页看看最新的情况，再继续。"),
    500: _("已经说过的话都存好了。刷新一次；若还是这样，请把下面的编号告诉管理员。"),
    503: _("请管理员检查数据库所在的磁盘与权限。已经存好的内容不受影响。"),
}


def word(kind: str, code: str) -> str:
    """Return the words for a code of a kind; the code itself where none are known (content from elsewhere)."""
    return _WORDS[kind].get(code, code)


def flag_words(flag: str) -> tuple[str, str]:
    """Return a flag in words and its subject ("" if none). Flags read ``id`` or ``id:subject``."""
    kind, _colon, subject = flag.partition(":")
    known = _WORDS["flag"].get(kind)
    return (known, subject) if known else (_FLAG_UNKNOWN, flag)


def engine_words(engine: Engine, model: str | None) -> tuple[str, str]:
    """Return who plays or grades, as a source text and its subject: the model's name or "" offline."""
    if engine is Engine.LLM:
        return _("模型"), model or ""
    return _("离线引擎（未连接模型）"), ""
