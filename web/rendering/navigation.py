"""Which rooms the head of every page leads to: those that the viewer may enter."""

from dataclasses import dataclass

from sim.domain.account import Role, Viewer
from web.marking import _, pgettext


@dataclass(frozen=True, slots=True)
class Room:
    """One entry of the navigation. ``key`` is the ``page`` of the pages in it; ``role`` None lets everybody in."""

    href: str
    name: str
    key: str
    role: Role | None = None


ROOMS = (
    Room("/", pgettext("room", "练习"), "home", Role.TRAINEE),
    Room("/history", _("记录"), "history", Role.TRAINEE),
    Room("/reviews", _("复核"), "reviews", Role.TRAINER),
    Room("/content", _("内容"), "content", Role.TRAINER),
    Room("/overview", _("班组"), "overview", Role.TRAINER),
    Room("/admin", _("管理"), "admin", Role.ADMINISTRATOR),
    Room("/help", _("帮助"), "help"),
    Room("/about", _("关于"), "about"),
)


ADMINISTRATION = (
    ("/admin/people", _("账号")),
    ("/admin/groups", _("班组管理")),
    ("/admin/invitations", _("邀请")),
    ("/admin/audit", _("审计日志")),
    ("/admin/operations", _("运行")),
    ("/overview/usage", _("用量")),
)
"""The second row of links on administrators' pages: address and name."""


def rooms_for(viewer: Viewer | None) -> tuple[Room, ...]:
    """Return the rooms that ``viewer`` (None: nobody signed in) may enter, in order."""
    return tuple(room for room in ROOMS if _may_enter(viewer, room))


def _may_enter(viewer: Viewer | None, room: Room) -> bool:
    return room.role is None or (viewer is not None and viewer.is_at_least(room.role))
