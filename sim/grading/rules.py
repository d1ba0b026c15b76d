"""Judges all dimensions by rule: signs to levels by the calibration, each level with the words that show it."""

from collections.abc import Mapping, Sequence

from sim.domain.rubric import Criterion, Dimension, Rubric
from sim.domain.score import ApologyScore, Judgement, Proposal, Quote
from sim.grading.apologising import APOLOGISING, apology_signs
from sim.grading.apology import analyse
from sim.grading.bounds import Bounds, apology_bounds
from sim.grading.calibration import default_calibration
from sim.grading.dialogue import Dialogue
from sim.grading.empathy import EMPATHY
from sim.grading.gates import rule_failures
from sim.grading.listening import LISTENING
from sim.grading.profile import SAY, Material, Profile
from sim.grading.resolution import RESOLUTION, resolution_signs
from sim.grading.signs import Sign, Signs, read_signs

PROFILES: Mapping[str, Profile] = {**LISTENING, **EMPATHY, **APOLOGISING, **RESOLUTION}

GOOD = 3
"""The lowest level worth aiming at: the anchors below it describe what went wrong."""

UNQUOTED_MAX = 1
"""The anchors' rule: a criterion that no words show is at most this."""

QUOTES_MAX = 3
"""Most quotes shown for one criterion."""


def judge_by_rule(dialogue: Dialogue, rubric: Rubric) -> dict[str, Judgement]:
    """Return the rules' judgement of every dimension of the rubric.

    A criterion the rules do not know (a rubric of somebody's own) gets no proposal and stays unscored. What was
    found under the gates comes with the first dimension.
    """
    apologies = analyse(dialogue)
    signs = dialogue_signs(dialogue, apologies)
    bounds = apology_bounds(dialogue, apologies)
    gates = rule_failures(dialogue)
    judgements = {}
    for place, dimension in enumerate(rubric.dimensions):
        proposals = _proposals(dialogue, dimension, signs, bounds)
        judgements[dimension.id] = Judgement(dimension.id, proposals, gates if place == 0 else ())
    return judgements


def dialogue_signs(dialogue: Dialogue, apologies: Sequence[ApologyScore]) -> Signs:
    """Return all signs of a dialogue, those of its apologies included."""
    read = read_signs(dialogue)
    return Signs((*read.all, *apology_signs(dialogue, apologies), *resolution_signs(dialogue)), read.turns)


def _proposals(
    dialogue: Dialogue, dimension: Dimension, signs: Signs, bounds: Mapping[str, Bounds]
) -> tuple[Proposal, ...]:
    calibration = default_calibration()
    whole = calibration.backbone.value(signs)
    proposals = (
        _propose(dialogue, criterion, signs, bounds.get(criterion.id), calibration.level(criterion.id, signs, whole))
        for criterion in dimension.criteria
    )
    return tuple(proposal for proposal in proposals if proposal is not None)


def _propose(
    dialogue: Dialogue, criterion: Criterion, signs: Signs, bounds: Bounds | None, level: int | None
) -> Proposal | None:
    profile = PROFILES.get(criterion.id)
    if profile is None or level is None:
        return None
    if not dialogue.turns or (bounds is not None and not bounds.applicable):
        return Proposal(criterion.id, None, reasoning="这段对话里没有机会表现这一项，不计入平均。")
    shown = _chosen(signs, tuple(profile.shows)) or _chosen(signs, profile.support)
    against = _chosen(signs, tuple(profile.against))
    level = level if shown else min(level, UNQUOTED_MAX)
    if bounds is not None:
        level = bounds.clamp(level)
    cited = shown if level >= 2 else (*against, *shown)
    return Proposal(
        criterion.id,
        level,
        tuple(dict.fromkeys(sign.quote for sign in cited))[:QUOTES_MAX],
        _reasoning(criterion, profile, level, shown, against, signs),
        _suggestion(criterion, profile, level, dialogue),
    )


def _chosen(signs: Signs, names: Sequence[str]) -> tuple[Sign, ...]:
    """Choose signs to cite: the most telling first, one of each name, no words twice."""
    chosen: dict[tuple[int, str], Sign] = {}
    for name in names:
        for sign in signs.by_name.get(name, ()):
            if quotable(sign.quote) and (sign.evidence.turn, sign.evidence.quote) not in chosen:
                chosen[sign.evidence.turn, sign.evidence.quote] = sign
                break
    return tuple(chosen.values())


def quotable(quote: Quote) -> bool:
    """Tell whether words are long enough to stand as evidence."""
    return sum(char.isalnum() for char in quote.text) >= 3


def _reasoning(
    criterion: Criterion, profile: Profile, level: int, shown: Sequence[Sign], against: Sequence[Sign], signs: Signs
) -> str:
    parts = [f"按行为判为第 {level} 级：{criterion.anchors[level].zh.rstrip('。')}"]
    if shown and (level > UNQUOTED_MAX or shown[0].name in profile.shows):
        parts.append("支持：" + _told(profile.shows, shown))
    lacking = [text for name, text in profile.shows.items() if not signs.has(name)]
    if lacking and level < 4:
        parts.append("没有看到：" + "、".join(dict.fromkeys(lacking)))
    if against:
        parts.append("不利：" + _told(profile.against, against))
    return "。".join(parts) + "。"


def _told(words: Mapping[str, str], found: Sequence[Sign]) -> str:
    return "、".join(
        f"{words.get(sign.name, '相关的话')}（第 {sign.evidence.turn} 轮“{_short(sign.evidence.quote)}”）"
        for sign in found[:QUOTES_MAX]
    )


def _short(text: str, limit: int = 24) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def _suggestion(criterion: Criterion, profile: Profile, level: int, dialogue: Dialogue) -> str:
    if level == len(criterion.anchors) - 1:
        return ""
    line = profile.line(Material(dialogue))
    aim = criterion.anchors[max(level + 1, GOOD)].zh.rstrip("。")
    return f"要做到：{aim}。" + (f"{SAY}{line}" if line.startswith("“") else line)
