"""The built page assets: which hashed file stands for which source."""

import json
from collections.abc import Mapping
from pathlib import Path

BUILT = Path(__file__).parent.parent / "static" / "built"
URL = "/static"


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
