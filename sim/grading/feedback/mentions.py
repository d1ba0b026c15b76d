"""Turns and quotes that a grader's sentences mention, as the rules write them and as models do after their example."""

import re

TURN = re.compile(r"第 ?(?P<zh>\d+) ?轮|\bturn (?P<en>\d+)\b")
"""A turn mentioned in Chinese (group ``zh`` holds its number), or in what ``english`` makes of that (``en``)."""

QUOTED = re.compile(r"（第 (?P<turn>\d+) 轮“(?P<quote>.+?)”）(?=[；。])")
"""Words of the trainee that a sentence stands on, with their turn."""

CUT_OFF = "…"
"""Ends a quote that was too long for the sentence."""
