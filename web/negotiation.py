"""What a client accepts (RFC 9110, 12.5): the members of an Accept-* header, best first."""


def accepted(header: str) -> tuple[str, ...]:
    """Return the names a header lists, in lower case, by falling weight, without what is refused (q=0) or garbled."""
    wishes = [_wish(part) for part in header.split(",") if part.strip()]
    return tuple(name for weight, name in sorted(wishes, key=lambda wish: -wish[0]) if weight > 0)


def _wish(part: str) -> tuple[float, str]:
    name, _, parameter = part.strip().lower().partition(";")
    try:
        return float(parameter.strip().removeprefix("q=") or 1), name.strip()
    except ValueError:
        return 0.0, name
