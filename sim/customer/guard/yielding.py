"""Yielding: thanks, agreement or giving in before the mood has come that far."""

import re

from sim.customer.guard.scene import GuardScene, own_words
from sim.domain.mood import Outcome, Stage

_END = r"($|[，。！!…])"
_THANKS = re.compile(r"(?<!不用)(谢谢|感谢|多谢|谢了|辛苦(你|了)|麻烦你了|有劳)")
_ACCEPTS = re.compile(
    r"我(就)?(同意(?!的)|接受|满意|放心了|相信你|信你|信任|服了|没意见|没问题了)|(?<!不)(听|按|照)你(的|说的|们的)(办|来|做|安排)?"
    + _END
    + r"|就(这么|这样)(定|办|说定)|说定了|一言为定|那就(这样|这么)|(我)?(就)?不(投诉|追究|计较|闹|说什么)了"
    r"|问题解决了|没事了|算了吧|那就好|太好了|你(真|很|挺)(好|专业|负责|贴心)|我(就)?等(着)?(你|你们)(的)?(消息|通知|回复|电话|答复)"
)
_MILD = re.compile(
    r"^(那|嗯|哦|啊)?(好的|好吧|行吧|没问题|明白了|知道了|了解了|没关系|没事)"
    + _END
    + r"|^(那|嗯)?(好|行|可以|也行|成)[。！!…]*$"
    r"|(?<!让)(?<!叫)我(可以|愿意|能)?再?等(等|一等|一下|一会)|我(能)?理解(了|你|一下|你们)"
    r"|我明白(了|你)|有道理[，。！]|你说得对|说得(也)?是[，。！]"
)
_SELF_BLAME = re.compile(
    r"(?<!不)是我的(责任|问题)|(?<!不)是我(不对|错了|误会|态度|的错|着急|急了|没)|(错怪|误会)(你|了)|我(刚才|之前|刚刚)?(是|确实)?(太|有点|有些)(激动|冲动|急躁|冲)|"
    r"我(态度|语气|话)(不好|重了|不对)|我(也)?有(不对|责任|错)"
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
    if _ACCEPTS.search(words) or (stage.rank < Stage.EASING.rank and _MILD.search(words)):
        return "yield"
    return None


def ends_as_directed(line: str, outcome: Outcome) -> bool:
    """Tell whether a last line says the ending that the code has decided."""
    return bool(_ENDINGS[outcome].search(line))


_ENDINGS = {
    Outcome.ACCEPTED: re.compile(r"行|好|可以|成|就(这么|这样|按)|先(这样|这么)|我等着|认|试试"),
    Outcome.PARTIAL: re.compile(r"先(这样|到这)|我(就)?等|书面|那半|保留|到时候|再说"),
    Outcome.ESCALATED: re.compile(r"领导|主管|经理|负责人|投诉|上面|上级|12345|12315|管事"),
    Outcome.LEFT: re.compile(r"走了|走人|不说了|不跟你|算了|另找|再见|没完|上面|投诉|白费|懒得"),
}
