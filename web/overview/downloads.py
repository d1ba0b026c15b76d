"""Files sent to be kept."""

from urllib.parse import quote


def attachment(name: str) -> dict[str, str]:
    """Return the headers of a file to be saved under a name (RFC 6266), and kept by no cache."""
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
