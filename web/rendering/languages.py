"""Which language a page speaks: asked for in the address, kept in a cookie, or preferred by the browser."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from babel.support import Translations
from starlette.requests import HTTPConnection

from sim.domain.text import Language
from web.negotiation import accepted

LOCALES = Path(__file__).parent.parent / "locale"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
DEFAULT: Language = "zh"
COOKIE = "duilian-language"
PARAMETER = "lang"


class CatalogueMissingError(RuntimeError):
    """A language's catalogue was not compiled. The message says how to compile it."""


@dataclass(frozen=True, slots=True)
class Speech:
    """The language of one answer.

    ``here`` is the address of the page without the language in it, the place where the other language is offered;
    ``is_asked`` tells that the address asked for the language, so that it is to be kept. ``region`` is that of the
    browser's own kind of this language ("GB" for ``en-GB``), "" where it names none: dates are written by it.
    """

    language: Language = DEFAULT
    here: str = "/"
    is_asked: bool = False
    region: str = ""


def speech_of(request: HTTPConnection) -> Speech:
    """Choose the language: of the address (``?lang=en``), else of the cookie, else of the browser, else Chinese."""
    query = parse_qsl(request.url.query, keep_blank_values=True)
    here = _address(request.url.path, [(name, value) for name, value in query if name != PARAMETER])
    if request.scope.get("method", "GET") not in ("GET", "HEAD"):
        here = "/"
    asked = _known(dict(query).get(PARAMETER, ""))
    liked = request.headers.get("accept-language", "")
    language = asked or _known(request.cookies.get(COOKIE, "")) or preferred(liked)
    return Speech(language, here, is_asked=asked is not None, region=region_of(language, liked))


def preferred(header: str) -> Language:
    """Return the language an ``Accept-Language`` header (RFC 9110, 12.5.4) likes best among ours."""
    for name in accepted(header):
        found = _known(name.partition("-")[0])
        if found is not None:
            return found
    return DEFAULT


def region_of(language: Language, header: str) -> str:
    """Return the region of the first member of an ``Accept-Language`` header in ``language`` that names one."""
    for name in accepted(header):
        spoken, _, rest = name.partition("-")
        region = rest.rpartition("-")[2].upper()
        if _known(spoken) == language and len(region) == 2 and region.isalpha():
            return region
    return ""


@cache
def catalogue(language: Language) -> Translations:
    """Return the compiled catalogue of a language, joined from a file for each room of the web.

    For the language of the sources there is none to read.

    Raises ``CatalogueMissingError`` where it was never compiled: a source tree that was never installed.
    """
    if language == DEFAULT:
        return Translations()
    folder = LOCALES / language / "LC_MESSAGES"
    whole = Translations()
    for source in sorted(folder.glob("*.po")) or [folder / "pages.po"]:
        path = source.with_suffix(".mo")
        if not path.is_file():
            raise CatalogueMissingError(f"{path} is missing; the catalogues are compiled by: pip install -e .")
        with path.open("rb") as file:
            whole.merge(Translations(file))
    return whole


def _known(name: str) -> Language | None:
    return next((language for language in LANGUAGES if language == name.lower()), None)


def _address(path: str, query: list[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(query)}" if query else path
