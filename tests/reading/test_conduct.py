"""Questions, empathy, responsibility, limits and the rest: a true and a near-miss line for each."""

import pytest

from sim.domain.moves import MoveKind as Kind
from tests.reading.cases import moves, read

TABLE = [
    (Kind.QUESTION, {"form": "open"}, "当时前台是怎么跟您说的？", "我去问问怎么回事。"),
    (Kind.QUESTION, {"form": "closed"}, "卡现在能刷吗？", "能不能刷我还不知道。"),
    (Kind.QUESTION, {"form": "leading"}, "您也知道合同写了，对吧？", "您是说十月申请过停卡，对吗？"),
    (Kind.QUESTION, {"form": "accusing"}, "您怎么不早来？", "我们怎么没早通知您，我在查。"),
    (Kind.QUESTION, {"about": "impact"}, "这对您复健有什么影响？", "多少钱？"),
    (Kind.QUESTION, {"about": "impact"}, "您家里有老人吗？", "明天您家里有人吗？"),
    (Kind.EMOTION, {"cause": "yes"}, "手术没好还要追着退钱，换谁都窝火。", "您别生气。"),
    (Kind.EMOTION, {"form": "template"}, "我非常理解您的心情。", "我理解合同第二条的意思。"),
    (Kind.EMOTION, {}, "我看您很担心。", "您最担心的是什么？"),
    (Kind.WORRY, {}, "您怕的是会费打了水漂。", "您最怕的是什么？"),
    (Kind.REFUSE, {}, "这事不好办。", "都是我们不好，给您带来不好的体验。"),
    (Kind.REFUSE, {"alternative": "yes"}, "我不能答应您，可我把您的要求写进单子。", "我不能答应您，可我也急。"),
    (Kind.PROMISE, {}, "十四号给您退。", "从十四号就停了，没人给您登记。"),
    (Kind.FINDING, {}, "我给您查了一下，停卡没录上。", "我给您查一下。"),
    (Kind.FINDING, {}, "查到了，停卡没录上。", "查到了再告诉您。"),
    (Kind.FINDING, {}, "轨迹我看了，前天夜里就停了。", "老人收到了，我再问您一声。"),
    (Kind.FINDING, {}, "我看了您那张单的版本，确实漏了这一项。", "您看了那张单的版本，是吗？"),
    (Kind.PROOF, {}, "登记本给您看一下。", "我给您查一下。"),
    (Kind.FOLLOW_UP, {}, "明天给您打电话。", "您打电话就行。"),
    (Kind.IMPACT, {}, "耽误您上班了。", "不好意思，耽误您时间了。"),
    (Kind.IMPACT, {}, "让您拄着拐白跑了两趟。", "您跑步的计划我看到了。"),
    (Kind.CALM_DOWN, {}, "您别激动。", "您别急着签。"),
    (Kind.CALM_DOWN, {}, "您先别嚷，我看看。", "您别喊师傅了，他在路上。"),
    (Kind.ADMIT, {"scope": "ours"}, "没录入是我们的失误。", "如果查出是我们的责任，我们认。"),
    (Kind.ADMIT, {"scope": "all"}, "全都是我们的错。", "您没做错什么。"),
    (Kind.DENY, {}, "我们没有任何问题。", "有没有问题我去查。"),
    (Kind.SHIFT, {"to": "colleague"}, "是前台弄错的，不关我事。", "前台漏录了，这个我们认。"),
    (Kind.SHIFT, {"to": "colleague"}, "是师傅没去，跟我说没用。", "要是师傅没到，您打这个窗口，我来接。"),
    (Kind.CAUSE, {"ground": "yes"}, "登记本上写着，是因为交班时漏录了。", "为什么漏，我去查。"),
    (Kind.KNOWN_UNKNOWN, {}, "扣款是真的；器械有没有关系，现在还不知道。", "不知道。"),
    (Kind.PROOF, {}, "登记本您可以自己过目。", "请您提供证明。"),
    (Kind.ACT_NOW, {}, "停卡我已经给您补录好了。", "停卡明天补录。"),
    (Kind.ACT_NOW, {}, "行，我带着您在手机上弄。", "您可以自己在手机上操作。"),
    (Kind.ACT_NOW, {}, "退款我提交了，三点到账。", "家里那位把字签好了就能给您过户。"),
    (Kind.TICKET, {"number": "jd-0821"}, "工单号是JD-0821。", "您有工单号吗？"),
    (Kind.HAND_OVER, {"no-repeat": "yes"}, "我把经过转给店长，您不用再从头说。", "店长姓卞。"),
    (Kind.SINGLE_CONTACT, {}, "往后这件事只找我，我姓桑，工号0912。", "打热线就行。"),
    (Kind.WRITTEN, {"when": "yes"}, "周五前给您盖章的书面说明。", "请您先提供一份书面材料。"),
    (Kind.LIMIT, {"step": "limit"}, "请不要骂人，我们说会费的事。", "您骂得对。"),
    (Kind.LIMIT, {"step": "announce"}, "要是再骂，我就先结束通话。", "再有问题我来接。"),
    (Kind.SAFETY, {}, "您膝盖现在怎么样，疼得厉害吗？", "器械放在二楼。"),
    (Kind.RULE, {}, "根据会籍合同第六条，停卡要登记。", "我们没按规定登记。"),
    (Kind.TAKE_THREAT, {}, "您去告吧，我们不怕。", "您要投诉，渠道我给您。"),
    (Kind.BREAK_OFF, {}, "行了，不跟您说了。", "我先挂了，查到马上给您打回去。"),
    (Kind.BREAK_OFF, {}, "就这样吧，我还有事。", "旧账我就不说了，先把停卡办了。"),
    (Kind.BREAK_OFF, {}, "我挂了啊。", "要是再骂，我就挂了。"),
    (Kind.TAKE_BACK, {}, "刚才我态度不好，话说重了。", "您刚才语气重了。"),
    (Kind.TAKE_BACK, {}, "刚才退费那句我说早了。", "刚才您说早了点。"),
    (Kind.TAKE_BACK, {}, "是我说话冲了。", "我说话您听得清吗？"),
    (Kind.LABEL, {}, "又是您啊。", "又是漏录，这是第二次了，怪我们。"),
    (Kind.LEAK, {}, "验证码报给我。", "验证码不要告诉任何人。"),
    (Kind.INSULT, {}, "你有病吧。", "您骂我有病，我不接。"),
    (Kind.LECTURE, {}, "请注意您的态度。", "态度不好的是我们。"),
    (Kind.MINIMAL, {}, "嗯。", "嗯，停卡是十月八号申请的。"),
    (Kind.STOCK, {}, "感谢您的理解与支持。", "谢谢您留着那张回执。"),
    (Kind.GREETING, {}, "您好，我是前台小卞。", "您好好养伤。"),
    (Kind.OFF_TOPIC, {}, "本店最近新到了十几台跑步机，欢迎选购体验。", "会费268元我在查。"),
]


@pytest.mark.parametrize(("kind", "detail", "true", "near"), TABLE)
def test_table(kind: Kind, detail: dict[str, str], true: str, near: str) -> None:
    def found(text: str) -> bool:
        return any(all(move.get(name) == value for name, value in detail.items()) for move in moves(text, kind))

    assert found(true), read(true).moves
    assert not found(near), read(near).moves


def test_supervisor_step_needs_a_limit_before() -> None:
    line = "我请主管来跟您谈。"
    assert not read(line).has(Kind.LIMIT, step="supervisor")
    assert read(line, earlier=("请您不要骂人，我们说事。",)).has(Kind.LIMIT, step="supervisor")
