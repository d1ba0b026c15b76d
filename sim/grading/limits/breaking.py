"""What a talk can earn that the trainee ended before the customer had agreed to anything.

A request is confirmed and a way chosen by two (canon, section 2, R1 and R3; ISO 10002, 8.5): who hangs up before the
answer has offered, not agreed. This is no grade of the customer's mood. It holds only where the session tells that the
trainee broke it off; a customer who leaves, or a dialogue from elsewhere, changes nothing.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sim.domain.transcript import Speaker, Transcript
from sim.grading.limits.bounds import Bounds
from sim.reading.normalise import normalise

BROKEN_OFF = "broken_off"
"""Key of ``GradingCase.context``: True where the trainee ended the talk before it had come to an outcome."""

OFFERED_MAX, UNANSWERED_MAX = 2, 3
"""The highest level of what takes two to agree, and of what was promised to one who never took it up."""

_AGREED = re.compile(
    "(^|[。!,;])(那)?(就|先)?(行|好|成|中|可以|同意|没问题|要得|听你的)(吧|啊|的|了|嘞)?([,。!;]|$)"
    "|(就|那|我)(选|要|走|按|定)(这|那|第|头|前|后|你说)|第[一二三四1-4](个|条|样|种)|(就)?(这么|这样)(办|定|着|吧)|对,?(就是|没错)"
)
_REASON = "通话由学员结束，客户还没有答应"


def broken_off_bounds(context: Mapping[str, Any], transcript: Transcript) -> Mapping[str, Bounds]:
    """Return the bounds of a talk broken off, by criterion; none where it was not, or the customer had agreed."""
    if not context.get(BROKEN_OFF) or _agreed(transcript):
        return MappingProxyType({})
    offered, unanswered = Bounds(high=OFFERED_MAX, reason=_REASON), Bounds(high=UNANSWERED_MAX, reason=_REASON)
    return MappingProxyType(
        {
            "resolution.confirm": offered,
            "resolution.options": offered,
            "resolution.commitment": unanswered,
            "resolution.follow-up": unanswered,
        }
    )


def _agreed(transcript: Transcript) -> bool:
    """Tell whether the customer agreed to anything, after the trainee had spoken."""
    spoken = False
    for turn in transcript.turns:
        if turn.speaker is Speaker.TRAINEE:
            spoken = True
        elif spoken and _AGREED.search(normalise(turn.text).text):
            return True
    return False
