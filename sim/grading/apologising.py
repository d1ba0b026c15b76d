"""Profiles of the apology dimension (A1–A4), and the signs that come from the apology timeline."""

from collections.abc import Iterator, Mapping, Sequence

from sim.domain.score import ApologyScore
from sim.grading.bounds import apology_evidence
from sim.grading.dialogue import Dialogue
from sim.grading.profile import Material, Profile
from sim.grading.signs import Sign

CODES = {
    "O": "过度揽责",
    "U": "道歉不足",
    "F": "空泛或重复的道歉",
    "T": "事实没清楚就先认",
    "C": "带条件的道歉",
    "B": "道歉后接“但是”",
}
"""Error codes in the words people read."""

_WRONG = {f"apology-{code}": text for code, text in CODES.items()} | {
    "deny": "否认",
    "shift": "推给别人",
    "flattery": "讨好",
}


def apology_signs(dialogue: Dialogue, apologies: Sequence[ApologyScore]) -> Iterator[Sign]:
    """Yield a sign for every apology: right, its error code, what it is for, and that it is there at all."""
    for apology in apologies:
        if apology.courtesy:
            continue
        evidence = apology_evidence(dialogue, apology)
        yield Sign("apology", evidence)
        yield Sign("apology-right" if apology.code is None else f"apology-{apology.code}", evidence)
        yield Sign(f"apology-for-{apology.target or 'none'}", evidence)


def _word(material: Material) -> str:
    word = material.apology
    if not word:
        return ""
    owned = "，这一条是我们没做好" if word == "对不起" else ""
    return f"“{material.matter}{owned}，{word}，让您受累了。我现在就往下办。”"


def _once(material: Material) -> str:
    word = material.apology or "很抱歉"
    return f"只说一次“{word}”，说在查清{material.matter}的那一轮，下一句就接要办的事。"


_RIGHT = {"apology-right": "用词合适"}

APOLOGISING: Mapping[str, Profile] = {
    "apology.level": Profile(
        {**_RIGHT, "known-unknown": "把责任分开说"}, _WRONG, _word, ("apology", "admit", "dead-end")
    ),
    "apology.target": Profile(
        {"apology-for-fault": "点明具体过失", "apology-for-event": "点明具体的事", "impact": "说出影响"},
        {"apology-for-mood": "只为客户的情绪道歉", "apology-for-inconvenience": "只说“不便”", **_WRONG},
        _word,
        ("apology",),
    ),
    "apology.timing": Profile({**_RIGHT, "finding": "查清后道歉"}, _WRONG, _once, ("apology",)),
    "apology.frequency": Profile({**_RIGHT, "act-now": "道歉后接行动"}, _WRONG, _once, ("apology",)),
}
