"""The ground the tests stand on: the network guard, the clean environment and the fake chat model hold."""

import os
from pathlib import Path

import pytest

from sim.domain.chat import ChatMessage, ChatRequest, StreamEnd, TextPiece
from sim.domain.errors import EmptyAnswerError, ModelBusyError, StreamCutError
from tests import conftest
from tests.fakes import FakeChatModel

pytest_plugins = ["pytester"]
REQUEST = ChatRequest((ChatMessage("user", "喂"),))


async def test_enqueued_text_is_streamed_in_pieces(chat_model: FakeChatModel) -> None:
    chat_model.enqueue("你们到底来不来？")
    items = [item async for item in chat_model.stream(REQUEST)]
    assert [item.text for item in items if isinstance(item, TextPiece)] == ["你们到", "底来不", "来？"]
    assert isinstance(items[-1], StreamEnd)
    assert chat_model.requests == [REQUEST]


async def test_error_in_the_middle_comes_after_the_pieces_before_it(chat_model: FakeChatModel) -> None:
    chat_model.enqueue(["前半", StreamCutError("cut"), "后半"])
    answer = chat_model.stream(REQUEST)
    assert await anext(answer) == TextPiece("前半")
    with pytest.raises(StreamCutError):
        await anext(answer)


async def test_json_callables_errors_and_emptiness(chat_model: FakeChatModel) -> None:
    async def later(request: ChatRequest) -> str:
        return request.messages[0].content * 2

    chat_model.enqueue({"等级": 3}, lambda request: request.messages[0].content, later, ModelBusyError("429"), "")
    assert (await chat_model.complete(REQUEST)).text == '{"等级": 3}'
    assert (await chat_model.complete(REQUEST)).text == "喂"
    assert (await chat_model.complete(REQUEST)).text == "喂喂"
    with pytest.raises(ModelBusyError):
        await chat_model.complete(REQUEST)
    with pytest.raises(EmptyAnswerError):
        await chat_model.complete(REQUEST)
    assert chat_model.waiting == 0


def run_inner(pytester: pytest.Pytester, test: str, monkeypatch: pytest.MonkeyPatch) -> pytest.RunResult:
    root = Path(conftest.__file__).parent.parent
    monkeypatch.setenv("PYTHONPATH", str(root))
    pytester.makeconftest(Path(conftest.__file__).read_text(encoding="utf-8"))
    pytester.makeini(
        "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\nfilterwarnings = error\n"
    )
    pytester.makepyfile(test)
    return pytester.runpytest_subprocess("-p", "no:cacheprovider")


def test_reaching_out_fails_the_test_even_when_swallowed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """
        import asyncio, contextlib, socket
        import pytest

        def datagram():
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
                sender.sendto(b"x", ("192.0.2.7", 53))

        @pytest.mark.parametrize("reach", [
            lambda: socket.create_connection(("192.0.2.7", 80), timeout=1),
            lambda: socket.getaddrinfo("example.invalid", 80),
            lambda: socket.gethostbyname("example.invalid"),
            lambda: asyncio.run(asyncio.open_connection("192.0.2.7", 80)),
            datagram,
        ])
        def test_reach(reach):
            with contextlib.suppress(BaseException):
                reach()
        """
    result = run_inner(pytester, source, monkeypatch)
    result.assert_outcomes(failed=5)
    assert result.stdout.str().count("the test reached for the network: socket.") >= 5


def test_loopback_passes_and_foreign_settings_are_gone(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "leaked")
    monkeypatch.setenv("DUILIAN_DATABASE_URL", "leaked")
    source = """
        import os, socket

        def test_loopback():
            with socket.create_server(("127.0.0.1", 0)) as server:
                socket.create_connection(server.getsockname()).close()
            with socket.create_server(("127.0.0.1", 0)) as server:
                socket.create_connection(("localhost", server.getsockname()[1])).close()
            assert not [name for name in os.environ if name.startswith(("OPENAI_", "DUILIAN_"))]
        """
    run_inner(pytester, source, monkeypatch).assert_outcomes(passed=1)


def test_running_dry_fails_the_test_even_when_swallowed(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = """
        import contextlib
        from sim.domain.chat import ChatMessage, ChatRequest

        async def test_dry(chat_model):
            with contextlib.suppress(BaseException):
                await chat_model.complete(ChatRequest((ChatMessage("user", "喂"),)))
        """
    result = run_inner(pytester, source, monkeypatch)
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*FakeChatModel ran dry*"])


def test_environment_is_given_back_part_one() -> None:
    os.environ["DUILIAN_LEFT_BEHIND"] = "1"


def test_environment_is_given_back_part_two() -> None:
    assert "DUILIAN_LEFT_BEHIND" not in os.environ
