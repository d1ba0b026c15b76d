"""What every test lives under: no network but loopback, no settings from outside, and a chat model that is a fake."""

import ipaddress
import os
import sys
from collections.abc import Generator, Iterator

import pytest
from hypothesis import settings

from tests.databases import empty_url, postgres, postgres_url, store, url
from tests.fakes import FakeChatModel

__all__ = ["empty_url", "postgres", "postgres_url", "store", "url"]

_FOREIGN_SETTINGS = ("DUILIAN_", "OPENAI_", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "LLM_")
_KEPT_SETTINGS = frozenset({"DUILIAN_CHROMIUM"})  # names the browser of the tests, not the program
_CONNECTING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_RESOLVING = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})


class NetworkRefusedError(ConnectionRefusedError):
    """A test reached for the real network."""


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes | bytearray):
        host = host.decode("idna")
    if host in (None, "", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


class NetworkGuard:
    """An audit hook: sees every connect and every name look-up of Python's sockets, whoever kept a reference to them.

    What is refused is also noted, so the test fails even where the code under test swallows the error.
    (Sockets opened in C by uvloop or libpq raise no audit events; tests hand these loopback addresses only.)
    """

    def __init__(self) -> None:
        self.attempts: list[str] = []

    def __call__(self, event: str, args: tuple[object, ...]) -> None:
        if event in _CONNECTING:
            address = args[1]
            if not isinstance(address, tuple):  # a Unix socket's path, or a socket already connected
                return
            host: object = address[0]
        elif event in _RESOLVING:
            host = args[0]
        else:
            return
        if not _is_loopback(host):
            self.attempts.append(f"{event} {host!r}")
            raise NetworkRefusedError(f"a test reached for the network: {event} {host!r}")

    def check(self) -> None:
        """Fail the running test when it reached for the network; forget what was seen."""
        seen, self.attempts = self.attempts, []
        if seen:
            pytest.fail("the test reached for the network: " + ", ".join(sorted(set(seen))), pytrace=False)


_GUARD = pytest.StashKey[NetworkGuard]()


def _drop_foreign_settings() -> None:
    for name in [name for name in os.environ if name.upper().startswith(_FOREIGN_SETTINGS)]:
        if name not in _KEPT_SETTINGS:
            del os.environ[name]


def pytest_configure(config: pytest.Config) -> None:
    """Install the guard for the whole process, forget settings from the environment, time no example of a property."""
    settings.register_profile("duilian", deadline=None)  # nothing in a test depends on how fast the machine is
    settings.load_profile("duilian")
    guard = NetworkGuard()
    config.stash[_GUARD] = guard
    sys.addaudithook(guard)
    _drop_foreign_settings()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """Watch the fixtures' start."""
    yield
    item.config.stash[_GUARD].check()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Watch the test itself."""
    yield
    item.config.stash[_GUARD].check()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None]:
    """Watch the fixtures' end."""
    yield
    item.config.stash[_GUARD].check()


@pytest.fixture(autouse=True)
def _own_environment() -> Iterator[None]:
    """Undo what a test did to the environment, so nothing leaks into the next one."""
    before = dict(os.environ)
    yield
    if dict(os.environ) != before:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture
def chat_model() -> Iterator[FakeChatModel]:
    """A scripted chat model. The test fails when more was asked of it than was enqueued."""
    model = FakeChatModel()
    yield model
    model.check()
