"""What the shape cannot say: each way to spoil a sound document is found at its place."""

import re

import pytest

from sim.library import Kind
from sim.library.source import parse
from tests.library.samples import TEXTS, spoil
from tests.library.test_files import problems

MATTER = "  - {matter: 停用没有通知, fault: ours, established: true}"
SAME_MATTER = MATTER + "\n" + MATTER.replace("ours", "unclear")
AUTHORITY, FORBIDDEN = "authority: [延长会籍]", "forbidden: [承诺退全款]"
SCENARIO = [
    ("  - id: lessons", "  - id: closed", "facts[1].id", "'closed' is used twice"),
    ("    said: [泳池关了]\n", "", "facts[0].said", "own words"),
    ("    asked_by: [课程, 私教]\n", "", "facts[1].asked_by", "words that ask for it"),
    ("disclosure: unknown", "disclosure: unknown\n    said: [泵坏了]", "facts[2].said", "does not know this fact"),
    ("  text: 怕教练离职，课白买\n  hints", "  text: 怕教练离职\n  hint", "hidden_need.hint", "did you mean hints?"),
    ("  hints: [教练还在不在]\n", "", "hidden_need.hints", "cannot be played without it"),
    (MATTER, SAME_MATTER, "responsibility[1].matter", "'停用没有通知' is used twice"),
    (FORBIDDEN, "forbidden: []", "forbidden", "is lacking"),
    (AUTHORITY, "authority: [延长会籍, 延长会籍]", "authority[1]", "'延长会籍' is used twice"),
    (FORBIDDEN, "forbidden: [退全款, 退全款]", "forbidden[1]", "'退全款' is used twice"),
    (AUTHORITY, f"{AUTHORITY}\nauthority_en: [Extend, Pay]", "authority_en", "has 2 items"),
    (FORBIDDEN, "forbidden: [退, 赔]\nforbidden_en: [Refund]", "forbidden_en", "forbidden has 2; give one"),
    ("  stubborn: [你们", "  stuborn: [你们", "openings.stuborn", "no archetype 'stuborn', did you mean stubborn?"),
    ("  stubborn: [你们公告上写的是三天]", "  stubborn: []", "openings.stubborn", "at least one opening line"),
    ("[你们公告上写的是三天]", "[三天, 三天]", "openings.stubborn[1]", "'三天' is used twice"),
    ("typical_archetype: stubborn", "typical_archetype: shy", "typical_archetype", "no archetype 'shy'"),
    ("class: broken-promise", "class: broken", "complaint_class", "allowed: broken-promise, technical-error"),
    ("root_cause: process", "root_cause: law", "root_cause", "allowed: skill, attitude, process"),
    ("psychology: fairness", "psychology: joy", "psychology", "allowed: vent"),
    ("psychology: fairness", "psychology: fairness\nspecial_group: vip", "special_group", "allowed: elderly"),
]
ARCHETYPE = [
    ("start_anger: 5", "start_anger: 11", "start_anger", "11 is out of range; allowed: 0 to 10"),
    ("start_trust: 4", "start_trust: -1", "start_trust", "allowed: 0 to 10"),
    ("start_trust: 4", "start_trust: 4\npatience: 0", "patience", "allowed: 1 to 60"),
    ("start_trust: 4", "start_trust: 4\nshortest: 30\nlongest: 20", "longest", "allowed: 30 to 200"),
    ("start_trust: 4", "start_trust: 4\nbest_outcome: won", "best_outcome", "allowed: accepted, partial"),
    ("  - id: proven", "  - id: granted", "rules[1].id", "'granted' is used twice"),
    (
        "{kind: grant}",
        "{kind: grand}",
        "rules[0].any_of[0].kind",
        "'grand' is not known, did you mean grant? allowed: greeting, ",
    ),
    ("{kind: argue}", "{kind: shout}", "rules[0].none_of[0].kind", "'shout' is not known; allowed: greeting, "),
    ("    all_of: [{kind: proof}]\n", "", "rules[1]", "neither all_of nor any_of"),
    ("    anger: -1", "    anger: -11", "rules[0].anger", "allowed: -10 to 10"),
    ("    anger: -1", "    repeat: 101", "rules[0].repeat", "allowed: 0 to 100"),
    ("needs: [granted]", "needs: [granded]", "rules[1].needs[0]", "did you mean granted?"),
    ("needs: [granted]", "lacks: [taken]", "rules[1].lacks[0]", "no rule gives the key 'taken'"),
    ("needs: [granted]", "takes: [grant]", "rules[1].takes[0]", "did you mean granted?"),
    ("needs: [granted]", "after: -1", "rules[1].after", "allowed: 0 to 20"),
    ("keys: [proof]", "keys: [record]", "doors[1].keys[0]", "no rule gives the key 'record'"),
    ("stage: 接受", "stage: 僵持", "doors[1].stage", "僵持 does not come after 松动"),
    ("max_anger: 2", "max_anger: 5", "doors[1].max_anger", "allowed: 0 to 4"),
    ("min_trust: 6", "min_trust: 3", "doors[1].min_trust", "allowed: 5 to 10"),
    ("{beat: greeted, texts: [嗯]}", "{beat: greeted, texts: []}", "lines[0].texts", "at least one line"),
    ("texts: [嗯]", "texts: [嗯, 嗯]", "lines[0].texts[1]", "'嗯' is used twice"),
    ("{beat: greeted, texts", "{beat: greeted, key: proof, texts", "lines[0].key", "the beat want only"),
    ("{beat: want, key: proof", "{beat: want, key: prof", "lines[1].key", "did you mean proof?"),
    ("{quote}", "{name}", "lines[1].texts[1]", "allowed: quote, deadline"),
]
SECOND_GATE = "  - {id: gate.red-line, code: G1, name: 又一道, description: 不可触碰, cap: 59}\n  - {id: gate.red-line,"
ANCHORS, PLACE = "[没有, 一个, 几个, 全部, 全部并核对]", "dimensions[0].criteria[0].anchors"
RUBRIC = [
    ("weight: 60", "weight: 50", "dimensions", "add up to 90; allowed: 100"),
    (ANCHORS, "[没有, 一个, 几个, 全部]", f"{PLACE}[4]", "is lacking"),
    (ANCHORS, "[没有, 一个, 一个, 全部, 核对]", f"{PLACE}[2]", "twice"),
    (ANCHORS, "[没有, ~, 几个, 全部, 核对]", f"{PLACE}[1]", "nothing"),
    (ANCHORS, "[没有, '', 几个, 全部, 核对]", f"{PLACE}[1]", "is blank; every level"),
    (ANCHORS, "{0: 没有, 2: 几个}", PLACE, "must be a list"),
    (f"        anchors: {ANCHORS}\n", "", PLACE, "is lacking"),
    ("[错, 差两档, 差一档, 相称, 相称并分开]", "[a, b, c, d, e, f]", "dimensions[1].criteria[0].anchors", "too many"),
    ("  - id: apology\n", "  - id: listening\n", "dimensions[1].id", "'listening' is used twice"),
    ("id: apology.level", "id: listening.facts", "dimensions[1].criteria[0].id", "'listening.facts' is used twice"),
    ("  - {id: gate.red-line,", SECOND_GATE, "gates[1].id", "'gate.red-line' is used twice"),
    ("  - {id: gate.red-line,", SECOND_GATE, "gates[1].code", "'G1' is used twice"),
    ("id: listening.facts", "id: apology.facts", "dimensions[0].criteria[0].id", "allowed: listening.<name>"),
    ("code: A1", "code: L1", "dimensions[1].criteria[0].code", "'L1' is used twice"),
    ("        practice: 复述\n", "", "dimensions[0].criteria[0].practice", "what to practise"),
    ("id: gate.red-line", "id: red-line", "gates[0].id", "allowed: gate.<name>"),
    ("cap: 59,", "cap: 100,", "gates[0].cap", "allowed: 0 to 99"),
    ("light_cap: 84", "light_cap: 50", "gates[0].light_cap", "allowed: 60 to 99"),
    ("total: 85", "total: 60", "certifications[1].total", "allowed: 70 to 100"),
    ("dimension_mean: 3", "dimension_mean: 5", "certifications[1].dimension_mean", "allowed: 0 to 4"),
    ("{id: senior,", "{id: junior,", "certifications[1].id", "'junior' is used twice"),
]
CASES = [
    *((Kind.SCENARIO, *case) for case in SCENARIO),
    *((Kind.ARCHETYPE, *case) for case in ARCHETYPE),
    *((Kind.RUBRIC, *case) for case in RUBRIC),
]


@pytest.mark.parametrize(("kind", "old", "new", "field", "message"), CASES)
def test_finds_what_is_wrong_and_where(kind: Kind, old: str, new: str, field: str, message: str) -> None:
    text = spoil(TEXTS[kind], old, new)
    found = problems(kind, text)
    assert any(name == field and message in said for _, name, said in found), found
    path = tuple(int(part) if part.isdigit() else part for part in re.findall(r"[^.\[\]]+", field))
    assert all(line == parse(text).line(path) for line, name, _ in found if name == field)
