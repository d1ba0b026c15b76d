"""The proxies of the deployment guide as processes of our own: its files, other ports, a certificate made here."""

import os
import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.lives import quiet_port

FOLDER = Path(__file__).parents[2] / "sim/deploy"
NAME = "practice.example.org"
_START_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Front:
    """A proxy that serves: its ports for HTTPS and for plain HTTP, the certificate to trust, and its key."""

    port: int
    plain_port: int
    certificate: Path
    key: Path


def changed(text: str, changes: Mapping[str, str]) -> str:
    """Return a file of the guide with what an operator changes in it. Each must be there to be changed."""
    for old, new in changes.items():
        assert old in text, f"{old!r} is not in the file any more"
        text = text.replace(old, new)
    return text


def make_front(folder: Path) -> Front:
    """Choose ports, and make a certificate for the guide's name."""
    certificate, key = folder / "fullchain.pem", folder / "key.pem"
    made = ("-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", f"/CN={NAME}")
    alone = ("-addext", f"subjectAltName=DNS:{NAME}")
    kind = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    subprocess.run(["openssl", "req", "-x509", *kind, *made, *alone], check=True, capture_output=True)
    return Front(quiet_port(), quiet_port(), certificate, key)


def site_before(server: int, file: str, changes: Mapping[str, str]) -> str:
    """Return a file of the guide for the server at a port; of the guide's two servers one is down."""
    servers = {"127.0.0.1:8001": f"127.0.0.1:{server}", "127.0.0.1:8002": f"127.0.0.1:{quiet_port()}"}
    return changed((FOLDER / file).read_text(encoding="utf-8"), {**servers, **changes})


@contextmanager
def nginx(folder: Path, server: int) -> Iterator[Front]:
    """Run nginx with the guide's file before the server at a port."""
    front = make_front(folder)
    site = site_before(
        server,
        "nginx.conf",
        {
            "listen 443 ssl": f"listen 127.0.0.1:{front.port} ssl",
            "listen 80;": f"listen 127.0.0.1:{front.plain_port};",
            f"/etc/ssl/{NAME}/fullchain.pem": str(front.certificate),
            f"/etc/ssl/{NAME}/key.pem": str(front.key),
        },
    )
    (folder / "site.conf").write_text(site, encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    own = f"daemon off; pid {folder}/pid; error_log stderr; user root; events {{}} "
    (folder / "nginx.conf").write_text(
        f"{own if os.geteuid() == 0 else own.replace('user root; ', '')}http {{ access_log off; {places} "
        f"include {folder}/site.conf; }}",
        encoding="utf-8",
    )
    with _running(["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")], folder, front):
        yield front


@contextmanager
def caddy(folder: Path, server: int) -> Iterator[Front]:
    """Run Caddy with the guide's file, and the line for a certificate of one's own that the guide names."""
    front = make_front(folder)
    own = {f"# tls /etc/ssl/{NAME}/fullchain.pem /etc/ssl/{NAME}/key.pem": f"tls {front.certificate} {front.key}"}
    site = site_before(server, "Caddyfile", own)
    ports = f"http_port {front.plain_port}\n https_port {front.port}\n default_bind 127.0.0.1"
    (folder / "Caddyfile").write_text(f"{{\n admin off\n {ports}\n}}\n{site}", encoding="utf-8")
    with _running(["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"], folder, front):
        yield front


@contextmanager
def _running(command: list[str], folder: Path, front: Front) -> Iterator[None]:
    environment = {**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    log = folder / "proxy.log"
    with log.open("wb") as said, subprocess.Popen(command, stdout=said, stderr=said, env=environment) as process:
        try:
            _wait(process, front, log)
            yield
        finally:
            process.terminate()
            process.wait(_START_SECONDS)


def _wait(process: subprocess.Popen[bytes], front: Front, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    listening = re.compile(rf"^\s*\d+: 0100007F:{front.port:04X} \S+ 0A", re.MULTILINE)
    while not listening.search(Path("/proc/net/tcp").read_text()):
        assert process.poll() is None, log.read_text(errors="replace")
        assert time.monotonic() < deadline, log.read_text(errors="replace")
        time.sleep(0.05)
