"""The words of the overview for the ids of the domain."""

from collections.abc import Mapping

from sim.domain.assignment import Progress
from sim.practice.overview.next_practice import Why
from sim.store.overview import CUSTOMER, GRADING
from web.marking import _

PROGRESS: Mapping[Progress, str] = {
    Progress.OPEN: _("还没开始"),
    Progress.STARTED: _("练了，还没评分"),
    Progress.DONE: _("练过，未及格"),
    Progress.PASSED: _("已及格"),
}

WHY: Mapping[Why, str] = {
    Why.FIRST: _("第一次练，从这一件开始。"),
    Why.NEW_TYPE: _("这一类客户你还没有遇到过。"),
    Why.NOT_PASSED: _("这一类客户你还没有及格过。"),
    Why.WEAKEST: _("四类客户你都及格过，这一类及格得最少。"),
}

PURPOSES: Mapping[str, str] = {
    CUSTOMER: _("客户说话"),
    GRADING: _("评分"),
    "tryout": _("试演草稿"),
    "drafting": _("起草案例"),
}


def purpose_words(purpose: str) -> str:
    """Return what tokens were used for, in words; a purpose nobody has words for goes by its id."""
    return PURPOSES.get(purpose, purpose)
