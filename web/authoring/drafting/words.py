"""The words of drafting help: what was covered, the parts of a draft, the questions of the guided form."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.domain.scenario import Disclosure
from sim.practice.drafting.guide import Step
from sim.reading.masking import PersonalKind
from web.marking import _

REMOVED: Mapping[PersonalKind, str] = {
    PersonalKind.NAME: _("姓名"),
    PersonalKind.PHONE: _("电话"),
    PersonalKind.ID_CARD: _("证件号"),
    PersonalKind.BANK_CARD: _("银行卡"),
    PersonalKind.ACCOUNT: _("户号、账号"),
    PersonalKind.PLATE: _("车牌"),
    PersonalKind.EMAIL: _("邮箱"),
    PersonalKind.ADDRESS: _("门牌"),
}

DISCLOSURES: Mapping[Disclosure, str] = {
    Disclosure.OPENING: _("一开口就会说"),
    Disclosure.ASKED: _("问到才说"),
    Disclosure.UNKNOWN: _("客户不知道"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a step. ``form`` is "text", "area", or the kind of words a choice is made from."""

    name: str
    label: str
    hint: str = ""
    form: str = "text"


STEPS: Mapping[Step, str] = {
    Step.CASE: _("是什么事"),
    Step.FACTS: _("发生了什么"),
    Step.WORDING: _("客户会怎么说"),
    Step.FAULT: _("是谁的责任"),
    Step.WISH: _("他要什么，怕什么"),
    Step.ROOM: _("你能做什么，不能答应什么"),
    Step.CUSTOMER: _("是哪一类客户"),
}

QUESTIONS: Mapping[Step, tuple[Question, ...]] = {
    Step.CASE: (
        Question("title", _("一句话：是什么事？"), _("例如：约好上门测温，一上午没等到人。")),
        Question("trade", _("哪一行？"), _("例如：供热、银行、快递。")),
        Question(
            "briefing",
            _("学员坐在什么岗位，屏幕上看得到什么？"),
            _("写给学员看：今天几号，手边有什么记录，能动用什么。"),
            "area",
        ),
        Question("channel", _("在哪里谈？"), form="channel"),
    ),
    Step.FACTS: (
        Question(
            "opening-facts",
            _("客户一开口就会说哪些事？"),
            _("一行一件，写中立的事实：时间、数字、谁做了什么。"),
            "area",
        ),
        Question("asked-facts", _("哪些事问到他才说？"), _("一行一件。没有就空着。"), "area"),
        Question("unknown-facts", _("哪些事他不知道，要学员自己查？"), _("一行一件。没有就空着。"), "area"),
    ),
    Step.WORDING: (),
    Step.FAULT: (
        Question("severity", _("这件事对他有多重？"), form="severity"),
        Question(
            "opinion-risk",
            _("闹大的可能有多大？"),
            _("牵涉健康、安全、孩子、公平、弱势的人，就高。"),
            "opinion_risk",
        ),
        Question("special-group", _("牵涉需要特别照顾的人吗？"), form="special_group"),
    ),
    Step.WISH: (
        Question("demand", _("他开口要的是什么？")),
        Question("demand-said", _("他会怎么要？"), _("一行一种说法，几种说法意思一样。"), "area"),
        Question(
            "demand-met-by", _("答复里出现哪些词才算说到这件事？"), _("用空格隔开，例如：上门 测温。没有就空着。")
        ),
        Question("need", _("他真正怕的、要的是什么？"), _("不要重复他开口要的。")),
        Question("need-hints", _("他会怎么半句话漏出来？"), _("一行一句，例如：孩子才四个月……"), "area"),
        Question("need-said", _("问到心里时他会怎么说？"), _("一行一句。"), "area"),
        Question("need-asked-by", _("问话里出现哪些词算问到了？"), _("用空格隔开，例如：孩子 担心。")),
    ),
    Step.ROOM: (
        Question("authority", _("学员有权做哪些事？"), _("一行一件，写明时间、数量、条件。"), "area"),
        Question("forbidden", _("哪些话不能答应、不能承认？"), _("一行一件。"), "area"),
    ),
    Step.CUSTOMER: (
        Question("typical-archetype", _("最像哪一类客户？"), form="archetype"),
        Question("openings", _("他第一句话会怎么说？"), _("一行一种，三四种最好。"), "area"),
        Question("complaint-class", _("投诉的类别"), form="complaint_class"),
        Question("psychology", _("客户图什么"), form="psychology"),
    ),
}
