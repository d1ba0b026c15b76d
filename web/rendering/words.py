"""The words pages use for the ids of the domain: the one Python module with texts people read.

Strings are Chinese sources of the catalogue, marked with ``_`` for extraction and translated where they are rendered.
"""

from collections.abc import Mapping

from sim.domain.mood import Outcome, Stage
from sim.domain.review import Standing
from sim.domain.score import Engine, Status
from sim.domain.session import GradingStatus
from web.marking import _

OUTCOMES: Mapping[str, str] = {
    Outcome.ACCEPTED: _("客户接受了你的处理。"),
    Outcome.PARTIAL: _("客户有所保留，先按你说的办。"),
    Outcome.ESCALATED: _("客户要求升级，不再和你谈。"),
    Outcome.LEFT: _("客户走了，没有谈成。"),
}

STAGES: Mapping[str, str] = {
    Stage.OUTBURST: _("爆发"),
    Stage.CONFRONTATION: _("对抗"),
    Stage.STALEMATE: _("僵持"),
    Stage.LOOSENING: _("松动"),
    Stage.EASING: _("缓和"),
    Stage.ACCEPTANCE: _("接受"),
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
    "stage": STAGES,
    "standing": {
        Standing.DISPUTED: _("申诉待答复"),
        Standing.ANSWERED: _("申诉已答复"),
        Standing.REVIEWED: _("已复核"),
    },
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
    "apology_short": {
        "O": _("揽责过头"),
        "U": _("分量不够"),
        "F": _("口头禅"),
        "T": _("说早了"),
        "C": _("推给感受"),
        "B": _("跟着“但是”"),
    },
    "apology_target": {
        "mood": _("为客户的情绪"),
        "inconvenience": _("为“不便”"),
        "hardship": _("为客户受的累"),
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
        "offline-from": _("模型没有回话，客户改由离线引擎扮演，起自："),
        "graded-by-rules": _("评分模型没有回应，这份评分改由规则给出。"),
    },
}

_FLAG_UNKNOWN = _("请人看一眼：")

LINE_REFUSED = _("这句话发不出去，请按说明改一改再发。")

TALK_WORDS: Mapping[str, str] = {
    "empty": _("请先写一句话再发送。"),
    "long": _("这句话有 {n} 个字，最多 {limit} 个，请缩短后再发送。"),
    "better": _("客户缓了一步，现在是“{stage}”（第 {n} 级；1 级最糟，6 级最好）"),
    "worse": _("客户更僵了，现在是“{stage}”（第 {n} 级；1 级最糟，6 级最好）"),
    "ahead": _("模型正忙，前面还有 {n} 位，轮到了客户就回话…"),
    "next": _("模型正忙，马上就轮到了…"),
    "thinking": _("客户在想…"),
    "renews": _("{time} 恢复。"),
    "cut": _("连接断了。"),
    "reconnecting": _("连接断了，正在重新连上…你的话已经存好。"),
    "caughtUp": _("这段对话在别处往下走了，这里已经跟上。"),
    "unsent": _("没发出去的话还在框里。"),
    "kept": _("你的话已经存好。"),
    "refused": LINE_REFUSED,
    "unreachable": _("没能送到对练台，你的话还在这里，请再试一次。"),
}
"""What chat.js says; {n}, {limit} and {stage} are filled in there."""

ERROR_TITLES: Mapping[int, str] = {
    401: _("请先登录"),
    403: _("这个请求不被允许"),
    404: _("没有这一页"),
    405: _("这个地址不这样用"),
    409: _("现在不能这样做"),
    422: _("有一处填得不对"),
    429: _("请稍后再试"),
    500: _("对练台出了错"),
    502: _("模型没有回应"),
    503: _("数据暂时读写不了"),
}
ERROR_HINTS: Mapping[int, str] = {
    401: _("登录后再来一次；没发出去的话可以回到上一页复制。"),
    404: _("地址可能抄错了，或者这次练习不在这台对练台上。"),
    409: _("回到上一页看看最新的情况，再继续。"),
    422: _("回到上一页改一改，再试一次。"),
    500: _("已经说过的话都存好了。刷新一次；若还是这样，请把下面的编号告诉管理员。"),
    503: _("请管理员检查数据库所在的磁盘与权限。已经存好的内容不受影响。"),
}

ERRORS: Mapping[str, str] = {
    "error": _("对练台出了点问题，请再试一次。"),
    "not-found": _("要找的内容不在这台对练台上。"),
    "not-allowed": _("你的账号无权看这里或这样做；需要的话，请管理员调整你的角色或班组。"),
    "not-signed-in": _("你还没有登录，或登录已过期。请在新的标签页登录，再回来继续。"),
    "form-token": _("这一页是登录之前打开的，请刷新以后再试一次。"),
    "invalid-input": _("有一处不合要求，改一改再试。"),
    "conflict": _("这里已经有了新的情况，刷新一次再继续。"),
    "session-ended": _("这次对话已经结束，不能再接着说，可以去看评分单。"),
    "storage": _("数据暂时读写不了，请稍后再试，或请管理员看看磁盘。"),
    "content": _("内容文件有误，请管理员用 duilian check 检查。"),
    "content-too-large": _("送来的内容太大了，请缩短后再试。"),
    "model": _("模型没有给出回答。"),
    "model-unreachable": _("连不上模型服务。"),
    "model-timeout": _("模型太久没有回答。"),
    "model-busy": _("模型正忙，过一会儿再试。"),
    "model-fault": _("模型服务那边出了错。"),
    "model-refused": _("模型服务拒绝了请求，请管理员检查密钥、模型名与地址。"),
    "model-resting": _("模型接连出错，先让它歇一会儿再试。"),
    "budget-spent": _("今天的模型用量用完了。"),
    "stopping": _("服务正在更新，请过几秒再发。"),
    "claim-lost": _("另一个进程接着做这件事了，刷新一次看看。"),
    "model-form-unsupported": _("模型服务不支持所需的回答格式。"),
    "model-stream-cut": _("话说到一半断了。"),
    "model-empty": _("模型什么也没有说。"),
    "model-answer-form": _("模型的回答不合格式。"),
}
"""What people are told, by the error's code; what the adapter said stands beside it as a detail."""


def error_words(code: str) -> str:
    """Return what people are told of an error; the general words for a code that has none of its own."""
    return ERRORS.get(code, ERRORS["error"])


def word(kind: str, code: str) -> str:
    """Return the words for a code of a kind; the code itself where none are known (content from elsewhere)."""
    return _WORDS[kind].get(code, code)


def words_of(kind: str) -> Mapping[str, str]:
    """Return all codes of a kind with their words."""
    return _WORDS[kind]


def flag_words(flag: str) -> tuple[str, str]:
    """Return a flag in words and its subject ("" if none). Flags read ``id`` or ``id:subject``."""
    kind, _colon, subject = flag.partition(":")
    known = _WORDS["flag"].get(kind)
    return (known, subject) if known else (_FLAG_UNKNOWN, flag)


def engine_words(engine: Engine, model: str | None) -> tuple[str, str]:
    """Return who plays or grades, as a source text and its subject: the model's name or "" offline."""
    if engine is Engine.LLM:
        return _("模型"), model or ""
    return _("离线引擎"), ""
