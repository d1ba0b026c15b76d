"""The steps of good work, each in several wordings made of the case: what excellent and middling agents say."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from sim.customer.rehearsal.agents.brief import CaseBrief

Step = Callable[[CaseBrief], tuple[str, ...]]


def _take_up(case: CaseBrief) -> tuple[str, ...]:
    point = case.points[0] if case.points else case.worry
    feeling = "说好的没做到，您生气是因为一次次白等" if case.ours else "事情卡在这儿没人管，您着急上火太正常了"
    return (
        f"您的事我接了，先对一遍：{point}，是这样吗？{feeling}。这件事眼下给您添的最大难处是什么？",
        f"我听明白了，{point}，对吗？{feeling}。您现在最担心的是哪一样？",
        f"我把您的话记下来念一遍：{point}，有没有说错？{feeling}。除了这件事本身，您最着急的是什么？",
    )


def _grant(case: CaseBrief) -> tuple[str, ...]:
    point = case.points[0] if case.points else case.worry
    return (
        f"您说的有道理：{point}，这一点您没说错，我记下了。您能从头给我讲讲当时的情况吗？",
        f"{point}，这个您讲得对，换了我也要问个明白。您看这事最想弄清楚的是哪一点？",
        f"这一点您说得在理，{point}，我认。您当时看到的具体情况是怎样的？",
    )


def _take_up_more(case: CaseBrief) -> tuple[str, ...]:
    point = case.points[1] if len(case.points) > 1 else case.worry
    return (
        f"您刚才还提到：{point}，我也记上了，是这样吧？这给您家里带来的难处我听进去了。您希望这件事最后办成什么样？",
        f"还有一层，{point}，对吗？您不是为一句话来的，是怕又没下文。您最想要的结果是什么？",
        f"我再核对一处：{point}，没错吧？来回折腾耽误了您的时间，这个难处是实实在在的。您最放心不下的是什么？",
    )


def _worry(case: CaseBrief) -> tuple[str, ...]:
    return (
        f"我猜您心里放不下的是：{case.worry}。我说得对吗？",
        f"听下来，您真正担心的可能是{case.worry}，是不是？",
        f"您怕的不只是眼前这件事，是{case.worry}，对吗？",
    )


def _deadline(case: CaseBrief) -> tuple[str, ...]:
    sorry = f"{case.fault}，这是我们的错，对不起。" if case.ours else "让您等到现在，很抱歉。"
    return (
        f"{sorry}我来负责：{case.deed}，{case.deadline}办，我本人盯着，办完马上给您打电话。",
        f"{sorry}接下来由我本人办：{case.deadline}，{case.deed}，结果我亲自打电话告诉您。",
        f"{sorry}我给您一个准话，{case.deadline}，{case.deed}，经办人就是我，工号0317。",
    )


def _finding(case: CaseBrief) -> tuple[str, ...]:
    found = case.findings[0] if case.findings else f"{case.unclear}目前还没有结论"
    return (
        f"我刚查到一条新情况：{found}。{case.unclear}，现在还不知道，查清之前我不下结论。",
        f"我调出记录看了，查到：{found}。已经清楚的是这个，{case.unclear}还没查清，我不乱猜。",
        f"刚核实到：{found}。这是记录上写的，我一条一条念，请您一起核对。",
    )


def _finding_more(case: CaseBrief) -> tuple[str, ...]:
    found = case.findings[1] if len(case.findings) > 1 else "前面几次的登记都在，经过和您说的一致"
    return (
        f"又查到一条：{found}。原始记录可以给您看，您自己核对。",
        f"我这边还核实到：{found}。凭据我留好了，您随时能看。",
        f"另外查出来：{found}。记录在这儿，您可以一条一条对。",
    )


def _proof(case: CaseBrief) -> tuple[str, ...]:
    return (
        "这事不凭我说，也不凭您记，咱们一起看原始记录，您在场我才开始，您看完再下结论。",
        "我把原始记录调出来，您跟我一起看，哪一条对不上您指出来。",
        "咱们不争，拿凭据说话：记录我现在打开，请您一条一条核对。",
    )


def _options(case: CaseBrief) -> tuple[str, ...]:
    first, second, third = _three(case)
    return (
        f"现在有两条路：一是{first}，二是{second}。第一条快一些，第二条稳一些，您选哪一个？",
        f"您可以挑：第一，{first}；第二，{second}；第三，{third}。哪个更合您的情况？",
        f"方案一，{first}；方案二，{second}。两个我都能马上办，由您来定。",
    )


def _options_with_face(case: CaseBrief) -> tuple[str, ...]:
    first, second, third = _three(case)
    return (
        f"您的看法您保留，咱们先试一步再说。两条路：一是{first}，二是{second}，您选哪个？",
        f"谁对谁错先放着，结果出来再说。您可以选：第一，{first}；第二，{second}，您来定。",
        f"您不用现在就认，先看结果。方案一，{first}；方案二，{third}，您觉得哪个合适？",
    )


def _act(case: CaseBrief) -> tuple[str, ...]:
    return (
        f"我现在就办：工单已经开好，单号20719，{case.deadline}由我盯着落实；要是没做到，您直接打我工号0317，我当天补上。",
        f"单子我现在就提交好了，单号20719，您可以查。{case.deadline}没有结果，我请主管出面接着办。",
        f"我这就给您登记好了，编号20719，{case.deadline}办完有人联系您；到时没人联系，您找我，我负责到底。",
    )


def _settle(case: CaseBrief) -> tuple[str, ...]:
    return (
        "后面都由我一个人跟，您不用再从头讲。明天上午10点前我打电话回访，等您说办好了才算办好。",
        "这件事只找我一个人，我姓林，工号0317。明天上午10点前我给您回电话，您验过没问题，这单才关。",
        "从现在起我是您唯一的联系人，情况我都写在单子里，您不用重复。24小时内我打电话回访，看办得合不合您的意。",
    )


def _written(case: CaseBrief) -> tuple[str, ...]:
    return (
        f"我们给您书面答复，{case.written}送到您手里，写明经过、原因和处理日期，由我经手。",
        f"口头的不算，{case.written}给您一份盖章的书面答复，前因后果一条条写清。",
        f"{case.written}，书面答复给到您，您提的每一条都逐条答。",
    )


def _limit_care(case: CaseBrief) -> tuple[str, ...]:
    return (
        "您憋着这么大的火，我听着，也愿意把事给您办了。单子我现在已经开好，单号20719。",
        "话难听我先不计较，您的事要紧。我这就登记好了，单号20719。",
        "您的火我听见了。咱们先把事办了：单子我现在提交，编号20719。",
    )


def _limit(case: CaseBrief) -> tuple[str, ...]:
    first, second, _ = _three(case)
    return (
        f"事我一定办，请您别用这样的话说我个人，我们就事论事。两条路：一是{first}，二是{second}，您选哪个？",
        f"您对事情不满可以直接讲，但请不要进行人身攻击。现在能办的有：第一，{first}；第二，{second}，您来选。",
        f"我愿意继续帮您，也请您尊重我一点，咱们只谈事。方案一，{first}；方案二，{second}，您定哪个？",
    )


def _close(case: CaseBrief) -> tuple[str, ...]:
    return (
        f"我再确认一遍：{case.deadline}，{case.deed}，我本人负责，办完24小时内回访。您看还有没有漏掉的？",
        f"咱们说定了：我，{case.deadline}，{case.deed}；没做到我主动上报主管，当天给您说法。还有别的要我办的吗？",
        f"最后对一遍：谁办，我；什么时候，{case.deadline}；办什么，{case.deed}。同样的事以后怎么避免，我也写进单子报上去。",
    )


def _prevent(case: CaseBrief) -> tuple[str, ...]:
    return (
        "为了不再有下一次，我今天下班前把这次的漏洞写成改进单交上去，处理结果明天中午12点前打电话告诉您。",
        "类似的漏子我已经登记到改进单上，单号20733，明天中午12点前我告诉您改了什么。",
        "流程上的问题我今天17点前报给主管，明天10点我把改法讲给您听。",
    )


def _three(case: CaseBrief) -> tuple[str, str, str]:
    ways = (*case.options, case.deed, "由我把事情登记下来、明天10点给您回话", "请主管当面给您答复")
    distinct = tuple(dict.fromkeys(ways))
    return distinct[0], distinct[1], distinct[2]


STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "take-up": _take_up,
        "take-up-more": _take_up_more,
        "grant": _grant,
        "worry": _worry,
        "deadline": _deadline,
        "finding": _finding,
        "finding-more": _finding_more,
        "proof": _proof,
        "options": _options,
        "options-with-face": _options_with_face,
        "act": _act,
        "settle": _settle,
        "written": _written,
        "limit-care": _limit_care,
        "limit": _limit,
        "close": _close,
        "prevent": _prevent,
    }
)
