"""The form of an archetype."""

from sim.domain.archetype import Beat
from sim.domain.mood import Stage
from sim.domain.scenario import Channel
from web.authoring.forms.beats import BEATS
from web.authoring.forms.parts import Part, Section, Widget, options
from web.marking import _, pgettext
from web.rendering.words import STAGES

_OUTCOMES = (
    ("accepted", pgettext("outcome", "接受")),
    ("partial", _("有所保留")),
    ("escalated", _("要求升级")),
    ("left", _("走人")),
)
_STAGES = options({stage.value: STAGES[stage] for stage in Stage})

_LINES = Part(
    "lines",
    _("台词"),
    Widget.ROWS,
    parts=(
        Part("beat", _("什么时候说"), Widget.CHOICE, options=options({beat.value: BEATS[beat] for beat in Beat})),
        Part("stages", _("只在这些情绪阶段"), Widget.CHECKS, _("都不选就是任何阶段。"), options=_STAGES),
        Part(
            "channels",
            _("只在这种场合"),
            Widget.CHECKS,
            _("都不选就是两种都行。"),
            options=((Channel.PHONE.value, _("电话里")), (Channel.COUNTER.value, _("柜台前"))),
        ),
        Part("key", _("要的是哪样筹码"), hint=_("只在“追问还缺的”时填。")),
        Part(
            "texts",
            _("台词"),
            Widget.LINES,
            _("一行一句。{quote} 处换成学员原话，{deadline} 处换成他说的时间。"),
            needed=True,
        ),
    ),
    add=_("再加一组台词"),
    folded=True,
    summary=("beat", "stages", "key", "texts"),
)

_RULES = Part(
    "rules",
    _("情绪规则"),
    Widget.ROWS,
    parts=(
        Part("reason", _("为什么会动"), Widget.PAIR, _("情绪曲线上就这么写。"), needed=True),
        Part(
            "any_of",
            _("出现其中一个就算"),
            Widget.MOVES,
            _("一行一个言语动作，可以加细节，例如：promise when=yes what=yes"),
        ),
        Part("all_of", _("要同时出现"), Widget.MOVES),
        Part("none_of", _("出现了就不算"), Widget.MOVES),
        Part("anger", _("怒气变化"), Widget.NUMBER),
        Part("trust", _("信任变化"), Widget.NUMBER),
        Part("gives", _("给出筹码"), Widget.WORDS),
        Part("takes", _("收回筹码"), Widget.WORDS),
        Part("needs", _("手里要有"), Widget.WORDS),
        Part("lacks", _("手里不能有"), Widget.WORDS),
        Part("above", _("怒气高过几分才管用"), Widget.NUMBER, _("最多消到这一分；0 不限。")),
        Part("after", _("前几次不算"), Widget.NUMBER),
        Part("repeat", _("重复时还剩几成（百分数）"), Widget.NUMBER, _("0 只管一次，100 次次管用。")),
        Part("id", _("编号"), needed=True),
    ),
    add=_("再加一条规则"),
    folded=True,
    summary=("reason", "anger", "trust"),
    needed=True,
)

ARCHETYPE = (
    Section(
        "person",
        _("这类客户"),
        (
            Part("name", _("名称"), Widget.PAIR, needed=True),
            Part("summary", _("什么样的人"), Widget.LONG_PAIR, _("两三句话；选客户时学员看得到。"), needed=True),
            Part("motive", _("心里真正在意的"), Widget.LONG_PAIR, needed=True),
            Part("key", _("怎样打开他"), Widget.LONG_PAIR, needed=True),
            Part("pitfalls", _("学员常犯的错"), Widget.PAIRS, add=_("再加一条"), needed=True),
        ),
    ),
    Section(
        "speech",
        _("说话的样子"),
        (
            Part("style", _("怎么说话"), Widget.LINES, _("一行一条，写给扮演他的模型看。"), needed=True),
            Part("never", _("绝不做的"), Widget.LINES, _("一行一条，写给扮演他的模型看。"), needed=True),
            Part("shortest", _("最短几个字"), Widget.NUMBER),
            Part("longest", _("最长几个字"), Widget.NUMBER),
        ),
    ),
    Section(
        "course",
        _("起点与收场"),
        (
            Part("start_anger", _("开始时的怒气（0–10）"), Widget.NUMBER, needed=True),
            Part("start_trust", _("开始时的信任（0–10）"), Widget.NUMBER, needed=True),
            Part("patience", _("最多听几句"), Widget.NUMBER, _("学员说满这么多句还没谈成，他就自己收场。")),
            Part("best_outcome", _("最好的收场"), Widget.CHOICE, options=_OUTCOMES),
            Part("gives_up", _("耐心用完时"), Widget.CHOICE, options=_OUTCOMES),
        ),
    ),
    Section("lines", _("台词"), (_LINES,), _("没有连接模型时他就说这些；有模型时是口气的样子和备用的话。")),
    Section(
        "rules",
        _("情绪规则"),
        (_RULES,),
        _("什么话让他消火、什么话让他上火。筹码是他手里攥住的东西（例如一个准时间），台阶要用它来开。"),
    ),
    Section(
        "doors",
        _("下台阶"),
        (
            Part(
                "doors",
                _("下台阶"),
                Widget.ROWS,
                parts=(
                    Part("stage", _("下到哪一级"), Widget.CHOICE, options=_STAGES),
                    Part("max_anger", _("怒气不高于"), Widget.NUMBER, needed=True),
                    Part("min_trust", _("信任不低于"), Widget.NUMBER, needed=True),
                    Part("keys", _("手里要有的筹码"), Widget.WORDS),
                ),
                add=_("再加一级"),
                summary=("stage",),
                one=_("台阶"),
                needed=True,
            ),
        ),
        _("从对抗到接受的每一级，从上到下一级比一级难。"),
    ),
)
