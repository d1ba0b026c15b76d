"""What a new document begins as."""

from collections.abc import Mapping

from sim.library import Kind

BEGUN = "从空白开始。 / Begun from a blank."
"""The note on the first version."""

BLANKS: Mapping[Kind, str] = {
    Kind.SCENARIO: """\
# yaml-language-server: $schema=../schema/scenario.json
id: {id}
title: 新的案例
channel: counter
severity: moderate
opinion_risk: low
"""
}
"""Scenarios begin empty; what else is needed is told at each field."""
