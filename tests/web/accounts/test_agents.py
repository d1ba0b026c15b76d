"""What a browser says of itself, by the names people know."""

import pytest

from web.accounts.agents import known_as

_MOZILLA = "Mozilla/5.0"
_CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0"


@pytest.mark.parametrize(
    ("agent", "names"),
    [
        (f"{_MOZILLA} (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36 Edg/131.0.0.0", ("Edge", "Windows")),
        (f"{_MOZILLA} (X11; Linux x86_64) {_CHROME} Safari/537.36", ("Chrome", "Linux")),
        (f"{_MOZILLA} (Linux; Android 14) {_CHROME} Mobile Safari/537.36 MicroMessenger/8.0.50", ("微信", "Android")),
        (f"{_MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", ("Safari", "iPhone")),
        (f"{_MOZILLA} (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0", ("Firefox", "Mac")),
        ("curl/8.5.0", ("curl/8.5.0",)),
    ],
)
def test_browsers_and_systems_have_names(agent: str, names: tuple[str, ...]) -> None:
    assert known_as(agent) == names
