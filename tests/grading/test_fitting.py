"""A quote stands only under a name that it looks like."""

import pytest

from sim.grading.rules.fitting import fits
from sim.grading.rules.levels import PROFILES
from sim.grading.shipped import shipped

WELL = [
    ("paraphrase", "13号约的九点，没人去也没打电话，是这样吗？"),
    ("need-met", "您怕的是老人夜里没人管，对吗？"),
    ("known-unknown", "表准不准，现在不好说"),
    ("need-guess", "您今天是打算办完当天赶回去，是吧？"),
    ("need-guess", "您下午是不是还急着去接孩子？"),
    ("hardship", "让您抱着孩子白跑了两趟"),
    ("refuse-with-way", "会费整年退不了，不过停卡的三个月我可以补给您"),
    ("leaves-choice", "两条路，您看走哪一条？"),
    ("open-question", "家里现在是怎么过的？"),
    ("proof", "底单在这儿，您自己看"),
    ("promise-token", "单号HK-2210您记一下"),
    ("if-fails", "五点没到，您直接打我分机"),
    ("follow-up-when", "明天下午四点我打给您问一声"),
    ("checks-back", "修好以后我打给您问问热不热"),
    ("prevents", "以后改约一律先打电话"),
    ("act-now", "我现在就把材料收下"),
    ("live-done", "登记好了，这会儿在打受理单。"),
    ("fallback", "车来不了，我打给您另约"),
    ("own-check", "我这就调监控"),
    ("single-contact", "您有事直接找我，这件事我管到底"),
    ("follow-up", "明天上午我给您回电话"),
    ("open-question", "后来是怎么说的？"),
]
ILL = [
    ("paraphrase", "主任签个字就行，我这就把您的名额放出来"),
    ("need-met", "您最担心的是什么？"),
    ("hardship", "第二个走法：您抱着孩子坐摆渡车过去"),
    ("refuse-with-way", "客人的电话不能说"),
    ("leaves-choice", "感谢您选择我们"),
    ("open-question", "明天我给您回电话，讲查到什么"),
    ("proof", "我给您约明天上午九点检测"),
    ("promise-token", "明天中午我给您回电话"),
    ("if-fails", "系统超时，就自己补发了一次"),
    ("follow-up-when", "下午五点就知道，没有通知您"),
    ("checks-back", "我先把年限打给您"),
    ("prevents", "我马上写进单子"),
    ("whole-promise", "要么今天收下，十天内补"),
    ("whole-promise", "那边除夕开到下午五点，拿取件码去取"),
    ("adapts", "能办的三样：一是改到县城去取"),
    ("act-now", "有两个办法：一个是我现在把材料先收下"),
    ("live-done", "一个是您现在打电话给家里"),
    ("cause-bare", "是不是药的原因，要医生来定"),
    ("if-fails", "约好了没来人，也没给您打电话"),
    ("fallback", "也没人告诉您一声，换谁都急"),
    ("if-fails", "明天中午我打给您问车到没到"),
    ("just-done", "是我们爽约了"),
    ("follow-up", "也没给您打电话，这是我们的错"),
    ("follow-up-when", "师傅上门前半小时给您打电话"),
    ("ways", "您能打12345，这是您的权利"),
    ("emotion", "现在屋里多少度？"),
    ("open-question", "车厢里大概多少度？"),
    ("own-check", "您说的我都给您写在单子上"),
    ("single-contact", "可能是忙忘了"),
    ("take-up", "单号KT-118，这件事我管到底"),
    ("asks-impact", "周末不方便，您看是不是周五？"),
    ("proof", "周末不方便，您看是不是周五？"),
    ("act-now", "先问老人愿不愿意，当面把字签了"),
]


@pytest.mark.parametrize(("sign", "quote"), WELL)
def test_what_looks_like_its_sign_may_be_quoted_for_it(sign: str, quote: str) -> None:
    assert fits(sign, quote)


@pytest.mark.parametrize(("sign", "quote"), ILL)
def test_what_does_not_look_like_its_sign_may_not(sign: str, quote: str) -> None:
    assert not fits(sign, quote)


def test_every_rule_is_about_a_sign_people_are_told_of() -> None:
    told = {name for each in PROFILES.values() for names in (each.shows, each.support, each.against) for name in names}
    assert set(shipped("rules/quotable.yaml")) <= told
