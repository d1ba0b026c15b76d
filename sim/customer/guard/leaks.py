"""Leaks: talk of what only the house knows (model, brief, numbers of his mood, the exercise)."""

import re

from sim.customer.guard.scene import GuardScene

_HOUSE = re.compile(
    r"提示词|系统提示|系统消息|人工智能|语言模型|大模型|聊天机器人|智能助手|AI助手|虚拟(客户|角色|人物)|"
    r"扮演|剧本|人设|情绪值|愤怒值|怒气值|信任值|信任度|好感度|评分|打分标准|评分标准|量表|导演|"
    r"隐藏(需求|动机)|真实动机|陪练|(模拟|练习)(客户|对话|场景|练习)|作为(一个|一名|一位)?(客户|顾客|用户)|"
    r"(爆发|对抗|僵持|松动|缓和)阶段|不许松口|只给你看|字以内|照着演|别念出来|勉强答应|换个说法再提|说漏半句|放一句狠话|先接他这句"
    r"|(我的)?(设定|指令|角色)(是|要求|里|为)|根据(提示|设定|指令|要求)"
)
_LATIN = re.compile(
    r"(?<![A-Za-z])(AI|A\.I\.|GPT|ChatGPT|prompt|system|assistant|user|persona|rubric|anger|trust|stage|json)(?![A-Za-z])",
    re.IGNORECASE,
)


def leaks_house(sentence: str, scene: GuardScene) -> str | None:
    """Return "leak" where the sentence speaks of prompt, model, role, score or mood numbers."""
    return "leak" if has_leak(sentence) else None


def has_leak(text: str) -> bool:
    """Tell whether the words speak of what only the house knows."""
    return bool(_HOUSE.search(text) or _LATIN.search(text))
