"""Yielding: thanks, agreement or giving in before the mood has come that far."""

import re

from sim.customer.voice.guard.scene import GuardScene, own_words
from sim.domain.mood import Outcome, Stage

_END = r"(?:$|[，。！!…])"
_THANKS = re.compile(r"(?<!不用)(?:谢谢|感谢|多谢|谢了|辛苦(?:你|了)|麻烦你了|有劳)")
_ACCEPTS = re.compile(
    r"我(?:就)?(?:同意(?!的)|接受|满意|放心了|相信你|信你|信任|服了|没意见|没问题了)(?!个?(?:什么|啥|个鬼|个头))|(?<!不)(?:听|按|照)你(?:的|说的|们的)(?:办|来|做|安排)?"
    + _END
    + r"|就(?:这么|这样)(?:定|办|说定)|说定了|一言为定|那就(?:这样|这么)|(?:我)?(?:就)?不(?:投诉|追究|计较|闹|说什么)了"
    r"|问题解决了|没事了|算了吧|那就好|太好了|你(?:真|很|挺)(?:好|不错|专业|负责|贴心)|我(?:就)?等(?:着)?(?:你|你们)(?:的|书面)*(?:消息|通知|回复|电话|答复)"
)
_MILD = re.compile(
    r"^(?:(?:那|嗯|哦|啊|唉)，?)*(?:好的|好吧|行吧|没问题|明白了|知道了|了解了|没关系|没事儿?)"
    + _END
    + r"|^(?:那|嗯)?(?:好|行|可以|也行|成)[。！!…]*$"
    r"|(?<!让)(?<!叫)我(?:可以|愿意|能)?再?等(?:等|一等|一下|一会)|我(?:能|都)?理解(?:了|你|一下|你们|[，。！])|^当然可以"
    r"|^(?:好|行|成)，(?:那)?我(?:再|先)(?:报|等|试|跑|回)|我明白(?:了|你|[，。！])|有道理[，。！]|说得(?:也)?是[，。！]"
    r"|(?<!就算)(?<!即使)(?<!哪怕)(?<!当)你(?:这话|这么)?(?:说|讲)(?:的|得)?(?:也|都|倒|是|挺|很|还|确实|真)*(?:没错|不错|对|在理|有理|有道理|是实话)"
    r"(?!(?:吗|么|不对|了|外|付|于|着))"
)
_PRAISE = re.compile(
    r"你(?:这|这个|的|们)*(?:年轻人|小伙子|小姑娘|姑娘|人|态度|服务|工作)[^，。！？不没]{0,3}(?:真|挺|很|蛮|还算|还是|不错)+(?:的)?"
    r"(?:认真|好|负责|专业|细心|耐心|贴心|周到|诚恳)|你(?:真|挺|很)(?:认真|细心|耐心|周到|诚恳)"
)
"""Praise of the agent: not before the matter is all but settled."""
_SELF_BLAME = re.compile(
    r"(?<!不)是我的(?:责任|问题)|我是不是(?:真的?)?(?:错|误会|搞错|弄错)|(?<!不)是我(?:不对|错了|误会|态度|的错|着急|急了|没)|(?:错怪|误会)(?:你|了)|我(?:刚才|之前|刚刚)?(?:是|确实)?(?:太|有点|有些)(?:激动|冲动|急躁|冲)|"
    r"我(?:态度|语气|话)(?:不好|重了|不对)|我(?:也)?有(?:不对|责任|错)|(?:^|[，。！？])我(?:是|确实|可能)+没(?:看|听|说)(?:清楚?|明白|仔细)"
)
ENDED_WELL = (Outcome.ACCEPTED, Outcome.PARTIAL)
"""Outcomes whose last line may agree."""


def yields_unearned(sentence: str, scene: GuardScene) -> str | None:
    """Return "yield" (or "thanks") where the sentence gives in further than the mood has come."""
    return unearned(sentence, scene.direction.mood.stage, ends_well=scene.direction.outcome in ENDED_WELL)


def unearned(text: str, stage: Stage, *, ends_well: bool) -> str | None:
    """Return what the words give away beyond this stage: "thanks", "yield" or None.

    Blaming himself and thanking are never his: angry customers come down to neutral, not to gratitude. Acceptance
    belongs to a last line that ends well; a plain "all right" needs the ladder's fifth rung at least.
    """
    words = own_words(text).strip()
    if _SELF_BLAME.search(words):
        return "yield"
    if _THANKS.search(words):
        return "thanks"
    if ends_well:
        return None
    below = stage.rank < Stage.EASING.rank
    if _ACCEPTS.search(words) or (below and (_MILD.search(words) or _PRAISE.search(words))):
        return "yield"
    return None


def ends_as_directed(line: str, outcome: Outcome) -> bool:
    """Tell whether a last line says the ending that the code has decided, in whatever words."""
    if outcome in ENDED_WELL and _DEFIES.search(line):
        return False
    return bool(_ENDINGS[outcome].search(line))


_DEFIES = re.compile(
    r"不行(?!我|再|就|的话)|(?:我|可)(?:不|没)(?:认|答应|接受|同意)|休想|别想|没门|免谈|我现在就(?:投诉|去)"
)
_ENDINGS = {
    Outcome.ACCEPTED: re.compile(
        r"行|好|可以|成|得[，。了]|就(?:这么|这样|按|照|到|今|明|等)|先(?:这样|这么|看|等|到)|等(?:着|你|到)|认|试试|记(?:死|住|下|着|本)"
        r"|说定|定了|依你|听你|信你|到(?:点|时|那)|看(?:结果|你|着|兑现)|盯着|办成|选|挑"
    ),
    Outcome.PARTIAL: re.compile(
        r"先(?:这样|到这|放|挂|搁|记)|等(?:着|你|书面|那|到|收)|书面|纸面|纸上|落(?:到)?纸|那半|半截|保留|到(?:时候|日子|那天|期)|再(?:说|讲|来|看)"
        r"|收到|查收|盯着|记着|到(?:这|此)|有数|不算完"
    ),
    Outcome.ESCALATED: re.compile(
        r"领导|主管|经理|负责(?:人|的)|投诉|上面|上级|上头|往上|上一级|12345|12315|管(?:事|你|得了)|做(?:得了)?主|拍板|说了算|说得上话"
        r"|记者|电视台|网上|曝光|监管|举报|告(?:你|到|去)|交上去|递上去|换(?:个|能|一个)?[^，。！？]{0,4}(?:人|来)|找[^，。！？]{0,6}(?:说理|说话|谈|评理)|换个地方"
    ),
    Outcome.LEFT: re.compile(
        r"走(?:了|人|[，。！])|挂(?:了|断|电话)|不(?:说|谈|聊|问|讲|耗|费|等|跟你|陪)|算了|另找|别处|别家|再见|没完|别想完|说不着|到此|上面|上头|投诉|白(?:费|搭|来|瞎|说|打|跑)"
        r"|懒得|没意思|回去|改天|下回|自己(?:想|找|去|弄)|找(?:别|能|懂|得)"
    ),
}
"""Each ending by its meaning: how people say that it is enough for today, that they go higher, that they give up."""
