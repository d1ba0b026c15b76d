"""What a scorecard says to practise next: on the scorecard, and again where the same case is practised anew."""

from sim.domain.rubric import Criterion
from sim.domain.score import Feedback
from sim.grading.feedback.advice import advised
from web.rendering.desk import Practice
from web.rendering.remarks import remarks
from web.rendering.renderer import Pages


def practise_next(pages: Pages, feedback: Feedback, practice: Practice) -> str:
    """Return the advice in the language of the page, with the name of what it is about; "" where there is none."""
    part = advised(practice.rubric, feedback)
    if isinstance(part, Criterion) and part.practice.en and pages.language == "en":
        return f"{part.code} {part.name.en}: {part.practice.en}"
    remark = remarks(
        pages.language, practice.rubric, practice.scenario, practice.archetype, pages.lines(practice.session)
    )
    return remark(feedback.practise_next) if feedback.practise_next else ""
