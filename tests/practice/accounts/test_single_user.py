"""What counts as this machine where nobody has to sign in."""

import pytest

from sim.practice.accounts import is_this_machine


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", "127.8.0.2", "::1"])
def test_names_and_addresses_of_this_machine(name: str) -> None:
    assert is_this_machine(name)


@pytest.mark.parametrize(
    "name",
    ["", "0.0.0.0", "::", "192.168.1.4", "localhost.example.org", "127.0.0.1.example.org", "[::1]", "::ffff:8.8.8.8"],
)
def test_what_others_can_reach_or_make_up(name: str) -> None:
    assert not is_this_machine(name)
