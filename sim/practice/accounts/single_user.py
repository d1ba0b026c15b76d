"""Single-user mode: while there are no accounts, this machine alone is served, and nobody signs in."""

from functools import lru_cache
from ipaddress import ip_address


@lru_cache(maxsize=1024)
def is_this_machine(name: str) -> bool:
    """Tell whether a name or address (without a port) is this machine's own, by which no other can reach it.

    It is asked twice for every request, hence the memory.
    """
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
