"""Names of browsers and systems in what a browser says of itself, as people know them."""

from collections.abc import Iterator, Sequence

from web.marking import _

_BROWSERS = (
    ("MicroMessenger/", _("微信")),
    ("DingTalk/", _("钉钉")),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("QQBrowser/", _("QQ 浏览器")),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What stands in the text and whose it is; those that also name another browser come before it."""

_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)


def known_as(agent: str) -> tuple[str, ...]:
    """Return browser and system of a ``User-Agent`` header by name; the header itself where neither is known."""
    return (*_first(agent, _BROWSERS), *_first(agent, _SYSTEMS)) or (agent,)


def _first(agent: str, names: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield the first name whose sign the text holds, if any."""
    yield from [name for sign, name in names if sign in agent][:1]
