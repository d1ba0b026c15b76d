"""Which language a page speaks, and that everything people read is in the catalogue."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import nodes
from jinja2.sandbox import SandboxedEnvironment
from starlette.requests import HTTPConnection

from sim.domain.text import Language
from tests.web.desk import Desk
from web.negotiation import accepted
from web.rendering.languages import COOKIE, LANGUAGES, speech_of

WEB = Path(__file__).parents[3] / "web"
HAN = re.compile(r"[\u3400-\u9fff]")
METHODS = [("**.py", "python"), ("templates/**.html", "jinja2")]


def speech(query: str = "", cookie: str = "", header: str = "", path: str = "/history") -> tuple[Language, str, bool]:
    headers = [(b"cookie", f"{COOKIE}={cookie}".encode()), (b"accept-language", header.encode())]
    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": query.encode(),
        "headers": headers,
        "server": ("127.0.0.1", 80),
    }
    found = speech_of(HTTPConnection(scope))
    return found.language, found.here, found.is_asked


def test_the_address_goes_before_the_cookie_and_the_cookie_before_the_browser() -> None:
    assert speech("lang=en", "zh", "zh-CN") == ("en", "/history", True)
    assert speech("", "en", "zh-CN") == ("en", "/history", False)
    assert speech("", "", "en-GB,zh;q=0.5") == ("en", "/history", False)
    assert speech("", "", "fr") == ("zh", "/history", False)


@pytest.mark.parametrize("unknown", ["lang=fr", "lang=", "lang=%00"])
def test_a_language_nobody_speaks_here_is_passed_over(unknown: str) -> None:
    assert speech(unknown, "xx", "en") == ("en", "/history", False)


def test_the_other_language_is_offered_on_the_same_page() -> None:
    assert speech("before=2026-01-01~x&lang=en")[1] == "/history?before=2026-01-01~x"


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("en;q=0.5, zh-CN", ("zh-cn", "en")),
        ("br;q=0, gzip", ("gzip",)),
        ("gzip;q=much, br", ("br",)),
        ("", ()),
    ],
)
def test_what_a_client_accepts(header: str, names: tuple[str, ...]) -> None:
    assert accepted(header) == names


async def test_the_choice_is_kept(desk: Desk) -> None:
    assert "Which customer" in (await desk.client.get("/?lang=en")).text
    page = await desk.client.get("/history")
    assert '<html lang="en">' in page.text
    assert page.headers["content-language"] == "en"
    assert '<html lang="zh-CN">' in (await desk.client.get("/history?lang=zh")).text


async def test_errors_speak_the_language_of_the_browser(desk: Desk) -> None:
    headers = {"accept": "text/html", "accept-language": "en"}
    assert "There is no such page" in (await desk.client.get("/nothing", headers=headers)).text


async def test_dates_and_numbers_follow_the_language(desk: Desk) -> None:
    await desk.start()
    assert re.search(r"\d{4}年\d+月\d+日", (await desk.client.get("/history")).text)
    assert re.search(r"[A-Z][a-z]{2} \d+, \d{4}", (await desk.client.get("/history?lang=en")).text)


@pytest.mark.parametrize(
    ("liked", "date"),
    [
        ("en-GB,en;q=0.9", r"\d+ [A-Z][a-z]{2,3} \d{4} \d\d:\d\d<"),
        ("zh-CN,zh;q=0.9,en-AU;q=0.3", r"\d+ [A-Z][a-z]{2,3} \d{4} \d\d:\d\d<"),
        ("en-US,en-GB;q=0.9", r"[A-Z][a-z]{2} \d+, \d{4} \d+:\d\d\s[AP]M<"),
        ("en;q=0.8,zh-Hans-CN", r"[A-Z][a-z]{2} \d+, \d{4} \d+:\d\d\s[AP]M<"),
    ],
)
async def test_english_dates_are_those_of_the_browsers_region(desk: Desk, liked: str, date: str) -> None:
    await desk.start()
    page = await desk.client.get("/history?lang=en", headers={"accept-language": liked})
    assert re.search(date, page.text)


async def test_chinese_words_within_an_english_page_say_so(desk: Desk) -> None:
    started = await desk.start()
    page = await desk.client.get(f"/sessions/{started['id']}?lang=en")
    assert re.search(r'<p class="turn-text" lang="zh-CN"[^>]*>水费怎么翻了三倍？', page.text)
    assert '<li><span lang="zh-CN">上门查表</span>' in page.text


def key(message: Message) -> tuple[str | None, object]:
    """Return what a catalogue finds a message by."""
    return message.context, message.id


def test_every_text_is_translated_and_nothing_else_is_kept() -> None:
    options = {"templates/**.html": {"newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}}
    used = {(found[4], found[2]) for found in extract_from_dir(WEB, METHODS, options)}
    for language in LANGUAGES[1:]:
        rooms = sorted((WEB / "locale" / language / "LC_MESSAGES").glob("*.po"))
        catalogues = [read_po(BytesIO(room.read_bytes()), locale=language, abort_invalid=True) for room in rooms]
        known = {key(each): each for catalogue in catalogues for each in catalogue if each.id}
        assert used - set(known) == set(), "make catalogue, then translate"
        assert set(known) - used == set(), "make catalogue"
        assert [text for text, message in known.items() if not message.string or message.fuzzy] == []
        differing = [each for room in catalogues for each in room if each.id and each.string != known[key(each)].string]
        assert [each.id for each in differing] == [], "the rooms are joined into one catalogue: give these a context"
        assert [error for catalogue in catalogues for message in catalogue for error in message.check(catalogue)] == []
        kept_chinese = {str(message.id) for message in known.values() if HAN.search(str(message.string))}
        assert all("不好意思" in text for text in kept_chinese), "only the three words of apology stay Chinese"


def template_texts(source: str) -> list[str]:
    """Return what a template writes or quotes without asking the catalogue."""
    tree = SandboxedEnvironment(extensions=["jinja2.ext.i18n"]).parse(source)
    asked = {
        id(argument)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "ngettext", "pgettext")
        for argument in call.args
    }
    quoted = [str(const.value) for const in tree.find_all(nodes.Const) if id(const) not in asked]
    return quoted + [data.data for data in tree.find_all(nodes.TemplateData)]


@pytest.mark.parametrize("path", sorted((WEB / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_template_holds_chinese_outside_the_catalogue(path: Path) -> None:
    assert [text for text in template_texts(path.read_text(encoding="utf-8")) if HAN.search(text)] == []


def test_no_script_holds_chinese() -> None:
    for path in (WEB / "static" / "src").rglob("*.js"):
        assert not HAN.search(path.read_text(encoding="utf-8")), path


def test_no_module_holds_chinese_outside_the_catalogue() -> None:
    """Names of languages and of the program are never translated; messages in both languages at once need not be."""
    marked = {found[2] for found in extract_from_dir(WEB, [("**.py", "python")])}
    for path in WEB.rglob("*.py"):
        for literal in re.findall(r'"([^"\n]*)"', path.read_text(encoding="utf-8")):
            if HAN.search(literal):
                is_both = " / " in literal
                assert is_both or literal in marked or literal in {"中文", "Duilian 对练台"}, f"{path.name}: {literal}"
