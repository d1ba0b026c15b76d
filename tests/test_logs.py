"""What logs tell of errors: kinds and places, our own words, and nothing anybody said."""

import subprocess
import sys

import orjson
import pytest

from sim.domain.errors import ModelFaultError
from sim.logs import told_errors

SPOKEN = "我女儿发烧三天了"

LOGGING = f"""
import asyncio, logging, structlog
from sim.logs import configure_logging
configure_logging()
log = structlog.get_logger()
try:
    try:
        int("{SPOKEN}")
    except ValueError as error:
        raise RuntimeError("{SPOKEN}") from error
except RuntimeError:
    log.exception("answer failed", session_id="s1")
    logging.getLogger("elsewhere").exception("it broke")

async def fail():
    raise ValueError("{SPOKEN}")

async def forgotten():
    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task

asyncio.run(forgotten())
"""


def raise_both() -> None:
    try:
        int(SPOKEN)
    except ValueError as error:
        raise ModelFaultError("the endpoint failed (500)", quoted=SPOKEN) from error


def test_an_error_is_told_with_its_causes_and_places_but_not_with_foreign_words() -> None:
    with pytest.raises(ModelFaultError) as caught:
        raise_both()
    outer, inner = told_errors(caught.value)
    assert (outer["kind"], outer["said"]) == ("ModelFaultError", "the endpoint failed (500)")
    assert (inner["kind"], "said" in inner) == ("ValueError", False)
    assert "tests/test_logs.py:" in inner["at"][-1]
    assert inner["at"][-1].endswith(" raise_both")


def test_a_circle_of_causes_ends() -> None:
    one, two = ValueError("1"), ValueError("2")
    one.__cause__, two.__cause__ = two, one
    assert len(told_errors(one)) == 2


def test_every_line_is_json_and_none_repeats_what_was_said() -> None:
    done = subprocess.run([sys.executable, "-c", LOGGING], capture_output=True, check=True, timeout=60)
    lines = [orjson.loads(line) for line in done.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["answer failed", "it broke", "Task exception was never retrieved"]
    assert lines[0]["session_id"] == "s1"
    assert [error["kind"] for error in lines[0]["errors"]] == ["RuntimeError", "ValueError"]
    assert SPOKEN not in done.stderr.decode()
    assert all(line["timestamp"] for line in lines)
