"""The better line for a sentence that failed a gate: what could have been said to this customer in its place."""

from collections.abc import Sequence

from sim.grading.rules.material import Material, said


def mend(material: Material, kinds: Sequence[str]) -> str:
    """Return a line in place of the gravest failure, "" where no gate failed or the case says too little.

    ``kinds`` are the kinds of the failed gates, several of one gate joined by 、 as on a scorecard.
    """
    failed = {kind for joined in kinds for kind in joined.split("、")}
    offer = material.offer
    if "over-promise" in failed and offer:
        beyond = "超出的我报上去，有了答复我打给您"
        return f"“这一条我许不了您，许了也是空话。能办的有这一样：{offer}。我现在就给您办；{beyond}。”"
    if failed & {"untruth", "unverified-admission"}:
        if material.unsettled:
            return f"“{material.unsettled}，现在还没有结论，我不能乱说。怎么查、几时有结果，我这就问清楚告诉您。”"
        own = f"{material.affair}，责任在我们，我不绕" if material.is_ours else "刚才那句说得不准，我收回"
        return f"“{own}。{_next(offer)}”"
    if "leak" in failed:
        return f"“别人的事我不能说，您的事我说到底。{_next(offer)}”"
    if "forbidden" in failed:
        return f"“这一条我不能做，我照实告诉您。{_next(offer)}”"
    if "拒绝" in failed and offer:
        return f"“您要的这样我办不到，能办的有这一样：{offer}。您看先走这一条行吗？”"
    if "质疑" in failed:
        return "“您说的我记下了，我先把这头的记录调出来，跟您一起对。”"
    if failed & {"蔑视", "烦躁", "随意", "level-0", "level-1"}:
        return said(material, 1, f"碰上这一桩，难怪您心里过不去。{_next(offer)}")
    return ""


def _next(offer: str) -> str:
    return f"眼下能办的有这一样：{offer}。我现在就给您办。" if offer else "我现在就去办，办到哪一步都告诉您。"
