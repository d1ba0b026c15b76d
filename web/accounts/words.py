"""The words of roles, scopes, invitations and of what the audit log writes down."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.domain.account import InvitationState, Role, Scope
from sim.domain.audit import Action
from web.marking import _, pgettext

ROLES: Mapping[str, str] = {
    Role.TRAINEE: _("学员"),
    Role.TRAINER: _("培训师"),
    Role.ADMINISTRATOR: _("管理员"),
}

SCOPES: Mapping[str, str] = {
    Scope.READ: _("读取练习与评分单"),
    Scope.PRACTISE: _("开始练习、说话、结束"),
    Scope.EXPORT: _("导出"),
}

INVITATION_STATES: Mapping[str, str] = {
    InvitationState.OPEN: _("等待使用"),
    InvitationState.USED: _("已使用"),
    InvitationState.EXPIRED: _("已过期"),
    InvitationState.WITHDRAWN: _("已撤回"),
}

LANGUAGE_CHOICES: Mapping[str, str] = {"": _("随浏览器")}
"""Languages go by their own names; only the choice of none has words."""

ACTIONS: Mapping[str, str] = {
    Action.SIGNED_IN: pgettext("done", "登录"),
    Action.SIGN_IN_FAILED: _("登录失败"),
    Action.SIGN_IN_THROTTLED: _("登录失败太多，暂停"),
    Action.SIGNED_OUT: _("退出登录"),
    Action.SIGNED_OUT_EVERYWHERE: _("在所有设备上退出"),
    Action.PASSWORD_CHANGED: _("改了密码"),
    Action.ACCOUNT_CREATED: _("新建账号"),
    Action.ACCOUNT_CHANGED: _("改了账号"),
    Action.ACCOUNT_DISABLED: _("停用账号"),
    Action.ACCOUNT_ENABLED: _("恢复账号"),
    Action.ROLE_CHANGED: _("改了角色"),
    Action.GROUP_CREATED: _("新建班组"),
    Action.GROUP_CHANGED: _("改了班组"),
    Action.GROUP_DELETED: _("解散班组"),
    Action.INVITATION_CREATED: _("发出邀请"),
    Action.INVITATION_WITHDRAWN: _("撤回邀请"),
    Action.TOKEN_CREATED: _("新建令牌"),
    Action.TOKEN_REVOKED: _("撤销令牌"),
    Action.TRANSCRIPT_VIEWED: _("查看别人的对话"),
    Action.EXPORTED: pgettext("done", "导出"),
    Action.CONTENT_CHANGED: _("改了内容"),
    Action.CONTENT_PUBLISHED: _("发布内容"),
    Action.ASSIGNMENT_GIVEN: pgettext("done", "布置作业"),
    Action.ASSIGNMENT_WITHDRAWN: pgettext("done", "收回作业"),
    Action.OVERRIDDEN: _("改判"),
    Action.REVIEW_FINISHED: pgettext("done", "完成复核"),
    Action.BLIND_RATED: _("交上盲评"),
    Action.APPEAL_MADE: pgettext("done", "提出申诉"),
    Action.APPEAL_WITHDRAWN: pgettext("done", "撤回申诉"),
    Action.APPEAL_ANSWERED: pgettext("done", "答复申诉"),
    Action.PERSON_DELETED: _("删除个人数据"),
}


@dataclass(frozen=True, slots=True)
class ActionKind:
    """Actions that are looked for together."""

    name: str
    actions: frozenset[Action]


KINDS: Mapping[str, ActionKind] = {
    "access": ActionKind(
        _("登录与密码"),
        frozenset(
            {
                Action.SIGNED_IN,
                Action.SIGN_IN_FAILED,
                Action.SIGN_IN_THROTTLED,
                Action.SIGNED_OUT,
                Action.SIGNED_OUT_EVERYWHERE,
                Action.PASSWORD_CHANGED,
                Action.TOKEN_CREATED,
                Action.TOKEN_REVOKED,
            }
        ),
    ),
    "accounts": ActionKind(
        _("账号与班组"),
        frozenset(
            {
                Action.ACCOUNT_CREATED,
                Action.ACCOUNT_CHANGED,
                Action.ACCOUNT_DISABLED,
                Action.ACCOUNT_ENABLED,
                Action.ROLE_CHANGED,
                Action.GROUP_CREATED,
                Action.GROUP_CHANGED,
                Action.GROUP_DELETED,
                Action.INVITATION_CREATED,
                Action.INVITATION_WITHDRAWN,
            }
        ),
    ),
    "data": ActionKind(
        _("查看、导出与删除"), frozenset({Action.TRANSCRIPT_VIEWED, Action.EXPORTED, Action.PERSON_DELETED})
    ),
    "content": ActionKind(_("编写内容"), frozenset({Action.CONTENT_CHANGED, Action.CONTENT_PUBLISHED})),
    "assignments": ActionKind(_("作业"), frozenset({Action.ASSIGNMENT_GIVEN, Action.ASSIGNMENT_WITHDRAWN})),
    "reviews": ActionKind(
        _("复核与申诉"),
        frozenset(
            {
                Action.OVERRIDDEN,
                Action.REVIEW_FINISHED,
                Action.BLIND_RATED,
                Action.APPEAL_MADE,
                Action.APPEAL_WITHDRAWN,
                Action.APPEAL_ANSWERED,
            }
        ),
    ),
}
"""What the log can be filtered by; every action is of one kind."""

SUBJECTS: Mapping[str, str] = {
    "local": _("本机用户"),
    "content": _("全部内容"),
    "labelled-set": _("人工标注的对话"),
}
"""Subjects of entries that are no ids."""

DETAILS: Mapping[str, str] = {
    "address": _("地址"),
    "name": _("名字"),
    "role": _("角色"),
    "group": pgettext("one", "班组"),
    "note": _("备注"),
    "scopes": pgettext("token", "权限"),
    "shown_name": _("称呼"),
    "renamed": pgettext("done", "改名"),
    "language": _("界面语言"),
    "joined": _("加入"),
    "left": _("离开"),
    "owner": _("练习者"),
    "invitation": _("凭邀请"),
    "part": _("哪一条"),
    "verdict": _("判断"),
    "level": _("等级"),
    "severity": _("关卡"),
    "total": _("总分"),
    "status": _("结论"),
    "overridden": _("改了等级"),
    "what": _("做了什么"),
    "version": _("版本"),
    "hash": _("指纹"),
    "ground": _("依据"),
    "form": _("格式"),
    "cover": _("名字与个人信息"),
    "documents": _("份数"),
    "sessions": _("练习次数"),
    "period": _("时段"),
    "scenario": _("案例"),
    "archetype": pgettext("one", "客户类型"),
    "due": _("截止日期"),
}
"""What the details of an entry are called; others go by their own names."""

VALUES: Mapping[tuple[str, str], str] = {
    **{("role", role): word for role, word in ROLES.items()},
    **{("scopes", scope): word for scope, word in SCOPES.items()},
    ("form", "xlsx"): _("表格 XLSX"),
    ("form", "csv"): _("表格 CSV"),
    ("form", "transcript"): _("对话 JSON"),
    ("form", "messages"): _("对话 JSONL"),
    ("form", "label-studio"): _("标注任务"),
    ("cover", "talk"): _("写名字，盖住号码"),
    ("cover", "yes"): _("名字也换成编号"),
    ("cover", "no"): _("什么都不盖"),
    ("form", "personal-data"): _("个人数据"),
    ("form", "card"): _("角色卡"),
    ("level", "not-applicable"): _("不适用"),
    ("level", "unscored"): _("未评"),
    ("severity", "none"): _("通过"),
    ("severity", "light"): _("没过（轻）"),
    ("severity", "severe"): _("没过（重）"),
    ("total", "none"): _("暂不给"),
    ("language", "any"): _("随浏览器"),
    ("language", "zh"): _("中文"),
    ("language", "en"): _("英文"),
    ("verdict", "accept"): _("认可"),
    ("verdict", "adjust"): _("改等级"),
    ("verdict", "reject"): _("不采信"),
    ("verdict", "uphold"): _("认可"),
    ("verdict", "lift"): _("改为通过"),
    ("verdict", "fail"): _("改为未通过"),
    ("status", "upheld"): _("成立"),
    ("status", "dismissed"): _("不成立"),
    ("overridden", "yes"): _("是"),
    ("overridden", "no"): _("否"),
    ("what", "saved"): _("存了草稿"),
    ("what", "archived"): pgettext("done", "归档"),
    ("what", "unarchived"): _("取消归档"),
}
"""What values of details are called, by detail and value; others are shown as they are."""
