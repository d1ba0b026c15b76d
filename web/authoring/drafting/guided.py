"""The guided form: one step of questions at a time, all answers travelling along, ending in the same draft."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from starlette.requests import Request

from sim.practice.drafting.guide import (
    ASKED_BY,
    MOST_MATTERS,
    SAID,
    GuidedFact,
    Step,
    facts_to_word,
    guided_draft,
    lacking,
    required,
)
from sim.runtime import Runtime
from web.authoring.drafting.drafted import PROVISIONAL_ID, drafted_page
from web.authoring.drafting.view import choices_of
from web.authoring.drafting.words import QUESTIONS, STEPS, Question
from web.deps import RuntimeDep, TrainerDep, posted_form
from web.marking import _
from web.rendering.desk import PagesDep
from web.rendering.renderer import Pages

router = APIRouter(prefix="/content/scenarios/new-step-by-step")

ANSWER_LIMIT = 4000
"""Most characters of one answer; the rest is cut off."""
_NAMES_LIMIT = 40


_NEEDED = _("这一项要填。")
_SAID = _("“%(fact)s”：他会怎么说？")
_SAID_HINT = _("用他自己的口气，一行一种说法，两到四种。")
_ASKED_BY = _("“%(fact)s”：问话里出现哪些词，算问到了？")
_ASKED_BY_HINT = _("用空格隔开，例如：多少度 温度 几度。")
_MATTER = _("第 %(n)s 个事项")
_MATTER_HINT = _("例如：约好了没有上门。没有更多就空着。")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as it is shown, with its answer so far and what is wrong with it."""

    name: str
    label: str
    hint: str
    form: str
    value: str
    error: str
    is_needed: bool
    options: tuple[tuple[str, str], ...] = ()


@router.get("")
async def first(runtime: RuntimeDep, _viewer: TrainerDep, pages: PagesDep) -> HTMLResponse:
    """Show the first step."""
    return _page(runtime, pages, Step.CASE, {})


@router.post("", response_model=None)
async def go_on(request: Request, runtime: RuntimeDep, _viewer: TrainerDep, pages: PagesDep) -> Response:
    """Go to the next step, or back to the one before; after the last show the draft."""
    sent = await posted_form(request)
    answers = {
        name: value.replace("\r\n", "\n")[:ANSWER_LIMIT]
        for name, value in sent.items()
        if isinstance(value, str) and len(name) <= _NAMES_LIMIT
    }
    named = answers.pop("step", Step.CASE.value)
    step = Step(named) if named in set(Step) else Step.CASE
    if answers.pop("act", "next") == "back":
        return _page(runtime, pages, step.before or step, answers)
    missing = lacking(step, answers)
    if missing:
        return _page(runtime, pages, step, answers, missing)
    if step.next is not None:
        return _page(runtime, pages, step.next, answers)
    draft = guided_draft(answers, PROVISIONAL_ID, tuple(runtime.library.archetypes))
    return drafted_page(runtime, pages, draft.to_yaml(), remarks=draft.remarks)


def _page(
    runtime: Runtime, pages: Pages, step: Step, answers: Mapping[str, str], missing: tuple[str, ...] = ()
) -> HTMLResponse:
    asked = [_asked(question, runtime, pages, answers, step, missing) for question in _questions(step, pages, answers)]
    names = {question.name for question in asked}
    return pages.render(
        "authoring/guided.html",
        422 if missing else 200,
        page="content",
        step=step,
        title=pages.text(STEPS[step]),
        place=step.place + 1,
        steps=len(Step),
        asked=asked,
        kept=[(name, value) for name, value in answers.items() if name not in names and name != "form_token"],
    )


def _questions(step: Step, pages: Pages, answers: Mapping[str, str]) -> tuple[Question, ...]:
    """Return the questions of a step, those that follow from earlier answers among them."""
    if step is Step.WORDING:
        wordings = [_wording(fact, pages) for fact in facts_to_word(answers)]
        return tuple(question for wording in wordings for question in wording)
    if step is Step.FAULT:
        matters = [_matter(number, pages) for number in range(MOST_MATTERS)]
        return (*(question for matter in matters for question in matter), *QUESTIONS[step])
    return QUESTIONS[step]


def _wording(fact: GuidedFact, pages: Pages) -> tuple[Question, ...]:
    said = Question(f"{SAID}{fact.number}", pages.text(_SAID) % {"fact": fact.text}, _SAID_HINT, "area")
    words = Question(f"{ASKED_BY}{fact.number}", pages.text(_ASKED_BY) % {"fact": fact.text}, _ASKED_BY_HINT)
    return (said, words) if fact.asked else (said,)


def _matter(number: int, pages: Pages) -> tuple[Question, ...]:
    return (
        Question(f"matter-{number}", pages.text(_MATTER) % {"n": number + 1}, _MATTER_HINT),
        Question(f"fault-{number}", _("谁的责任"), form="fault"),
        Question(f"established-{number}", _("开谈之前已经查清"), form="tick"),
    )


def _asked(
    question: Question, runtime: Runtime, pages: Pages, answers: Mapping[str, str], step: Step, missing: tuple[str, ...]
) -> Asked:
    options: tuple[tuple[str, str], ...] = ()
    if question.form == "archetype":
        options = tuple((each.id, pages.own(each.name)) for each in runtime.library.archetypes.values())
    elif question.form not in ("text", "area", "tick"):
        options = tuple((code, pages.text(words).capitalize()) for code, words in choices_of(question.form))
    return Asked(
        name=question.name,
        label=pages.text(question.label),
        hint=pages.text(question.hint),
        form="choice" if options else question.form,
        value=answers.get(question.name, ""),
        error=pages.text(_NEEDED) if question.name in missing else "",
        is_needed=question.name in required(step, answers),
        options=options,
    )
