"""The role: weak models talk like the agent within three turns (they apologise, offer help, announce handling)."""

import re

from sim.customer.guard.scene import GuardScene, own_words

_SERVICE = (
    r"(帮|为|替)(您|你)(查|看一|看下|办|登记|处理|安排|联系|核实|反映|记录|解决|申请|转|跟进|服务|协调|预约|催)",
    r"我(来|先|马上|现在|这就|立刻|会|将|可以|已经|已)+(给|向)(您|你)?(查|办|登记|处理|安排|联系|核实|申请|回复|答复|协调)",
    r"我们(会|将|已经|已|可以|马上|立即|尽快|一定|非常|很|深)+.{0,12}"
    r"(处理|安排|核实|派|联系|解决|改进|回复|答复|跟进|抱歉|重视|理解|反馈)",
    r"我(会|将)(尽快|尽力|马上|立即|及时|跟进|反馈|核实|处理|向上级|协助|安排)",
    r"(非常|很|十分|完全|能|可以|特别)理解(您|你)(的|们)?",
    r"理解(您|你)的?(心情|感受|焦急|担忧|难处|处境)",
    r"(我|我们)?建议(您|你)",
    r"(您|你)可以(先|选择|尝试|试试|拨打|考虑|提供)",
    r"(以下|下面)?(几个|两个|三个)?(方案|选项)[一二三ABC：:]",
    r"请(您|你)?(放心|稍等|稍候|耐心|谅解|提供一下|提供您|提供你|告诉我您|告诉我你的|留下)",
    r"有什么(可以|能).{0,3}帮|还有(其他|别的)(问题|需要).{0,4}吗|需要我(帮|为|做)",
    r"请问(您|你|有什么|需要|怎么称呼)|很高兴为|为您服务|祝(您|你)|欢迎(您|致电|光临|来电)",
    r"我是.{0,8}(客服|坐席|工作人员|接线员|柜员|接待员|值班经理)|作为.{0,4}(客服|工作人员|接待)",
    r"(给|对)(您|你)(带来|造成).{0,6}(不便|困扰|麻烦)|深表(歉意|遗憾|理解)|向(您|你)(道歉|致歉|表示)",
    r"(您|你)的?(反馈|意见|诉求|情况|问题)(我们|我)?(已经|已|会|将)",
    r"工单(号)?(已|我)|(技术|维修|工作)人员(会|将)(尽快|马上|联系|上门)",
)
_APOLOGY = re.compile(
    r"(^|[，。！？…\s])(啊|哦|嗯|那|唉|哎呀|真的|真是|非常|很|实在|十分|万分|我|我很|是我)*"
    r"(抱歉|对不起|不好意思)($|[，。！…]|了|啊|哈|让|给|，我|打扰)"
)
_AGENT = re.compile("|".join(_SERVICE))
_OTHER_SPEAKER = re.compile(r"(客服|坐席|接待员|接待|工作人员|柜员|agent|assistant)\s*[:：]", re.IGNORECASE)


def speaks_as_agent(sentence: str, scene: GuardScene) -> str | None:
    """Return "agent" where the sentence is an agent's: service phrases, help offered, an apology, the polite 您."""
    return "agent" if is_agents(sentence) or "您" in own_words(sentence) else None


def is_agents(text: str) -> bool:
    """Tell whether the words, quotations aside, are those of somebody who serves customers."""
    words = own_words(text)
    return any(pattern.search(words) for pattern in (_OTHER_SPEAKER, _AGENT, _APOLOGY))
