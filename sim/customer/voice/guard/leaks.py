"""Leaks: talk of what only the house knows (model, brief, numbers of his mood, the exercise)."""

import re
from functools import cache, lru_cache

from sim.customer.voice.guard.scene import GuardScene
from sim.customer.voice.prompt import stage_words
from sim.domain.archetype import Archetype

_HOUSE = re.compile(
    r"提示词|系统提示|系统消息|人工智能|语言模型|大模型|聊天机器人|智能助手|AI助手|虚拟(?:客户|角色|人物)|"
    r"扮演|剧本|人设|情绪值|愤怒值|怒气值|信任值|信任度|好感度|评分|打分标准|评分标准|量表|导演|"
    r"隐藏(?:需求|动机)|真实动机|陪练|(?:模拟|练习)(?:客户|对话|场景|练习)|作为(?:一个|一名|一位)?(?:客户|顾客|用户)|"
    r"(?:爆发|对抗|僵持|松动|缓和)阶段|(?:不许|不要|别|不能|没有提示)[^，。]{0,3}松口|只给你看|字以内|照着演|别念出来|勉强答应|换个说法再提|说漏半句|给他压力|刺他一句|先接他这句|收尾[。，！]|^收尾$|舞台|(?:给|有)(?:我|你)的?提示"
    r"|(?:我的)?(?:设定|指令|角色)(?:是|要求|里|为)|根据(?:提示|设定|指令|要求)"
)
_LATIN = re.compile(
    r"(?<![A-Za-z])(?:AI|A\.I\.|GPT|ChatGPT|prompt|system|assistant|user|persona|rubric|anger|trust|stage|json)(?![A-Za-z])",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[，。！？；：、…\s]+")
_HAN_RUNS = re.compile(r"[\u4e00-\u9fff]+")
_QUOTED = re.compile(r"“[^”]*”")
_SHORTEST_WORDS = 4
_ECHOED, _ECHOED_SHARE = 5, 0.6
"""Pairs of characters, in number and as a share of the clause, from which it is taken from what he must not know."""


def leaks_house(sentence: str, scene: GuardScene) -> str | None:
    """Return "leak" where the sentence speaks of prompt, model, role, score or mood numbers."""
    return "leak" if has_leak(sentence) or echoes_direction(sentence, scene) else None


def echoes_direction(sentence: str, scene: GuardScene) -> bool:
    """Tell whether a clause is made of the words about him (motive, summary, style) or of the stage direction.

    Compared by pairs of neighbouring characters, so that a changed pronoun or word order is no way out. What authors
    wrote for him to say is not looked at: it is his.
    """
    archetype, direction = scene.cast.archetype, scene.direction
    secret = _pairs_about((archetype.motive.zh, archetype.summary.zh, *archetype.style, *archetype.never))
    directs = _any_direction_words().search(sentence) is not None
    if not directs and len(_pairs_of(sentence) & secret) < _ECHOED:  # then no clause of it has as many
        return False
    his = _pairs_said((direction.demand, direction.need, direction.hint, *direction.facts, scene.dialogue))
    for clause in _CLAUSES.split(sentence):
        if directs and _is_direction(clause):
            return not _written_for_him(clause, archetype)
        pairs = _pairs_of(clause) - his
        if len(pairs & secret) >= _ECHOED and len(pairs & secret) >= _ECHOED_SHARE * len(pairs):
            return not _written_for_him(clause, archetype)
    return False


@cache
def _direction_words() -> tuple[str, ...]:
    return tuple(part for words in stage_words() for part in words.split("，") if len(part) >= _SHORTEST_WORDS)


@cache
def _any_direction_words() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _direction_words())))


def _is_direction(clause: str) -> bool:
    return any(words in clause and len(words) >= _ECHOED_SHARE * len(clause) for words in _direction_words())


@lru_cache(maxsize=64)
def _pairs_about(about: tuple[str, ...]) -> frozenset[str]:
    return _pairs_of(" ".join([*(_QUOTED.sub("", text) for text in about), *stage_words()]))


@lru_cache(maxsize=256)
def _pairs_said(texts: tuple[str, ...]) -> frozenset[str]:
    """Return the pairs of what he may say; the same for all sentences of a line."""
    return _pairs_of(" ".join(texts))


def _pairs_of(text: str) -> frozenset[str]:
    return frozenset([run[at : at + 2] for run in _HAN_RUNS.findall(text) for at in range(len(run) - 1)])


def _written_for_him(clause: str, archetype: Archetype) -> bool:
    return any(clause in text for line_set in archetype.lines for text in line_set.texts)


def has_leak(text: str) -> bool:
    """Tell whether the words speak of what only the house knows."""
    return bool(_HOUSE.search(text) or _LATIN.search(text))
