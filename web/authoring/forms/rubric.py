"""The form of a rubric."""

from web.authoring.forms.parts import Part, Section, Widget
from web.marking import _, pgettext

_CRITERION = (
    Part("name", _("名称"), Widget.PAIR, needed=True),
    Part("anchors", _("五个等级，各写看得见的表现"), Widget.LEVELS, needed=True),
    Part("traps", _("容易判错的地方"), Widget.PAIRS, add=_("再加一条")),
    Part("practice", _("怎么练"), Widget.LONG_PAIR, needed=True),
    Part("code", _("简号"), hint=_("评分单上的短名，例如 L1。"), needed=True),
    Part("id", _("编号"), hint=_("写成“维度编号.名称”。"), needed=True),
)

_DIMENSIONS = Part(
    "dimensions",
    pgettext("many", "维度"),
    Widget.ROWS,
    parts=(
        Part("name", _("名称"), Widget.PAIR, needed=True),
        Part("weight", _("权重"), Widget.NUMBER, _("各维度的权重合计要正好是 100。"), needed=True),
        Part("id", _("编号"), needed=True),
        Part(
            "criteria",
            pgettext("many", "标准"),
            Widget.ROWS,
            parts=_CRITERION,
            add=_("再加一条标准"),
            folded=True,
            summary=("code", "name"),
            needed=True,
        ),
    ),
    add=_("再加一个维度"),
    summary=("name",),
    one=_("维度"),
    needed=True,
)

_GATES = Part(
    "gates",
    pgettext("many", "关卡"),
    Widget.ROWS,
    parts=(
        Part("name", _("名称"), Widget.PAIR, needed=True),
        Part("description", _("怎样算不通过，怎样不算"), Widget.LONG_PAIR, needed=True),
        Part("cap", _("不通过时总分最高"), Widget.NUMBER, needed=True),
        Part("light_cap", _("轻微一次时总分最高"), Widget.NUMBER, _("没有轻微一说就不填。")),
        Part("code", _("简号"), needed=True),
        Part("id", _("编号"), hint=_("写成“gate.名称”。"), needed=True),
    ),
    add=_("再加一道关卡"),
    folded=True,
    summary=("code", "name"),
    needed=True,
)

_CERTIFICATIONS = Part(
    "certifications",
    _("认证等级"),
    Widget.ROWS,
    parts=(
        Part("name", _("名称"), Widget.PAIR, needed=True),
        Part("total", _("总分至少"), Widget.NUMBER, needed=True),
        Part("dimension_mean", _("各维度平均等级至少"), Widget.NUMBER, _("0 到 4。"), whole=False, needed=True),
        Part("requires", _("还要做到"), Widget.PAIRS, add=_("再加一条")),
        Part("id", _("编号"), needed=True),
    ),
    add=_("再加一个认证等级"),
    folded=True,
    summary=("name", "total"),
    needed=True,
)

RUBRIC = (
    Section("rubric", _("这份量规"), (Part("name", _("名称"), Widget.PAIR, needed=True),)),
    Section(
        "dimensions",
        _("维度与标准"),
        (_DIMENSIONS,),
        _("每一级都写成对话里看得见的行为；评级要引用学员原话，引不出的最高 1 级。"),
    ),
    Section("gates", pgettext("many", "关卡"), (_GATES,), _("踩到了就封顶总分的事。")),
    Section("certifications", _("认证等级"), (_CERTIFICATIONS,), _("从低到高写。")),
)
