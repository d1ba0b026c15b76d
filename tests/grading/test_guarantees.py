"""Guarantees of what a case forbids to guarantee, in whatever words, and what only sounds like one."""

import pytest

from sim.grading.limits.forbidden import ForbiddenList
from sim.library import Library, default_roots

HEATING, PARCEL, BANK, VISIT = "heating-burst-pipe", "parcel-blizzard", "bank-double-charge", "heating-missed-visit"


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load(default_roots())


@pytest.mark.parametrize(
    ("case", "text"),
    [
        (HEATING, "您放心，今晚肯定能来暖，抢修队说了很快就好。"),
        (HEATING, "您放心，今晚就能来暖。"),
        (HEATING, "我跟您保证，明早六点前就修好。"),
        (HEATING, "凌晨四点准能通。"),
        (HEATING, "夜里两点绝对通上了。"),
        (HEATING, "主管道爆裂停暖36小时，今晚肯定修好。"),
        (HEATING, "今晚22点前送2台油汀上门，暖气今晚也肯定能好。"),
        (PARCEL, "年三十之前一定到您爸妈手里。"),
        (BANK, "今天肯定到账。"),
        (VISIT, "今晚肯定给您热起来。"),
    ],
)
def test_a_guarantee_of_the_forbidden_outcome_is_an_offence(library: Library, case: str, text: str) -> None:
    (offence,) = ForbiddenList(library.scenario(case)).offences(text)
    assert offence.kind == "outcome"
    assert "保证" in offence.item


@pytest.mark.parametrize(
    ("case", "text"),
    [
        (HEATING, "今晚能不能来暖我现在说不准。"),
        (HEATING, "我没法保证今晚来暖。"),
        (HEATING, "今晚一定来暖这个我保证不了。"),
        (HEATING, "您是问今晚肯定能来暖吗？"),
        (HEATING, "“今晚肯定能来暖”这种话我不说。"),
        (HEATING, "上午那位同事跟您说今晚一定能来暖，这话说早了。"),
        (HEATING, "今晚22点前一定把2台油汀送到。"),
        (HEATING, "修好以后我一定第一时间打给您。"),
        (HEATING, "我肯定盯着，恢复到哪一步每2小时告诉您。"),
        (HEATING, "一恢复我肯定马上通知您。"),
        (HEATING, "预计凌晨2点到4点逐步恢复，结果还没定。"),
        (BANK, "2个工作日内肯定退回原卡，最迟11月17日到账。"),
        (VISIT, "今晚19点到21点测温员一定到。"),
    ],
)
def test_saying_one_cannot_asking_quoting_and_vouching_for_oneself_are_none(
    library: Library, case: str, text: str
) -> None:
    assert list(ForbiddenList(library.scenario(case)).offences(text)) == []


def test_a_guarantee_without_a_time_is_none_where_the_case_forbids_to_name_the_time(library: Library) -> None:
    forbidden = ForbiddenList(library.scenario(HEATING))
    assert list(forbidden.offences("您放心，我们肯定会修好的。")) == []
    assert [offence.kind for offence in forbidden.offences("您放心，今晚十点我们肯定会修好的。")] == ["outcome"]
