"""Profiles of the apology dimension (A1–A4), and the signs that come from the apology timeline."""

from collections.abc import Iterator, Mapping, Sequence

from sim.domain.score import ApologyScore
from sim.grading.limits.apology import ACTS
from sim.grading.limits.bounds import apology_evidence
from sim.grading.rules.material import Material
from sim.grading.rules.profile import Profile
from sim.grading.rules.signs import Sign
from sim.grading.words.dialogue import Dialogue

CODES = {
    "O": "没查清就揽责，道歉过重",
    "U": "该说重一级的话，说轻了",
    "F": "道歉没说为了什么，或者翻来覆去",
    "T": "事实没清楚就先认",
    "C": "“如果您觉得”式的道歉",
    "B": "道完歉接一个“但是”",
}
"""Error codes in the words people read."""

_WORD = {f"apology-{code}": CODES[code] for code in "OUTC"} | {"deny": "该认的不认", "shift": "把责任推给别人"}


def apology_signs(dialogue: Dialogue, apologies: Sequence[ApologyScore]) -> Iterator[Sign]:
    """Yield the signs of every apology: right or its error code, what it is for, and that it is there at all.

    Where nothing is left to find out there is nothing to keep apart: a right apology owns the whole.
    """
    settled = all(matter.established for matter in dialogue.scenario.responsibility)
    for apology in apologies:
        if apology.courtesy:
            continue
        evidence = apology_evidence(dialogue, apology)
        yield Sign("apology", evidence)
        yield Sign("apology-right" if apology.code is None else f"apology-{apology.code}", evidence)
        yield Sign(f"apology-for-{apology.target or 'none'}", evidence)
        if settled and apology.code is None:
            yield Sign("apology-whole", evidence)
        if dialogue.by_number[apology.turn].moves(*ACTS):
            yield Sign("apology-and-act", evidence)
    yield from _repeated(dialogue, apologies)


def _repeated(dialogue: Dialogue, apologies: Sequence[ApologyScore]) -> Iterator[Sign]:
    """Yield a sign at the last of several apologies: that is where it became too many."""
    meant = [apology for apology in apologies if not apology.courtesy]
    turns = len({apology.turn for apology in meant})
    if turns >= 2:
        yield Sign("apologised-twice" if turns == 2 else "apologised-thrice", apology_evidence(dialogue, meant[-1]))


def _word(material: Material) -> str:
    word = material.apology
    if not word:
        return ""
    if material.is_ours:
        return f"“{material.affair}，是我们没做好，{word}，让您受累了。我现在就往下办。”"
    if material.unsettled:
        return f"“让您碰上这样的事，{word}。{material.unsettled}，还没有结论；怎么查、几时有结果，我这就问清楚告诉您。”"
    hardship = "您要的没能当场办成" if material.is_customers else f"{material.matter}，让您为难了"
    return f"“{hardship}，{word}。能走的路我说给您听。”"


def _once(material: Material) -> str:
    word = material.apology or "很抱歉"
    offer = material.offer
    act = f"眼下能办的有这一样：{offer}。我现在就给您办。" if offer else "我现在就往下办。"
    if material.is_ours:
        return f"“查清楚了，{material.affair}，责任在我们，{word}。{act}”"
    return f"“让您碰上这样的事，{word}。{act}”"


_APOLOGY = {"apology": "道了歉"}

APOLOGISING: Mapping[str, Profile] = {
    "apology.level": Profile(
        {
            "apology-right": "用词轻重合适",
            "known-unknown": "把认的和没查清的分开说",
            "apology-whole": "该认的认了",
        },
        _WORD,
        _word,
        {**_APOLOGY, "admit": "认了过失，没有说出道歉"},
        must={4: (("known-unknown", "apology-whole"),)},
    ),
    "apology.target": Profile(
        {
            "apology-for-fault": "点明了哪里没做好",
            "apology-for-hardship": "点明了客户受的累",
            "apology-for-event": "点明了是哪件事",
        },
        {
            "apology-for-mood": "只为客户的情绪道歉",
            "apology-for-inconvenience": "只说“不便”，没说是什么事",
            "apology-B": CODES["B"],
            "apology-F": CODES["F"],
        },
        _word,
        _APOLOGY,
    ),
    "apology.timing": Profile(
        {"apology-and-act": "道了歉就转到怎么办", "apology-right": "道歉的时候正好"},
        {"apology-T": CODES["T"], "apology-O": CODES["O"]},
        _once,
        _APOLOGY,
        must={4: (("apology-and-act",),)},
    ),
    "apology.frequency": Profile(
        {"apology-right": "道一次就去办，没有反复"},
        {"apologised-thrice": "前后道了三次以上的歉", "apologised-twice": "前后道了两次歉", "apology-F": CODES["F"]},
        _once,
        _APOLOGY,
        aim=4,
    ),
}
