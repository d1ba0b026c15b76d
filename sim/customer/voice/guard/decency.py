"""How hurtful may he be? Some words never; others from an intensity on."""

import re

from sim.customer.voice.guard.scene import GuardScene

_NEVER = re.compile(
    r"他妈|妈的|你妈|你娘|你爹|你爸|你奶|祖宗|全家|操你|我操|卧槽|草泥|傻[逼比叉Xx]|煞笔|[sS][bB]\b|婊|妓|鸡巴|屌|日你|狗日|贱人|贱货|"
    r"去死|找死|弄死|打死|砍|揍|杀了|捅|扇你|抽你|打断|放火|同归于尽|要你(?:的)?命|卸了你|"
    r"畜生|王八|杂种|狗东西|人渣|脑残|弱智|智障|残废|瘸子|聋子|瞎子|神经病|精神病|"
    r"娘们|娘炮|老女人|臭女人|乡巴佬|外地佬|东北佬|黑鬼|小日本|死胖|死肥|丑八怪"
)
_FAMILY = re.compile(
    r"(?<=[和跟同连])他妈(?!的)妈?|(?:孩子|娃儿?|小的|小家伙)他妈妈?|(?:^|(?<=[，。！？；、…]))他妈(?=[都也说在抱带还和跟])"
    r"|他妈妈|(?:我们?|咱们?|人家)全家"
)
"""His own people, who must not be taken for a curse: 我和他妈都没主意."""
_BY_INTENSITY = (
    (3, re.compile(r"废物|饭桶|白痴|垃圾|混蛋|混账|滚|蠢货|蠢猪|狗屁|放屁|不要脸|狼心狗肺")),
    (
        2,
        re.compile(
            r"笨|蠢|摆设|没脑子|不配|你也配|脸皮|软骨头|瞎了|(?<!就)白干|出息|德行|没本事|(?:你|真|显得你)没用|脑子进水|木头"
        ),
    ),
)


def too_hurtful(text: str, intensity: int) -> bool:
    """Tell whether the text hurts more than a session of this intensity (1–3) allows."""
    words = _FAMILY.sub("", text)
    return bool(_NEVER.search(words)) or any(
        intensity < needed and pattern.search(words) for needed, pattern in _BY_INTENSITY
    )


def insults_beyond_cap(sentence: str, scene: GuardScene) -> str | None:
    """Return "insult" where the sentence goes beyond the session's intensity, or beyond what is ever allowed."""
    return "insult" if too_hurtful(sentence, scene.cast.intensity) else None
