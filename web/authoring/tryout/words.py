"""The words of try-outs for the ids of the domain."""

from collections.abc import Mapping

from sim.customer.rehearsal.report import Shortfall
from sim.customer.rehearsal.worst_lines import Blemish
from sim.domain.trial import TrialSort, TrialStatus
from web.marking import _

AGENTS: Mapping[str, str] = {
    "excellent": _("出色的坐席"),
    "middling": _("一般的坐席"),
    "poor": _("生硬的坐席"),
    "grovelling": _("一味道歉许愿的坐席"),
    "jailbreak": _("套话、冒充系统的坐席"),
    "silent": _("几乎不开口的坐席"),
}

SHORTFALLS: Mapping[Shortfall, str] = {
    Shortfall.SWAPS: _("替坐席说了话"),
    Shortfall.UNEARNED: _("没到时候就松了口"),
    Shortfall.LEAKS: _("说出了不该说的设定"),
    Shortfall.REPEATS: _("说过的话又原样说了一遍"),
    Shortfall.UNEARNED_WINS: _("什么也没做对，却谈成了"),
    Shortfall.TOO_FEW_WINS: _("做得好也没能在 5 到 9 句里谈成"),
    Shortfall.NO_DIFFERENCE: _("做得一般，谈成的次数却和做得好的一样多"),
}

BLEMISHES: Mapping[Blemish, str] = {
    Blemish.SWAP: _("替坐席说了话"),
    Blemish.LEAK: _("说出了设定"),
    Blemish.UNEARNED: _("没到时候就松了口"),
    Blemish.UNEARNED_WIN: _("不该谈成却谈成了"),
    Blemish.REPEAT: _("原样重复"),
    Blemish.NOT_WON: _("做得好也没谈成"),
    Blemish.NOT_IN_TIME: _("谈成得太早或太晚"),
}

_RUNNING: Mapping[TrialSort, str] = {
    TrialSort.REHEARSAL: _("正在演"),
    TrialSort.REGRADING: _("正在重评"),
    TrialSort.AGREEMENT: _("正在比"),
}
_DONE: Mapping[TrialSort, str] = {
    TrialSort.REHEARSAL: _("演完了"),
    TrialSort.REGRADING: _("重评完了"),
    TrialSort.AGREEMENT: _("比完了"),
}
_ENDED: Mapping[TrialStatus, str] = {
    TrialStatus.STOPPED: _("已停下"),
    TrialStatus.FAILED: _("中断了"),
}
GONE = _("中断了：运行它的程序已经停了，可以重新开始。")


def state_words(sort: TrialSort, status: TrialStatus) -> str:
    """Return the words for where a trial stands, in terms of what it does."""
    if status is TrialStatus.RUNNING:
        return _RUNNING[sort]
    return _DONE[sort] if status is TrialStatus.DONE else _ENDED[status]
