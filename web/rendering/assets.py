"""The built page assets: which hashed file stands for which source, and how they are sent."""

import json
import mimetypes
import os
from collections.abc import Mapping
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from web.negotiation import accepted

BUILT = Path(__file__).parent.parent / "static" / "built"
URL = "/static"
_PACKED = {"br": ".br", "gzip": ".gz"}
"""How a file may be packed, smallest first: its content coding and the ending of the file the build wrote."""


class AssetsMissingError(RuntimeError):
    """The assets were not built. The message says how to build them."""


def load_manifest(built: Path = BUILT) -> Mapping[str, str]:
    """Return source name → address, as the build wrote it.

    Raises ``AssetsMissingError`` where there is no manifest: a source tree that was never installed.
    """
    path = built / "manifest.json"
    try:
        names: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise AssetsMissingError(f"{path} is missing; the page assets are built by: pip install -e .") from error
    return {name: f"{URL}/{file}" for name, file in names.items()}


class BuiltFiles(StaticFiles):
    """Serves built assets, packed where the client takes it.

    Their names carry a hash of what is in them, so browsers may keep them for good.
    """

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Return the file, or the packed one beside it, with a lasting cache header."""
        coding, path = _packed(os.fspath(full_path), accepted(Headers(scope=scope).get("accept-encoding", "")))
        response = super().file_response(path, os.stat(path) if coding else stat_result, scope, status_code)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        response.headers["Vary"] = "Accept-Encoding"
        if coding:
            response.headers["Content-Encoding"] = coding
            response.headers["Content-Type"] = mimetypes.guess_type(full_path)[0] or "application/octet-stream"
        return response


def _packed(path: str, codings: tuple[str, ...]) -> tuple[str, str]:
    """Return the coding and the path of the smallest file the client takes; the file itself has no coding."""
    for coding, ending in _PACKED.items():
        if coding in codings and os.path.isfile(path + ending):
            return coding, path + ending
    return "", path
