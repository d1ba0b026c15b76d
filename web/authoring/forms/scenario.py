"""The form of a scenario."""

from sim.domain.scenario import Channel, Disclosure
from web.authoring.forms.parts import Part, Section, Widget, options
from web.marking import _
from web.rendering.words import words_of

_NOT_SAID = _("（不填）")
_IN_ORDER = _("一行一条，和中文一条对一条；可以整个不填。")

_FACT = (
    Part("text", _("事实"), Widget.LONG, _("中立地写清楚发生了什么：时间、数字、谁做了什么。"), needed=True),
    Part(
        "disclosure",
        _("客户什么时候说"),
        Widget.CHOICE,
        options=(
            (Disclosure.OPENING.value, _("一开口就会说")),
            (Disclosure.ASKED.value, _("问到才说")),
            (Disclosure.UNKNOWN.value, _("客户不知道，要学员自己查")),
        ),
    ),
    Part("said", _("客户自己的说法"), Widget.LINES, _("一行一句，第一人称、口语、简短；客户不知道的事不填。")),
    Part("asked_by", _("问到它的词"), Widget.LINES, _("学员的问话里出现哪些词，就算问到了这件事；一行一个。")),
    Part("id", _("编号"), hint=_("这条事实的短名，同一个案例里不能重复。"), needed=True),
)

SCENARIO = (
    Section(
        "case",
        _("这个案例"),
        (
            Part("title", _("标题"), Widget.PAIR, _("一句话说清是什么事。"), needed=True),
            Part("trade", _("行业"), Widget.PAIR, _("例如：供热、银行、快递。"), needed=True),
            Part(
                "briefing",
                _("案情卡"),
                Widget.LONG_PAIR,
                _("学员开始前看到的：在什么岗位、屏幕上有什么、能动用什么。"),
                needed=True,
            ),
            Part(
                "channel",
                _("在哪里谈"),
                Widget.CHOICE,
                options=((Channel.PHONE.value, _("电话里")), (Channel.COUNTER.value, _("柜台前"))),
            ),
            Part("typical_archetype", _("典型客户"), Widget.CHOICE, source="archetypes", needed=True),
            Part("severity", _("严重程度"), Widget.CHOICE, options=options(words_of("severity"))),
            Part("opinion_risk", _("舆情风险"), Widget.CHOICE, options=options(words_of("opinion_risk"))),
            Part(
                "complaint_class",
                _("投诉类别"),
                Widget.CHOICE,
                options=options(words_of("complaint_class"), _NOT_SAID),
            ),
            Part(
                "root_cause",
                _("根源"),
                Widget.CHOICE,
                options=(("", _NOT_SAID), ("skill", _("业务能力")), ("attitude", _("态度")), ("process", _("流程"))),
            ),
            Part(
                "psychology",
                _("客户图什么"),
                Widget.CHOICE,
                options=(
                    ("", _NOT_SAID),
                    ("vent", _("发泄")),
                    ("respect", _("受尊重")),
                    ("solution", _("解决问题")),
                    ("compensation", _("补偿")),
                    ("fairness", _("公平")),
                    ("spoilt", _("被惯坏了")),
                    ("freebie-seeking", _("占便宜")),
                    ("ignoring-rules", _("不想守规矩")),
                ),
            ),
            Part(
                "special_group",
                _("特殊群体"),
                Widget.CHOICE,
                options=options(words_of("special_group"), _NOT_SAID),
            ),
        ),
    ),
    Section(
        "facts",
        _("事实"),
        (
            Part(
                "facts",
                _("事实"),
                Widget.ROWS,
                parts=_FACT,
                add=_("再加一条事实"),
                folded=True,
                summary=("text",),
                needed=True,
            ),
        ),
        _("案情的真相。学员复述得对不对、客户会不会说漏嘴，都按这里核对。"),
    ),
    Section(
        "responsibility",
        _("责任"),
        (
            Part(
                "responsibility",
                _("各个事项的责任"),
                Widget.ROWS,
                parts=(
                    Part("matter", _("事项"), needed=True),
                    Part("matter_en", _("事项（英文）")),
                    Part("fault", _("谁的责任"), Widget.CHOICE, options=options(words_of("fault"))),
                    Part(
                        "established",
                        _("开谈时查清了吗"),
                        Widget.TRUTH,
                        options=(("true", _("已经查清")), ("false", _("还没查清"))),
                    ),
                ),
                add=_("再加一个事项"),
                one=_("事项"),
                needed=True,
            ),
        ),
        _("该用哪一级道歉，由责任和严重程度决定。"),
    ),
    Section(
        "wishes",
        _("要求与真正的担心"),
        (
            Part(
                "demand",
                _("嘴上的要求"),
                Widget.GROUP,
                parts=(
                    Part("text", _("要求（中立地写）"), Widget.LONG, needed=True),
                    Part("said", _("客户的说法"), Widget.LINES, _("一行一句，每句换一种说法。"), needed=True),
                    Part("met_by", _("算是回应了它的词"), Widget.LINES, _("承诺或方案里要有其中一个词；不填就都算。")),
                ),
            ),
            Part(
                "hidden_need",
                _("真正的担心"),
                Widget.GROUP,
                parts=(
                    Part("text", _("担心什么（中立地写）"), Widget.LONG, needed=True),
                    Part("hints", _("话里露出的半句"), Widget.LINES, _("让会听的人猜得到。"), needed=True),
                    Part("said", _("说开了以后的说法"), Widget.LINES, needed=True),
                    Part("asked_by", _("问到它的词"), Widget.LINES, needed=True),
                ),
            ),
        ),
    ),
    Section(
        "authority",
        _("权限"),
        (
            Part("authority", _("学员能做、能提的"), Widget.LINES, _("一行一条。"), needed=True),
            Part("authority_en", _("学员能做、能提的（英文）"), Widget.LINES, _IN_ORDER),
            Part("forbidden", _("不能承诺、不能承认、不能透露的"), Widget.LINES, _("一行一条。"), needed=True),
            Part("forbidden_en", _("不能承诺、不能承认、不能透露的（英文）"), Widget.LINES, _IN_ORDER),
        ),
    ),
    Section(
        "openings",
        _("开场白"),
        (Part("openings", _("开场白"), Widget.OPENINGS, _("一行一句，每次随机用一句。典型客户的那一栏必填。")),),
        _("同一个案例可以由任何一类客户来演，口气不同。"),
    ),
)
