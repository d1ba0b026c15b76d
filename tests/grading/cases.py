"""Whole cases for the graders, read by the real reader: a good, a middling and a poor agent in one case."""

from sim.domain.ports import GradingCase
from sim.domain.rubric import Rubric
from sim.domain.transcript import Speaker, Transcript, Turn
from sim.library import Library, default_roots
from tests.grading.samples import ours, scenario, unclear

GOOD = (
    "杜女士，您订的是14:20那班，码头牌上写的却是14:35，您按牌子来的，是这样吗？",
    "我查了离岸记录：14:18开的船，检票员没核对人数，这是我们的错。对不起，让您拖着箱子白追到栈桥。您赶过江，最要紧的是什么事？",
    "手术签字等不得，您怕的是赶不上见父亲这一面，对吗？那先保证您过江：一、快艇现在就能走，二十分钟到，颠一些；二、16:10末班渡轮，稳，"
    "晚一个半小时。您选哪个？",
    "快艇我已经叫了，15:05在三号台等您，船老大姓祁。到岸15:25，我打给您确认；15:10还没见着船，您直接拨我分机307，我转值班站长，不用重讲。",
    "全额船票我现在退了，单号DL-0603-41，今天18点前到账，没到我明早9点前给您回电话。时刻牌为什么写错还没查清，查到把结果书面发您。",
)
MIDDLING = (
    "您好，请问您的票是几点的？",
    "您的船已经开走了，是提前离岸的，这个确实是我们不对，对不起。",
    "您可以改乘16:10的末班渡轮，我帮您登记一下。",
    "我们会核实的，有结果会尽快联系您。",
)
POOR = (
    "您先别激动，船开走了就是开走了。",
    "牌子上的时间仅供参考，您自己应该看清楚票面。",
    "这是规定，我也没办法，给您带来不便敬请谅解。",
    "我们会尽快向上反映的，感谢您的来电，祝您生活愉快。",
)
STUFFED = (
    "我完全理解您的心情，换位思考，如果我是您我也会着急，真的非常抱歉给您带来不便！",
    "我们一起来面对，我一定尽力帮您，麻烦您放心好吗？感谢您的理解与支持。",
    "您的事实、感受、需求我都听到了，我会倾听、共情、道歉、解决。",
    "我们会第一时间为您跟进，请您耐心等待，给您一个满意的答复。",
)
CUSTOMER = (
    "船呢？票上14:20，你们牌子写14:35，我14:19到，船没了！你们把人扔码头上？",
    "那你们谁负责？我拖着箱子追到栈桥！",
    "我爸在对岸医院等着做手术，要我签字。",
    "快艇靠谱吗？",
    "钱呢？",
)


def shipped_rubric() -> Rubric:
    """The rubric that ships with the product."""
    return Library.load(default_roots()).rubrics["service-complaint"]


def transcript(lines: tuple[str, ...], name: str = "t1") -> Transcript:
    """A dialogue in the ferry case."""
    turns: list[Turn] = []
    for place, line in enumerate(lines):
        turns.append(Turn(2 * place + 1, Speaker.CUSTOMER, CUSTOMER[place % len(CUSTOMER)]))
        turns.append(Turn(2 * place + 2, Speaker.TRAINEE, line))
    case = scenario(ours("渡轮提前离岸"), unclear("时刻牌写错的原因"))
    return Transcript(name, "irritable-threatening", case, tuple(turns))


def grading_case(lines: tuple[str, ...], rubric: Rubric, name: str = "t1") -> GradingCase:
    """The case that is graded."""
    return GradingCase(transcript(lines, name), rubric)
