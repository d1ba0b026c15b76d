import pytest

from tests.web.people import hash_quickly


@pytest.fixture(autouse=True)
def _quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    hash_quickly(monkeypatch)
