"""Whole documents in little, and a way to spoil them."""

from pathlib import Path

from sim.library import Kind

SCENARIO = """\
id: gym-closed-pool
title: {zh: 泳池停用, en: The pool is closed}
trade: 健身
briefing: 座席能看到停用公告，能延长会籍。
facts:
  - id: closed
    text: 泳池自 3 月 2 日起停用
    said: [泳池关了]
  - id: lessons
    text: 客户买了十节私教课
    disclosure: asked
    said: [我还有十节课]
    asked_by: [课程, 私教]
  - id: pump
    text: 循环泵损坏，配件未到
    disclosure: unknown
responsibility:
  - {matter: 停用没有通知, fault: ours, established: true}
severity: moderate
opinion_risk: low
hidden_need:
  text: 怕教练离职，课白买
  hints: [教练还在不在]
  said: [我就怕教练走了]
  asked_by: [担心]
demand: {text: 退全款, said: [退钱]}
authority: [延长会籍]
forbidden: [承诺退全款]
openings:
  stubborn: [你们公告上写的是三天]
typical_archetype: stubborn
complaint_class: broken-promise
root_cause: process
psychology: fairness
"""

ARCHETYPE = """\
id: stubborn
name: {zh: 固执, en: Stubborn}
summary: 认自己的理
motive: 面子
key: 先认可，再看证据
pitfalls: [争赢了道理]
style: [话慢]
never: [当面认错]
start_anger: 5
start_trust: 4
rules:
  - id: granted
    reason: 先认可了他
    any_of: [{kind: grant}]
    none_of: [{kind: argue}]
    anger: -1
    gives: [granted]
  - id: proven
    reason: 一起看了证据
    all_of: [{kind: proof}]
    needs: [granted]
    gives: [proof]
doors:
  - {stage: 松动, max_anger: 4, min_trust: 5, keys: [granted]}
  - {stage: 接受, max_anger: 2, min_trust: 6, keys: [proof]}
lines:
  - {beat: greeted, texts: [嗯]}
  - {beat: want, key: proof, texts: [拿记录来看, "{quote}？那记录呢"]}
"""

RUBRIC = """\
id: little
name: {zh: 小标准, en: Little}
dimensions:
  - id: listening
    name: 倾听
    weight: 60
    criteria:
      - id: listening.facts
        code: L1
        name: 事实
        anchors: [没有, 一个, 几个, 全部, 全部并核对]
        practice: 复述
  - id: apology
    name: 道歉
    weight: 40
    criteria:
      - id: apology.level
        code: A1
        name: 分量
        anchors: [错, 差两档, 差一档, 相称, 相称并分开]
        practice: 选词
gates:
  - {id: gate.red-line, code: G1, name: 红线, description: 不可触碰, cap: 59, light_cap: 84}
certifications:
  - {id: junior, name: 初级, total: 70, dimension_mean: 2.0}
  - {id: senior, name: 高级, total: 85, dimension_mean: 3}
"""

TEXTS = {Kind.SCENARIO: SCENARIO, Kind.ARCHETYPE: ARCHETYPE, Kind.RUBRIC: RUBRIC}
NAMES = {Kind.SCENARIO: "gym-closed-pool", Kind.ARCHETYPE: "stubborn", Kind.RUBRIC: "little"}


def spoil(text: str, old: str, new: str) -> str:
    """Replace the one place where ``old`` stands."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def line_of(text: str, part: str) -> int:
    """Return the line (from 1) of the first place where ``part`` stands."""
    return text[: text.index(part)].count("\n") + 1


def write_root(root: Path) -> Path:
    """Write one document of each kind below a content root."""
    for kind, text in TEXTS.items():
        path = root / kind.folder / f"{NAMES[kind]}.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    return root
