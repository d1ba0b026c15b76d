"""From templates to answers: a Jinja2 environment per language with the words, assets and labels every page needs."""

import gettext
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel import Locale
from babel.dates import DateTimePattern, get_date_format, get_time_format
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup
from starlette.responses import HTMLResponse

from sim.domain.account import Viewer
from sim.domain.score import Engine
from sim.domain.session import Session
from sim.domain.text import Bilingual, Language
from sim.grading.agreement.statistics import INTERVAL_LEAST
from sim.practice.gradings import OFFLINE_FROM
from sim.practice.overview.exports.label import aigc_label as aigc_label  # pages take it from here
from web.deps import FORM_TOKEN
from web.marking import in_catalogue
from web.rendering.knowledge import cards_by_link, glossary
from web.rendering.languages import COOKIE, LANGUAGES, PARAMETER, Speech, catalogue
from web.rendering.lines import Lines
from web.rendering.navigation import ADMINISTRATION, rooms_for
from web.rendering.numbers import NONE, hundredths, percent, points, signed, tenths
from web.rendering.phrases import PhraseEnvironment
from web.rendering.quotes import quote_anchor
from web.rendering.words import STAGES, engine_words, flag_words, word

TEMPLATES = Path(__file__).parent.parent / "templates"
HTML_LANGUAGE: Mapping[Language, str] = {"zh": "zh-CN", "en": "en"}
LANGUAGE_NAMES: Mapping[Language, str] = {"zh": "中文", "en": "English"}
"""Each language as it calls itself; never translated."""
LOCALES: Mapping[Language, str] = {"zh": "zh_Hans_CN", "en": "en"}
MONTH_FIRST = frozenset({"", "US", "CA", "PH"})
"""Regions (and none) whose English dates begin with the month; all others read them as in Britain (CLDR)."""
BRITISH = "en_GB"
_YEAR = 365 * 24 * 3600
_POST_FORM = re.compile(r'<form\b[^>]*\bmethod="post"[^>]*>')


class Press:
    """What all answers of an app are printed with.

    ``engine`` and ``model`` name who plays the customer there. ``environments`` are by locale: one for each language,
    and one more for English dates that begin with the day.
    """

    def __init__(self, assets: Mapping[str, str], engine: Engine, model: str | None) -> None:
        """``assets`` maps source names to addresses. Raises ``CatalogueMissingError``."""
        self.engine = engine
        self.model = model
        locales = [*((language, LOCALES[language]) for language in LANGUAGES), ("en", BRITISH)]
        self.environments = {name: _environment(assets, language, name) for language, name in locales}

    def pages(self, speech: Speech, viewer: Viewer | None, form_token: str = "", waiting: int = 0) -> "Pages":
        """Return the renderer for one answer to ``viewer`` (None: nobody is signed in).

        ``form_token`` is what forms of a browser that is signed in must carry, "" where they need none; ``waiting`` is
        how many appeals wait for his answer.
        """
        return Pages(self, speech, viewer, form_token, waiting)


class Pages:
    """Renders the pages of one answer in one language, for one viewer."""

    def __init__(self, press: Press, speech: Speech, viewer: Viewer | None, form_token: str, waiting: int) -> None:
        """``speech`` says which language, and where the page can be had in the other one."""
        self.language = speech.language
        self.locale = locale_of(speech)
        self.viewer = viewer
        self._form_token = form_token
        self._waiting = waiting
        self._speech = speech
        self._press = press
        self._translations = catalogue(speech.language)

    def text(self, source: str) -> str:
        """Return a marked text in the language of the page."""
        return in_catalogue(self._translations, source) if source else ""

    def own(self, text: Bilingual) -> str:
        """Return a text of the content in the language of the page."""
        return text.in_language(self.language)

    def said(self, message: str) -> str:
        """Return what an error says in the language of the page; a message holds both, ``。 / `` between them."""
        return _said(self.language, message)

    def engine_line(self, engine: Engine, model: str | None) -> str:
        """Return who plays or grades, in words."""
        kind, name = engine_words(engine, model)
        return f"{self.text(kind)} {name}".strip()

    def flag_line(self, flag: str, lines: Lines) -> str:
        """Return a scorecard's flag in words; a line it names goes by its place in ``lines``."""
        kind, subject = flag_words(flag)
        is_line = flag.startswith(OFFLINE_FROM) and subject.isdecimal()
        return self.text(kind) + (lines.name(int(subject)) if is_line else subject)

    def stages(self) -> tuple[str, ...]:
        """Return the stages of the customer's mood in words, worst first."""
        return tuple(self.text(text) for text in STAGES.values())

    def lines(self, session: Session) -> Lines:
        """Return how the page counts the lines of a talk."""
        return Lines(self.text, session.turns)

    def render(self, template: str, status: int = 200, **context: Any) -> HTMLResponse:
        """Return a page (or a part of one) as an answer. Undefined names in a template raise."""
        context.setdefault("page", "")
        context.setdefault("engine_line", self.engine_line(self._press.engine, self._press.model))
        context.setdefault("plays_offline", self._press.engine is Engine.OFFLINE)
        context.setdefault("is_single", self.viewer is not None and not self.viewer.id)
        context.setdefault("here", self._speech.here)
        context.setdefault("viewer", self.viewer)
        context.setdefault("rooms", rooms_for(self.viewer))
        context.setdefault("waiting", self._waiting)
        context.setdefault("administration", ADMINISTRATION)
        context.setdefault("form_token", self._form_token)
        body = with_form_token(
            self._press.environments[self.locale].get_template(template).render(**context), self._form_token
        )
        headers = {"Cache-Control": "no-store", "Content-Language": HTML_LANGUAGE[self.language]}
        answer = HTMLResponse(body, status, headers=headers)
        if self._speech.is_asked:
            answer.set_cookie(COOKIE, self.language, max_age=_YEAR, httponly=True, samesite="lax")
        return answer


def with_form_token(body: str, form_token: str) -> str:
    """Return a page whose forms all carry the token that writes need, so that none can be forgotten.

    Texts within attributes are escaped, so a tag ends at its first ``>``.
    """
    if not form_token:
        return body
    field = f'<input type="hidden" name="{FORM_TOKEN}" value="{form_token}">'
    return _POST_FORM.sub(lambda found: found[0] + field, body)


def locale_of(speech: Speech) -> str:
    """Return the name of the locale that dates of an answer are written in."""
    if speech.language == "en" and speech.region not in MONTH_FIRST:
        return BRITISH
    return LOCALES[speech.language]


def _environment(assets: Mapping[str, str], language: Language, name: str) -> Environment:
    locale, translations = Locale.parse(name), catalogue(language)
    environment = PhraseEnvironment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]  # by the extension
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False, "sort_keys": True}
    environment.filters.update(
        tr=partial(_in_language, language),
        percent=percent,
        points=points,
        signed=signed,
        tenths=tenths,
        hundredths=hundredths,
    )
    environment.globals.update(_globals(assets, language, locale, translations))
    return environment


def _globals(
    assets: Mapping[str, str], language: Language, locale: Locale, translations: gettext.NullTranslations
) -> dict[str, Any]:
    """Return what every template may use, beside its own values."""
    return {
        "asset": assets.__getitem__,
        "html_language": HTML_LANGUAGE,
        "cards_by_link": cards_by_link(),
        "gap": Markup("") if language == "zh" else " ",  # between two sentences: Chinese ones stand close
        "glossary": glossary(),
        "interval_least": INTERVAL_LEAST,
        "language": language,
        "language_names": LANGUAGE_NAMES,
        "dash": NONE,
        "points": points,
        "quote_anchor": quote_anchor,
        "said": partial(_said, language),
        "speak": speak_address,
        "tr": partial(_in_language, language),
        "when": partial(_local_time, get_date_format(locale=locale), get_time_format("short", locale), locale),
        "_": _translator(translations),
        "worded": partial(_worded, language),
        "word": lambda kind, code: in_catalogue(translations, word(kind, code)),
        "zh": Markup("") if language == "zh" else Markup(' lang="zh-CN"'),
    }


def _said(language: Language, message: str) -> str:
    """Return the half of a text of sim that is in ``language``; one without ``。 / `` is the same in both."""
    chinese, both, english = message.partition("。 / ")
    if not both:
        return message
    return english if language == "en" else f"{chinese}。"


def speak_address(here: str, language: Language) -> str:
    """Return the address of a page in a language."""
    return f"{here}{'&' if '?' in here else '?'}{PARAMETER}={quote(language)}"


def _translator(translations: gettext.NullTranslations) -> Callable[..., Markup]:
    """Return the ``_`` of templates: as the extension's, but a text without variables is made once, not at every use.

    A page has hundreds of them; all are constants of templates and modules, so what is remembered has an end.
    """

    @cache
    def plain(source: str) -> Markup:
        return Markup(in_catalogue(translations, source)) % {}  # noqa: S704  catalogues are our own

    def translated(source: str, /, **variables: object) -> Markup:
        if not variables:
            return plain(source)
        return Markup(translations.gettext(source)) % variables  # noqa: S704  variables are escaped

    return translated


def _in_language(language: Language, text: Bilingual) -> str:
    return text.in_language(language)


def _worded(language: Language, text: Bilingual) -> str:
    """Return a text of the content; one that has no English is marked as Chinese on an English page."""
    if language == "en" and not text.en:
        return Markup('<span lang="zh-CN">%s</span>') % text.zh
    return text.in_language(language)


def _local_time(date: DateTimePattern, time: DateTimePattern, locale: Locale, moment: datetime) -> str:
    """Write a moment in the server's time zone: it stands in the same room as its users."""
    local = moment.astimezone()
    return f"{date.apply(local, locale)} {time.apply(local, locale)}"
