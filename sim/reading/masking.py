"""Personal data in a line, found and covered: what a customer or trainee says of a real person stays in the house.

Numbers are told apart by their form and check digits (ID card: GB 11643, bank card: Luhn, ISO/IEC 7812), and by the
word right before them where the form alone says too little. Amounts, dates, readings and ticket numbers are left: a
ticket number is the firm's word, and the grader has to read it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from stdnum import luhn
from stdnum.cn import ric
from stdnum.exceptions import ValidationError

COVER = "*"


class PersonalKind(StrEnum):
    """Kinds of personal data. Names and addresses are not found in a line, where too little tells that they are any."""

    EMAIL = "email"
    ID_CARD = "id-card"
    BANK_CARD = "bank-card"
    PHONE = "phone"
    ACCOUNT = "account"
    PLATE = "plate"
    NAME = "name"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data at ``text[start:end]`` (code points)."""

    kind: PersonalKind
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Masked:
    """A text of unchanged length whose personal data is covered with asterisks; the findings hold in both texts."""

    text: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Rule:
    """What one kind looks like. Group ``it`` is covered but for ``head`` first and ``tail`` last letters and digits."""

    kind: PersonalKind
    pattern: re.Pattern[str]
    head: int
    tail: int
    accepts: Callable[[str], bool] = bool


_GAP = r"[ \-–—·.\u00a0\u2009\u200b-\u200d\u2060\u3000\ufeff]{0,2}"
_ENDS = r"(?![0-9*])"
_TOKENS = ("单号", "单编号", "工单", "订单", "流水号", "受理号", "回执号", "运单", "票号", "取件码", "工号")
"""A number right behind one of these is the firm's token, whatever it looks like."""
_ALONE = r"(?<![0-9*].)(?<![0-9]\..)" + "".join(
    rf"(?<!{word}.)(?<!{word}[是为:： ].)(?<!{word}[是为:：] .)" for word in _TOKENS
)
"""Stands behind a number's first digit and looks back over it: a search that begins with a digit is quick."""
_NO_LETTER = r"(?<![A-Za-z].)"
_CALLED = "|".join((_NO_LETTER, *(rf"(?<={word}.)" for word in ("tel", "phone", "mobile", "wx", "vx", "qq"))))
"""What Latin letters may stand right before a telephone number; any other make it a token of the firm's."""
_IS = r"(?:码|是|为|就是|[:：#＃ ]){0,3}"


def _after(words: str, number: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{words}){_IS}(?P<it>{number}){_ENDS}(?![A-Za-z])", re.IGNORECASE)


def _has_check_digit(text: str) -> bool:
    number = _compact(text)
    try:
        ric.get_birth_date(number)
    except ValidationError:
        return False
    return bool(ric.calc_check_digit(number) == number[-1])


def _is_card(text: str) -> bool:
    return bool(luhn.is_valid(_compact(text)))


def _has_figure(text: str) -> bool:
    return any(char.isdigit() for char in text)


def _compact(text: str) -> str:
    return "".join(char for char in text if char.isalnum()).upper()


_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_MOBILE = (
    rf"(?:[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}|[3-9]\d\d{_GAP}\d{{3}}{_GAP}\d{{4}}|(?: [0-9]){{10}}){_ENDS}"
    r"(?!\s*(?:元(?!旦)|块钱|吨))"
)
"""A mobile number behind its first digit, the 1."""
_CARD = "|".join(
    rf"{first}{_ALONE}{_NO_LETTER}{rest}"
    for first, rest in (
        ("6", rf"2\d\d(?:{_GAP}\d{{4}}){{3}}{_GAP}\d{{1,3}}"),
        ("6", rf"2\d{{4}}{_GAP}\d{{10,13}}"),
        ("6", rf"2\d\d(?:{_GAP}\d{{4}}){{3}}"),
        ("4", rf"\d{{3}}(?:{_GAP}\d{{4}}){{3}}"),
        ("5", rf"[1-5]\d\d(?:{_GAP}\d{{4}}){{3}}"),
        ("2", rf"[2-7]\d\d(?:{_GAP}\d{{4}}){{3}}"),
        ("3", rf"5\d\d(?:{_GAP}\d{{4}}){{3}}"),
        ("3", rf"[47]\d\d{_GAP}\d{{6}}{_GAP}\d{{5}}"),
    )
)
"""Bank cards by issuer: UnionPay 16 to 19 digits, Visa, Mastercard and JCB 16, American Express 15."""

_RULES = (
    _Rule(
        PersonalKind.EMAIL,
        re.compile(
            r"(?<![A-Za-z0-9._%+\-*])(?P<it>[A-Za-z0-9._%+\-]{1,64})@(?:[A-Za-z0-9\-]{1,63}\.){1,4}[A-Za-z]{2,24}"
        ),
        head=1,
        tail=0,
    ),
    _Rule(
        PersonalKind.ID_CARD,
        re.compile(
            rf"(?P<it>[1-9]{_ALONE}\d{{5}}{_GAP}(?:18|19|20)\d{{2}}{_GAP}\d{{4}}{_GAP}\d{{3}}[\dXx])(?![0-9A-Za-z*])"
        ),
        head=3,
        tail=4,
        accepts=_has_check_digit,
    ),
    _Rule(
        PersonalKind.ID_CARD,
        _after(r"身份证(?:号码?)?|身份号码|证件号码?", rf"\d{{6}}{_GAP}\d{{6}}{_GAP}\d{{2}}(?:\d|{_GAP}\d{{3}}[\dX])"),
        head=3,
        tail=4,
    ),
    _Rule(
        PersonalKind.ID_CARD,
        _after(r"护照(?:号码?)?|通行证(?:号码?)?|驾驶证号|驾照号|军官证号", r"[A-Z]{0,2}\d{7,12}"),
        head=1,
        tail=2,
    ),
    _Rule(
        PersonalKind.BANK_CARD,
        _after(r"卡号|银行卡|储蓄卡|信用卡|借记卡", rf"\d{{4}}(?:{_GAP}\d{{4}}){{2,3}}(?:{_GAP}\d{{1,3}})?"),
        head=4,
        tail=4,
    ),
    _Rule(
        PersonalKind.BANK_CARD,
        re.compile(rf"(?P<it>{_CARD}){_ENDS}"),
        head=4,
        tail=4,
        accepts=_is_card,
    ),
    _Rule(
        PersonalKind.PHONE,
        re.compile(rf"(?:\+{_ALONE}86|0{_ALONE}{_NO_LETTER}086|8{_ALONE}{_NO_LETTER}6){_GAP}(?P<it>1{_MOBILE})"),
        head=3,
        tail=4,
    ),
    _Rule(PersonalKind.PHONE, re.compile(rf"(?P<it>1{_ALONE}(?:{_CALLED}){_MOBILE})", re.IGNORECASE), head=3, tail=4),
    _Rule(
        PersonalKind.PHONE,
        re.compile(
            rf"(?P<it>0{_ALONE}{_NO_LETTER}(?:(?:10|2\d)[）)]?{_GAP}\d{{4}}{_GAP}\d{{4}}"
            rf"|[3-9]\d\d[）)]?{_GAP}\d{{3,4}}{_GAP}\d{{4}})){_ENDS}"
        ),
        head=4,
        tail=2,
    ),
    _Rule(
        PersonalKind.PHONE,
        _after(r"座机|固话|固定电话|家里电话|联系电话|电话号码|电话(?=[是为:：])", rf"[2-8]\d{{2,3}}{_GAP}\d{{4}}"),
        head=1,
        tail=2,
    ),
    _Rule(
        PersonalKind.ACCOUNT,
        _after(
            r"户号|(?:客户|用户|会员|合同|病历|住院|就诊卡|社保卡?|医保卡?|公积金|缴费|学)编?号|病案号|账户?号|帐户?号|QQ号?",
            r"[A-Z]{0,3}[ \-]?[0-9](?:[ \-]?[0-9]){5,27}",
        ),
        head=0,
        tail=2,
    ),
    _Rule(PersonalKind.ACCOUNT, _after("微信号", r"[A-Z][A-Z0-9_\-]{5,19}"), head=1, tail=0),
    _Rule(
        PersonalKind.PLATE,
        re.compile(
            rf"(?<![全最崭重创更])(?P<it>[{_PROVINCES}][A-HJ-Z][·•. \-]?(?:[DF][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[DF]"
            r"|[A-HJ-NP-Z0-9]{5}|[A-HJ-NP-Z0-9]{4}[警学挂港澳使领]))(?![0-9A-Za-z*])",
            re.IGNORECASE,
        ),
        head=2,
        tail=2,
        accepts=_has_figure,
    ),
)

_SPOKEN = re.compile("[零〇一幺二三四五六七八九]{7,}")
_HINT = re.compile(
    rf"[0-9０-９](?:{_GAP}[0-9０-９]){{5}}|[@＠]|{_SPOKEN.pattern}|[{_PROVINCES}][·•. \-]?[A-Za-zＡ-Ｚａ-ｚ]|微信号"
)
"""Six digits in a row, or what else one of the rules cannot do without."""
_WIDE = re.compile("[！-～]")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_NUMERALS = str.maketrans("零〇一幺二三四五六七八九", "001123456789")


def mask(text: str) -> Masked:
    """Cover the personal data in ``text``; its length, and every character outside the findings, stay as they are.

    Letters and digits are covered, signs between them kept, so that a number still looks like one. Masking a masked
    text changes nothing. A text with no number in it costs one search.
    """
    if _HINT.search(text) is None:
        return Masked(text)
    findings: list[Finding] = []
    covered = text
    while found := _find(covered):  # what was covered may end a number that went on, so look again
        findings += (finding for finding, _ in found)
        covered = _covered(covered, found)
    return Masked(covered, tuple(sorted(findings, key=lambda finding: (finding.start, finding.end))))


def _find(text: str) -> list[tuple[Finding, _Rule]]:
    """Return what the rules find, an earlier rule before a later one where they overlap."""
    plain = text.translate(_HALF_WIDTH) if _WIDE.search(text) else text
    plain = _SPOKEN.sub(lambda row: row[0].translate(_NUMERALS), plain)
    found: list[tuple[Finding, _Rule]] = []
    for rule in _RULES:
        for match in rule.pattern.finditer(plain):
            start, end = match.span("it")
            free = all(end <= other.start or other.end <= start for other, _ in found)
            if free and rule.accepts(match["it"]):
                found.append((Finding(rule.kind, start, end), rule))
    return found


def _covered(text: str, found: list[tuple[Finding, _Rule]]) -> str:
    chars = list(text)
    for finding, rule in found:
        places = [place for place in range(finding.start, finding.end) if chars[place].isalnum()]
        head = min(rule.head, len(places) - rule.tail - 1)
        for place in places[head : len(places) - rule.tail]:
            chars[place] = COVER
    return "".join(chars)
