"""JSON answers of documents that are already plain: written by orjson, not walked a second time."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response


def json_response(document: Mapping[str, Any], status: int = 200) -> Response:
    """Return a JSON object as a response."""
    return Response(orjson.dumps(document), status, media_type="application/json")
