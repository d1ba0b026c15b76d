"""What a grader wrote, in the language of the page: the rules' sentences in both, a model's as it wrote them."""

from collections.abc import Callable

from markupsafe import Markup

from sim.domain.archetype import Archetype
from sim.domain.rubric import Rubric
from sim.domain.scenario import Scenario
from sim.domain.text import Language
from sim.grading.feedback.english import English

Remark = Callable[[str], str]
"""Returns a stored sentence as a page shows it; what stays Chinese on an English page says so."""

_CHINESE = Markup('<span lang="zh-CN">%s</span>')


def remarks(language: Language, rubric: Rubric, scenario: Scenario, archetype: Archetype) -> Remark:
    """Return how sentences on a scorecard are shown; the content is what it was played and graded with."""
    if language != "en":
        return str
    english = English(rubric, scenario, archetype)

    def remark(sentence: str) -> str:
        parts = english.read(sentence)
        if parts is None:
            return _CHINESE % sentence
        return Markup("").join(_CHINESE % part.text if part.quoted else part.text for part in parts)

    return remark
