"""How use cases that ask a model outside of any session say what it cost."""

from collections.abc import Awaitable, Callable

from sim.domain.chat import Usage

Spend = Callable[[str, str, Usage], Awaitable[object]]
"""Notes tokens: whose (an account's id), for what purpose (a short id), how many."""
