"""Judges all dimensions by rule: signs to levels by the calibration, each level with the words that show it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from sim.domain.rubric import LEVEL_MAX, Criterion, Dimension, Rubric
from sim.domain.score import Evidence, Judgement, Proposal, Quote
from sim.grading.limits.apology import analyse
from sim.grading.limits.bounds import NONE_LIKEWISE, Bounds, apology_bounds
from sim.grading.limits.gates import rule_failures
from sim.grading.rules.apologising import APOLOGISING, apology_signs
from sim.grading.rules.calibration import default_calibration
from sim.grading.rules.citing import Cited, cite, cite_unnamed, is_shown
from sim.grading.rules.demand import ceilings, demand_signs
from sim.grading.rules.empathy import EMPATHY
from sim.grading.rules.hold import ADRIFT_MAX, is_adrift
from sim.grading.rules.listening import LISTENING
from sim.grading.rules.material import Material
from sim.grading.rules.profile import SAY, Profile
from sim.grading.rules.resolution import RESOLUTION, resolution_signs
from sim.grading.rules.signs import Signs, read_signs
from sim.grading.rules.standing import PLEDGED, keepable, standing, unmarred
from sim.grading.words.dialogue import Dialogue

PROFILES: Mapping[str, Profile] = {**LISTENING, **EMPATHY, **APOLOGISING, **RESOLUTION}

GOOD = 3
"""The lowest level worth aiming at: the anchors below it describe what went wrong."""

UNQUOTED_MAX = 1
"""The anchors' rule: a criterion that no words show is at most this."""

LACKING_MAX = 2
"""How many things still lacking are told: more than that nobody practises at once."""


def judge_by_rule(dialogue: Dialogue, rubric: Rubric) -> dict[str, Judgement]:
    """Return the rules' judgement of every dimension of the rubric.

    A criterion the rules do not know (a rubric of somebody's own) gets no proposal and stays unscored. What was
    found under the gates comes with the first dimension.
    """
    pools = _Pools.of(dialogue)
    bounds = apology_bounds(dialogue, analyse(dialogue))
    gates = rule_failures(dialogue)
    cited: Counter[Evidence] = Counter()
    judgements = {}
    for place, dimension in enumerate(rubric.dimensions):
        proposals = _proposals(dialogue, dimension, pools, bounds, cited)
        judgements[dimension.id] = Judgement(dimension.id, proposals, gates if place == 0 else ())
    return judgements


@lru_cache(maxsize=4)
def dialogue_signs(dialogue: Dialogue) -> Signs:
    """Return all signs of a dialogue, those of its apologies included, that stand. Kept for the last few dialogues."""
    read = read_signs(dialogue)
    found = (
        *read.all,
        *apology_signs(dialogue, analyse(dialogue)),
        *resolution_signs(dialogue),
        *demand_signs(dialogue),
    )
    return Signs(tuple(standing(dialogue, found)), read.turns)


class _Pool(NamedTuple):
    """Signs that count for a criterion, and those of them whose words may be quoted for a good level."""

    signs: Signs
    quotable: Signs


class _Pools(NamedTuple):
    """All signs of a dialogue, and what is left for the criteria that stand on pledges."""

    whole: _Pool
    kept: _Pool

    @classmethod
    def of(cls, dialogue: Dialogue) -> "_Pools":
        signs = dialogue_signs(dialogue)
        kept = Signs(tuple(keepable(dialogue, signs.all)), signs.turns)
        return cls(_Pool(signs, unmarred(dialogue, signs)), _Pool(kept, unmarred(dialogue, kept)))


def _proposals(
    dialogue: Dialogue, dimension: Dimension, pools: _Pools, bounds: Mapping[str, Bounds], cited: Counter[Evidence]
) -> tuple[Proposal, ...]:
    calibration = default_calibration()
    signs = pools.whole.signs
    most = ADRIFT_MAX if is_adrift(dialogue, signs) else LEVEL_MAX
    capped = ceilings(signs)
    proposals = []
    for criterion in dimension.criteria:
        pool = pools.kept if criterion.id in PLEDGED else pools.whole
        highest = min(most, capped.get(criterion.id, LEVEL_MAX))
        level = calibration.level(criterion.id, pool.signs, calibration.backbone.value(pool.signs), highest)
        proposals.append(_propose(dialogue, criterion, pool, bounds.get(criterion.id), level, cited))
    return tuple(proposal for proposal in proposals if proposal is not None)


def _propose(
    dialogue: Dialogue,
    criterion: Criterion,
    pool: _Pool,
    bounds: Bounds | None,
    level: int | None,
    cited: Counter[Evidence],
) -> Proposal | None:
    profile = PROFILES.get(criterion.id)
    if profile is None or level is None:
        return None
    if not dialogue.turns or (bounds is not None and not bounds.applicable):
        return Proposal(criterion.id, None, reasoning="这段对话里没有机会表现这一项，不计入平均。")
    signs, quotable = pool
    level = profile.allow(level, lambda name: is_shown(dialogue, quotable, name), signs.has)
    shown = (
        cite(dialogue, quotable, profile.shows, cited)
        or cite(dialogue, quotable, profile.support, cited)
        or (level > UNQUOTED_MAX and cite_unnamed(dialogue, quotable, (*profile.shows, *profile.support), cited))
        or ()
    )
    against = cite(dialogue, signs, profile.against, cited, against=True)
    level = level if shown else min(level, UNQUOTED_MAX)
    if bounds is not None:
        level = bounds.clamp(level)
    unsaid = bounds.reason if bounds is not None else ""
    told, marred = _told(level, shown, against)
    for item in (*told, *marred):
        cited[item.evidence] += 1
    return Proposal(
        criterion.id,
        level,
        tuple(Quote(item.evidence.turn, item.evidence.quote) for item in (*told, *marred)),
        _reasoning(level, told, marred, () if unsaid else _lacking(profile, signs), unsaid),
        "" if unsaid == NONE_LIKEWISE else _suggestion(criterion, profile, level, dialogue),
    )


def _told(level: int, shown: Sequence[Cited], against: Sequence[Cited]) -> tuple[Sequence[Cited], Sequence[Cited]]:
    """Choose what to quote, three at most: a good level by what shows it, a poor one by what speaks against it.

    Nothing is quoted for the mere lack of something.
    """
    if level >= GOOD:
        return shown[:3], ()
    if level > UNQUOTED_MAX:
        return shown[:2], against[:1]
    return (shown[:1] if level else ()), against[:2]


def _reasoning(level: int, told: Sequence[Cited], marred: Sequence[Cited], lacking: Sequence[str], whole: str) -> str:
    """Say what of the trainee's own words speaks for the level, what against, and what was not seen.

    ``whole`` is what goes for several criteria at once, ``lacking`` what was not seen.
    The anchor is no reason: what it describes as the like of a level need not be what this trainee did.
    """
    parts = [whole]
    if told:
        parts.append(("做到的：" if level >= GOOD else "有一点：") + _list(told))
    if marred:
        parts.append("扣在：" + _list(marred))
    said = {item.words for item in told}
    missed = [text for text in lacking if text not in said]
    if missed and level < GOOD:
        parts.append("没看到：" + "、".join(missed[:LACKING_MAX]))
    return "。".join((*filter(None, parts), ""))


def _lacking(profile: Profile, signs: Signs) -> Sequence[str]:
    """Return what was not seen in any form, each once: signs of the same words are one thing to a reader."""
    seen = {text for name, text in profile.shows.items() if signs.has(name)}
    return [text for text in dict.fromkeys(profile.shows.values()) if text not in seen]


def _list(items: Sequence[Cited]) -> str:
    return "；".join(f"{item.words}（第 {item.evidence.turn} 轮“{_short(item.evidence.quote)}”）" for item in items)


def _short(text: str, limit: int = 30) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def _suggestion(criterion: Criterion, profile: Profile, level: int, dialogue: Dialogue) -> str:
    if level == len(criterion.anchors) - 1:
        return ""
    line = profile.line(Material(dialogue))
    aim = criterion.anchors[max(level + 1, profile.aim)].zh.rstrip("。")
    return f"要做到：{aim}。" + (f"{SAY}{line}" if line.startswith("“") else line)
